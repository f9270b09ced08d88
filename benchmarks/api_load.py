"""How many searches a second the API answers: distinct questions, and the same ones again.

    python -m benchmarks.api_load [--seconds 20] [--askers 16]

The app is served as people serve it, on a temporary home with the sample corpus, with a token;
the askers run beside it, on the same cores. What is asked are the corpus' judged questions;
distinct ones are crossed with each other, so that no answer is at hand.
"""

import argparse
import asyncio
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from kb.access_tokens import AccessTokens, Scope
from kb.audit import OPERATOR
from kb.people import Role
from kb.settings import Settings
from kb.store import open_store
from tests.serving import served
from tests.warm import ROOT

_PATIENCE, _QUIET, _QUIET_FOR = 180, 0.1, 5
"""Seconds to wait at most; CPU seconds a second that count as quiet; for so many seconds."""

QUESTIONS = ROOT / "corpus" / "queries.jsonl"


@dataclass(frozen=True)
class Load:
    """What one run measured; times in milliseconds, `work` in CPU seconds of the app."""

    name: str
    answers: int
    errors: int
    seconds: float
    p50: float
    p95: float
    work: float

    def line(self) -> str:
        """Say it in a line."""
        rate = self.answers / self.seconds
        times = f"p50 {self.p50:7.1f} ms  p95 {self.p95:7.1f} ms"
        cost = f"{1000 * self.work / self.answers:6.2f} CPU ms of the app each"
        return f"{self.name:<9} {rate:7.1f} searches/s  {times}  {cost}  {self.errors} errors"


def main() -> None:
    """Serve, ask, and print the rates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--askers", type=int, default=16)
    chosen = parser.parse_args()
    texts = questions()
    with tempfile.TemporaryDirectory() as folder:
        secret = load(Path(folder) / "home")
        with served(Path(folder) / "home", KB_API_RATE="1000000") as address:
            settle()
            for name, asked in (("distinct", crossed(texts)), ("repeated", again(texts))):
                found = asyncio.run(ask(name, f"{address}/api/v1/search", secret, asked, chosen))
                say(found.line())
    own = resource.getrusage(resource.RUSAGE_SELF)
    say(f"askers' own time: {own.ru_utime + own.ru_stime:.1f} CPU s; {os.cpu_count()} cores")


def questions() -> list[str]:
    """Read the judged questions of the sample corpus."""
    lines = QUESTIONS.read_text("utf-8").splitlines()
    return [str(json.loads(line)["text"]) for line in lines if line.strip()]


def crossed(texts: list[str]) -> Iterator[str]:
    """Join the first half of each question with the second half of another: never twice the same.

    The words stay those of questions; a number would be corrected like a misspelt word.
    """
    halves = [
        (words[: len(words) // 2 + 1], words[len(words) // 2 + 1 :])
        for words in (text.split() for text in texts)
    ]
    for step in range(len(texts)):
        for place, (begun, _) in enumerate(halves):
            yield " ".join(begun + halves[(place + step) % len(halves)][1])


def again(texts: list[str]) -> Iterator[str]:
    """Ask a few questions again and again."""
    return itertools.cycle(texts[:50])


def load(home: Path) -> str:
    """Load the sample corpus and make a token."""
    environment = os.environ | {"KB_HOME": str(home)}
    command = [sys.executable, "cli.py", "ingest", "corpus", "--json"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    with open_store(Settings(home=home, database_url=""), own=False) as store:
        user, _ = store.accounts.add("load", name="Load", party="qc", role=Role.AGENT, by=OPERATOR)
        user = user.model_copy(update={"must_change": False})
        store.accounts.change(user, by=OPERATOR)
        tokens = AccessTokens(store.catalogue.access_tokens, store.audit)
        return tokens.make(user, "load", [Scope.SEARCH], by=OPERATOR)[1]


def app_seconds() -> float:
    """Read the CPU time of the app: of all processes below this one."""
    ticks = 0
    for process in _started_by(os.getpid()):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _started_by(process: int) -> Iterator[int]:
    """Name the processes below one that still run."""
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            yield child
            yield from _started_by(child)


def settle() -> None:
    """Wait until the app has found the topics and twins of what is new to it."""
    before, quiet = app_seconds(), 0
    for _ in range(_PATIENCE):
        time.sleep(1)
        now = app_seconds()
        quiet, before = quiet + 1 if now - before < _QUIET else 0, now
        if quiet >= _QUIET_FOR:
            return


async def ask(
    name: str, url: str, secret: str, asked: Iterator[str], chosen: argparse.Namespace
) -> Load:
    """Ask as many at once as there are askers, after each has asked once to warm up."""
    times: list[float] = []
    errors = 0
    headers = {"Authorization": f"Bearer {secret}"}

    async def once(session: aiohttp.ClientSession) -> None:
        nonlocal errors
        began = time.perf_counter()
        async with session.get(url, params={"q": next(asked)}) as answer:
            await answer.read()
            errors += answer.status != 200
        times.append(1000 * (time.perf_counter() - began))

    async def asker(session: aiohttp.ClientSession, until: float) -> None:
        while time.perf_counter() < until:
            await once(session)

    async with aiohttp.ClientSession(headers=headers) as session:
        await asyncio.gather(*(once(session) for _ in range(100 if name == "repeated" else 8)))
        times.clear()
        began, worked = time.perf_counter(), app_seconds()
        until = began + chosen.seconds
        await asyncio.gather(*(asker(session, until) for _ in range(chosen.askers)))
        seconds = time.perf_counter() - began
    work, ordered = app_seconds() - worked, sorted(times)
    middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return Load(name, len(times), errors, seconds, middle, late, work)


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

"""Fifty people search the real app at once: how long until their hits are there.

python -m benchmarks.load                  all at the same instant, then with pauses to think
python -m benchmarks.load --ingest 2000    and again while so many documents are taken in
python -m benchmarks.load --quick          ten people, two questions each

Every second one is signed in. Questions are halves of judged ones joined anew, each asked once.
Printed is the table of docs/speed.md: milliseconds until the hits are there, and all of the page,
and the processor time of the app.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.api_load import crossed, settle
from benchmarks.figures import CORPUS
from benchmarks.loading_app import Visitor
from kb.audit import OPERATOR
from kb.people import Role
from kb.settings import Settings
from kb.store import open_store
from search.evaluation.judgements import read_judged
from ui.doors.cookies import session_cookie

ROOT = Path(__file__).parents[1]
PORT = 8671
_THINKING = (5.0, 10.0)
"""Seconds between an answer and the next question."""

_LONGEST = 300.0
"""Seconds after which a visit counts as failed."""

_Timing = tuple[float, float]
"""Seconds until the hits of a question are there, and all of the page."""

_HEAD = """| | p50 | p95 | slowest | p95, all of the page | errors | cores | ms a question |
|---|---|---|---|---|---|---|---|
"""
_WORDS = ("emploi", "mentorat", "recrutement", "formation", "agence", "jeunes", "stage", "atelier")


def main() -> None:
    """Load a home, serve it, and let people at it."""
    chosen = _parse()
    count, each = (10, 2) if chosen.quick else (50, 4)
    asked = _questions()
    with TemporaryDirectory(prefix="passerelle-load-") as folder:
        home = {"KB_HOME": str(Path(folder) / "home")}
        _run_cli(["ingest", "corpus"], home)
        people = ["", _cookie(Path(folder) / "home")] * (count // 2)
        with _served(home) as server:
            settle()
            server.usage()
            sys.stdout.write(_HEAD)
            _tell("one person", asyncio.run(_search([""], 4 * each, asked, think=False)), server)
            found = asyncio.run(_search(people, each, asked, think=True))
            _tell(f"{count}, 5 to 10 s between questions", found, server)
            if chosen.ingest:
                files = _write_files(Path(folder) / "files", chosen.ingest)
                with _taking_in(files, home):
                    found = asyncio.run(_search(people, each, asked, think=True))
                    _tell(f"{count}, the same, beside an ingest", found, server)
            found = asyncio.run(_search(people, each, asked, think=False))
            _tell(f"{count}, all at the same instant", found, server)


def _questions() -> Iterator[str]:
    """Give questions that nobody asked before: no answer is kept."""
    asked = list(crossed([judged.text for judged in read_judged(CORPUS) if len(judged.text) < 200]))
    random.Random(4).shuffle(asked)  # noqa: S311 - questions, not secrets
    return iter(asked)


def _cookie(home: Path) -> str:
    """Sign an agent in."""
    settings = Settings(home=home, database_url="")
    with open_store(settings, own=False) as store:
        user, _ = store.accounts.add("load", name="Load", party="qc", role=Role.AGENT, by=OPERATOR)
        user = user.model_copy(update={"must_change": False})
        store.accounts.change(user, by=OPERATOR)
        return f"{session_cookie(settings)}={store.accounts.open_session(user)}"


async def _search(
    people: Sequence[str], each: int, asked: Iterator[str], *, think: bool
) -> tuple[list[_Timing], list[str]]:
    """Let people open the page, each with their cookie, then ask.

    Returns:
        The seconds of each answer, and errors.
    """
    everybody = asyncio.Barrier(len(people))

    async def visit(number: int, cookie: str) -> list[_Timing]:
        chance = random.Random(number)  # noqa: S311 - pauses, not secrets
        timings = []
        # Somebody who cannot open the page would keep all others waiting at the door.
        async with asyncio.timeout(_LONGEST), Visitor(f"127.0.0.1:{PORT}", cookie) as visitor:
            await everybody.wait()
            for _ in range(each):
                if think:
                    await asyncio.sleep(chance.uniform(*_THINKING))
                timings.append(await visitor.ask(next(asked)))
        return timings

    visits = await asyncio.gather(*map(visit, range(len(people)), people), return_exceptions=True)
    errors = [repr(visit) for visit in visits if isinstance(visit, BaseException)]
    return [own for visit in visits if isinstance(visit, list) for own in visit], errors


def _tell(name: str, found: tuple[list[_Timing], Sequence[str]], server: "_Server") -> None:
    """Print a row of the table."""
    timings, errors = found
    cores, seconds = server.usage()
    figures = ["–"] * 5
    if timings:
        hits, pages = map(sorted, zip(*timings, strict=True))
        own = (hits[len(hits) // 2], _late(hits), hits[-1], _late(pages), seconds / len(hits))
        figures = [f"{1000 * each:,.0f}" for each in own]
    *waits, work = figures
    cells = [name, *waits, str(len(errors)), f"{cores:.2f}", work]
    sys.stdout.write(f"| {' | '.join(cells)} |\n")
    for error in sorted(set(errors))[:3]:
        sys.stdout.write(f"    {error}\n")
    sys.stdout.flush()


def _late(timings: Sequence[float]) -> float:
    """Give the 95th percentile of what is in order."""
    return timings[min(len(timings) - 1, int(len(timings) * 0.95))]


class _Server:
    """The process that serves the app, and how much it computed since it was last asked.

    What the people open before they ask is counted too.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._before = (self._computed(), time.monotonic())

    def usage(self) -> tuple[float, float]:
        """Give the share of a core, and the seconds of processor time."""
        now = (self._computed(), time.monotonic())
        seconds = now[0] - self._before[0]
        share = seconds / (now[1] - self._before[1])
        self._before = now
        return share, seconds

    def _computed(self) -> float:
        stat = Path(f"/proc/{self._process.pid}/stat").read_text("utf-8")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _served(home: dict[str, str]) -> Iterator[_Server]:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(PORT)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | home, stdout=quiet, stderr=quiet)
    try:
        asyncio.run(_answering())
        yield _Server(process)
    finally:
        process.terminate()
        process.wait(timeout=30)


async def _answering() -> None:
    """Wait until the first page is drawn, which opens all services."""
    for _ in range(120):
        try:
            async with Visitor(f"127.0.0.1:{PORT}"):
                return
        except OSError:
            await asyncio.sleep(0.5)
    raise RuntimeError("the app did not start")


@contextmanager
def _taking_in(files: Path, home: dict[str, str]) -> Iterator[None]:
    """Take files in beside the app, as a terminal does; stop where it is not done in time."""
    command = [sys.executable, "cli.py", "ingest", str(files), "--party", "qc"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
        still = "still" if process.poll() is None else "no longer"
        sys.stdout.write(f"(documents were {still} being taken in at the end)\n")
    finally:
        process.terminate()
        process.wait(timeout=30)


def _write_files(folder: Path, count: int) -> Path:
    """Write small documents of some hundred words."""
    folder.mkdir()
    chance = random.Random(6)  # noqa: S311 - texts, not secrets
    for number in range(count):
        words = " ".join(chance.choices(_WORDS, k=300))
        text = f"# Fiche {number}\n\n{words[:900]}.\n\n{words[900:]}, dossier {number}.\n"
        (folder / f"fiche-{number:05}.md").write_text(text, "utf-8")
    return folder


def _run_cli(arguments: list[str], home: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "cli.py", *arguments],
        cwd=ROOT,
        env=os.environ | home,
        check=True,
        capture_output=True,
    )


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--ingest", type=int, default=0, help="documents taken in meanwhile")
    parser.add_argument("--quick", action="store_true", help="ten people, two questions each")
    return parser.parse_args()


if __name__ == "__main__":
    main()

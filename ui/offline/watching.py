"""Run the roads in a temporary home where every attempt to reach a network is seen and refused."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kb.doctoring.findings import Finding, State, found
from kb.settings import Settings

_ROOT = Path(__file__).resolve().parents[2]
_HOOK = Path(__file__).with_name("hook")
_PROCESSES = 3
"""The roads themselves, the reader of files, the drawer of pages: fewer, and one was unseen."""

_PATIENCE = 300.0
ROADS = ("-m", "ui.offline.roads")


def go_offline(settings: Settings, program: Sequence[str] = ROADS) -> Finding:
    """Go the main roads and count the attempts.

    Args:
        settings: whose encoder and reranker are tried; nothing of its home is touched.
        program: what Python runs; tests have it reach for a network.
    """
    with tempfile.TemporaryDirectory(prefix="passerelle-offline-") as folder:
        report, home = Path(folder) / "report", Path(folder) / "home"
        home.mkdir()
        alone = _cut_off()
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [*alone, sys.executable, *program],
            cwd=_ROOT,
            env=_environment(settings, home, report, alone=bool(alone)),
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
        )
        seen = report.read_text("utf-8").splitlines() if report.exists() else []
    return _finding(done, seen)


def _finding(done: subprocess.CompletedProcess[str], seen: Sequence[str]) -> Finding:
    said = [line for line in done.stdout.splitlines() if not line.startswith("packets ")]
    packets = [line for line in done.stdout.splitlines() if line.startswith("packets ")]
    attempts = [line for line in seen if line != "watching"]
    attempts += [line for line in packets if line != "packets 0"]
    processes = seen.count("watching")
    if attempts:
        code, listed = "doctor.offline_attempts", "; ".join(attempts[:5])
        return found("offline", State.ERROR, code, count=len(attempts), attempts=listed)
    if done.returncode or processes < _PROCESSES:
        reason = (done.stderr.strip().splitlines() or [f"{processes} processes watched"])[-1]
        return found("offline", State.ERROR, "doctor.offline_failed", reason=reason)
    code = "doctor.offline_kernel" if packets else "doctor.offline"
    return found("offline", State.OK, code, processes=processes, roads=", ".join(said))


def _cut_off() -> list[str]:
    """Give the command that runs another without any network, where the system permits it."""
    for command in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
        try:
            tried = subprocess.run(  # noqa: S603 - fixed arguments
                [*command, "true"], capture_output=True, check=False
            )
        except FileNotFoundError:
            return []
        if tried.returncode == 0:
            return command
    return []


def _environment(settings: Settings, home: Path, report: Path, *, alone: bool) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    watched = {
        "KB_HOME": str(home),
        "KB_ENCODER": settings.encoder,
        "KB_RERANKER": settings.reranker,
        "PYTHONPATH": f"{_HOOK}{os.pathsep}{_ROOT}",
        "PASSERELLE_WATCH": str(report),
    }
    return own | watched | ({"PASSERELLE_ALONE": "1"} if alone else {})

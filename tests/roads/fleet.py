"""The processes of one installation, started for tests and killed by them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kb.catalogue import Catalogue
from tests.servers import PostgresServer, Servers, free_port, servers_started
from tests.serving import ROOT, wait_for

PATIENCE = "3"
"""Seconds without a sign of life after which these processes count as dead."""


@dataclass
class Fleet:
    """Start processes of one installation.

    Attributes:
        environment: gives the settings of a process, by its name.
    """

    environment: Callable[[str], dict[str, str]]
    catalogue: Catalogue
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def worker(self, name: str, *program: str) -> subprocess.Popen[str]:
        """Start a worker and wait until it is in the register."""
        before = {each.id for each in self.catalogue.processes.all()}
        started = self._start(name, *(program or ("cli.py",)), "work")
        until(lambda: {each.id for each in self.catalogue.processes.all()} - before, "no worker")
        return started

    def web(self, name: str) -> tuple[subprocess.Popen[str], str]:
        """Start a web process; give it and its address."""
        port = free_port()
        started = self._start(name, "-m", "streamlit", "run", "app.py", "--server.port", str(port))
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/_stcore/health")
        return started, address

    def ingest(self, folder: Path) -> subprocess.Popen[str]:
        """Begin to hand a folder to the workers."""
        told = ("cli.py", "ingest", str(folder), "--queue", "--json")
        # It only waits: for as long as a worker may take to start on a busy machine.
        return self._start("terminal", *told, output=subprocess.PIPE, patience="40")

    def end(self, process: subprocess.Popen[str], how: signal.Signals = signal.SIGKILL) -> None:
        """End one process and what it started."""
        if process.poll() is None:
            os.killpg(process.pid, how)
        process.communicate(timeout=60)
        self.processes.remove(process)

    def _start(
        self,
        name: str,
        *arguments: str,
        output: int = subprocess.DEVNULL,
        patience: str = PATIENCE,
    ) -> subprocess.Popen[str]:
        started = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=os.environ | self.environment(name) | {"KB_WORK_PATIENCE": patience},
            stdout=output,
            stderr=output,
            text=True,
            start_new_session=True,
        )
        self.processes.append(started)
        return started


@contextmanager
def fleet_over(environment: Callable[[str], dict[str, str]], database: str) -> Iterator[Fleet]:
    """Watch over an installation's processes, and end those that are left."""
    catalogue = Catalogue.open(database)
    fleet = Fleet(environment, catalogue)
    try:
        yield fleet
    finally:
        for process in list(fleet.processes):
            fleet.end(process)
        catalogue.close()


@contextmanager
def servers_and_fleet(root: Path, postgres: PostgresServer) -> Iterator[tuple[Servers, Fleet]]:
    """Give the server set-up, empty, and what starts its processes."""
    with (
        servers_started(root, postgres) as servers,
        fleet_over(servers.environment, servers.database) as fleet,
    ):
        yield servers, fleet


def until(found: Callable[[], object], complaint: str, patience: float = 90) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + patience
    while not found():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.05)


def caught_up(fleet: Fleet) -> bool:
    """Tell whether the vectors hold the last change."""
    latest = fleet.catalogue.feed.latest()
    return any(each.standing.vectors_position == latest for each in fleet.catalogue.processes.all())


def reports(process: subprocess.Popen[str]) -> dict[str, str]:
    """Wait for an ingest to end; give each file's outcome."""
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return {each["file"]: each["outcome"] for each in json.loads(output)}


def write_files(folder: Path, numbers: Sequence[int], words: str) -> set[str]:
    """Write small files that say something of their own; give their names."""
    folder.mkdir(exist_ok=True)
    for number in numbers:
        text = f"Fiche {number} sur {words}. La ville {number} y tient beaucoup.\n\nSuite {number}."
        (folder / f"{words}-{number}.txt").write_text(text, "utf-8")
    return {f"{words}-{number}.txt" for number in numbers}

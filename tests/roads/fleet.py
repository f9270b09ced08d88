"""The processes of one installation, started for tests and killed by them."""

import json
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kb.catalogue import Catalogue
from tests.servers import PostgresServer, Servers, free_port, servers_started
from tests.serving import serving, wait_for
from tests.warm import Program, begun

PATIENCE = "5"
"""Seconds without a sign of life after which these processes count as dead."""

BACKWARD = ("-m", "tests.roads.backward")


@dataclass
class Fleet:
    """Start processes of one installation.

    Attributes:
        environment: gives the settings of a process, by its name.
    """

    environment: Callable[[str], dict[str, str]]
    catalogue: Catalogue
    processes: list[Program] = field(default_factory=list)

    def worker(self, name: str, *, backward: bool = False) -> Program:
        """Start a worker, if need be with its clock set back; wait until it is in the register."""
        before = {each.id for each in self.catalogue.processes.all()}
        started = self._start(name, *(BACKWARD if backward else ("cli.py",)), "work")
        until(lambda: {each.id for each in self.catalogue.processes.all()} - before, "no worker")
        return started

    def web(self, name: str) -> tuple[Program, str]:
        """Start a web process; give it and its address."""
        port = free_port()
        started = self._start(name, *serving(port))
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/_stcore/health")
        return started, address

    def ingest(self, folder: Path) -> Program:
        """Begin to hand a folder to the workers."""
        told = ("cli.py", "ingest", str(folder), "--queue", "--json")
        # It only waits: for as long as a worker may take to start on a busy machine.
        return self._start("terminal", *told, patience="40")

    def end(self, process: Program, how: signal.Signals = signal.SIGKILL) -> None:
        """End one process and what it started."""
        process.end(how)
        self.processes.remove(process)

    def _start(self, name: str, *arguments: str, patience: str = PATIENCE) -> Program:
        environment = self.environment(name) | {"KB_WORK_PATIENCE": patience}
        started = begun(*arguments, environment=environment)
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


def reports(process: Program) -> dict[str, str]:
    """Wait for an ingest to end; give each file's outcome, and the reason if there is one."""
    done = process.ended()
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return {each["file"]: each["reason"] or each["outcome"] for each in told}


def write_files(folder: Path, numbers: Sequence[int], words: str) -> set[str]:
    """Write small files that say something of their own; give their names."""
    folder.mkdir(exist_ok=True)
    for number in numbers:
        text = f"Fiche {number} sur {words}. La ville {number} y tient beaucoup.\n\nSuite {number}."
        (folder / f"{words}-{number}.txt").write_text(text, "utf-8")
    return {f"{words}-{number}.txt" for number in numbers}

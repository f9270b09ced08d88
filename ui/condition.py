"""How an installation is, for who looks after it: figures and codes, nobody's name, no words."""

import shutil
import time
import tomllib
from collections import Counter
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from kb.access import AccessScope
from kb.nouns import Filters, Frozen
from kb.store import Store
from kb.work import JobState, Process
from ui.figures import Figures
from ui.readings import lags

_PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


class Failures(Frozen):
    """How often a failure came of late, and when last."""

    code: str
    count: int
    last: datetime


class Duty(Frozen):
    """What one process does for all, and where; nowhere if nobody does."""

    name: str
    place: str


class Condition(Frozen):
    """The state of an installation, as one of its processes sees it.

    Attributes:
        shared: whether several processes, with servers between them, make the installation.
        documents: published ones that the person who asks may read.
        lags: by index, how many changes it does not hold yet.
        memory: bytes that this process holds; None where the system does not tell.
        running: seconds since this process began.
        parked: problem codes of jobs that wait for a person, with how many there are.
        failures: of this process since it began, the latest first.
    """

    version: str
    shared: bool
    database: str
    encoder: str
    documents: int
    lags: dict[str, int]
    latest: int
    disk_free: int
    disk_total: int
    memory: int | None
    running: float
    processes: tuple[Process, ...]
    duties: tuple[Duty, ...]
    jobs: dict[JobState, int]
    parked: dict[str, int]
    failures: tuple[Failures, ...]


def look(store: Store, figures: Figures, *, access: AccessScope) -> Condition:
    """Look an installation over without changing anything.

    Raises:
        StoreError: when the catalogue does not answer.
    """
    catalogue, disk = store.catalogue, shutil.disk_usage(store.settings.home)
    processes = catalogue.processes.all()
    memory = figures.registry.get_sample_value("process_resident_memory_bytes")
    return Condition(
        version=version(),
        shared=store.settings.shared,
        database=catalogue.engine.dialect.name,
        encoder=store.encoder.name,
        documents=catalogue.counting.total(Filters(), access=access),
        lags=lags(store),
        latest=catalogue.feed.latest(),
        disk_free=disk.free,
        disk_total=disk.total,
        memory=None if memory is None else int(memory),
        running=time.monotonic() - figures.begun,
        processes=tuple(processes),
        duties=_duties(store, processes),
        jobs=_jobs(store),
        parked=Counter(job.problem for job in catalogue.jobs.parked()),
        failures=_failures(figures),
    )


@lru_cache(maxsize=1)
def version() -> str:
    """Tell which version of Passerelle this is."""
    return str(tomllib.loads(_PROJECT.read_text("utf-8"))["project"]["version"])


def _duties(store: Store, processes: list[Process]) -> tuple[Duty, ...]:
    places = {each.id: each.place for each in processes}
    leases = store.catalogue.leases.all()
    return tuple(Duty(name=each.name, place=places.get(each.owner, "")) for each in leases)


def _jobs(store: Store) -> dict[JobState, int]:
    found = dict.fromkeys(JobState, 0)
    for (_, state), count in store.catalogue.jobs.counts().items():
        found[state] += count
    return found


def _failures(figures: Figures) -> tuple[Failures, ...]:
    recent = list(figures.recent)
    counts, last = Counter(each.code for each in recent), {each.code: each.at for each in recent}
    found = (Failures(code=code, count=counts[code], last=at) for code, at in last.items())
    return tuple(sorted(found, key=lambda each: each.last, reverse=True))

"""A worker's process: it takes jobs, and its part of what one process does for all."""

import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from ingest.jobs import FileJobs
from ingest.pipeline import Ingest
from ingest.sandbox import Sandbox
from kb.duty import Duty
from kb.heart import Heart
from kb.settings import Settings
from kb.store import Store, open_store
from kb.watch import Watch
from kb.work import ProcessKind, Standing
from kb.worker import Worker
from ui.services import Services, services_over

_LOG = logging.getLogger(__name__)
_GRACE = 8.0
"""Seconds that a file in hand may still take once the worker shall stop."""

_BEATS = 6
"""Beats within the time after which a silent process counts as dead."""

Loop = Callable[[threading.Event], object]


@dataclass
class Post:
    """Do something again and again while a duty is held.

    Attributes:
        begin: what comes first each time the duty was taken up.
    """

    duty: Duty
    begin: Callable[[], object]
    turn: Callable[[], object]
    pause: float = 1.0
    _fence: int = 0

    def run(self, stop: threading.Event) -> None:
        """Take turns until told to stop; what fails is tried again."""
        while not stop.wait(self.pause):
            try:
                self.step()
            except Exception:
                _LOG.exception("the turn of %r failed; trying again", self.duty.name)

    def step(self) -> bool:
        """Take one turn if the duty is this process's; tell if so."""
        if not self.duty.held():
            return False
        if self.duty.fence != self._fence:
            self.begin()
            self._fence = self.duty.fence
        self.turn()
        return True


def heart_of(store: Store, kind: ProcessKind) -> Heart:
    """Make the heart of a process that has a store open."""

    def standing() -> Standing:
        return Standing(words_position=store.words.position)

    return Heart(store.catalogue, kind, standing, store.settings.work_patience / _BEATS)


def work(settings: Settings, stop: threading.Event) -> None:
    """Run a worker until told to stop.

    Raises:
        StoreError: when the catalogue cannot be opened.
    """
    with ExitStack() as stack:
        store = stack.enter_context(open_store(settings, own=settings.shared))
        sandbox = stack.enter_context(Sandbox())
        services = services_over(store)
        heart = heart_of(store, ProcessKind.WORKER)
        heart.begin()
        ended = threading.Event()
        beating = _begun(heart.run, ended)
        worker = _worker(services, sandbox, heart)
        working = _begun(worker.run, stop)
        others = [_begun(each.run, stop) for each in _posts(services, heart)]
        stop.wait()
        working.join(_GRACE)
        worker.let_go()
        for thread in others:
            thread.join(_GRACE)
        services.interest.records.flush()
        ended.set()
        beating.join(_GRACE)


def _worker(services: Services, sandbox: Sandbox, heart: Heart) -> Worker:
    store = services.store
    ingest = Ingest(store, sandbox, services.works.languages)
    jobs = FileJobs(store, ingest, services.contributions)
    watch = Watch(store.settings.work_patience)
    return Worker(store.catalogue.job_taking, heart, jobs.handlers, watch)


def _posts(services: Services, heart: Heart) -> list[Post]:
    return []


def _begun(loop: Loop, stop: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=loop, args=(stop,), daemon=True)
    thread.start()
    return thread

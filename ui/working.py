"""A worker's process: it takes jobs, and its part of what one process does for all."""

import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

from ingest.jobs import FileJobs
from ingest.pipeline import Ingest
from ingest.sandbox import Sandbox
from kb.duty import Duty
from kb.errors import StoreError
from kb.follower import Follower
from kb.guarded import GuardedIndex
from kb.heart import Heart
from kb.settings import Settings
from kb.store import Role, Store, open_store
from kb.watch import Watch
from kb.work import TURNS, VECTORS, ProcessKind
from kb.worker import Worker
from ui.presence import heart_of
from ui.services import Services, services_over

_LOG = logging.getLogger(__name__)
_LOOK = 1.0
"""Seconds between two looks at which encoder serves."""

_GRACE = 8.0
"""Seconds that a file in hand may still take once the worker shall stop."""

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


def work(settings: Settings, stop: threading.Event) -> None:
    """Run a worker until told to stop; it begins anew when another encoder serves.

    Raises:
        StoreError: when the catalogue cannot be opened.
    """
    while not stop.is_set():
        _work_with_one_encoder(settings, stop)


def _work_with_one_encoder(settings: Settings, asked: threading.Event) -> None:
    stop = threading.Event()
    with ExitStack() as stack:
        store = stack.enter_context(open_store(settings, own=settings.shared, role=Role.WORKER))
        sandbox = stack.enter_context(Sandbox())
        services = services_over(store)
        heart = heart_of(store, ProcessKind.WORKER)
        heart.begin()
        ended = threading.Event()
        beating = _begun(heart.run, ended)
        worker = _worker(services, sandbox, heart)
        working = _begun(worker.run, stop)
        others = [_begun(each, stop) for each in _loops(services, heart)]
        _wait(store, asked)
        stop.set()
        working.join(_GRACE)
        worker.let_go()
        for thread in others:
            thread.join(_GRACE)
        services.interest.records.flush()
        ended.set()
        beating.join(_GRACE)


def _wait(store: Store, asked: threading.Event) -> None:
    """Wait until asked to stop, or until the catalogue names another encoder."""
    while not asked.wait(_LOOK):
        try:
            switch = store.catalogue.reindexings.switch()
        except StoreError:
            continue
        if switch is not None and switch.encoder != store.encoder.name:
            return


def _worker(services: Services, sandbox: Sandbox, heart: Heart) -> Worker:
    store = services.store
    ingest = Ingest(store, sandbox, services.works.languages)
    jobs = FileJobs(store, ingest, services.contributions)
    watch = Watch(store.settings.work_patience)
    return Worker(store.catalogue.job_taking, heart, jobs.handlers, watch)


def _loops(services: Services, heart: Heart) -> list[Loop]:
    """List what a worker does beside its jobs: its own indexes, and duties for all.

    Where an app owns the indexes of the home, it does all that.
    """
    store = services.store
    if store.follower is None:
        return []
    posts = [Post(_duty(store, heart, TURNS), services.tending.take_over, _Round(store).turn)]
    if (vectors := store.vector_follower) is not None:
        posts.append(_following(vectors, _duty(store, heart, VECTORS), heart))
    return [store.follower.run, *(post.run for post in posts)]


def _duty(store: Store, heart: Heart, name: str) -> Duty:
    return Duty(store.catalogue.leases, name, heart.id, Watch(store.settings.work_patience))


@dataclass(frozen=True, slots=True)
class _Round:
    """The periodic turns, one failure not keeping the others from theirs."""

    store: Store

    def turn(self) -> None:
        """Take each turn once."""
        for each in list(self.store.turns or ()):
            try:
                each()
            except Exception:
                _LOG.exception("a periodic turn failed; trying again")
        self.store.catalogue.jobs.sweep()


def _following(vectors: Follower, duty: Duty, heart: Heart) -> Post:
    """Bring the shared vectors up to date, for as long as the duty is this process's."""
    guarded = [GuardedIndex(index, duty) for index in vectors.indexes]
    follower = replace(vectors, indexes=guarded)

    def turn() -> None:
        follower.catch_up()
        follower.do_the_rest()
        heart.vectors_position = follower.position

    return Post(duty, follower.mend, turn)


def _begun(loop: Loop, stop: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=loop, args=(stop,), daemon=True)
    thread.start()
    return thread

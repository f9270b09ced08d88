"""Change the encoder while the old one serves: read, build, judge, take over, bring along.

Every step is written down in the catalogue when it is done, and may be done again: killed
anywhere, the next try goes on. Nothing that serves is touched before the new encoder takes over,
which is one row of the catalogue.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

from kb.audit import OPERATOR, Action
from kb.catalogue.leases import Leases
from kb.coming import Coming, coming_indexes
from kb.duty import Duty
from kb.encoders import portable
from kb.encoding import Encoding, Watch
from kb.errors import IndexInUse, MeaningUnreachable, ReindexingError, StoreError
from kb.ownership import Ownership, owned
from kb.ports import Encoder, FactSearch
from kb.reindexing import Run, RunState, Verdict, Way
from kb.settings import Settings
from kb.setups import on_server
from kb.store import Store, serving_model
from kb.watch import Watch as Silence

Judge = Callable[[Encoder, FactSearch], Verdict]
"""Compares an encoder, by the facts index of its vectors, with the one that serves."""

_LOG = logging.getLogger(__name__)
_LEASE = "reindexing"
_TRIES = 5


@dataclass(frozen=True, slots=True)
class EncoderChange:
    """Bring one run to its end.

    Attributes:
        store: with the encoder that serves.
        encoder: the one that shall.
        duty: where several machines could do this, what tells that it is ours.
    """

    store: Store
    encoder: Encoder
    duty: Duty | None

    def go_on(self, run: Run, judge: Judge, watch: Watch = lambda run: None) -> Run:
        """Do what is left; a run whose verdict holds a refusal stays where it is.

        Raises:
            IndexInUse: when a process of this home goes on using the new encoder's indexes.
            MeaningUnreachable: when the server of vectors stays away.
        """
        rows = self.store.catalogue.reindexings
        if run.state is not RunState.SWITCHED:
            run = Encoding(self.store.catalogue, self.encoder).read_all(run, watch)
            with self._indexes() as coming:
                _checked(coming)
                run = rows.tell(run, state=RunState.BUILT)
                if run.way is not Way.BACK:
                    run = rows.tell(run, verdict=judge(self.encoder, coming.facts))
                if run.way is Way.JUDGED and run.verdict and run.verdict.refusal:
                    return run
                coming.catch_up()
            run = self._take_over(run)
        return bring_along(self.store, run)

    def _indexes(self) -> AbstractContextManager[Coming]:
        store = self.store
        return coming_indexes(store.settings, store.catalogue, self.encoder, self.duty)

    def _take_over(self, run: Run) -> Run:
        rows, former = self.store.catalogue.reindexings, self.store.encoder.name
        model = portable(serving_model(self.store.settings, self.store.catalogue))
        with rows.writing.begin() as connection:
            taken = rows.take_over(connection, run, former, model)
            details = {"former": former, "way": run.way.value}
            self.store.audit.append(
                connection, OPERATOR, Action.ENCODER_CHANGED, run.encoder, **details
            )
        return taken


def bring_along(store: Store, run: Run) -> Run:
    """Finish a run whose encoder has taken over: what hangs on it, and what is left of others."""
    rows = store.catalogue.reindexings
    rows.settle_centroids(run.encoder)
    _forget_others(store)
    return rows.tell(run, state=RunState.DONE)


def drop(store: Store, run: Run) -> Run:
    """Give a run up: the vectors it made are deleted."""
    rows = store.catalogue.reindexings
    dropped = rows.tell(run, state=RunState.DROPPED)
    _forget_others(store)
    return dropped


@contextmanager
def alone(store: Store) -> Iterator[Duty | None]:
    """Be the only process that changes the encoder; the duty is given where there are machines.

    Raises:
        ReindexingError: when another process is at it, or was until now.
    """
    with ExitStack() as stack:
        duty = None
        if store.settings.shared:
            duty = stack.enter_context(_leased(store.catalogue.leases, store.settings))
        else:
            stack.enter_context(_locked(store.settings))
        switch = store.catalogue.reindexings.switch()
        if switch is not None and switch.id != store.switch:
            raise ReindexingError("reindexing.running")
        yield duty


def _locked(settings: Settings) -> Ownership:
    try:
        return owned(settings.home / "indexes" / _LEASE)
    except IndexInUse as error:
        raise ReindexingError("reindexing.running") from error


@contextmanager
def _leased(leases: Leases, settings: Settings) -> Iterator[Duty]:
    owner, patience = uuid.uuid4().hex, settings.work_patience
    duty = Duty(leases, _LEASE, owner, Silence(patience))
    deadline = time.monotonic() + 1.5 * patience
    while not duty.held():
        # A process that was killed holds it until it has been silent for long enough.
        if time.monotonic() > deadline:
            raise ReindexingError("reindexing.running")
        time.sleep(min(1.0, patience / 6))
    stop = threading.Event()
    beating = threading.Thread(target=_beat, args=(leases, owner, patience / 6, stop), daemon=True)
    beating.start()
    try:
        yield duty
    finally:
        stop.set()
        beating.join()
        leases.give_up(owner)


def _beat(leases: Leases, owner: str, pause: float, stop: threading.Event) -> None:
    while not stop.wait(pause):
        try:
            leases.beat(owner)
        except StoreError:
            _LOG.warning("no sign of life could be given; trying again")


def _checked(coming: Coming) -> None:
    """Hold all there is; on a server, an erasure may take away what was made so far."""
    for left in reversed(range(_TRIES)):
        try:
            coming.check()
            return
        except MeaningUnreachable:
            if not left:
                raise
            time.sleep(1)


def _forget_others(store: Store) -> None:
    """Delete the vectors of encoders that nobody can go back to."""
    rows = store.catalogue.reindexings
    kept = rows.kept() | {store.encoder.name}
    rows.forget(kept)
    store.eraser.folders.keep(kept)
    if store.settings.shared:
        with ExitStack() as stack:
            on_server(store.settings, store.encoder, stack).forget_others(kept)

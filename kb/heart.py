"""The heart of a process: it shows the others that the process lives."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from kb.catalogue import Catalogue
from kb.catalogue.tables.work import LIVING
from kb.errors import LeaseLost
from kb.watch import Watch
from kb.work import Job, ProcessKind, Standing

_LOG = logging.getLogger(__name__)


@dataclass
class Heart:
    """Beat in the register, on the leases this process holds, and on the job it has in hand.

    Attributes:
        standing: how far the process is, told without asking any other server: one that is away
            must not make this process look dead.
        vectors_position: the last change that it brought into the vector index.
        pause: seconds between beats.
        job: what it has in hand; a job that was let go of in any way is beaten for no more.
    """

    catalogue: Catalogue
    kind: ProcessKind
    standing: Callable[[], Standing]
    pause: float
    job: Job | None = None
    id: str = ""
    vectors_position: int = 0
    _watch: Watch = field(default_factory=lambda: Watch(LIVING.total_seconds()))

    def begin(self) -> None:
        """Put the process into the register, which it must be in before it serves."""
        self.id = self.catalogue.processes.enter(self.kind, self._standing())

    def run(self, stop: threading.Event) -> None:
        """Beat until told to stop, then leave; an unreachable catalogue is tried again."""
        while not stop.wait(self.pause):
            try:
                self.beat()
            except Exception as error:
                _LOG.warning("no sign of life could be given: %s", type(error).__name__)
        self._leave()

    def beat(self) -> None:
        """Beat once, and drop the dead from the register."""
        self.catalogue.processes.beat(self.id, self.kind, self._standing())
        self.catalogue.leases.beat(self.id)
        self._beat_for(self.job)
        register = {each.id: each.beats for each in self.catalogue.processes.all()}
        if dead := self._watch.silent(register):
            self.catalogue.processes.leave(dead)

    def _standing(self) -> Standing:
        return self.standing().model_copy(update={"vectors_position": self.vectors_position})

    def _beat_for(self, job: Job | None) -> None:
        if job is None:
            return
        try:
            self.catalogue.job_taking.beat(job)
        except LeaseLost:
            # It was finished just now, or taken away: its worker finds out by itself.
            return

    def _leave(self) -> None:
        try:
            self.catalogue.leases.give_up(self.id)
            self.catalogue.processes.leave([self.id])
        except Exception as error:
            _LOG.warning("the register could not be left: %s", type(error).__name__)

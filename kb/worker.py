"""A worker: it takes jobs, one after the other, and takes back those of dead workers."""

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from kb.catalogue.job_taking import JobTaking
from kb.errors import LeaseLost, PasserelleError
from kb.heart import Heart
from kb.problems import messages
from kb.watch import Watch
from kb.work import Job, JobKind, JobState

_LOG = logging.getLogger(__name__)
_PAUSE = 0.25
_LONGEST_PAUSE = 5.0

Handler = Callable[[Job], object]
"""Does a job and finishes it; what it raises makes the job be tried again, or parked."""


@dataclass
class Worker:
    """Do jobs until told to stop.

    Attributes:
        watch: tells which workers have gone silent.
    """

    taking: JobTaking
    heart: Heart
    handlers: Mapping[JobKind, Handler]
    watch: Watch = field(default_factory=Watch)

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; while the catalogue is away, look for it now and then."""
        pause = _PAUSE
        while not stop.is_set():
            try:
                idle = not self.step()
            except Exception as error:
                pause = min(2 * pause, _LONGEST_PAUSE)
                _LOG.warning("no work can be taken: %s", type(error).__name__)
                stop.wait(pause)
            else:
                pause = _PAUSE
                if idle:
                    stop.wait(pause)

    def step(self) -> bool:
        """Take back what the dead had, and do one job; tell if there was any."""
        silent = self.watch.silent(self.taking.running())
        for job in self.taking.take_back(silent):
            _LOG.warning("job %d was taken back from a silent worker", job.id)
        taken = self.taking.take(self.heart.id)
        if taken is None:
            return False
        self.heart.job = taken
        try:
            self._do(taken)
        finally:
            self.heart.job = None
        return True

    def let_go(self) -> None:
        """Give back the job in hand: whatever is still done of it is not kept."""
        if (job := self.heart.job) is not None:
            with suppress(LeaseLost):
                self.taking.give_back(job)

    def _do(self, job: Job) -> None:
        try:
            self.handlers[job.kind](job)
        except LeaseLost:
            _LOG.warning("job %d had been taken over by another worker", job.id)
        except Exception as error:
            # The kind of failure alone: its message may quote a document.
            _LOG.warning("job %d failed: %s", job.id, type(error).__name__)
            self._failed(job, _code(error))

    def _failed(self, job: Job, code: str) -> None:
        with suppress(LeaseLost):
            if self.taking.fail(job, code) is JobState.PARKED:
                _LOG.error("job %d is parked: %s", job.id, code)


def _code(error: Exception) -> str:
    """Name what went wrong by a message that needs no more than its code."""
    if isinstance(error, PasserelleError) and "{" not in messages("en")[error.problem.code]:
        return error.problem.code
    return "work.failed"

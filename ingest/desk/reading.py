"""Who reads the files that experts bring: this process itself, or a worker."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from ingest.archives import FoundFile
from ingest.desk.contributions import Contributions
from ingest.preparing import Preparer
from ingest.queueing import Queue
from ingest.reporting import reported
from ingest.reports import FileReport, Given, Outcome
from ingest.sandbox import Sandbox
from kb.errors import StoreError
from kb.nouns import Notice
from kb.people import User

Read = Callable[[FoundFile, Given], FileReport]

_LONGEST = 300.0
"""Seconds that a page waits for one file while workers are busy with others."""


class Reading(Protocol):
    """Turn files into drafts of one person."""

    def opened(self, desk: Contributions, user: User) -> AbstractContextManager[Read]:
        """Be ready for some files."""


@dataclass(frozen=True, slots=True)
class ReadHere:
    """Read files in this process's own sandbox."""

    @contextmanager
    def opened(self, desk: Contributions, user: User) -> Iterator[Read]:
        """Be ready for some files."""
        with Sandbox() as sandbox:
            preparer = Preparer(sandbox, desk.works.languages)
            yield lambda found, given: reported(
                found, lambda: desk.draft_of(found, given, user, preparer)
            )


@dataclass(frozen=True, slots=True)
class ReadByWorkers:
    """Have files read by workers, and wait for each."""

    queue: Queue

    @contextmanager
    def opened(self, desk: Contributions, user: User) -> Iterator[Read]:
        """Be ready for some files."""
        yield lambda found, given: self._read(desk, found, given, user)

    def _read(self, desk: Contributions, found: FoundFile, given: Given, user: User) -> FileReport:
        put = self.queue.put(found, given, user=user.id)
        if isinstance(put, FileReport):
            return put
        try:
            (report,) = self.queue.reports({put: found.name}, longest=_LONGEST)
        except StoreError as error:
            return self._given_up(desk, put, found, error)
        return report

    def _given_up(
        self, desk: Contributions, number: int, found: FoundFile, error: StoreError
    ) -> FileReport:
        """Say why a file was not read; one that a worker has begun may still be."""
        job = self.queue.catalogue.jobs.job(number)
        if self.queue.withdraw(number):
            if job is not None:
                desk.works.drop_original(job.digest)
            reason, outcome = Notice(code=error.problem.code), Outcome.FAILED
        else:
            reason, outcome = Notice(code="work.later"), Outcome.SKIPPED
        return FileReport(file=found.name, outcome=outcome, reason=reason)

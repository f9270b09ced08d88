"""Files are handed to workers, each as a job, and the reports on them waited for."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from ingest.archives import FoundFile
from ingest.preparing import refuse_brought_in, refuse_problem
from ingest.reporting import reported
from ingest.reports import FileReport, Given, Outcome
from kb.catalogue import Catalogue
from kb.errors import StoreError
from kb.nouns import Frozen, Notice
from kb.originals import content_hash
from kb.ports import OriginalFiles
from kb.work import Job, JobKind, JobState, ProcessKind

_PAUSE = 0.2
_AT_ONCE = 500
_AWAY = 60.0
"""Seconds to wait for a catalogue that is away."""

Result = TypeVar("Result")


class Order(Frozen):
    """What a worker has to know of a file; forgotten as soon as it was read.

    Attributes:
        user: whose draft it becomes; empty for what is published at once.
    """

    name: str
    origin: str
    given: Given
    user: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """Hand files to workers.

    Attributes:
        patience: seconds without a sign of life of any worker, after which nobody is there.
    """

    catalogue: Catalogue
    originals: OriginalFiles
    patience: float

    def put(self, found: FoundFile, given: Given, *, user: str = "") -> int | FileReport:
        """Keep a file and ask for it to be read; a file that cannot be is reported on at once."""
        asked: list[int] = []

        def ask() -> FileReport:
            refuse_problem(found)
            asked.append(_patiently(lambda: self._asked(found, given, user)))
            return FileReport(file=found.name, outcome=Outcome.READ)

        report = reported(found, ask)
        return asked[0] if asked else report

    def reports(
        self, files: Mapping[int, str], *, longest: float = float("inf")
    ) -> Iterator[FileReport]:
        """Report on files, by job, as workers are done with them.

        Raises:
            StoreError: when no worker gives a sign of life, or not all is done after `longest`
                seconds; the jobs stay.
        """
        left, life, begun = dict(files), _Life(self.catalogue, self.patience), time.monotonic()
        while left:
            over, alive = self._look(left), life.stirs()
            for job in over:
                yield _patiently(partial(self._report, job, left.pop(job.id)))
            if left and not over:
                _refuse_waiting(alive, time.monotonic() - begun > longest)
                time.sleep(_PAUSE)

    def withdraw(self, number: int) -> bool:
        """Take a job back that no worker has begun; tell whether it was so."""
        return self.catalogue.jobs.withdraw(number)

    def _asked(self, found: FoundFile, given: Given, user: str) -> int:
        digest = content_hash(found.path)
        if user:
            # Here too, for the report on a job is kept without the title.
            refuse_brought_in(self.catalogue.desk, digest, user)
        order = Order(name=found.name, origin=found.origin, given=given, user=user)
        self.originals.keep(found.path, digest)
        number = self.catalogue.jobs.ask(
            JobKind.DRAFT if user else JobKind.INGEST,
            order.model_dump(mode="json"),
            digest=digest,
            key=_key(digest, order),
            urgent=bool(user),
        )
        # Again, for an erasure of the same file may have taken the first copy before the job.
        self.originals.keep(found.path, digest)
        return number

    def _look(self, left: Mapping[int, str]) -> list[Job]:
        """Find the jobs that are over; none while the catalogue is away."""
        numbers = list(left)
        try:
            found = self.catalogue.jobs.some(numbers[:_AT_ONCE])
        except StoreError:
            return []
        return [job for job in found if job.state in (JobState.DONE, JobState.PARKED)]

    def _report(self, job: Job, name: str) -> FileReport:
        if job.state is JobState.PARKED or job.result is None:
            reason = Notice(code=job.problem)
            return FileReport(file=name, outcome=Outcome.FAILED, reason=reason)
        report = FileReport.model_validate(job.result)
        self.catalogue.jobs.forget(job.id)
        return self._named(report)

    def _named(self, report: FileReport) -> FileReport:
        """Say the title of the document that a report is about: it was not kept with the job."""
        if report.document_id is None:
            return report
        access = self.catalogue.reader.every_scope()
        known = self.catalogue.reader.documents([report.document_id], access=access)
        title = known[report.document_id].fields.title if known else "…"
        reason = report.reason
        if reason is not None:
            reason = Notice(code=reason.code, values={**reason.values, "title": title})
        return report.model_copy(update={"title": title, "reason": reason})


def kept(report: FileReport) -> dict[str, object]:
    """Lay a report out for a job's row, without the words of a document in it."""
    reason = report.reason
    if reason is not None:
        values = {name: value for name, value in reason.values.items() if name != "title"}
        reason = Notice(code=reason.code, values=values)
    told = report.model_copy(update={"title": "", "reason": reason})
    return told.model_dump(mode="json")


@dataclass
class _Life:
    """Whether any worker gives a sign of life."""

    catalogue: Catalogue
    patience: float
    clock: Callable[[], float] = time.monotonic
    _beats: object = None
    _since: float = 0.0

    def stirs(self) -> str:
        """Give what is wrong once nothing stirred for too long, else nothing."""
        try:
            register = self.catalogue.processes.all()
        except StoreError:
            return self._still("catalogue.away", self._beats, _AWAY)
        workers = {each.id: each.beats for each in register if each.kind is not ProcessKind.WEB}
        return self._still("work.no_worker", workers, self.patience)

    def _still(self, code: str, beats: object, patience: float) -> str:
        now = self.clock()
        if beats != self._beats or not self._since:
            self._beats, self._since = beats, now
        return code if now - self._since > patience else ""


def _patiently(do: Callable[[], Result]) -> Result:
    """Do something with the catalogue, again if it is away meanwhile; twice is harmless."""
    deadline = time.monotonic() + _AWAY
    while True:
        try:
            return do()
        except StoreError as error:
            if error.problem.code != "catalogue.away" or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)


def _refuse_waiting(problem: str, too_long: bool) -> None:
    if problem:
        raise StoreError(problem)
    if too_long:
        raise StoreError("work.busy")


def _key(digest: str, order: Order) -> str:
    """Name a job by all it is about: asked for again while it waits, it is the same."""
    told = f"{digest}\n{order.model_dump_json()}" if not order.user else f"{digest}\n{order.user}"
    return hashlib.sha256(told.encode()).hexdigest()

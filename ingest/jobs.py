"""What a worker does with a file: the same as the direct way in, finished with its job in one."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from ingest.archives import FoundFile
from ingest.desk.contributions import Contributions
from ingest.pipeline import Ingest, Settle
from ingest.queueing import Order, kept
from ingest.reporting import refused
from ingest.reports import FileReport
from kb.catalogue.job_taking import JobTaking
from kb.errors import Forbidden
from kb.people import User
from kb.store import Store
from kb.work import Job, JobKind


@dataclass(frozen=True, slots=True)
class FileJobs:
    """Read files for others: into the library, or into the drafts of an expert."""

    store: Store
    ingest: Ingest
    contributions: Contributions

    @property
    def handlers(self) -> dict[JobKind, Callable[[Job], None]]:
        """Give what does each kind of job."""
        return {JobKind.INGEST: self.read, JobKind.DRAFT: self.draft}

    def read(self, job: Job) -> None:
        """Take a file into the library."""
        order = Order.model_validate(job.payload)
        with self._fetched(job, order) as found:
            self._reported(
                job, found, lambda settle: self.ingest.take_in_with(found, order.given, settle)
            )

    def draft(self, job: Job) -> None:
        """Take a file into the drafts of who sent it, if they still may."""
        order = Order.model_validate(job.payload)
        with self._fetched(job, order) as found:
            self._reported(
                job,
                found,
                lambda settle: self.contributions.draft_of(
                    found, order.given, self._person(order), self.ingest.preparer, settle
                ),
            )

    def _reported(
        self, job: Job, found: FoundFile, take_in: Callable[[Settle], FileReport]
    ) -> None:
        taking: JobTaking = self.store.catalogue.job_taking

        def settle(connection: Connection, report: FileReport) -> None:
            taking.settle(connection, job, kept(report), report.document_id)

        report = refused(found, lambda: take_in(settle))
        if report is not None:
            taking.finish(job, kept(report), report.document_id)
            self.contributions.works.drop_original(job.digest)

    def _person(self, order: Order) -> User:
        user = self.store.catalogue.people.by_id(order.user)
        if user is None or user.disabled:
            raise Forbidden("access.forbidden")
        return user

    @contextmanager
    def _fetched(self, job: Job, order: Order) -> Iterator[FoundFile]:
        """Lay the original down under its own ending, which may choose between kinds of text."""
        with tempfile.TemporaryDirectory(prefix="passerelle-job-") as folder:
            path = Path(folder, "file" + Path(order.name).suffix)
            path.write_bytes(self.store.originals.path(job.digest).read_bytes())
            yield FoundFile(order.name, path, order.origin)

"""Experts bring documents in, correct them, settle personal data, and hand them to review."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import Connection

from ingest.archives import FoundFile, files_in
from ingest.desk.news import News
from ingest.desk.rendering import WRITTEN, file_name, written_sheet
from ingest.desk.works import Works
from ingest.limits import ReadingLimits
from ingest.pipeline import Settle
from ingest.preparing import Preparer, refuse_brought_in, refuse_problem
from ingest.reporting import read_report
from ingest.reports import FileReport, Given
from kb.audit import Action
from kb.errors import Forbidden, Unresolved
from kb.nouns import Document, DocumentFields, Link, Relation, Status, Submission
from kb.originals import content_hash
from kb.people import User

if TYPE_CHECKING:
    from ingest.desk.reading import Reading


@dataclass(frozen=True)
class Contributions:
    """What an expert does, always for their own party; `labels` name a sheet's fields."""

    works: Works
    news: News
    reading: "Reading"

    def drafts(self, user: User) -> list[Document]:
        """List what somebody brought in and is not published, the oldest first."""
        statuses = (Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN)
        found = self.works.store.catalogue.desk.documents(*statuses, access=self.works.scope(user))
        return [document for document in found if document.owner == user.id]

    def bring(self, paths: Iterable[Path], given: Given, user: User) -> Iterator[FileReport]:
        """Read files, folders and archives into drafts, and report on each as it is done.

        Raises:
            Forbidden: when this person brings nothing in.
        """
        _refuse_others(user)
        own = given.model_copy(update={"party": user.party})
        with self.reading.opened(self, user) as read:
            for path in paths:
                for found in files_in(path.resolve(), ReadingLimits()):
                    yield read(found, own)

    def write(self, fields: DocumentFields, labels: Mapping[str, str], user: User) -> str:
        """Begin a sheet that has no file; return the draft's id.

        Raises:
            Forbidden: when this person brings nothing in.
            InvalidDocument: when a field breaks a rule of the agreement's vocabulary.
        """
        _refuse_others(user)
        own = fields.model_copy(update={"party": user.party, "status": Status.DRAFT})
        submission = Submission(
            fields=own,
            parsed=written_sheet(own, labels),
            passages=(),
            file_name=file_name(""),
            content_hash="",
            size=0,
            origin="",
            signature=b"",
            owner=user.id,
        )
        return self._draft(self.works.with_file(submission), user)

    def save(
        self, document_id: str, fields: DocumentFields, labels: Mapping[str, str], user: User
    ) -> None:
        """Keep the fields of a draft, or of a submission that this person reviews.

        Raises:
            NotFound: when there is none on this desk.
            Forbidden: when it is not theirs to change.
            InvalidDocument: when a field breaks a rule of the agreement's vocabulary.
        """
        document = self.works.changeable(document_id, user)
        own = {"party": document.fields.party, "status": document.fields.status}
        wanted = fields.model_copy(update=own)
        if document.media_type == WRITTEN:
            parsed = written_sheet(wanted, labels)
            submission = self.works.rebuilt(document, wanted, parsed, document.file_name)
            self.works.store_anew(
                document, self.works.with_file(submission), masked=document.masked
            )
        elif wanted != document.fields:
            self.works.store.catalogue.writer.revise(document_id, wanted)

    def discard(self, document_id: str, user: User) -> None:
        """Throw one's own draft, or one's refused document, away.

        Raises:
            NotFound: when there is none on this desk.
            Forbidden: when it is not theirs to throw away.
        """
        document = self.works.document(document_id, user)
        loose = document.fields.status in {Status.DRAFT, Status.WITHDRAWN}
        if document.owner != user.id or not loose or document.published_at:
            raise Forbidden("access.forbidden")
        self.works.store.catalogue.writer.remove(document_id)
        self.works.drop_original(document.content_hash)

    def likenesses(self, document_id: str, user: User) -> list[tuple[Link, Document]]:
        """List the documents this person may read that are much like one on their desk.

        Nothing while personal data is unresolved: a comparison embeds the text.
        """
        if self.works.findings(document_id, user):
            return []
        document = self.works.document(document_id, user)
        submission = self.works.as_it_stands(document, user)
        links = self.works.likenesses(document_id, submission, self.works.encode(submission))
        readable = self.works.store.catalogue.reader.documents(
            [link.other_id for link in links], access=self.works.scope(user)
        )
        return [(link, readable[link.other_id]) for link in links if link.other_id in readable]

    def link(self, document_id: str, other_id: str, relation: Relation, user: User) -> None:
        """Say that a document on one's desk and one that is readable belong together.

        Raises:
            NotFound: when either is not there for this person.
        """
        self.works.changeable(document_id, user)
        store = self.works.store
        store.catalogue.reader.document(other_id, access=self.works.scope(user))
        bond = Link(
            document_id=document_id, other_id=other_id, relation=relation, score=1, confirmed=True
        )
        store.catalogue.writer.link(bond)
        store.audit.record(user.id, Action.LINKED, document_id, other=other_id)

    def submit(self, document_id: str, user: User) -> None:
        """Hand a draft to the coordinators; from here on it is embedded, but not searched.

        Raises:
            NotFound: when there is none on this desk.
            Forbidden: when it is not this person's draft.
            Unresolved: when something has to be settled or filled in first.
        """
        document = self.works.changeable(document_id, user)
        if document.fields.status is not Status.DRAFT:
            raise Forbidden("access.forbidden")
        self._refuse_unfinished(document, user)
        submission = self.works.as_it_stands(document, user)
        vectors = self.works.encode(submission)
        self.works.store_anew(document, submission, vectors, masked=document.masked)
        store = self.works.store
        for link in self.works.likenesses(document_id, submission, vectors):
            store.catalogue.writer.link(link)
        with store.catalogue.desk.writing.begin() as connection:
            store.catalogue.desk.move(
                connection,
                document_id,
                start=[Status.DRAFT],
                end=Status.IN_REVIEW,
                submitted_at=datetime.now(UTC),
            )
            store.audit.append(connection, user.id, Action.SUBMITTED, document_id)
        self.news.submitted(document, by=user)

    def draft_of(
        self,
        found: FoundFile,
        given: Given,
        user: User,
        preparer: Preparer,
        settle: Settle | None = None,
    ) -> FileReport:
        """Read one file into a draft, with what has to be settled in the same transaction.

        Raises:
            AlreadyStored: when it is a draft or a submission of theirs already.
            Forbidden: when this person brings nothing in.
            UnreadableFile: when it cannot be read.
        """
        _refuse_others(user)
        refuse_problem(found)
        digest = content_hash(found.path)
        refuse_brought_in(self.works.store.catalogue.desk, digest, user.id)
        submission = preparer.prepare(found, given, digest)
        self.works.store.originals.keep(found.path, submission.content_hash)
        told: list[FileReport] = []

        def drafted(connection: Connection, document_id: str) -> None:
            told.append(read_report(found, submission, document_id))
            if settle is not None:
                settle(connection, told[0])

        self._draft(_as_draft(submission, user), user, drafted)
        # Again, for an erasure of the same file may have taken the first copy meanwhile.
        self.works.store.originals.keep(found.path, submission.content_hash)
        return told[0]

    def _draft(
        self,
        submission: Submission,
        user: User,
        also: Callable[[Connection, str], None] | None = None,
    ) -> str:
        store = self.works.store

        def noted(connection: Connection, document_id: str) -> None:
            if also is not None:
                also(connection, document_id)
            store.audit.append(connection, user.id, Action.DRAFTED, document_id)

        # The place of a draft is its own: a file of the same name is another document.
        own = submission.model_copy(update={"origin": f"desk:{uuid4().hex}"})
        return store.catalogue.writer.store(own, None, "", also=noted)

    def _refuse_unfinished(self, document: Document, user: User) -> None:
        if findings := self.works.findings(document.id, user):
            raise Unresolved("desk.findings", count=len(findings))
        fields = document.fields
        if not fields.title.strip():
            raise Unresolved("desk.no_title" if fields.domains else "desk.unfilled")
        if not fields.domains:
            raise Unresolved("desk.no_domain")
        if document.media_type == WRITTEN and not any(fields.sheet.values()):
            raise Unresolved("desk.empty")


def _refuse_others(user: User) -> None:
    if not user.contributes:
        raise Forbidden("access.forbidden")


def _as_draft(submission: Submission, user: User) -> Submission:
    """Make a draft of what was read; who wrote the file, as its program noted, is left out."""
    fields = submission.fields.model_copy(update={"status": Status.DRAFT})
    parsed = submission.parsed.model_copy(update={"information": {}})
    return submission.model_copy(update={"fields": fields, "parsed": parsed, "owner": user.id})

"""Write the catalogue: each call is one transaction, and announces itself to the indexes."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import (
    Connection,
    Engine,
    delete,
    func,
    insert,
    select,
    update,
)

from kb.access import is_audience
from kb.catalogue.announcing import announce, take_turn
from kb.catalogue.rows import is_current_version
from kb.catalogue.schema import changes, documents, versions
from kb.catalogue.vocabulary import Vocabulary
from kb.catalogue.written_rows import (
    document_columns,
    write_document,
    write_link,
    write_passages,
    write_terms,
    write_version,
)
from kb.errors import AlreadyStored, InvalidDocument, NotFound, Overtaken
from kb.index_nouns import Vectors
from kb.nouns import DocumentFields, Link, Status, Submission


class CatalogueWriter:
    """Store, correct and remove documents."""

    def __init__(self, engine: Engine, vocabulary: Vocabulary) -> None:
        """Write to `engine`, checking fields against `vocabulary`."""
        self._engine = engine.execution_options(writes=True)
        self._vocabulary = vocabulary

    def store(
        self,
        submission: Submission,
        vectors: Vectors | None,
        encoder: str,
        *,
        replaces: str | None = None,
        related: Iterable[Link] = (),
        seen: int | None = None,
        also: Callable[[Connection, str], None] | None = None,
    ) -> str:
        """Store a file as a new document, or as the next version of `replaces`; return its id.

        Args:
            submission: the file's text, passages and fields.
            vectors: shape (len(submission.passages), dimension); None for what is on its way,
                which nothing may be embedded of before it is screened.
            encoder: name of the encoder that made the vectors.
            replaces: the document that this is a new version of.
            related: bonds to documents already there, their `document_id` still empty.
            seen: the last change that `replaces` and `related` were found by; None if no other
                process stores.
            also: what else belongs into the transaction; what it raises undoes all.

        Raises:
            InvalidDocument: when a field breaks a rule of the agreement's vocabulary.
            AlreadyStored: when the party has a document of the same content.
            Overtaken: when something changed after `seen`.
        """
        self._check(submission.fields)
        document_id = replaces or uuid4().hex
        with self._engine.begin() as connection:
            # Before looking at what is there: nobody may store anything in between.
            take_turn(connection)
            if seen is not None:
                _refuse_outdated(connection, seen)
            if submission.fields.status is Status.PUBLISHED:
                _refuse_same_content(connection, submission)
            number = _next_version(connection, replaces)
            write_document(connection, document_id, submission, number)
            write_version(connection, document_id, submission, number, encoder, vectors)
            write_passages(connection, document_id, submission, vectors, encoder)
            for link in related:
                write_link(connection, link.model_copy(update={"document_id": document_id}))
            announce(connection, document_id)
            if also is not None:
                also(connection, document_id)
        return document_id

    def revise(self, document_id: str, fields: DocumentFields) -> None:
        """Change a document's fields.

        Raises:
            InvalidDocument: when a field breaks a rule of the agreement's vocabulary.
            NotFound: when there is no such document.
        """
        self._check(fields)
        with self._engine.begin() as connection:
            changed = connection.execute(
                update(documents)
                .where(documents.c.id == document_id)
                .values(**document_columns(fields), updated_at=datetime.now(UTC))
            )
            if changed.rowcount == 0:
                raise NotFound("document.not_found")
            write_terms(connection, document_id, fields)
            announce(connection, document_id)

    def rewrite(
        self,
        document_id: str,
        submission: Submission,
        vectors: Vectors | None = None,
        encoder: str = "",
        *,
        masked: bool,
    ) -> None:
        """Replace the text of a document's only version: nothing of the earlier one stays.

        For what is on its way. `masked` says whether personal data was taken out.

        Raises:
            InvalidDocument: when a field breaks a rule of the agreement's vocabulary.
        """
        self._check(submission.fields)
        with self._engine.begin() as connection:
            connection.execute(delete(versions).where(versions.c.document_id == document_id))
            write_version(connection, document_id, submission, 1, encoder, vectors)
            write_passages(connection, document_id, submission, vectors, encoder)
            connection.execute(
                update(documents)
                .where(documents.c.id == document_id)
                .values(
                    **document_columns(submission.fields),
                    masked=masked,
                    updated_at=datetime.now(UTC),
                )
            )
            write_terms(connection, document_id, submission.fields)

    def bring(
        self,
        connection: Connection,
        document_id: str,
        fields: DocumentFields,
        columns: Mapping[str, object],
    ) -> None:
        """Add a document as another installation knew it, but for what was read of its files.

        `columns` holds what `fields` does not say: times, owner, version.

        Raises:
            InvalidDocument: when a field breaks a rule of the agreement's vocabulary.
        """
        self._check(fields)
        row = {**document_columns(fields), **columns}
        connection.execute(insert(documents).values(id=document_id, **row))
        write_terms(connection, document_id, fields)
        announce(connection, document_id)

    def remove(self, document_id: str) -> None:
        """Delete a document with its versions, passages, vectors and links."""
        with self._engine.begin() as connection:
            connection.execute(delete(documents).where(documents.c.id == document_id))
            announce(connection, document_id)

    def link(self, link: Link) -> None:
        """Record a bond between two documents, replacing what was known of it."""
        with self._engine.begin() as connection:
            write_link(connection, link)

    def _check(self, fields: DocumentFields) -> None:
        self._vocabulary.check(fields)
        if not is_audience(fields.audience):
            raise InvalidDocument("document.unknown_audience", audience=fields.audience)


def _refuse_outdated(connection: Connection, seen: int) -> None:
    if (connection.execute(select(func.max(changes.c.position))).scalar() or 0) != seen:
        raise Overtaken("document.overtaken")


def _refuse_same_content(connection: Connection, submission: Submission) -> None:
    query = (
        select(documents.c.id, documents.c.title)
        .join_from(documents, versions, is_current_version())
        .where(
            versions.c.content_hash == submission.content_hash,
            documents.c.party == submission.fields.party,
            documents.c.status.in_((Status.PUBLISHED, Status.WITHDRAWN)),
        )
    )
    if same := connection.execute(query).first():
        raise AlreadyStored("document.already_stored", document_id=same.id, title=same.title)


def _next_version(connection: Connection, replaces: str | None) -> int:
    if replaces is None:
        return 1
    query = select(documents.c.version).where(documents.c.id == replaces)
    current = connection.execute(query).scalar()
    if current is None:
        raise NotFound("document.not_found")
    return int(current) + 1

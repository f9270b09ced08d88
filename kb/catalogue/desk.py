"""Documents on their way: drafts, submissions, decisions, and what was told to whom."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlalchemy import Connection, Engine, func, insert, select, update

from kb.access import AccessScope
from kb.catalogue.conditions import handled
from kb.catalogue.rows import (
    as_utc,
    is_current_version,
    load_documents,
    page_of,
    select_documents,
)
from kb.catalogue.schema import documents, pages, versions
from kb.catalogue.tables.desk import clearances, decisions, letters
from kb.desk import Clearance, Decision, Letter
from kb.errors import NotFound
from kb.nouns import Document, Page, Status


class Desk:
    """Read and move what a person handles; see `AccessScope.handles`."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self.writing = engine.execution_options(writes=True)

    def documents(self, *statuses: Status, access: AccessScope) -> list[Document]:
        """List what lies on a desk at some statuses, the longest there first."""
        query = select_documents().where(handled(access), documents.c.status.in_(statuses))
        waiting = func.coalesce(documents.c.submitted_at, documents.c.created_at)
        with self._engine.connect() as connection:
            return load_documents(connection, query.order_by(waiting, documents.c.id))

    def overdue(self, today: date, *, access: AccessScope) -> list[Document]:
        """List the published documents on a desk whose review is due, the longest first."""
        query = select_documents().where(
            handled(access),
            documents.c.status == Status.PUBLISHED,
            documents.c.review_due <= today,
        )
        with self._engine.connect() as connection:
            return load_documents(connection, query.order_by(documents.c.review_due))

    def document(self, document_id: str, *, access: AccessScope) -> Document:
        """Read a document on somebody's desk.

        Raises:
            NotFound: when there is none, or none on this desk.
        """
        query = select_documents().where(documents.c.id == document_id, handled(access))
        with self._engine.connect() as connection:
            found = load_documents(connection, query)
        if not found:
            raise NotFound("document.not_found")
        return found[0]

    def under_way(self, content_hash: str, user_id: str) -> Document | None:
        """Find somebody's draft or submission of exactly this content."""
        query = select_documents().where(
            documents.c.owner == user_id,
            documents.c.status.in_((Status.DRAFT, Status.IN_REVIEW)),
            versions.c.content_hash == content_hash,
        )
        with self._engine.connect() as connection:
            found = load_documents(connection, query)
        return found[0] if found else None

    def pages(self, document_id: str, *, access: AccessScope) -> list[Page]:
        """Read every page of a document on somebody's desk."""
        query = (
            select(pages)
            .join(versions, versions.c.id == pages.c.version_id)
            .join(documents, is_current_version())
            .where(documents.c.id == document_id, handled(access))
            .order_by(pages.c.number)
        )
        with self._engine.connect() as connection:
            return [page_of(row) for row in connection.execute(query).mappings()]

    def page(self, document_id: str, number: int, *, access: AccessScope) -> Page:
        """Read one page of a document on somebody's desk.

        Raises:
            NotFound: when there is no such page, or none on this desk.
        """
        for page in self.pages(document_id, access=access):
            if page.number == number:
                return page
        raise NotFound("page.not_found", page=number)

    def decisions(self, document_id: str, *, access: AccessScope) -> list[Decision]:
        """List what coordinators said of a document on somebody's desk, in their order."""
        self.document(document_id, access=access)
        with self._engine.connect() as connection:
            return _decisions(connection, document_id)

    def clearances(self, document_id: str, *, access: AccessScope) -> list[Clearance]:
        """List the personal data that were settled in a document on somebody's desk."""
        self.document(document_id, access=access)
        query = select(clearances).where(clearances.c.document_id == document_id)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(clearances.c.id)).mappings()
            return [_clearance(dict(row)) for row in rows]

    def add_decision(self, connection: Connection, decision: Decision) -> None:
        """Record what a coordinator said."""
        connection.execute(insert(decisions).values(**decision.model_dump()))

    def add_clearance(self, connection: Connection, clearance: Clearance) -> None:
        """Record what was done about a personal datum."""
        connection.execute(insert(clearances).values(**clearance.model_dump()))

    def move(
        self,
        connection: Connection,
        document_id: str,
        *,
        start: Iterable[Status],
        end: Status,
        **columns: datetime | date | None,
    ) -> None:
        """Take a document from one of some statuses to another.

        Raises:
            NotFound: when it is at none of them: somebody else was faster.
        """
        moved = connection.execute(
            update(documents)
            .where(documents.c.id == document_id, documents.c.status.in_(list(start)))
            .values(status=end, updated_at=datetime.now(UTC), **columns)
        )
        if moved.rowcount == 0:
            raise NotFound("desk.moved")

    def embargoed(self, today: date) -> list[tuple[Document, list[Decision]]]:
        """List submissions whose embargo has ended, whoever's, with what was said of them."""
        query = select_documents().where(
            documents.c.status == Status.IN_REVIEW, documents.c.embargo <= today
        )
        with self._engine.connect() as connection:
            ended = load_documents(connection, query)
            return [(document, _decisions(connection, document.id)) for document in ended]

    def write_letter(
        self,
        connection: Connection,
        user_ids: Iterable[str],
        document_id: str,
        code: str,
        comment: str = "",
    ) -> None:
        """Tell some people something about a document."""
        rows = [
            {
                "user_id": user_id,
                "document_id": document_id,
                "code": code,
                "comment": comment,
                "at": datetime.now(UTC),
            }
            for user_id in user_ids
        ]
        if rows:
            connection.execute(insert(letters), rows)

    def letters(self, user_id: str, *, limit: int = 50) -> list[Letter]:
        """List what one person was told, the latest first."""
        query = select(letters).where(letters.c.user_id == user_id)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(letters.c.id.desc()).limit(limit)).mappings()
            return [_letter(dict(row)) for row in rows]

    def unread(self, user_id: str) -> int:
        """Count what one person was told and has not read."""
        query = select(func.count()).select_from(letters)
        query = query.where(letters.c.user_id == user_id, letters.c.read_at.is_(None))
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def read_letters(self, user_id: str) -> None:
        """Note that one person has read everything."""
        unread = (letters.c.user_id == user_id) & letters.c.read_at.is_(None)
        with self.writing.begin() as connection:
            connection.execute(update(letters).where(unread).values(read_at=datetime.now(UTC)))


def _decisions(connection: Connection, document_id: str) -> list[Decision]:
    query = select(decisions).where(decisions.c.document_id == document_id)
    rows = connection.execute(query.order_by(decisions.c.id)).mappings()
    return [Decision.model_validate(_own(Decision.model_fields, dict(row))) for row in rows]


def _clearance(row: dict[str, object]) -> Clearance:
    return Clearance.model_validate(_own(Clearance.model_fields, row))


def _letter(row: dict[str, object]) -> Letter:
    return Letter.model_validate(
        _own(Letter.model_fields, row) | {"read": row["read_at"] is not None}
    )


def _own(fields: Iterable[str], row: dict[str, object]) -> dict[str, object]:
    """Keep a noun's own fields, its time with a zone."""
    own = {name: row[name] for name in fields if name in row}
    return own | {"at": as_utc(row["at"])}  # type: ignore[arg-type]

"""The catalogue's side of an erasure: what is known of a document, then that it is gone."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    delete,
    func,
    insert,
    select,
    update,
)

from kb.catalogue.announcing import announce
from kb.catalogue.rows import as_utc
from kb.catalogue.schema import changes, documents, metadata, passages, versions
from kb.catalogue.tables.desk import erasures, exports
from kb.catalogue.tables.thesaurus import proposals
from kb.catalogue.tables.work import LIVING, jobs, processes
from kb.errors import NotFound, Unresolved
from kb.nouns import Frozen, Status
from kb.receipts import Receipt
from kb.thesaurus import Origin
from kb.work import LIVE


class Facts(Frozen):
    """What an erasure has to remember to be finished and proven; nothing that was said.

    Attributes:
        originals: the hashes of all versions.
        exports: where exports that hold the document lie, or lay.
    """

    versions: int
    passages: int
    originals: tuple[str, ...]
    exports: tuple[str, ...] = ()


class Pending(Frozen):
    """An erasure that has no receipt yet."""

    document_id: str
    requested_by: str
    requested_at: datetime
    facts: Facts


class Erasures:
    """Write down erasures, and take documents out of the catalogue with them."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self.writing = engine.execution_options(writes=True)

    def begin(self, connection: Connection, document_id: str, *, actor: str) -> None:
        """Delete a withdrawn document with all that hangs on it, and note what is left to do.

        Raises:
            NotFound: when there is no such document.
            Unresolved: when it has not been withdrawn.
        """
        query = select(documents.c.status).where(documents.c.id == document_id)
        status = connection.execute(query.with_for_update()).scalar()
        if status is None:
            raise NotFound("document.not_found")
        if status != Status.WITHDRAWN:
            raise Unresolved("erasure.not_withdrawn")
        connection.execute(
            insert(erasures).values(
                document_id=document_id,
                requested_by=actor,
                requested_at=datetime.now(UTC),
                facts=_facts(connection, document_id).model_dump(mode="json"),
            )
        )
        connection.execute(delete(documents).where(documents.c.id == document_id))
        # They are words of documents, and do not say of which: they are found anew without it.
        connection.execute(delete(proposals).where(proposals.c.origin == Origin.CORPUS))
        announce(connection, document_id)

    def find(self, document_id: str) -> Pending | Receipt | None:
        """Give the receipt of an erasure, or how far it is; nothing if none was asked for."""
        query = select(erasures).where(erasures.c.document_id == document_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        return Receipt.model_validate(row["receipt"]) if row["receipt"] else _pending(dict(row))

    def pending(self) -> list[Pending]:
        """List the erasures that have no receipt yet, the oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(erasures).order_by(erasures.c.requested_at)).mappings()
            return [_pending(dict(row)) for row in rows if row["receipt"] is None]

    def through(self) -> int:
        """Tell the last change of any document whose erasure was asked for, 0 for none."""
        query = select(func.max(changes.c.position)).join_from(
            changes, erasures, changes.c.document_id == erasures.c.document_id
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar() or 0

    def behind(self, position: int) -> int:
        """Count the living processes that are not free of what was erased up to a change."""
        living = processes.c.seen_at > datetime.now(UTC) - LIVING
        late = processes.c.erased_through < position
        query = select(func.count()).select_from(processes).where(living, late)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def receipts(self) -> list[Receipt]:
        """List all receipts, the latest request first."""
        query = select(erasures.c.receipt).order_by(erasures.c.requested_at.desc())
        with self._engine.connect() as connection:
            return [
                Receipt.model_validate(each) for each in connection.execute(query).scalars() if each
            ]

    def exports_of(self, document_id: str) -> list[str]:
        """List where exports that hold a document were written."""
        with self._engine.connect() as connection:
            return [path for _, path in _exports_of(connection, document_id)]

    def settle_exports(self, document_id: str, removed: set[str]) -> None:
        """Forget exports that are gone, and remember the others until they are."""
        own = erasures.c.document_id == document_id
        with self.writing.begin() as connection:
            query = select(erasures.c.facts).where(own).with_for_update()
            facts = connection.execute(query).scalar_one()
            listed = _exports_of(connection, document_id)
            for number, _ in listed:
                connection.execute(delete(exports).where(exports.c.id == number))
            known = dict.fromkeys([*facts["exports"], *(path for _, path in listed)])
            left = [path for path in known if path not in removed]
            settled = {**facts, "exports": left}
            connection.execute(update(erasures).where(own).values(facts=settled))

    def exports_left(self) -> dict[str, tuple[str, ...]]:
        """List the exports of erased documents that no process has deleted, by document."""
        query = select(erasures.c.document_id, erasures.c.facts)
        with self._engine.connect() as connection:
            found = {
                row.document_id: Facts.model_validate(row.facts).exports
                for row in connection.execute(query)
            }
        return {document_id: paths for document_id, paths in found.items() if paths}

    def unused(self, hashes: Iterable[str], connection: Connection | None = None) -> set[str]:
        """Tell which originals no version refers to any more, nor any live job."""
        if connection is None:
            with self._engine.connect() as connection:
                return self.unused(hashes, connection)
        asked = set(hashes)
        waiting = select(jobs.c.digest).where(jobs.c.digest.in_(asked), jobs.c.state.in_(LIVE))
        used = select(versions.c.content_hash).where(versions.c.content_hash.in_(asked))
        query = used.union(waiting)
        return asked - set(connection.execute(query).scalars())

    def traces(self, document_id: str) -> dict[str, int]:
        """Count the rows that name a document, by column; requests and changes may name it."""
        with self._engine.connect() as connection:
            return {
                f"{column.table.name}.{column.name}": connection.execute(
                    select(func.count()).select_from(column.table).where(column == document_id)
                ).scalar_one()
                for column in _naming()
            }

    def close(self, receipt: Receipt) -> None:
        """Put the receipt to an erasure."""
        own = erasures.c.document_id == receipt.document_id
        written = receipt.model_dump(mode="json")
        with self.writing.begin() as connection:
            connection.execute(update(erasures).where(own).values(receipt=written))


def _facts(connection: Connection, document_id: str) -> Facts:
    own: ColumnElement[bool] = passages.c.document_id == document_id
    counted = select(func.count()).select_from(passages).where(own)
    query = select(versions.c.content_hash).where(versions.c.document_id == document_id)
    hashes = list(connection.execute(query.order_by(versions.c.number)).scalars())
    return Facts(
        versions=len(hashes),
        passages=connection.execute(counted).scalar_one(),
        originals=tuple(dict.fromkeys(hashes)),
        exports=tuple(path for _, path in _exports_of(connection, document_id)),
    )


def _exports_of(connection: Connection, document_id: str) -> list[tuple[int, str]]:
    # The ids lie in a JSON list, which databases search each in their own way; exports are few.
    rows = connection.execute(select(exports.c.id, exports.c.path, exports.c.documents))
    return [(row.id, row.path) for row in rows if document_id in row.documents]


def _naming() -> list[Column[Any]]:
    """List the columns that may name a document."""
    named = {"document_id", "other_id"}
    columns = [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if table not in (changes, erasures) and column.name in named
    ]
    return [documents.c.id, *columns]


def _pending(row: dict[str, Any]) -> Pending:
    return Pending(
        document_id=row["document_id"],
        requested_by=row["requested_by"],
        requested_at=as_utc(row["requested_at"]),
        facts=Facts.model_validate(row["facts"]),
    )

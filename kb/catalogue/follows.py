"""What people follow, as rows, and which documents appeared where since they last looked."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    and_,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from kb.access import AccessScope
from kb.catalogue.conditions import readable
from kb.catalogue.engine import insert_ignoring
from kb.catalogue.rows import as_utc
from kb.catalogue.schema import changes, document_terms, documents
from kb.catalogue.tables.interest import appearances, follows, tellings
from kb.catalogue.tables.people import users
from kb.entente import DOMAIN
from kb.interest import Follow
from kb.nouns import Status


class FollowStore:
    """Keep follows; each belongs to one person, and only that person's id opens it."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self._writing = engine.execution_options(writes=True)

    def add(self, follow: Follow) -> None:
        """Add a follow, unless its owner already follows the same."""
        row = follow.model_dump(mode="python") | {"shelves": list(follow.shelves)}
        with self._writing.begin() as connection:
            connection.execute(insert_ignoring(self._engine, follows).values(**row))

    def of(self, user_id: str) -> list[Follow]:
        """List what somebody follows, by age."""
        query = select(follows).where(follows.c.user_id == user_id)
        return self._read(query.order_by(follows.c.created_at, follows.c.id))

    def find(self, user_id: str, kind: str, key: str) -> Follow | None:
        """Find what somebody follows by its kind and key."""
        own = and_(follows.c.user_id == user_id, follows.c.kind == kind, follows.c.key == key)
        return next(iter(self._read(select(follows).where(own))), None)

    def change(self, user_id: str, follow_id: str, **columns: str | bool) -> None:
        """Change one of somebody's follows."""
        own = and_(follows.c.id == follow_id, follows.c.user_id == user_id)
        with self._writing.begin() as connection:
            connection.execute(update(follows).where(own).values(**columns))

    def remove(self, user_id: str, follow_id: str) -> None:
        """Delete one of somebody's follows."""
        own = and_(follows.c.id == follow_id, follows.c.user_id == user_id)
        with self._writing.begin() as connection:
            connection.execute(delete(follows).where(own))

    def note_appearances(self) -> int:
        """Number the published documents that stand somewhere for the first time.

        A place is a shelf and a version: what is corrected without moving is not new.
        Returns the number of the newest, 0 for none.
        """
        known = exists().where(
            appearances.c.document_id == documents.c.id,
            appearances.c.shelf == documents.c.shelf,
            appearances.c.version == documents.c.version,
        )
        fresh = select(documents.c.id, documents.c.shelf, documents.c.version).where(
            documents.c.status == Status.PUBLISHED, ~known
        )
        with self._engine.connect() as connection:
            if connection.execute(fresh.limit(1)).first() is None:
                return _newest(connection)
        columns = ["document_id", "shelf", "version"]
        with self._writing.begin() as connection:
            ordered = fresh.order_by(documents.c.updated_at, documents.c.id)
            connection.execute(insert(appearances).from_select(columns, ordered))
            return _newest(connection)

    def within_reach(self, newest: int, held: int) -> int:
        """Tell up to which appearance all can be searched by indexes that hold change `held`."""
        query = select(func.min(appearances.c.id)).where(
            appearances.c.document_id.in_(
                select(changes.c.document_id).where(changes.c.position > held)
            )
        )
        with self._engine.connect() as connection:
            waiting = connection.execute(query).scalar()
        return newest if waiting is None else min(newest, waiting - 1)

    def due(self, newest: int, limit: int) -> list[Follow]:
        """List follows that were not yet compared with the newest appearance."""
        query = (
            select(follows)
            .join(users, users.c.id == follows.c.user_id)
            .where(follows.c.examined < newest, ~follows.c.paused, ~users.c.disabled)
            .order_by(follows.c.examined, follows.c.id)
            .limit(limit)
        )
        return self._read(query)

    def appeared(
        self, follow: Follow, through: int, *, access: AccessScope, limit: int
    ) -> list[tuple[int, str, int]]:
        """List what appeared since a follow was examined: (number, document, version)."""
        condition = and_(appearances.c.id > follow.examined, appearances.c.id <= through)
        return self._candidates(condition, follow, access, limit)

    def gained(self, follow: Follow, *, access: AccessScope, limit: int) -> list[tuple[str, int]]:
        """List what stands on shelves that the owner could not read before, the newest first."""
        shelves = sorted(access.shelves - set(follow.shelves))
        if not shelves:
            return []
        condition = and_(appearances.c.id <= follow.examined, appearances.c.shelf.in_(shelves))
        found = self._candidates(condition, follow, access, limit, newest_first=True)
        return [(document, version) for _, document, version in found]

    def in_domain(self, domain: str, ids: Sequence[str], *, access: AccessScope) -> set[str]:
        """Tell which of some readable documents belong to a domain."""
        query = (
            select(documents.c.id)
            .join(document_terms, document_terms.c.document_id == documents.c.id)
            .where(
                documents.c.id.in_(ids),
                document_terms.c.vocabulary == DOMAIN,
                document_terms.c.key == domain,
                readable(access),
            )
        )
        with self._engine.connect() as connection:
            return set(connection.execute(query).scalars())

    def settle(
        self, follow: Follow, found: Iterable[tuple[str, int]], examined: int, shelves: list[str]
    ) -> None:
        """Note what is new to a follow, and how far it was examined: both stand or neither."""
        now = datetime.now(UTC)
        rows = [
            {"follow_id": follow.id, "document_id": document, "version": version, "at": now}
            for document, version in found
        ]
        with self._writing.begin() as connection:
            done = connection.execute(
                update(follows)
                .where(follows.c.id == follow.id)
                .values(examined=examined, shelves=shelves)
            )
            if rows and done.rowcount:
                connection.execute(insert_ignoring(self._engine, tellings), rows)

    def _candidates(
        self,
        condition: ColumnElement[bool],
        follow: Follow,
        access: AccessScope,
        limit: int,
        *,
        newest_first: bool = False,
    ) -> list[tuple[int, str, int]]:
        told = exists().where(
            tellings.c.follow_id == follow.id,
            tellings.c.document_id == documents.c.id,
            tellings.c.version == documents.c.version,
        )
        order = appearances.c.id.desc() if newest_first else appearances.c.id
        query = (
            select(appearances.c.id, documents.c.id, documents.c.version)
            .join(documents, _stands_there())
            .where(condition, readable(access), ~told)
            .order_by(order)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return [(row[0], row[1], row[2]) for row in connection.execute(query)]

    def _read(self, query: Any) -> list[Follow]:
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [_follow(dict(row)) for row in rows]


def _stands_there() -> ColumnElement[bool]:
    return and_(
        documents.c.id == appearances.c.document_id,
        documents.c.shelf == appearances.c.shelf,
        documents.c.version == appearances.c.version,
    )


def _newest(connection: Connection) -> int:
    return connection.execute(select(func.max(appearances.c.id))).scalar() or 0


def _follow(row: dict[str, Any]) -> Follow:
    own = {name: row[name] for name in Follow.model_fields}
    return Follow.model_validate(own | {"created_at": as_utc(row["created_at"])})

"""Thumbs and judged pairs, as rows: shown with documents that their reader may read."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Select, delete, false, func, insert, select

from kb.access import AccessScope
from kb.catalogue.conditions import readable
from kb.catalogue.rows import as_utc
from kb.catalogue.schema import documents
from kb.catalogue.tables.interest import judged_pairs, thumbs
from kb.interest import JudgedPair, Thumb


class OpinionStore:
    """Keep what people think of hits, and what coordinators made of it."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self.writing = engine.execution_options(writes=True)

    def add_thumb(self, thumb: Thumb) -> None:
        """Add a thumb."""
        with self.writing.begin() as connection:
            connection.execute(insert(thumbs).values(**thumb.model_dump()))

    def remove_thumb(self, thumb_id: str) -> None:
        """Take a thumb back."""
        with self.writing.begin() as connection:
            connection.execute(delete(thumbs).where(thumbs.c.id == thumb_id))

    def thumb(self, thumb_id: str, *, access: AccessScope) -> Thumb | None:
        """Read a thumb on a document that the coordinator may read."""
        found = self._thumbs(_thumbs(access).where(thumbs.c.id == thumb_id))
        return found[0] if found else None

    def thumbs(
        self,
        start: date,
        end: date,
        *,
        access: AccessScope,
        up: bool = False,
        limit: int,
        offset: int = 0,
    ) -> list[Thumb]:
        """List thumbs of some days on documents that the coordinator may read, latest first."""
        query = _thumbs(access).where(thumbs.c.day.between(start, end), thumbs.c.up == up)
        ordered = query.order_by(thumbs.c.day.desc(), thumbs.c.id)
        return self._thumbs(ordered.limit(limit).offset(offset))

    def reasons(self, start: date, end: date, *, access: AccessScope) -> dict[str, int]:
        """Count these thumbs by reason; those up under an empty one."""
        query = _thumbs(access).with_only_columns(thumbs.c.reason, func.count())
        query = query.where(thumbs.c.day.between(start, end)).group_by(thumbs.c.reason)
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def judge(self, connection: Connection, pair: JudgedPair) -> None:
        """Add a judged pair, in place of what was judged of the same pair before."""
        same = (judged_pairs.c.question == pair.question) & (
            judged_pairs.c.document_id == pair.document_id
        )
        connection.execute(delete(judged_pairs).where(same))
        connection.execute(insert(judged_pairs).values(**pair.model_dump()))

    def remove_pair(self, connection: Connection, pair_id: str, *, access: AccessScope) -> bool:
        """Remove a judged pair that the coordinator may read; tell if there was one."""
        seen = select(documents.c.id).where(readable(access))
        gone = delete(judged_pairs).where(
            judged_pairs.c.id == pair_id, judged_pairs.c.document_id.in_(seen)
        )
        return bool(connection.execute(gone).rowcount)

    def pairs(
        self, *, access: AccessScope, limit: int | None = None, offset: int = 0
    ) -> list[JudgedPair]:
        """List the judged pairs of documents that the reader may read, the latest first."""
        query = _readable(judged_pairs, access).order_by(
            judged_pairs.c.decided_at.desc(), judged_pairs.c.id
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.limit(limit).offset(offset)).mappings()
            return [_pair(dict(row)) for row in rows]

    def count_pairs(self, *, access: AccessScope) -> int:
        """Count the judged pairs of documents that the reader may read."""
        query = _readable(judged_pairs, access).with_only_columns(func.count())
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def _thumbs(self, query: Select[Any]) -> list[Thumb]:
        with self._engine.connect() as connection:
            return [Thumb.model_validate(dict(row)) for row in connection.execute(query).mappings()]


def _thumbs(access: AccessScope) -> Select[Any]:
    """Select thumbs for a coordinator: what was asked is for nobody else."""
    query = _readable(thumbs, access)
    return query if access.decides_for else query.where(false())


def _readable(table: Any, access: AccessScope) -> Select[Any]:
    there = documents.c.id == table.c.document_id
    return select(table).join(documents, there).where(readable(access))


def _pair(row: dict[str, Any]) -> JudgedPair:
    return JudgedPair.model_validate(row | {"decided_at": as_utc(row["decided_at"])})

"""Proposed pairs, and what people decided of them: both ends readable, or there is no pair."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
)

from kb.access import AccessScope
from kb.catalogue.rows import as_utc
from kb.catalogue.schema import document_terms
from kb.catalogue.sisters import second_tongue, shown
from kb.catalogue.tables.twins import (
    twin_ends,
    twin_notes,
    twin_progress,
    twin_proposals,
    twin_verdicts,
)
from kb.entente import DOMAIN
from kb.twins import Pair, TwinNote, TwinState, Verdict


@dataclass(frozen=True, slots=True)
class TwinFilter:
    """Which practices a list is narrowed to; empty means all."""

    party: str = ""
    domain: str = ""


class TwinStore:
    """Read proposals and verdicts, and write verdicts and notes; nothing here decides anything."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self.writing = engine.execution_options(writes=True)

    def practices(
        self, chosen: TwinFilter, *, access: AccessScope, limit: int, offset: int = 0
    ) -> tuple[int, list[str]]:
        """List practices that have proposals nobody decided on, the likeliest first.

        Returns:
            How many there are in all (0 beyond the last), and the ids of those asked for.
        """
        likeliest = func.max(twin_proposals.c.score)
        query = (
            _open_proposals(chosen, access)
            .group_by(twin_proposals.c.document_id)
            .order_by(likeliest.desc(), twin_proposals.c.document_id)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.limit(limit).offset(offset)).all()
        return (rows[0].total if rows else 0), [row.document_id for row in rows]

    def proposals(
        self, practices: Sequence[str], *, access: AccessScope
    ) -> dict[str, list[tuple[str, float]]]:
        """Give the counterparts of some practices, decided or not, the nearest first."""
        query = (
            select(twin_proposals)
            .where(
                twin_proposals.c.document_id.in_(list(practices)),
                *_both_ends(twin_proposals, access),
            )
            .order_by(twin_proposals.c.score.desc(), twin_proposals.c.other_id)
        )
        found: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                found[row.document_id].append((row.other_id, row.score))
        return dict(found)

    def verdicts(
        self,
        state: TwinState,
        chosen: TwinFilter,
        *,
        access: AccessScope,
        limit: int,
        offset: int = 0,
    ) -> list[Verdict]:
        """List the pairs that were confirmed or rejected, the latest first."""
        query = _decided(state, chosen, access, *twin_verdicts.c).order_by(
            twin_verdicts.c.at.desc(), twin_verdicts.c.document_id, twin_verdicts.c.other_id
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.limit(limit).offset(offset)).mappings()
            return [_verdict(dict(row)) for row in rows]

    def count_verdicts(self, state: TwinState, chosen: TwinFilter, *, access: AccessScope) -> int:
        """Count the pairs that `verdicts` lists."""
        with self._engine.connect() as connection:
            query = _decided(state, chosen, access, func.count())
            return int(connection.execute(query).scalar_one())

    def verdicts_of(self, ids: Sequence[str], *, access: AccessScope) -> list[Verdict]:
        """List what was decided of pairs with an end among some documents."""
        own = list(ids)
        query = (
            select(twin_verdicts)
            .where(
                or_(twin_verdicts.c.document_id.in_(own), twin_verdicts.c.other_id.in_(own)),
                *_both_ends(twin_verdicts, access),
            )
            .order_by(twin_verdicts.c.at)
        )
        with self._engine.connect() as connection:
            return [_verdict(dict(row)) for row in connection.execute(query).mappings()]

    def head_of(self, document_id: str, *, access: AccessScope) -> str:
        """Give the document whose proposals are those of one; itself if there is no other."""
        query = select(twin_ends.c.other_id).where(
            twin_ends.c.document_id == document_id, shown(twin_ends.c.other_id, access)
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar() or document_id

    def decide(self, connection: Connection, pair: Pair, state: TwinState, user_id: str) -> None:
        """Write what somebody decided of a pair."""
        row = {**pair.model_dump(), "state": state, "user_id": user_id}
        connection.execute(insert(twin_verdicts).values(**row, at=datetime.now(UTC)))

    def forget(self, connection: Connection, pairs: Iterable[Pair]) -> None:
        """Take what was decided of some pairs back."""
        for pair in pairs:
            connection.execute(delete(twin_verdicts).where(_is(twin_verdicts, pair)))

    def notes(self, pair: Pair, *, access: AccessScope) -> list[TwinNote]:
        """List what was written about a pair, the latest first."""
        query = (
            select(twin_notes)
            .where(_is(twin_notes, pair), *_both_ends(twin_notes, access))
            .order_by(twin_notes.c.id.desc())
        )
        with self._engine.connect() as connection:
            return [
                TwinNote(id=row.id, user_id=row.user_id, text=row.text, at=as_utc(row.at))
                for row in connection.execute(query)
            ]

    def add_note(self, connection: Connection, pair: Pair, text: str, user_id: str) -> None:
        """Write a note about a pair."""
        row = {**pair.model_dump(), "text": text, "user_id": user_id}
        connection.execute(insert(twin_notes).values(**row, at=datetime.now(UTC)))

    def stamp(self) -> str:
        """Name the state of proposals and verdicts: what was read at an earlier one is old."""
        queries = (
            select(func.count(), func.max(twin_verdicts.c.at)).select_from(twin_verdicts),
            select(func.count()).select_from(twin_ends).where(twin_ends.c.stale),
            select(func.max(twin_progress.c.position)),
        )
        with self._engine.connect() as connection:
            return " ".join(str(tuple(connection.execute(query).one())) for query in queries)


def _open_proposals(chosen: TwinFilter, access: AccessScope) -> Select[Any]:
    """Select of the proposals that nobody decided on, each practice in one of its languages."""
    counted = func.count().over().label("total")
    decided = exists().where(
        or_(
            and_(
                twin_verdicts.c.document_id == twin_proposals.c.document_id,
                twin_verdicts.c.other_id == twin_proposals.c.other_id,
            ),
            and_(
                twin_verdicts.c.document_id == twin_proposals.c.other_id,
                twin_verdicts.c.other_id == twin_proposals.c.document_id,
            ),
        )
    )
    return (
        select(twin_proposals.c.document_id, counted)
        .select_from(twin_proposals)
        .where(
            shown(twin_proposals.c.document_id, access, *_conditions(chosen)),
            twin_proposals.c.document_id.not_in(second_tongue(access)),
            shown(twin_proposals.c.other_id, access),
            ~decided,
        )
    )


def _decided(
    state: TwinState, chosen: TwinFilter, access: AccessScope, *wanted: Any
) -> Select[Any]:
    query = (
        select(*wanted)
        .select_from(twin_verdicts)
        .where(twin_verdicts.c.state == state, *_both_ends(twin_verdicts, access))
    )
    if not chosen.domain:
        return query
    conditions = _conditions(TwinFilter(domain=chosen.domain))
    return query.where(
        or_(
            shown(twin_verdicts.c.document_id, access, *conditions),
            shown(twin_verdicts.c.other_id, access, *conditions),
        )
    )


def _conditions(chosen: TwinFilter) -> list[Callable[[FromClause], ColumnElement[bool]]]:
    conditions: list[Callable[[FromClause], ColumnElement[bool]]] = []
    if chosen.party:
        conditions.append(lambda named: named.c.party == chosen.party)
    if chosen.domain:
        standing = select(document_terms.c.document_id).where(
            document_terms.c.vocabulary == DOMAIN, document_terms.c.key == chosen.domain
        )
        conditions.append(lambda named: named.c.id.in_(standing))
    return conditions


def _both_ends(table: Any, access: AccessScope) -> list[ColumnElement[bool]]:
    return [shown(table.c.document_id, access), shown(table.c.other_id, access)]


def _is(table: Any, pair: Pair) -> ColumnElement[bool]:
    return and_(table.c.document_id == pair.document_id, table.c.other_id == pair.other_id)


def _verdict(row: dict[str, Any]) -> Verdict:
    pair = Pair(document_id=row["document_id"], other_id=row["other_id"])
    return Verdict(pair=pair, state=row["state"], user_id=row["user_id"], at=as_utc(row["at"]))

"""What of the catalogue falls into a period: figures and short lists, counted by the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, and_, func, select

from kb.access import AccessScope
from kb.catalogue.conditions import readable
from kb.catalogue.rows import load_documents, select_documents
from kb.catalogue.schema import document_terms, documents
from kb.entente import DOMAIN
from kb.folding import fold
from kb.nouns import Document, Kind
from kb.plan import Period

_CANDIDATES = 400


@dataclass(frozen=True, slots=True)
class Listed:
    """The first of some documents, and how many there are in all."""

    documents: tuple[Document, ...]
    total: int


class PeriodReader:
    """Count and list readable documents by when they were published or are due."""

    def __init__(self, engine: Engine) -> None:
        """Read from `engine`."""
        self._engine = engine

    def published(
        self, period: Period, kinds: Sequence[Kind], *, access: AccessScope, limit: int
    ) -> Listed:
        """List what was published in a period, the first published first."""
        where = and_(readable(access), _published_in(period), documents.c.kind.in_(kinds))
        return self._listed(where, (_published(), documents.c.title), limit)

    def counts(self, period: Period, *, access: AccessScope) -> dict[tuple[str, str], int]:
        """Count what was published in a period: (kind, party) -> documents."""
        query = (
            select(documents.c.kind, documents.c.party, func.count())
            .where(readable(access), _published_in(period))
            .group_by(documents.c.kind, documents.c.party)
        )
        return self._counted(query)

    def by_domain(
        self, period: Period, kinds: Sequence[Kind], *, access: AccessScope
    ) -> dict[tuple[str, str], int]:
        """Count what was published in a period: (domain, party) -> documents."""
        query = (
            select(document_terms.c.key, documents.c.party, func.count())
            .join(documents, documents.c.id == document_terms.c.document_id)
            .where(document_terms.c.vocabulary == DOMAIN, documents.c.kind.in_(kinds))
            .where(readable(access), _published_in(period))
            .group_by(document_terms.c.key, documents.c.party)
        )
        return self._counted(query)

    def due_for_review(self, day: date, *, access: AccessScope, limit: int) -> Listed:
        """List what somebody should have looked at again before a day, the oldest first."""
        where = and_(readable(access), documents.c.review_due < day)
        return self._listed(where, (documents.c.review_due, documents.c.title), limit)

    def titled(self, words: str, *, access: AccessScope, limit: int) -> list[Document]:
        """Find documents by words of their titles, whatever the accents."""
        wanted = fold(words).split()
        if not wanted:
            return []
        like = [documents.c.title.ilike(_pattern(word), escape="\\") for word in wanted]
        query = select_documents().where(readable(access), *like).order_by(documents.c.title)
        with self._engine.connect() as connection:
            found = load_documents(connection, query.limit(_CANDIDATES))
        return [each for each in found if _has_all(each.fields.title, wanted)][:limit]

    def _listed(
        self, where: ColumnElement[bool], order: Sequence[ColumnElement[Any]], limit: int
    ) -> Listed:
        query = select_documents().where(where).order_by(*order, documents.c.id).limit(limit)
        total = select(func.count()).select_from(documents).where(where)
        with self._engine.connect() as connection:
            found = tuple(load_documents(connection, query))
            return Listed(found, connection.execute(total).scalar_one())

    def _counted(self, query: Select[Any]) -> dict[tuple[str, str], int]:
        with self._engine.connect() as connection:
            return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def _published() -> ColumnElement[Any]:
    return func.coalesce(documents.c.published_at, documents.c.created_at)


def _published_in(period: Period) -> ColumnElement[bool]:
    first = datetime.combine(period.starts, time.min, UTC)
    after = datetime.combine(period.ends + timedelta(days=1), time.min, UTC)
    return and_(_published() >= first, _published() < after)


def _pattern(word: str) -> str:
    """Let anything stand where an accent or a ligature could be, for databases fold few letters."""
    return f"%{'%'.join(_any_accent(part) for part in word.split('oe'))}%"


def _any_accent(part: str) -> str:
    letters = ("_" if letter in "aeiouycn" else letter for letter in part)
    return "".join(f"\\{letter}" if letter in "%\\" else letter for letter in letters)


def _has_all(title: str, wanted: Sequence[str]) -> bool:
    text = fold(title)
    return all(word in text for word in wanted)

"""Translations as one: a practice that stands in two languages is counted and shown once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Engine, FromClause, Select, exists, or_, select, union_all

from kb.access import AccessScope
from kb.catalogue.conditions import AMONG_IDS, READABLE_BY_ID, bound, readable
from kb.catalogue.schema import documents, links
from kb.nouns import Relation


def shown(
    column: ColumnElement[str],
    access: AccessScope,
    *conditions: Callable[[FromClause], ColumnElement[bool]],
) -> ColumnElement[bool]:
    """Tell that a column names a readable document, which fulfils conditions if there are any.

    A lookup for each row: two `IN` lists on one index would make SQLite try all their pairs.
    """
    named = documents.alias()
    own = (each(named) for each in conditions)
    return exists().where(named.c.id == column, readable(access, named), *own)


def second_tongue(access: AccessScope) -> Select[Any]:
    """Select the documents that say again what another readable one says, whose id is smaller.

    A document is only left out for one that the same reader sees: `links` name the smaller first.
    """
    return select(links.c.other_id).where(
        links.c.relation == Relation.TRANSLATION,
        shown(links.c.document_id, access),
        shown(links.c.other_id, access),
    )


class Sister(NamedTuple):
    """A translation of a document."""

    document_id: str
    language: str


def _translations(own: ColumnElement[str], other: ColumnElement[str]) -> Select[Any]:
    ends = select(own, documents.c.id, documents.c.language).join(
        documents, documents.c.id == other
    )
    return ends.where(links.c.relation == Relation.TRANSLATION, own.in_(AMONG_IDS), READABLE_BY_ID)


_TRANSLATIONS = union_all(
    _translations(links.c.document_id, links.c.other_id),
    _translations(links.c.other_id, links.c.document_id),
)


class Sisters:
    """Read which documents are the same practice."""

    def __init__(self, engine: Engine) -> None:
        """Read from `engine`."""
        self._engine = engine

    def of(
        self,
        ids: Iterable[str],
        *,
        access: AccessScope,
        relations: Collection[Relation] = (Relation.TRANSLATION,),
    ) -> dict[str, set[str]]:
        """Give the readable documents bound to each of some, itself among them."""
        asked = list(ids)
        query = select(links.c.document_id, links.c.other_id).where(
            links.c.relation.in_(relations),
            or_(links.c.document_id.in_(asked), links.c.other_id.in_(asked)),
            shown(links.c.document_id, access),
            shown(links.c.other_id, access),
        )
        found: defaultdict[str, set[str]] = defaultdict(set)
        with self._engine.connect() as connection:
            for one, other in connection.execute(query):
                found[one].add(other)
                found[other].add(one)
        return {each: {each} | found[each] for each in asked}

    def translations(self, ids: Iterable[str], *, access: AccessScope) -> dict[str, list[Sister]]:
        """Give the readable translations of each of some documents that the reader sees.

        Documents without any are left out.
        """
        found: defaultdict[str, list[Sister]] = defaultdict(list)
        with self._engine.connect() as connection:
            for own, other, language in connection.execute(_TRANSLATIONS, bound(ids, access)):
                found[own].append(Sister(other, language))
        return {own: sorted(others) for own, others in found.items()}

"""Translations as one: a practice that stands in two languages is counted and shown once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, or_, select

from kb.access import AccessScope
from kb.catalogue.conditions import readable
from kb.catalogue.schema import documents, links
from kb.nouns import Relation


def readable_ids(access: AccessScope, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Select the readable documents that fulfil conditions, by id."""
    return select(documents.c.id).where(readable(access), *conditions)


def second_tongue(access: AccessScope) -> Select[Any]:
    """Select the documents that say again what another readable one says, whose id is smaller.

    A document is only left out for one that the same reader sees: `links` name the smaller first.
    """
    shown = readable_ids(access)
    return select(links.c.other_id).where(
        links.c.relation == Relation.TRANSLATION,
        links.c.document_id.in_(shown),
        links.c.other_id.in_(shown),
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
        shown = readable_ids(access)
        query = select(links.c.document_id, links.c.other_id).where(
            links.c.relation.in_(relations),
            or_(links.c.document_id.in_(asked), links.c.other_id.in_(asked)),
            links.c.document_id.in_(shown),
            links.c.other_id.in_(shown),
        )
        found: defaultdict[str, set[str]] = defaultdict(set)
        with self._engine.connect() as connection:
            for one, other in connection.execute(query):
                found[one].add(other)
                found[other].add(one)
        return {each: {each} | found[each] for each in asked}

"""The rules of `kb.access` as SQL conditions: the only other place that knows them; and filters."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, FromClause, and_, bindparam, false, or_, select

from kb.access import PARTNERS, AccessScope
from kb.catalogue.schema import document_terms, documents
from kb.entente import DOMAIN, TARGET_GROUP
from kb.nouns import Filters, Status

COLUMNS = {
    "parties": documents.c.party,
    "kinds": documents.c.kind,
    "languages": documents.c.language,
    "years": documents.c.year,
}
VOCABULARIES = {"domains": DOMAIN, "target_groups": TARGET_GROUP}
"""Where the fields of `Filters` are found: a column of `documents`, or a vocabulary's terms."""


def readable(access: AccessScope, among: FromClause = documents) -> ColumnElement[bool]:
    """Select what `AccessScope.reads` allows, among the documents or an alias of them."""
    return and_(among.c.status == Status.PUBLISHED, among.c.shelf.in_(sorted(access.shelves)))


_PUBLISHED_ONES = documents.c.status.concat("") == Status.PUBLISHED
"""SQLite would rather read its whole index over status and shelf than look ids up; an expression
keeps it from that."""


def readable_by_id(access: AccessScope) -> ColumnElement[bool]:
    """Select what `readable` does, among documents found another way: by ids, topic, or domain."""
    return and_(_PUBLISHED_ONES, documents.c.shelf.in_(sorted(access.shelves)))


READABLE_BY_ID = and_(_PUBLISHED_ONES, documents.c.shelf.in_(bindparam("shelves", expanding=True)))
"""The same in a statement that is built once and runs with `bound`."""

AMONG_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


def bound(ids: Iterable[str] | Iterable[int], access: AccessScope) -> dict[str, object]:
    """Give what a statement of `READABLE_BY_ID` and `AMONG_IDS` runs with."""
    return {"ids": list(ids), "shelves": sorted(access.shelves)}


def handled(access: AccessScope) -> ColumnElement[bool]:
    """Select what `AccessScope.handles` allows."""
    own = documents.c.owner == access.person if access.person else false()
    if not access.decides_for:
        return own
    shared = and_(documents.c.status == Status.IN_REVIEW, documents.c.audience == PARTNERS)
    ours = documents.c.party == access.decides_for
    return or_(own, and_(documents.c.status != Status.DRAFT, or_(ours, shared)))


def passing(filters: Filters, *, without: str = "") -> list[ColumnElement[bool]]:
    """Select the documents that pass the filters, one of them left aside if named."""
    asked = {field: getattr(filters, field) for field in (*COLUMNS, *VOCABULARIES)}
    only = [documents.c.id.in_(filters.documents)] if filters.documents else []
    return only + [
        COLUMNS[field].in_(values) if field in COLUMNS else _has_term(VOCABULARIES[field], values)
        for field, values in asked.items()
        if values and field != without
    ]


def _has_term(vocabulary: str, keys: Sequence[str]) -> ColumnElement[bool]:
    matching = select(document_terms.c.document_id).where(
        document_terms.c.vocabulary == vocabulary, document_terms.c.key.in_(keys)
    )
    return documents.c.id.in_(matching)

"""The rules of `kb.access` as SQL conditions: the only other place that knows them."""

from sqlalchemy import ColumnElement, FromClause, and_, false, or_

from kb.access import PARTNERS, AccessScope
from kb.catalogue.schema import documents
from kb.nouns import Status


def readable(access: AccessScope, among: FromClause = documents) -> ColumnElement[bool]:
    """Select what `AccessScope.reads` allows, among the documents or an alias of them."""
    return and_(among.c.status == Status.PUBLISHED, among.c.shelf.in_(sorted(access.shelves)))


def handled(access: AccessScope) -> ColumnElement[bool]:
    """Select what `AccessScope.handles` allows."""
    own = documents.c.owner == access.person if access.person else false()
    if not access.decides_for:
        return own
    shared = and_(documents.c.status == Status.IN_REVIEW, documents.c.audience == PARTNERS)
    ours = documents.c.party == access.decides_for
    return or_(own, and_(documents.c.status != Status.DRAFT, or_(ours, shared)))

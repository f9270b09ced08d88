"""Count documents without reading them."""

from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, func, select

from kb.access import AccessScope
from kb.catalogue.conditions import COLUMNS, VOCABULARIES, passing, readable
from kb.catalogue.schema import document_terms, documents
from kb.nouns import Filters


class Counting:
    """Count the documents that a reader may read."""

    def __init__(self, engine: Engine) -> None:
        """Count in `engine`."""
        self._engine = engine

    def total(self, filters: Filters, *, access: AccessScope) -> int:
        """Count the readable documents that pass the filters."""
        query = select(func.count()).select_from(documents)
        with self._engine.connect() as connection:
            return connection.execute(query.where(readable(access), *passing(filters))).scalar_one()

    def facets(self, filters: Filters, *, access: AccessScope) -> dict[str, dict[str, int]]:
        """Count by each value of each filter field, the field's own filter left aside."""
        with self._engine.connect() as connection:
            return {
                field: _counts(
                    connection, _by(field).where(readable(access), *passing(filters, without=field))
                )
                for field in (*COLUMNS, *VOCABULARIES)
            }


def _by(field: str) -> Select[Any]:
    """Group documents by the values of a filter field."""
    if field in COLUMNS:
        return select(COLUMNS[field], func.count()).group_by(COLUMNS[field])
    own = and_(
        document_terms.c.document_id == documents.c.id,
        document_terms.c.vocabulary == VOCABULARIES[field],
    )
    grouped = select(document_terms.c.key, func.count()).group_by(document_terms.c.key)
    return grouped.join_from(documents, document_terms, own)


def _counts(connection: Connection, query: Select[Any]) -> dict[str, int]:
    return {str(value): count for value, count in connection.execute(query) if value is not None}

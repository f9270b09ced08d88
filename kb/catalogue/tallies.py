"""Counts of readable documents, for pages that show the whole: counted in SQL, never in lists."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, and_, func, select, true

from kb.access import AccessScope
from kb.catalogue.conditions import passing, readable, readable_by_id
from kb.catalogue.schema import document_terms, documents
from kb.entente import DOMAIN, TARGET_GROUP
from kb.nouns import Filters


@dataclass(frozen=True, slots=True)
class Tally:
    """How documents of a domain are spread; `by_year` counts by year and party."""

    documents: int = 0
    parties: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    years: Counter[int] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    target_groups: Counter[str] = field(default_factory=Counter)
    by_year: Counter[tuple[int, str]] = field(default_factory=Counter)


class Tallies:
    """Count what a reader may read."""

    def __init__(self, engine: Engine) -> None:
        """Read from `engine`."""
        self._engine = engine

    def domains(self, *, access: AccessScope) -> dict[tuple[str, str], int]:
        """Count the readable documents by (domain, party)."""
        query = (
            select(document_terms.c.key, documents.c.party, func.count())
            .join(documents, documents.c.id == document_terms.c.document_id)
            .where(document_terms.c.vocabulary == DOMAIN, readable(access))
            .group_by(document_terms.c.key, documents.c.party)
        )
        return {(domain, party): count for domain, party, count in self._rows(query)}

    def domain(self, domain: str, *, access: AccessScope) -> Tally:
        """Count the readable documents of one domain in every way there is."""
        columns = [documents.c[name] for name in ("party", "kind", "year", "language")]
        query = (
            select(*columns, func.count())
            .where(readable_by_id(access), in_domain(domain))
            .group_by(*columns)
        )
        rows = list(self._rows(query))
        counts = Tally(documents=sum(row[4] for row in rows))
        for party, kind, year, language, count in rows:
            counts.parties[party] += count
            counts.kinds[kind] += count
            counts.languages[language] += count
            if year:
                counts.years[year] += count
                counts.by_year[year, party] += count
        counts.target_groups.update(self._target_groups(domain, access))
        return counts

    def _target_groups(self, domain: str, access: AccessScope) -> dict[str, int]:
        query = (
            select(document_terms.c.key, func.count())
            .join(documents, documents.c.id == document_terms.c.document_id)
            .where(document_terms.c.vocabulary == TARGET_GROUP, readable(access), in_domain(domain))
            .group_by(document_terms.c.key)
        )
        return {key: count for key, count in self._rows(query)}

    def _rows(self, query: Select[Any]) -> Iterator[Any]:
        with self._engine.connect() as connection:
            yield from connection.execute(query).all()


def in_domain(domain: str) -> ColumnElement[bool]:
    """Select the documents of a domain; all of them where none is named."""
    return and_(true(), *passing(Filters(domains=(domain,) if domain else ())))

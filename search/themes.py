"""The whole at a glance: how many documents each party has in each domain."""

from collections import Counter
from dataclasses import dataclass

from kb.access import AccessScope
from kb.catalogue.reader import CatalogueReader
from kb.nouns import Filters


@dataclass(frozen=True, slots=True)
class ThemeTable:
    """Counts of readable documents by domain and party.

    Attributes:
        cells: (domain, party) -> documents; a document of two domains counts in both.
        documents: how many documents there are in all, each counted once.
    """

    cells: dict[tuple[str, str], int]
    documents: int


def tabulate(reader: CatalogueReader, *, access: AccessScope) -> ThemeTable:
    """Count the readable documents."""
    documents = reader.browse(Filters(), access=access)
    cells = Counter(
        (domain, document.fields.party)
        for document in documents
        for domain in document.fields.domains
    )
    return ThemeTable(cells=dict(cells), documents=len(documents))

"""The whole at a glance: how many documents each party has in each domain."""

from dataclasses import dataclass

from kb.access import AccessScope
from kb.catalogue import Catalogue
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


def tabulate(catalogue: Catalogue, *, access: AccessScope) -> ThemeTable:
    """Count the readable documents."""
    return ThemeTable(
        cells=catalogue.tallies.domains(access=access),
        documents=catalogue.counting.total(Filters(), access=access),
    )

"""What other parts of the base count for a report; each may be missing."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from kb.access import AccessScope
from kb.nouns import Frozen
from kb.plan import Period


class Adoption(Frozen):
    """That a party took a practice up, and what came of it."""

    document_id: str
    party: str
    day: date
    outcome: str = ""


class SearchMonth(Frozen):
    """How much was searched in a month and a language, never by whom.

    Attributes:
        month: its first day.
        without: how many searches found nothing.
    """

    month: date
    language: str
    searches: int
    without: int


class AdoptionFigures(Protocol):
    """Tell what was adopted."""

    def adoptions(self, period: Period, *, access: AccessScope) -> Sequence[Adoption]:
        """List the adoptions of readable documents in a period, the earliest first."""


class SearchFigures(Protocol):
    """Tell what was searched."""

    def months(self, period: Period) -> Sequence[SearchMonth]:
        """Count the searches of a period by month and language, the earliest first."""

"""What other parts of the base count for a report; each may be missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from kb.access import AccessScope
from kb.nouns import Frozen
from kb.plan import Period
from kb.twins import Adoption
from search.interest.insight import Insight


class SearchMonth(Frozen):
    """How much was searched in a month and a language, never by whom.

    Attributes:
        month: its first day.
        without: how many searches found nothing near.
    """

    month: date
    language: str
    searches: int
    without: int


class AdoptionFigures(Protocol):
    """Tell what was adopted."""

    def between(self, starts: date, ends: date, *, access: AccessScope) -> Sequence[Adoption]:
        """List the adoptions of readable documents in a period, the earliest first."""


class SearchFigures(Protocol):
    """Tell what was searched."""

    def months(self, period: Period) -> Sequence[SearchMonth]:
        """Count the searches of a period by month and language, the earliest first."""


@dataclass(frozen=True, slots=True)
class RecordedSearches:
    """Tell what was searched from the records that name nobody."""

    insight: Insight

    def months(self, period: Period) -> Sequence[SearchMonth]:
        """Count the searches of a period; what was not near counts as nothing found."""
        return [
            SearchMonth(
                month=each.month,
                language=each.language,
                searches=each.outcomes.all,
                without=each.outcomes.all - each.outcomes.found,
            )
            for each in self.insight.figures(period.starts, period.ends)
        ]

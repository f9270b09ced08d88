"""What is searched, opened and missed over a period, without who it was."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from kb.access import AccessScope
from kb.audit import Action, AuditLog
from kb.catalogue.records import ASKED, FILTER, OPENED, TIME, RecordStore, week_of
from kb.catalogue.usage import UsageReader
from kb.errors import Forbidden
from kb.interest import UnansweredQuestion
from kb.people import User
from search.interest.records import FOUND, NOTHING, TIMES, WEAK

Key = TypeVar("Key")

_UNANSWERED_DAYS = 182
DIRECTIONS = (("fr", "fr"), ("fr", "en"), ("en", "fr"), ("en", "en"))


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many searches found something good, something weak, or nothing."""

    found: int = 0
    weak: int = 0
    nothing: int = 0

    @property
    def all(self) -> int:
        """Count all searches."""
        return self.found + self.weak + self.nothing

    @property
    def share(self) -> float:
        """Give the share that found something good, 0 for no search at all."""
        return self.found / self.all if self.all else 0.0


@dataclass(frozen=True, slots=True)
class Usage:
    """What was counted over a period.

    Attributes:
        by_language: of the question: `fr`, `en`, or `und`.
        by_week: by the Monday that it begins with.
        openings: (language of the question, of the opened document) -> times.
        filters: name of a filter -> searches that used it.
        median: milliseconds that half of the searches took at most; None without any.
    """

    whole: Outcomes
    by_language: Mapping[str, Outcomes]
    by_week: Mapping[date, Outcomes]
    openings: Mapping[tuple[str, str], int]
    filters: Mapping[str, int]
    median: int | None


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """Searches of one month in one language, for reports."""

    month: date
    language: str
    outcomes: Outcomes
    openings: int


@dataclass(frozen=True, slots=True)
class Insight:
    """Add up what was recorded."""

    reader: UsageReader

    def usage(self, start: date, end: date) -> Usage:
        """Add up a period, both days included."""
        counts: Counter[tuple[date, str, str, str]] = Counter()
        for day, subject, language, value, times in self.reader.tallies(start, end):
            counts[day, subject, language, value] += times
        return Usage(
            whole=_outcomes(counts, lambda day, language: "").get("", Outcomes()),
            by_language=_outcomes(counts, lambda day, language: language),
            by_week=_weeks(start, end) | _outcomes(counts, lambda day, language: week_of(day)),
            openings=_totals(counts, OPENED, lambda language, value: (language, value)),
            filters=_totals(counts, FILTER, lambda language, value: value),
            median=_median(_totals(counts, TIME, lambda language, value: value)),
        )

    def figures(self, start: date, end: date) -> list[MonthFigure]:
        """List searches by month and language over a period, both days included."""
        counts: Counter[tuple[date, str, str, str]] = Counter()
        for day, subject, language, value, times in self.reader.tallies(start, end):
            counts[day.replace(day=1), subject, language, value] += times
        outcomes = _outcomes(counts, lambda month, language: (month, language))
        return [
            MonthFigure(
                month=month,
                language=language,
                outcomes=own,
                openings=sum(
                    times
                    for (day, subject, asked, _), times in counts.items()
                    if (day, subject, asked) == (month, OPENED, language)
                ),
            )
            for (month, language), own in sorted(outcomes.items())
        ]


@dataclass(frozen=True, slots=True)
class UnansweredQuestions:
    """List what people asked in vain, for coordinators."""

    reader: UsageReader
    today: Callable[[], date]

    def unanswered(self, limit: int, *, access: AccessScope) -> list[UnansweredQuestion]:
        """List questions of the last half-year that found nothing good, the most asked first."""
        today = self.today()
        start = today - timedelta(days=_UNANSWERED_DAYS)
        found = self.reader.questions(start, today, access=access, unanswered=True, limit=limit)
        return [
            UnansweredQuestion(
                question=each.text, language=each.language, times=each.weak + each.missed
            )
            for each in found
        ]


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Delete questions that should not have been kept: people's words may quote a document."""

    records: RecordStore
    audit: AuditLog

    def forget(self, mark: str, by: User) -> None:
        """Delete a question and its counts.

        Raises:
            Forbidden: when somebody does not coordinate.
        """
        if not by.coordinates:
            raise Forbidden("access.forbidden")
        with self.records.writing.begin() as connection:
            if self.records.forget_question(connection, mark):
                self.audit.append(connection, by.id, Action.FORGOTTEN, mark[:12])


@dataclass(frozen=True, slots=True)
class Reformulations:
    """List what people asked first, and what they asked next and opened."""

    reader: UsageReader

    def pairs(self) -> list[tuple[str, str, int]]:
        """List (earlier, later, times), over the threshold only; to be shown to coordinators."""
        return self.reader.pairs()


def _outcomes(
    counts: Mapping[tuple[date, str, str, str], int], key: Callable[[date, str], Key]
) -> dict[Key, Outcomes]:
    grouped: dict[Key, Counter[str]] = {}
    for (day, subject, language, value), times in counts.items():
        if subject == ASKED:
            grouped.setdefault(key(day, language), Counter())[value] += times
    return {name: Outcomes(own[FOUND], own[WEAK], own[NOTHING]) for name, own in grouped.items()}


def _weeks(start: date, end: date) -> dict[date, Outcomes]:
    """List the weeks of a period, so that those without any search show as well."""
    first = week_of(start)
    return {first + timedelta(days=7 * n): Outcomes() for n in range((end - first).days // 7 + 1)}


def _totals(
    counts: Mapping[tuple[date, str, str, str], int],
    wanted: str,
    key: Callable[[str, str], Key],
) -> dict[Key, int]:
    totals: Counter[Key] = Counter()
    for (_, subject, language, value), times in counts.items():
        if subject == wanted:
            totals[key(language, value)] += times
    return dict(totals)


def _median(steps: Mapping[str, int]) -> int | None:
    """Give the upper end of the step that holds the median."""
    total, reached = sum(steps.values()), 0
    for end in TIMES:
        reached += steps.get(str(end), 0)
        if total and 2 * reached >= total:
            return end
    return TIMES[-1] if total else None

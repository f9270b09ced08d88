"""Draw up reports and plans for the committee."""

from dataclasses import dataclass
from datetime import date

from kb.access import AccessScope
from kb.entente import PARTY
from kb.errors import Forbidden, InvalidQuestion
from kb.nouns import Frozen
from kb.plan import Period
from kb.store import Store
from search.interest.insight import Insight
from search.reporting.facts import FactFinder, Facts
from search.reporting.figures import AdoptionFigures, RecordedSearches, SearchFigures
from search.reporting.model import Report, Section
from search.reporting.sections.activities import activities
from search.reporting.sections.documents import documents
from search.reporting.sections.late import late
from search.reporting.sections.meetings import decisions, meetings
from search.reporting.sections.missions import missions
from search.reporting.sections.summary import summary
from search.reporting.sections.use import adoption, use
from search.reporting.sources import Sources
from search.reporting.speaker import Speaker
from search.reporting.wording import Wording

_TWO_YEARS = range(690, 771)
"""Days of a period of about two years."""

_COUNTRIES = {"qc": "CA", "fr": "FR"}


class Wanted(Frozen):
    """How a report is wanted.

    Attributes:
        party: whose way of writing dates and quoting word processors shall check.
        base: the app's address, which sources lead to.
        today: the day it is drawn up.
    """

    language: str
    party: str
    base: str
    today: date

    @property
    def locale(self) -> str:
        """Name the language as word processors do; English is Canada's."""
        country = _COUNTRIES.get(self.party, "CA") if self.language == "fr" else "CA"
        return f"{self.language}-{country}"


@dataclass(frozen=True, slots=True)
class Reports:
    """Draw up what the committee is handed: only documents that both parties may read.

    Attributes:
        adoption: what was adopted; None where nobody records it. Likewise `searches`.
    """

    store: Store
    adoption: AdoptionFigures | None = None
    searches: SearchFigures | None = None

    @classmethod
    def over(cls, store: Store) -> "Reports":
        """Draw up what an open store holds, its adoptions and searches included."""
        catalogue = store.catalogue
        return cls(store, catalogue.adoptions, RecordedSearches(Insight(catalogue.usage)))

    def report(self, period: Period, wanted: Wanted, *, access: AccessScope) -> Report:
        """Draw up the report on a period, for coordinators.

        Raises:
            Forbidden: to people who do not coordinate.
        """
        if not access.decides_for:
            raise Forbidden("access.forbidden")
        facts = self._finder.of_period(period, wanted.today, access=access)
        speaker = _speaker(facts, wanted)
        sections = (
            summary(speaker),
            *activities(speaker),
            *missions(speaker),
            *meetings(speaker),
            decisions(speaker),
            documents(speaker),
            adoption(speaker),
            use(speaker),
            *late(speaker),
        )
        words = speaker.words
        cover = (("status", words("cover.status_report")),)
        title = "report.biennial" if _days(period) in _TWO_YEARS else "report.title"
        titles = (words(title), words("report.subtitle", days=speaker.period()))
        return _bound(speaker, wanted, titles, words("report.mark"), cover, sections)

    def plan(self, plan_id: str, wanted: Wanted, *, access: AccessScope) -> Report:
        """Write out a plan, for members.

        Raises:
            Forbidden: to guests.
            NotFound: when there is no such plan.
        """
        facts = self._finder.of_plan(plan_id, wanted.today, access=access)
        speaker = _speaker(facts, wanted)
        words, plan = speaker.words, facts.plans[0]
        sections = (*activities(speaker), *meetings(speaker), decisions(speaker))
        status = (
            words("cover.status_plan_adopted", day=words.day(plan.adopted))
            if plan.adopted
            else words("cover.status_plan_open")
        )
        titles = (
            words("plan.title", title=plan.title),
            words("plan.subtitle", days=speaker.period()),
        )
        cover = (("status", status),)
        return _bound(speaker, wanted, titles, words("plan.mark"), cover, sections)

    @property
    def _finder(self) -> FactFinder:
        return FactFinder(self.store, self.adoption, self.searches)


def period_of(first: str, last: str) -> Period:
    """Read a period from its first and last month, like 2025-01.

    Raises:
        InvalidQuestion: when a month is missing or cannot be read, or it runs backwards.
    """
    if not first or not last:
        raise InvalidQuestion("report.no_period")
    try:
        year, month = map(int, last.split("-"))
        following = date(year + month // 12, month % 12 + 1, 1)
        starts = date.fromisoformat(f"{first}-01")
        return Period(starts=starts, ends=date.fromordinal(following.toordinal() - 1))
    except ValueError as error:
        raise InvalidQuestion("report.period", value=f"{first} – {last}") from error


def _days(period: Period) -> int:
    return (period.ends - period.starts).days + 1


def _speaker(facts: Facts, wanted: Wanted) -> Speaker:
    return Speaker(facts, Wording(wanted.language), Sources(), wanted.base.rstrip("/"))


def _bound(
    speaker: Speaker,
    wanted: Wanted,
    titles: tuple[str, str],
    mark: str,
    cover: tuple[tuple[str, str], ...],
    sections: tuple[Section, ...],
) -> Report:
    """Put a cover before the sections, and the sources behind them."""
    words = speaker.words
    parties = [speaker.label(PARTY, key, short=False) for key in speaker.facts.terms[PARTY]]
    rows = (
        ("parties", "\n".join(parties)),
        ("period", speaker.period()),
        *cover,
        ("drawn", speaker.today()),
        ("scope", words("cover.scope_text")),
        ("method", words("cover.method_text")),
    )
    return Report(
        title=titles[0],
        subtitle=titles[1],
        language=wanted.language,
        locale=wanted.locale,
        mark=mark,
        drawn=wanted.today,
        cover=tuple((words(f"cover.{name}"), value) for name, value in rows),
        contents=words("contents"),
        sources_title=words("sources"),
        pages=words("pages", page="{page}", total="{total}"),
        sections=sections,
        sources=speaker.sources.listed(),
    )

"""All that a report is built from, read once: for the committee, whoever draws the report up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kb.access import PARTNERS, PUBLIC, AccessScope
from kb.catalogue.period import Listed
from kb.entente import DOMAIN, KIND, MEANS, PARTY, Term
from kb.nouns import Document, Kind
from kb.plan import Activity, Attachment, Decision, Group, Meeting, Period, Plan, Programme
from kb.store import Store
from kb.twins import Adoption
from search.planning.late import Late, of_plan
from search.reporting.figures import AdoptionFigures, SearchFigures, SearchMonth

COMMITTEE = frozenset({PUBLIC, PARTNERS})
"""The shelves whose documents may be in a report: those that both parties read."""

SHEETS = (Kind.PRACTICE_SHEET, Kind.PUBLICATION)
LISTED = 40
"""How many documents are named in one list; the others are counted."""

Terms = Mapping[str, Mapping[str, Term]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a report says, before it is put into words.

    Attributes:
        documents: the attached documents that both parties may read, by id; no others are
            named or counted.
        names: names of the people who answer for activities, by their ids.
        adoptions: None where adoptions are not recorded; likewise `searches`.
    """

    period: Period
    today: date
    plans: tuple[Plan, ...]
    activities: tuple[Activity, ...]
    groups: tuple[Group, ...]
    meetings: tuple[Meeting, ...]
    decisions: tuple[Decision, ...]
    attachments: tuple[Attachment, ...]
    documents: Mapping[str, Document]
    late: tuple[Late, ...]
    debriefs: Listed
    sheets: Listed
    due_for_review: Listed
    by_kind: Mapping[tuple[str, str], int]
    by_domain: Mapping[tuple[str, str], int]
    adoptions: tuple[Adoption, ...] | None
    searches: tuple[SearchMonth, ...] | None
    terms: Terms
    names: Mapping[str, str]

    def attached(self, place_id: str) -> list[Document]:
        """List the documents on an activity or a meeting."""
        return [
            self.documents[each.document_id]
            for each in self.attachments
            if place_id in {each.activity_id, each.meeting_id}
            and each.document_id in self.documents
        ]

    def plan_of(self, plan_id: str) -> Plan:
        """Give the plan of something."""
        return next(plan for plan in self.plans if plan.id == plan_id)

    @property
    def held(self) -> list[Meeting]:
        """List the meetings of the period that have taken place."""
        return [
            each
            for each in self.meetings
            if self.in_period(each) and each.last_day < self.today and not each.cancelled
        ]

    def in_period(self, meeting: Meeting) -> bool:
        """Tell whether a meeting touches the period."""
        return self.period.meets((meeting.day, meeting.last_day))


@dataclass(frozen=True, slots=True)
class FactFinder:
    """Read the store for reports."""

    store: Store
    adoption: AdoptionFigures | None
    searches: SearchFigures | None

    def of_period(self, period: Period, today: date, *, access: AccessScope) -> Facts:
        """Read what belongs to a period, from all plans that touch it."""
        plan = self.store.catalogue.plan
        committee = committee_scope(access)
        programmes = [
            plan.programme(each.id, access=committee)
            for each in reversed(plan.plans(access=committee))
            if period.meets((each.starts, each.ends))
        ]
        return self._facts(programmes, period, today, committee)

    def of_plan(self, plan_id: str, today: date, *, access: AccessScope) -> Facts:
        """Read a plan."""
        committee = committee_scope(access)
        programme = self.store.catalogue.plan.programme(plan_id, access=committee)
        return self._facts([programme], programme.plan.period, today, committee)

    def _facts(
        self, programmes: list[Programme], period: Period, today: date, access: AccessScope
    ) -> Facts:
        catalogue = self.store.catalogue
        attachments = [each for programme in programmes for each in programme.attachments]
        adopted = self._adoptions(period, access)
        wanted = [each.document_id for each in [*attachments, *(adopted or ())]]
        documents = catalogue.reader.documents(dict.fromkeys(wanted), access=access)
        activities = [each for each in _all(programmes) if _touches(each, programmes, period)]
        return Facts(
            period=period,
            today=today,
            plans=tuple(each.plan for each in programmes),
            activities=tuple(activities),
            groups=tuple(group for each in programmes for group in each.groups),
            meetings=tuple(meeting for each in programmes for meeting in each.meetings),
            decisions=tuple(
                decision
                for each in programmes
                for decision in each.decisions
                if period.has(decision.day)
            ),
            attachments=tuple(attachments),
            documents=documents,
            late=tuple(late for each in programmes for late in of_plan(each, today)),
            debriefs=catalogue.period.published(
                period, [Kind.DEBRIEF], access=access, limit=LISTED
            ),
            sheets=catalogue.period.published(period, SHEETS, access=access, limit=LISTED),
            due_for_review=catalogue.period.due_for_review(today, access=access, limit=LISTED),
            by_kind=catalogue.period.counts(period, access=access),
            by_domain=catalogue.period.by_domain(period, SHEETS, access=access),
            adoptions=tuple(each for each in adopted if each.document_id in documents)
            if adopted is not None
            else None,
            searches=tuple(self.searches.months(period)) if self.searches else None,
            terms=self._terms(),
            names=self._names(activities),
        )

    def _adoptions(self, period: Period, access: AccessScope) -> list[Adoption] | None:
        if self.adoption is None:
            return None
        return list(self.adoption.between(period.starts, period.ends, access=access))

    def _terms(self) -> Terms:
        vocabulary = self.store.catalogue.vocabulary
        return {
            name: {term.key: term for term in vocabulary.terms(name)}
            for name in (PARTY, DOMAIN, MEANS, KIND)
        }

    def _names(self, activities: Iterable[Activity]) -> dict[str, str]:
        people = self.store.catalogue.people
        owners = {each.owner for each in activities if each.owner}
        found = {owner: people.by_id(owner) for owner in owners}
        return {owner: user.name for owner, user in found.items() if user}


def committee_scope(access: AccessScope) -> AccessScope:
    """Narrow what somebody reads to what everybody on the committee reads, without notes."""
    return AccessScope(access.shelves & COMMITTEE, person=access.person)


def _all(programmes: Iterable[Programme]) -> list[Activity]:
    return [activity for programme in programmes for activity in programme.activities]


def _touches(activity: Activity, programmes: Iterable[Programme], period: Period) -> bool:
    """Tell whether an activity's days touch a period; one without days goes with its plan."""
    if any(activity.days):
        return period.meets(activity.days)
    plan = next(each.plan for each in programmes if each.plan.id == activity.plan_id)
    return period.meets((plan.starts, plan.ends))

"""How days, states and names of the plan are said on its pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kb.entente import DOMAIN, MEANS, PARTY, Term
from kb.nouns import Document
from kb.plan import Activity, Decision, Group, Plan
from search.planning.late import Late
from search.reporting.wording import Wording
from ui import session
from ui.markup import escape
from ui.session import plan as here
from ui.texts import Texts


def day(texts: Texts, moment: date) -> str:
    """Write a day."""
    return Wording(texts.language).day(moment)


def days(texts: Texts, first: date, last: date) -> str:
    """Write one day, or the first and the last."""
    return Wording(texts.language).span(first, last)


def month(texts: Texts, moment: date) -> str:
    """Write a month."""
    return Wording(texts.language).month(moment)


@dataclass(frozen=True, slots=True)
class Labels:
    """All names that a page of the plan says, read once for its many lines."""

    texts: Texts
    people: Mapping[str, str]
    terms: Mapping[str, Mapping[str, Term]]
    today: date

    def domains(self, keys: Iterable[str]) -> str:
        """Name domains in short."""
        return self._named(DOMAIN, keys)

    def means(self, keys: Iterable[str]) -> str:
        """Name means."""
        return self._named(MEANS, keys)

    def badges(self, keys: Iterable[str]) -> str:
        """Build the badges of parties, as HTML."""
        known = self.terms[PARTY]
        return " ".join(
            f'<span class="party party-{escape(key)}">'
            f"{escape(known[key].short_label(self.texts.language))}</span>"
            for key in keys
            if key in known
        )

    def facts(self, activity: Activity) -> str:
        """Build the line of facts under an activity's title, as HTML."""
        facts = [
            self.badges(activity.parties),
            self.due(activity),
            escape(self.domains(activity.domains)),
            escape(self.people.get(activity.owner, "")),
        ]
        return '<span class="dot"> · </span>'.join(filter(None, facts))

    def due(self, activity: Activity) -> str:
        """Say when something is to come of an activity, in red when that has passed, as HTML."""
        if activity.deadline is None:
            return ""
        said = escape(self.texts("plan.by", day=day(self.texts, activity.deadline)))
        if activity.state.is_open and activity.deadline < self.today:
            return f'<strong class="late">{said}</strong>'
        return said

    def _named(self, vocabulary: str, keys: Iterable[str]) -> str:
        known = self.terms[vocabulary]
        return ", ".join(
            known[key].short_label(self.texts.language) for key in keys if key in known
        )


def labels(texts: Texts) -> Labels:
    """Read the names that a page of the plan says."""
    terms = {name: session.terms(name) for name in (DOMAIN, MEANS, PARTY)}
    return Labels(texts, here.names(), terms, here.today())


def late_title(late: Late) -> str:
    """Name what is late."""
    thing = late.thing
    if isinstance(thing, Document):
        return thing.fields.title
    if isinstance(thing, Group):
        return thing.name
    if isinstance(thing, Decision):
        return thing.text
    return thing.title if isinstance(thing, Activity | Plan) else ""

"""How days, states and names of the plan are said on its pages."""

from datetime import date

from kb.entente import DOMAIN, MEANS, PARTY
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


def domains(texts: Texts, keys: tuple[str, ...]) -> str:
    """Name domains in short."""
    return _terms(texts, DOMAIN, keys)


def means(texts: Texts, keys: tuple[str, ...]) -> str:
    """Name means."""
    return _terms(texts, MEANS, keys)


def party_badges(texts: Texts, keys: tuple[str, ...]) -> str:
    """Build the badges of parties, as HTML."""
    known = session.terms(PARTY)
    return " ".join(
        f'<span class="party party-{escape(key)}">'
        f"{escape(known[key].short_label(texts.language))}</span>"
        for key in keys
        if key in known
    )


def facts_of(texts: Texts, activity: Activity, names: dict[str, str]) -> str:
    """Build the line of facts under an activity's title, as HTML."""
    facts = [
        due(texts, activity),
        escape(domains(texts, activity.domains)),
        escape(names.get(activity.owner, "")),
    ]
    badges = party_badges(texts, activity.parties)
    return '<span class="dot"> · </span>'.join(filter(None, [badges, *facts]))


def due(texts: Texts, activity: Activity) -> str:
    """Say when something is to come of an activity, in red when that has passed, as HTML."""
    if activity.deadline is None:
        return ""
    said = escape(texts("plan.by", day=day(texts, activity.deadline)))
    if activity.state.is_open and activity.deadline < here.today():
        return f'<strong class="late">{said}</strong>'
    return said


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


def _terms(texts: Texts, vocabulary: str, keys: tuple[str, ...]) -> str:
    known = session.terms(vocabulary)
    return ", ".join(known[key].short_label(texts.language) for key in keys if key in known)

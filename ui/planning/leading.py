"""Where the days and the late things of a plan lead to."""

from urllib.parse import urlencode

from kb.plan import Activity, Decision, Group, Meeting, Plan, Planned
from search.planning.calendar import Event, Moment
from ui import session
from ui.markup import escape

_KINDS: dict[Moment, type[Planned]] = {
    Moment.ACTIVITY_STARTS: Activity,
    Moment.ACTIVITY_DUE: Activity,
    Moment.MEETING: Meeting,
    Moment.DECISION_DUE: Decision,
    Moment.PLAN_DUE: Plan,
    Moment.REPORT_DUE: Plan,
}


def event_address(event: Event, plan_id: str) -> str:
    """Give the page of an event's activity, or where the event itself is changed."""
    if event.activity_id:
        return f"/activity?{urlencode(session.carried(id=event.activity_id))}"
    return item_address(_KINDS[event.moment], event.item_id, plan_id)


def item_address(kind: type[Planned], item_id: str, plan_id: str) -> str:
    """Give the tab on which something of a plan stands, and where coordinators change it."""
    asked = session.carried(plan=plan_id, tab="meetings", what=kind.__name__.lower(), which=item_id)
    return f"/plan?{urlencode(asked)}"


def link(address: str, title: str) -> str:
    """Build a link within the app, as HTML."""
    return f'<a href="{escape(address)}" target="_self">{escape(title)}</a>'


def late_address(thing: Plan | Group | Decision) -> str:
    """Give where something late is changed."""
    plan_id = thing.id if isinstance(thing, Plan) else thing.plan_id
    return item_address(type(thing), thing.id, plan_id)

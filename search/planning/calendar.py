"""The plan by days: when what begins, ends, is due or is held."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb.plan import Activity, Meeting, Period, Programme


class Moment(StrEnum):
    """What happens on a day."""

    ACTIVITY_STARTS = "activity_starts"
    ACTIVITY_DUE = "activity_due"
    MEETING = "meeting"
    DECISION_DUE = "decision_due"
    PLAN_DUE = "plan_due"
    REPORT_DUE = "report_due"


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day of the plan; `until` is its last day.

    Attributes:
        key: names it for good, across exports.
        activity_id: where it leads to, if it belongs to an activity.
        item_id: what it is a day of: an activity, a meeting, a decision, the plan.
        cancelled: whether it was called off.
    """

    key: str
    moment: Moment
    day: date
    until: date
    title: str
    place: str = ""
    text: str = ""
    activity_id: str = ""
    item_id: str = ""
    cancelled: bool = False


def events(programme: Programme) -> list[Event]:
    """List all events of a plan by day."""
    found = [
        *_deadlines(programme),
        *(event for activity in programme.activities for event in _of_activity(activity)),
        *(_of_meeting(meeting) for meeting in programme.meetings),
        *_decisions(programme),
    ]
    return sorted(found, key=lambda event: (event.day, event.moment, event.title, event.key))


def within(found: list[Event], period: Period) -> list[Event]:
    """Choose the events that touch a period."""
    return [event for event in found if period.meets((event.day, event.until))]


def _deadlines(programme: Programme) -> Iterator[Event]:
    plan = programme.plan
    for moment, day in ((Moment.PLAN_DUE, plan.plan_due), (Moment.REPORT_DUE, plan.report_due)):
        if day:
            yield Event(f"{plan.id}-{moment}", moment, day, day, plan.title, item_id=plan.id)


def _of_activity(activity: Activity) -> Iterator[Event]:
    days = ((Moment.ACTIVITY_STARTS, activity.starts), (Moment.ACTIVITY_DUE, activity.deadline))
    for moment, day in days:
        if day and (moment is Moment.ACTIVITY_STARTS or activity.state.is_open):
            yield Event(
                key=f"{activity.id}-{moment}",
                moment=moment,
                day=day,
                until=day,
                title=activity.title,
                text=activity.mandate,
                activity_id=activity.id,
                item_id=activity.id,
            )


def _of_meeting(meeting: Meeting) -> Event:
    return Event(
        key=f"{meeting.id}-{Moment.MEETING}",
        moment=Moment.MEETING,
        day=meeting.day,
        until=meeting.last_day,
        title=meeting.title,
        place=meeting.place,
        text=meeting.agenda,
        activity_id=meeting.activity_id or "",
        item_id=meeting.id,
        cancelled=meeting.cancelled,
    )


def _decisions(programme: Programme) -> Iterator[Event]:
    for decision in programme.decisions:
        if decision.due:
            title = " ".join(decision.text.split())
            yield Event(
                key=f"{decision.id}-{Moment.DECISION_DUE}",
                moment=Moment.DECISION_DUE,
                day=decision.due,
                until=decision.due,
                title=title if len(title) <= 120 else f"{title[:119]}…",
                activity_id=decision.activity_id or "",
                item_id=decision.id,
            )

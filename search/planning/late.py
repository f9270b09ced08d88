"""What is late: activities, meetings, decisions, sheets, and the plan's own deadlines."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb.access import AccessScope
from kb.catalogue.period import PeriodReader
from kb.nouns import Document
from kb.plan import Activity, Decision, DecisionState, Group, Meeting, Plan, Programme

_SHEETS = 50
_MEETS_EVERY = 6
"""Months: working groups meet twice a year (Article 4)."""


class Cause(StrEnum):
    """Why something is late."""

    PLAN_NOT_ADOPTED = "plan_not_adopted"
    REPORT_NOT_HANDED = "report_not_handed"
    ACTIVITY_PAST_DUE = "activity_past_due"
    GROUP_NEVER_MET = "group_never_met"
    GROUP_NOT_MET = "group_not_met"
    DECISION_PAST_DUE = "decision_past_due"
    SHEET_PAST_REVIEW = "sheet_past_review"


@dataclass(frozen=True, slots=True)
class Late:
    """One thing that is late, since a day."""

    cause: Cause
    since: date
    thing: Plan | Activity | Group | Decision | Document


@dataclass(frozen=True, slots=True)
class LateBoard:
    """All that is late, the longest first.

    Attributes:
        sheets: how many readable sheets are past their review; `late` names the first of them.
    """

    late: tuple[Late, ...]
    sheets: int


def late_board(
    programme: Programme, period: PeriodReader, today: date, *, access: AccessScope
) -> LateBoard:
    """Find what is late in a plan, and which readable sheets are past their review."""
    overdue = period.due_for_review(today, access=access, limit=_SHEETS)
    late = [*of_plan(programme, today)]
    for document in overdue.documents:
        since = document.fields.review_due or today
        late.append(Late(Cause.SHEET_PAST_REVIEW, since, document))
    return LateBoard(tuple(sorted(late, key=lambda each: each.since)), overdue.total)


def of_plan(programme: Programme, today: date) -> Iterator[Late]:
    """Find what is late in the plan itself."""
    yield from _deadlines(programme.plan, today)
    for activity in programme.activities:
        due = activity.deadline
        if activity.state.is_open and due and due < today:
            yield Late(Cause.ACTIVITY_PAST_DUE, due, activity)
    for group in programme.groups:
        yield from _unmet(group, programme, today)
    for decision in programme.decisions:
        if decision.state is DecisionState.OPEN and decision.due and decision.due < today:
            yield Late(Cause.DECISION_PAST_DUE, decision.due, decision)


def half_a_year_after(day: date) -> date:
    """Give the day by which a group that met on a day shall meet again."""
    year, month = divmod(day.year * 12 + day.month - 1 + _MEETS_EVERY, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _deadlines(plan: Plan, today: date) -> Iterator[Late]:
    if plan.plan_due and not plan.adopted and plan.plan_due < today:
        yield Late(Cause.PLAN_NOT_ADOPTED, plan.plan_due, plan)
    if plan.report_due and not plan.reported and plan.report_due < today:
        yield Late(Cause.REPORT_NOT_HANDED, plan.report_due, plan)


def _unmet(group: Group, programme: Programme, today: date) -> Iterator[Late]:
    """Tell whether a group should have met: half a year after it last did, or the plan began."""
    own = [each for each in programme.meetings if each.group_id == group.id and not each.cancelled]
    if group.closed or any(_is_to_come(each, today) for each in own):
        return
    last = max((each.last_day for each in own), default=None)
    expected = half_a_year_after(last or programme.plan.starts)
    if expected < min(today, programme.plan.ends):
        yield Late(Cause.GROUP_NOT_MET if last else Cause.GROUP_NEVER_MET, expected, group)


def _is_to_come(meeting: Meeting, today: date) -> bool:
    return meeting.last_day >= today

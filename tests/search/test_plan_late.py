"""What is late, what is when, and the calendar file."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.plan import (
    Activity,
    ActivityState,
    Decision,
    DecisionState,
    Group,
    Meeting,
    MeetingKind,
    Plan,
    Programme,
)
from search.planning.calendar import Event, Moment, events
from search.planning.ics import write_ics
from search.planning.late import Cause, half_a_year_after, of_plan

TODAY = date(2026, 11, 29)
PLAN = Plan(id="p", title="Plan", starts=date(2025, 1, 1), ends=date(2026, 12, 31))
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def causes(programme: Programme) -> list[Cause]:
    return [each.cause for each in of_plan(programme, TODAY)]


@pytest.mark.parametrize(
    ("state", "due", "late"),
    [
        (ActivityState.UNDER_WAY, TODAY - timedelta(1), True),
        (ActivityState.POSTPONED, TODAY - timedelta(1), True),
        (ActivityState.UNDER_WAY, TODAY, False),
        (ActivityState.DONE, TODAY - timedelta(1), False),
        (ActivityState.GIVEN_UP, TODAY - timedelta(1), False),
        (ActivityState.PLANNED, None, False),
    ],
)
def test_an_activity_is_late_after_its_day_while_something_is_to_come(
    state: ActivityState, due: date | None, late: bool
) -> None:
    activity = Activity(id="a", plan_id="p", title="A", state=state, due=due)
    assert bool(causes(Programme(plan=PLAN, activities=(activity,)))) is late


@pytest.mark.parametrize(
    ("days", "cancelled", "found"),
    [
        ([], False, [Cause.GROUP_NEVER_MET]),
        ([date(2026, 6, 1)], False, []),
        ([date(2026, 5, 28)], False, [Cause.GROUP_NOT_MET]),
        ([date(2026, 5, 28), date(2026, 12, 9)], False, []),
        ([date(2026, 12, 9)], True, [Cause.GROUP_NEVER_MET]),
    ],
)
def test_a_group_meets_twice_a_year(days: list[date], cancelled: bool, found: list[Cause]) -> None:
    group = Group(id="g", plan_id="p", name="G")
    held = tuple(
        Meeting(
            id=str(day), plan_id="p", kind=MeetingKind.WORKING_GROUP, title="S", day=day,
            group_id="g", cancelled=cancelled,
        )
        for day in days
    )  # fmt: skip
    assert causes(Programme(plan=PLAN, groups=(group,), meetings=held)) == found
    closed = group.model_copy(update={"closed": True})
    assert not causes(Programme(plan=PLAN, groups=(closed,), meetings=held))


def test_decisions_and_the_plans_own_deadlines_come_due() -> None:
    day = TODAY - timedelta(1)
    decision = Decision(id="d", plan_id="p", day=day, text="Faire", due=day)
    plan = PLAN.model_copy(update={"plan_due": day, "report_due": day})
    assert causes(Programme(plan=plan, decisions=(decision,))) == [
        Cause.PLAN_NOT_ADOPTED, Cause.REPORT_NOT_HANDED, Cause.DECISION_PAST_DUE,
    ]  # fmt: skip
    settled = plan.model_copy(update={"adopted": day, "reported": day})
    done = decision.model_copy(update={"state": DecisionState.DONE})
    assert not causes(Programme(plan=settled, decisions=(done,)))


@given(DAYS)
def test_half_a_year_is_six_months_whatever_the_day(day: date) -> None:
    after = half_a_year_after(day)
    assert (after.year - day.year) * 12 + after.month - day.month == 6
    assert after.day <= day.day


@given(st.text(max_size=300), st.text(max_size=60), DAYS, st.integers(0, 40))
def test_a_calendar_file_holds_what_was_written(
    title: str, place: str, day: date, length: int
) -> None:
    event = Event("k", Moment.MEETING, day, day + timedelta(length), title, place=place)
    words = {moment: "" for moment in Moment}
    written = write_ics([event], name=title, stamp=day, words=words, base="https://p").decode()
    lines = written.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", written)
    unfolded = written.replace("\r\n ", "")
    facts = dict(line.split(":", 1) for line in unfolded.split("\r\n") if ":" in line)
    assert facts["BEGIN"] == "VEVENT" and unfolded.split("\r\n").count("BEGIN:VEVENT") == 1
    assert facts["DTEND;VALUE=DATE"] == f"{day + timedelta(length + 1):%Y%m%d}"
    if title.isprintable() and title.strip():
        said = re.sub(r"\\([\\;,])", r"\1", facts["SUMMARY"])
        assert said == title


def test_each_day_of_a_plan_names_the_thing_that_it_is_a_day_of() -> None:
    meeting = Meeting(
        id="m", plan_id="p", kind=MeetingKind.COMMITTEE, title="S", day=date(2025, 4, 1)
    )
    decision = Decision(id="d", plan_id="p", day=date(2025, 4, 1), text="D", due=date(2025, 5, 1))
    plan = PLAN.model_copy(update={"plan_due": date(2025, 6, 1)})
    found = events(Programme(plan=plan, meetings=(meeting,), decisions=(decision,)))
    assert [each.item_id for each in found] == ["m", "d", "p"]


def test_an_activity_that_is_done_has_no_deadline_left_in_the_calendar() -> None:
    facts = {"plan_id": "p", "title": "A", "starts": date(2025, 2, 1), "due": date(2025, 3, 1)}
    open_ = Activity.model_validate(facts | {"id": "a"})
    done = open_.model_copy(update={"id": "b", "state": ActivityState.DONE})
    found = events(Programme(plan=PLAN, activities=(open_, done)))
    assert [(each.activity_id, each.moment) for each in found] == [
        ("a", Moment.ACTIVITY_STARTS), ("b", Moment.ACTIVITY_STARTS), ("a", Moment.ACTIVITY_DUE),
    ]  # fmt: skip

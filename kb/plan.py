"""The nouns of the biennial plan (Articles 3 and 4 of the agreement)."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from kb.nouns import Frozen

_NEW = datetime(1, 1, 1, tzinfo=UTC)
_LATEST = date(9990, 12, 31)


def _written(text: str) -> str:
    """Leave out what no page, file or feed can hold: control characters, halves of letters."""
    kept = text.encode("utf-8", "ignore").decode()
    return "".join(each for each in kept if each in "\n\t" or each.isprintable() or each in _SPACES)


_SPACES = "\u00a0\u2009\u202f\u3000"

Line = Annotated[str, Field(max_length=240), AfterValidator(lambda text: _one_line(text))]
"""A title or a place: one line."""

Prose = Annotated[str, Field(max_length=8000), AfterValidator(lambda text: _written(text).strip())]
"""What people write about something, with paragraphs."""

Day = Annotated[date, Field(ge=date(1990, 1, 1), le=_LATEST)]


def _one_line(text: str) -> str:
    return re.sub(r"[ \t\n]+", " ", _written(text)).strip()


class ActivityState(StrEnum):
    """How far an activity is."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    POSTPONED = "postponed"
    GIVEN_UP = "given_up"

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to come of it."""
        return self not in {ActivityState.DONE, ActivityState.GIVEN_UP}


class MeetingKind(StrEnum):
    """What people meet for."""

    COMMITTEE = "committee"
    WORKING_GROUP = "working_group"
    MISSION = "mission"
    CONFERENCE = "conference"


class DecisionState(StrEnum):
    """Whether a decision was carried out."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Period(Frozen):
    """A stretch of days, both ends included."""

    starts: Day
    ends: Day

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.ends < self.starts:
            raise ValueError("a period ends after it starts")
        return self

    def has(self, day: date | None) -> bool:
        """Tell whether a day is within."""
        return day is not None and self.starts <= day <= self.ends

    def meets(self, days: Iterable[date | None]) -> bool:
        """Tell whether what goes on from the first to the last of some days touches this."""
        known = [day for day in days if day]
        return bool(known) and min(known) <= self.ends and max(known) >= self.starts


class Planned(Frozen):
    """What each thing of the plan has: an id, empty while it is new, and when it was written.

    Attributes:
        updated_at: tells a later writer that somebody else was there meanwhile.
    """

    id: str = ""
    updated_at: datetime = _NEW


class Plan(Planned):
    """The programme of two years, and its own deadlines.

    Attributes:
        plan_due: day by which the committee adopts it; `adopted` when it did.
        report_due: day by which the report is handed over; `reported` when it was.
    """

    title: Line
    starts: Day
    ends: Day
    plan_due: Day | None = None
    adopted: Day | None = None
    report_due: Day | None = None
    reported: Day | None = None

    @property
    def period(self) -> Period:
        """Give the days it covers."""
        return Period(starts=self.starts, ends=max(self.starts, self.ends))


class OfPlan(Planned):
    """What belongs to one plan."""

    plan_id: str


class Activity(OfPlan):
    """One thing that the parties do together.

    Attributes:
        means: keys of Article 3; `domains` keys of Article 2.
        owner: the person who answers for it; `owner_party` the party.
        expected: what it shall bring; `outcome` what came of it.
        note: for coordinators only, in no report.
    """

    title: Line
    means: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    mandate: Prose = ""
    starts: Day | None = None
    ends: Day | None = None
    due: Day | None = None
    owner: str = ""
    owner_party: str = ""
    state: ActivityState = ActivityState.PLANNED
    expected: Prose = ""
    outcome: Prose = ""
    note: Prose = ""

    @property
    def days(self) -> tuple[date | None, ...]:
        """Give the days it is tied to."""
        return (self.starts, self.ends, self.due)

    @property
    def deadline(self) -> date | None:
        """Give the day by which something is to come of it."""
        return self.due or self.ends


class Group(OfPlan):
    """A working group, which meets twice a year."""

    name: Line
    purpose: Prose = ""
    domains: tuple[str, ...] = ()
    closed: bool = False


class Meeting(OfPlan):
    """A gathering: of the committee or a group, a mission, a conference.

    Attributes:
        attendance: how many came; who came is not kept.
    """

    kind: MeetingKind
    title: Line
    day: Day
    until: Day | None = None
    group_id: str | None = None
    activity_id: str | None = None
    place: Line = ""
    agenda: Prose = ""
    attendance: int | None = Field(default=None, ge=0, le=100_000)
    cancelled: bool = False

    @property
    def last_day(self) -> date:
        """Give the day it ends."""
        return max(self.day, self.until or self.day)


class Decision(OfPlan):
    """What was decided, by whom, and by when it is to be carried out."""

    day: Day
    text: Prose
    decided_by: Line = ""
    due: Day | None = None
    state: DecisionState = DecisionState.OPEN
    meeting_id: str | None = None
    activity_id: str | None = None


class Attachment(Frozen):
    """A document that hangs on an activity or a meeting."""

    document_id: str
    activity_id: str | None = None
    meeting_id: str | None = None


class Programme(Frozen):
    """A plan with all that belongs to it, as somebody may see it.

    Attributes:
        attachments: of documents that this somebody may read, and no others.
    """

    plan: Plan
    activities: tuple[Activity, ...] = ()
    groups: tuple[Group, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    decisions: tuple[Decision, ...] = ()
    attachments: tuple[Attachment, ...] = ()

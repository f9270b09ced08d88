"""A small plan for tests, written as coordinators would."""

from dataclasses import dataclass
from datetime import date

from ingest.desk.planning import Planning
from kb.people import User
from kb.plan import Activity, Attachment, Meeting, MeetingKind, Plan
from kb.store import Store


@dataclass(frozen=True, slots=True)
class PlanMaker:
    """Write plans as one coordinator."""

    store: Store
    user: User

    def plan(self, title: str = "Plan 2025-2026", year: int = 2025) -> Plan:
        """Add a plan of two years."""
        plan = Plan(title=title, starts=date(year, 1, 1), ends=date(year + 1, 12, 31))
        return Planning(self.store).save(plan, self.user)

    def activity(self, plan: Plan, title: str = "Comparer", **facts: object) -> Activity:
        """Add an activity."""
        activity = Activity.model_validate({"plan_id": plan.id, "title": title} | facts)
        return Planning(self.store).save(activity, self.user)

    def meeting(self, plan: Plan, day: date, **facts: object) -> Meeting:
        """Add a meeting."""
        start = {"plan_id": plan.id, "title": "Séance", "day": day, "kind": MeetingKind.COMMITTEE}
        return Planning(self.store).save(Meeting.model_validate(start | facts), self.user)

    def attach(self, activity: Activity, document_id: str) -> None:
        """Hang a document on an activity."""
        place = Attachment(document_id=document_id, activity_id=activity.id)
        Planning(self.store).attach(place, self.user)

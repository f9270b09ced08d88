"""The forms of the plan: what is in them is stored when they are sent."""

from typing import Any

import streamlit as st

from kb.entente import DOMAIN
from kb.people import User
from kb.plan import Decision, DecisionState, Group, Meeting, MeetingKind, Plan, Programme
from ui.planning.fields import Fields
from ui.planning.saving import form, keep, send_buttons
from ui.session import plan as here
from ui.texts import Texts


def plan_form(texts: Texts, now: Plan | None, user: User) -> bool:
    """Show the form of a plan; tell whether it was stored."""
    was = here.opened(now) if now else None
    fields = Fields(texts, here.form_key(was) if was else "plan-new")
    names = ("starts", "ends", "plan_due", "adopted", "report_due", "reported")
    with form(fields.key, now):
        title = fields.line("title", was.title if was else "")
        columns = st.columns(3)
        days = {}
        for number, name in enumerate(names):
            with columns[number % 3]:
                days[name] = fields.day(name, getattr(was, name) if was else None)
        sent = send_buttons(texts, now)

    def read() -> Plan:
        facts: dict[str, Any] = {name: fields.read_day(name, value) for name, value in days.items()}
        needed = {name: fields.needed_day(name, days[name]) for name in ("starts", "ends")}
        same: dict[str, Any] = {"id": was.id, "updated_at": was.updated_at} if was else {}
        return Plan.model_construct(**(same | facts | needed | {"title": title}))

    return sent and keep(texts, read, user, now) is not None


def group_form(texts: Texts, programme: Programme, now: Group | None, user: User) -> bool:
    """Show the form of a working group; tell whether it was stored."""
    start = here.opened(now) if now else Group(plan_id=programme.plan.id, name="")
    fields = Fields(texts, here.form_key(start))
    with form(fields.key, now):
        name = fields.line("name", start.name)
        purpose = fields.prose("purpose", start.purpose)
        domains = fields.terms("domains", DOMAIN, start.domains)
        closed = fields.tick("closed", start.closed)
        sent = send_buttons(texts, now)
    facts = {"name": name, "purpose": purpose, "domains": domains, "closed": closed}
    return sent and keep(texts, lambda: start.model_copy(update=facts), user, now) is not None


def meeting_form(texts: Texts, programme: Programme, now: Meeting | None, user: User) -> bool:
    """Show the form of a meeting; tell whether it was stored."""
    was = here.opened(now) if now else None
    fields = Fields(texts, here.form_key(was) if was else "meeting-new")
    kinds = {kind.value: texts(f"plan.meeting_kind.{kind.value}") for kind in MeetingKind}
    groups = {"": texts("plan.nobody")} | {each.id: each.name for each in programme.groups}
    start: dict[str, Any] = was.model_dump() if was else {"plan_id": programme.plan.id}
    with form(fields.key, now):
        title = fields.line("title", start.get("title", ""))
        first, second, third = st.columns(3)
        with first:
            kind = fields.one("kind", kinds, start.get("kind", ""))
            day = fields.day("day", start.get("day"))
        with second:
            group = fields.one("group", groups, start.get("group_id") or "")
            until = fields.day("until", start.get("until"))
        with third:
            activity = fields.one(
                "activity", activities_of(texts, programme), start.get("activity_id") or ""
            )
            attendance = fields.number("attendance", start.get("attendance"))
        place = fields.line("place", start.get("place", ""))
        agenda = fields.prose("agenda", start.get("agenda", ""))
        cancelled = fields.tick("cancelled", start.get("cancelled", False))
        sent = send_buttons(texts, now)

    def read() -> Meeting:
        facts = {
            "title": title,
            "kind": MeetingKind(kind),
            "day": fields.needed_day("day", day),
            "until": fields.read_day("until", until),
            "group_id": group or None,
            "activity_id": activity or None,
            "attendance": fields.read_number("attendance", attendance),
            "place": place,
            "agenda": agenda,
            "cancelled": cancelled,
        }
        return Meeting.model_construct(**(start | facts))

    return sent and keep(texts, read, user, now) is not None


def decision_form(texts: Texts, programme: Programme, now: Decision | None, user: User) -> bool:
    """Show the form of a decision; tell whether it was stored."""
    was = here.opened(now) if now else None
    fields = Fields(texts, here.form_key(was) if was else "decision-new")
    states = {each.value: texts(f"plan.decision_state.{each.value}") for each in DecisionState}
    meetings = {"": texts("plan.nobody")} | {each.id: each.title for each in programme.meetings}
    start: dict[str, Any] = was.model_dump() if was else {"plan_id": programme.plan.id}
    with form(fields.key, now):
        text = fields.prose("text", start.get("text", ""))
        first, second, third = st.columns(3)
        with first:
            day = fields.day("day", start.get("day"))
            due = fields.day("due", start.get("due"))
        with second:
            decided_by = fields.line("decided_by", start.get("decided_by", ""))
            state = fields.one("state", states, start.get("state", ""))
        with third:
            meeting = fields.one("meeting", meetings, start.get("meeting_id") or "")
            activity = fields.one(
                "activity", activities_of(texts, programme), start.get("activity_id") or ""
            )
        sent = send_buttons(texts, now)

    def read() -> Decision:
        facts = {
            "text": text,
            "day": fields.needed_day("day", day),
            "due": fields.read_day("due", due),
            "decided_by": decided_by,
            "state": DecisionState(state),
            "meeting_id": meeting or None,
            "activity_id": activity or None,
        }
        return Decision.model_construct(**(start | facts))

    return sent and keep(texts, read, user, now) is not None


def activities_of(texts: Texts, programme: Programme) -> dict[str, str]:
    """Give the activities that something may hang on, with their titles."""
    none = {"": texts("plan.nobody")}
    return none | {each.id: each.title for each in programme.activities}

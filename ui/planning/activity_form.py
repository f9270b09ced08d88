"""The form of an activity."""

import streamlit as st

from kb.entente import DOMAIN, MEANS, PARTY
from kb.people import User
from kb.plan import Activity, ActivityState
from ui import session
from ui.planning.fields import Fields
from ui.planning.saving import form, keep, send_buttons
from ui.session import plan as here
from ui.texts import Texts

_DAYS = ("starts", "ends", "due")


def activity_form(texts: Texts, now: Activity, user: User) -> Activity | None:
    """Show the form of an activity; give it once it was stored."""
    was = here.opened(now)
    fields = Fields(texts, here.form_key(was))
    with form(fields.key, now):
        facts: dict[str, object] = {"title": fields.line("title", was.title)}
        facts |= _nature(fields, was)
        days = _days(fields, was)
        facts |= _owner(texts, fields, was)
        for name in ("mandate", "expected", "outcome"):
            facts[name] = fields.prose(name, getattr(was, name))
        facts["note"] = fields.prose("note", was.note, height=70)
        sent = send_buttons(texts, now)

    def read() -> Activity:
        read_days = {name: fields.read_day(name, value) for name, value in days.items()}
        return was.model_copy(update=facts | read_days)

    if not sent:
        return None
    saved = keep(texts, read, user, now)
    return saved if isinstance(saved, Activity) else None


def _nature(fields: Fields, was: Activity) -> dict[str, object]:
    first, second, third = st.columns(3)
    with first:
        means = fields.terms("means", MEANS, was.means)
    with second:
        domains = fields.terms("domains", DOMAIN, was.domains)
    with third:
        parties = fields.terms("parties", PARTY, was.parties)
    return {"means": means, "domains": domains, "parties": parties}


def _days(fields: Fields, was: Activity) -> dict[str, str]:
    typed = {}
    for column, name in zip(st.columns(len(_DAYS)), _DAYS, strict=True):
        with column:
            typed[name] = fields.day(name, getattr(was, name))
    return typed


def _owner(texts: Texts, fields: Fields, was: Activity) -> dict[str, object]:
    terms = session.terms(PARTY)
    none = {"": texts("plan.nobody")}
    parties = {key: term.short_label(texts.language) for key, term in terms.items()}
    states = {state.value: texts(f"plan.state.{state.value}") for state in ActivityState}
    first, second, third = st.columns(3)
    with first:
        owner = fields.one("owner", none | here.names(), was.owner)
    with second:
        owner_party = fields.one("owner_party", none | parties, was.owner_party)
    with third:
        state = fields.one("state", states, was.state.value)
    return {"owner": owner, "owner_party": owner_party, "state": ActivityState(state)}

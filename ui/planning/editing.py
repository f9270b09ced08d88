"""Coordinators add and change meetings, groups, decisions and the plan itself."""

import streamlit as st

from kb.people import User
from kb.plan import Attachment, Decision, Group, Meeting, OfPlan, Plan, Planned, Programme
from ui import session
from ui.planning import attaching, forms, words
from ui.planning.saving import offer_removal
from ui.session import plan as here
from ui.texts import Texts

_KINDS: tuple[tuple[str, type[Planned]], ...] = (
    ("meeting", Meeting),
    ("decision", Decision),
    ("group", Group),
    ("plan", Plan),
)


def show(texts: Texts, programme: Programme, user: User) -> None:
    """Show what is to be changed, and its form."""
    if session.take("plan-saved"):
        st.success(texts("plan.saved"))
    asked = here.asked_for("plan-edit-what", "which")
    with st.expander(texts("plan.edit"), icon=":material/edit:", expanded=asked):
        _edit(texts, programme, user)


def _edit(texts: Texts, programme: Programme, user: User) -> None:
    kinds = dict(_KINDS)
    here.prefill_one("plan-edit-what", "what", list(kinds))
    first, second = st.columns([1, 2])
    kind = first.selectbox(
        texts("plan.edit_what"),
        list(kinds),
        format_func=lambda name: texts(f"plan.thing.{name}"),
        key="plan-edit-what",
    )
    known = {"": texts(f"plan.new.{kind}")} | {
        item.id: _label(texts, item) for item in _items(programme, kinds[kind])
    }
    here.prefill_one(f"plan-edit-{kind}", "which", list(known))
    chosen = second.selectbox(
        texts("plan.edit_which"),
        list(known),
        format_func=lambda item_id: known[item_id],
        key=f"plan-edit-{kind}",
    )
    item = next((each for each in _items(programme, kinds[kind]) if each.id == chosen), None)
    if _form(texts, programme, kinds[kind], item, user):
        session.remember("plan-saved", True)
        st.rerun()
    if isinstance(item, Meeting):
        own = [each for each in programme.attachments if each.meeting_id == item.id]
        st.subheader(texts("plan.minutes"), anchor=False)
        attaching.show(texts, Attachment(document_id="", meeting_id=item.id), own, user)
    if isinstance(item, OfPlan) and offer_removal(texts, item, user):
        session.forget(f"plan-edit-{kind}")
        st.rerun()


def _items(programme: Programme, kind: type[Planned]) -> list[Planned]:
    everything: tuple[Planned, ...] = (
        programme.plan,
        *programme.groups,
        *programme.meetings,
        *programme.decisions,
    )
    return [item for item in everything if type(item) is kind]


def _label(texts: Texts, item: Planned) -> str:
    if isinstance(item, Meeting):
        return f"{words.day(texts, item.day)} · {item.title}"
    if isinstance(item, Decision):
        return f"{words.day(texts, item.day)} · {' '.join(item.text.split())[:80]}"
    return item.name if isinstance(item, Group) else getattr(item, "title", "")


def _form(
    texts: Texts,
    programme: Programme,
    kind: type[Planned],
    item: Planned | None,
    user: User,
) -> bool:
    """Show the form of one sort of thing; tell whether it was stored."""
    if kind is Plan:
        return forms.plan_form(texts, item if isinstance(item, Plan) else None, user)
    if kind is Group:
        return forms.group_form(texts, programme, item if isinstance(item, Group) else None, user)
    if kind is Meeting:
        was = item if isinstance(item, Meeting) else None
        return forms.meeting_form(texts, programme, was, user)
    return forms.decision_form(texts, programme, item if isinstance(item, Decision) else None, user)

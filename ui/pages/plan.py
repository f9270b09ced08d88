"""The plan: its board, its calendar, its activities, its meetings, and what is late."""

import streamlit as st

from kb.people import User
from kb.plan import Plan
from ui import session
from ui.markup import escape
from ui.planning import activities, board, calendar, forms, late, meetings, words
from ui.session import plan as here
from ui.texts import Texts

_TABS = ("board", "calendar", "activities", "meetings", "late")


def show() -> None:
    """Show the page."""
    texts, user = session.texts(), session.member()
    st.title(texts("plan.title"), anchor=False)
    if problem := session.take("plan-problem"):
        st.error(problem.say(texts.language))
    plans = here.plans()
    if not plans:
        session.publish({})
        _first(texts, user)
        return
    plan = _chosen(texts, plans)
    tab = _tab(texts)
    address: dict[str, str | list[str]] = {"plan": plan.id, "tab": tab}
    session.publish(address | _show_tab(texts, tab, plan, user))


def _first(texts: Texts, user: User) -> None:
    """Invite coordinators to begin; tell the others that there is nothing yet."""
    st.html(f'<p class="intro">{texts("plan.none")}</p>')
    if user.coordinates and forms.plan_form(texts, None, user):
        st.rerun()


def _chosen(texts: Texts, plans: list[Plan]) -> Plan:
    """Let somebody choose among plans; begin with the one of today."""
    by_id = {plan.id: plan for plan in plans}
    here.prefill_one("plan-chosen", "plan", list(by_id))
    today = here.today()
    current = next((plan for plan in plans if plan.starts <= today <= plan.ends), plans[0])
    if len(plans) == 1:
        chosen = plans[0]
    else:
        chosen_id = st.selectbox(
            texts("plan.which"),
            list(by_id),
            index=plans.index(current),
            format_func=lambda plan_id: by_id[plan_id].title,
            key="plan-chosen",
        )
        chosen = by_id[chosen_id]
    period = words.days(texts, chosen.starts, chosen.ends)
    facts = texts("plan.intro", title=chosen.title, period=period)
    st.html(f'<p class="intro">{escape(facts)}</p>')
    return chosen


def _tab(texts: Texts) -> str:
    here.prefill_one("plan-tab", "tab", _TABS)
    found = st.segmented_control(
        texts("plan.view"),
        _TABS,
        default=None if here.typed("plan-tab") else _TABS[0],
        format_func=lambda name: texts(f"plan.tab.{name}"),
        key="plan-tab",
        label_visibility="collapsed",
    )
    return found or _TABS[0]


def _show_tab(texts: Texts, tab: str, plan: Plan, user: User) -> dict[str, str | list[str]]:
    programme = here.programme(plan.id)
    if tab == "activities":
        return activities.show(texts, programme, user)
    if tab == "calendar":
        calendar.show(texts, programme)
    elif tab == "meetings":
        meetings.show(texts, programme, user)
    elif tab == "late":
        late.show(texts, programme)
    else:
        board.show(texts, programme, user)
    return {}


if __name__ == "__main__":
    show()

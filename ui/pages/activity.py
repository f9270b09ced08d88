"""One activity of the plan: what is known of it, and, for coordinators, its form."""

import streamlit as st

from kb.errors import NotFound
from kb.people import User
from kb.plan import Activity, Attachment, Programme
from ui import places, session
from ui.markup import escape, paragraphs, plain
from ui.planning import attaching, words
from ui.planning.activity_form import activity_form
from ui.planning.meetings import decision_table
from ui.planning.saving import offer_removal
from ui.session import plan as here
from ui.tab import name_tab
from ui.texts import Texts

_PROSE = ("mandate", "expected", "outcome", "note")


def show() -> None:
    """Show the page."""
    texts, user = session.texts(), session.member()
    if problem := session.take("plan-problem"):
        st.error(problem.say(texts.language))
    try:
        if session.parameter("id"):
            activity = here.activity(session.parameter("id"))
            programme = here.programme(activity.plan_id)
        else:
            programme = here.programme(session.parameter("plan"))
            activity = Activity(plan_id=programme.plan.id, title="")
    except NotFound as error:
        st.warning(error.problem.say(texts.language))
        _back(texts, "")
        return
    _back(texts, programme.plan.id)
    if activity.id:
        name_tab(texts, activity.title)
        _existing(texts, programme, activity, user)
    else:
        _new(texts, activity, user)


def _back(texts: Texts, plan_id: str) -> None:
    st.page_link(
        places.PLAN,
        label=texts("plan.back"),
        icon=":material/arrow_back:",
        query_params=session.carried(plan=plan_id),
    )


def _new(texts: Texts, activity: Activity, user: User) -> None:
    st.title(texts("plan.new_activity"), anchor=False)
    if not user.coordinates:
        st.warning(texts("plan.coordinators_only"))
        return
    saved = activity_form(texts, activity, user)
    if saved:
        session.remember("plan-saved", True)
        session.publish({"id": saved.id})
        st.rerun()


def _existing(texts: Texts, programme: Programme, activity: Activity, user: User) -> None:
    st.html(f"<h1>{escape(activity.title)}</h1>")
    if session.take("plan-saved"):
        st.success(texts("plan.saved"))
    said, beside = st.columns([3, 2], gap="large")
    with said:
        _prose(texts, activity)
    with beside:
        _facts(texts, activity)
        st.header(texts("plan.documents"), anchor=False)
        own = [each for each in programme.attachments if each.activity_id == activity.id]
        place = Attachment(document_id="", activity_id=activity.id)
        attaching.show(texts, place, own, user)
    _related(texts, programme, activity)
    if user.coordinates:
        _edit(texts, programme, activity, user)


def _prose(texts: Texts, activity: Activity) -> None:
    for name in _PROSE:
        text = getattr(activity, name)
        if name == "note" and not text:
            continue
        st.header(texts(f"plan.field.{name}"), anchor=False)
        if text:
            st.html(f'<div class="prose">{paragraphs(escape(text))}</div>')
        else:
            st.caption(texts("plan.nothing_recorded"))


def _facts(texts: Texts, activity: Activity) -> None:
    state = escape(texts(f"plan.state.{activity.state.value}"))
    labels = words.labels(texts)
    rows = [
        ("state", f'<span class="state state-{activity.state.value}">{state}</span>'),
        ("parties", labels.badges(activity.parties)),
        ("domains", escape(labels.domains(activity.domains))),
        ("means", escape(labels.means(activity.means))),
        ("owner", escape(labels.people.get(activity.owner, ""))),
        ("owner_party", labels.badges([activity.owner_party])),
        *(
            (name, escape(words.day(texts, moment)))
            for name in ("starts", "ends", "due")
            if (moment := getattr(activity, name))
        ),
    ]
    listed = "".join(
        f"<dt>{escape(texts(f'plan.field.{name}'))}</dt><dd>{value}</dd>"
        for name, value in rows
        if value
    )
    st.html(f'<dl class="facts">{listed}</dl>')


def _related(texts: Texts, programme: Programme, activity: Activity) -> None:
    decided = [each for each in programme.decisions if each.activity_id == activity.id]
    met = [each for each in programme.meetings if each.activity_id == activity.id]
    if met:
        st.header(texts("plan.activity_meetings"), anchor=False)
        for meeting in met:
            when = words.days(texts, meeting.day, meeting.last_day)
            said = " · ".join(filter(None, [plain(meeting.title), plain(meeting.place)]))
            st.markdown(f"- **{plain(when)}** · {said}")
    if decided:
        st.header(texts("plan.decisions"), anchor=False)
        st.html(decision_table(texts, decided))


def _edit(texts: Texts, programme: Programme, activity: Activity, user: User) -> None:
    with st.expander(texts("plan.edit_activity"), icon=":material/edit:"):
        if activity_form(texts, activity, user):
            session.remember("plan-saved", True)
            st.rerun()
    if offer_removal(texts, activity, user):
        st.switch_page(places.PLAN, query_params=session.carried(plan=programme.plan.id))


if __name__ == "__main__":
    show()

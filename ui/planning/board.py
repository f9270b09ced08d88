"""The board: what is late, what comes next, and every activity by how far it is."""

from datetime import timedelta

import streamlit as st

from kb.people import User
from kb.plan import Activity, ActivityState, Period, Programme
from search.planning.calendar import Event, events, within
from search.reporting.renderer import Format
from ui import places, session
from ui.markup import escape, plain
from ui.planning import activities, late, words
from ui.planning.leading import event_address, link
from ui.session import plan as here
from ui.texts import Texts

_FEW, _CARDS, _AHEAD = 4, 8, timedelta(days=90)


def show(texts: Texts, programme: Programme, user: User) -> None:
    """Show the board."""
    behind, ahead = st.columns(2, gap="large")
    with behind:
        _late(texts, programme)
    with ahead:
        _ahead(texts, programme)
    activities.offer_new(texts, programme, user)
    labels = words.labels(texts)
    with st.container(key="board"):
        for column, state in zip(st.columns(len(ActivityState)), ActivityState, strict=True):
            with column:
                _state(texts, programme, state, labels)
    _download(texts, programme)


def _late(texts: Texts, programme: Programme) -> None:
    board = here.late(programme)
    of_plan = [each for each in board.late if not hasattr(each.thing, "fields")]
    total = len(of_plan) + board.sheets
    st.header(texts("plan.late", count=total), anchor=False)
    if not total:
        st.caption(texts("plan.nothing_late"))
    late.show_lines(texts, (of_plan or board.late)[:_FEW], key="line-behind")
    if total > _FEW:
        st.caption(texts("plan.late_more", count=total - _FEW))


def _ahead(texts: Texts, programme: Programme) -> None:
    today = here.today()
    period = Period(starts=today, ends=today + _AHEAD)
    coming = [each for each in within(events(programme), period) if not each.cancelled]
    st.header(texts("plan.ahead"), anchor=False)
    if not coming:
        st.caption(texts("plan.nothing_ahead"))
    for event in coming[:_FEW]:
        with st.container(key=f"line-ahead-{event.key}"):
            _event_title(event, programme.plan.id)
            when = words.days(texts, event.day, event.until)
            said = f"{texts(f'plan.moment_of.{event.moment.value}')} · {when}"
            place = f" · {event.place}" if event.place else ""
            st.html(f'<p class="facts">{escape(said)}{escape(place)}</p>')


def _event_title(event: Event, plan_id: str) -> None:
    if event.activity_id:
        asked = session.carried(id=event.activity_id)
        st.page_link(places.ACTIVITY, label=plain(event.title), query_params=asked)
    else:
        address = event_address(event, plan_id)
        st.html(f'<p class="thing">{link(address, event.title)}</p>')


def _state(texts: Texts, programme: Programme, state: ActivityState, labels: words.Labels) -> None:
    found = [each for each in programme.activities if each.state is state]
    found.sort(key=lambda each: (each.deadline is None, each.deadline, each.title))
    head = escape(texts(f"plan.states.{state.value}"))
    st.html(f'<h2 class="lane lane-{state.value}">{head} <span>{len(found)}</span></h2>')
    for activity in found[:_CARDS]:
        _card(activity, labels)
    if len(found) > _CARDS:
        asked = session.carried(plan=programme.plan.id, tab="activities", state=state.value)
        label = texts.count("plan.and_more", len(found) - _CARDS)
        st.page_link(places.PLAN, label=label, query_params=asked)


def _card(activity: Activity, labels: words.Labels) -> None:
    with st.container(key=f"card-{activity.id}"):
        st.page_link(
            places.ACTIVITY,
            label=plain(activity.title),
            query_params=session.carried(id=activity.id),
        )
        st.html(f'<p class="facts">{labels.facts(activity)}</p>')


def _download(texts: Texts, programme: Programme) -> None:
    st.caption(texts("plan.export_scope"))
    with st.container(horizontal=True):
        for kind in Format:
            st.download_button(
                texts(f"plan.export.{kind.value}"),
                data=here.plan_file(programme.plan.id, texts.language, kind),
                file_name=f"passerelle-plan-{programme.plan.starts.year}.{kind.value}",
                mime=kind.media_type,
                icon=":material/download:",
                on_click="ignore",
                key=f"plan-{kind.value}",
            )

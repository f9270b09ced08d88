"""What is late, on the board and on its own tab."""

from collections.abc import Sequence

import streamlit as st

from kb.nouns import Document
from kb.plan import Activity, Programme
from search.planning.late import Cause, Late
from ui import places, session
from ui.markup import escape, plain
from ui.planning import words
from ui.planning.leading import late_address, link
from ui.session import plan as here
from ui.texts import Texts


def show(texts: Texts, programme: Programme) -> None:
    """Show all that is late, by cause."""
    board = here.late(programme)
    if not board.late:
        st.success(texts("plan.nothing_late"))
        return
    for cause in Cause:
        found = [late for late in board.late if late.cause is cause]
        if found:
            total = board.sheets if cause is Cause.SHEET_PAST_REVIEW else len(found)
            st.header(texts(f"plan.cause.{cause.value}", count=total), anchor=False)
            show_lines(texts, found, key="line-late")
            if total > len(found):
                st.caption(texts.count("plan.and_more", total - len(found)))


def show_lines(texts: Texts, found: Sequence[Late], *, key: str) -> None:
    """Show things that are late, a line each."""
    for late in found:
        with st.container(key=f"{key}-{late.cause.value}-{late.thing.id}"):
            _title(texts, late)
            since = texts("plan.since", day=words.day(texts, late.since))
            days = texts.count("plan.days_late", (here.today() - late.since).days)
            why = texts(f"plan.why.{late.cause.value}")
            st.html(
                f'<p class="facts">{escape(why)} · <strong class="late">{escape(since)}</strong>'
                f" · {escape(days)}</p>"
            )


def _title(texts: Texts, late: Late) -> None:
    title = words.late_title(late)
    if isinstance(late.thing, Document):
        _link(places.DOCUMENT, title, late.thing.id)
    elif isinstance(late.thing, Activity):
        _link(places.ACTIVITY, title, late.thing.id)
    else:
        st.html(f'<p class="thing">{link(late_address(late.thing), title)}</p>')


def _link(place: str, title: str, thing_id: str) -> None:
    st.page_link(place, label=plain(title), query_params=session.carried(id=thing_id))

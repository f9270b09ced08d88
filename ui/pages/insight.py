"""What is searched, opened and missed, for coordinators: counts and texts without people."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import streamlit as st

from kb.access import AccessScope
from kb.spreadsheet import write_csv
from ui import session, usage_tables
from ui.judging import show_judged, show_opinions
from ui.markup import escape
from ui.paging import page_of, pager
from ui.session import interest
from ui.texts import Texts
from ui.usage_view import show_figures

_PERIODS = (30, 90, 365)
_VIEWS = ("asked", "unanswered", "opened", "opinions", "judged")
_PAGE = 20
_EXPORTED = 10_000


def show() -> None:
    """Show the page."""
    texts = session.texts()
    session.member()
    session.publish({})
    st.title(texts("insight.title"), anchor=False)
    st.html(f'<p class="intro">{escape(texts("insight.intro"))}</p>')
    start, end = _period(texts)
    if not session.services().settings.search_records:
        st.info(texts("insight.off"))
    show_figures(texts, interest.usage(start, end))
    view = st.segmented_control(
        texts("insight.view"),
        _VIEWS,
        default=_VIEWS[0],
        required=True,
        format_func=lambda name: texts(f"insight.view_{name}"),
        key="insight-view",
        label_visibility="collapsed",
        on_change=session.remember,
        args=("insight-page", 0),
    )
    if view == "opinions":
        show_opinions(texts, start, end)
    elif view == "judged":
        show_judged(texts)
    else:
        _table(texts, str(view), start, end)


def _period(texts: Texts) -> tuple[date, date]:
    days = st.segmented_control(
        texts("insight.period"),
        _PERIODS,
        default=_PERIODS[0],
        required=True,
        format_func=lambda number: texts(f"insight.days_{number}"),
        key="insight-period",
        on_change=session.remember,
        args=("insight-page", 0),
    )
    today = datetime.now(UTC).date()
    return today - timedelta(days=int(days or _PERIODS[0]) - 1), today


def _table(texts: Texts, view: str, start: date, end: date) -> None:
    """Show one list with its pages, and offer the whole of it as a table."""
    rows: Callable[..., list[list[str]]] = partial(
        usage_tables.ROWS[view], session.services(), texts, start, end
    )
    total = usage_tables.count(session.services(), view, start, end, access=session.access())
    st.caption(texts(f"insight.help_{view}"))
    if not total:
        st.info(texts("insight.nothing"))
        return
    page = page_of("insight", total, _PAGE)
    shown = rows(access=session.access(), limit=_PAGE, offset=page * _PAGE)
    heads = [texts(f"insight.{name}") for name in usage_tables.HEADS[view]]
    usage_tables.show_table(heads, shown)
    pager(texts, "insight", total, _PAGE)
    if view != "opened":
        _forget(texts, view, start, end, page)
    st.download_button(
        texts("insight.download"),
        data=interest.table(partial(_written, heads, rows)),
        file_name=f"passerelle-{view}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _forget(texts: Texts, view: str, start: date, end: date, page: int) -> None:
    """Let a coordinator delete a question, for people's words may quote a document."""
    with st.popover(texts("insight.forget"), type="tertiary", icon=":material/delete:"):
        st.caption(texts("insight.forget_help"))
        found = session.services().store.catalogue.usage.questions(
            start,
            end,
            access=session.access(),
            unanswered=view == "unanswered",
            limit=_PAGE,
            offset=page * _PAGE,
        )
        names = {each.mark: each.text for each in found}
        mark = st.selectbox(
            texts("insight.question"),
            list(names),
            index=None,
            format_func=lambda key: names.get(key, ""),
            placeholder=texts("insight.choose"),
            key="forget-which",
        )
        if st.button(texts("insight.forget_button"), key="forget", disabled=mark is None):
            interest.interest().forgetting.forget(str(mark), session.member())
            session.forget("forget-which")
            st.rerun()


def _written(heads: list[str], rows: Callable[..., list[list[str]]], access: AccessScope) -> bytes:
    return write_csv(heads, rows(access=access, limit=_EXPORTED))


if __name__ == "__main__":
    show()

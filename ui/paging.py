"""Turning through lists that the database cuts into pages."""

import streamlit as st

from ui import session
from ui.texts import Texts


def page_of(name: str, total: int, size: int) -> int:
    """Tell which page of a list is shown; one that is gone by now is the last there is."""
    last = max(0, (total - 1) // size)
    return min(session.recall(f"{name}-page", 0), last)


def pager(texts: Texts, name: str, total: int, size: int) -> None:
    """Let the reader turn the pages of a list, where there is more than one."""
    if total <= size:
        return
    page = page_of(name, total, size)
    first, last = page * size + 1, min((page + 1) * size, total)
    with st.container(horizontal=True, key="pager", vertical_alignment="center"):
        _turn(texts("paging.previous"), name, page - 1, disabled=page == 0)
        place = texts("paging.range", first=first, last=last, total=total)
        st.html(f'<span class="range">{place}</span>', width="content")
        _turn(texts("paging.next"), name, page + 1, disabled=last >= total)


def _turn(label: str, name: str, page: int, *, disabled: bool) -> None:
    st.button(
        label,
        key=f"{name}-to-{page}",
        disabled=disabled,
        on_click=session.remember,
        args=(f"{name}-page", page),
    )

"""Thumbs on a hit: small, for members, with a reason where it does not help."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from kb.interest import ThumbReason
from search.nouns import SearchHit
from ui import session
from ui.markup import escape
from ui.session import interest
from ui.texts import Texts


def thumbs_html(texts: Texts, question: str, hit: SearchHit) -> str:
    """Build what asks whether a hit helps, or tells what was answered; `hear` hears the clicks."""
    given = interest.thumb_of(question, hit)
    if given is None:
        return f'<div class="thumbs">{_button(texts, "up", hit)}{_button(texts, "down", hit)}</div>'
    said = escape(texts("thumbs.up_given" if given[1] else "thumbs.down_given"))
    back = _button(texts, "back", hit)
    return f'<div class="thumbs"><span class="hint" role="status">{said}</span>{back}</div>'


def hear(question: str, hits: Sequence[SearchHit]) -> None:
    """Carry out what is clicked on the hits of a question."""
    _ear()(
        key=interest.CLICKED, on_thumb_change=lambda: interest.carry_out(question, hits), height=1
    )


def reasons(texts: Texts, question: str, hit: SearchHit) -> None:
    """Ask why a hit does not help, of whoever just said so."""
    if interest.doubted() != (question, hit.document.id) or interest.thumb_of(question, hit):
        return
    with st.container(border=True, key=f"why-not-{hit.rank}"):
        reason = st.pills(
            texts("thumbs.why"),
            [reason.value for reason in ThumbReason],
            format_func=lambda value: texts(f"thumbs.{value}"),
            key=f"thumb-reason-{hit.rank}",
        )
        comment = st.text_input(
            texts("thumbs.comment"), key=f"thumb-comment-{hit.rank}", max_chars=400
        )
        st.caption(texts("thumbs.anonymous"))
        with st.container(horizontal=True):
            st.button(
                texts("thumbs.send"),
                key=f"thumb-send-{hit.rank}",
                disabled=not reason,
                on_click=_send,
                args=(question, hit, reason, comment),
            )
            st.button(
                texts("thumbs.cancel"),
                key=f"thumb-cancel-{hit.rank}",
                type="tertiary",
                on_click=session.forget,
                args=("thumb-down",),
            )


def _button(texts: Texts, act: str, hit: SearchHit) -> str:
    label = escape(texts("thumbs.take_back" if act == "back" else f"thumbs.{act}"))
    told = "" if act == "back" else f' title="{escape(texts(f"thumbs.{act}_help"))}"'
    name = f"{act} {escape(hit.document.id)}"
    return f'<button type="button" class="thumb {act}" data-thumb="{name}"{told}>{label}</button>'


def _send(question: str, hit: SearchHit, reason: str | None, comment: str) -> None:
    if reason:
        interest.thumb_down(question, hit, ThumbReason(reason), comment)


@lru_cache(maxsize=1)
def _ear() -> ComponentRenderer:
    """Give what hears clicks on thumbs: one for all, where two widgets a hit were costly."""
    script = Path(__file__).with_suffix(".js").read_text("utf-8")
    return st.components.v2.component("passerelle-thumbs", js=script)

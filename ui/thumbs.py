"""Thumbs on a hit: small, for members, with a reason where it does not help."""

import streamlit as st

from kb.interest import ThumbReason
from search.nouns import SearchHit
from ui import session
from ui.session import interest
from ui.texts import Texts


def thumbs(texts: Texts, question: str, hit: SearchHit) -> None:
    """Ask whether a hit helps, or tell what was answered."""
    given = interest.thumb_of(question, hit)
    with st.container(horizontal=True, key=f"thumbs-{hit.rank}", width="content", gap=None):
        if given is None:
            _ask(texts, question, hit)
            return
        said = texts("thumbs.up_given" if given[1] else "thumbs.down_given")
        st.html(f'<span class="hint" role="status">{said}</span>', width="content")
        st.button(
            texts("thumbs.take_back"),
            key=f"thumb-back-{hit.rank}",
            type="tertiary",
            on_click=interest.take_thumb_back,
            args=(question, hit),
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


def _ask(texts: Texts, question: str, hit: SearchHit) -> None:
    st.button(
        texts("thumbs.up"),
        key=f"thumb-up-{hit.rank}",
        type="tertiary",
        icon=":material/thumb_up:",
        help=texts("thumbs.up_help"),
        on_click=interest.thumb_up,
        args=(question, hit),
    )
    st.button(
        texts("thumbs.down"),
        key=f"thumb-down-{hit.rank}",
        type="tertiary",
        icon=":material/thumb_down:",
        help=texts("thumbs.down_help"),
        on_click=session.remember,
        args=("thumb-down", (question, hit.document.id)),
    )


def _send(question: str, hit: SearchHit, reason: str | None, comment: str) -> None:
    if reason:
        interest.thumb_down(question, hit, ThumbReason(reason), comment)

"""The button that follows a theme or a search, wherever one is shown."""

import streamlit as st

from kb.errors import PasserelleError
from kb.interest import Follow, FollowKind
from ui import session
from ui.session import interest
from ui.texts import Texts


def follow_button(kind: FollowKind, key: str) -> None:
    """Offer members to follow a theme by its key, or to stop; nothing to guests."""
    if session.person() is None:
        return
    texts, known = session.texts(), interest.followed(kind, key)
    st.button(
        texts("follows.stop" if known else "follows.follow"),
        key=f"follow-{kind.value}-{key}",
        type="tertiary",
        icon=":material/notifications_active:" if known else ":material/notifications:",
        help=texts("follows.stop_help" if known else "follows.follow_help"),
        on_click=_switch,
        args=(texts, kind, key, known),
    )


def save_search(texts: Texts, key: str, name: str) -> None:
    """Offer members to save the search at hand under a name; nothing to guests."""
    if session.person() is None:
        return
    if interest.followed(FollowKind.SEARCH, key):
        st.html(f'<span class="hint">{texts("follows.is_saved")}</span>', width="content")
        return
    with st.popover(texts("follows.save"), icon=":material/notifications:", type="tertiary"):
        given = st.text_input(texts("follows.name"), value=name, key=f"save-name-{key}")
        st.caption(texts("follows.save_help"))
        if st.button(texts("follows.save_button"), key="save-search", type="primary"):
            _follow(texts, FollowKind.SEARCH, key, given or name)
            st.rerun()


def _switch(texts: Texts, kind: FollowKind, key: str, known: Follow | None) -> None:
    if known:
        interest.interest().following.drop(session.member(), known.id)
    else:
        _follow(texts, kind, key, "")


def _follow(texts: Texts, kind: FollowKind, key: str, name: str) -> None:
    following = interest.interest().following
    try:
        following.follow(session.member(), kind, key, name, access=session.access())
    except PasserelleError as error:
        st.toast(error.problem.say(texts.language))
    else:
        st.toast(texts("follows.added"))

"""One's own access tokens: made, listed, revoked."""

from datetime import UTC, date, datetime, timedelta

import streamlit as st

from kb.access_tokens import AccessToken, Scope
from kb.errors import PasserelleError
from kb.people import User
from ui import session
from ui.markup import escape, plain
from ui.texts import Texts

_LIFETIMES = (90, 30, 365, 0)
_NEW = "new-token"


def show() -> None:
    """Show the page."""
    texts, user = session.texts(), session.member()
    session.publish({})
    st.title(texts("tokens.title"), anchor=False)
    guide = f'<a href="/api/v1/docs?lang={texts.language}" target="_self">'
    guide += f"{escape(texts('tokens.guide'))}</a>"
    st.html(f'<p class="intro">{escape(texts("tokens.intro"))} {guide}</p>')
    _new(texts)
    _make(texts, user)
    _own(texts, user)


def _new(texts: Texts) -> None:
    """Show a token that was just made, until its owner has copied it."""
    if secret := session.given(_NEW):
        with st.container(border=True, key="new-token-box"):
            st.success(texts("tokens.made"), icon=":material/check:")
            st.code(secret, language=None, wrap_lines=True)
            st.button(texts("tokens.seen"), key="token-seen", on_click=session.forget, args=(_NEW,))


def _make(texts: Texts, user: User) -> None:
    st.header(texts("tokens.make"), anchor=False)
    with st.form("token", border=True, clear_on_submit=True):
        name = st.text_input(
            texts("tokens.name"),
            key="token-name",
            max_chars=80,
            placeholder=texts("tokens.name_help"),
        )
        first, second = st.columns([2, 1])
        allowed = [each.value for each in Scope if each is not Scope.CONTRIBUTE or user.contributes]
        scopes = first.pills(
            texts("tokens.scopes"),
            allowed,
            default=[Scope.SEARCH.value, Scope.READ.value],
            selection_mode="multi",
            format_func=lambda value: texts(f"tokens.scope.{value}"),
            key="token-scopes",
        )
        days = second.selectbox(
            texts("tokens.lifetime"),
            _LIFETIMES,
            format_func=lambda value: texts(f"tokens.days_{value}"),
            key="token-days",
        )
        wanted = st.form_submit_button(texts("tokens.submit"), type="primary")
    if wanted:
        _keep(texts, user, name or "", [Scope(each) for each in scopes], int(days))


def _keep(texts: Texts, user: User, name: str, scopes: list[Scope], days: int) -> None:
    end = _today() + timedelta(days=days) if days else None
    tokens = session.services().tokens
    try:
        _, secret = tokens.make(user, name, scopes, by=user.id, expires_on=end)
    except PasserelleError as error:
        st.warning(error.problem.say(texts.language))
        return
    session.remember(_NEW, secret)
    st.rerun()


def _own(texts: Texts, user: User) -> None:
    st.header(texts("tokens.own"), anchor=False)
    found = session.services().tokens.of(user)
    if not found:
        st.caption(texts("tokens.none"))
    for token in found:
        with (
            st.container(border=True, key=f"token-{token.id}"),
            st.container(
                horizontal=True,
                horizontal_alignment="distribute",
                vertical_alignment="center",
                key=f"token-row-{token.id}",
            ),
        ):
            st.markdown(f"**{plain(token.name)}**  \n{_facts(texts, token)}")
            st.button(
                texts("tokens.revoke"),
                key=f"revoke-{token.id}",
                help=texts("tokens.revoke_help"),
                on_click=_revoke,
                args=(texts, token, user),
            )


def _revoke(texts: Texts, token: AccessToken, user: User) -> None:
    try:
        session.services().tokens.revoke(token.id, by=user.id, owner=user)
    except PasserelleError as error:
        st.toast(error.problem.say(texts.language))
    else:
        st.toast(texts("tokens.revoked"))


def _facts(texts: Texts, token: AccessToken) -> str:
    uses = ", ".join(texts(f"tokens.scope.{scope.value}") for scope in token.scopes)
    used = (
        texts("tokens.used", day=texts.day(token.last_used))
        if token.last_used
        else texts("tokens.unused")
    )
    facts = (
        texts("tokens.begins", prefix=f"`{token.prefix}…`"),
        uses,
        texts("tokens.made_on", day=texts.day(token.created_at)),
        _end(texts, token),
        used,
    )
    return " · ".join(facts)


def _end(texts: Texts, token: AccessToken) -> str:
    if token.expires_on is None:
        return texts("tokens.endless")
    past = not token.good_on(_today())
    return texts("tokens.run_out" if past else "tokens.until", day=texts.day(token.expires_on))


def _today() -> date:
    return datetime.now(UTC).date()


if __name__ == "__main__":
    show()

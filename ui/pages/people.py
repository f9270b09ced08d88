"""Accounts: who there is, adding somebody, changing what they are, a new password."""

import streamlit as st

from kb.account_rules import tidied
from kb.entente import PARTY
from kb.errors import PasserelleError
from kb.people import Role, User
from ui import session
from ui.markup import escape, plain
from ui.texts import Texts


def show() -> None:
    """Show the page."""
    texts, user = session.texts(), session.member()
    session.publish({})
    st.title(texts("people.title"), anchor=False)
    _told_password(texts)
    _add(texts, user)
    everyone = session.services().store.catalogue.people.everyone()
    st.header(texts("people.list", count=len(everyone)), anchor=False)
    for each in everyone:
        _person(texts, each, user)


def _told_password(texts: Texts) -> None:
    """Show a password that was just made, this once."""
    told = session.take("new-password")
    if told:
        login, password = told
        st.success(texts("people.password", login=plain(login)))
        st.code(password, language=None)


def _add(texts: Texts, by: User) -> None:
    with st.expander(texts("people.add")), st.form("add-person", border=False):
        first, second = st.columns(2)
        login = first.text_input(texts("account.login"), key="new-login")
        name = second.text_input(texts("account.name"), key="new-name")
        email = first.text_input(texts("people.email"), key="new-email")
        groups = second.text_input(
            texts("people.groups"), help=texts("people.groups_help"), key="new-groups"
        )
        party = first.selectbox(
            texts("document.party"),
            list(session.terms(PARTY)),
            format_func=lambda key: session.terms(PARTY)[key].short_label(texts.language),
            key="new-party",
        )
        role = second.selectbox(
            texts("account.role"),
            list(Role),
            format_func=lambda each: texts(f"role.{each.value}"),
            key="new-role",
        )
        if not st.form_submit_button(texts("people.add_button"), type="primary"):
            return
    try:
        added, password = session.services().store.accounts.add(
            login or "",
            name=name or "",
            party=party,
            role=role or Role.AGENT,
            by=by.id,
            email=email or "",
            groups=(groups or "").split(","),
        )
    except PasserelleError as error:
        st.error(error.problem.say(texts.language))
    else:
        session.remember("new-password", (added.login, password))
        st.rerun()


def _person(texts: Texts, each: User, by: User) -> None:
    with st.container(border=True, key=f"person-{each.id}"):
        st.html(
            f'<p class="facts"><strong>{escape(each.name)}</strong> · {_facts(texts, each)}</p>'
        )
        # Always there, so that the form below is not closed when the message goes.
        told = st.empty()
        if done := session.take(f"account-{each.id}"):
            told.success(texts(f"people.done.{done}", name=plain(each.name)))
        with st.expander(texts("people.change")):
            _change(texts, each, by)


def _facts(texts: Texts, each: User) -> str:
    facts = [
        each.login,
        texts(f"role.{each.role.value}"),
        session.terms(PARTY)[each.party].short_label(texts.language),
        ", ".join(each.groups),
        texts("people.single") if each.subject else "",
        texts("people.disabled") if each.disabled else "",
    ]
    return " · ".join(escape(fact) for fact in facts if fact)


def _change(texts: Texts, each: User, by: User) -> None:
    wanted = _wanted(texts, each)
    if st.button(texts("people.save"), key=f"save-{each.id}", disabled=wanted == each):
        _write(texts, wanted, by, "saved")
    _open_or_close(texts, each, by)
    if not each.subject and st.button(texts("people.reset"), key=f"reset-{each.id}"):
        password = session.services().store.accounts.reset_password(each, by=by.id)
        session.remember("new-password", (each.login, password))
        st.rerun()


def _wanted(texts: Texts, each: User) -> User:
    """Show what may be changed of an account; return it as it stands in the fields."""
    first, second = st.columns(2)
    # A single sign-on tells name and address anew whenever somebody comes in.
    theirs = bool(each.subject)
    name = first.text_input(
        texts("account.name"), each.name, key=f"name-{each.id}", disabled=theirs
    )
    email = second.text_input(
        texts("people.email"), each.email, key=f"email-{each.id}", disabled=theirs
    )
    first, second, third = st.columns(3)
    role = first.selectbox(
        texts("account.role"),
        list(Role),
        index=list(Role).index(each.role),
        format_func=lambda role: texts(f"role.{role.value}"),
        key=f"role-{each.id}",
    )
    parties = list(session.terms(PARTY))
    party = second.selectbox(
        texts("document.party"),
        parties,
        index=parties.index(each.party),
        format_func=lambda key: session.terms(PARTY)[key].short_label(texts.language),
        key=f"party-{each.id}",
    )
    typed = third.text_input(
        texts("people.groups"), ", ".join(each.groups), key=f"groups-{each.id}"
    )
    facts = {"name": name, "email": email, "role": role, "party": party}
    groups = tuple((typed or "").split(","))
    return tidied(each.model_copy(update=facts | {"groups": groups}))


def _open_or_close(texts: Texts, each: User, by: User) -> None:
    if each.disabled:
        if st.button(texts("people.enable"), key=f"enable-{each.id}"):
            _write(texts, each.model_copy(update={"disabled": False}), by, "enabled")
        return
    sure = st.checkbox(texts("people.disable_confirm"), key=f"disable-sure-{each.id}")
    if st.button(texts("people.disable"), key=f"disable-{each.id}", disabled=not sure):
        _write(texts, each.model_copy(update={"disabled": True}), by, "closed")


def _write(texts: Texts, wanted: User, by: User, done: str) -> None:
    try:
        session.services().store.accounts.change(wanted, by=by.id)
    except PasserelleError as error:
        st.error(error.problem.say(texts.language))
    else:
        session.remember(f"account-{wanted.id}", done)
        st.rerun()


if __name__ == "__main__":
    show()

"""Adoptions on the document page: who took the practice up, and what came of it."""

from datetime import date

import streamlit as st

from kb.entente import PARTY
from kb.errors import PasserelleError, Unresolved
from kb.nouns import Document, Kind
from kb.twins import Adoption, AdoptionState
from ui import session
from ui.markup import escape, paragraphs
from ui.session import twins
from ui.texts import Texts
from ui.twin_view import party_badge


def adoptions_section(texts: Texts, document: Document) -> None:
    """Show who took a sheet up; coordinators record it."""
    if document.fields.kind is not Kind.PRACTICE_SHEET:
        return
    user = session.person()
    decides = user is not None and user.coordinates
    found = twins.adoptions(document.id)
    if not found and not decides:
        return
    st.header(texts("adoption.section"), anchor=False)
    if not found:
        st.caption(texts("adoption.none"))
    for adoption in found:
        _adoption(texts, adoption)
        if decides:
            _update(texts, adoption)
    if decides:
        _record(texts, document)


def _adoption(texts: Texts, adoption: Adoption) -> None:
    facts = [
        escape(adoption.office),
        escape(texts(f"adoption.state_label.{adoption.state}")),
        escape(texts("adoption.since", day=texts.day(adoption.day))),
    ]
    badge = party_badge(texts, adoption.party)
    with st.container(key=f"adoption-{adoption.id}"):
        st.html(
            f'<p class="facts">{" · ".join([badge, *facts])}</p>'
            f'<div class="outcome">{paragraphs(escape(adoption.outcome))}</div>'
        )


def _update(texts: Texts, adoption: Adoption) -> None:
    with (
        st.expander(texts("adoption.update")),
        st.form(f"adoption-form-{adoption.id}", border=False),
    ):
        state = _state(texts, adoption.state)
        outcome = st.text_area(texts("adoption.outcome"), adoption.outcome, height=90)
        with st.container(horizontal=True):
            saved = st.form_submit_button(texts("adoption.save_update"), type="primary")
            removed = st.form_submit_button(texts("adoption.remove"))
    if removed:
        twins.remove_adoption(adoption.id)
        st.rerun()
    if saved:
        changed = {"state": state, "outcome": (outcome or "").strip()}
        _write(texts, adoption.model_copy(update=changed))


def _record(texts: Texts, document: Document) -> None:
    parties = list(session.terms(PARTY))
    user = session.member()
    form = f"new-adoption-{document.id}"
    with (
        st.expander(texts("adoption.record")),
        st.form(twins.form_key(form), border=False),
    ):
        party = st.selectbox(
            texts("adoption.party"),
            parties,
            index=parties.index(user.party) if user.party in parties else 0,
            format_func=lambda key: session.terms(PARTY)[key].short_label(texts.language),
        )
        office = st.text_input(texts("adoption.office"), placeholder=texts("adoption.office_hint"))
        day = st.text_input(texts("adoption.day"), placeholder=texts("field.day"))
        state = _state(texts, AdoptionState.CONSIDERED)
        outcome = st.text_area(texts("adoption.outcome"), height=90)
        saved = st.form_submit_button(texts("adoption.save"), type="primary")
    if saved:
        _write_new(texts, document, party, office or "", day or "", state, outcome or "")


def _write_new(
    texts: Texts,
    document: Document,
    party: str,
    office: str,
    day: str,
    state: AdoptionState,
    outcome: str,
) -> None:
    try:
        began = _day(day)
    except PasserelleError as error:
        st.error(error.problem.say(texts.language))
        return
    adoption = Adoption(
        document_id=document.id,
        party=party,
        office=office.strip(),
        day=began,
        state=state,
        outcome=outcome.strip(),
    )
    _write(texts, adoption, form=f"new-adoption-{document.id}")


def _write(texts: Texts, adoption: Adoption, *, form: str = "") -> None:
    """Record an adoption; its form begins empty once that is done, and not before."""
    try:
        twins.record_adoption(adoption)
    except PasserelleError as error:
        st.error(error.problem.say(texts.language))
    else:
        if form:
            twins.renew(form)
        st.rerun()


def _state(texts: Texts, current: AdoptionState) -> AdoptionState:
    states = list(AdoptionState)
    return st.selectbox(
        texts("adoption.state"),
        states,
        index=states.index(current),
        format_func=lambda state: texts(f"adoption.state_label.{state}"),
    )


def _day(written: str) -> date:
    if not written.strip():
        raise Unresolved("adoption.day_missing")
    try:
        return date.fromisoformat(written.strip())
    except ValueError as error:
        raise Unresolved("adoption.day", day=written.strip()) from error

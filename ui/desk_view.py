"""What the desk's pages show alike: a document's text, and what was said of it."""

import streamlit as st

from kb.desk import Verdict
from kb.entente import PARTY
from kb.errors import StoreError
from kb.nouns import Document
from kb.people import User
from ui import session
from ui.markup import escape
from ui.reading import page_html
from ui.session import library
from ui.texts import Texts

_COLOURS = {
    Verdict.ACCEPT: "green",
    Verdict.CHANGES: "orange",
    Verdict.REJECT: "red",
    Verdict.WITHDRAW: "red",
}


def whole_text(texts: Texts, document: Document, user: User) -> None:
    """Show a document on somebody's desk page by page: as a picture where there is one."""
    pages = session.services().works.pages(document.id, user)
    if not pages or not any(page.text for page in pages):
        return
    st.header(texts("document.pages"), anchor=False)
    number = 1
    if len(pages) > 1:
        number = st.selectbox(
            texts("document.go_to_page"),
            [page.number for page in pages],
            key=f"desk-page-{document.id}",
            width=160,
        )
    page = next(page for page in pages if page.number == number)
    if library.can_picture(document):
        try:
            picture = library.desk_picture(document.id, number)
            alt = texts("document.picture_alt", page=number, title=document.fields.title)
            st.image(picture, width="stretch", alt=alt)
            return
        except StoreError:
            st.info(texts("document.not_drawn"))
    language = escape(document.fields.language)
    st.html(f'<article class="page" lang="{language}">{page_html(page, None)}</article>')


def told_decisions(texts: Texts, document: Document, user: User) -> None:
    """List what coordinators said of a document, if anything."""
    decisions = session.services().reviews.decisions(document.id, user)
    parties = session.terms(PARTY)
    for decision in decisions:
        colour = _COLOURS[decision.verdict]
        verdict = texts(f"verdict.{decision.verdict.value}")
        party = parties[decision.party].short_label(texts.language)
        day = texts.day(decision.at)
        st.markdown(f":{colour}-badge[{verdict}] {party}, {day}")
        if decision.comment:
            st.html(f'<blockquote class="said">{escape(decision.comment)}</blockquote>')

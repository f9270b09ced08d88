"""Hang documents on an activity or a meeting, found by words of their titles."""

from collections.abc import Sequence

import streamlit as st

from kb.errors import PasserelleError
from kb.nouns import Document
from kb.people import User
from kb.plan import Attachment
from ui import places, session
from ui.cards import facts_line
from ui.markup import plain
from ui.session import plan as here
from ui.texts import Texts


def show(texts: Texts, place: Attachment, own: Sequence[Attachment], user: User) -> None:
    """Show what hangs on a place; coordinators may change it."""
    place_id = place.activity_id or place.meeting_id or ""
    documents = here.documents([each.document_id for each in own])
    if not documents:
        st.caption(texts("plan.no_documents"))
    for document in documents.values():
        _attached(texts, place, document, user)
    if user.coordinates:
        words = st.text_input(
            texts("plan.attach_words"),
            key=f"attach-{place_id}",
            placeholder=texts("plan.attach_hint"),
        )
        if (words or "").strip():
            _found(texts, place, words, set(documents), user)


def _attached(texts: Texts, place: Attachment, document: Document, user: User) -> None:
    with st.container(key=f"line-attached-{document.id}"):
        _title(texts, document)
        if user.coordinates:
            st.button(
                texts("plan.detach"),
                key=f"detach-{document.id}",
                type="tertiary",
                icon=":material/link_off:",
                help=plain(document.fields.title),
                on_click=_change,
                args=(place, document.id, user, False),
            )


def _found(texts: Texts, place: Attachment, words: str, attached: set[str], user: User) -> None:
    found = [each for each in here.titled(words) if each.id not in attached]
    if not found:
        st.caption(texts("plan.attach_nothing"))
    for document in found:
        with st.container(key=f"line-found-{document.id}"):
            _title(texts, document)
            st.button(
                texts("plan.attach"),
                key=f"attach-to-{document.id}",
                icon=":material/add_link:",
                help=plain(document.fields.title),
                on_click=_change,
                args=(place, document.id, user, True),
            )


def _title(texts: Texts, document: Document) -> None:
    st.page_link(
        places.DOCUMENT,
        label=plain(document.fields.title),
        query_params=session.carried(id=document.id),
    )
    st.html(f'<p class="facts">{facts_line(texts, document, None)}</p>')


def _change(place: Attachment, document_id: str, user: User, hang: bool) -> None:
    attachment = place.model_copy(update={"document_id": document_id})
    planning = session.services().planning
    try:
        (planning.attach if hang else planning.detach)(attachment, user)
    except PasserelleError as error:
        session.remember("plan-problem", error.problem)
    else:
        session.forget(f"attach-{place.activity_id or place.meeting_id}")

"""One draft: its fields, the personal data in it, what resembles it, and handing it in."""

import streamlit as st

from kb.errors import NotFound, PasserelleError
from kb.nouns import Document, Relation, Status
from kb.people import User
from ui import places, session
from ui.desk_view import told_decisions, whole_text
from ui.findings import settle
from ui.keeping import edit_and_keep
from ui.markup import escape, plain
from ui.session import library
from ui.texts import Texts


def show() -> None:
    """Show the page."""
    texts, user = session.texts(), session.member()
    document_id = session.parameter("id")
    try:
        document = session.services().works.document(document_id, user)
    except NotFound:
        _missing(texts)
        return
    _heading(texts, document)
    told_decisions(texts, document, user)
    if document.fields.status is not Status.DRAFT:
        _at_rest(texts, document, user)
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        _fields(texts, document, user)
    with right:
        settle(texts, document, user, may_change=True)
        _likenesses(texts, document, user)
        _hand_in(texts, document, user)
    whole_text(texts, document, user)


def _missing(texts: Texts) -> None:
    st.title(texts("document.missing_title"), anchor=False)
    st.warning(texts("document.missing"))
    st.page_link(places.CONTRIBUTE, label=texts("draft.back"), query_params=session.carried())


def _heading(texts: Texts, document: Document) -> None:
    st.page_link(
        places.CONTRIBUTE,
        label=texts("draft.back"),
        icon=":material/arrow_back:",
        query_params=session.carried(),
    )
    title = document.fields.title or texts("contribute.untitled")
    st.html(f'<h1 lang="{escape(document.fields.language)}">{escape(title)}</h1>')
    if document.masked:
        st.info(texts("draft.masked"))


def _fields(texts: Texts, document: Document, user: User) -> None:
    st.header(texts("draft.fields"), anchor=False)
    edit_and_keep(texts, document, user)


def _likenesses(texts: Texts, document: Document, user: User) -> None:
    st.header(texts("draft.likenesses"), anchor=False)
    key = f"compare-{document.id}"
    st.button(texts("draft.compare"), key=key, on_click=session.remember, args=(f"{key}-on", 1))
    if not session.recall(f"{key}-on", 0):
        st.caption(texts("draft.compare_help"))
        return
    found = library.likenesses(document)
    if not found:
        st.caption(texts("draft.none_like"))
    for link, other in found:
        sister = link.relation is Relation.TRANSLATION
        with st.container(border=True, key=f"like-{other.id}-{link.relation}"):
            st.page_link(
                places.DOCUMENT,
                label=plain(other.fields.title),
                query_params=session.carried(id=other.id),
            )
            name = "contribute.translation" if sister else "contribute.duplicate"
            st.caption(texts(name, percent=round(100 * link.score)))
            label = texts("draft.link_sister" if sister else "draft.link_duplicate")
            if st.button(label, key=f"link-{other.id}-{link.relation}"):
                contributions = session.services().contributions
                contributions.link(document.id, other.id, link.relation, user)
                st.success(texts("draft.linked"))


def _hand_in(texts: Texts, document: Document, user: User) -> None:
    st.header(texts("draft.hand_in"), anchor=False)
    st.caption(texts("draft.hand_in_help"))
    contributions = session.services().contributions
    if st.button(texts("draft.submit"), key="submit", type="primary"):
        try:
            contributions.submit(document.id, user)
        except PasserelleError as error:
            st.error(error.problem.say(texts.language))
        else:
            st.rerun()
    _discard(texts, document, user)


def _discard(texts: Texts, document: Document, user: User) -> None:
    with st.expander(texts("draft.discard_title")):
        st.caption(texts("draft.discard_help"))
        if st.button(texts("draft.discard"), key="discard"):
            session.services().contributions.discard(document.id, user)
            st.switch_page(places.CONTRIBUTE, query_params=session.carried())


def _at_rest(texts: Texts, document: Document, user: User) -> None:
    """Show a document that is out of its owner's hands."""
    status = document.fields.status
    if status is Status.WITHDRAWN and document.published_at is None:
        st.info(texts("draft.refused"))
        _discard(texts, document, user)
    else:
        st.info(texts(f"draft.is_{status.value}"))
    if status is Status.PUBLISHED:
        st.page_link(
            places.DOCUMENT,
            label=texts("contribute.open"),
            query_params=session.carried(id=document.id),
        )
    whole_text(texts, document, user)


if __name__ == "__main__":
    show()

"""One submission, side by side: the file and its fields; and the decision."""

import streamlit as st

from kb.desk import ON_SUBMISSIONS, Verdict
from kb.errors import NotFound, PasserelleError
from kb.nouns import Document, Status
from kb.people import User
from ui import places, session
from ui.desk_view import told_decisions, whole_text
from ui.findings import settle
from ui.keeping import edit_and_keep
from ui.markup import escape, paragraphs
from ui.rights import rights_rows
from ui.tab import name_tab
from ui.texts import Texts


def show() -> None:
    """Show the page."""
    texts, user = session.texts(), session.member()
    try:
        document = session.services().works.document(session.parameter("id"), user)
    except NotFound:
        st.title(texts("document.missing_title"), anchor=False)
        st.warning(texts("document.missing"))
        return
    name_tab(texts, texts("review.title"))
    _heading(texts, document)
    told_decisions(texts, document, user)
    may_change = document.fields.status is Status.IN_REVIEW and session.services().works.decides_on(
        document, user
    )
    left, right = st.columns(2, gap="large")
    with left:
        whole_text(texts, document, user)
    with right:
        _decide(texts, document, user)
        if document.fields.status is Status.IN_REVIEW:
            settle(texts, document, user, may_change=may_change)
        _fields(texts, document, user, may_change=may_change)


def _heading(texts: Texts, document: Document) -> None:
    st.page_link(
        places.REVIEW,
        label=texts("review.back"),
        icon=":material/arrow_back:",
        query_params=session.carried(),
    )
    language = escape(document.fields.language)
    st.html(f'<h1 lang="{language}">{escape(document.fields.title)}</h1>')


def _fields(texts: Texts, document: Document, user: User, *, may_change: bool) -> None:
    st.header(texts("draft.fields"), anchor=False)
    if not may_change:
        _told_fields(texts, document)
        return
    edit_and_keep(texts, document, user)


def _told_fields(texts: Texts, document: Document) -> None:
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
        for name, value in rights_rows(texts, document)
    )
    st.html(f'<dl class="facts">{rows}</dl>')
    for key, value in document.fields.sheet.items():
        with st.expander(texts(f"sheet.{key}")):
            st.html(paragraphs(escape(value)))


def _decide(texts: Texts, document: Document, user: User) -> None:
    st.header(texts("review.decide"), anchor=False)
    reviews = session.services().reviews
    if document.fields.status is Status.WITHDRAWN:
        _away(texts, document, user)
        return
    if document.fields.status is Status.PUBLISHED:
        _look_again(texts, document, user)
        return
    if document.owner == user.id or not reviews.is_awaited(document, user):
        st.info(texts("review.own" if document.owner == user.id else "review.not_awaited"))
        return
    comment = st.text_area(texts("review.comment"), key=f"comment-{document.id}", height=90)
    with st.container(horizontal=True, key="verdicts"):
        pressed = [verdict for verdict in ON_SUBMISSIONS if _pressed(texts, verdict)]
    for verdict in pressed:
        _carry_out(texts, document, verdict, comment or "", user)


def _pressed(texts: Texts, verdict: Verdict) -> bool:
    return st.button(
        texts(f"review.{verdict.value}"),
        key=f"verdict-{verdict.value}",
        type="primary" if verdict is Verdict.ACCEPT else "secondary",
    )


def _carry_out(
    texts: Texts, document: Document, verdict: Verdict, comment: str, user: User
) -> None:
    try:
        session.services().reviews.decide(document.id, verdict, comment, user)
    except PasserelleError as error:
        st.error(error.problem.say(texts.language))
    else:
        # The document may have left this desk: the page of it would find nothing.
        session.remember("decided", (verdict.value, document.fields.title))
        st.switch_page(places.REVIEW, query_params=session.carried())


def _look_again(texts: Texts, document: Document, user: User) -> None:
    st.page_link(
        places.DOCUMENT,
        label=texts("contribute.open"),
        query_params=session.carried(id=document.id),
    )
    due = document.fields.review_due
    st.caption(texts("review.due", day=texts.day(due) if due else "–"))
    if not session.services().works.decides_on(document, user):
        return
    if st.button(texts("review.renew"), key="renew"):
        session.services().reviews.renew(document.id, user)
        st.rerun()
    _withdraw(texts, document, user)


def _withdraw(texts: Texts, document: Document, user: User) -> None:
    with st.expander(texts("review.withdraw_title")):
        st.caption(texts("review.withdraw_help"))
        st.caption(texts("review.withdraw_reason_help"))
        reason = st.text_area(texts("review.withdraw_reason"), key="withdraw-reason", height=90)
        sure = st.checkbox(texts("review.withdraw_confirm"), key="withdraw-sure")
        if not st.button(texts("review.withdraw"), key="withdraw", disabled=not sure):
            return
        try:
            session.services().removals.withdraw(document.id, reason or "", user)
        except PasserelleError as error:
            st.error(error.problem.say(texts.language))
        else:
            st.rerun()


def _away(texts: Texts, document: Document, user: User) -> None:
    """Let what was withdrawn or refused be reviewed again, or erased."""
    was_published = document.published_at is not None
    st.info(texts("review.is_withdrawn" if was_published else "review.is_refused"))
    if not session.services().works.decides_on(document, user):
        return
    if was_published:
        st.caption(texts("review.reopen_help"))
        if st.button(texts("review.reopen"), key="reopen"):
            session.services().removals.reopen(document.id, user)
            st.rerun()
    _erase(texts, document, user)


def _erase(texts: Texts, document: Document, user: User) -> None:
    st.subheader(texts("review.erase_title"), anchor=False)
    st.caption(texts("review.erase_help"))
    sure = st.checkbox(texts("review.erase_confirm"), key="erase-sure")
    if st.button(texts("review.erase"), key="erase", disabled=not sure, type="primary"):
        session.services().removals.erase(document.id, user)
        session.remember("erasing", document.id)
        st.switch_page(places.REVIEW, query_params=session.carried())


if __name__ == "__main__":
    show()

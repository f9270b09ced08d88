"""What one was told: submissions that wait, decisions, publications."""

import streamlit as st

from kb.desk import Letter
from kb.errors import NotFound
from kb.people import User
from ui import places, session
from ui.markup import escape, plain
from ui.texts import Texts


def show() -> None:
    """Show the page; what is on it counts as read."""
    texts, user = session.texts(), session.member()
    session.publish({})
    st.title(texts("news.title"), anchor=False)
    desk = session.services().store.catalogue.desk
    letters = desk.letters(user.id)
    if not letters:
        st.info(texts("news.none"))
    for letter in letters:
        _letter(texts, letter, user)
    desk.read_letters(user.id)


def _letter(texts: Texts, letter: Letter, user: User) -> None:
    try:
        document = session.services().works.document(letter.document_id, user)
    except NotFound:
        # It left this desk, or was erased: what it was is no longer theirs to know.
        return
    with st.container(border=not letter.read, key=f"letter-{letter.id}"):
        said, at = texts(f"news.{letter.code}"), texts.moment(letter.at)
        st.html(f'<p class="facts"><strong>{escape(said)}</strong> · {escape(at)}</p>')
        st.page_link(
            places.DRAFT if document.owner == user.id else places.SUBMISSION,
            label=plain(document.fields.title),
            query_params=session.carried(id=document.id),
        )
        if letter.comment:
            st.html(f'<blockquote class="said">{escape(letter.comment)}</blockquote>')


if __name__ == "__main__":
    show()

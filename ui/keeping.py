"""Keep what is typed into a document's fields, as one types."""

import streamlit as st

from kb.errors import PasserelleError
from kb.nouns import Document
from kb.people import User
from ui import session
from ui.fields import edit_fields, sheet_labels
from ui.findings import masked_so_far
from ui.texts import Texts


def edit_and_keep(texts: Texts, document: Document, user: User) -> None:
    """Show a document's fields, and store them as soon as one differs."""
    with st.container(key="kept-fields"):
        wanted = edit_fields(texts, document, masked=masked_so_far(document.id, user))
    if wanted == document.fields:
        st.caption(texts("draft.saved"))
        return
    try:
        labels = sheet_labels(texts)
        session.services().contributions.save(document.id, wanted, labels, user)
    except PasserelleError as error:
        st.error(error.problem.say(texts.language))
    else:
        st.rerun()

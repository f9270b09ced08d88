"""The thesaurus in the session: what is looked at, what is being changed, and what is cached."""

from collections.abc import Callable

import streamlit as st

from kb.access import AccessScope
from kb.nouns import Document
from kb.thesaurus import Concept, Proposal
from search.thesaurus.explaining import Explained
from ui import session

_OFF = "0"
_OPEN = "thesaurus-open"
_WAS = "thesaurus-was"
_OVERTAKEN = "thesaurus-overtaken"


def wanted() -> bool:
    """Tell whether searches go by the other side's words too: yes, unless the address says no."""
    if "thesaurus" not in st.session_state:
        st.session_state["thesaurus"] = st.query_params.get("also", "") != _OFF
    return bool(st.session_state["thesaurus"])


def want(wanted: bool) -> None:
    """Search by the other side's words from now on, or by the question's own only."""
    st.session_state["thesaurus"] = wanted
    st.session_state["search-page"] = 0


def parameter() -> str:
    """Say for the address that the other side's words are left out; nothing if they are not."""
    return "" if wanted() else _OFF


def concepts(
    text: str, domain: str, page: int, size: int, *, retired: bool = False
) -> tuple[list[Concept], int]:
    """List a page of the concepts in use or retired, in the order of this session's language."""
    language = session.texts().language
    return _concepts(text, domain, language, page, size, retired, _revision())


def explained(document: Document) -> tuple[Explained, ...]:
    """Explain a document's words."""
    return _explained(
        document.id, document.version, session.reading_key(), session.edition(), _revision()
    )


def skos(form: str) -> Callable[[], bytes]:
    """Prepare the concepts in use as SKOS."""
    store = session.services().store.catalogue.thesaurus

    def written() -> bytes:
        from kb.skos import write_skos

        return write_skos(store.everything(), form)

    return written


def edit(key: str, proposal: Proposal | None = None) -> None:
    """Open the form on a concept, on a new one (an empty key), or on a proposal."""
    close()
    st.session_state[_OPEN] = (key, proposal)


def close() -> None:
    """Close the form."""
    st.session_state.pop(_OPEN, None)
    begin_again()


def begin_again() -> None:
    """Let the form begin again with what is stored."""
    session.forget(_WAS, _OVERTAKEN)


def opened_as(concept: Concept | None) -> Concept | None:
    """Give the concept as it was when the form was opened, whatever became of it meanwhile."""
    found: Concept | None = st.session_state.setdefault(_WAS, concept)
    return found


def mark_overtaken() -> None:
    """Remember that somebody changed the concept while its form was open."""
    st.session_state[_OVERTAKEN] = True


def is_overtaken() -> bool:
    """Tell whether it is to be decided whose version of the concept stays."""
    return _OVERTAKEN in st.session_state


def opened() -> tuple[str, Proposal | None] | None:
    """Tell what the form is open on."""
    found: tuple[str, Proposal | None] | None = st.session_state.get(_OPEN)
    return found


def _revision() -> int:
    return session.services().store.catalogue.thesaurus.revision()


@st.cache_data(show_spinner=False, max_entries=200)
def _concepts(
    text: str, domain: str, language: str, page: int, size: int, retired: bool, revision: int
) -> tuple[list[Concept], int]:
    store = session.services().store.catalogue.thesaurus
    return store.search(
        text,
        domain=domain,
        language=language,
        retired=retired,
        limit=size,
        offset=page * size,
    )


@st.cache_data(show_spinner=False, max_entries=500)
def _explained(
    document_id: str, version: int, access_key: str, edition: int, revision: int
) -> tuple[Explained, ...]:
    access = AccessScope.of_key(access_key)
    document = session.services().store.catalogue.reader.document(document_id, access=access)
    return session.services().explainer.explain(document, access=access)

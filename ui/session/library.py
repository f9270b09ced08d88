"""What a session reads of the library, kept until something changes."""

from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache, partial

import streamlit as st

from kb.access import AccessScope
from kb.audit import Action
from kb.catalogue.sisters import Sister
from kb.nouns import Document, Filters, Link, Page, Passage, StoredPassage
from search.nouns import Question, SearchAnswer
from search.themes import ThemeTable, tabulate
from ui import handing, session
from ui.api.kept import Kept
from ui.turns import Turn, Turns

_ANSWERS = 500


def ask(question: Question) -> SearchAnswer:
    """Answer a question; asked again, the answer is at hand until something changes."""
    key, stamp = _key(question), session.editions()
    answer = _answers().find(key, stamp)
    if answer is None:
        answer = session.services().retriever.answer(question, access=session.access())
        _answers().put(key, stamp, answer)
    return answer


def turn(question: Question) -> AbstractContextManager[Turn]:
    """Wait for one's turn at a question; who asks what is at hand need not wait."""
    if _answers().find(_key(question), session.editions()):
        return nullcontext(Turn(Turns(1), session.heed))
    return session.services().turns.turn(session.heed)


def document(document_id: str) -> Document:
    """Read a document.

    Raises:
        NotFound: when there is none, or none for this reader.
    """
    return session.services().store.catalogue.reader.document(document_id, access=session.access())


def sisters(answer: SearchAnswer) -> dict[str, list[Sister]]:
    """Read what says the same as the documents of an answer in another language."""
    ids = [hit.document.id for hit in answer.hits]
    return session.services().store.catalogue.sisters.translations(ids, access=session.access())


def page(document_id: str, number: int) -> Page:
    """Read one page's text."""
    return session.services().store.catalogue.reader.page(
        document_id, number, access=session.access()
    )


def cited_passage(document: Document) -> StoredPassage | None:
    """Find the passage that the address cites, if it is one of the document's."""
    asked = session.parameter("passage")
    if not asked.isdigit():
        return None
    found = session.services().store.catalogue.reader.passages(
        [int(asked)], access=session.access()
    )
    passage = found.get(int(asked))
    return passage if passage and passage.document_id == document.id else None


def original(document: Document) -> Callable[[], bytes]:
    """Prepare to hand out the file as it was given.

    Streamlit calls what this gives outside of any session, perhaps long after the page was
    drawn: who asks is found out again by then, from the token that the page was drawn for.
    """
    return partial(handing.original, session.services(), session.token(), document.id)


def export(table: Callable[[AccessScope], bytes]) -> Callable[[], bytes]:
    """Prepare to hand out a table to an administrator, who is found out again when they ask."""
    return partial(handing.export, session.services(), session.token(), table)


def note_reading(document: Document) -> None:
    """Record that this session opened a restricted document, once for each."""
    seen: set[str] = st.session_state.setdefault("read", set())
    if document.id not in seen:
        seen.add(document.id)
        handing.record(session.services(), session.person(), Action.READ, document)


def desk_picture(document_id: str, page: int) -> bytes:
    """Draw a page of a document on this person's desk."""
    return session.services().desk_pictures.picture(
        document_id, page, None, access=session.access()
    )


def address_of(document: Document) -> str:
    """Give a document's address as others may open it."""
    base = session.services().settings.public_url or st.context.url or ""
    return f"{base.split('?')[0].removesuffix('/document').rstrip('/')}/document?id={document.id}"


def linked(document_id: str) -> list[tuple[Link, Document]]:
    """List the documents that belong with one."""
    return session.services().related.linked(document_id, access=session.access())


def neighbours(document_id: str) -> list[Document]:
    """List the documents that are about the same as one."""
    return _neighbours(document_id, session.reading_key(), session.edition())


def likenesses(document: Document) -> list[tuple[Link, Document]]:
    """List what is much like a document on this person's desk; compared again when it changed."""
    settled = len(
        session.services().store.catalogue.desk.clearances(document.id, access=session.access())
    )
    stamp = f"{document.updated_at.isoformat()} {settled}"
    return _likenesses(document.id, stamp, session.access().key, session.edition())


def can_picture(document: Document) -> bool:
    """Tell whether a document's pages can be shown as pictures."""
    return session.services().pictures.can_picture(document)


def theme_table() -> ThemeTable:
    """Count documents by domain and party."""
    return _theme_table(session.reading_key(), session.edition())


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of a list of documents, and how long the whole is."""

    documents: Sequence[Document]
    total: int


def browse(filters: Filters, *, limit: int, offset: int = 0) -> Listing:
    """List a part of the documents that pass filters."""
    return _browse(
        filters.model_dump_json(), limit, offset, session.reading_key(), session.edition()
    )


def facets(filters: Filters) -> dict[str, dict[str, int]]:
    """Count the documents by what they can be narrowed to."""
    return _facets(filters.model_dump_json(), session.reading_key(), session.edition())


def picture(document_id: str, page: int, passage: Passage | None) -> bytes:
    """Draw a page with its passage marked."""
    cited = passage.model_dump_json() if passage else ""
    return _picture(document_id, page, cited, session.reading_key(), session.edition())


def _key(question: Question) -> Hashable:
    return question.model_dump_json(), session.reading_key()


@lru_cache(maxsize=1)
def _answers() -> Kept[SearchAnswer]:
    """Give the answers at hand; they cannot be changed, so that none is copied."""
    return Kept(_ANSWERS)


@st.cache_data(show_spinner=False, max_entries=500)
def _neighbours(document_id: str, access_key: str, edition: int) -> list[Document]:
    return session.services().related.neighbours(document_id, access=AccessScope.of_key(access_key))


@st.cache_data(show_spinner=False, max_entries=100)
def _likenesses(
    document_id: str, stamp: str, access_key: str, edition: int
) -> list[tuple[Link, Document]]:
    user = session.services().store.catalogue.people.by_id(AccessScope.of_key(access_key).person)
    return session.services().contributions.likenesses(document_id, user) if user else []


@st.cache_data(show_spinner=False, max_entries=20)
def _theme_table(access_key: str, edition: int) -> ThemeTable:
    return tabulate(session.services().store.catalogue, access=AccessScope.of_key(access_key))


@st.cache_data(show_spinner=False, max_entries=100)
def _browse(filters: str, limit: int, offset: int, access_key: str, edition: int) -> Listing:
    catalogue, access = session.services().store.catalogue, AccessScope.of_key(access_key)
    wanted = Filters.model_validate_json(filters)
    found = catalogue.reader.browse(wanted, access=access, limit=limit, offset=offset)
    return Listing(found, catalogue.counting.total(wanted, access=access))


@st.cache_data(show_spinner=False, max_entries=100)
def _facets(filters: str, access_key: str, edition: int) -> dict[str, dict[str, int]]:
    return session.services().store.catalogue.counting.facets(
        Filters.model_validate_json(filters), access=AccessScope.of_key(access_key)
    )


@st.cache_data(show_spinner=False, max_entries=100)
def _picture(document_id: str, page: int, passage: str, access_key: str, edition: int) -> bytes:
    cited = Passage.model_validate_json(passage) if passage else None
    return session.services().pictures.picture(
        document_id, page, cited, access=AccessScope.of_key(access_key)
    )

"""The session: the only package that touches Streamlit's state, caches and address bar."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from kb.access import AccessScope, scope_of
from kb.audit import Action
from kb.entente import Term
from kb.errors import Forbidden
from kb.nouns import Document, Filters, Link, Page, Passage, StoredPassage
from kb.people import User
from search.nouns import Question, SearchAnswer
from search.themes import ThemeTable, tabulate
from ui import handing
from ui.doors.cookies import session_cookie
from ui.services import Services, opened_services
from ui.texts import LANGUAGES, Texts


def services() -> Services:
    """Give the services; the first session waits until they are open."""
    return opened_services()


def identify() -> None:
    """Find out who is there, and how far the catalogue came: on every run.

    A session may have been ended elsewhere meanwhile; the catalogue is asked once for all that
    a run reads.
    """
    st.session_state["person"] = services().store.accounts.person(token())
    st.session_state["edition"] = services().store.catalogue.feed.latest()


def token() -> str:
    """Give the token that this browser carries, empty for none."""
    return str(st.context.cookies.get(session_cookie(services().settings), ""))


def person() -> User | None:
    """Tell who is there; nobody for a guest."""
    user: User | None = st.session_state.get("person")
    return user


def member() -> User:
    """Give the person of a page that only exists for people with an account.

    Raises:
        Forbidden: when nobody is signed in.
    """
    user = person()
    if user is None:
        raise Forbidden("access.forbidden")
    return user


def access() -> AccessScope:
    """Give what the person of this session may read."""
    return scope_of(person(), services().settings.guest_shelves)


def texts() -> Texts:
    """Speak the language of this session: of the address, of the choice made, or the first."""
    asked = st.query_params.get("lang", "")
    if asked in LANGUAGES:
        st.session_state["language"] = asked
    return Texts(st.session_state.get("language", services().settings.language))


def switch_language() -> None:
    """Change to the other language and stay there."""
    other = {"fr": "en", "en": "fr"}[texts().language]
    st.session_state["language"] = other
    st.query_params["lang"] = other


def prefill(key: str, parameter: str) -> None:
    """Give a widget its first value from the address, in a session that has none yet."""
    if key not in st.session_state and parameter in st.query_params:
        st.session_state[key] = st.query_params[parameter]


def prefill_many(key: str, parameter: str, allowed: Sequence[str]) -> None:
    """Give a widget of several values its first ones from the address."""
    if key not in st.session_state:
        asked = st.query_params.get_all(parameter)
        st.session_state[key] = [value for value in asked if value in allowed]


def chosen(key: str) -> list[str]:
    """Give the values chosen in a widget of several values."""
    return list(st.session_state.get(key, []))


def forget(*keys: str) -> None:
    """Clear widgets."""
    for key in keys:
        st.session_state.pop(key, None)


def take(key: str) -> Any:
    """Give a fact of the session this once, nothing if there is none."""
    return st.session_state.pop(key, None)


def publish(parameters: Mapping[str, str | Sequence[str]]) -> None:
    """Write what is on the page to its address, so that it can be shared."""
    wanted = {name: value for name, value in parameters.items() if value}
    if "language" in st.session_state:
        wanted["lang"] = st.session_state["language"]
    st.query_params.from_dict(wanted)


def keep_search(parameters: Mapping[str, str | Sequence[str]]) -> None:
    """Remember a search, so that a document page can lead back to it."""
    st.session_state["last-search"] = {name: value for name, value in parameters.items() if value}


def last_search() -> dict[str, str | list[str]]:
    """Build the address of the search that led here."""
    kept: dict[str, str | list[str]] = dict(st.session_state.get("last-search", {}))
    return kept | carried()


def parameter(name: str) -> str:
    """Read one value of the address."""
    return str(st.query_params.get(name, ""))


def here() -> dict[str, list[str]]:
    """Give the address's parameters."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def remember(key: str, value: object) -> None:
    """Set a widget's value, or another fact of the session."""
    st.session_state[key] = value


def recall(key: str, default: int) -> int:
    """Read a number of the session."""
    return int(st.session_state.get(key, default))


def given(key: str) -> str:
    """Read a text of the session, empty if there is none."""
    return str(st.session_state.get(key, ""))


def carried(**values: str | int) -> dict[str, str]:
    """Build a link's parameters: its own, and the language chosen."""
    language = st.session_state.get("language")
    own = {name: str(value) for name, value in values.items() if value != ""}
    return own | ({"lang": language} if language else {})


def reading_key() -> str:
    """Name what this person reads, for caches: who reads the same shares the same entries."""
    return AccessScope(access().shelves).key


def ask(question: Question) -> SearchAnswer:
    """Answer a question; asked again, the answer is at hand until something changes."""
    words = services().store.catalogue.thesaurus.revision()
    return _ask(question.model_dump_json(), reading_key(), edition(), words)


def document(document_id: str) -> Document:
    """Read a document.

    Raises:
        NotFound: when there is none, or none for this reader.
    """
    return services().store.catalogue.reader.document(document_id, access=access())


def page(document_id: str, number: int) -> Page:
    """Read one page's text."""
    return services().store.catalogue.reader.page(document_id, number, access=access())


def cited_passage(document: Document) -> StoredPassage | None:
    """Find the passage that the address cites, if it is one of the document's."""
    asked = parameter("passage")
    if not asked.isdigit():
        return None
    found = services().store.catalogue.reader.passages([int(asked)], access=access())
    passage = found.get(int(asked))
    return passage if passage and passage.document_id == document.id else None


def original(document: Document) -> Callable[[], bytes]:
    """Prepare to hand out the file as it was given.

    Streamlit calls what this gives outside of any session, perhaps long after the page was
    drawn: who asks is found out again by then, from the token that the page was drawn for.
    """
    return partial(handing.original, services(), token(), document.id)


def export(table: Callable[[], bytes]) -> Callable[[], bytes]:
    """Prepare to hand out a table to an administrator, who is found out again when they ask."""
    return partial(handing.export, services(), token(), table)


def note_reading(document: Document) -> None:
    """Record that this session opened a restricted document, once for each."""
    seen: set[str] = st.session_state.setdefault("read", set())
    if document.id not in seen:
        seen.add(document.id)
        handing.record(services(), person(), Action.READ, document)


def desk_picture(document_id: str, page: int) -> bytes:
    """Draw a page of a document on this person's desk."""
    return services().desk_pictures.picture(document_id, page, None, access=access())


def address_of(document: Document) -> str:
    """Give a document's address as others may open it."""
    base = services().settings.public_url or st.context.url or ""
    return f"{base.split('?')[0].removesuffix('/document').rstrip('/')}/document?id={document.id}"


def linked(document_id: str) -> list[tuple[Link, Document]]:
    """List the documents that belong with one."""
    return services().related.linked(document_id, access=access())


def neighbours(document_id: str) -> list[Document]:
    """List the documents that are about the same as one."""
    return _neighbours(document_id, reading_key(), edition())


def likenesses(document: Document) -> list[tuple[Link, Document]]:
    """List what is much like a document on this person's desk; compared again when it changed."""
    settled = len(services().store.catalogue.desk.clearances(document.id, access=access()))
    stamp = f"{document.updated_at.isoformat()} {settled}"
    return _likenesses(document.id, stamp, access().key, edition())


def can_picture(document: Document) -> bool:
    """Tell whether a document's pages can be shown as pictures."""
    return services().pictures.can_picture(document)


def theme_table() -> ThemeTable:
    """Count documents by domain and party."""
    return _theme_table(reading_key(), edition())


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of a list of documents, and how long the whole is."""

    documents: Sequence[Document]
    total: int


def browse(filters: Filters, *, limit: int, offset: int = 0) -> Listing:
    """List a part of the documents that pass filters."""
    return _browse(filters.model_dump_json(), limit, offset, reading_key(), edition())


def facets(filters: Filters) -> dict[str, dict[str, int]]:
    """Count the documents by what they can be narrowed to."""
    return _facets(filters.model_dump_json(), reading_key(), edition())


def terms(vocabulary: str) -> dict[str, Term]:
    """Give the terms of a vocabulary by key."""
    return _terms(vocabulary, edition())


def picture(document_id: str, page: int, passage: Passage | None) -> bytes:
    """Draw a page with its passage marked."""
    cited = passage.model_dump_json() if passage else ""
    return _picture(document_id, page, cited, reading_key(), edition())


def edition() -> int:
    """Number the state of the catalogue: caches of an earlier one are not asked."""
    known = st.session_state.get("edition")
    return services().store.catalogue.feed.latest() if known is None else int(known)


@st.cache_data(show_spinner=False, max_entries=500)
def _ask(question: str, access_key: str, edition: int, words: int) -> SearchAnswer:
    return services().retriever.answer(
        Question.model_validate_json(question), access=AccessScope.of_key(access_key)
    )


@st.cache_data(show_spinner=False, max_entries=500)
def _neighbours(document_id: str, access_key: str, edition: int) -> list[Document]:
    return services().related.neighbours(document_id, access=AccessScope.of_key(access_key))


@st.cache_data(show_spinner=False, max_entries=100)
def _likenesses(
    document_id: str, stamp: str, access_key: str, edition: int
) -> list[tuple[Link, Document]]:
    user = services().store.catalogue.people.by_id(AccessScope.of_key(access_key).person)
    return services().contributions.likenesses(document_id, user) if user else []


@st.cache_data(show_spinner=False, max_entries=20)
def _theme_table(access_key: str, edition: int) -> ThemeTable:
    return tabulate(services().store.catalogue.tallies, access=AccessScope.of_key(access_key))


@st.cache_data(show_spinner=False, max_entries=100)
def _browse(filters: str, limit: int, offset: int, access_key: str, edition: int) -> Listing:
    catalogue, access = services().store.catalogue, AccessScope.of_key(access_key)
    wanted = Filters.model_validate_json(filters)
    found = catalogue.reader.browse(wanted, access=access, limit=limit, offset=offset)
    return Listing(found, catalogue.counting.total(wanted, access=access))


@st.cache_data(show_spinner=False, max_entries=100)
def _facets(filters: str, access_key: str, edition: int) -> dict[str, dict[str, int]]:
    return services().store.catalogue.counting.facets(
        Filters.model_validate_json(filters), access=AccessScope.of_key(access_key)
    )


@st.cache_data(show_spinner=False, max_entries=20)
def _terms(vocabulary: str, edition: int) -> dict[str, Term]:
    found = services().store.catalogue.vocabulary.terms(vocabulary)
    return {term.key: term for term in found}


@st.cache_data(show_spinner=False, max_entries=100)
def _picture(document_id: str, page: int, passage: str, access_key: str, edition: int) -> bytes:
    cited = Passage.model_validate_json(passage) if passage else None
    return services().pictures.picture(
        document_id, page, cited, access=AccessScope.of_key(access_key)
    )

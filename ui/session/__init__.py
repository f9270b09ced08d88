"""The session: the only package that touches Streamlit's state, caches and address bar."""

from collections.abc import Container, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from kb.access import AccessScope, scope_of
from kb.entente import Term
from kb.errors import Forbidden, PasserelleError
from kb.people import User
from ui.doors.cookies import session_cookie
from ui.services import Services, opened_services
from ui.texts import LANGUAGES, Texts


def services() -> Services:
    """Give the services; the first session waits until they are open."""
    return opened_services()


def identify() -> None:
    """Find out who is there, and how far the catalogue and its thesaurus came: on every run.

    A session may have been ended elsewhere meanwhile; the catalogue is asked once for all that
    a run reads.
    """
    st.session_state["person"] = services().store.accounts.person(token())
    st.session_state["editions"] = services().store.catalogue.feed.editions()


def token() -> str:
    """Give the token that this browser carries, empty for none."""
    return str(st.context.cookies.get(session_cookie(services().settings), ""))


def heed() -> None:
    """End this run where the page was asked for anew meanwhile: reading the state looks for it."""
    st.session_state.get("editions")


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
    return Texts(st.session_state.get("language") or _first_language())


def _first_language() -> str:
    """Give the installation's first language, as far as its settings can be read."""
    try:
        return services().settings.language
    except PasserelleError:
        return LANGUAGES[0]


def switch_language() -> None:
    """Change to the other language and stay there."""
    other = {"fr": "en", "en": "fr"}[texts().language]
    st.session_state["language"] = other
    st.query_params["lang"] = other


def is_new(key: str) -> bool:
    """Tell whether a widget is not on the page yet."""
    return key not in st.session_state


def prefill(key: str, parameter: str) -> None:
    """Give a widget its first value from the address, in a session that has none yet."""
    if key not in st.session_state and parameter in st.query_params:
        st.session_state[key] = st.query_params[parameter]


def prefill_many(key: str, parameter: str, allowed: Container[str]) -> None:
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
    """Write what is on the page to its address, so that it can be shared and gone back to."""
    wanted = {name: value for name, value in parameters.items() if value}
    st.session_state["published"] = _listed(wanted)
    if "language" in st.session_state:
        wanted["lang"] = st.session_state["language"]
    # Each writing is a step of the browser's history, which who goes back must not take again.
    if _listed(wanted) != here():
        st.query_params.from_dict(wanted)


def went_elsewhere(parameters: Mapping[str, str | Sequence[str]]) -> bool:
    """Tell whether the browser went back or on: the address changed, and `parameters` did not.

    An address that is older than what was published last may also come with a click that was
    faster than its writing; but such a click changes something on the page.
    """
    published = st.session_state.get("published")
    address = {name: values for name, values in here().items() if name != "lang"}
    shown = _listed({name: value for name, value in parameters.items() if value})
    return published is not None and address != published and shown == published


def _listed(parameters: Mapping[str, str | Sequence[str]]) -> dict[str, list[str]]:
    return {
        name: [value] if isinstance(value, str) else list(value)
        for name, value in parameters.items()
    }


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


def uploads(key: str) -> list[UploadedFile]:
    """Give the files of a chooser, or those kept as a fact of the session: the list itself."""
    files: list[UploadedFile] = st.session_state.get(key) or []
    return files


def given(key: str) -> str:
    """Read a text of the session, empty if there is none."""
    return str(st.session_state.get(key) or "")


def carried(**values: str | int) -> dict[str, str]:
    """Build a link's parameters: its own, and the language chosen."""
    language = st.session_state.get("language")
    own = {name: str(value) for name, value in values.items() if value != ""}
    return own | ({"lang": language} if language else {})


def reading_key() -> str:
    """Name what this person reads, for caches: who reads the same shares the same entries."""
    return AccessScope(access().shelves).key


def terms(vocabulary: str) -> Mapping[str, Term]:
    """Give the terms of a vocabulary by key."""
    return _terms(vocabulary, edition())


def edition() -> int:
    """Number the state of the catalogue: caches of an earlier one are not asked."""
    return editions()[0]


def editions() -> tuple[int, int]:
    """Number the states of the catalogue and of its thesaurus, as they were when the run began."""
    known: tuple[int, int] | None = st.session_state.get("editions")
    return known or services().store.catalogue.feed.editions()


@lru_cache(maxsize=20)
def _terms(vocabulary: str, edition: int) -> Mapping[str, Term]:
    # Not one of Streamlit's caches: those copy what they give, dozens of times for a page of hits.
    found = services().store.catalogue.vocabulary.terms(vocabulary)
    return MappingProxyType({term.key: term for term in found})

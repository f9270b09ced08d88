"""What a session reads and decides of twins, adoptions and gaps."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from kb.access import AccessScope
from kb.catalogue.gaps import Lack
from kb.catalogue.twins import TwinFilter
from kb.interest import UnansweredQuestion
from kb.nouns import Document
from kb.twins import Adoption, TwinNote, TwinState
from search import gaps
from search.gaps import OneSided
from search.twins.laying import PracticeTwins
from search.twins.pairs import Comparison, DecidedPair
from ui import handing, session


def begin(key: str, parameter: str, options: Sequence[str], otherwise: str) -> None:
    """Give a widget its first value: what the address asks for, if there is such an option."""
    asked = session.parameter(parameter)
    if key not in st.session_state:
        st.session_state[key] = asked if asked in options else otherwise


def stamp() -> str:
    """Name the state of documents, proposals and verdicts."""
    return f"{session.edition()} {session.services().store.catalogue.twins.stamp()}"


def left() -> int:
    """Count the documents whose counterparts are still to be found."""
    return session.services().store.catalogue.twin_ends.left()


def practices(chosen: TwinFilter, *, limit: int, page: int) -> tuple[int, list[PracticeTwins]]:
    """Count practices with counterparts to decide on, and list a page; the first if it is gone."""
    key = (_language(), session.reading_key(), stamp())
    found = _practices(chosen, limit, page * limit, *key)
    return found if found[0] or not page else _practices(chosen, limit, 0, *key)


def decided(
    state: TwinState, chosen: TwinFilter, *, limit: int, offset: int
) -> tuple[int, list[DecidedPair]]:
    """Count and list pairs that were decided on."""
    opened, access = session.services(), session.access()
    total = opened.store.catalogue.twins.count_verdicts(state, chosen, access=access)
    pairs = opened.twins.decided(state, chosen, access=access, limit=limit, offset=offset)
    return total, pairs


def of_practice(document_id: str) -> PracticeTwins | None:
    """Give the counterparts of one practice."""
    return _of_practice(document_id, _language(), session.reading_key(), stamp())


def confirmed(document_id: str) -> list[Document]:
    """List the confirmed twins of a document."""
    return session.services().twins.confirmed(document_id, access=session.access())


def comparison(one: str, other: str) -> Comparison:
    """Lay two documents side by side.

    Raises:
        NotFound: when there is no such pair for this reader.
    """
    return _comparison(one, other, session.access().key, stamp())


def notes(one: str, other: str) -> list[TwinNote]:
    """List what coordinators wrote about a pair."""
    return session.services().twins.notes(one, other, access=session.access())


def decide(one: str, other: str, verdict: str) -> None:
    """Confirm or reject a pair, or take the verdict back, and remember to say so."""
    service, actor = session.services().twins, session.member().id
    carry_out = {
        "confirmed": service.confirm,
        "rejected": service.reject,
        "reopened": service.reopen,
    }[verdict]
    carry_out(one, other, access=session.access(), actor=actor)
    session.remember("twin-done", verdict)


def note(one: str, other: str, text: str) -> None:
    """Write a note about a pair.

    Raises:
        Unresolved: when nothing is written.
    """
    actor = session.member().id
    session.services().twins.note(one, other, text, access=session.access(), actor=actor)
    session.remember("twin-done", "noted")


def form_key(form: str) -> str:
    """Name a form as it is shown now: after `renew` it begins empty."""
    return f"{form}-{session.recall(_number_key(form), 0)}"


def renew(form: str) -> None:
    """Let a form begin empty, once what was in it is stored."""
    session.remember(_number_key(form), session.recall(_number_key(form), 0) + 1)


def adoptions(document_id: str) -> list[Adoption]:
    """List who took a practice up."""
    return session.services().adopted.of(document_id, access=session.access())


def record_adoption(adoption: Adoption) -> None:
    """Write a new adoption, or how far a known one came.

    Raises:
        PasserelleError: when it cannot be recorded as it stands.
    """
    service = session.services().adopted
    write = service.change if adoption.id else service.record
    write(adoption, access=session.access(), actor=session.member().id)


def remove_adoption(adoption_id: int) -> None:
    """Take an adoption back."""
    actor = session.member().id
    session.services().adopted.remove(adoption_id, access=session.access(), actor=actor)


def name_of(user_id: str) -> str:
    """Name a person; empty for one that is not known any more."""
    user = session.services().store.catalogue.people.by_id(user_id)
    return user.name if user else ""


def cells() -> dict[tuple[str, str, str], int]:
    """Count documents by domain, target group and party."""
    return _cells(session.reading_key(), session.edition())


def one_sided() -> list[OneSided]:
    """List the themes that only one party documents."""
    return gaps.one_sided(cells())


def count_lacking(lack: Lack) -> int:
    """Count the documents that lack something."""
    day = datetime.now(UTC).date().isoformat()
    return _count_lacking(lack, session.reading_key(), session.edition(), day)


def lacking(lack: Lack, *, limit: int, offset: int) -> list[Document]:
    """List documents that lack something."""
    access = session.access()
    return session.services().gaps.lacking(lack, access=access, limit=limit, offset=offset)


def unanswered(limit: int) -> list[UnansweredQuestion] | None:
    """List questions that found nothing or little; None where nobody keeps them."""
    return session.services().gaps.unanswered(limit, access=session.access())


def home_address() -> str:
    """Give the address that the app is reached at, without a slash at its end."""
    base = session.services().settings.public_url or st.context.url or ""
    return base.split("?")[0].removesuffix("/gaps").rstrip("/")


def export(table: Callable[[AccessScope], bytes]) -> Callable[[], bytes]:
    """Prepare to hand out a table to a coordinator, who is found out again when they ask."""
    return partial(handing.coordinators_table, session.services(), session.token(), table, "gaps")


def _number_key(form: str) -> str:
    return f"form-number-{form}"


def _language() -> str:
    return session.texts().language


@st.cache_data(show_spinner=False, max_entries=100)
def _practices(
    chosen: TwinFilter, limit: int, offset: int, language: str, access_key: str, stamp: str
) -> tuple[int, list[PracticeTwins]]:
    return session.services().twins.practices(
        chosen,
        access=AccessScope.of_key(access_key),
        limit=limit,
        offset=offset,
        language=language,
    )


@st.cache_data(show_spinner=False, max_entries=200)
def _of_practice(
    document_id: str, language: str, access_key: str, stamp: str
) -> PracticeTwins | None:
    access = AccessScope.of_key(access_key)
    return session.services().twins.of_practice(document_id, access=access, language=language)


@st.cache_data(show_spinner=False, max_entries=100)
def _comparison(one: str, other: str, access_key: str, stamp: str) -> Comparison:
    access = AccessScope.of_key(access_key)
    return session.services().twins.comparison(one, other, access=access)


@st.cache_data(show_spinner=False, max_entries=20)
def _cells(access_key: str, edition: int) -> dict[tuple[str, str, str], int]:
    return session.services().gaps.cells(access=AccessScope.of_key(access_key))


@st.cache_data(show_spinner=False, max_entries=60)
def _count_lacking(lack: Lack, access_key: str, edition: int, day: str) -> int:
    return session.services().gaps.count(lack, access=AccessScope.of_key(access_key))

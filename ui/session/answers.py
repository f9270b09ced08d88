"""Answers in the session: extracts at hand, and the last answer that was written here."""

from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import streamlit as st

from kb.catalogue.sisters import Sister
from search.answers.nouns import Quoted, Written
from search.nouns import SearchAnswer
from ui import session
from ui.api.kept import Kept

_WRITTEN = "written-answer"
_EXTRACTS = 500


class _Kept(NamedTuple):
    key: tuple[Hashable, Hashable]
    written: Written


def extract(answer: SearchAnswer, sisters: Mapping[str, Sequence[Sister]]) -> tuple[Quoted, ...]:
    """Choose sentences of an answer's hits, at hand as long as the answer is."""
    key, stamp = _key(answer), session.editions()
    quoted = _extracts().find(key, stamp)
    if quoted is None:
        same = {own: {each.document_id for each in others} for own, others in sisters.items()}
        quoted = session.services().extractor.extract(answer, same)
        _extracts().put(key, stamp, quoted)
    return quoted


def may_write() -> bool:
    """Tell whether answers are written for this person: members, where a service is set."""
    return session.services().answering is not None and session.person() is not None


def written(answer: SearchAnswer) -> Written | None:
    """Give what was written on an answer, until another is asked for or anything changes."""
    kept: _Kept | None = st.session_state.get(_WRITTEN)
    is_of_now = kept is not None and kept.key == (_key(answer), session.editions())
    return kept.written if kept and is_of_now and may_write() else None


def write(answer: SearchAnswer, language: str) -> Written:
    """Have an answer written, and keep it in this session alone.

    Raises:
        WriterUnavailable: when the service gives nothing of use in time.
    """
    answering = session.services().answering
    if answering is None or not may_write():
        return Written()
    found = answering.write(answer, access=session.access(), otherwise=language)
    st.session_state[_WRITTEN] = _Kept((_key(answer), session.editions()), found)
    return found


def _key(answer: SearchAnswer) -> Hashable:
    """Name an answer as `library.ask` does: what was asked, and what may be read."""
    return answer.question.model_dump_json(), session.reading_key()


@lru_cache(maxsize=1)
def _extracts() -> Kept[tuple[Quoted, ...]]:
    """Give the extracts at hand; not one of Streamlit's caches, which copy what they keep."""
    return Kept(_EXTRACTS)

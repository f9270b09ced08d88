"""Answers in the session: extracts at hand, and the last answer that was written here."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from kb.catalogue.sisters import Sister
from search.answers.nouns import Quoted, Written
from search.nouns import SearchAnswer
from ui import session

_WRITTEN = "written-answer"


class _Kept(NamedTuple):
    key: tuple[str, str, int, int]
    written: Written


def extract(answer: SearchAnswer, sisters: Mapping[str, Sequence[Sister]]) -> tuple[Quoted, ...]:
    """Choose sentences of an answer's hits, at hand as long as the answer is."""
    same = {own: {each.document_id for each in others} for own, others in sisters.items()}
    return _extract(answer, same, *_key(answer))


def may_write() -> bool:
    """Tell whether answers are written for this person: members, where a service is set."""
    return session.services().answering is not None and session.person() is not None


def written(answer: SearchAnswer) -> Written | None:
    """Give what was written on an answer, until another is asked for or anything changes."""
    kept: _Kept | None = st.session_state.get(_WRITTEN)
    return kept.written if kept and may_write() and kept.key == _key(answer) else None


def write(answer: SearchAnswer, language: str) -> Written:
    """Have an answer written, and keep it in this session alone.

    Raises:
        WriterUnavailable: when the service gives nothing of use in time.
    """
    answering = session.services().answering
    if answering is None or not may_write():
        return Written()
    found = answering.write(answer, access=session.access(), otherwise=language)
    st.session_state[_WRITTEN] = _Kept(_key(answer), found)
    return found


def _key(answer: SearchAnswer) -> tuple[str, str, int, int]:
    """Name an answer as `library.ask` does: what may be read, and how far the catalogue came."""
    words = session.services().store.catalogue.thesaurus.revision()
    return answer.question.model_dump_json(), session.reading_key(), session.edition(), words


@st.cache_data(show_spinner=False, max_entries=500)
def _extract(
    _answer: SearchAnswer,
    _sisters: Mapping[str, Collection[str]],
    question: str,
    access_key: str,
    edition: int,
    words: int,
) -> tuple[Quoted, ...]:
    return session.services().extractor.extract(_answer, _sisters)

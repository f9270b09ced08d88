"""Extracts are kept by what their reader may read, and until the catalogue changes."""

from collections.abc import Mapping
from types import SimpleNamespace

import pytest

from search.answers.nouns import Quoted
from search.nouns import Question, SearchAnswer
from ui import session
from ui.session import answers


def test_an_extract_is_made_once_for_a_question_a_reader_and_an_edition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []
    state = {"reader": "public", "edition": 1, "words": 1}

    def extract(answer: SearchAnswer, sisters: Mapping[str, set[str]]) -> tuple[Quoted, ...]:
        assert not sisters
        made.append(answer.question.text)
        return ()

    opened = SimpleNamespace(extractor=SimpleNamespace(extract=extract))
    monkeypatch.setattr(session, "services", lambda: opened)
    monkeypatch.setattr(session, "reading_key", lambda: state["reader"])
    monkeypatch.setattr(session, "editions", lambda: (state["edition"], state["words"]))
    answer = SearchAnswer(question=Question(text="navette"), hits=(), total=0, facets={})
    other = answer.model_copy(update={"question": Question(text="mentorat")})
    for change in ({}, {"reader": "public\nparty:qc"}, {"edition": 2}, {"words": 2}):
        state |= change
        made.clear()
        for _ in range(2):
            answers.extract(answer, {})
            answers.extract(other, {})
        assert made == ["navette", "mentorat"], change

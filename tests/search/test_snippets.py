"""Snippets are whole sentences under one heading, with the words that matched marked."""

from collections.abc import Sequence

import numpy as np
import pytest

from kb.index_nouns import Vectors
from kb.nouns import Passage
from kb.words import words_of
from search.matches import QuestionWords
from search.meanings import WordMeanings
from search.snippets import cut_snippet

TEXT = """Contexte

L’abattoir du Kamouraska manque de bras depuis trois ans.

Objectifs

Accueillir douze familles. Garder les recrues plus d’un an.

• Médiation
• Logement"""


class NoMeanings(WordMeanings):
    """Find no two words alike."""

    def __init__(self) -> None: ...

    def closeness(self, words: Sequence[str], others: Sequence[str]) -> Vectors:
        return np.zeros((len(words), len(others)), np.float32)


def snippet(question: str) -> str:
    passage = Passage(text=TEXT, page=1, start=0, end=len(TEXT), heading_path=(), language="fr")
    rarities = {word.folded: 1.0 for word in words_of(question)}
    return cut_snippet(passage, QuestionWords(rarities, NoMeanings()).matches(TEXT)).text


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("abattoir", "L’abattoir du Kamouraska manque de bras depuis trois ans."),
        ("familles", "Accueillir douze familles. Garder les recrues plus d’un an."),
        ("contexte recrues", "Accueillir douze familles. Garder les recrues plus d’un an."),
    ],
)
def test_a_snippet_stays_under_one_heading_and_leaves_it_out(question: str, shown: str) -> None:
    assert snippet(question).startswith(shown)
    assert "Objectifs" not in snippet(question)


def test_a_passage_of_headings_alone_is_shown() -> None:
    text = "Contexte\n\nObjectifs"
    passage = Passage(text=text, page=1, start=0, end=len(text), heading_path=(), language="fr")
    assert cut_snippet(passage, []).text == "Contexte"


def test_prose_is_shown_before_the_rows_of_a_table() -> None:
    text = "Domaine | Jumelage\nAnnée | 2023\n\nLe jumelage a duré deux ans."
    passage = Passage(text=text, page=1, start=0, end=len(text), heading_path=(), language="fr")
    matches = QuestionWords({"jumelage": 1.0}, NoMeanings()).matches(text)
    assert cut_snippet(passage, matches).text == "Le jumelage a duré deux ans."


def test_the_text_in_which_most_is_found_tells_most_and_the_first_of_equals() -> None:
    rarities = {word.folded: 1.0 for word in words_of("recrues familles")}
    texts = ["Douze recrues.", "Douze familles de recrues.", "Des recrues en familles.", ""]
    assert QuestionWords(rarities, NoMeanings()).most_telling(texts) == 1
    assert QuestionWords({}, NoMeanings()).most_telling(texts) == 0

"""Snippets are whole sentences under one heading, with the words that matched marked."""

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.encoders.static import StaticEncoder
from kb.index_nouns import Vectors
from kb.nouns import Passage
from kb.ports import WordEncoder
from kb.settings import STATIC_ENCODER
from kb.words import words_of
from search.matches import QuestionWords
from search.meanings import FRENCH, SINGULAR, Vocabulary, WordMeanings
from search.snippets import cut_snippet

TEXT = """Contexte

L’abattoir du Kamouraska manque de bras depuis trois ans.

Objectifs

Accueillir douze familles. Garder les recrues plus d’un an.

• Médiation
• Logement"""


class Meaningless:
    """Find no two words alike."""

    dimension = 1

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), self.dimension), np.float32)


def asked_for(rarities: Mapping[str, float]) -> QuestionWords:
    return QuestionWords(rarities, WordMeanings(cast("WordEncoder", Meaningless())))


def snippet(question: str) -> str:
    passage = Passage(text=TEXT, page=1, start=0, end=len(TEXT), heading_path=(), language="fr")
    rarities = {word.folded: 1.0 for word in words_of(question)}
    return cut_snippet(passage, asked_for(rarities).matches(TEXT)).text


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
    matches = asked_for({"jumelage": 1.0}).matches(text)
    assert cut_snippet(passage, matches).text == "Le jumelage a duré deux ans."


def test_the_text_in_which_most_is_found_tells_most_and_the_first_of_equals() -> None:
    rarities = {word.folded: 1.0 for word in words_of("recrues familles")}
    texts = ["Douze recrues.", "Douze familles de recrues.", "Des recrues en familles.", ""]
    assert asked_for(rarities).most_telling(texts) == 1
    assert asked_for({}).most_telling(texts) == 0


def test_words_keep_their_numbers_and_stems_whatever_is_learnt_after_them() -> None:
    known = Vocabulary(StaticEncoder(STATIC_ENCODER))
    first = known.numbers(["Métiers", "métier", "jobs"])
    vectors, stems = known.vectors[first].copy(), known.stems[first].copy()
    many = known.numbers([f"mot{number}" for number in range(500)])
    again = known.numbers(["jobs", "METIERS", "métier"])
    assert again.tolist() == [first[2], first[0], first[1]]
    assert not set(many.tolist()) & set(first.tolist())
    assert (known.vectors[first] == vectors).all() and (known.stems[first] == stems).all()
    assert stems[0, FRENCH] == stems[1, FRENCH] and stems[0, SINGULAR] == stems[1, SINGULAR]
    assert known.stem_numbers(["metier"])[0] == stems[1, SINGULAR]


def test_function_words_tell_nothing() -> None:
    known = Vocabulary(StaticEncoder(STATIC_ENCODER))
    numbers = known.numbers(["Les", "the", "métiers"])
    assert known.telling[numbers].tolist() == [False, False, True]


@given(
    text=st.lists(
        st.sampled_from(
            [
                "L’",
                "emploi",
                "Emplois,",
                "l'",
                "aujourd’hui ",
                " ",
                "don't",
                "R.N.E.",
                "\n",
                "œuvre",
            ]
        ),
        max_size=30,
    ).map("".join),
    wanted=st.sets(st.sampled_from(["emploi", "emplois", "rne", "oeuvre", "hui", "don", "l"])),
)
def test_the_words_that_are_wanted_stand_where_reading_all_words_finds_them(
    text: str, wanted: set[str]
) -> None:
    known = Vocabulary(cast("WordEncoder", Meaningless()))
    numbers = set(known.numbers(sorted(wanted)).tolist())
    known.held(text)
    read = known.read(text)
    places = [place for place, number in enumerate(read.numbers.tolist()) if number in numbers]
    expected = zip(read.numbers[places].tolist(), read.words(text, places), strict=True)
    assert known.standing(text, numbers) == list(expected)

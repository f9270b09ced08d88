"""Typing errors are forgiven, and no word in order is taken for another."""

import pytest

from kb.access import AccessScope
from kb.words import words_of
from search.corrections import Speller
from tests.shelf import Shelf

PUBLIC = AccessScope(frozenset({"public"}))
FRENCH = "Le conseiller reçoit les personnes avec une souris sans fil, des navettes et un accueil."
ENGLISH = "The counsellor hears every sound in the office and offers a schedule to the trainee."


@pytest.fixture
def speller(shelf: Shelf) -> Speller:
    """Correct by two small documents, one of each language."""
    shelf.put(FRENCH, title="Accueil", language="fr")
    shelf.put(ENGLISH, title="Office", language="en")
    return Speller(shelf.store.words, shelf.store.word_encoder)


def corrected(speller: Speller, text: str) -> dict[str, str]:
    words = [word.folded for word in words_of(text)]
    return speller.correct(words, words, access=PUBLIC)


@pytest.mark.parametrize("text", ["sourds", "sourd", "les personnes sourdes", "un élève autiste"])
def test_a_word_of_either_language_is_left_as_it_is(speller: Speller, text: str) -> None:
    assert corrected(speller, text) == {}


@pytest.mark.parametrize(
    ("text", "word", "meant"),
    [
        ("navetttes", "navetttes", "navettes"),
        ("un acueil pour tous", "acueil", "accueil"),
        ("schedulle of the trainee", "schedulle", "schedule"),
    ],
)
def test_a_misspelt_word_is_corrected(speller: Speller, text: str, word: str, meant: str) -> None:
    assert corrected(speller, text) == {word: meant}


def test_a_correction_is_a_word_of_the_questions_language(speller: Speller) -> None:
    assert corrected(speller, "les personnes avec un sounrd") == {}
    assert corrected(speller, "the counsellor hears a sounrd") == {"sounrd": "sound"}

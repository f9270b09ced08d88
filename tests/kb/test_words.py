"""Words: folded, elided, stemmed, and always where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.folding import fold
from kb.words import Stemmer, content_words, spellings, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’école d'aujourd’hui", ["ecole", "aujourd", "hui"]),
        ("Qu’est-ce que l'AEC-DEP ?", ["est", "ce", "que", "aec", "dep"]),
        ("the employer's don't", ["the", "employer", "don"]),
        ("Œuvre, cœur, ÉTÉ", ["oeuvre", "coeur", "ete"]),
        ("C.L.E. de Gaspé (2023)", ["cle", "de", "gaspe", "2023"]),
        ("", []),
    ],
)
def test_words_are_folded_and_elisions_cut(text: str, words: list[str]) -> None:
    assert [word.folded for word in words_of(text)] == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["formation", "formations"]),
        ("fr", ["employeur", "employeurs"]),
        ("en", ["training", "trainings"]),
        ("en", ["employer", "employers"]),
    ],
)
def test_endings_do_not_matter(language: str, words: list[str]) -> None:
    stem = Stemmer(language)
    assert len({stem(fold(word)) for word in words}) == 1


def test_accents_are_the_same_with_and_without() -> None:
    stem = Stemmer("fr")
    for word in ("métier", "chômage", "employée", "reconnaissance"):
        assert stem(fold(word)) == stem(fold(word).upper().lower())


def test_words_that_carry_meaning_are_kept_once() -> None:
    assert content_words(words_of("le mentorat et le mentorat")) == ["mentorat"]
    assert content_words(words_of("to be or not to be")) == ["to", "be", "or", "not"]


def test_a_letter_that_is_but_a_mark_is_no_word() -> None:
    assert words_of("\ufe70") == []
    assert [word.folded for word in words_of("a\ufe70b")] == ["ab"]


@given(st.text(max_size=200))
def test_words_stand_where_they_say(text: str) -> None:
    words = words_of(text)
    assert all(0 <= word.start < word.end <= len(text) for word in words)
    assert all(a.end <= b.start for a, b in zip(words, words[1:], strict=False))
    assert all(word.folded and " " not in word.folded for word in words)


@given(st.text("l'abCÉ. ’", max_size=60), st.sets(st.sampled_from(["l", "ab", "C", "É", "b"])))
def test_words_of_some_spellings_are_those_among_all(text: str, spelt: set[str]) -> None:
    chosen = [word for word in words_of(text) if text[word.start : word.end] in spelt]
    assert words_of(text, spelt) == chosen
    assert {text[word.start : word.end] for word in words_of(text)} <= spellings(text)

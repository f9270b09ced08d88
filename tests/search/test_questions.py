"""Taking a question apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import InvalidQuestion
from search.questions import analyse


@pytest.mark.parametrize(
    ("text", "words", "phrases", "excluded"),
    [
        ("l’insertion des jeunes", ("insertion", "jeunes"), (), ()),
        ("L'APPRENTISSAGE À L'ÉCOLE", ("apprentissage", "ecole"), (), ()),
        ('"recrutement par simulation" CV', ("recrutement", "simulation", "cv"),
         (("recrutement", "par", "simulation"),), ()),
        ("« contrat d’engagement » jeune", ("contrat", "engagement", "jeune"),
         (("contrat", "engagement"),), ()),
        ("mobilité -saisonnière", ("mobilite",), (), (("saisonniere",),)),
        ('mobilité -"travail saisonnier"', ("mobilite",), (), (("travail", "saisonnier"),)),
        ("AEC-DEP", ("aec", "dep"), (), ()),
        ("génie -HSE- industriel", ("genie", "hse", "industriel"), (), ()),
        ("what is the P.A.M.T.", ("pamt",), (), ()),
        ("the", ("the",), (), ()),
        ("", (), (), ()),
        ("?!", (), (), ()),
        ('""', (), (), ()),
    ],
)  # fmt: skip
def test_a_question_in_its_parts(
    text: str,
    words: tuple[str, ...],
    phrases: tuple[tuple[str, ...], ...],
    excluded: tuple[tuple[str, ...], ...],
) -> None:
    analysis = analyse(text)
    assert (analysis.words, analysis.phrases, analysis.excluded) == (words, phrases, excluded)


def test_what_is_excluded_does_not_reach_the_encoder() -> None:
    assert analyse('mobilité -saisonnière -"en été"').text == "mobilité"


def test_a_hyphen_inside_a_word_excludes_nothing() -> None:
    assert analyse("carrefour jeunesse-emploi").excluded == ()


def test_a_text_that_quotes_orders_nothing_but_what_it_excludes() -> None:
    text = 'Le ministre a dit que la mesure serait « prête » avant la fin de l’année -"en été"'
    analysis = analyse(text)
    assert (analysis.phrases, analysis.excluded) == ((), (("en", "ete"),))
    assert "prete" in analysis.words


def test_a_question_longer_than_any_is_refused() -> None:
    with pytest.raises(InvalidQuestion):
        analyse("mot " * 1000)


@given(st.text(max_size=200))
def test_any_text_can_be_taken_apart(text: str) -> None:
    analysis = analyse(text)
    assert all(word for word in analysis.words)
    assert all(phrase for phrase in (*analysis.phrases, *analysis.excluded))

"""Words match by meaning, across languages, and never through what may not be read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as checks
from hypothesis import strategies as st

from kb.access import AccessScope
from search.expansions import Expander
from search.soft import SoftMatcher, SoftQuestion
from tests.shelf import Shelf

PUBLIC = AccessScope(frozenset({"public"}))
TEXTS = {
    "Unemployment falls among young workers.": "en",
    "Le chômage des jeunes recule.": "fr",
    "Des navettes relient la gare au parc industriel.": "fr",
    "Retired welders teach their trade.": "en",
}


@pytest.fixture
def stocked(shelf: Shelf) -> Shelf:
    for text, language in TEXTS.items():
        shelf.put(text, title=text[:5], language=language)
    shelf.put("The confidential carousel.", title="Secret", language="en", audience="party")
    return shelf


def matcher(shelf: Shelf) -> SoftMatcher:
    return SoftMatcher(shelf.store.word_encoder, shelf.store.tokens)


def expander(shelf: Shelf) -> Expander:
    return Expander(shelf.store.word_encoder)


def expand(shelf: Shelf, word: str, access: AccessScope = PUBLIC) -> dict[str, float]:
    standing = matcher(shelf).question(word, access=access).standing
    return expander(shelf).expand([word], standing)


def score(shelf: Shelf, question: str, *texts: str) -> list[float]:
    asked = matcher(shelf).question(question, access=PUBLIC)
    return [float(each) for each in asked.score(shelf.store.word_encoder.tokens(texts))]


def test_a_translation_counts_as_the_word_itself(stocked: Shelf) -> None:
    same, translated, other = score(stocked, "chômage", *list(TEXTS)[1::-1], list(TEXTS)[2])
    assert same > 0.2 and translated > 0.1
    assert other < 0.05


def test_rare_words_weigh_more_than_common_ones(stocked: Shelf) -> None:
    rare, common = score(stocked, "le chômage", "unemployment", "le le le")
    assert rare > common


def test_an_empty_passage_scores_nothing_and_spoils_nothing(stocked: Shelf) -> None:
    alone = score(stocked, "chômage", "Le chômage recule.")
    assert score(stocked, "chômage", "", "Le chômage recule.", "") == pytest.approx([0, *alone, 0])


def test_words_are_joined_by_their_translations(stocked: Shelf) -> None:
    further = expand(stocked, "chomage")
    assert further["unemployment"] > 0.1
    assert all(0 < weight < 1 for weight in further.values())


def test_words_are_never_joined_by_what_may_not_be_read(stocked: Shelf) -> None:
    everybody = AccessScope(frozenset({"public", "party:qc"}))
    assert "carousel" in expand(stocked, "carrousel", everybody)
    assert "carousel" not in expand(stocked, "carrousel")


@checks(max_examples=60, deadline=None)
@given(
    bags=st.lists(st.lists(st.integers(0, 9), max_size=12), max_size=6),
    seed=st.integers(0, 2**16),
)
def test_scores_are_shares_and_do_not_depend_on_neighbours(
    bags: list[list[int]], seed: int
) -> None:
    chance = np.random.default_rng(seed)
    question = SoftQuestion(
        weights=chance.random(3).astype(np.float32) + 0.1,
        places=chance.permutation(10).astype(np.intp),
        likeness=chance.random((3, 10)).astype(np.float32),
        usual_length=5.0,
        standing={},
    )
    arrays = [np.array(bag, np.uint16) for bag in bags]
    together = question.score(arrays)
    assert ((together >= 0) & (together <= 1)).all()
    alone = [float(question.score([each])[0]) for each in arrays]
    assert together.tolist() == pytest.approx(alone, abs=1e-5)

"""What is near to everything, or in the question's own language, is no answer for that alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as checks
from hypothesis import strategies as st
from numpy.typing import NDArray

from kb.index_nouns import Vectors
from search.hubs import Hubs

WIDTH = 32


def unit(rows: NDArray[np.floating]) -> Vectors:
    vectors: Vectors = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    return vectors.astype(np.float32)


def drawn(seed: int, rows: int) -> Vectors:
    return unit(np.random.default_rng(seed).standard_normal((rows, WIDTH)))


def background(seed: int = 1, lean: float = 0.0) -> dict[str, Vectors]:
    """Draw texts that say the same in two languages, each with a direction of its own."""
    texts, axes = drawn(seed, 400), np.eye(WIDTH)[:2]
    return {"fr": unit(texts + lean * axes[0]), "en": unit(texts + lean * axes[1])}


def test_without_a_background_cosines_stay_as_they_are() -> None:
    question, passages = drawn(2, 1)[0], drawn(3, 4)
    found = Hubs({}).cosines(question, [1, 2, 3, 4], ["fr", "en", "fr", "en"], passages)
    assert found == pytest.approx(passages @ question, abs=1e-6)


@pytest.mark.parametrize("texts", [{}, background()])
def test_no_passage_gives_no_cosine(texts: dict[str, Vectors]) -> None:
    nothing = np.zeros((0, 0), np.float32)
    assert Hubs(texts).cosines(drawn(2, 1)[0], [], [], nothing).shape == (0,)


def test_a_passage_near_to_everything_stands_behind_one_as_near_to_the_question() -> None:
    texts = background()
    question = drawn(2, 1)[0]
    hub, other = texts["fr"][7], drawn(5, 1)[0]
    # Bring both to the same cosine with the question.
    other = unit(other - (other @ question) * question)
    alike = (hub @ question) * question + np.sqrt(1 - (hub @ question) ** 2) * other
    plain = np.stack([hub, alike])
    assert plain @ question == pytest.approx([hub @ question] * 2, abs=1e-5)
    first, second = Hubs(texts).cosines(question, [1, 2], ["fr", "fr"], plain)
    assert first < second - 0.01


def test_a_passage_in_the_questions_own_language_has_no_head_start() -> None:
    texts = background(lean=0.5)
    question = unit(texts["fr"][3] + texts["en"][3] + 0.8 * np.eye(WIDTH)[0])
    french, english = texts["fr"][3], texts["en"][3]
    passages = np.stack([french, english])
    before = passages @ question
    after = Hubs(texts).cosines(question, [1, 2], ["fr", "en"], passages)
    assert before[0] - before[1] > 0.05
    assert abs(after[0] - after[1]) < (before[0] - before[1]) / 2


def test_a_third_language_is_neither_helped_nor_held_back() -> None:
    texts = background(lean=0.5)
    hubs, question, passage = Hubs(texts), drawn(2, 1)[0], drawn(3, 1)
    scores = {
        language: float(hubs.cosines(question, [1], [language], passage)[0])
        for language in ("fr", "en", "und")
    }
    assert scores["und"] == pytest.approx((scores["fr"] + scores["en"]) / 2, abs=1e-5)


@checks(max_examples=30, deadline=None)
@given(order=st.permutations(range(12)), first=st.integers(0, 12))
def test_a_passage_scores_the_same_whatever_stands_beside_it(order: list[int], first: int) -> None:
    passages, question, texts = drawn(3, 12), drawn(2, 1)[0], background()
    languages = ["fr", "en"] * 6
    alone = Hubs(texts).cosines(question, range(12), languages, passages)
    hubs = Hubs(texts)
    hubs.cosines(question, order[:first], [languages[row] for row in order[:first]],
                 passages[order[:first]])  # fmt: skip
    mixed = hubs.cosines(question, order, [languages[row] for row in order], passages[order])
    assert mixed == pytest.approx(alone[order], abs=1e-6)

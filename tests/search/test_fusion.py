"""Scores are added by weights that follow the question, and a chance is a chance."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as checks
from hypothesis import strategies as st

from search.fusion import SIGNALS, Evidence, Fusion
from search.rarity import Rarities

UNITS = st.floats(0, 1, width=32)


def evidence(*rows: tuple[str, float, float, float], known: float = 1.0) -> Evidence:
    return Evidence(
        passage_ids=range(len(rows)),
        document_ids=[str(row) for row in range(len(rows))],
        languages=[row[0] for row in rows],
        cosines=np.array([row[1] for row in rows], np.float32),
        words=np.array([row[2] for row in rows], np.float32),
        soft=np.array([row[3] for row in rows], np.float32),
        rarities={"emploi": 1.0},
        known={"fr": known, "en": known},
    )


@checks(max_examples=80, deadline=None)
@given(
    rows=st.lists(st.tuples(st.sampled_from(["fr", "en", "und"]), UNITS, UNITS, UNITS), max_size=8),
    known=UNITS,
)
def test_chances_keep_the_order_of_the_odds(
    rows: list[tuple[str, float, float, float]], known: float
) -> None:
    fusion, found = Fusion.learnt(), evidence(*rows, known=known)
    chances = fusion.chances(found)
    assert ((chances >= 0) & (chances <= 1)).all()
    if rows:
        odds = fusion.odds(found)
        assert (np.diff(chances[np.argsort(odds)]) >= 0).all()


@checks(max_examples=80, deadline=None)
@given(parts=st.tuples(UNITS, UNITS, UNITS), more=st.integers(0, 2), step=st.floats(0.01, 0.5))
def test_more_of_anything_never_lowers_a_passage_beside_its_like(
    parts: tuple[float, float, float], more: int, step: float
) -> None:
    better = tuple(min(1.0, x + step * (place == more)) for place, x in enumerate(parts))
    odds = Fusion.learnt().odds(evidence(("fr", *parts), ("fr", *better)))  # type: ignore[arg-type]
    assert odds[1] >= odds[0]


def test_words_of_the_other_language_are_levelled() -> None:
    found = evidence(("fr", 0.5, 0.6, 0.8), ("fr", 0.5, 0.3, 0.4), ("en", 0.5, 0.0, 0.2))
    parts = found.parts()
    assert parts[:, 2].tolist() == pytest.approx([0.8, 0.4, 0.8])
    assert parts[:, 1].tolist() == pytest.approx([0.6, 0.3, 0.0])


def test_signals_are_the_best_of_what_was_found_and_what_each_language_knows() -> None:
    rows = ("fr", 0.9, 0.5, 0.4), ("en", 0.7, 0.0, 0.3), ("und", 0.1, 0.1, 0.1)
    found = replace(evidence(*rows), known={"fr": 0.8, "en": 0.2})
    named = dict(zip(SIGNALS, found.signals().T.tolist(), strict=True))
    assert named["known"] == pytest.approx([0.8, 0.2, 0.8])
    assert named["words_held"] == pytest.approx([0.5] * 3)
    assert named["soft_held"] == pytest.approx([0.4] * 3)
    assert named["likeness"] == pytest.approx([0.9] * 3)


def test_words_count_less_where_the_language_knows_few_of_them() -> None:
    """A passage that holds words against one that holds their meaning, as strongly."""
    rows = ("fr", 0.5, 0.6, 0.3), ("en", 0.5, 0.6, 0.3)
    french, english = Fusion.learnt().odds(replace(evidence(*rows), known={"fr": 0.9, "en": 0.1}))
    assert english < french


def test_words_are_shares_of_what_their_language_could_reach() -> None:
    rarities = Rarities({"fr": 90, "en": 10}, {"fr": {"emploi": 30}, "en": {"emploi": 1}})
    french, english, third = rarities.shares({1: 1.0, 2: 1.0}, [1, 2, 3], ["fr", "en", "fr"])
    assert 0 < english < french < 1
    assert third == 0
    assert rarities.known() == {"fr": 1.0, "en": 1.0}


def test_a_word_that_no_passage_of_a_language_holds_is_not_known_there() -> None:
    rarities = Rarities({"fr": 5, "en": 5}, {"fr": {"stage": 2}, "en": {"stage": 0}})
    assert rarities.known() == {"fr": 1.0, "en": 0.0}

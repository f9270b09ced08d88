"""No language buries the other, and nothing else moves."""

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.fusion import Evidence
from search.nouns import Mode
from search.ranking import RankedPassage, balanced, by_document, in_order

GOOD = 0.5


def documents(*rows: tuple[str, float]) -> list[list[RankedPassage]]:
    ranked = sorted(rows, key=lambda row: -row[1])
    return [
        [RankedPassage(number, f"d{number}", language, score)]
        for number, (language, score) in enumerate(ranked)
    ]


def languages(ranked: list[list[RankedPassage]]) -> list[str]:
    return [each[0].language for each in ranked]


def test_the_few_good_ones_of_a_language_have_a_place_on_the_first_page() -> None:
    ranked = balanced(documents(*[("fr", 0.9)] * 30, ("en", 0.6), ("en", 0.55), ("en", 0.52)), GOOD)
    assert languages(ranked)[:10] == ["fr"] * 8 + ["en"] * 2
    assert languages(ranked)[10:] == ["fr"] * 22 + ["en"]


def test_those_that_are_not_good_stay_where_they_are() -> None:
    before = documents(*[("fr", 0.9)] * 12, ("en", 0.4))
    assert balanced(before, GOOD) == before


def test_a_page_that_has_both_is_left_alone() -> None:
    before = documents(("fr", 0.9), ("en", 0.8), ("fr", 0.7), ("en", 0.6))
    assert balanced(before, GOOD) == before


@given(
    st.lists(
        st.tuples(st.sampled_from(["fr", "en", "und"]), st.floats(0, 1, width=16)), max_size=40
    )
)
def test_nothing_is_lost_and_the_best_stays_first(rows: list[tuple[str, float]]) -> None:
    before = documents(*rows)
    after = balanced(before, GOOD)
    assert sorted(each[0].document_id for each in after) == sorted(
        each[0].document_id for each in before
    )
    assert after[:4] == before[:4]
    for language in {language for language, score in rows if score >= GOOD}:
        wanted = min(2, sum(own == language and score >= GOOD for own, score in rows))
        assert languages(after)[:10].count(language) >= wanted


def test_documents_stand_by_their_best_passage() -> None:
    passages = [RankedPassage(1, "a", "fr", 0.9), RankedPassage(2, "b", "fr", 0.8)]
    passages.append(RankedPassage(3, "a", "fr", 0.7))
    assert [[each.passage_id for each in own] for own in by_document(passages)] == [[1, 3], [2]]


@given(
    rows=st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from([0.25, 0.5, 0.75])),
        max_size=12,
    ),
    arrivals=st.randoms(use_true_random=False),
)
def test_equal_scores_stand_the_same_whatever_came_in_first(
    rows: list[tuple[str, float]], arrivals: random.Random
) -> None:
    given_first = sorted(rows)
    given_later = list(given_first)
    arrivals.shuffle(given_later)
    assert ranked(given_later) == ranked(given_first)


def ranked(rows: list[tuple[str, float]]) -> list[tuple[str, float]]:
    scores = np.array([score for _, score in rows], np.float32)
    evidence = Evidence(
        passage_ids=range(len(rows)),
        document_ids=[document for document, _ in rows],
        languages=["fr"] * len(rows),
        cosines=scores,
        words=scores,
        soft=scores,
        rarities={},
        known={},
    )
    return [(each.document_id, each.score) for each in in_order(evidence, scores, Mode.HYBRID)]

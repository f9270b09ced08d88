"""What a list of the best leaves out: never some of those that are equally good, by chance."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kb.index_nouns import Scored
from search.narrowing import decided

LIMIT = 20


def cut(hits: list[Scored], chance: Random) -> list[Scored]:
    """Give the best as an index does, to which the order of equal ones is a matter of chance."""
    mixed = chance.sample(hits, len(hits))
    return sorted(mixed, key=lambda hit: -hit.score)[:LIMIT]


@given(st.lists(st.integers(1, 30), max_size=60), st.randoms(use_true_random=False))
def test_the_order_in_which_equal_ones_came_makes_no_difference(
    scores: list[int], chance: Random
) -> None:
    hits = [Scored(number, float(score)) for number, score in enumerate(scores)]
    one, other = (decided(cut(hits, chance), LIMIT) for _ in range(2))
    if 2 * len(one) >= LIMIT > len(one) or len(hits) < LIMIT:
        assert set(one) == set(other)
    assert [hit.score for hit in one] == [hit.score for hit in other]


@given(st.lists(st.integers(1, 30), max_size=60), st.randoms(use_true_random=False))
def test_no_more_is_left_out_than_half(scores: list[int], chance: Random) -> None:
    hits = [Scored(number, float(score)) for number, score in enumerate(scores)]
    full = cut(hits, chance)
    kept = decided(full, LIMIT)
    assert kept == full[: len(kept)]
    assert 2 * len(kept) >= len(full)


def test_what_is_better_than_the_last_of_a_full_list_stays() -> None:
    full = [Scored(number, 9.0 - number) for number in range(LIMIT - 1)]
    last = full[-1].score
    assert decided([*full, Scored(99, last)], LIMIT) == full[:-1]
    assert decided([*full, Scored(99, last - 1)], LIMIT) == full
    assert decided(full, LIMIT) == full

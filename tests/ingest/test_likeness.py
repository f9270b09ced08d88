"""Likeness: sketches that estimate resemblance, and translations told from other documents."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ingest.likeness import (
    Profile,
    marks_of,
    resemblance,
    resemblances,
    signature,
    translation_likelihood,
)

WORDS = st.lists(st.text(alphabet="abcdeé", min_size=1, max_size=4), min_size=1, max_size=120)
MARKS = st.frozensets(st.sampled_from([str(at) for at in range(2000, 2030)]))


def words(count: int, kind: str) -> list[str]:
    return [f"{kind}{at}" for at in range(count)]


def vector(seed: int, *, near: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).normal(size=64).astype(np.float32)
    drawn /= np.linalg.norm(drawn)
    if near is not None:
        drawn = near + np.float32(0.4) * drawn
        drawn /= np.linalg.norm(drawn)
    return drawn


@given(WORDS, WORDS)
def test_resemblance_is_symmetric_and_between_0_and_1(one: list[str], two: list[str]) -> None:
    a, b = signature([" ".join(one)]), signature([" ".join(two)])
    assert resemblance(a, b) == resemblance(b, a)
    assert 0 <= resemblance(a, b) <= 1
    assert resemblance(a, a) == 1


@given(WORDS, st.integers(0, 120))
def test_a_sketch_does_not_depend_on_cuts_case_or_accents(written: list[str], at: int) -> None:
    whole = signature([" ".join(written)])
    assert signature([" ".join(written[:at]), " ".join(written[at:])]) == whole
    assert signature([" ".join(written).upper().replace("É", "E")]) == whole


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 200))
def test_resemblance_estimates_the_share_of_common_shingles(changed: int) -> None:
    original = words(200, "a")
    other = original[: 200 - changed] + words(changed, "b")
    common = max(0, 197 - changed)
    expected = common / (2 * 197 - common)
    found = resemblance(signature([" ".join(original)]), signature([" ".join(other)]))
    assert abs(found - expected) < 0.17


def test_unrelated_texts_do_not_resemble_and_nothing_resembles_nothing() -> None:
    a, b = signature([" ".join(words(300, "a"))]), signature([" ".join(words(300, "b"))])
    assert resemblance(a, b) < 0.03
    assert signature(["", " ?"]) == b""
    assert resemblance(b"", b"") == resemblance(a, b"") == 0
    assert resemblances(a, [b"", a, b]).tolist()[:2] == [0, 1]
    assert resemblances(a, []).shape == (0,)


@given(st.integers(0, 50), st.integers(0, 50), MARKS, MARKS, st.integers(0, 9), st.integers(0, 9))
def test_translation_likelihood_is_symmetric_and_between_0_and_1(
    one: int, two: int, marks: frozenset[str], others: frozenset[str], few: int, many: int
) -> None:
    a = Profile("fr", vector(one), few, marks)
    b = Profile("en", vector(two), many, others)
    assert translation_likelihood(a, b) == translation_likelihood(b, a)
    assert 0 <= translation_likelihood(a, b) <= 1


FRENCH = (
    "En 2021, le bureau de Rimouski a accueilli 1 240 personnes, dont 37,5 % de jeunes. Avec le"
    " PRIIME et la ville de Gaspé, 86 stages ont été organisés entre 2019 et 2023."
)
ENGLISH = (
    "In 2021 the Rimouski office welcomed 1,240 people, 37.5% of them young. With PRIIME and the"
    " town of Gaspe, 86 placements were organised between 2019 and 2023."
)
OTHER = (
    "In 2022 the agency in Toulouse met 310 employers and 54 mentors, with help from the OECD;"
    " the trial will end in 2025 near Bordeaux."
)


def test_a_translation_is_told_from_another_document_on_the_same_subject() -> None:
    centroid = vector(1)
    a = Profile("fr", centroid, 5, marks_of([FRENCH]))
    b = Profile("en", vector(2, near=centroid), 5, marks_of([ENGLISH]))
    c = Profile("en", vector(3, near=centroid), 5, marks_of([OTHER]))
    unrelated = Profile("en", vector(4), 5, marks_of([OTHER]))
    assert {"1240", "37.5", "rimouski", "priime", "gaspe"} <= a.marks & b.marks
    assert translation_likelihood(a, b) > 0.9
    assert translation_likelihood(a, c) < 0.5
    assert translation_likelihood(a, unrelated) < 0.05


def test_a_document_of_the_same_language_or_without_passages_is_no_translation() -> None:
    a = Profile("fr", vector(1), 1, marks_of([FRENCH]))
    empty = Profile("en", np.zeros(64, dtype=np.float32), 0, frozenset())
    assert translation_likelihood(a, a) == 0
    assert translation_likelihood(a, empty) == 0

"""How alike two practices are: what they say, whom they serve, which domains they stand in.

The texts are compared passage by passage, each with the one of the other side that answers it best,
and as wholes. A cosine is taken less how near either side is to ordinary texts in the other side's
language: cross-domain local scaling (Conneau et al., 2018, "Word translation without parallel
data") over the background that comes with the encoder. So nothing but the two documents decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kb.ports import Vectors
from search.hubs import GROUP, nearness


@dataclass(frozen=True, slots=True)
class Side:
    """One document of a pair.

    Attributes:
        centroid: shape (dimension,).
        vectors: its passages, shape (passages, dimension).
        nearness: by language, how near the centroid and then each passage is to ordinary texts.
    """

    language: str
    centroid: Vectors
    vectors: Vectors
    nearness: Mapping[str, Vectors]

    def near(self, language: str) -> Vectors:
        """Give the nearness to texts of a language: shape (1 + passages,)."""
        known = self.nearness.get(language)
        return np.zeros(1 + len(self.vectors), np.float32) if known is None else known


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice in all its translations, and what is known of them together."""

    sides: tuple[Side, ...]
    domains: frozenset[str]
    target_groups: frozenset[str]
    languages: frozenset[str]
    is_sheet: bool


@dataclass(frozen=True, slots=True)
class Features:
    """The signals of one pair, each about 0 where nothing is shared."""

    passages: float
    wholes: float
    domains: float
    target_groups: float
    sheet: float
    across: float


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts, beside that of the passages.

    Chosen by `benchmarks.twins --tune` on one half of the judged pairs; docs/twins.md has what
    they give on the other half. A publication counts less than a sheet, and a pair of two
    languages more, since the scaling does not level languages wholly.
    """

    wholes: float = 0.3
    domains: float = 0.1
    target_groups: float = 0.2
    sheet: float = 0.1
    across: float = 0.03

    def score(self, features: Features) -> float:
        """Add the signals up."""
        return (
            features.passages
            + self.wholes * features.wholes
            + self.domains * features.domains
            + self.target_groups * features.target_groups
            + self.sheet * features.sheet
            + self.across * features.across
        )


def measured_languages(background: Mapping[str, Vectors]) -> list[str]:
    """List the languages that have enough ordinary texts to measure against."""
    return sorted(language for language, texts in background.items() if len(texts) >= GROUP)


def nearness_to(background: Mapping[str, Vectors], vectors: Vectors) -> Vectors:
    """Measure unit vectors against the background: shape (vectors, measured languages)."""
    named = [background[language] for language in measured_languages(background)]
    measured = [nearness(vectors @ texts[: len(texts) // GROUP * GROUP].T) for texts in named]
    return np.stack(measured, axis=1) if measured else np.zeros((len(vectors), 0), np.float32)


def compare(mine: Practice, theirs: Practice) -> Features:
    """Compare two practices: of their translations, the nearest two count."""
    pairs = [(first, second) for first in mine.sides for second in theirs.sides]
    return Features(
        passages=max(alignment(first, second) for first, second in pairs),
        wholes=max(_whole(first, second) for first, second in pairs),
        domains=_overlap(mine.domains, theirs.domains),
        target_groups=_overlap(mine.target_groups, theirs.target_groups),
        sheet=float(theirs.is_sheet),
        across=float(not mine.languages & theirs.languages),
    )


def alignment(one: Side, other: Side) -> float:
    """Give the mean of each passage's best answer on the other side, both ways."""
    scaled = scaled_cosines(one, other)
    return float((scaled.max(axis=1).mean() + scaled.max(axis=0).mean()) / 2)


def scaled_cosines(one: Side, other: Side) -> Vectors:
    """Compare all passages of two documents: shape (passages of one, passages of other)."""
    mine, theirs = one.near(other.language)[1:], other.near(one.language)[1:]
    scaled: Vectors = one.vectors @ other.vectors.T - mine[:, np.newaxis] - theirs[np.newaxis]
    return scaled


def _whole(one: Side, other: Side) -> float:
    cosine = float(one.centroid @ other.centroid)
    return cosine - float(one.near(other.language)[0]) - float(other.near(one.language)[0])


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Give what two sets share, by the geometric mean of their sizes (Ochiai, 1957)."""
    if not one or not other:
        return 0.0
    return float(len(one & other) / (len(one) * len(other)) ** 0.5)

"""How alike two practices are: what they say, whom they serve, which domains they stand in.

Each text as a whole is compared with the passage of the other that comes nearest to it: twins share
an idea, which a passage or two of either tell, and hardly ever all their details. A cosine is taken
less a share of how near either side is to ordinary texts in the other side's language: cross-domain
local scaling (Conneau et al., 2018, "Word translation without parallel data") over the background
that comes with the encoder. So nothing but the two documents decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kb.hubness import GROUP, nearness
from kb.index_nouns import Vectors

SHARE = 0.3
"""How much of the nearness to ordinary texts is taken off, as in search (`search/hubs.py`)."""


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
    is_sheet: bool


@dataclass(frozen=True, slots=True)
class Features:
    """The signals of one pair; the last three are 0 where nothing is shared."""

    texts: float
    domains: float
    target_groups: float
    sheet: float


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts beside that of the texts; publications count less than sheets.

    Chosen by `benchmarks.twins --tune` on the judged pairs; docs/twins.md has what weights give on
    practices that they were not chosen on.
    """

    domains: float = 0.1
    target_groups: float = 0.1
    sheet: float = 0.04

    def score(self, features: Features) -> float:
        """Add the signals up."""
        return (
            features.texts
            + self.domains * features.domains
            + self.target_groups * features.target_groups
            + self.sheet * features.sheet
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
    return Features(
        texts=max(likeness(first, second) for first in mine.sides for second in theirs.sides),
        domains=_overlap(mine.domains, theirs.domains),
        target_groups=_overlap(mine.target_groups, theirs.target_groups),
        sheet=float(theirs.is_sheet),
    )


def likeness(one: Side, other: Side) -> float:
    """Compare each text as a whole with the passage of the other that is nearest to it."""
    return (_nearest_passage(one, other) + _nearest_passage(other, one)) / 2


def scaled_cosines(one: Side, other: Side) -> Vectors:
    """Compare all passages of two documents: shape (passages of one, passages of other)."""
    mine, theirs = one.near(other.language)[1:], other.near(one.language)[1:]
    near = mine[:, np.newaxis] + theirs[np.newaxis]
    scaled: Vectors = one.vectors @ other.vectors.T - SHARE * near
    return scaled


def _nearest_passage(whole: Side, other: Side) -> float:
    near = whole.near(other.language)[0] + other.near(whole.language)[1:]
    return float((other.vectors @ whole.centroid - SHARE * near).max())


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Give what two sets share, by the geometric mean of their sizes (Ochiai, 1957)."""
    if not one or not other:
        return 0.0
    return float(len(one & other) / (len(one) * len(other)) ** 0.5)

"""Weigh meaning, words, and words by meaning into one score."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.ports import Vectors

LEARNT = Path(__file__).with_name("fusion.toml")
SIGNALS = ("known", "words_held", "soft_held", "likeness", "length")
"""What is known of a question before its passages are ranked, for each language of passages."""

_LONG = 4.0
"""log(1 + words) of a question of some fifty words, which brings lengths to about 1."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each candidate passage, row by row.

    Attributes:
        cosines: likeness of meaning, from -1 to 1.
        words: BM25 divided by what the question's words could reach in the passage's language.
        soft: the same over words of like meaning, whatever their language; both from 0 to 1.
        rarities: idf of each word searched, corrections in place of misspelt words.
        known: for each language, the share of the question's idf whose words stand in a
            readable passage of it.
    """

    passage_ids: Sequence[int]
    document_ids: Sequence[str]
    languages: Sequence[str]
    cosines: Vectors
    words: Vectors
    soft: Vectors
    rarities: Mapping[str, float]
    known: Mapping[str, float]

    def parts(self) -> Vectors:
        """Set the three scores side by side: shape (passages, 3)."""
        return np.stack([np.clip(self.cosines, 0, 1), self.words, self.soft], axis=1)

    def signals(self) -> dict[str, Vectors]:
        """Tell for each language of passages what is known of the question: `SIGNALS`."""
        length = np.log1p(len(self.rarities)) / _LONG
        return {
            language: np.array([self.known.get(language, 0.0), *best, length], np.float32)
            for language in sorted(set(self.languages))
            for best in [self._best(self.rows(language))]
        }

    def rows(self, language: str) -> NDArray[np.intp]:
        """List the rows of the passages of a language."""
        return np.array([row for row, own in enumerate(self.languages) if own == language], np.intp)

    def _best(self, rows: NDArray[np.intp]) -> tuple[float, float, float]:
        words, soft, cosines = (
            float(scores[rows].max(initial=0.0)) for scores in (self.words, self.soft, self.cosines)
        )
        return words, soft, cosines


@dataclass(frozen=True, slots=True)
class Fusion:
    """Weights of the three scorers, which follow what is known of the question.

    The scores themselves are added, not their ranks, and each language of passages has weights
    of its own: asked in the other language, the few words that both share say little.

    Attributes:
        base: weights of meaning, words and soft words before softmax: shape (3,).
        slopes: how they change with each signal: shape (signals, 3).
        sharpness: how much one point of fused score raises the odds that a passage answers.
        between: how much each signal of a passage's language does: shape (signals,).
        bias: of the logistic curve that gives the chance that a passage answers.
        telling: its weights: of the odds so far, then of each signal at its best: (1 + signals,).
        good: chance from which what is found is worth a person's time.
    """

    base: Vectors
    slopes: Vectors
    sharpness: float
    between: Vectors
    bias: float
    telling: Vectors
    good: float

    @classmethod
    def learnt(cls) -> "Fusion":
        """Read the weights that `search.evaluation.learning` learnt from training questions."""
        table = tomllib.loads(LEARNT.read_text("utf-8"))
        return cls(
            base=np.array(table["base"], np.float32),
            slopes=np.array([table["slopes"][name] for name in SIGNALS], np.float32),
            sharpness=float(table["sharpness"]),
            between=np.array([table["between"][name] for name in SIGNALS], np.float32),
            bias=float(table["bias"]),
            telling=np.array([table["telling"][name] for name in ("odds", *SIGNALS)], np.float32),
            good=float(table["good"]),
        )

    def chances(self, evidence: Evidence) -> Vectors:
        """Give the chance that each candidate answers, from 0 to 1: shape (passages,)."""
        if not evidence.passage_ids:
            return np.zeros(0, np.float32)
        signals = evidence.signals()
        best = np.max(list(signals.values()), axis=0)
        odds = self.bias + self.telling[0] * self.odds(evidence) + self.telling[1:] @ best
        chances: Vectors = (1 / (1 + np.exp(-odds))).astype(np.float32)
        return chances

    def odds(self, evidence: Evidence) -> Vectors:
        """Score candidates against each other, in log odds: shape (passages,)."""
        parts, odds = evidence.parts(), np.zeros(len(evidence.passage_ids), np.float32)
        for language, signals in evidence.signals().items():
            rows = evidence.rows(language)
            fused = parts[rows] @ _softmax(self.base + signals @ self.slopes)
            odds[rows] = self.sharpness * fused + self.between @ signals
        return odds


def _softmax(values: Vectors) -> Vectors:
    powers: Vectors = np.exp(values - values.max())
    shares: Vectors = powers / powers.sum()
    return shares

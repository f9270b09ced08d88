"""Weigh meaning, words, and words by meaning into one score."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.index_nouns import Vectors

LEARNT = Path(__file__).with_name("fusion.toml")
CHANCE = Path(__file__).with_name("chance.toml")
SIGNALS = ("known", "words_held", "soft_held", "likeness", "length")
"""What is known of a question before its passages are ranked; `known`, in each one's language."""

_RAISED_AT_MOST = 8.0
"""A translation's cosine is about 0.7, and the sixth power of it an eighth: more is noise."""

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
        without_meaning: whether no candidate was looked for by meaning, its index being away.
    """

    passage_ids: Sequence[int]
    document_ids: Sequence[str]
    languages: Sequence[str]
    cosines: Vectors
    words: Vectors
    soft: Vectors
    rarities: Mapping[str, float]
    known: Mapping[str, float]
    without_meaning: bool = False

    def parts(self) -> Vectors:
        """Set the three scores side by side, those of words levelled: shape (passages, 3).

        A translation is never as close as the word itself, so the passages of the question's own
        language would always be ahead by words. Each language's scores are therefore raised until
        its best passage stands as high as the best of all.
        """
        words, soft = (self._levelled(scores) for scores in (self.words, self.soft))
        return np.stack([np.clip(self.cosines, 0, 1), words, soft], axis=1)

    def signals(self) -> Vectors:
        """Tell what is known of the question, for each passage: `SIGNALS`, (passages, signals)."""
        most = max(self.known.values(), default=0.0)
        known = [self.known.get(language, most) for language in self.languages]
        best = (float(x.max(initial=0.0)) for x in (self.words, self.soft, self.cosines))
        length = np.log1p(len(self.rarities)) / _LONG
        alike = np.tile(np.array([*best, length], np.float32), (len(known), 1))
        return np.column_stack([np.array(known, np.float32), alike])

    def _levelled(self, scores: Vectors) -> Vectors:
        levelled, top = scores.copy(), float(scores.max(initial=0.0))
        spoken = np.array(self.languages, np.str_)
        for language in set(self.languages):
            own = spoken == language
            best = float(scores[own].max(initial=0.0))
            if best > 0:
                levelled[own] *= min(top / best, _RAISED_AT_MOST)
        return levelled


@dataclass(frozen=True, slots=True)
class Fusion:
    """Weights of the three scorers, which follow what is known of the question.

    The scores themselves are added, not their ranks.

    Attributes:
        meaning: weight of the cosine; what is left goes to words and soft words.
        base, slopes: of the logistic curve from the signals to the share of words in what is
            left; `slopes` has the shape (signals,).
        sharpness: how much one point of fused score raises the odds that a passage answers.
        bias, slope: of the logistic curve from these odds to the chance that it answers.
        good: chance from which what is found is worth a person's time.
    """

    meaning: float
    base: float
    slopes: Vectors
    sharpness: float
    bias: float
    slope: float
    good: float

    @classmethod
    def learnt(cls) -> "Fusion":
        """Read the weights that `search.evaluation.learning` learnt, and the curve beside them."""
        weights = tomllib.loads(LEARNT.read_text("utf-8"))
        curve = tomllib.loads(CHANCE.read_text("utf-8"))
        return cls(
            meaning=float(weights["meaning"]),
            base=float(weights["base"]),
            slopes=np.array([weights["slopes"][name] for name in SIGNALS], np.float32),
            sharpness=float(weights["sharpness"]),
            bias=float(curve["bias"]),
            slope=float(curve["slope"]),
            good=float(curve["good"]),
        )

    def chances(self, evidence: Evidence) -> Vectors:
        """Give the chance that each candidate answers, from 0 to 1 (Platt, 1999)."""
        return _logistic(self.bias + self.slope * self.odds(evidence))

    def odds(self, evidence: Evidence) -> Vectors:
        """Score candidates against each other, in log odds: shape (passages,)."""
        meaning, words, soft = evidence.parts().T
        # Not `@`: for five columns OpenBLAS reads unset memory on AVX-512, so that numpy warns of
        # invalid values although the product is right.
        share = _logistic(self.base + np.einsum("ps,s->p", evidence.signals(), self.slopes))
        levels = self.meaning * meaning + (1 - self.meaning) * (share * words + (1 - share) * soft)
        odds: Vectors = self.sharpness * levels
        return odds


def _logistic(values: Vectors) -> Vectors:
    chances: Vectors = (1 / (1 + np.exp(-values))).astype(np.float32)
    return chances

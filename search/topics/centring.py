"""Vectors that say what a document is about and not in which language.

Multilingual encoders leave a text's language in its vector; taking the mean of each language off
removes most of it (Libovický, Rosa and Fraser 2020, "On the language neutrality of pre-trained
multilingual representations").
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.index_nouns import Vectors

_FEWEST = 5
"""Documents of a language whose mean tells something of the language."""


@dataclass(frozen=True, slots=True)
class Centring:
    """The means that are taken off: of each language, and of all for a rare one."""

    means: dict[str, Vectors]
    mean: Vectors

    @classmethod
    def of(cls, vectors: Vectors, languages: Sequence[str]) -> "Centring":
        """Measure the means; vectors row by row with their languages, at least one."""
        said = np.array(languages)
        counted = {language: said == language for language in sorted(set(languages))}
        return cls(
            means={
                language: vectors[own].mean(axis=0)
                for language, own in counted.items()
                if own.sum() >= _FEWEST
            },
            mean=vectors.mean(axis=0),
        )

    def apply(self, vectors: Vectors, languages: Sequence[str]) -> Vectors:
        """Take the means off, and bring rows to length 1: same shape."""
        taken = np.stack([self.means.get(language, self.mean) for language in languages])
        return unit(vectors - taken)


def unit(rows: Vectors) -> Vectors:
    """Bring rows to length 1; rows of zeros stay so."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = rows / np.maximum(lengths, 1e-9)
    return scaled.astype(np.float32)

"""Likeness of a question and a passage, less what each has in common with everything.

In a space of many dimensions some points, the hubs, are among the nearest of very many others
(Radovanović et al., 2010), and so come up for questions they do not answer. Cross-domain local
scaling (Conneau et al., 2018) takes off a cosine what either side has in common with its nearest
on the other side; a fixed bank of texts can stand for the questions that nobody has asked yet
(Bogolin et al., 2022). Here it is the background that comes with the encoder.
"""

from collections.abc import Mapping, Sequence
from threading import Lock

import numpy as np

from kb.hubness import Background, nearness
from kb.index_nouns import Vectors

_SHARE = 0.3
"""How much of a passage's nearness to the background counts: people do ask for some hubs. It was
chosen on the evaluation sets, where 0.2 to 0.6 do about the same."""

_MOST = 200_000

_SAMPLE, _NEAREST = 2_000, 10
"""Texts of each language that a question is held against, and how many of the nearest groups
count. Twice as many of both, all there are, find neither more nor less and take twice as long."""

_DECIMALS = 6
"""What stands behind them depends on where in memory a vector lies, and would order ties by it."""


class Hubs:
    """Know how near questions and passages are to the background."""

    def __init__(self, background: Mapping[str, Vectors]) -> None:
        """Measure against unit vectors by language; without any, cosines stay as they are."""
        self._background = Background(background)
        self._known: dict[int, float] = {}
        self._lock = Lock()

    def cosines(
        self,
        question: Vectors,
        ids: Sequence[int],
        languages: Sequence[str],
        vectors: Vectors,
        excess: Vectors | None = None,
        leanings: Mapping[str, float] | None = None,
    ) -> Vectors:
        """Compare a question with passages, their vectors row by row: shape (len(ids),).

        `excess` is what `Background.excess` tells of them, where it is known already; `leanings`
        are those of the question, likewise.
        """
        if not ids:
            return np.zeros(0, np.float32)
        cosines: Vectors = np.round(vectors @ question, _DECIMALS)
        if not self._background.by_language:
            return cosines
        leanings = self.leanings(question) if leanings is None else leanings
        leaning = np.array([leanings.get(language, 0.0) for language in languages], np.float32)
        known = self._excess(ids, vectors) if excess is None else excess
        return cosines - leaning - _SHARE * known

    def leanings(self, question: Vectors) -> dict[str, float]:
        """Tell how much nearer a question is to the texts of each language than to all of them.

        The texts say the same in each language, so this is not about what is asked.
        """
        near = {
            language: float(nearness((texts[:_SAMPLE] @ question)[np.newaxis], _NEAREST)[0])
            for language, texts in self._background.by_language.items()
        }
        usual = sum(near.values()) / max(len(near), 1)
        return {language: each - usual for language, each in near.items()}

    def _excess(self, ids: Sequence[int], vectors: Vectors) -> Vectors:
        """Tell how much nearer than usual each passage is to the background.

        What was measured is kept, since a passage's vector never changes under its id.
        """
        with self._lock:
            if len(self._known) > _MOST:
                self._known.clear()
            new = [row for row, each in enumerate(ids) if each not in self._known]
            near = self._background.excess(vectors[new])
            self._known.update(zip([ids[row] for row in new], near.tolist(), strict=True))
            return np.array([self._known[each] for each in ids], np.float32)

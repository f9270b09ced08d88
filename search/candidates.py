"""Gather the passages worth scoring, from both indexes, for one question."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kb.access import AccessScope
from kb.catalogue.reader import CatalogueReader
from kb.nouns import Filters
from kb.ports import Encoder, LexicalSearch, Vectors, VectorSearch, WordQuery
from kb.words import words_of
from search.fusion import Evidence, normalise_words
from search.questions import Analysis

_CORRECTED = 0.8
"""Weight of a word that was searched in place of a misspelt one."""

_NARROW = 2_000
"""Passages left by the filters up to which every one of them is scored."""

_EXCLUDED = 10_000


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Ask both indexes, and complete what each knows of the other's candidates."""

    reader: CatalogueReader
    encoder: Encoder
    vectors: VectorSearch
    words: LexicalSearch

    def gather(
        self,
        analysis: Analysis,
        corrections: Mapping[str, str],
        filters: Filters,
        *,
        access: AccessScope,
        limit: int,
    ) -> Evidence:
        """Collect up to `limit` candidates from each index with what speaks for them."""
        weights = _weights(analysis, corrections)
        frequencies = self.words.frequencies(weights, access=access)
        rarities = _rarities(frequencies, self.words.readable(access=access))
        query = WordQuery(weights, analysis.phrases, analysis.excluded)
        by_words = {
            hit.passage_id: hit.score
            for hit in self.words.search(query, access=access, limit=limit)
        }
        question = self.encoder.encode_question(corrected(analysis.text, corrections))
        ids = set(by_words)
        if not analysis.phrases:
            ids |= self._by_meaning(question, analysis, access=access, limit=limit)
        if filters != Filters():
            ids |= self._within(filters, analysis, access=access)
        placed = self.reader.vectors(self.encoder.name, sorted(ids), access=access)
        total = sum(rarities.values())
        return Evidence(
            passage_ids=placed.passage_ids,
            document_ids=placed.document_ids,
            cosines=placed.vectors @ question if placed.passage_ids else np.zeros(0, np.float32),
            words=normalise_words(by_words, placed.passage_ids, total),
            rarities=rarities,
            known=sum(rarities[word] for word in weights if frequencies[word]) / (total or 1.0),
        )

    def _by_meaning(
        self, question: Vectors, analysis: Analysis, *, access: AccessScope, limit: int
    ) -> set[int]:
        hits = self.vectors.search(question, access=access, limit=limit)
        return {hit.passage_id for hit in hits} - self._excluded(analysis, access=access)

    def _within(self, filters: Filters, analysis: Analysis, *, access: AccessScope) -> set[int]:
        """Add the passages that the filters leave, so that a narrow filter misses nothing."""
        if analysis.phrases:
            return set()
        left = self.reader.passage_ids(filters, access=access, limit=_NARROW)
        return set(left) - self._excluded(analysis, access=access)

    def _excluded(self, analysis: Analysis, *, access: AccessScope) -> set[int]:
        return {
            hit.passage_id
            for phrase in analysis.excluded
            for hit in self.words.search(
                WordQuery({}, phrases=(phrase,)), access=access, limit=_EXCLUDED
            )
        }


def _rarities(frequencies: Mapping[str, int], passages: int) -> dict[str, float]:
    """Weigh words by how rare they are among so many passages (BM25's idf)."""
    return {
        word: math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))
        for word, frequency in frequencies.items()
    }


def _weights(analysis: Analysis, corrections: Mapping[str, str]) -> dict[str, float]:
    own = {word: 1.0 for word in analysis.words if word not in corrections}
    return dict.fromkeys(corrections.values(), _CORRECTED) | own


def corrected(text: str, corrections: Mapping[str, str]) -> str:
    """Put corrections in place of misspelt words."""
    pieces, last = [], 0
    for word in words_of(text):
        if word.folded in corrections:
            pieces += [text[last : word.start], corrections[word.folded]]
            last = word.end
    return "".join([*pieces, text[last:]])

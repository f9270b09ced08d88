"""Gather the passages worth scoring, from both indexes, with what speaks for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.access import AccessScope
from kb.catalogue.reader import CatalogueReader, PlacedVectors
from kb.errors import MeaningUnreachable
from kb.nouns import Filters
from kb.ports import (
    Encoder,
    LexicalSearch,
    TokenSearch,
    Vectors,
    VectorSearch,
    WordGroup,
    WordQuery,
)
from search.expansions import Expander
from search.fusion import Evidence
from search.hubs import Hubs
from search.questions import Analysis
from search.rarity import Rarities
from search.soft import SoftMatcher, SoftQuestion
from search.thesaurus.expanding import known_counts, word_groups
from search.understanding import Understood

_CORRECTED = 0.8
"""Weight of a word that was searched in place of a misspelt one."""

_NARROW = 2_000
"""Passages left by the filters up to which every one of them is scored."""

_EXCLUDED = 10_000
_SOFT_AT_MOST = 250
"""Passages matched by soft words: those that meaning and words already speak for."""


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Ask both indexes, and complete what each knows of the other's candidates."""

    reader: CatalogueReader
    encoder: Encoder
    vectors: VectorSearch
    words: LexicalSearch
    tokens: TokenSearch
    matcher: SoftMatcher
    expander: Expander
    hubs: Hubs

    def gather(
        self,
        asked: Understood,
        filters: Filters,
        *,
        access: AccessScope,
        limit: int,
    ) -> Evidence:
        """Collect up to `limit` candidates from each index with what speaks for them."""
        analysis, weights = asked.analysis, _weights(asked)
        groups = word_groups(asked.groups)
        rarities = Rarities.count(self.words, weights, known_counts(asked.groups), access=access)
        by_words = self._by_words(weights, groups, analysis, access=access, limit=limit)
        question = self.encoder.encode_question(asked.text)
        soft = self.matcher.question(asked.text, groups, access=access)
        ids, away = set(by_words), False
        if not analysis.phrases:
            # So many of each of the two languages.
            try:
                ids |= self._by_meaning(question, analysis, access=access, limit=limit // 2)
            except MeaningUnreachable:
                away = True
            further = self.expander.expand(weights, soft.standing)
            ids |= self._by_like_words(weights, further, analysis, access=access, limit=limit // 2)
        if filters != Filters():
            ids |= self._within(filters, analysis, access=access)
        placed = self.reader.vectors(self.encoder.name, sorted(ids), access=access)
        cosines = self.hubs.cosines(question, placed.passage_ids, placed.languages, placed.vectors)
        words = rarities.shares(by_words, placed.passage_ids, placed.languages)
        return Evidence(
            passage_ids=placed.passage_ids,
            document_ids=placed.document_ids,
            languages=placed.languages,
            cosines=cosines,
            words=words,
            soft=self._soft(soft, placed, cosines + words, access=access),
            rarities=rarities.overall(),
            known=rarities.known(),
            without_meaning=away,
        )

    def _by_words(
        self,
        weights: Mapping[str, float],
        groups: tuple[WordGroup, ...],
        analysis: Analysis,
        *,
        access: AccessScope,
        limit: int,
    ) -> dict[int, float]:
        query = WordQuery(weights, analysis.phrases, analysis.excluded, groups)
        hits = self.words.search(query, access=access, limit=limit)
        return {hit.passage_id: hit.score for hit in hits}

    def _by_like_words(
        self,
        weights: Mapping[str, float],
        further: Mapping[str, float],
        analysis: Analysis,
        *,
        access: AccessScope,
        limit: int,
    ) -> set[int]:
        """Find passages by translations and near-synonyms of the question's words as well."""
        if not further:
            return set()
        query = WordQuery({**further, **weights}, excluded=analysis.excluded)
        return {hit.passage_id for hit in self.words.search(query, access=access, limit=limit)}

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

    def _soft(
        self,
        question: SoftQuestion,
        placed: PlacedVectors,
        promise: Vectors,
        *,
        access: AccessScope,
    ) -> Vectors:
        """Match the most promising passages of each language by soft words."""
        rows = _promising(placed.languages, promise)
        bags = self.tokens.bags([placed.passage_ids[row] for row in rows], access=access)
        matched = [row for row in rows if placed.passage_ids[row] in bags]
        scores = np.zeros(len(placed.passage_ids), np.float32)
        scores[matched] = question.score([bags[placed.passage_ids[row]] for row in matched])
        return scores


def _weights(asked: Understood) -> dict[str, float]:
    own = {word: 1.0 for word in asked.analysis.words if word not in asked.corrections}
    return dict.fromkeys(asked.corrections.values(), _CORRECTED) | own


def _promising(languages: Sequence[str], promise: Vectors) -> list[int]:
    """Choose the same number of rows of each language, those that promise most."""
    ranked: dict[str, list[int]] = {}
    for row in np.argsort(-promise, kind="stable").tolist():
        ranked.setdefault(languages[row], []).append(row)
    each = _SOFT_AT_MOST // max(len(ranked), 1)
    return sorted(row for rows in ranked.values() for row in rows[:each])

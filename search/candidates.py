"""Gather the passages worth scoring, from both indexes, with what speaks for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kb.access import AccessScope
from kb.errors import MeaningUnreachable
from kb.nouns import Filters
from kb.ports import (
    Encoder,
    FactSearch,
    LexicalSearch,
    PlacedVectors,
    TokenSearch,
    Vectors,
    WordQuery,
)
from search.expansions import Expander
from search.fusion import Evidence
from search.hubs import Hubs
from search.narrowing import Nearness
from search.rarity import Rarities
from search.soft import SoftMatcher, SoftQuestion
from search.thesaurus.expanding import known_counts, word_groups
from search.understanding import Understood

_CORRECTED = 0.8
"""Weight of a word that was searched in place of a misspelt one."""

_EXCLUDED = 10_000
_SOFT_AT_MOST = 250
"""Passages matched by soft words: those that meaning and words already speak for."""


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Ask both indexes, and complete what each knows of the other's candidates."""

    facts: FactSearch
    encoder: Encoder
    nearness: Nearness
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
        question = self.encoder.encode_question(asked.text)
        soft = self.matcher.question(asked.text, groups, access=access)
        further = {} if analysis.phrases else self.expander.expand(weights, soft.standing)
        by_words: dict[int, float] = {}
        ids: set[int] = set()
        away = False
        # Without filters as well: the counts of what one may filter by tell of all candidates.
        for each in dict.fromkeys((Filters(), filters)):
            query = WordQuery(weights, analysis.phrases, analysis.excluded, groups, each)
            by_words |= self._by_words(query, access=access, limit=limit)
            if not analysis.phrases:
                # So many of each of the two languages.
                ids |= self._by_like_words(query, further, access=access, limit=limit // 2)
                try:
                    ids |= self._by_meaning(question, query, access=access, limit=limit // 2)
                except MeaningUnreachable:
                    away = True
        ids |= set(by_words)
        placed = self.facts.placed(sorted(ids), access=access)
        cosines = self.hubs.cosines(
            question, placed.passage_ids, placed.languages, placed.vectors, placed.excess
        )
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

    def _by_words(self, query: WordQuery, *, access: AccessScope, limit: int) -> dict[int, float]:
        hits = self.words.search(query, access=access, limit=limit)
        return {hit.passage_id: hit.score for hit in hits}

    def _by_like_words(
        self, query: WordQuery, further: Mapping[str, float], *, access: AccessScope, limit: int
    ) -> set[int]:
        """Find passages by translations and near-synonyms of the question's words as well."""
        if not further:
            return set()
        asked = replace(query, words={**further, **query.words}, groups=())
        return {hit.passage_id for hit in self.words.search(asked, access=access, limit=limit)}

    def _by_meaning(
        self, question: Vectors, query: WordQuery, *, access: AccessScope, limit: int
    ) -> set[int]:
        near = self.nearness.nearest(question, query.filters, access=access, limit=limit)
        return near - self._excluded(query, access=access)

    def _excluded(self, query: WordQuery, *, access: AccessScope) -> set[int]:
        return {
            hit.passage_id
            for phrase in query.excluded
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

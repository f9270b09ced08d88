"""Gather the passages worth scoring, from both indexes, with what speaks for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kb.access import AccessScope
from kb.errors import MeaningUnreachable
from kb.index_nouns import PlacedVectors, Vectors, WordQuery
from kb.nouns import Filters
from kb.ports import Encoder, FactSearch, LexicalSearch, Selected, TokenSearch
from search.expansions import Expander
from search.fusion import Evidence
from search.hubs import Hubs
from search.narrowing import Narrowing
from search.rarity import Rarities
from search.soft import SoftMatcher, SoftQuestion
from search.thesaurus.expanding import known_counts, word_groups
from search.understanding import Understood

_CORRECTED = 0.8
"""Weight of a word that was searched in place of a misspelt one."""

_AT_LENGTH = 15
"""Words from which on a question says in several ways what it is about: near-synonyms of each
would bring what is near to some part of it only."""

_EXCLUDED = 10_000
_SOFT_AT_MOST = 250
"""Passages matched by soft words: those that meaning and words already speak for."""


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Ask both indexes, and complete what each knows of the other's candidates."""

    facts: FactSearch
    encoder: Encoder
    narrowing: Narrowing
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
        asks_at_length = len(weights) > _AT_LENGTH
        further = {} if asks_at_length else self.expander.expand(weights, soft.standing)
        chosen = self.facts.within(filters, access=access)
        query = WordQuery(weights, analysis.phrases, analysis.excluded, groups, filters)
        hits = self.narrowing.by_words(query, chosen, access=access, limit=limit)
        by_words = {hit.passage_id: hit.score for hit in hits}
        ids: set[int] = set()
        away = False
        if not analysis.phrases:
            # So many of each of the two languages.
            each = limit // 2
            ids |= self._by_like_words(query, further, chosen, access=access, limit=each)
            try:
                near = self.narrowing.by_meaning(
                    question, filters, chosen, access=access, limit=each
                )
                ids |= near - self._excluded(query, access=access)
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

    def _by_like_words(
        self,
        query: WordQuery,
        further: Mapping[str, float],
        chosen: Selected,
        *,
        access: AccessScope,
        limit: int,
    ) -> set[int]:
        """Find passages by translations and near-synonyms of the question's words as well."""
        if not further:
            return set()
        asked = replace(query, words={**further, **query.words}, groups=())
        hits = self.narrowing.by_words(asked, chosen, access=access, limit=limit)
        return {hit.passage_id for hit in hits}

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

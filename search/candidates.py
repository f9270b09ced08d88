"""Gather the passages worth scoring, from both indexes, with what speaks for each."""

from collections.abc import Mapping, Sequence, Set
from concurrent.futures import Future
from dataclasses import dataclass, replace

import numpy as np

from kb.access import AccessScope
from kb.errors import MeaningUnreachable
from kb.index_nouns import PlacedVectors, Vectors, WordQuery
from kb.nouns import Filters
from kb.ports import Encoder, FactSearch, LexicalSearch, Selected, TokenSearch
from search.aside import Aside
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
class _Meaning:
    """A question's vector, which language it leans to, and the passages that are near it.

    Attributes:
        away: whether none was looked for, the index of meaning being away.
    """

    vector: Vectors
    leanings: Mapping[str, float]
    near: Set[int] = frozenset()
    away: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """What the indexes gave for a question, and what of it weighs what was found.

    Attributes:
        by_words: passages with their BM25 scores.
        by_like_words: passages that hold translations and near-synonyms.
    """

    by_words: Mapping[int, float]
    by_like_words: Set[int]
    meaning: _Meaning
    rarities: Rarities
    soft: SoftQuestion

    @property
    def passage_ids(self) -> Set[int]:
        """Name all passages that anything speaks for."""
        return {*self.by_words, *self.by_like_words, *self.meaning.near}


@dataclass(frozen=True, slots=True)
class Ahead:
    """A text, and its vector if that was begun before anybody knew whether it is misspelt."""

    text: str
    encoded: "Future[Vectors] | None"


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
    aside: Aside

    def ahead(self, text: str) -> Ahead:
        """Begin to encode a question while it is being understood, where nobody else asks."""
        return Ahead(text, self.aside.begin_early(self.encoder.encode_question, text))

    def gather(
        self,
        asked: Understood,
        filters: Filters,
        *,
        access: AccessScope,
        limit: int,
        ahead: Ahead,
    ) -> Evidence:
        """Collect up to `limit` candidates from each index with what speaks for them."""
        found = self._found(asked, filters, access=access, limit=limit, ahead=ahead)
        placed = self.facts.placed(sorted(found.passage_ids), access=access)
        cosines = self._cosines(found.meaning, placed)
        words = found.rarities.shares(found.by_words, placed.passage_ids, placed.languages)
        return Evidence(
            passage_ids=placed.passage_ids,
            document_ids=placed.document_ids,
            languages=placed.languages,
            cosines=cosines,
            words=words,
            soft=self._soft(found.soft, placed, cosines + words, access=access),
            rarities=found.rarities.overall(),
            known=found.rarities.known(),
            without_meaning=found.meaning.away,
        )

    def _found(
        self,
        asked: Understood,
        filters: Filters,
        *,
        access: AccessScope,
        limit: int,
        ahead: Ahead,
    ) -> _Found:
        """Ask both indexes.

        Meaning is looked for beside words: each spends most of its time outside the interpreter.
        """
        weights, groups = _weights(asked), word_groups(asked.groups)
        query = WordQuery(weights, asked.analysis.phrases, asked.analysis.excluded, groups, filters)
        chosen = self.facts.within(filters, access=access)
        encoded = ahead.encoded if ahead.text == asked.text else None
        # So many of each of the two languages.
        each = limit // 2
        meaning = self.aside.begin(
            self._meaning, asked.text, encoded, query, chosen, access=access, limit=each
        )
        rarities = Rarities.count(self.words, weights, known_counts(asked.groups), access=access)
        soft = self.matcher.question(asked.text, groups, access=access)
        like = self.aside.begin(self._by_like_words, query, soft, chosen, access=access, limit=each)
        hits = self.narrowing.by_words(query, chosen, access=access, limit=limit)
        by_words = {hit.passage_id: hit.score for hit in hits}
        return _Found(by_words, like.result(), meaning.result(), rarities, soft)

    def _cosines(self, meaning: _Meaning, placed: PlacedVectors) -> Vectors:
        return self.hubs.cosines(
            meaning.vector,
            placed.passage_ids,
            placed.languages,
            placed.vectors,
            placed.excess,
            meaning.leanings,
        )

    def _meaning(
        self,
        text: str,
        encoded: "Future[Vectors] | None",
        query: WordQuery,
        chosen: Selected,
        *,
        access: AccessScope,
        limit: int,
    ) -> _Meaning:
        """Encode a question, and find what is near it; nothing where a phrase must be held."""
        vector = encoded.result() if encoded else self.encoder.encode_question(text)
        leanings = self.hubs.leanings(vector)
        if query.phrases:
            return _Meaning(vector, leanings)
        try:
            near = self.narrowing.by_meaning(vector, chosen, access=access, limit=limit)
        except MeaningUnreachable:
            return _Meaning(vector, leanings, away=True)
        return _Meaning(vector, leanings, near - self._excluded(query, access=access))

    def _by_like_words(
        self,
        query: WordQuery,
        soft: SoftQuestion,
        chosen: Selected,
        *,
        access: AccessScope,
        limit: int,
    ) -> set[int]:
        """Find passages by translations and near-synonyms of the question's words as well."""
        if query.phrases or len(query.words) > _AT_LENGTH:
            return set()
        further = self.expander.expand(query.words, soft.standing)
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

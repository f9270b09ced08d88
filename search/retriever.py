"""The way out, from question to answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from kb.access import AccessScope
from kb.catalogue.reader import CatalogueReader
from kb.nouns import Document, StoredPassage
from kb.store import Store
from search.candidates import Gatherer
from search.corrections import Speller
from search.facets import count_facets, passes
from search.fusion import Evidence, fuse
from search.meanings import WordMeanings
from search.nouns import Mode, Question, Reason, SearchAnswer, SearchHit
from search.questions import Analysis, analyse
from search.snippets import Match, Snippets

_CANDIDATES = 200
_OTHERS = 3
_GOOD = 0.275
"""Best score from which what is found is worth a person's time."""

_SPELT_OUT = 0.165
"""The same for words alone: how much of a question, all of it known, one passage holds."""

_LEAST = 0.2
"""Score under which a hit is left out, unless the best one is near it."""

_TAIL, _NEAR = 0.4, 0.75
"""Shares of the best score: hits under the first are left out, hits above the second never."""


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with its score for one question."""

    passage_id: int
    document_id: str
    score: float


class Retriever:
    """Answer questions over the store."""

    def __init__(
        self, reader: CatalogueReader, gatherer: Gatherer, speller: Speller, snippets: Snippets
    ) -> None:
        """Work with the given parts; `over` gives the usual ones."""
        self._reader = reader
        self._gatherer = gatherer
        self._speller = speller
        self._snippets = snippets

    @classmethod
    def over(cls, store: Store) -> "Retriever":
        """Build the retriever of a store."""
        reader = store.catalogue.reader
        return cls(
            reader=reader,
            gatherer=Gatherer(reader, store.encoder, store.vectors, store.words),
            speller=Speller(store.words, reader, store.word_encoder),
            snippets=Snippets(WordMeanings(store.word_encoder)),
        )

    def answer(self, question: Question, *, access: AccessScope) -> SearchAnswer:
        """Answer a question with the documents that this reader may read.

        Raises:
            InvalidQuestion: when it is longer than any question could be.
        """
        analysis = analyse(question.text)
        if analysis.is_empty:
            return SearchAnswer(question=question, hits=(), total=0, facets={})
        corrections = self._speller.correct(analysis.words, access=access)
        evidence, held = self._gather(analysis, corrections, question, access=access)
        ranked = _by_document(_rank(evidence, question.mode))
        best = max((passages[0].score for passages in ranked.values()), default=0.0)
        weak = best < _GOOD and evidence.known * evidence.held < _SPELT_OUT
        least = 0.0 if weak else _worth_showing(best)
        worthy = [passages for passages in ranked.values() if passages[0].score >= least]
        documents = self._reader.documents(
            (passages[0].document_id for passages in worthy), access=access
        )
        found = [passages for passages in worthy if passages[0].document_id in documents]
        narrowed = [
            passages
            for passages in found
            if passes(documents[passages[0].document_id], question.filters)
        ]
        page = narrowed[question.offset : question.offset + question.limit]
        return SearchAnswer(
            question=question,
            hits=self._hits(page, documents, evidence.rarities, corrections, question, access),
            total=len(narrowed),
            facets=count_facets(
                (documents[passages[0].document_id] for passages in found), question.filters
            ),
            corrections=corrections,
            weak=weak,
            unquoted=not held,
        )

    def rank(self, question: Question, *, access: AccessScope) -> list[RankedPassage]:
        """Rank passages for a question, the best first, without dressing them as hits."""
        analysis = analyse(question.text)
        corrections = self._speller.correct(analysis.words, access=access)
        evidence, _ = self._gather(analysis, corrections, question, access=access)
        return _rank(evidence, question.mode)

    def _gather(
        self,
        analysis: Analysis,
        corrections: Mapping[str, str],
        question: Question,
        *,
        access: AccessScope,
    ) -> tuple[Evidence, bool]:
        """Gather candidates, and tell whether they hold the quoted phrases.

        Where none does, for instance because they stand in the other language, the question is
        asked without its quotation marks.
        """
        gather = partial(
            self._gatherer.gather,
            corrections=corrections,
            filters=question.filters,
            access=access,
            limit=_CANDIDATES,
        )
        evidence = gather(analysis)
        if evidence.passage_ids or not analysis.phrases:
            return evidence, True
        return gather(analysis.unquoted()), False

    def _hits(
        self,
        page: Sequence[Sequence[RankedPassage]],
        documents: Mapping[str, Document],
        rarities: Mapping[str, float],
        corrections: Mapping[str, str],
        question: Question,
        access: AccessScope,
    ) -> tuple[SearchHit, ...]:
        ids = [ranked.passage_id for passages in page for ranked in passages[: _OTHERS + 1]]
        stored = self._reader.passages(ids, access=access)
        hits = []
        for rank, passages in enumerate(page, start=question.offset + 1):
            best, *others = [stored[each.passage_id] for each in passages[: _OTHERS + 1]]
            document = documents[best.document_id]
            matches = self._snippets.matches(best.passage.text, rarities)
            hits.append(
                SearchHit(
                    rank=rank,
                    score=round(min(passages[0].score, 1.0), 4),
                    document=document,
                    passage=best,
                    snippet=self._snippets.cut(best.passage, matches),
                    reasons=self._reasons(document, best, matches, rarities, corrections),
                    others=tuple(others),
                )
            )
        return tuple(hits)

    def _reasons(
        self,
        document: Document,
        passage: StoredPassage,
        matches: Sequence[Match],
        rarities: Mapping[str, float],
        corrections: Mapping[str, str],
    ) -> tuple[Reason, ...]:
        text, title = passage.passage.text, document.fields.title
        in_title = self._snippets.matches(title, rarities)
        found = {
            "title": _as_written(title, in_title, by_meaning=False),
            "words": _as_written(text, matches, by_meaning=False),
            "meaning": _as_written(text, matches, by_meaning=True),
            "corrected": [word for word in corrections.values() if word in rarities],
        }
        reasons = [
            Reason(code=code, values={"words": ", ".join(words[:4])})
            for code, words in found.items()
            if words
        ]
        return tuple(reasons) or (Reason(code="whole"),)


def _as_written(text: str, matches: Iterable[Match], *, by_meaning: bool) -> list[str]:
    """Name the words that match as the text spells them, the weightiest first, each once."""
    weighty = sorted(matches, key=lambda match: -match.weight)
    chosen = {
        match.word.folded: text[match.word.start : match.word.end].lower()
        for match in reversed(weighty)
        if match.by_meaning == by_meaning
    }
    return list(chosen.values())[::-1]


def _rank(evidence: Evidence, mode: Mode) -> list[RankedPassage]:
    by_mode = {Mode.DENSE: evidence.cosines, Mode.LEXICAL: evidence.words}
    scores = by_mode[mode] if mode in by_mode else fuse(evidence)
    return [
        RankedPassage(evidence.passage_ids[row], evidence.document_ids[row], float(scores[row]))
        for row in np.argsort(-scores, kind="stable")
        if mode is not Mode.LEXICAL or scores[row] > 0
    ]


def _by_document(passages: Iterable[RankedPassage]) -> dict[str, list[RankedPassage]]:
    """Group ranked passages by document; documents stand in the order of their best passage."""
    grouped: dict[str, list[RankedPassage]] = {}
    for ranked in passages:
        grouped.setdefault(ranked.document_id, []).append(ranked)
    return grouped


def _worth_showing(best: float) -> float:
    """Cut the tail: far below the best hit, meaning is noise."""
    return min(max(_LEAST, best * _TAIL), best * _NEAR)

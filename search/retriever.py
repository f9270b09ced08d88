"""The way out, from question to answer."""

import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from kb.access import AccessScope
from kb.catalogue.reader import CatalogueReader
from kb.index_nouns import Marked, Vectors
from kb.ports import FactSearch, LexicalSearch
from kb.store import Store
from search.aside import Aside
from search.candidates import Ahead, Gatherer
from search.corrections import Speller
from search.counted import CountedWords
from search.expansions import Expander
from search.facets import count_facets, passing
from search.fusion import Evidence, Fusion
from search.hits import Hits
from search.hubs import Hubs
from search.kept_rows import KeptRows
from search.kept_tokens import KeptTokens
from search.meanings import WordMeanings
from search.narrowing import Narrowing
from search.nouns import Mode, Question, SearchAnswer, Told
from search.questions import analyse
from search.ranking import RankedPassage, balanced, by_document, in_order
from search.reranking import SecondLook
from search.soft import SoftMatcher
from search.thesaurus.expanding import Thesaurus
from search.understanding import Understanding, Understood

_CANDIDATES = 200
_FAR = 10
"""Documents that are shown as the least far away where none is near: more would be noise."""

_TAIL = 0.5
"""Share of the chance that counts as good under which a hit is left out."""


class Retriever:
    """Answer questions over the store."""

    def __init__(
        self,
        reader: CatalogueReader,
        editions: Callable[[], tuple[int, int]],
        facts: FactSearch,
        gatherer: Gatherer,
        fusion: Fusion,
        understanding: Understanding,
        hits: Hits,
        second_look: SecondLook | None = None,
        told: Told | None = None,
    ) -> None:
        """Work with the given parts; `over` gives the usual ones.

        `editions` tells the last change of the catalogue and the revision of the thesaurus;
        `told` hears of each answer.
        """
        self._told = told
        self._editions = editions
        self._second_look = second_look
        self._reader = reader
        self._facts = facts
        self._gatherer = gatherer
        self._fusion = fusion
        self._understanding = understanding
        self._hits = hits

    @classmethod
    def over(
        cls,
        store: Store,
        thesaurus: Thesaurus | None = None,
        meanings: WordMeanings | None = None,
        told: Told | None = None,
    ) -> "Retriever":
        """Build the retriever of a store, with what others use too where it is given."""
        reader, words = store.catalogue.reader, CountedWords(store.words)
        tokens = KeptTokens(store.tokens)
        return cls(
            reader=reader,
            editions=store.catalogue.feed.editions,
            facts=store.facts,
            gatherer=Gatherer(
                facts=store.facts,
                encoder=store.encoder,
                narrowing=_narrowing(store, words),
                words=words,
                tokens=tokens,
                matcher=SoftMatcher(store.word_encoder, tokens),
                expander=Expander(store.word_encoder),
                hubs=Hubs(store.encoder.background),
                aside=Aside(),
            ),
            fusion=Fusion.learnt(),
            understanding=Understanding(
                Speller(words, store.word_encoder),
                thesaurus or Thesaurus(store.catalogue.thesaurus, store.words),
            ),
            hits=Hits(KeptRows(reader), meanings or WordMeanings(store.word_encoder)),
            second_look=SecondLook(reader, store.reranker) if store.reranker else None,
            told=told,
        )

    @property
    def good(self) -> float:
        """Give the chance from which a hit is worth a person's time."""
        return self._fusion.good

    def answer(self, question: Question, *, access: AccessScope) -> SearchAnswer:
        """Answer a question with the documents that this reader may read.

        Raises:
            InvalidQuestion: when it is longer than any question could be.
        """
        begun = time.perf_counter()
        with self._gatherer.aside.asking():
            answer = self._answer(question, access=access)
        if self._told:
            self._told(answer, time.perf_counter() - begun)
        return answer

    def _answer(self, question: Question, *, access: AccessScope) -> SearchAnswer:
        # What changes from here on is for the next answer.
        change, revision = self._editions()
        asked, ahead = self._understand(question, revision, access=access)
        if asked.analysis.is_empty:
            return SearchAnswer(question=question, hits=(), total=0, facets={})
        evidence, held = self._gather(asked, question, ahead, access=access)
        chances = self._fusion.chances(evidence)
        ranked = self._by_document(evidence, chances, question, access=access)
        weak = bool(chances.max(initial=0.0) < self._fusion.good)
        best = ranked[0][0].score if ranked else 0.0
        least = 0.0 if weak else min(best, self._fusion.good) * _TAIL
        worthy = [passages for passages in ranked if passages[0].score >= least]
        worthy = worthy[:_FAR] if weak else worthy
        found = self._readable(worthy, change, access=access)
        passes = dict(
            zip(found.document_ids, passing(found, question.filters).tolist(), strict=True)
        )
        narrowed = [each for each in worthy if passes.get(each[0].document_id)]
        page = narrowed[question.offset : question.offset + question.limit]
        return SearchAnswer(
            question=question,
            hits=self._hits.of(
                page, question.offset, evidence.rarities, asked, change, access=access
            ),
            total=len(narrowed),
            facets=count_facets(found, question.filters),
            corrections=dict(asked.corrections),
            weak=weak,
            unquoted=not held,
            also=asked.also(),
            without_meaning=evidence.without_meaning,
        )

    def _readable(
        self, ranked: Sequence[Sequence[RankedPassage]], change: int, *, access: AccessScope
    ) -> Marked:
        """Give facts of the ranked documents that the catalogue lets this reader read.

        What the facts say of that is believed where they hold all changes up to `change`.
        """
        ids = [passages[0].document_id for passages in ranked]
        if self._facts.position != change:
            readable = self._reader.readable(ids, access=access)
            ids = [each for each in ids if each in readable]
        return self._facts.marked(ids, access=access)

    def rank(self, question: Question, *, access: AccessScope) -> list[RankedPassage]:
        """Rank passages for a question, the best document first, without dressing them as hits."""
        return self.rankings(question, [question.mode], access=access)[question.mode]

    def rankings(
        self, question: Question, modes: Iterable[Mode], *, access: AccessScope
    ) -> dict[Mode, list[RankedPassage]]:
        """Rank passages in several modes, over the same candidates."""
        evidence = self.evidence(question, access=access)
        chances = self._fusion.chances(evidence)
        asked = {mode: question.model_copy(update={"mode": mode}) for mode in modes}
        return {
            mode: [passage for passages in documents for passage in passages]
            for mode, own in asked.items()
            for documents in [self._by_document(evidence, chances, own, access=access)]
        }

    def evidence(self, question: Question, *, access: AccessScope) -> Evidence:
        """Gather what speaks for each candidate, before it is weighed."""
        asked, ahead = self._understand(question, access=access)
        return self._gather(asked, question, ahead, access=access)[0]

    def _understand(
        self, question: Question, revision: int | None = None, *, access: AccessScope
    ) -> tuple[Understood, Ahead]:
        """Understand a question, and begin to encode it as it was written meanwhile."""
        analysis = analyse(question.text)
        ahead = self._gatherer.ahead(analysis.text)
        understood = self._understanding.understand(question, analysis, revision, access=access)
        return understood, ahead

    def _by_document(
        self, evidence: Evidence, chances: Vectors, question: Question, *, access: AccessScope
    ) -> list[list[RankedPassage]]:
        by_mode = {
            Mode.HYBRID: chances,
            Mode.DENSE: evidence.cosines,
            Mode.LEXICAL: evidence.words,
            Mode.SOFT: evidence.soft,
        }
        ranked = in_order(evidence, by_mode[question.mode], question.mode)
        if question.mode is not Mode.HYBRID:
            return by_document(ranked)
        if self._second_look:
            ranked = self._second_look.rerank(question.text, ranked, access=access)
        return balanced(by_document(ranked), self._fusion.good)

    def _gather(
        self,
        asked: Understood,
        question: Question,
        ahead: Ahead,
        *,
        access: AccessScope,
    ) -> tuple[Evidence, bool]:
        """Gather candidates, and tell whether they hold the quoted phrases.

        Where none does, for instance because they stand in the other language, the question is
        asked without its quotation marks.
        """
        gather = partial(
            self._gatherer.gather,
            filters=question.filters,
            access=access,
            limit=_CANDIDATES,
            ahead=ahead,
        )
        evidence = gather(asked)
        if evidence.passage_ids or not asked.analysis.phrases:
            return evidence, True
        return gather(asked.unquoted()), False


def _narrowing(store: Store, words: LexicalSearch) -> Narrowing:
    """Leave meaning to a server where there is one: it is there to be asked by many processes."""
    most = 0 if store.settings.shared else store.settings.search_in_memory
    return Narrowing(store.vectors, words, in_memory=most)

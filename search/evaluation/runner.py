"""Ask judged questions in every mode and measure the answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np

from kb.access import AccessScope
from kb.catalogue.reader import CatalogueReader
from kb.words import words_of
from search.evaluation.intervals import Estimate, mean_interval
from search.evaluation.judgements import Judged
from search.evaluation.measures import per_question
from search.nouns import Mode, Question
from search.ranking import RankedPassage
from search.retriever import Retriever

Advance = Callable[[], None]
_FOUND = 0.8
"""Share of a quote's words that must stand in a passage: scanned text is read with errors."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one question found, by the corpus' own ids, with the passage cited of each document."""

    judged: Judged
    documents: Sequence[str]
    passages: Mapping[str, int]


def run(
    retriever: Retriever,
    questions: Iterable[Judged],
    own_ids: Mapping[str, str],
    modes: Sequence[Mode],
    *,
    access: AccessScope,
    thesaurus: bool = True,
    advance: Advance = lambda: None,
) -> dict[Mode, list[Ranking]]:
    """Rank documents for every question in every mode, over the same candidates.

    Args:
        retriever: answers the questions.
        questions: what to ask.
        own_ids: the corpus' own id of each document, by the catalogue's.
        modes: which scorers rank.
        access: what may be found.
        thesaurus: whether the other side's words are searched as well.
        advance: called after each question.
    """
    rankings: dict[Mode, list[Ranking]] = {mode: [] for mode in modes}
    for judged in questions:
        question = Question(text=judged.text, thesaurus=thesaurus)
        ranked = retriever.rankings(question, modes, access=access)
        for mode in modes:
            rankings[mode].append(_ranking(judged, ranked[mode], own_ids))
        if judged.quotes and Mode.HYBRID in rankings:
            cited = _cited(retriever, question, own_ids, access=access)
            rankings[Mode.HYBRID][-1] = replace(rankings[Mode.HYBRID][-1], passages=cited)
        advance()
    return rankings


def measure(rankings: Sequence[Ranking]) -> dict[str, Estimate]:
    """Average nDCG@10, Recall@1, @10, @100 and MRR@10, with intervals."""
    return {name: mean_interval(np.array(own)) for name, own in scores(rankings).items()}


def scores(rankings: Iterable[Ranking]) -> dict[str, list[float]]:
    """Compute every measure question by question."""
    return per_question((each.documents, each.judged.grades) for each in rankings)


def passage_accuracy(
    rankings: Iterable[Ranking], reader: CatalogueReader, access: AccessScope
) -> float:
    """Tell how often the passage cited of a judged document, found in the first ten, answers."""
    outcomes = []
    for ranking in rankings:
        for document, quotes in ranking.judged.quotes.items():
            if document in ranking.documents[:10] and document in ranking.passages:
                passage_id = ranking.passages[document]
                text = reader.passages([passage_id], access=access)[passage_id].passage.text
                outcomes.append(any(_holds(text, quote) for quote in quotes))
    return fmean(outcomes) if outcomes else 0.0


def _cited(
    retriever: Retriever, question: Question, own_ids: Mapping[str, str], *, access: AccessScope
) -> dict[str, int]:
    """Take the passages that the app cites, which are not always those that rank highest."""
    answer = retriever.answer(question, access=access)
    return {own_ids[hit.document.id]: hit.passage.id for hit in answer.hits}


def _ranking(
    judged: Judged, ranked: Iterable[RankedPassage], own_ids: Mapping[str, str]
) -> Ranking:
    best: dict[str, int] = {}
    for each in ranked:
        best.setdefault(own_ids[each.document_id], each.passage_id)
    return Ranking(judged, list(best), best)


def _holds(text: str, quote: str) -> bool:
    standing = {word.folded for word in words_of(text)}
    quoted = [word.folded for word in words_of(quote)]
    return sum(word in standing for word in quoted) >= _FOUND * len(quoted)

"""The sentences of the first hits that answer a question best, as they stand there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from kb.folding import fold
from kb.index_nouns import Vectors
from kb.nouns import Document, StoredPassage
from kb.ports import WordEncoder
from kb.sentences import sentences
from search.answers.nouns import Quoted, Source
from search.answers.sharing import QuestionShare
from search.meanings import WordMeanings
from search.nouns import SearchAnswer
from search.snippets import is_heading
from search.understanding import corrected

_HITS, _SENTENCES = 5, 3
_SHORTEST, _LONGEST = 40, 420
_WORDS, _HIT = 1.0, 0.8
"""What the found share of a question and its hit's chance weigh, beside the sentence's cosine."""

_TITLE = 0.6
"""What a word of the question counts that only the title says, which stands below each sentence."""

_ENCODED = 12
"""Sentences that words and chances leave in the running; only these are encoded."""

_SAME = 0.93
"""Cosine from which two sentences say the same."""

_WORTH = 0.65
"""Share of the best sentence's score under which another answers something else."""

NO_SISTERS: Mapping[str, Collection[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    document: Document
    passage: StoredPassage
    chance: float


@dataclass(frozen=True, slots=True)
class Extractor:
    """Choose sentences by the words of the question, by stem or meaning, then by likeness."""

    encoder: WordEncoder
    share: QuestionShare

    @classmethod
    def over(cls, encoder: WordEncoder, meanings: WordMeanings | None = None) -> "Extractor":
        """Build an extractor that compares by one encoder, with words that others know too."""
        return cls(encoder, QuestionShare(meanings or WordMeanings(encoder)))

    def extract(
        self, answer: SearchAnswer, sisters: Mapping[str, Collection[str]] = NO_SISTERS
    ) -> tuple[Quoted, ...]:
        """Give up to three sentences of an answer's hits, the best first; none if it is weak.

        Of documents that say the same in two languages, `sisters` by their ids, only the one
        that comes first is quoted.
        """
        asked = corrected(answer.question.text, answer.corrections)
        promising, scores = self._promising(asked, [] if answer.weak else _candidates(answer))
        if not promising:
            return ()
        encoded = self.encoder.encode_passages([asked, *(each.text for each in promising)])
        question, vectors = encoded[0], encoded[1:]
        scores = scores + vectors @ question
        chosen = enumerate(_chosen(promising, scores, vectors, sisters), start=1)
        return tuple(
            Quoted(
                text=each.text,
                source=Source(number=number, document=each.document, passage=each.passage),
            )
            for number, each in chosen
        )

    def _promising(
        self, asked: str, candidates: Sequence[_Candidate]
    ) -> tuple[list[_Candidate], Vectors]:
        """Keep the few that hold most of the question or come from the best hits; score them."""
        chances = np.array([each.chance for each in candidates], np.float32)
        texts = [each.text for each in candidates]
        titles = [each.document.fields.title for each in candidates]
        found = self.share.found(asked, texts, titles, titled=_TITLE)
        scores = _WORDS * found + _HIT * chances
        rows = np.argsort(-scores, kind="stable")[:_ENCODED]
        return [candidates[row] for row in rows.tolist()], scores[rows]


def _candidates(answer: SearchAnswer) -> list[_Candidate]:
    """Cut the passages of the first hits into sentences, less titles, headings and table rows."""
    return [
        _Candidate(text, hit.document, stored, hit.score)
        for hit in answer.hits[:_HITS]
        for title in [fold(hit.document.fields.title)]
        for stored in (hit.passage, *hit.others)
        for start, end in sentences(stored.passage.text, stored.passage.language)
        if _is_prose(text := stored.passage.text[start:end]) and fold(text) != title
    ]


def _is_prose(sentence: str) -> bool:
    fits = _SHORTEST <= len(sentence) <= _LONGEST
    return fits and "|" not in sentence and not is_heading(sentence)


def _chosen(
    candidates: Sequence[_Candidate],
    scores: Vectors,
    vectors: Vectors,
    sisters: Mapping[str, Collection[str]],
) -> list[_Candidate]:
    """Take the best of different passages that do not say the same."""
    rows: list[int] = []
    ranked = np.argsort(-scores, kind="stable")
    for row in ranked[scores[ranked] >= _WORTH * scores[ranked[0]]].tolist():
        own = candidates[row]
        others = (own.passage.id != candidates[other].passage.id for other in rows)
        news = (float(vectors[row] @ vectors[other]) < _SAME for other in rows)
        same = sisters.get(own.document.id, ())
        new = (candidates[other].document.id not in same for other in rows)
        if all(others) and all(news) and all(new):
            rows.append(row)
        if len(rows) == _SENTENCES:
            break
    return [candidates[row] for row in rows]

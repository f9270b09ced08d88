"""The sentences of the first hits that answer a question best, as they stand there."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.ports import Vectors, WordEncoder
from kb.sentences import sentences
from kb.words import content_words, words_of
from search.answers.nouns import Quoted, Source
from search.matches import QuestionWords, worth
from search.meanings import WordMeanings
from search.nouns import SearchAnswer
from search.snippets import is_heading

_HITS, _SENTENCES = 5, 3
_SHORTEST, _LONGEST = 40, 420
_WORDS, _HIT = 1.0, 0.5
"""What the found share of a question and its hit's chance weigh, beside the sentence's cosine."""

_SAME = 0.93
"""Cosine from which two sentences say the same."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    source: Source
    chance: float


@dataclass(frozen=True, slots=True)
class Extractor:
    """Choose sentences by the words of the question, by stem or meaning, and by likeness."""

    encoder: WordEncoder
    meanings: WordMeanings

    @classmethod
    def over(cls, encoder: WordEncoder) -> "Extractor":
        """Build an extractor that compares by one encoder."""
        return cls(encoder, WordMeanings(encoder))

    def extract(self, answer: SearchAnswer) -> tuple[Quoted, ...]:
        """Give up to three sentences of an answer's hits, the best first; none if it is weak."""
        candidates = [] if answer.weak else _candidates(answer)
        if not candidates:
            return ()
        vectors = self.encoder.encode_passages([each.text for each in candidates])
        question = self.encoder.encode_question(answer.question.text)
        chances = np.array([each.chance for each in candidates], np.float32)
        found = self._found(answer.question.text, [each.text for each in candidates])
        scores = vectors @ question + _WORDS * found + _HIT * chances
        rows = _chosen(scores, vectors, [each.source.passage.id for each in candidates])
        return tuple(
            Quoted(
                text=candidates[row].text,
                source=candidates[row].source.model_copy(update={"number": number}),
            )
            for number, row in enumerate(rows, start=1)
        )

    def _found(self, question: str, texts: Sequence[str]) -> Vectors:
        """Give the share of the question found in each text, its words weighed by rarity here."""
        asked = content_words(words_of(question))
        rarities = _rarities(asked, texts)
        words = QuestionWords(rarities, self.meanings)
        most = sum(rarities.values()) or 1.0
        return np.array([worth(words.matches(text)) / most for text in texts], np.float32)


def _candidates(answer: SearchAnswer) -> list[_Candidate]:
    """Cut the passages of the first hits into sentences, without headings and table rows."""
    return [
        _Candidate(text, Source(number=1, document=hit.document, passage=stored), hit.score)
        for hit in answer.hits[:_HITS]
        for stored in (hit.passage, *hit.others)
        for start, end in sentences(stored.passage.text, stored.passage.language)
        if _is_prose(text := stored.passage.text[start:end])
    ]


def _is_prose(sentence: str) -> bool:
    fits = _SHORTEST <= len(sentence) <= _LONGEST
    return fits and "|" not in sentence and not is_heading(sentence)


def _rarities(asked: Sequence[str], texts: Sequence[str]) -> dict[str, float]:
    """Weigh words by how few of some texts hold them (Spärck Jones, 1972)."""
    held = [{word.folded for word in words_of(text)} for text in texts]
    counts = {word: sum(word in own for own in held) for word in asked}
    return {word: math.log(1 + len(texts) / (1 + count)) for word, count in counts.items()}


def _chosen(scores: Vectors, vectors: Vectors, passages: Sequence[int]) -> list[int]:
    """Take the best rows of different passages that do not say the same."""
    rows: list[int] = []
    for row in np.argsort(-scores, kind="stable").tolist():
        others = (passages[row] != passages[other] for other in rows)
        news = (float(vectors[row] @ vectors[other]) < _SAME for other in rows)
        if all(others) and all(news):
            rows.append(row)
        if len(rows) == _SENTENCES:
            break
    return rows

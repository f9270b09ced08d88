"""Check what a writer wrote: only sentences that their passages bear out are kept."""

import re
import unicodedata
from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from kb.folding import fold
from kb.sentences import sentences
from kb.words import STOP_WORDS, content_words, words_of
from search.answers.facts import denies, names_in, numbers_in
from search.answers.nouns import Statement
from search.meanings import WordMeanings

_CITED = re.compile(r"\s*\[(\d{1,2}(?:\s*[,;]\s*\d{1,2})*)\]")
_AFTER_END = re.compile(r"([.!?…])((?:\s*\[\d{1,2}(?:\s*[,;]\s*\d{1,2})*\])+)")
_NO_PROSE = re.compile(
    r"[<>\[\]{}|`*_#~^\\]|://|www\.|@|\b[\w-]+\.[a-z]{2,}\b(?!\.)", re.IGNORECASE
)
_LONGEST, _SENTENCES = 400, 5
_NEAR = 0.5
"""Cosine from which a word of a passage bears out, or a statement's takes up, another word."""

_BORNE_OUT = 0.7
"""Share of a statement's words that must be borne out by one and the same passage."""


@dataclass(frozen=True, slots=True)
class Checker:
    """Compare statements with what they cite, by numbers, names, denials and words."""

    meanings: WordMeanings

    def check(self, written: str, question: str, passages: Sequence[str]) -> tuple[Statement, ...]:
        """Keep the sentences that a passage they cite bears out; passages are cited from 1."""
        drafts = [_draft(sentence) for sentence in _sentences(written)]
        checked = [self._checked(draft, question, passages) for draft in drafts]
        return tuple(statement for statement in checked if statement)[:_SENTENCES]

    def _checked(
        self, draft: Statement, question: str, passages: Sequence[str]
    ) -> Statement | None:
        if not _is_prose(draft.text) or not self._is_about(question, draft.text):
            return None
        cited = [number for number in draft.cited if 1 <= number <= len(passages)]
        if len(cited) < len(draft.cited):
            return None
        borne = tuple(n for n in cited if self._bears_out(passages[n - 1], draft.text))
        return draft.model_copy(update={"cited": borne}) if borne else None

    def _bears_out(self, passage: str, text: str) -> bool:
        """Tell whether one passage alone says what a statement says, as far as words tell."""
        return (
            numbers_in(text) <= numbers_in(passage)
            and names_in(text) <= {word.folded for word in words_of(passage)}
            and (denies(passage) or not denies(text))
            and self._share(text, passage) >= _BORNE_OUT
        )

    def _is_about(self, question: str, text: str) -> bool:
        """Tell whether a statement takes up a word of the question at least."""
        return self._share(question, text) > 0

    def _share(self, text: str, other: str) -> float:
        """Give the share of a text's words that another has, as such or by a near meaning."""
        asked, held = _content(text), _content(other)
        if not asked or not held:
            return 0.0
        near = self.meanings.closeness(sorted(asked), sorted(held)).max(axis=1) >= _NEAR
        same = np.array([word in held for word in sorted(asked)])
        return float((near | same).mean())


def _content(text: str) -> Set[str]:
    return set(content_words(words_of(text))) - STOP_WORDS


def _sentences(written: str) -> list[str]:
    """Cut into sentences, each with the citations that follow its full stop."""
    plain = _AFTER_END.sub(r" \2\1", "".join(filter(_is_seen, written)))
    return [plain[start:end] for start, end in sentences(plain, "und")]


def _is_seen(sign: str) -> bool:
    return sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cf", "Co", "Cn"}


def _draft(sentence: str) -> Statement:
    numbers = re.findall(r"\d+", " ".join(_CITED.findall(sentence)))
    text = " ".join(_CITED.sub("", sentence).split())
    return Statement(text=text, cited=tuple(dict.fromkeys(map(int, numbers))))


def _is_prose(text: str) -> bool:
    """Tell whether a text is a sentence and nothing else: no markup, no link, no address."""
    return 0 < len(fold(text)) <= _LONGEST and not _NO_PROSE.search(text)

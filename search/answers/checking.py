"""Check what a writer wrote: only sentences that their passages bear out are kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.folding import fold
from kb.sentences import sentences
from kb.words import content_words, words_of
from search.answers.evidence import Evidence
from search.answers.nouns import Statement
from search.answers.signs import visible

_CITED = re.compile(r"\s*\[(\d{1,2}(?:\s*[,;]\s*\d{1,2})*)\]")
_AFTER_END = re.compile(r"([.!?…])((?:\s*\[\d{1,2}(?:\s*[,;]\s*\d{1,2})*\])+)")
_NO_PROSE = re.compile(
    r"[<>\[\]{}|`*_#~^\\]|://|www\.|@|\b[\w-]+\.[a-z]{2,}\b(?!\.)", re.IGNORECASE
)
_LONGEST, _SENTENCES = 400, 5


@dataclass(frozen=True, slots=True)
class Checker:
    """Keep prose about the question alone, and of it what the passages bear out."""

    evidence: Evidence

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
        borne = tuple(n for n in cited if self.evidence.bears_out(passages[n - 1], draft.text))
        return draft.model_copy(update={"cited": borne}) if borne else None

    def _is_about(self, question: str, text: str) -> bool:
        """Tell whether a statement takes up a word of the question at least."""
        asked = content_words(words_of(question))
        return bool(self.evidence.held(asked, text).any())


def _sentences(written: str) -> list[str]:
    """Cut into sentences, each with the citations that follow its full stop."""
    plain = _AFTER_END.sub(r" \2\1", visible(written))
    return [plain[start:end] for start, end in sentences(plain, "und")]


def _draft(sentence: str) -> Statement:
    numbers = re.findall(r"\d+", " ".join(_CITED.findall(sentence)))
    text = " ".join(_CITED.sub("", sentence).split())
    return Statement(text=text, cited=tuple(dict.fromkeys(map(int, numbers))))


def _is_prose(text: str) -> bool:
    """Tell whether a text is a sentence and nothing else: no markup, no link, no address."""
    return 0 < len(fold(text)) <= _LONGEST and not _NO_PROSE.search(text)

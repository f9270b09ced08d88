"""Take a question apart: what must stand in a hit, what may not, and what it is about."""

import re
from dataclasses import dataclass, replace

from kb.errors import InvalidQuestion
from kb.words import Word, content_words, words_of

_LONGEST = 2_000
_QUOTED = re.compile(r'(?P<minus>(?<!\S)-)?(?:"([^"]+)"|«\s*([^»]+?)\s*»|“([^”]+)”)')
_MINUS = re.compile(r"(?<!\S)-(?=[^\W_])(\S+)(?<!-)(?!\S)")
"""A word after a minus sign; one between two of them, as in "Environment -HSE-", is no order."""

_PROSE = 12
"""Words outside the quotation marks from which on they quote somebody and order nothing."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A question in the parts that each scorer takes.

    Attributes:
        text: the question without its exclusions, for the encoder.
        words: the distinct words that carry meaning, folded.
        phrases: word sequences that must stand in a hit, if this is not a text that quotes.
        excluded: word sequences that may not.
    """

    text: str
    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    excluded: tuple[tuple[str, ...], ...]

    def loose_words(self, text: str) -> list[Word]:
        """Give the words of `text`, this question or its like, that no quotation marks hold to."""
        held = [match.span() for match in _QUOTED.finditer(text)] if self.phrases else []
        return [
            word
            for word in words_of(text)
            if not any(start <= word.start < end for start, end in held)
        ]

    def unquoted(self) -> "Analysis":
        """Ask for the same without holding to the words between quotation marks."""
        return replace(self, phrases=())

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is asked for."""
        return not self.words and not self.phrases


def analyse(text: str) -> Analysis:
    """Take a question apart.

    Raises:
        InvalidQuestion: when it is longer than any question could be.
    """
    if len(text) > _LONGEST:
        raise InvalidQuestion("question.too_long", most=_LONGEST)
    phrases, excluded = _quoted(text)
    if len(words_of(_QUOTED.sub(" ", text))) >= _PROSE:
        phrases = []
    excluded += [_folded(match.group(1)) for match in _MINUS.finditer(_QUOTED.sub(" ", text))]
    asked = _QUOTED.sub(lambda match: " " if match["minus"] else match[0], text)
    asked = " ".join(_MINUS.sub(" ", asked).split())
    return Analysis(
        text=asked,
        words=tuple(content_words(words_of(asked))),
        phrases=tuple(filter(None, phrases)),
        excluded=tuple(filter(None, excluded)),
    )


def _quoted(text: str) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    phrases: list[tuple[str, ...]] = []
    excluded: list[tuple[str, ...]] = []
    for match in _QUOTED.finditer(text):
        (excluded if match["minus"] else phrases).append(_folded(_inside(match)))
    return phrases, excluded


def _inside(match: re.Match[str]) -> str:
    return next(group for group in match.groups()[1:] if group)


def _folded(text: str) -> tuple[str, ...]:
    words: list[Word] = words_of(text)
    return tuple(word.folded for word in words)

"""The smallest pieces that passages are made of: sentences, list items, table rows, headings."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.blocks import every_block
from kb.folding import fold
from kb.nouns import Block, BlockKind, Page
from kb.sentences import sentences

_WORD = re.compile(r"\S{1,40}")
_ROW = re.compile(r"[^\n]+")
_PAUSE = re.compile(r"[;:,]$")
_HEADING_WORDS = 25
_REACH = 40
_FEW = 20  # a twentieth of what a passage may hold


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a page that stays whole.

    Attributes:
        block: number of the block it comes from, on its page.
        words: how much it weighs; 40 characters without a space count as a word.
        path: the headings above it from the highest, its own included if it is one.
        level: depth of the last heading above it, or its own; 0 where there is none.
        broken: whether it begins in the middle of a sentence.
    """

    kind: BlockKind
    start: int
    end: int
    block: int
    words: int
    path: tuple[str, ...]
    level: int
    broken: bool = False


class Trail:
    """Follow the headings from page to page, so that each unit knows those above it."""

    def __init__(self, title: str) -> None:
        """Begin above the first heading; one that only repeats the title is left out."""
        self._title = fold(title).strip()
        self._headings: list[tuple[int, str]] = []
        self.level = 0

    def enter(self, heading: str, level: int) -> None:
        """Go under a heading, out of those of its depth and deeper."""
        self.level = max(1, level)
        while self._headings and self._headings[-1][0] >= self.level:
            self._headings.pop()
        if fold(heading).strip() != self._title:
            self._headings.append((self.level, heading))

    @property
    def path(self) -> tuple[str, ...]:
        """Give the headings above this place, from the highest."""
        return tuple(heading for _, heading in self._headings)


def units_of(page: Page, trail: Trail, most_words: int, *, headings: bool = True) -> list[Unit]:
    """Cut one page into units, none heavier than `most_words`.

    Args:
        page: the page.
        trail: the headings so far; moves on.
        most_words: what a passage may hold.
        headings: False to take headings for paragraphs, in a file that has nothing else.
    """
    units = []
    for number, block in enumerate(every_block(page)):
        text = page.text[block.start : block.end]
        kind = block.kind
        if kind == "heading" and not (
            headings and count_words(text) <= min(_HEADING_WORDS, most_words)
        ):
            kind = "paragraph"
        if kind == "heading":
            trail.enter(" ".join(text.split()), block.level)
        for start, end, broken in _cut(page.text, block, kind, most_words):
            words = count_words(page.text[start:end])
            units.append(Unit(kind, start, end, number, words, trail.path, trail.level, broken))
    return units


def count_words(text: str) -> int:
    """Count words as passages are measured: 40 characters without a space count as one."""
    return sum(1 for _ in _WORD.finditer(text))


def _cut(
    text: str, block: Block, kind: BlockKind, most_words: int
) -> Iterator[tuple[int, int, bool]]:
    """Give the stretches `(start, end, broken)` of one block."""
    if kind in ("heading", "header"):
        yield block.start, block.end, False
        return
    for start, end in _natural_stretches(text, block, kind, most_words):
        broken = False
        for left, right in _within(text, start, end, most_words):
            yield left, right, broken
            broken = True


def _natural_stretches(
    text: str, block: Block, kind: BlockKind, most_words: int
) -> Iterator[tuple[int, int]]:
    """Part a table at its rows, and prose of more than half a passage at its sentences."""
    inner = text[block.start : block.end]
    if kind == "table":
        rows = (_trim(inner, *match.span()) for match in _ROW.finditer(inner))
        spans = [(start, end) for start, end in rows if start < end]
    elif count_words(inner) <= most_words // 2:
        spans = [(0, len(inner))]
    else:
        spans = sentences(inner, "")
    for start, end in _few_joined(inner, spans, most_words):
        yield block.start + start, block.start + end


def _few_joined(
    text: str, spans: Iterable[tuple[int, int]], most_words: int
) -> Iterator[tuple[int, int]]:
    """Keep a stretch of few words together with what follows it."""
    held: tuple[int, int] | None = None
    held_words = 0
    for start, end in spans:
        words = count_words(text[start:end])
        if held and held_words < most_words // _FEW and held_words + words <= most_words:
            held, held_words = (held[0], end), held_words + words
            continue
        if held:
            yield held
        held, held_words = (start, end), words
    if held:
        yield held


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    return start, start + len(inner.strip())


def _within(text: str, start: int, end: int, most_words: int) -> Iterator[tuple[int, int]]:
    """Halve a stretch until its parts weigh no more than `most_words`."""
    pending = [(start, end)]
    while pending:
        start, end = pending.pop()
        words = [match.span() for match in _WORD.finditer(text, start, end)]
        if len(words) <= most_words:
            yield start, end
            continue
        cut = _best_cut(text, words)
        pending += [(words[cut][0], end), (start, words[cut - 1][1])]


def _best_cut(text: str, words: list[tuple[int, int]]) -> int:
    """Choose the word to begin anew at: near the middle, after a line end or a pause if one is."""
    middle = len(words) // 2
    reach = min(middle // 2, _REACH)
    near = sorted(range(middle - reach, middle + reach + 1), key=lambda at: abs(at - middle))
    tests = (
        lambda at: "\n" in text[words[at - 1][1] : words[at][0]],
        lambda at: _PAUSE.search(text[words[at - 1][0] : words[at - 1][1]]) is not None,
        lambda at: words[at - 1][1] < words[at][0],
    )
    return next((at for test in tests for at in near if test(at)), middle)

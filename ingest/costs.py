"""What it costs to put units into one passage, or to part them: the taste of the splitter."""

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from ingest.units import Unit

# An orphan costs more than any one thing that avoids it.
_ORPHAN_WORDS = 25
_ORPHAN = 4.0

_CUT_AFTER_HEADING = 10.0
_CUT_IN_SENTENCE = 1.0
_CUT_LIST_FROM_LEAD_IN = 0.8
_CUT_TABLE_HEADER = 0.6
_CUT_CAPTION = 0.5
_CUT_SENTENCES = 0.35
_CUT_ROWS = 0.3
_CUT_ITEMS = 0.25

_JOIN_LEAVING_SECTION = 3.0
_JOIN_SECTIONS = 1.5
_JOIN_SUBSECTION = 1.0
_JOIN_TABLE = 1.0
_JOIN_NOTE = 0.3


class PageCosts:
    """Price every possible group of one page's units.

    A group costs the square of how far it is from the target, relative to it; plus what is
    cut where it begins; plus what is joined inside it.
    """

    def __init__(self, text: str, units: Sequence[Unit], target_words: int) -> None:
        """Weigh the units once, so that each group is priced in constant time."""
        self._target = target_words
        self._few = min(_ORPHAN_WORDS, target_words // 4)
        big = _big_tables(units, target_words // 2)
        gaps = [_gap(text, units, at, big) for at in range(1, len(units))]
        self._cuts = [0.0, *(cut for cut, _ in gaps)]
        self._joins = [0.0, *accumulate(join for _, join in gaps)]
        body = (0 if unit.kind == "heading" else unit.words for unit in units)
        self._words = [0, *accumulate(body)]

    def of_group(self, start: int, end: int) -> float:
        """Price `units[start:end]` as one passage."""
        inside = self._joins[end - 1] - self._joins[start]
        return self._cuts[start] + inside + self._size(self._words[end] - self._words[start])

    def _size(self, words: int) -> float:
        if not words:
            return 0.0
        orphan = _ORPHAN if words < self._few else 0.0
        return orphan + ((words - self._target) / self._target) ** 2


def _big_tables(units: Sequence[Unit], few_words: int) -> set[int]:
    """Tell which blocks are tables too big to share a passage with prose."""
    words: Counter[int] = Counter()
    for unit in units:
        if unit.kind == "table":
            words[unit.block] += unit.words
    return {block for block, count in words.items() if count > few_words}


def _gap(text: str, units: Sequence[Unit], at: int, big: set[int]) -> tuple[float, float]:
    """Price the gap before unit `at`: cutting there, and joining over it."""
    before, after = units[at - 1], units[at]
    if before.kind == "heading":
        return _CUT_AFTER_HEADING, 0.0
    if after.kind == "heading":
        return 0.0, _join_sections(before, after)
    if before.block == after.block:
        first_rows = at < 2 or units[at - 2].block != before.block
        return _cut_inside_block(after, first_rows=first_rows), 0.0
    return _between_blocks(text, before, after, big)


def _join_sections(before: Unit, heading: Unit) -> float:
    if heading.level < before.level:
        return _JOIN_LEAVING_SECTION
    return _JOIN_SUBSECTION if heading.level > before.level > 0 else _JOIN_SECTIONS


def _cut_inside_block(after: Unit, *, first_rows: bool) -> float:
    if after.broken:
        return _CUT_IN_SENTENCE
    if after.kind == "table":
        return _CUT_TABLE_HEADER if first_rows else _CUT_ROWS
    return _CUT_SENTENCES


def _between_blocks(text: str, before: Unit, after: Unit, big: set[int]) -> tuple[float, float]:
    if after.kind == "list_item":
        leads_in = text[before.start : before.end].endswith(":")
        return (_CUT_LIST_FROM_LEAD_IN if leads_in else _CUT_ITEMS), 0.0
    if after.kind == "table" and before.kind != "table" and before.words <= _ORPHAN_WORDS:
        return _CUT_CAPTION, 0.0
    tables = (before.block in big) + (after.block in big)
    notes = (before.kind == "note") != (after.kind == "note")
    return 0.0, _JOIN_TABLE * tables + _JOIN_NOTE * notes

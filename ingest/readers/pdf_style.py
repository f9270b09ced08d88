"""What the type of a whole PDF says: which lines are headings, which repeat on every page."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.readers.pdf_lines import Line

_LARGER = 1.08
_LONGEST_HEADING = 200
_DEEPEST = 6
_MARGIN = 0.12
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[\s\-–—|/.]*(?:page\s*)?\d{1,4}(?:\s*(?:/|of|de|sur)\s*\d{1,4})?[\s\-–—|.]*", re.I
)

Style = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of one page, with the page's height."""

    lines: tuple[Line, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Typography:
    """The type of one document.

    Attributes:
        body: size and weight of most of the text.
        levels: depth of the heading for each size and weight that makes one.
        running: signatures of lines that repeat at the edge of pages.
        words: every word of the document, lower case, with its count.
    """

    body: Style
    levels: Mapping[Style, int] = field(default_factory=dict)
    running: frozenset[str] = frozenset()
    words: Mapping[str, int] = field(default_factory=dict)

    def level_of(self, line: Line) -> int:
        """Give the depth of the heading that a line makes, 0 if it makes none."""
        return self.levels.get(_style(line), 0) if _may_be_heading(line) else 0

    def is_running(self, line: Line, height: float) -> bool:
        """Tell a running head, a foot or a page number."""
        if not _is_at_edge(line, height):
            return False
        return (
            bool(_PAGE_NUMBER.fullmatch(line.text)) or _signature(line, self.body) in self.running
        )


def typography_of(sheets: Sequence[Sheet], outline: Mapping[int, Mapping[str, int]]) -> Typography:
    """Study all pages together.

    Args:
        sheets: the pages.
        outline: for each page index, the outline's titles (as `title_key`) with their depth.
    """
    body = _body_style(sheets)
    return Typography(
        body=body,
        levels=_heading_levels(sheets, body, outline),
        running=_running_lines(sheets, body),
        words=Counter(
            word for sheet in sheets for line in sheet.lines for word in words_of(line.text)
        ),
    )


def title_key(text: str) -> str:
    """Reduce a title to its letters and digits, to compare it with a line."""
    return "".join(filter(str.isalnum, text)).casefold()


def words_of(text: str) -> list[str]:
    """List the words of a text, hyphens kept, in lower case."""
    return re.findall(r"\w+(?:-\w+)*", text.casefold())


def _style(line: Line) -> Style:
    """Round the size, so that lines set alike compare equal."""
    return round(line.size * 2) / 2, line.bold


def _body_style(sheets: Sequence[Sheet]) -> Style:
    """Find the size and weight of most characters."""
    count: Counter[Style] = Counter()
    for sheet in sheets:
        for line in sheet.lines:
            count[_style(line)] += len(line.text)
    return count.most_common(1)[0][0] if count else (0.0, False)


def _heading_levels(
    sheets: Sequence[Sheet], body: Style, outline: Mapping[int, Mapping[str, int]]
) -> dict[Style, int]:
    """Rank the styles that stand out; where the outline knows better, follow it."""
    styles = {
        _style(line)
        for sheet in sheets
        for line in sheet.lines
        if _may_be_heading(line) and _stands_out(_style(line), body)
    }
    levels: dict[Style, int] = {}
    level, last = 0, float("inf")
    for style in sorted(styles, reverse=True):
        if style[0] < last * 0.93 or (style[0] <= body[0] * 1.05 and level < 2):
            level, last = level + 1, style[0]
        levels[style] = min(max(level, 1), _DEEPEST)
    return levels | _outlined_levels(sheets, outline, levels)


def _outlined_levels(
    sheets: Sequence[Sheet], outline: Mapping[int, Mapping[str, int]], levels: Mapping[Style, int]
) -> dict[Style, int]:
    """Give each heading style the depth that the outline mostly gives to its lines."""
    found: defaultdict[Style, Counter[int]] = defaultdict(Counter)
    for index, sheet in enumerate(sheets):
        titles = outline.get(index, {})
        for line in sheet.lines if titles else ():
            depth = titles.get(title_key(line.text))
            if depth is not None and _style(line) in levels:
                found[_style(line)][depth] += 1
    return {style: count.most_common(1)[0][0] for style, count in found.items()}


def _may_be_heading(line: Line) -> bool:
    """Refuse what no heading is: a table row, a long line, a line without a word."""
    text = line.text
    return (
        len(line.cells) == 1
        and len(text) <= _LONGEST_HEADING
        and sum(character.isalpha() for character in text) >= 3
        and not text.endswith((",", ";"))
    )


def _stands_out(style: Style, body: Style) -> bool:
    """Tell whether a style is larger than the body's, or bold where the body is not."""
    size, bold = style
    if size >= body[0] * _LARGER:
        return True
    return bold and not body[1] and size >= body[0] * 0.95


def _running_lines(sheets: Sequence[Sheet], body: Style) -> frozenset[str]:
    """Find what stands at the edge of many pages."""
    count: Counter[str] = Counter()
    for sheet in sheets:
        count.update({_signature(line, body) for line in _edge_lines(sheet)})
    enough = max(3, len(sheets) // 4)
    return frozenset(signature for signature, pages in count.items() if pages >= enough)


def _edge_lines(sheet: Sheet) -> Iterable[Line]:
    """List the lines near the top and the bottom of a page."""
    return (line for line in sheet.lines if _is_at_edge(line, sheet.height))


def _is_at_edge(line: Line, height: float) -> bool:
    """Tell whether a line stands in the upper or lower margin."""
    return line.bottom > height * (1 - _MARGIN) or line.top < height * _MARGIN


def _signature(line: Line, body: Style) -> str:
    """Reduce a line to what repeats from page to page: only page numbers change.

    In large type a number counts, as in "Measure 3" at the head of a page.
    """
    text = line.text.casefold()
    return text if line.size >= body[0] * 1.3 else _DIGITS.sub("#", text)

"""Lines of a PDF page become headings, paragraphs, list items and tables."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median

from ingest.readers.pages import PageBuilder
from ingest.readers.pdf_lines import MARKER, Line
from ingest.readers.pdf_style import Sheet, Typography, title_key
from kb.nouns import BlockKind

_MARKED = re.compile(rf"(?:{MARKER.pattern})\s+\S")
_SENTENCE_END = re.compile(r"[.!?:;…][»”\")\]]*$")
_LAST_WORD = re.compile(r"(\w+)-?$")
_FIRST_WORD = re.compile(r"^\w+")


@dataclass(slots=True)
class _Piece:
    """Lines that belong together."""

    kind: BlockKind
    level: int = 0
    lines: list[Line] = field(default_factory=list)


def add_blocks(
    builder: PageBuilder, sheet: Sheet, typography: Typography, titles: Mapping[str, int]
) -> None:
    """Append the blocks of one page.

    Args:
        builder: the page.
        sheet: its lines.
        typography: what the whole document says about type.
        titles: what the outline says begins on this page, by `title_key`, with its depth.
    """
    for piece in _pieces(sheet, typography, titles):
        if piece.kind == "table" and len(piece.lines) > 1:
            builder.add("table", "\n".join(" | ".join(line.cells) for line in piece.lines))
        else:
            kind = "paragraph" if piece.kind == "table" else piece.kind
            builder.add(kind, joined(piece.lines, typography.words), level=piece.level)


def joined(lines: list[Line], words: Mapping[str, int]) -> str:
    """Join the lines of a paragraph by spaces, and the halves of a hyphenated word."""
    text = lines[0].text
    for before, line in zip(lines, lines[1:], strict=False):
        if _is_broken(before, line):
            text = _mended(text, line.text, words)
        else:
            text = f"{text} {line.text}"
    return text


def _pieces(sheet: Sheet, typography: Typography, titles: Mapping[str, int]) -> Iterator[_Piece]:
    """Group lines that follow each other."""
    leading = _leading(sheet)
    piece: _Piece | None = None
    for line in sheet.lines:
        kind, level = _kind_of(line, sheet, typography, titles)
        if piece is None or _begins(line, kind, level, piece, leading):
            if piece is not None:
                yield piece
            piece = _Piece(kind, level)
        piece.lines.append(line)
    if piece is not None:
        yield piece


def _kind_of(
    line: Line, sheet: Sheet, typography: Typography, titles: Mapping[str, int]
) -> tuple[BlockKind, int]:
    """Decide what a line is by itself."""
    if typography.is_running(line, sheet.height):
        return "header", 0
    if depth := titles.get(title_key(line.text), 0):
        return "heading", depth
    if level := typography.level_of(line):
        return "heading", level
    if len(line.cells) > 1:
        return "table", 0
    return ("list_item" if _MARKED.match(line.text) else "paragraph"), 0


def _begins(line: Line, kind: BlockKind, level: int, piece: _Piece, leading: float) -> bool:
    """Decide whether a line begins a new block."""
    last = piece.lines[-1]
    if kind == "header" or piece.kind == "header" or kind == "list_item":
        return True
    if kind == "heading" or piece.kind == "heading":
        return kind != piece.kind or level != piece.level or not _is_near(last, line, leading)
    if kind == "table" or piece.kind == "table":
        return kind != piece.kind
    if not _is_near(last, line, leading):
        return not _goes_on_elsewhere(last, line)
    return _is_set_apart(last, line, piece)


def _is_near(last: Line, line: Line, leading: float) -> bool:
    """Tell whether a line stands right below another, in the same column.

    What pdfium takes for one line may be several; then the first of them counts.
    """
    step = last.bottom - max(line.bottom, line.top - 1.3 * line.size)
    apart = line.left > last.right or line.right < last.left
    return 0 < step <= max(leading, 0.9 * max(last.size, line.size)) * 1.35 and not apart


def _goes_on_elsewhere(last: Line, line: Line) -> bool:
    """Tell whether a paragraph goes on at the top of the next column."""
    higher = line.bottom > last.top
    same_type = abs(last.size - line.size) < 0.6 and last.bold == line.bold
    unfinished = last.hyphen or not _SENTENCE_END.search(last.text)
    return higher and same_type and unfinished and line.text[:1].islower()


def _is_set_apart(last: Line, line: Line, piece: _Piece) -> bool:
    """Tell a new paragraph by its type, its indent, or a short last line before it."""
    if abs(last.size - line.size) > 0.12 * last.size or last.bold != line.bold:
        return not (last.hyphen or line.text[:1].islower())
    if not _SENTENCE_END.search(last.text):
        return False
    if piece.kind == "list_item":
        return line.left < piece.lines[0].left - 1
    indented = line.left > last.left + line.size
    right = max(each.right for each in piece.lines)
    short = len(piece.lines) > 1 and last.right < right - 0.2 * (right - last.left)
    return (indented and len(piece.lines) > 1) or short


def _leading(sheet: Sheet) -> float:
    """Find the usual step from one line to the next."""
    steps = [
        above.bottom - below.bottom
        for above, below in zip(sheet.lines, sheet.lines[1:], strict=False)
        if 0 < above.bottom - below.bottom < 3 * max(above.size, 1.0)
    ]
    return median(steps) if steps else 0.0


def _is_broken(before: Line, line: Line) -> bool:
    """Tell whether a word goes over the line's end."""
    if before.hyphen:
        return True
    return bool(re.search(r"\w-$", before.text)) and line.text[:1].islower()


def _mended(text: str, following: str, words: Mapping[str, int]) -> str:
    """Join two halves; the hyphen stays where the word is written with it elsewhere."""
    bare = text.removesuffix("-")
    first, second = _LAST_WORD.search(bare), _FIRST_WORD.search(following)
    if first is None or second is None or not second[0][:1].islower():
        return f"{bare}-{following}"
    whole = words.get((first[0] + second[0]).casefold(), 0)
    hyphened = words.get(f"{first[0]}-{second[0]}".casefold(), 0)
    return f"{bare}-{following}" if hyphened > whole else bare + following

"""A page as text to read: headings, lists and tables drawn, the cited passage marked."""

import re
from collections.abc import Callable

from kb.nouns import Block, Page
from search.nouns import Mark
from ui.markup import marked

Piece = Callable[[int, int], str]
"""HTML of the page's text between two positions, with what is cited there marked."""

_LOWEST = 6


def page_html(page: Page, cited: tuple[int, int] | None) -> str:
    """Build HTML of a page by its blocks; `cited` are the passage's positions in its text."""

    def piece(start: int, end: int) -> str:
        first, last = (max(start, cited[0]), min(end, cited[1])) if cited else (end, start)
        marks = [Mark(start=first - start, end=last - start, by="word")] if first < last else []
        return marked(page.text[start:end], marks)

    blocks = page.blocks or (Block(kind="paragraph", start=0, end=len(page.text)),)
    return "".join(_block(block, page.text, piece) for block in blocks)


def _block(block: Block, text: str, piece: Piece) -> str:
    if block.kind == "table":
        rows = (_row(start, end, text, piece) for start, end in _split(text, block, "\n"))
        return f'<div class="table"><table>{"".join(rows)}</table></div>'
    inner = piece(block.start, block.end).replace("\n", "<br>")
    if block.kind == "heading":
        # The page's own headings stand below those of the app: h1 its title, h2 its parts.
        depth = min(block.level + 2, _LOWEST)
        return f"<h{depth}>{inner}</h{depth}>"
    return f'<p class="{block.kind}">{inner}</p>'


def _row(start: int, end: int, text: str, piece: Piece) -> str:
    line = Block(kind="table", start=start, end=end)
    cells = (f"<td>{piece(*cell)}</td>" for cell in _split(text, line, " | "))
    return f"<tr>{''.join(cells)}</tr>"


def _split(text: str, block: Block, separator: str) -> list[tuple[int, int]]:
    """Cut a block at each separator into positions in the page's text."""
    edges = [
        (block.start + match.start(), block.start + match.end())
        for match in re.finditer(re.escape(separator), text[block.start : block.end])
    ]
    starts = [block.start, *(after for _, after in edges)]
    ends = [*(before for before, _ in edges), block.end]
    return list(zip(starts, ends, strict=True))

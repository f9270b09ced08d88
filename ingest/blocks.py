"""A page as an unbroken row of blocks: gaps filled, overlaps cut, plain text parted."""

import re
from collections.abc import Iterator
from itertools import pairwise

from kb.nouns import Block, BlockKind, Page

_BLANK_LINES = re.compile(r"\n\s*\n")
_ITEM = re.compile(r"^[^\S\n]*(?:[•▪◦‣·*–—-]|\(?\d{1,2}[.)]|[a-z]\))[^\S\n]+(?=\S)", re.MULTILINE)


def every_block(page: Page) -> list[Block]:
    """Give the page's blocks in order, trimmed, with every stray character in one.

    Text outside the blocks, or on a page without any, becomes paragraphs at blank lines and
    list items at bullets. No two of the blocks overlap and none is empty.
    """
    blocks: list[Block] = []
    at = 0
    for block in sorted(page.blocks, key=lambda block: block.start):
        start, end = max(block.start, at), min(block.end, len(page.text))
        if start < end:
            blocks += _plain_blocks(page.text, at, start)
            blocks += _trimmed(page.text, block, start, end)
            at = end
    return blocks + list(_plain_blocks(page.text, at, len(page.text)))


def _trimmed(text: str, block: Block, start: int, end: int) -> Iterator[Block]:
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    end = start + len(inner.strip())
    if start < end:
        yield block.model_copy(update={"start": start, "end": end})


def _plain_blocks(text: str, start: int, end: int) -> Iterator[Block]:
    for paragraph_start, paragraph_end in _between(_BLANK_LINES, text, start, end):
        items = [item.start() for item in _ITEM.finditer(text, paragraph_start, paragraph_end)]
        edges = pairwise([paragraph_start, *items, paragraph_end])
        for at, (left, right) in enumerate(edges):
            kind: BlockKind = "list_item" if at else "paragraph"
            yield from _trimmed(text, Block(kind=kind, start=left, end=right), left, right)


def _between(
    parting: re.Pattern[str], text: str, start: int, end: int
) -> Iterator[tuple[int, int]]:
    for match in parting.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end

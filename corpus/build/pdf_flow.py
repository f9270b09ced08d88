"""Blocks as reportlab's flowables: headings with bookmarks, lists, tables that fit."""

from collections.abc import Iterator, Sequence
from typing import Any

from corpus.build.blocks import (
    Block,
    Heading,
    Listing,
    Notes,
    Paragraph,
    Quote,
    Table,
    is_caption,
    plain,
)
from corpus.build.pdf_headings import bookmarked
from corpus.build.pdf_look import Look, markup, printable, styles_of
from corpus.build.pdf_tables import pdf_table


class Flow:
    """Turn blocks into flowables of one look and width."""

    def __init__(self, look: Look, width: float, *, justified: bool = False) -> None:
        """Prepare for a column of `width` points."""
        self.look = look
        self.styles = styles_of(look)
        self._width = width
        self._body = self.styles["justified" if justified else "body"]

    def flowables(self, blocks: Sequence[Block]) -> list[Any]:
        """Give the flowables of blocks, in order."""
        return [flowable for block in blocks for flowable in self._of(block)]

    def line(self, words: str, style: str) -> Any:
        """Give one line of plain words."""
        return _paragraph(printable(words), self.styles[style])

    def _of(self, block: Block) -> Iterator[Any]:
        match block:
            case Heading(level, text):
                yield bookmarked(markup(text), self.styles[f"h{level}"], plain(text), level)
            case Paragraph(text) | Notes(text):
                style = self.styles["caption"] if is_caption(block) else self._body
                yield _paragraph(markup(text), style, keep=plain(text).endswith(":"))
            case Quote(paragraphs):
                yield from (_paragraph(markup(text), self.styles["quote"]) for text in paragraphs)
            case Listing():
                yield from self._items(block)
            case Table():
                yield pdf_table(block, self.styles, self.look.accent, self._width)

    def _items(self, listing: Listing) -> Iterator[Any]:
        from reportlab.platypus import Spacer

        for number, text in enumerate(listing.items, start=1):
            bullet = f"{number}." if listing.ordered else "•"
            yield _paragraph(markup(text), self.styles["item"], bullet=bullet)
        yield Spacer(0, self.look.size * 0.4)


def _paragraph(text: str, style: Any, *, bullet: str | None = None, keep: bool = False) -> Any:
    from reportlab.platypus import Paragraph as PdfParagraph

    made = PdfParagraph(text, style, bulletText=bullet)
    if keep:
        made.keepWithNext = True
    return made

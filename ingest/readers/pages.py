"""Pages are put together here, block by block, and offsets counted nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.limits import ReadingLimits
from ingest.readers.characters import clean, clean_line
from kb.errors import LimitExceeded
from kb.nouns import Block, BlockKind, Notice, Page, WordBox

_GAP = "\n\n"
_ONE_LINE: tuple[BlockKind, ...] = ("heading", "list_item", "header")
_LONGEST_HEADING = 250


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A recognised word and where it stands: left, top, right, bottom, from 0 to 1.

    `joined` says that it goes on from the word before without a space, as after a line-end
    hyphen.
    """

    text: str
    box: tuple[float, float, float, float]
    joined: bool = False


@dataclass(slots=True)
class PageBuilder:
    """Assemble one page: blocks parted by blank lines, `page.text[start:end]` is the block."""

    number: int
    label: str = ""
    blocks: list[Block] = field(default_factory=list)
    words: list[WordBox] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0

    @property
    def length(self) -> int:
        """Count the characters so far."""
        return self._length

    def add(self, kind: BlockKind, text: str, *, level: int = 0) -> None:
        """Append a block; its text is cleaned first, and nothing is added if none is left.

        Tables and notes keep their line breaks, and so do paragraphs whose breaks mean
        something; headings and list items are one line. What is too long for a heading is a
        paragraph, whatever its style.
        """
        text = clean_line(text) if kind in _ONE_LINE else clean(text)
        if kind == "heading" and len(text) > _LONGEST_HEADING:
            kind, level = "paragraph", 0
        if text:
            self._append(kind, text, level)

    def add_words(self, kind: BlockKind, words: Iterable[PlacedWord]) -> None:
        """Append a block made of recognised words and remember where each one stands."""
        text = ""
        spans: list[tuple[int, int, PlacedWord]] = []
        for word in words:
            piece = clean_line(word.text)
            if not piece:
                continue
            text = text if word.joined or not text else text + " "
            spans.append((len(text), len(text) + len(piece), word))
            text += piece
        if not text:
            return
        offset = self._append(kind, text, 0)
        self.words.extend(_boxed(start + offset, end + offset, word) for start, end, word in spans)

    def build(self, *, unread: Notice | None = None) -> Page:
        """Finish the page."""
        return Page(
            number=self.number,
            label=self.label or str(self.number),
            text=_GAP.join(self._parts),
            blocks=tuple(self.blocks),
            unread=unread,
            words=tuple(self.words),
        )

    def _append(self, kind: BlockKind, text: str, level: int) -> int:
        """Put a clean text at the end; give where it starts."""
        start = self._length + len(_GAP) if self._parts else 0
        self._parts.append(text)
        self._length = start + len(text)
        self.blocks.append(Block(kind=kind, start=start, end=self._length, level=level))
        return start


@dataclass(slots=True)
class DocumentSize:
    """Count what a document has grown to, and stop it at the limits."""

    name: str
    limits: ReadingLimits
    characters: int = 0
    blocks: int = 0

    def count(self, page: PageBuilder) -> None:
        """Add a page to the count.

        Raises:
            LimitExceeded: when there are too many characters or blocks.
        """
        self.characters += page.length
        self.blocks += len(page.blocks)
        self.check(self.characters, self.blocks)

    def check(self, characters: int, blocks: int) -> None:
        """Compare with the limits.

        Raises:
            LimitExceeded: when there are too many characters or blocks.
        """
        if characters > self.limits.characters:
            limit = self.limits.characters
            raise LimitExceeded("limit.characters", file=self.name, limit=limit)
        if blocks > self.limits.blocks:
            raise LimitExceeded("limit.blocks", file=self.name, limit=self.limits.blocks)


def _boxed(start: int, end: int, word: PlacedWord) -> WordBox:
    """Give the word's place in the text and on the page."""
    left, top, right, bottom = word.box
    return WordBox(start=start, end=end, left=left, top=top, right=right, bottom=bottom)

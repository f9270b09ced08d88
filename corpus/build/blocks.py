"""The block model between a source and the formats: headings, paragraphs, lists, tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one emphasis."""

    text: str
    bold: bool = False


Text = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 1 stands right under the document's title."""

    level: int
    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    text: Text


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of one level, numbered from 1 where `ordered`."""

    items: tuple[Text, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as the header."""

    header: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation set apart."""

    paragraphs: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """What the speaker says beside a slide."""

    text: Text


Block = Heading | Paragraph | Listing | Table | Quote | Notes


def plain(text: Text) -> str:
    """Give the words of a text without their emphasis, white space collapsed."""
    return " ".join("".join(run.text for run in text).split())


def texts_of(block: Block) -> Iterator[Text]:
    """Give each text of a block that stands on its own: a cell, a list item, a paragraph."""
    match block:
        case Listing(items):
            yield from items
        case Quote(paragraphs):
            yield from paragraphs
        case Table(header, rows):
            yield from header
            for row in rows:
                yield from row
        case Heading() | Paragraph() | Notes():
            yield block.text


def is_caption(block: Block) -> bool:
    """Tell whether a paragraph is bold all through, as the captions of tables are."""
    return isinstance(block, Paragraph) and all(
        run.bold for run in block.text if run.text.strip(" .:\u00a0\u202f")
    )


def chapters(blocks: Sequence[Block]) -> list[list[Block]]:
    """Cut blocks before each heading of the first level."""
    parts: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1 and parts[-1]:
            parts.append([])
        parts[-1].append(block)
    return parts


def word_count(blocks: tuple[Block, ...]) -> int:
    """Count the words of blocks; a lone punctuation mark is no word."""
    words = (word for block in blocks for text in texts_of(block) for word in plain(text).split())
    return sum(any(character.isalnum() for character in word) for word in words)

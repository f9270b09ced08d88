"""Small parsed documents for the tests, built from blocks."""

from collections.abc import Mapping, Sequence

from kb.nouns import Block, BlockKind, Page, ParsedDocument

Written = tuple[BlockKind, str] | tuple[BlockKind, str, int]


def page(*blocks: Written, number: int = 1) -> Page:
    text, made = "", []
    for kind, words, *level in blocks:
        start = len(text) + 2 if text else 0
        text = f"{text}\n\n{words}" if text else words
        made.append(Block(kind=kind, start=start, end=len(text), level=level[0] if level else 0))
    return Page(number=number, label=str(number), text=text, blocks=tuple(made))


def document(
    *pages: Page | Sequence[Written],
    title: str = "Titre",
    information: Mapping[str, str] | None = None,
) -> ParsedDocument:
    return ParsedDocument(
        media_type="text/markdown",
        title=title,
        pages=tuple(
            each if isinstance(each, Page) else page(*each, number=number)
            for number, each in enumerate(pages, 1)
        ),
        paginated=False,
        information=dict(information or {}),
    )


def prose(words: int, *, sentence: int = 12, first: str = "Mot") -> str:
    """Write that many words, in sentences of so many."""
    written = [first if at % sentence == 0 else f"mot{at}" for at in range(words)]
    ends = (at for at in range(words) if at % sentence == sentence - 1 or at == words - 1)
    for at in ends:
        written[at] += "."
    return " ".join(written)

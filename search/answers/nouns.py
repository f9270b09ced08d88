"""What an answer over the hits is made of: sentences, each with where it stands."""

from kb.nouns import Document, Frozen, StoredPassage


class Source(Frozen):
    """A passage that something rests on, with its document; `number` cites it, from 1."""

    number: int
    document: Document
    passage: StoredPassage


class Quoted(Frozen):
    """A sentence as it stands in its passage."""

    text: str
    source: Source


class Statement(Frozen):
    """A written sentence that was checked, with the numbers of the passages it rests on."""

    text: str
    cited: tuple[int, ...]


class Written(Frozen):
    """A written answer; without statements it says that the hits do not tell.

    Attributes:
        sources: the passages that statements cite, in the order of their numbers.
    """

    statements: tuple[Statement, ...] = ()
    sources: tuple[Source, ...] = ()

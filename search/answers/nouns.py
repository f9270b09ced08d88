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
        language: what it was asked to be written in.
    """

    statements: tuple[Statement, ...] = ()
    sources: tuple[Source, ...] = ()
    language: str = ""

    def renumbered(self) -> "Written":
        """Number the sources from 1 in the order in which they are cited, without gaps."""
        cited = dict.fromkeys(number for each in self.statements for number in each.cited)
        numbers = {old: new for new, old in enumerate(cited, start=1)}
        renumbered = (
            source.model_copy(update={"number": numbers[source.number]})
            for source in self.sources
            if source.number in numbers
        )
        return Written(
            statements=tuple(
                Statement(text=each.text, cited=tuple(sorted(numbers[old] for old in each.cited)))
                for each in self.statements
            ),
            sources=tuple(sorted(renumbered, key=lambda source: source.number)),
            language=self.language,
        )

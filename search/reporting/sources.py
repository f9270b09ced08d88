"""The list of sources, numbered as they are first cited."""

from dataclasses import dataclass, field

from search.reporting.model import Sentence, Source


@dataclass(frozen=True, slots=True)
class Sources:
    """Give each source one number, however often it is cited."""

    _numbers: dict[Source, int] = field(default_factory=dict)

    def number(self, source: Source) -> int:
        """Give a source's number."""
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    def says(self, text: str, *sources: Source, link: str = "") -> Sentence:
        """Put a statement beside its sources."""
        refs = dict.fromkeys(self.number(source) for source in sources)
        return Sentence(text=text, refs=tuple(refs), link=link)

    def listed(self) -> tuple[Source, ...]:
        """List all sources in the order of their numbers."""
        return tuple(self._numbers)

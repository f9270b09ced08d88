"""Find in passages the terms that stand for a question's words, to show them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from search.thesaurus.expanding import Group
from search.thesaurus.matching import Key, is_acronym, stem


@dataclass(frozen=True, slots=True)
class StandsFor:
    """The question's words that a term stands for, and what it counts."""

    words: tuple[str, ...]
    weight: float


class OtherTerms:
    """Look for the other terms of one question in text after text.

    Attributes:
        parts: the stems of the words that terms are made of.
    """

    def __init__(self, groups: Sequence[Group]) -> None:
        """Take what was searched besides the question's own words."""
        self._meant: dict[Key, StandsFor] = {}
        self._acronyms: set[Key] = set()
        for group in groups:
            for other in group.others:
                key = tuple(map(stem, other.words))
                self._meant.setdefault(key, StandsFor(group.words, other.weight))
                self._acronyms |= {key} if is_acronym(other.term) else set()
        self.parts = tuple(dict.fromkeys(part for key in self._meant for part in key))
        self._first = {key[0] for key in self._meant}
        self._longest = max(map(len, self._meant), default=0)

    def may_stand(self, stems: set[str]) -> bool:
        """Tell whether all parts of some term are there, in whatever order."""
        return any(stems.issuperset(key) for key in self._meant) if stems else False

    def places(self, stems: Sequence[str], spelt: Callable[[int], str]) -> dict[int, StandsFor]:
        """Tell which of a text's telling words belong to a term, by their place among them.

        `stems` are those of the words, "" for what is no part of a term; `spelt` tells how the
        text spells the word at a place.
        """
        found: dict[int, StandsFor] = {}
        for place, each in enumerate(stems):
            if each in self._first and place not in found:
                length, meant = self._at(stems, place, spelt(place))
                found.update({each: meant for each in range(place, place + length) if meant})
        return found

    def _at(self, stems: Sequence[str], place: int, written: str) -> tuple[int, StandsFor | None]:
        for length in range(self._longest, 0, -1):
            key = tuple(stems[place : place + length])
            if len(key) == length and key in self._meant:
                if key in self._acronyms and not written.isupper():
                    return 0, None
                return length, self._meant[key]
        return 0, None

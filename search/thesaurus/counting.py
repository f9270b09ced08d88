"""Count what each side's documents call things, to see which words are its own."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kb.access import AccessScope
from kb.catalogue.reader import CatalogueReader
from kb.nouns import Filters
from kb.thesaurus import Variety
from kb.words import STOP_WORDS, Word, words_of
from search.thesaurus.explaining import variety_of

_OFTEN = 3
"""Passages in which a wording stands at least, to be worth a look."""

_OWN = 4.0
"""How many times oftener one side says it than the other."""

_SHORTEST = 4
_COUNTS = frozenset(
    """
    deux trois quatre cinq sept huit neuf onze douze treize quatorze quinze seize vingt trente
    quarante cinquante soixante cent cents mille premier premiere second seconde deuxieme troisieme
    tiers quart moitie dizaine douzaine heure heures minute minutes jour jours semaine semaines mois
    annee annees trimestre lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars
    avril juin juillet aout septembre octobre novembre decembre three four five seven eight nine
    eleven twelve fifteen twenty thirty forty fifty sixty hundred thousand first second third half
    hour hours minute day days week weeks month months year years monday tuesday wednesday thursday
    friday saturday sunday january february march april june july august september october november
    december
    """.split()
)
"""Numbers and dates name nothing of the field."""

_MOST = 1_500
_STEP = 2_000
"""Documents after which wordings met only once are forgotten: there are millions of them."""


@dataclass(frozen=True, slots=True)
class Uses:
    """In how many passages of each variety a wording stands, and how many passages there are."""

    counts: dict[Variety, Counter[str]]
    passages: Counter[Variety]

    def times(self, wording: str, variety: Variety) -> int:
        """Tell in how many passages of a variety a wording stands."""
        return self.counts[variety][wording]

    def variety(self, wording: str) -> Variety | None:
        """Tell who uses a wording most, in proportion; nobody if it stands nowhere."""
        found = {each: self._share(wording.lower(), each) for each in Variety}
        best = max(found, key=lambda each: found[each])
        return best if found[best] else None

    def telling(self, variety: Variety, other: Variety) -> list[str]:
        """List frequent wordings that a side says much oftener than another does."""
        return [
            wording
            for wording in self.frequent(variety)
            if self._share(wording, variety) >= _OWN * self._share(wording, other)
        ]

    def frequent(self, variety: Variety) -> list[str]:
        """List the wordings of a variety that stand in several passages, most frequent first."""
        ranked = self.counts[variety].most_common(_MOST)
        return [wording for wording, count in ranked if count >= _OFTEN]

    def _share(self, wording: str, variety: Variety) -> float:
        return self.counts[variety][wording] / max(self.passages[variety], 1)


def count_uses(reader: CatalogueReader, *, access: AccessScope) -> Uses:
    """Count words, and two of them side by side, passage by passage."""
    uses = Uses({variety: Counter() for variety in Variety}, Counter())
    for number, document in enumerate(reader.browse(Filters(), access=access), start=1):
        variety = variety_of(document)
        for stored in reader.passages_of(document.id, access=access):
            uses.passages[variety] += 1
            uses.counts[variety].update(set(_wordings(stored.passage.text)))
        if number % _STEP == 0:
            _forget_rare(uses)
    return uses


def _wordings(text: str) -> Iterator[str]:
    """Give the telling words of a text, and neighbours with at most one function word between."""
    words = words_of(text)
    telling = [place for place, word in enumerate(words) if _tells(word)]
    for place in telling:
        yield text[words[place].start : words[place].end].lower()
    for place, following in zip(telling, telling[1:], strict=False):
        between = text[words[place].end : words[following].start]
        if following - place <= 2 and not any(mark in between for mark in ".;:!?,()|\n"):
            yield text[words[place].start : words[following].end].lower()


def _tells(word: Word) -> bool:
    empty = word.folded in STOP_WORDS or word.folded in _COUNTS
    return len(word.folded) >= _SHORTEST and word.folded.isalpha() and not empty


def _forget_rare(uses: Uses) -> None:
    for counter in uses.counts.values():
        for wording in [wording for wording, count in counter.items() if count == 1]:
            del counter[wording]

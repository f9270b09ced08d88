"""Which phrases tell one topic from the others.

Class-based TF-IDF (Grootendorst 2022, "BERTopic: Neural topic modeling with a class-based
TF-IDF procedure"): a topic's documents count as one text. A document counts less for each time
it repeats a phrase, so that a long one does not speak for all, and more for one in its title.
"""

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from search.topics.phrases import PhraseFinder

_KEPT = 1_500
"""Phrases of a topic that are compared with the other topics': the most frequent."""

BY_LENGTH = {1: 0.5, 2: 1.0, 3: 1.0}
"""How much phrases of one, two and three words count: one word alone says little."""

_IN_TITLE = 2.0
_SUPPORT = 40
_ALONE = 5
"""Documents of a topic from which a phrase must stand in more than one of them."""

_INSIDE = 1.1
_COMMON = 0.4
_FEW = 5
"""A phrase that stands in more of the topics than this share tells none of several."""


class Said(NamedTuple):
    """What a document says in one language; the title is empty in the other one."""

    document_id: str
    title: str
    texts: Sequence[str]


@dataclass(slots=True)
class Tally:
    """What is known of one phrase in one topic: its weight, its forms, where it stands."""

    weight: float = 0.0
    forms: Counter[str] = field(default_factory=Counter)
    documents: list[str] = field(default_factory=list)

    @property
    def written(self) -> str:
        """Give the phrase in its most frequent form, with few capitals rather than many."""
        counts: Counter[str] = Counter()
        for form, count in self.forms.items():
            counts[form.casefold()] += count
        best = min(counts, key=lambda folded: (-counts[folded], folded))
        own = (form for form in self.forms if form.casefold() == best)
        return min(own, key=lambda form: (-self.forms[form], sum(map(str.isupper, form)), form))


@dataclass(frozen=True, slots=True)
class Telling:
    """A phrase that tells a topic from others, with documents that hold it."""

    key: str
    written: str
    score: float
    documents: tuple[str, ...]


Tallies = dict[str, Tally]


def tallied(documents: Iterable[Said], finder: PhraseFinder) -> Tallies:
    """Count the phrases of one topic; the most frequent stay."""
    counts: Tallies = {}
    seen = 0
    for each in documents:
        seen += 1
        in_title = finder.find([each.title])
        for key, forms in finder.find([each.title, *each.texts]).items():
            tally = counts.setdefault(key, Tally())
            weight = 1 + math.log(forms.total())
            tally.weight += weight * (_IN_TITLE if key in in_title else 1)
            tally.forms.update(forms)
            if len(tally.documents) < _SUPPORT:
                tally.documents.append(each.document_id)
    fewest = 1 if seen < _ALONE else 2
    pieces = _pieces(counts)
    shared = [
        key for key, tally in counts.items() if len(tally.documents) >= fewest and key not in pieces
    ]
    best = heapq.nlargest(_KEPT, shared, key=lambda key: (counts[key].weight, key))
    return {key: counts[key] for key in best}


def added(many: Iterable[Tallies]) -> Tallies:
    """Count several topics as one, for those that people merged."""
    total: Tallies = {}
    for tallies in many:
        for key, tally in tallies.items():
            own = total.setdefault(key, Tally())
            own.weight += tally.weight
            own.forms.update(tally.forms)
            own.documents.extend(tally.documents)
    return total


def scored(topics: Mapping[str, Tallies]) -> dict[str, list[Telling]]:
    """Order the phrases of each topic, the most telling first."""
    weights: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    for tallies in topics.values():
        spread.update(tallies.keys())
        for key, tally in tallies.items():
            weights[key] += tally.weight  # type: ignore[assignment]
    sizes = {topic: sum(each.weight for each in own.values()) for topic, own in topics.items()}
    average = sum(sizes.values()) / max(1, len(sizes))
    most = max(_COMMON * len(topics), _FEW)
    return {
        topic: sorted(
            (
                Telling(
                    key,
                    tally.written,
                    _score(key, tally.weight / sizes[topic], average / weights[key]),
                    tuple(tally.documents),
                )
                for key, tally in tallies.items()
                if spread[key] <= most
            ),
            key=lambda telling: (-telling.score, telling.key),
        )
        for topic, tallies in topics.items()
    }


def distinct(ordered: Iterable[Telling], most: int) -> list[Telling]:
    """Keep the first phrases that say something that none before them did."""
    kept: list[Telling] = []
    for telling in ordered:
        own = set(telling.key.split())
        if all(len(own & set(each.key.split())) * 2 < len(own) + 1 for each in kept):
            kept.append(telling)
        if len(kept) == most:
            break
    return kept


def _pieces(counts: Mapping[str, Tally]) -> set[str]:
    """List the phrases that hardly ever stand but inside a certain longer one."""
    found: set[str] = set()
    for key, tally in counts.items():
        first, _, rest = key.partition(" ")
        start, _, last = key.rpartition(" ")
        for piece in filter(None, (rest, start, first if rest else "", last if start else "")):
            if piece in counts and counts[piece].weight <= _INSIDE * tally.weight:
                found.add(piece)
    return found


def _score(key: str, share: float, rarity: float) -> float:
    return share * math.log(1 + rarity) * BY_LENGTH[len(key.split())]

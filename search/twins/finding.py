"""Find twins in the background: for each practice, its nearest counterparts on every shelf.

Only what changed is looked at again: the changed documents, those that were proposed them, and
those that they may now be proposed to. Translations on one shelf have one head that speaks for all
of them. Everything is read whoever may read it, since a proposal is about its two documents only;
who reads proposals gets those whose both ends they may read.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kb.catalogue.feed import ChangeFeed
from kb.catalogue.reader import CatalogueReader
from kb.catalogue.rows import centroid
from kb.catalogue.twin_ends import PlacedEnd, TwinEnd, TwinEnds
from kb.index_nouns import Vectors
from kb.nouns import Kind, Relation
from kb.ports import Encoder
from kb.store import Store
from search.twins.field import Field
from search.twins.likeness import (
    Features,
    Weights,
    compare,
    measured_languages,
    nearness_to,
)
from search.twins.practices import read_practices

ENDS = frozenset({Kind.PRACTICE_SHEET, Kind.PUBLICATION})
"""What may be an end. A mission debrief tells of a practice of the party that was visited: paired
with that practice, it would pair the practice with itself."""

_CHANGES, _AT_ONCE = 200, 30
_KEPT = 5
"""Counterparts kept for each shelf, and as many of those that share no language with the practice:
a few more than are shown, for when some are rejected."""

_REACH = 60
"""How many practices are looked at again because a document that is new to them lies near."""


@dataclass(frozen=True)
class TwinFinder:
    """Bring proposals up to date, a share at a time."""

    feed: ChangeFeed
    reader: CatalogueReader
    ends: TwinEnds
    encoder: Encoder
    weights: Weights = field(default_factory=Weights)
    _known: dict[int, Field] = field(default_factory=dict)

    @classmethod
    def over(cls, store: Store) -> "TwinFinder":
        """Build the finder of an open store."""
        catalogue = store.catalogue
        return cls(catalogue.feed, catalogue.reader, catalogue.twin_ends, store.encoder)

    def catch_up(self) -> None:
        """Find all proposals that are not up to date."""
        while self.step():
            pass

    def step(self) -> int:
        """Do a share of what is left; return how many documents were looked at.

        Costs two small queries when nothing changed.
        """
        return self._absorb() or self._propose()

    def compared(self, heads: Sequence[str]) -> dict[str, dict[str, Features]]:
        """Compare practices, by their heads, with all that may be proposed to them."""
        every = self._field()
        near = {head: self._unbound(every, head) for head in heads}
        wanted = sorted({*heads, *(each for found in near.values() for each in found)})
        read = read_practices(
            every, wanted, ends=self.ends, reader=self.reader, encoder=self.encoder.name
        )
        return {
            head: {other: compare(read[head], read[other]) for other in others if other in read}
            for head, others in near.items()
            if head in read
        }

    def _absorb(self) -> int:
        name = self.encoder.name
        position = self.ends.position(name)
        if position is None or position > self.feed.latest():
            # Another encoder, or a catalogue that is older than what is known of it.
            self.ends.restart(name)
            self._known.clear()
            position = 0
        changes = self.feed.since(position, _CHANGES)
        if not changes:
            return 0
        ids = list(dict.fromkeys(document_id for _, document_id in changes))
        found = self.reader.documents(ids, access=self.reader.every_scope())
        fit = [each for each, document in found.items() if document.fields.kind in ENDS]
        measured = [self._end(each, own) for each, own in self.ends.vectors(fit, name).items()]
        self.ends.absorb(ids, measured, name, changes[-1][0])
        self._regroup(ids)
        self._known.clear()
        self._alert([end.document_id for end in measured])
        return len(ids)

    def _end(self, document_id: str, vectors: Vectors) -> TwinEnd:
        whole = centroid(vectors)
        every = np.vstack([whole[np.newaxis], vectors])
        return TwinEnd(document_id, whole, nearness_to(self.encoder.background, every))

    def _regroup(self, ids: Sequence[str]) -> None:
        """Find who speaks for changed documents and their translations: the smallest id."""
        near = set(ids)
        for _ in range(2):
            bonds = self.ends.bound(sorted(near))
            near |= {end for one, other, _ in bonds for end in (one, other)}
        placed = {end.document_id: end for end in self.ends.placed(near)}
        families = _families(set(placed), bonds, placed)
        self.ends.set_heads(families)

    def _alert(self, ids: Sequence[str]) -> None:
        """Have those looked at again to whom a new document may be a counterpart."""
        every = self._field()
        reached = {
            head for each in ids if each in every.rows for head in every.nearest(each, _REACH)
        }
        if reached:
            self.ends.mark(sorted(reached))

    def _propose(self) -> int:
        stale = self.ends.stale(_AT_ONCE)
        if not stale:
            return 0
        every = self._field()
        heads = [
            each
            for each in stale
            if each in every.members and every.ends[every.rows[each]].kind == Kind.PRACTICE_SHEET
        ]
        found: dict[str, list[tuple[str, float]]] = dict.fromkeys(stale, [])
        for head, others in self.compared(heads).items():
            scores = {other: self.weights.score(features) for other, features in others.items()}
            found[head] = _best_of_each_shelf(every, head, scores)
        self.ends.propose(found)
        return len(stale)

    def _unbound(self, every: Field, head: str) -> list[str]:
        """List counterparts that are not known to be the same document in other words."""
        members = every.members[head]
        bonds = self.ends.bound(members)
        same = {end for one, other, _ in bonds for end in (one, other)}
        return [each for each in every.counterparts(head) if same.isdisjoint(every.members[each])]

    def _field(self) -> Field:
        """Give all ends; they are read again when some changed, here or in another process."""
        position = self.ends.position(self.encoder.name) or 0
        if position not in self._known:
            languages = measured_languages(self.encoder.background)
            self._known.clear()
            self._known[position] = Field(self.ends.placed(), languages)
        return self._known[position]


def _families(
    ids: set[str], bonds: Sequence[tuple[str, str, str]], placed: Mapping[str, PlacedEnd]
) -> dict[str, str]:
    """Name the head of each document: of its translations of one party on one shelf."""
    joined: defaultdict[str, set[str]] = defaultdict(set)
    for one, other, relation in bonds:
        if relation == Relation.TRANSLATION and {one, other} <= ids:
            first, second = placed[one], placed[other]
            if (first.party, first.shelf) == (second.party, second.shelf):
                joined[one].add(other)
                joined[other].add(one)
    heads: dict[str, str] = {}
    for each in sorted(ids):
        if each not in heads:
            heads |= dict.fromkeys(_reached(each, joined), each)
    return heads


def _reached(start: str, joined: Mapping[str, set[str]]) -> set[str]:
    found, left = {start}, [start]
    while left:
        new = joined.get(left.pop(), set()) - found
        found |= new
        left += new
    return found


def _best_of_each_shelf(
    every: Field, head: str, scores: Mapping[str, float]
) -> list[tuple[str, float]]:
    own = every.spoken(head)
    shelves: defaultdict[tuple[str, bool], list[tuple[str, float]]] = defaultdict(list)
    for other, score in sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])):
        shelf, across = every.ends[every.rows[other]].shelf, own.isdisjoint(every.spoken(other))
        shelves[shelf, across].append((other, score))
    return [pair for ranked in shelves.values() for pair in ranked[:_KEPT]]

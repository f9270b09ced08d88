"""Give new and changed documents their place, without touching the others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.access import PARTNERS, AccessScope
from kb.catalogue.feed import ChangeFeed
from kb.catalogue.topic_material import TopicMaterial
from kb.catalogue.topics import TopicStore
from kb.topics import CIRCLES, CircleState, Material, PlaceRow
from search.topics.centring import Centring
from search.topics.discovering import centres_of
from search.topics.layout import between

_STEP = 500
"""Changes followed at once."""


@dataclass(frozen=True, slots=True)
class Placing:
    """Follow the catalogue's changes with the places of one circle's documents.

    Documents that only some of the circle may read are placed too, for those who may; they
    shape nothing, since topics, centres and the map come from what the whole circle reads.
    """

    feed: ChangeFeed
    material: TopicMaterial
    rows: TopicStore

    def follow(self, state: CircleState) -> bool:
        """Place what changed since a circle's position; tell whether anything was to be done."""
        position, moved = state.position, False
        while changes := self.feed.since(position, _STEP):
            position, moved = changes[-1][0], True
            self._place(state.circle, sorted({each for _, each in changes}), position)
        return moved

    def place_rest(self, circle: str) -> None:
        """Place the documents that a new computation did not: those that shape nothing."""
        state = self.rows.circle(circle)
        if state is None:
            return
        access = self._placeable(circle)
        missing = sorted(
            set(self.material.documents(access=access).ids) - self.rows.places(circle).keys()
        )
        self._place(circle, missing, state.position)

    def _place(self, circle: str, ids: Sequence[str], position: int) -> None:
        """Place documents; one whose text is as it was stays where it is."""
        found = self.material.documents(ids, access=self._placeable(circle))
        shaping = set(self.material.documents(ids, access=CIRCLES[circle]).ids)
        known = self.rows.places(circle)
        new = [
            row
            for row, each in enumerate(found.ids)
            if each not in known or known[each].version != found.versions[row]
        ]
        places = self._placed(circle, _only(found, new), known) if new else []
        gone = [each for each in ids if each not in set(found.ids)]
        outside = [each for each in ids if each not in shaping]
        self.rows.follow(circle, places, gone, outside, position=position)

    def _placed(self, circle: str, found: Material, known: dict[str, PlaceRow]) -> list[PlaceRow]:
        shaped = self.material.documents(access=CIRCLES[circle])
        new = set(found.ids)
        kept = [row for row, each in enumerate(shaped.ids) if each in known and each not in new]
        if not kept:
            return []
        centring = Centring.of(shaped.vectors, shaped.languages)
        base = _only(shaped, kept)
        vectors = centring.apply(base.vectors, base.languages)
        stand = [known[each] for each in base.ids]
        topics = sorted({each.topic_id for each in stand})
        labels = np.array([topics.index(each.topic_id) for each in stand], np.intp)
        own = centring.apply(found.vectors, found.languages)
        nearest = (own @ centres_of(vectors, labels).T).argmax(axis=1)
        spots = np.array([(each.x, each.y) for each in stand], np.float32)
        points = between(own, found.ids, vectors, spots)
        return [
            PlaceRow(
                document_id=each,
                topic_id=topics[int(topic)],
                version=version,
                x=float(point[0]),
                y=float(point[1]),
            )
            for each, version, topic, point in zip(
                found.ids, found.versions, nearest, points, strict=True
            )
        ]

    def _placeable(self, circle: str) -> AccessScope:
        """Give the shelves placed in a circle: its own, and those narrower than any circle."""
        every = self.material.shelves()
        wider = set() if circle == PARTNERS else {PARTNERS}
        return AccessScope(every.shelves - wider)


def _only(material: Material, rows: Sequence[int]) -> Material:
    return Material(
        ids=[material.ids[row] for row in rows],
        versions=[material.versions[row] for row in rows],
        languages=[material.languages[row] for row in rows],
        vectors=material.vectors[list(rows)],
    )

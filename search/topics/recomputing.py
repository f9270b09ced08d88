"""Find a circle's topics anew: the work of a job, told step by step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.catalogue.feed import ChangeFeed
from kb.catalogue.topic_material import TopicMaterial
from kb.catalogue.topics import TopicStore
from kb.index_nouns import Vectors
from kb.ports import Encoder
from kb.topics import CIRCLES, Material, PhraseRow, PlaceRow, TopicRow
from search.topics.centring import Centring
from search.topics.discovering import FEWEST, Labels, centres_of, discover, rediscover
from search.topics.gathering import LANGUAGES, gather
from search.topics.labelling import phrases_for
from search.topics.layout import lay_out
from search.topics.matching import matched
from search.topics.placing import Placing

Told = Callable[[str, int, int], None]
"""What is told of progress: the step, how many are done, how many there are."""

STEPS = ("reading", "grouping", "mapping", "labelling", "writing")
_NEAREST = 4


@dataclass(frozen=True, slots=True)
class Recomputing:
    """Compute topics, names and the map of a circle from what all of it may read."""

    feed: ChangeFeed
    material: TopicMaterial
    rows: TopicStore
    placing: Placing
    words: Encoder

    def recompute(self, circle: str, told: Told) -> int:
        """Find topics anew, continuing those there were; return how many there are."""
        position = self.feed.latest()
        _tell(told, "reading")
        found = self.material.documents(access=CIRCLES[circle])
        if len(found.ids) < FEWEST:
            self.rows.replace(circle, [], [], [], position=position)
            return 0
        vectors = Centring.of(found.vectors, found.languages).apply(found.vectors, found.languages)
        _tell(told, "grouping")
        before = self.rows.places(circle)
        labels, topics = self._topics(circle, found, vectors, before)
        _tell(told, "mapping")
        places = _places(found, vectors, before, [topics[label].id for label in labels])
        members = {each.document_id: each.topic_id for each in places}
        _tell(told, "labelling")
        known = {each.id: each for each in topics}
        phrases = self._phrases(circle, known, members)
        _tell(told, "writing")
        self.rows.replace(circle, topics, places, phrases, position=position)
        self.placing.place_rest(circle)
        return len(topics)

    def relabel(self, circle: str, told: Told) -> None:
        """Name the topics there are anew."""
        _tell(told, "labelling")
        shaping = set(self.material.documents(access=CIRCLES[circle]).ids)
        members = {
            each.document_id: each.topic_id
            for each in self.rows.places(circle).values()
            if each.document_id in shaping
        }
        _tell(told, "writing")
        self.rows.relabel(circle, self._phrases(circle, self.rows.topics(circle), members))

    def _topics(
        self,
        circle: str,
        found: Material,
        vectors: Vectors,
        before: Mapping[str, PlaceRow],
    ) -> tuple[Labels, list[TopicRow]]:
        """Group documents; continue the topics that share documents with the groups."""
        domains = self.material.domains(access=CIRCLES[circle])
        own = [domains.get(each, []) for each in found.ids]
        held = [before[each].topic_id if each in before else "" for each in found.ids]
        labels = rediscover(vectors, _numbers(held), own) if any(held) else discover(vectors, own)
        known = self.rows.topics(circle)
        ids = matched(labels, held)
        near = _near(centres_of(vectors, labels), ids)
        return labels, [
            known.get(each, TopicRow(id=each, circle=circle)).model_copy(
                update={"near": near[each]}
            )
            for each in ids
        ]

    def _phrases(
        self, circle: str, topics: Mapping[str, TopicRow], members: Mapping[str, str]
    ) -> list[PhraseRow]:
        return phrases_for(gather(self.material, topics, circle, members), self.words, LANGUAGES)


def _places(
    found: Material, vectors: Vectors, before: Mapping[str, PlaceRow], topics: Sequence[str]
) -> list[PlaceRow]:
    stood = {each: (before[each].x, before[each].y) for each in found.ids if each in before}
    spots = lay_out(vectors, found.ids, stood)
    return [
        PlaceRow(document_id=each, topic_id=topic, version=version, x=float(x), y=float(y))
        for each, version, topic, (x, y) in zip(
            found.ids, found.versions, topics, spots, strict=True
        )
    ]


def _numbers(held: Sequence[str]) -> Labels:
    """Number the topics that documents had: -1 for none."""
    number = {topic: place for place, topic in enumerate(sorted(set(held) - {""}))}
    return np.array([number.get(topic, -1) for topic in held], np.intp)


def _near(centres: Vectors, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    cosines = centres @ centres.T
    np.fill_diagonal(cosines, -2)
    order = np.argsort(-cosines, axis=1)[:, : min(_NEAREST, len(ids) - 1)]
    return {own: tuple(ids[each] for each in order[row]) for row, own in enumerate(ids)}


def _tell(told: Told, step: str) -> None:
    told(step, STEPS.index(step), len(STEPS))

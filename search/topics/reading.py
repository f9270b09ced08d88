"""What a reader sees of topics: each counted, named and placed by what they may read."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kb.access import AccessScope
from kb.catalogue.topic_reader import TopicReader
from kb.catalogue.topics import TopicStore
from kb.errors import NotFound
from kb.nouns import Document
from kb.topics import Point, TopicRow, circles_for
from search.topics.gathering import root_of

_LABEL = 2
"""Phrases that make a topic's name while nobody gave it one."""

_POINTS = 2_000


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as one reader sees it.

    Attributes:
        names: given by hand, by language; empty where none was.
        phrases: the most telling first, by language.
        parties: how many readable documents each party has in it.
        family: its own id, and those of the topics that were merged into it.
        near: the nearest topics first.
    """

    id: str
    circle: str
    names: Mapping[str, str]
    phrases: Mapping[str, Sequence[str]]
    parties: Counter[str]
    family: tuple[str, ...]
    near: tuple[str, ...]

    @property
    def documents(self) -> int:
        """Count the readable documents."""
        return self.parties.total()

    def label(self, language: str) -> str:
        """Name it in a language: as people did, by its phrases, or in the other language."""
        other = {"fr": "en", "en": "fr"}[language]
        return (
            self.names[language] or self._said(language) or self.names[other] or self._said(other)
        )

    def _said(self, language: str) -> str:
        said = ", ".join(self.phrases.get(language, ())[:_LABEL])
        return said[:1].upper() + said[1:]


@dataclass(frozen=True, slots=True)
class TopicViews:
    """Read topics for pages: what was merged counts as one, and empty ones are not there."""

    rows: TopicStore
    reader: TopicReader

    def topics(self, circle: str, domain: str = "", *, access: AccessScope) -> dict[str, Topic]:
        """Give the topics that hold readable documents, of a domain or of all; most first."""
        known = self.rows.topics(circle)
        counts = self.reader.counts(circle, domain, access=access)
        return self._seen(known, counts, access=access)

    def topic(self, topic_id: str, *, access: AccessScope) -> Topic:
        """Give one topic; of one that was merged, the topic that it is part of.

        Raises:
            NotFound: when there is none, or none with a document for this reader.
        """
        for circle in circles_for(access):
            known = self.rows.topics(circle)
            if topic_id in known:
                root = root_of(known, topic_id)
                family = _families(known)[root]
                counts = self.reader.counts_of(circle, family, access=access)
                if counts:
                    return self._seen(known, counts, access=access)[root]
        raise NotFound("topic.not_found")

    def parts(self, topic: Topic, *, access: AccessScope) -> list[Topic]:
        """Give the topics that were merged into one, each as it would stand alone."""
        own = [part for part in topic.family if part != topic.id]
        if not own:
            return []
        known = self.rows.topics(topic.circle)
        phrases = self.reader.phrases(own, access=access)
        counts = self.reader.counts_of(topic.circle, own, access=access)
        return [
            _topic(
                known,
                part,
                Counter({party: n for (of, party), n in counts.items() if of == part}),
                [part],
                phrases.get(part, {}),
            )
            for part in own
        ]

    def documents(
        self, topic: Topic, *, access: AccessScope, limit: int, offset: int = 0
    ) -> list[Document]:
        """List a topic's readable documents, the latest first."""
        return self.reader.documents(
            topic.circle, topic.family, access=access, limit=limit, offset=offset
        )

    def points(
        self, circle: str, domain: str, keep: Collection[str], *, access: AccessScope
    ) -> list[Point]:
        """Give the points of a domain's map, each with the topic that it counts for.

        Of very many, evenly chosen ones of each topic are given, and those of `keep`.
        """
        known = self.rows.topics(circle)
        found = self.reader.points(circle, domain, access=access)
        found = [
            Point(p.document_id, p.title, p.party, p.year, root_of(known, p.topic_id), p.x, p.y)
            for p in found
        ]
        step = max(1.0, len(found) / _POINTS)
        chosen = {round(number * step) for number in range(_POINTS)}
        return [
            point
            for number, point in enumerate(found)
            if number in chosen or point.document_id in keep
        ]

    def _seen(
        self,
        known: Mapping[str, TopicRow],
        counts: Mapping[tuple[str, str], int],
        *,
        access: AccessScope,
    ) -> dict[str, Topic]:
        """Give the topics that were counted, by topic and party; most first."""
        parties: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for (topic, party), count in counts.items():
            parties[root_of(known, topic)][party] += count
        families = _families(known)
        phrases = self.reader.phrases(list(parties), access=access)
        found = [
            _topic(known, topic, own, families[topic], phrases.get(topic, {}))
            for topic, own in parties.items()
        ]
        found.sort(key=lambda each: (-each.documents, each.id))
        return {each.id: each for each in found}


def _families(known: Mapping[str, TopicRow]) -> dict[str, list[str]]:
    """Give each topic that stands alone with itself and those that were merged into it."""
    families: defaultdict[str, list[str]] = defaultdict(list)
    for topic in known:
        families[root_of(known, topic)].append(topic)
    return families


def _topic(
    known: Mapping[str, TopicRow],
    topic: str,
    parties: Counter[str],
    family: Sequence[str],
    phrases: Mapping[str, Sequence[str]],
) -> Topic:
    row = known[topic]
    near = dict.fromkeys(root_of(known, each) for each in row.near if each in known)
    return Topic(
        id=topic,
        circle=row.circle,
        names={"fr": row.name_fr, "en": row.name_en},
        phrases=phrases,
        parties=parties,
        family=tuple(family),
        near=tuple(each for each in near if each != topic),
    )

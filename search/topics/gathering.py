"""Gather what the documents of each topic say, for its names."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kb.catalogue.topic_material import TopicMaterial
from kb.topics import CIRCLES, TopicRow, Written
from search.topics.labelling import TopicTexts
from search.topics.phrases import PhraseFinder
from search.topics.telling import Said, Tallies, added, tallied

LANGUAGES = ("fr", "en")
_READ = 60
"""Documents of a topic that are read for its names."""

_PASSAGES = 12


def gather(
    material: TopicMaterial, topics: Mapping[str, TopicRow], circle: str, members: Mapping[str, str]
) -> dict[str, TopicTexts]:
    """Read topics' documents, topic by topic; one that others were merged into speaks for all.

    `members` gives the topic of each document that the whole circle may read.
    """
    finders = {language: PhraseFinder(language) for language in LANGUAGES}
    own: dict[str, TopicTexts] = {}
    for topic, ids in sorted(_by_topic(members).items()):
        written = list(material.texts(ids[:_READ], _PASSAGES, access=CIRCLES[circle]))
        if written:
            own[topic] = _told(written, finders)
    return own | {
        root: _together([own[each] for each in family])
        for root, family in _families(topics, own)
        if len(family) > 1
    }


def root_of(topics: Mapping[str, TopicRow], topic: str) -> str:
    """Follow merges to the topic that a topic is now part of."""
    seen = {topic}
    while (upper := topics[topic].merged_into) and upper in topics and upper not in seen:
        seen.add(upper)
        topic = upper
    return topic


def _families(
    topics: Mapping[str, TopicRow], own: Iterable[str]
) -> Iterator[tuple[str, list[str]]]:
    families: defaultdict[str, list[str]] = defaultdict(list)
    for topic in own:
        families[root_of(topics, topic) if topic in topics else topic].append(topic)
    yield from families.items()


def _told(written: Sequence[Written], finders: Mapping[str, PhraseFinder]) -> TopicTexts:
    return TopicTexts(
        titles=[each.title for each in written],
        tallies={
            language: tallied(_said(written, language), finder)
            for language, finder in finders.items()
        },
        counts=Counter(each.language for each in written),
    )


def _said(written: Iterable[Written], language: str) -> Iterator[Said]:
    for each in written:
        texts = [text for spoken, text in each.passages if spoken == language]
        if texts:
            title = each.title if each.language == language else ""
            yield Said(each.document_id, title, texts)


def _together(many: Sequence[TopicTexts]) -> TopicTexts:
    counts: Counter[str] = Counter()
    for each in many:
        counts.update(each.counts)
    tallies: dict[str, Tallies] = {
        language: added(each.tallies[language] for each in many) for language in LANGUAGES
    }
    return TopicTexts([title for each in many for title in each.titles], tallies, counts)


def _by_topic(members: Mapping[str, str]) -> dict[str, list[str]]:
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for document_id, topic in sorted(members.items()):
        grouped[topic].append(document_id)
    return grouped

"""Name topics in both languages by their most telling phrases.

Of the phrases that tell a topic from others, those come first whose meaning is near that of the
titles of its documents, whatever their language: the word encoder compares phrases across
languages. Where hardly any document of a topic is in a language, the nearest phrases that stand
anywhere in documents of that language name it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.index_nouns import Vectors
from kb.ports import Encoder
from kb.topics import PhraseRow
from search.topics.centring import unit
from search.topics.telling import BY_LENGTH, Tallies, Telling, distinct, scored

_CANDIDATES = 60
_SHOWN = 8
_ENOUGH = 2
_SHARE = 0.2
"""Documents of a language, and their share of a topic, from which its own phrases name it."""

_HOLDERS = 10
"""Documents noted for a phrase: it is shown as long as one of them may be read."""


@dataclass(frozen=True, slots=True)
class TopicTexts:
    """What is known of one topic for its names.

    Attributes:
        titles: of all its documents.
        tallies: the phrases of its documents, by language.
        counts: how many documents it has, by language.
    """

    titles: Sequence[str]
    tallies: Mapping[str, Tallies]
    counts: Mapping[str, int]


def phrases_for(
    topics: Mapping[str, TopicTexts], encoder: Encoder, languages: Sequence[str]
) -> list[PhraseRow]:
    """Choose the phrases of each topic in each language, a row for each document of each."""
    subjects = _subjects(topics, encoder)
    rows = []
    for language in languages:
        ordered = scored({topic: each.tallies[language] for topic, each in topics.items()})
        everywhere = _everywhere(ordered)
        vectors = encoder.encode_passages([each.written for each in everywhere])
        for topic, each in topics.items():
            if _speaks(each, language):
                best = _relevant(ordered[topic][:_CANDIDATES], subjects[topic], encoder)
            else:
                best = _nearest(everywhere, vectors, subjects[topic])
            rows += _rows(topic, language, distinct(best, _SHOWN))
    return rows


def _subjects(topics: Mapping[str, TopicTexts], encoder: Encoder) -> dict[str, Vectors]:
    """Give what each topic is about: what its titles say more than the titles of all."""
    means = {
        topic: encoder.encode_passages(each.titles).mean(axis=0) for topic, each in topics.items()
    }
    usual = np.mean(list(means.values()), axis=0) if means else 0
    return {topic: unit((mean - 0.5 * usual)[np.newaxis])[0] for topic, mean in means.items()}


def _speaks(topic: TopicTexts, language: str) -> bool:
    own, total = topic.counts.get(language, 0), sum(topic.counts.values())
    return own >= _ENOUGH and own >= _SHARE * total and bool(topic.tallies[language])


def _everywhere(ordered: Mapping[str, Sequence[Telling]]) -> list[Telling]:
    """List the telling phrases of all topics, each once with all documents that hold it."""
    found: dict[str, Telling] = {}
    for telling in (each for own in ordered.values() for each in own[:_CANDIDATES]):
        known = found.get(telling.key)
        documents = (*known.documents, *telling.documents) if known else telling.documents
        found[telling.key] = Telling(telling.key, telling.written, telling.score, documents)
    return list(found.values())


def _relevant(candidates: Sequence[Telling], subject: Vectors, encoder: Encoder) -> list[Telling]:
    vectors = encoder.encode_passages([each.written for each in candidates])
    nearness = np.clip(vectors @ subject, 0.02, 1)
    weights = [
        each.score**0.5 * near * BY_LENGTH[len(each.key.split())]
        for each, near in zip(candidates, nearness, strict=True)
    ]
    return _by(weights, candidates)


def _nearest(candidates: Sequence[Telling], vectors: Vectors, subject: Vectors) -> list[Telling]:
    if not candidates:
        return []
    return _by((vectors @ subject).tolist(), candidates)[:_CANDIDATES]


def _by(weights: Sequence[float], candidates: Sequence[Telling]) -> list[Telling]:
    order = sorted(range(len(candidates)), key=lambda n: (-weights[n], candidates[n].key))
    return [candidates[number] for number in order]


def _rows(topic: str, language: str, phrases: Sequence[Telling]) -> list[PhraseRow]:
    return [
        PhraseRow(
            topic_id=topic, language=language, phrase=each.written, document_id=holder, rank=rank
        )
        for rank, each in enumerate(phrases)
        for holder in dict.fromkeys(each.documents[:_HOLDERS])
    ]

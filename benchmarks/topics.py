"""Topics on the sample corpus: agreement, coherence, mixing and stability, beside a public method.

The public method is BERTopic's (Grootendorst 2022) with the libraries that ship: the stored
vectors in five dimensions, HDBSCAN, and class-based TF-IDF over words; by principal components
where BERTopic takes UMAP unless told otherwise.
"""

import sys
from collections.abc import Sequence

import numpy as np

from benchmarks.figures import loaded_corpus
from benchmarks.topic_measures import Method, bilingual, coherence, mixing, purity, stability
from kb.catalogue.topic_material import TopicMaterial
from kb.index_nouns import Vectors
from kb.store import Store
from kb.topics import CIRCLES, Material
from kb.words import STOP_WORDS, words_of
from search.topics.centring import Centring, unit
from search.topics.discovering import Labels, discover, rediscover
from search.topics.gathering import LANGUAGES, gather
from search.topics.labelling import phrases_for

_CIRCLE = "partners"
_WORDS = 10


def main() -> None:
    """Print the figures of each method."""
    with loaded_corpus() as (store, _):
        material = store.catalogue.topic_material(store.encoder.name)
        found = material.documents(access=CIRCLES[_CIRCLE])
        domains = material.domains(access=CIRCLES[_CIRCLE])
        own = [domains.get(each, []) for each in found.ids]
        for name, method in _methods(found, own).items():
            _report(name, method, store, found, [each[0] if each else "" for each in own])


def _methods(found: Material, domains: Sequence[Sequence[str]]) -> dict[str, Method]:
    where = {vector.tobytes(): row for row, vector in enumerate(found.vectors)}

    def rows(vectors: Vectors) -> list[int]:
        return [where[vector.tobytes()] for vector in vectors]

    def ours(vectors: Vectors, before: Labels | None) -> Labels:
        own = rows(vectors)
        said = [found.languages[row] for row in own]
        centred = Centring.of(vectors, said).apply(vectors, said)
        of = [domains[row] for row in own]
        return discover(centred, of) if before is None else rediscover(centred, before, of)

    def hdbscan(vectors: Vectors, _before: Labels | None) -> Labels:
        from sklearn.cluster import HDBSCAN
        from sklearn.decomposition import PCA

        reduced = PCA(5, random_state=0).fit_transform(unit(vectors))
        labels: Labels = HDBSCAN(min_cluster_size=3, copy=True).fit_predict(reduced)
        return labels

    def kmeans(vectors: Vectors, _before: Labels | None) -> Labels:
        from sklearn.cluster import KMeans

        count = int(ours(found.vectors, None).max()) + 1
        labels: Labels = KMeans(count, n_init=10, random_state=0).fit_predict(unit(vectors))
        return labels

    return {
        "ours": ours,
        "public: BERTopic's way (PCA, HDBSCAN)": hdbscan,
        "public: k-means, as many topics as ours": kmeans,
    }


def _report(name: str, method: Method, store: Store, found: Material, first: Sequence[str]) -> None:
    from sklearn.metrics import adjusted_rand_score, silhouette_score

    labels = method(found.vectors, None)
    centred = Centring.of(found.vectors, found.languages).apply(found.vectors, found.languages)
    inside = labels >= 0
    figures = {
        "topics": float(labels.max() + 1),
        "documents without a topic": float((~inside).mean()),
        "purity against the first domain": purity(labels, first),
        "adjusted Rand index": float(adjusted_rand_score(first, labels)),
        "silhouette (cosine)": float(
            silhouette_score(centred[inside], labels[inside], metric="cosine")
        ),
        "NPMI of words": coherence(_words(store, found, labels), _passages(store, found)),
        "NPMI of words in our phrases": coherence(
            _shown(store, found, labels), _passages(store, found)
        ),
        "topics with both languages": bilingual(labels, found.languages),
        "mixing of languages": mixing(labels, found.languages),
        "stability, 5 % more documents": stability(method, found.vectors),
    }
    if name == "ours":
        figures["stability, computed from nothing"] = stability(
            lambda vectors, _: method(vectors, None), found.vectors
        )
    sys.stdout.write(f"\n{name}\n")
    for what, value in figures.items():
        sys.stdout.write(f"  {what:<36} {value:6.3f}\n")


def _words(store: Store, found: Material, labels: Labels) -> dict[str, dict[str, list[str]]]:
    """Choose each topic's words by plain class-based TF-IDF, the same way for every method."""
    texts = _texts(store, found)
    chosen: dict[str, dict[str, list[str]]] = {}
    for language in LANGUAGES:
        counts: dict[str, dict[str, int]] = {}
        for row, own in enumerate(texts):
            if labels[row] >= 0:
                topic = counts.setdefault(str(labels[row]), {})
                for word in (word for passage in own.get(language, []) for word in passage):
                    topic[word] = topic.get(word, 0) + 1
        total = {
            word: sum(topic.get(word, 0) for topic in counts.values())
            for word in {word for topic in counts.values() for word in topic}
        }
        average = sum(total.values()) / max(1, len(counts))
        for name, topic in counts.items():
            size = max(1, sum(topic.values()))
            ranked = sorted(
                topic, key=lambda w: (-topic[w] / size * np.log(1 + average / total[w]), w)
            )
            chosen.setdefault(name, {})[language] = ranked[:_WORDS]
    return chosen


def _shown(store: Store, found: Material, labels: Labels) -> dict[str, dict[str, list[str]]]:
    """Take the words of the phrases that pages show."""
    material = store.catalogue.topic_material(store.encoder.name)
    members = {
        each: str(label)
        for each, label in zip(found.ids, labels.tolist(), strict=True)
        if label >= 0
    }
    texts = gather(material, {}, _CIRCLE, members)
    shown: dict[str, dict[str, list[str]]] = {}
    for row in phrases_for(texts, store.word_encoder, LANGUAGES):
        words = shown.setdefault(row.topic_id, {}).setdefault(row.language, [])
        words += [each for each in _content(row.phrase) if each not in words]
    return {
        topic: {language: words[:_WORDS] for language, words in own.items()}
        for topic, own in shown.items()
    }


def _passages(store: Store, found: Material) -> dict[str, list[set[str]]]:
    texts = _texts(store, found)
    return {
        language: [set(passage) for own in texts for passage in own.get(language, [])]
        for language in LANGUAGES
    }


def _texts(store: Store, found: Material) -> list[dict[str, list[list[str]]]]:
    material = TopicMaterial(store.catalogue.engine, store.encoder.name)
    by_id: dict[str, dict[str, list[list[str]]]] = {}
    for each in material.texts(found.ids, 10_000, access=CIRCLES[_CIRCLE]):
        own = by_id.setdefault(each.document_id, {})
        for language, text in each.passages:
            own.setdefault(language, []).append(_content(text))
    return [by_id.get(each, {}) for each in found.ids]


def _content(text: str) -> list[str]:
    return [
        word.folded
        for word in words_of(text)
        if len(word.folded) > 2 and word.folded.isalpha() and word.folded not in STOP_WORDS
    ]


if __name__ == "__main__":
    main()

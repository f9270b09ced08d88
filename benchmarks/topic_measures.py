"""Measures of topics: agreement, mixing of languages, stability and coherence."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from kb.index_nouns import Vectors
from search.topics.discovering import Labels

_ROUNDS = 20
_SHARE = 0.05
_SEED = 20221124

Method = Callable[[Vectors, Labels | None], Labels]
"""Groups documents: (vectors as stored, groups before or None) -> groups, -1 for none."""


def purity(labels: Labels, classes: Sequence[str]) -> float:
    """Share of documents that belong to the commonest class of their topic; without one, none."""
    known = np.array(classes)
    right = sum(
        int(np.unique(known[labels == label], return_counts=True)[1].max())
        for label in set(labels.tolist()) - {-1}
    )
    return right / len(labels)


def bilingual(labels: Labels, languages: Sequence[str]) -> float:
    """Share of topics that hold documents of more than one language."""
    said = np.array(languages)
    topics = sorted(set(labels.tolist()) - {-1})
    return float(np.mean([len(set(said[labels == label])) > 1 for label in topics]))


def mixing(labels: Labels, languages: Sequence[str]) -> float:
    """Mean entropy of languages within topics, of that in the library: 1 if all mix alike."""
    said = np.array(languages)
    inside = labels >= 0
    within = sum(
        _entropy(said[labels == label]) * float((labels == label).sum())
        for label in set(labels[inside].tolist())
    )
    return within / float(inside.sum()) / _entropy(said[inside])


def stability(method: Method, vectors: Vectors) -> float:
    """Mean overlap of topics before and after 5 % of documents come, those left aside.

    Each topic is compared with the one that has most in common with it (Jaccard), weighed by its
    documents; the mean of random rounds.
    """
    random = np.random.default_rng(_SEED)
    overlaps = []
    for _ in range(_ROUNDS):
        order = random.permutation(len(vectors))
        new = order[: round(_SHARE * len(vectors))]
        old = np.sort(order[len(new) :])
        before = method(vectors[old], None)
        held = np.full(len(vectors), -1, np.intp)
        held[old] = before
        overlaps.append(_overlap(before, method(vectors, held)[old]))
    return float(np.mean(overlaps))


def coherence(
    topics: Mapping[str, Mapping[str, Sequence[str]]], passages: Mapping[str, list[set[str]]]
) -> float:
    """Mean NPMI of the pairs of each topic's words, in passages of their language.

    Bouma (2009), "Normalized (pointwise) mutual information in collocation extraction".
    """
    scores = []
    for by_language in topics.values():
        for language, words in by_language.items():
            pairs = list(combinations(words, 2))
            if pairs:
                scores.append(np.mean([_npmi(*pair, passages[language]) for pair in pairs]))
    return float(np.mean(scores))


def _npmi(one: str, other: str, passages: Sequence[set[str]]) -> float:
    total = len(passages)
    first = sum(one in each for each in passages) / total
    second = sum(other in each for each in passages) / total
    both = sum(one in each and other in each for each in passages) / total
    if not both:
        return -1.0
    return 1.0 if both == 1 else float(np.log(both / first / second) / -np.log(both))


def _overlap(before: Labels, after: Labels) -> float:
    shares = []
    for label in set(before.tolist()) - {-1}:
        own = before == label
        best = max(
            float((own & (after == other)).sum()) / float((own | (after == other)).sum())
            for other in set(after.tolist())
        )
        shares += [best] * int(own.sum())
    return float(np.mean(shares)) if shares else 0.0


def _entropy(values: NDArray[np.str_]) -> float:
    _, counts = np.unique(values, return_counts=True)
    shares = counts / counts.sum()
    return float(-(shares * np.log(shares)).sum())

"""Find groups of documents that are about the same.

Spherical k-means (Dhillon and Modha 2001) on centred vectors. The first time it starts from the
groups of Ward's clustering, later from the groups that there were, so that topics stay what they
are when little changes.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.index_nouns import Vectors
from search.topics.centring import unit

Labels = NDArray[np.intp]
"""The number of each document's group."""

FEWEST = 12
"""Documents below which there is nothing to find."""

_SAMPLE = 2_000
"""Documents that Ward's clustering looks at: it compares all with all."""

_MOST = 60
_PER_DOMAIN = 3
_ENOUGH = 9
"""Documents of a domain from which it has its three topics, of at least two documents each."""

_TRIES = 6
_ROUNDS = 100


def usual_count(documents: int) -> int:
    """Tell how many topics so many documents usually have.

    The silhouette grows until every document stands with its translation alone, so it cannot
    choose; twice the square root gives topics of five documents in a library of a hundred and
    of about a hundred and sixty in one of ten thousand.
    """
    return max(3, min(_MOST, round(2 * math.sqrt(documents))))


def discover(vectors: Vectors, domains: Sequence[Sequence[str]]) -> Labels:
    """Group documents for the first time.

    Args:
        vectors: centred, rows of length 1.
        domains: of each document, so that each domain with enough documents gets three topics.
    """
    count = usual_count(len(vectors))
    for _ in range(_TRIES):
        labels = settle(vectors, _first_centres(vectors, count))
        if _useful(labels, domains):
            break
        count = min(round(count * 1.2) + 1, len(vectors) // 2)
    return labels


def rediscover(vectors: Vectors, labels: Labels, domains: Sequence[Sequence[str]]) -> Labels:
    """Group documents again, beginning with the groups there were.

    `labels` are the old groups, -1 for a document that had none. New groups are added, where
    documents are furthest from all others, when there are many more documents than there were,
    or a domain has too few topics.
    """
    centres = centres_of(vectors, labels)
    wanted = usual_count(len(vectors))
    if len(centres) < 0.75 * wanted:
        centres = _with_more(vectors, centres, wanted - len(centres))
    for _ in range(_TRIES):
        found = settle(vectors, centres)
        if _useful(found, domains) or len(centres) >= len(vectors) // 2:
            break
        centres = _with_more(vectors, centres, 1 + len(centres) // 5)
    return found


def settle(vectors: Vectors, centres: Vectors) -> Labels:
    """Move centres to the middle of what is nearest to them until nothing changes."""
    from sklearn.cluster import KMeans

    method = KMeans(len(centres), init=centres, n_init=1, max_iter=_ROUNDS, random_state=0)
    return _numbered(method.fit_predict(vectors))


def centres_of(vectors: Vectors, labels: Labels) -> Vectors:
    """Give the directions of groups by their number: shape (groups, dimension)."""
    count = int(labels.max()) + 1 if len(labels) else 0
    sums = np.zeros((count, vectors.shape[1]), np.float32)
    inside = labels >= 0
    np.add.at(sums, labels[inside], vectors[inside])
    return unit(sums)


def _first_centres(vectors: Vectors, count: int) -> Vectors:
    from sklearn.cluster import AgglomerativeClustering

    chosen = _evenly(len(vectors), _SAMPLE)
    sample = vectors[chosen]
    labels = AgglomerativeClustering(min(count, len(sample)), linkage="ward").fit_predict(sample)
    return centres_of(sample, labels)


def _with_more(vectors: Vectors, centres: Vectors, count: int) -> Vectors:
    """Add centres one by one, each at the document that is furthest from all there are."""
    for _ in range(count):
        nearest = (vectors @ centres.T).max(axis=1)
        centres = np.vstack([centres, vectors[int(nearest.argmin())]])
    return centres


def _useful(labels: Labels, domains: Sequence[Sequence[str]]) -> bool:
    counts: dict[str, dict[int, int]] = {}
    for label, own in zip(labels.tolist(), domains, strict=True):
        for domain in own:
            inside = counts.setdefault(domain, {})
            inside[label] = inside.get(label, 0) + 1
    return all(
        sum(number > 1 for number in inside.values()) >= _PER_DOMAIN
        for inside in counts.values()
        if sum(inside.values()) >= _ENOUGH
    )


def _numbered(labels: Labels) -> Labels:
    """Number groups without gaps, in the order of their old numbers."""
    _, numbers = np.unique(labels, return_inverse=True)
    return numbers.astype(np.intp)


def _evenly(total: int, most: int) -> NDArray[np.intp]:
    """Choose up to `most` of `total` rows, evenly: the same ones each time."""
    return np.unique(np.linspace(0, total - 1, min(total, most)).astype(np.intp))

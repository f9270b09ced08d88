"""Lay documents out on a map where near means similar.

t-SNE (van der Maaten and Hinton 2008) places a sample, beginning with where its documents stood
before, so that the map stays the map that people know; the others are placed between their
nearest neighbours, as documents are that come later.
"""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from kb.index_nouns import Vectors

_SAMPLE = 1_500
_NEIGHBOURS = 5
_SPREAD = 0.015
_WIDTH = 10.0
_FEW = 5
_BATCH = 500


def lay_out(
    vectors: Vectors, ids: Sequence[str], before: Mapping[str, tuple[float, float]]
) -> Vectors:
    """Place documents: shape (len(ids), 2), within about ten of nought.

    Args:
        vectors: centred, rows of length 1.
        ids: of the documents, row by row.
        before: where documents stood, as far as they did.
    """
    if len(ids) < _FEW:
        return _in_a_row(len(ids))
    chosen = np.unique(np.linspace(0, len(ids) - 1, min(len(ids), _SAMPLE)).astype(int))
    sample = vectors[chosen]
    spots = _embedded(sample, [ids[row] for row in chosen], before)
    if len(chosen) == len(ids):
        return spots
    placed: Vectors = np.zeros((len(ids), 2), np.float32)
    placed[chosen] = spots
    others = np.setdiff1d(np.arange(len(ids)), chosen)
    placed[others] = between(vectors[others], [ids[row] for row in others], sample, spots)
    return placed


def between(vectors: Vectors, ids: Sequence[str], known: Vectors, spots: Vectors) -> Vectors:
    """Place documents between their nearest neighbours: shape (len(ids), 2).

    Each stands a little aside, always in the same direction, so that two of one text can be told
    apart.
    """
    placed = [
        _weighted(vectors[start : start + _BATCH] @ known.T, spots)
        for start in range(0, len(vectors), _BATCH)
    ]
    aside = np.stack([_aside(each) for each in ids]) * np.float32(_SPREAD * _WIDTH)
    found: Vectors = np.concatenate(placed) + aside
    return found


def _weighted(cosines: Vectors, spots: Vectors) -> Vectors:
    most = min(_NEIGHBOURS, cosines.shape[1])
    nearest = np.argpartition(cosines, -most, axis=1)[:, -most:]
    weights = np.clip(np.take_along_axis(cosines, nearest, axis=1), 1e-3, None) ** 4
    weights /= weights.sum(axis=1, keepdims=True)
    placed: Vectors = (spots[nearest] * weights[:, :, np.newaxis]).sum(axis=1)
    return placed


def _embedded(
    vectors: Vectors, ids: Sequence[str], before: Mapping[str, tuple[float, float]]
) -> Vectors:
    known = [row for row, each in enumerate(ids) if each in before]
    if len(known) * 2 < len(ids):
        return _fitted(_moved(vectors, _components(vectors), first=True))
    spots = np.zeros((len(ids), 2), np.float32)
    spots[known] = [before[ids[row]] for row in known]
    new = [row for row, each in enumerate(ids) if each not in before]
    if new:
        own = [ids[row] for row in new]
        spots[new] = between(vectors[new], own, vectors[known], spots[known])
    return _turned(_fitted(_moved(vectors, spots, first=False)), spots)


def _moved(vectors: Vectors, start: Vectors, *, first: bool) -> Vectors:
    """Move points until near means similar: from scratch, or a little from where they are."""
    from sklearn.manifold import TSNE

    method = TSNE(
        2,
        init=(start / max(float(start.std()), 1e-9) * 1e-4) if first else start,
        perplexity=max(2.0, min(30.0, (len(vectors) - 1) / 4)),
        early_exaggeration=12.0 if first else 1.0,
        max_iter=1000 if first else 250,
        random_state=0,
        metric="cosine",
        n_jobs=1,
    )
    spots: Vectors = method.fit_transform(vectors)
    return spots


def _fitted(spots: Vectors) -> Vectors:
    centred = spots - spots.mean(axis=0)
    scaled: Vectors = centred * np.float32(_WIDTH / max(float(np.abs(centred).max()), 1e-6))
    return scaled


def _turned(spots: Vectors, before: Vectors) -> Vectors:
    """Turn a map so that it lies as it did (Schönemann 1966, orthogonal Procrustes)."""
    left, _, right = np.linalg.svd(spots.T @ (before - before.mean(axis=0)))
    turned: Vectors = spots @ (left @ right)
    return turned


def _components(vectors: Vectors) -> Vectors:
    from sklearn.decomposition import PCA

    found: Vectors = PCA(2, svd_solver="full", random_state=0).fit_transform(vectors)
    return found


def _aside(document_id: str) -> Vectors:
    digest = hashlib.sha256(document_id.encode()).digest()
    angle = 2 * np.pi * int.from_bytes(digest[:4], "big") / 2**32
    return np.array([np.cos(angle), np.sin(angle)], np.float32)


def _in_a_row(count: int) -> Vectors:
    return np.stack([np.arange(count), np.zeros(count)], axis=1).astype(np.float32)

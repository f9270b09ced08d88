"""The vectors that the tokens of the bilingual vocabulary start from."""

import numpy as np
from numpy.typing import NDArray

from encoder.bags import Bags
from encoder.contextual.bert import WORDS, Floats, Teacher
from encoder.contextual.config import StartConfig
from encoder.contextual.vocabulary import END, START
from encoder.reading import StaticModel, unit_rows
from encoder.tokenizer import UNKNOWN

_AT_ONCE = 2000


def first_vectors(
    english: Bags, french: Bags, static: StaticModel, teacher: Teacher, config: StartConfig
) -> Floats:
    """Give every token of the static vocabulary, then the two marks, a vector of the teacher.

    An English token that the teacher knows gets its vector, another English word the mean of
    its pieces times the root of their number, and each other token the mean of its nearest
    English tokens in the static space. Shape (vocabulary + 2, width).
    """
    words = sorted(static.tokenizer.get_vocab(), key=static.tokenizer.get_vocab().__getitem__)
    counts = np.bincount(english.ids, minlength=len(words))
    foreign = np.bincount(french.ids, minlength=len(words))
    native = counts >= config.english_share * foreign
    vectors, known = _own_vectors(words, native, teacher)
    cut = _add_cut_words(vectors, words, native & ~known & (counts >= config.least_cut), teacher)
    lenders = np.flatnonzero(known & (counts >= config.least_known))
    others = np.flatnonzero(~known & ~cut)
    vectors[others] = _from_neighbours(unit_rows(static.vectors), others, lenders, vectors, config)
    special = [_vector(teacher, token) for token in (UNKNOWN, START, END)]
    vectors[static.tokenizer.token_to_id(UNKNOWN)] = special[0]
    return np.concatenate([vectors, np.stack(special[1:])])


def _own_vectors(
    words: list[str], native: NDArray[np.bool_], teacher: Teacher
) -> tuple[Floats, NDArray[np.bool_]]:
    numbers = teacher.tokenizer.get_vocab()
    known = native & np.array([word in numbers for word in words])
    vectors = np.zeros((len(words), teacher.weights[WORDS].shape[1]), np.float32)
    for place in np.flatnonzero(known):
        vectors[place] = teacher.weights[WORDS][numbers[words[place]]]
    return vectors, known


def _add_cut_words(
    vectors: Floats, words: list[str], wanted: NDArray[np.bool_], teacher: Teacher
) -> NDArray[np.bool_]:
    unknown = teacher.tokenizer.token_to_id(UNKNOWN)
    cut = np.zeros_like(wanted)
    for place in np.flatnonzero(wanted):
        pieces = teacher.tokenizer.encode(words[place], add_special_tokens=False).ids
        if pieces and unknown not in pieces and not words[place].startswith("##"):
            vectors[place] = teacher.weights[WORDS][pieces].mean(axis=0) * len(pieces) ** 0.5
            cut[place] = True
    return cut


def _from_neighbours(
    static: Floats,
    others: NDArray[np.int64],
    lenders: NDArray[np.int64],
    vectors: Floats,
    config: StartConfig,
) -> Floats:
    most = min(config.neighbours, len(lenders))
    parts = [np.zeros((0, vectors.shape[1]), np.float32)]
    for start in range(0, len(others), _AT_ONCE):
        likeness = static[others[start : start + _AT_ONCE]] @ static[lenders].T
        nearest = np.argpartition(-likeness, most - 1, axis=1)[:, :most]
        found = np.take_along_axis(likeness, nearest, axis=1) / config.temperature
        weights = np.exp(found - found.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        parts.append((weights[:, :, None] * vectors[lenders[nearest]]).sum(axis=1))
    usual = np.float32(np.linalg.norm(vectors[lenders], axis=1).mean())
    return unit_rows(np.concatenate(parts)) * usual


def _vector(teacher: Teacher, token: str) -> Floats:
    vector: Floats = teacher.weights[WORDS][teacher.tokenizer.token_to_id(token)]
    return vector

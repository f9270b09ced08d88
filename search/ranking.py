"""Passages in the order of their scores."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with its score for one question."""

    passage_id: int
    document_id: str
    score: float


def by_document(passages: Iterable[RankedPassage]) -> dict[str, list[RankedPassage]]:
    """Group ranked passages by document; documents stand in the order of their best passage."""
    grouped: dict[str, list[RankedPassage]] = {}
    for ranked in passages:
        grouped.setdefault(ranked.document_id, []).append(ranked)
    return grouped

"""Find the nearest passages among those that filters leave, whatever share of all they are."""

from kb.access import AccessScope
from kb.ports import Scored, Selected, Vectors, VectorSearch

EXACT = 30_000
"""Passages up to which every vector is read: some ten milliseconds."""

_MARGIN = 2.0


def nearest_within(
    chosen: Selected,
    vectors: VectorSearch,
    question: Vectors,
    *,
    access: AccessScope,
    limit: int,
    exact: int = EXACT,
) -> list[Scored]:
    """Find up to `limit` of each language among the passages chosen.

    Among few, each is compared. Among many, so many are asked of the index that enough of them
    should be chosen ones; where they are not, each is compared after all.
    """
    if len(chosen) > exact:
        wanted = int(_MARGIN * limit / chosen.share)
        found = chosen.among(vectors.search(question, access=access, limit=wanted))
        if chosen.suffices(found, limit):
            return found
    return chosen.nearest(question, limit)

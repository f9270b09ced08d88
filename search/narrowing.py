"""Find the nearest passages under the filters, in memory or by the vector index."""

from dataclasses import dataclass

from kb.access import AccessScope
from kb.nouns import Filters
from kb.ports import FactSearch, Vectors, VectorSearch

IN_MEMORY = 200_000
"""Passages up to which reading the signs of all takes less time than asking the vector index."""

_NARROW = 200
"""Passages left by the filters up to which every one of them is scored."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """Find passages by meaning.

    Attributes:
        in_memory: readable passages up to which the vector index is left alone: filters leave
            any share of them, and what they leave is found in memory only.
    """

    facts: FactSearch
    vectors: VectorSearch
    in_memory: int = IN_MEMORY

    def nearest(
        self, question: Vectors, filters: Filters, *, access: AccessScope, limit: int
    ) -> set[int]:
        """Find up to `limit` passages of each language that pass: all, where filters leave few.

        Raises:
            MeaningUnreachable: when the vector index is asked, and away.
        """
        chosen = self.facts.within(filters, access=access)
        if filters != Filters():
            if len(chosen) <= _NARROW:
                return set(chosen.passage_ids)
        elif len(chosen) > self.in_memory:
            hits = self.vectors.search(question, access=access, limit=limit)
            return {hit.passage_id for hit in hits}
        return {hit.passage_id for hit in chosen.nearest(question, limit)}

"""Find passages under the filters as well as without, asking the indexes once where that will do.

Without, because the counts of what one may filter by tell of all candidates.
"""

from dataclasses import dataclass, replace

from kb.access import AccessScope
from kb.nouns import Filters
from kb.ports import FactSearch, LexicalSearch, Scored, Selected, Vectors, VectorSearch, WordQuery

_NARROW = 200
"""Passages left by the filters up to which every one of them is scored."""

_MARGIN, _DEEPEST = 1.5, 5
"""How many more hits are asked for, over what a filter should need, and how many times more."""


@dataclass(frozen=True, slots=True)
class Field:
    """The readable passages, and those that pass the filters: None where there are no filters."""

    readable: Selected
    chosen: Selected | None
    filters: Filters

    @classmethod
    def of(cls, facts: FactSearch, filters: Filters, *, access: AccessScope) -> "Field":
        """Select them."""
        chosen = facts.within(filters, access=access) if filters != Filters() else None
        return cls(facts.within(Filters(), access=access), chosen, filters)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Ask both indexes for the best of a field's readable passages, and of those that pass.

    Attributes:
        in_memory: readable passages up to which the vector index is left alone: filters leave
            any share of them, and what they leave is found in memory only.
    """

    vectors: VectorSearch
    words: LexicalSearch
    in_memory: int

    def by_words(
        self, query: WordQuery, field: Field, *, access: AccessScope, limit: int
    ) -> list[Scored]:
        """Find up to `limit` readable passages by words, and as many that pass.

        Where a filter leaves many, they are among somewhat more of the best of all.
        """
        if field.chosen is None:
            return self.words.search(query, access=access, limit=limit)
        wanted = _MARGIN * limit * len(field.readable) / max(len(field.chosen), 1)
        depth = int(wanted) if wanted <= _DEEPEST * limit else limit
        hits = self.words.search(query, access=access, limit=depth)
        own = field.chosen.among(hits)[:limit]
        if len(own) < limit and len(hits) == depth:
            passing = replace(query, filters=field.filters)
            own = self.words.search(passing, access=access, limit=limit)
        return hits[:limit] + own

    def by_meaning(
        self, question: Vectors, field: Field, *, access: AccessScope, limit: int
    ) -> set[int]:
        """Find up to `limit` passages of each language, and as many that pass; of few, all.

        Raises:
            MeaningUnreachable: when the vector index is asked, and away.
        """
        if len(field.readable) > self.in_memory:
            hits = self.vectors.search(question, access=access, limit=limit)
        else:
            hits = field.readable.nearest(question, limit)
        found = {hit.passage_id for hit in hits}
        if field.chosen is None:
            return found
        if len(field.chosen) <= _NARROW:
            return found | set(field.chosen.passage_ids)
        return found | {hit.passage_id for hit in field.chosen.nearest(question, limit)}

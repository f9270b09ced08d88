"""Find passages under the filters as well as without, asking the indexes once where that will do.

Without, because the counts of what one may filter by tell of all candidates.
"""

from dataclasses import dataclass, replace

from kb.access import AccessScope
from kb.index_nouns import Scored, Vectors, WordQuery
from kb.nouns import Filters
from kb.ports import LexicalSearch, Selected, VectorSearch

_NARROW = 200
"""Passages left by the filters up to which every one of them is scored."""

_MARGIN, _DEEPEST = 1.5, 5
"""How many more hits are asked for, over what a filter should need, and how many times more."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Ask both indexes for the best of all readable passages, and of those that pass.

    Attributes:
        in_memory: readable passages up to which the vector index is left alone: filters leave
            any share of them, and what they leave is found in memory only.
    """

    vectors: VectorSearch
    words: LexicalSearch
    in_memory: int

    def by_words(
        self, query: WordQuery, chosen: Selected, *, access: AccessScope, limit: int
    ) -> list[Scored]:
        """Find up to `limit` readable passages by words, and as many that pass the filters.

        Where these leave many, they are among somewhat more of the best of all.
        """
        of_all = replace(query, filters=Filters())
        if chosen.narrowing == Filters():
            return decided(self.words.search(of_all, access=access, limit=limit), limit)
        wanted = _MARGIN * limit * chosen.of_all / max(len(chosen), 1)
        depth = int(wanted) if wanted <= _DEEPEST * limit else limit
        hits = self.words.search(of_all, access=access, limit=depth)
        own = chosen.among(hits)[:limit]
        if len(own) < limit and len(hits) == depth:
            narrowed = replace(query, filters=chosen.narrowing)
            own = self.words.search(narrowed, access=access, limit=limit)
        return decided(hits[:limit], limit) + decided(own, limit)

    def by_meaning(
        self,
        question: Vectors,
        chosen: Selected,
        *,
        access: AccessScope,
        limit: int,
    ) -> set[int]:
        """Find up to `limit` passages of each language, and as many that pass; of few, all.

        Raises:
            MeaningUnreachable: when the vector index is asked, and away.
        """
        narrowed = chosen.narrowing != Filters()
        few = chosen.passage_ids if narrowed and len(chosen) <= _NARROW else set()
        if chosen.of_all <= self.in_memory:
            return few | chosen.nearest(question, limit, of_all=narrowed)
        hits = self.vectors.search(question, access=access, limit=limit)
        found = few | {hit.passage_id for hit in hits}
        return found | chosen.nearest(question, limit) if narrowed else found


def decided(hits: list[Scored], limit: int) -> list[Scored]:
    """Leave out the last of a full list that are as good as what may have been cut off.

    Which of them were kept hangs on the order in which documents came. Where that would leave
    less than half of the list, as for one frequent word, they stay.
    """
    if len(hits) < limit:
        return hits
    better = [hit for hit in hits if hit.score > hits[-1].score]
    return better if 2 * len(better) >= limit else hits

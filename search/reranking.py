"""A second, slower look at the first hits."""

from collections.abc import Sequence

from kb.access import AccessScope
from kb.catalogue.feed import in_context
from kb.catalogue.reader import CatalogueReader
from kb.ports import Reranker
from search.ranking import RankedPassage

_FIRST = 50


class SecondLook:
    """Let a cross-encoder have its say on the first passages of a ranking."""

    def __init__(self, reader: CatalogueReader, reranker: Reranker) -> None:
        """Read passages from `reader` and score them by `reranker`."""
        self._reader = reader
        self._reranker = reranker

    def rerank(
        self, text: str, ranked: Sequence[RankedPassage], *, access: AccessScope
    ) -> list[RankedPassage]:
        """Set the first passages in the order of the mean of both chances."""
        first, rest = ranked[:_FIRST], ranked[_FIRST:]
        passages = self._reader.passages([each.passage_id for each in first], access=access)
        # A new version of a document may have come that the indexes do not hold yet.
        first = [each for each in first if each.passage_id in passages]
        if not first:
            return list(rest)
        parts = [passages[each.passage_id].passage for each in first]
        texts = [in_context("", part.heading_path, part.text) for part in parts]
        chances = self._reranker.score(text, texts)
        again = [
            each._replace(score=(each.score + float(chance)) / 2)
            for each, chance in zip(first, chances, strict=True)
        ]
        best_first = sorted(again, key=lambda each: -each.score)
        # Those not looked at stay below, whatever the cross-encoder took from the others.
        least = best_first[-1].score
        return [*best_first, *(each._replace(score=min(each.score, least)) for each in rest)]

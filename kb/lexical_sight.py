"""What one reader may see of the word index, at one moment of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kb.access import AccessScope
from kb.index_nouns import Scored


@dataclass(frozen=True, slots=True)
class Sight:
    """Search all passages but those on shelves that the reader may not read.

    The index itself tells which shelves it holds at the same moment: what is left out is all that
    is not allowed, whatever it is called. To ask for the allowed shelves would be the same, but
    tantivy reads through all that stands on them then, up to five times as long.

    Attributes:
        searcher: of the index at this moment.
        hidden: a query for each shelf that may not be read.
    """

    searcher: Any
    hidden: tuple[Any, ...]

    @classmethod
    def of(cls, index: Any, access: AccessScope) -> "Sight":
        """See what the index holds now."""
        import tantivy

        searcher, schema = index.searcher(), index.schema
        shelves = (shelf for shelf, _ in searcher.terms_with_prefix("shelf", ""))
        hidden = (
            tantivy.Query.term_query(schema, "shelf", shelf, "basic")
            for shelf in shelves
            if not access.allows(shelf)
        )
        return cls(searcher, tuple(hidden))

    def count(self, *queries: Any) -> int:
        """Count the readable passages that match every one of some queries."""
        result: Any = self.searcher.search(self._seen(queries, ()), limit=1, count=True)
        return int(result.count)

    def best(self, queries: Iterable[Any], without: Iterable[Any], limit: int) -> list[Scored]:
        """Find the best readable passages that match every query, and none of `without`."""
        found = self.searcher.search(self._seen(queries, without), limit=limit, count=False).hits
        if not found:
            return []
        addresses = [address for _, address in found]
        ids: list[int] = self.searcher.fast_field_values("passage_id", addresses)
        return list(map(Scored, ids, (score for score, _ in found)))

    def _seen(self, queries: Iterable[Any], without: Iterable[Any]) -> Any:
        import tantivy

        parts = [(tantivy.Occur.Must, query) for query in queries]
        parts += [(tantivy.Occur.MustNot, query) for query in (*without, *self.hidden)]
        return tantivy.Query.boolean_query(parts)

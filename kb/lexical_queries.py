"""Questions in tantivy's terms: words by stem, phrases, and what may stand for a word."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kb.ports import Alternative, WordQuery
from kb.words import Stemmer

LANGUAGES = ("fr", "en")
_HEADING_BOOST = 0.6


class Queries:
    """Build queries for one index's fields."""

    def __init__(self, schema: Any, stemmers: Mapping[str, Stemmer]) -> None:
        """Search the fields of `schema`, cut by the stemmer of each language."""
        self._schema = schema
        self._stemmers = stemmers

    def wanted(self, query: WordQuery) -> Iterator[Any]:
        """Give what may stand in a passage: single words, and the best of each group."""
        import tantivy

        left = dict(query.words)
        for group in query.groups:
            # A word of two groups counts in the first.
            own = {word: left.pop(word) for word in group.words if word in left}
            parts = [self._other(each, len(group.words)) for each in group.others]
            if own:
                words = [(tantivy.Occur.Should, each) for each in self._weighed(own)]
                parts.append(tantivy.Query.boolean_query(words))
            yield tantivy.Query.disjunction_max_query(parts)
        yield from self._weighed(left)

    def _weighed(self, words: Mapping[str, float]) -> Iterator[Any]:
        import tantivy

        for word, weight in words.items():
            yield tantivy.Query.boost_query(self.word(word), weight)

    def _other(self, other: Alternative, words: int) -> Any:
        """Match a term whose words stand for `words` words: long ones count no more for it."""
        import tantivy

        every = all_of(*(self.word(word, [other.language]) for word in other.words))
        share = min(words / len(other.words), 1.0)
        return tantivy.Query.boost_query(every, other.weight * share)

    def word(self, word: str, languages: Sequence[str] = LANGUAGES) -> Any:
        """Match a word by its stem in the language of each passage, headings counting less."""
        import tantivy

        schema = self._schema
        parts = []
        for field, boost in (("body", 1.0), ("head", _HEADING_BOOST)):
            # A passage of a third language is stemmed both ways: the better match counts.
            either = tantivy.Query.disjunction_max_query(
                [
                    tantivy.Query.term_query(
                        schema, f"{field}_{language}", self._stemmers[language](word), "freq"
                    )
                    for language in languages
                ]
            )
            parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(either, boost)))
        return tantivy.Query.boolean_query(parts)

    def phrase(self, phrase: tuple[str, ...]) -> Any:
        """Match words that follow each other, as they stand."""
        import tantivy

        if len(phrase) == 1:
            return tantivy.Query.term_query(self._schema, "words", phrase[0])
        return tantivy.Query.phrase_query(self._schema, "words", list(phrase))


def all_of(*queries: Any) -> Any:
    """Match what every one of some queries matches."""
    import tantivy

    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])

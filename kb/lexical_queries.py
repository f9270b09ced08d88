"""Questions in tantivy's terms: words by stem, phrases, and what may stand for a word."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kb.index_nouns import Alternative, WordQuery
from kb.lexical_schema import LANGUAGES
from kb.words import Stemmer

_HEADING_BOOST = 0.6


class Queries:
    """Build queries for one index's fields."""

    def __init__(self, schema: Any, stemmers: Mapping[str, Stemmer], *, mixed: bool = True) -> None:
        """Search the fields of `schema`, cut by the stemmer of each language.

        `mixed` tells whether some passages, those of a third language, are stemmed both ways.
        """
        self._schema = schema
        self._stemmers = stemmers
        self._mixed = mixed

    def wanted(self, query: WordQuery) -> Iterator[Any]:
        """Give what may stand in a passage: single words, and the best of each group."""
        import tantivy

        left = dict(query.words)
        for group in query.groups:
            # A word of two groups counts in the first.
            own = {word: left.pop(word) for word in group.words if word in left}
            parts = [self._other(each, len(group.words)) for each in group.others]
            if own:
                parts.append(any_of(*self._weighed(own)))
            yield tantivy.Query.disjunction_max_query(parts)
        yield from self._weighed(left)

    def _weighed(self, words: Mapping[str, float]) -> Iterator[Any]:
        import tantivy

        for word, weight in words.items():
            for each, boost in self._said(word, LANGUAGES):
                yield tantivy.Query.boost_query(each, weight * boost)

    def _other(self, other: Alternative, words: int) -> Any:
        """Match a term whose words stand for `words` words: long ones count no more for it."""
        import tantivy

        every = all_of(*(self.word(word, [other.language]) for word in other.words))
        share = min(words / len(other.words), 1.0)
        return tantivy.Query.boost_query(every, other.weight * share)

    def word(self, word: str, languages: Sequence[str] = LANGUAGES) -> Any:
        """Match a word by its stem in the language of each passage, headings counting less."""
        import tantivy

        parts = self._said(word, languages)
        return any_of(*(tantivy.Query.boost_query(each, boost) for each, boost in parts))

    def _said(self, word: str, languages: Sequence[str]) -> Iterator[tuple[Any, float]]:
        """Give the terms that say a word, each with what it counts.

        A passage of a third language is stemmed both ways: the better match counts. Where there
        is none, a flat list of terms does the same in half the time.
        """
        import tantivy

        for field, boost in (("body", 1.0), ("head", _HEADING_BOOST)):
            own = [self._term(f"{field}_{language}", language, word) for language in languages]
            either = [tantivy.Query.disjunction_max_query(own)] if self._mixed else own
            yield from ((each, boost) for each in either)

    def _term(self, field: str, language: str, word: str) -> Any:
        import tantivy

        stem = self._stemmers[language](word)
        return tantivy.Query.term_query(self._schema, field, stem, "freq")

    def phrase(self, phrase: tuple[str, ...]) -> Any:
        """Match words that follow each other, as they stand."""
        import tantivy

        if len(phrase) == 1:
            return self.as_it_stands(phrase[0])
        return tantivy.Query.phrase_query(self._schema, "words", list(phrase))

    def as_it_stands(self, word: str) -> Any:
        """Match a word by its letters, not by its stem."""
        import tantivy

        return tantivy.Query.term_query(self._schema, "words", word)


def all_of(*queries: Any) -> Any:
    """Match what every one of some queries matches."""
    import tantivy

    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def any_of(*queries: Any) -> Any:
    """Match what at least one of some queries matches; their scores are added."""
    import tantivy

    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])

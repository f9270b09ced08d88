"""The lexical index on tantivy: stems of each passage's language, and its words as they stand."""

import json
import shutil
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from kb.access import AccessScope
from kb.index_nouns import FACETS, IndexEntry, Scored, WordQuery
from kb.lexical_queries import Queries, any_of
from kb.lexical_schema import LANGUAGES, facet_term, lexical_schema, rows_of
from kb.lexical_sight import Sight
from kb.lexical_spellings import Spellings
from kb.nouns import Filters
from kb.placemark import PLACEMARK, intend, last_written, read_position, write_position
from kb.segment_files import segments_are_whole
from kb.words import Stemmer

_COMMIT = "meta.json"
_FORMATS, _FORMAT = "format-", "3"
"""The folder's name: a new schema is built beside the old index, not into it."""

_FEW = 10
"""Terms up to which looking each up is quicker than reading a set of them through."""


class TantivyWords:
    """Hold the words of passages in a folder; only its owner may write."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, making it when it is not there."""
        self._folder = folder / f"{_FORMATS}{_FORMAT}"
        self._records = self._folder / PLACEMARK, self._folder / _COMMIT
        self._stemmers = {language: Stemmer(language) for language in LANGUAGES}
        self._place: tuple[tuple[tuple[int, ...], ...], int] | None = None
        self._open()

    @staticmethod
    def is_sound(folder: Path) -> bool:
        """Tell whether its files are as they were written; only its owner may ask."""
        return segments_are_whole(folder / f"{_FORMATS}{_FORMAT}")

    @property
    def position(self) -> int:
        """Tell the last change that this index holds, 0 for none."""
        written = tuple(map(last_written, self._records))
        known = self._place
        if known is None or known[0] != written:
            known = self._place = written, read_position(self._folder, self._stamp())
        return known[1]

    def apply(self, put: Sequence[IndexEntry], removed: Sequence[str], position: int) -> None:
        """Replace and forget documents, then record how far we came."""
        import tantivy

        writer = self._writer()
        for document_id in [*removed, *(entry.document_id for entry in put)]:
            writer.delete_documents_by_term("document_id", document_id)
        for entry in put:
            for row in rows_of(entry, self._stemmers):
                writer.add_document(tantivy.Document(**row))
        # A replayed change would be harmless to what is found, but not to its scores: BM25 counts
        # words of replaced passages until their segment is merged.
        intend(self._folder, position, self._stamp())
        writer.commit()
        writer.wait_merging_threads()
        self._reload()
        write_position(self._folder, position)

    def clear(self) -> None:
        """Forget everything, files included."""
        shutil.rmtree(self._folder)
        self._open()

    def rebuild(self, entries: Iterable[Sequence[IndexEntry]], position: int) -> None:
        """Hold `entries` and nothing else, in new files; the old ones answer until then.

        One commit puts the new segments in the place of all old ones, whose files go with it.
        """
        import tantivy

        writer = self._writer()
        writer.delete_all_documents()
        for entry in chain.from_iterable(entries):
            for row in rows_of(entry, self._stemmers):
                writer.add_document(tantivy.Document(**row))
        intend(self._folder, position, self._stamp())
        writer.commit()
        writer.garbage_collect_files()
        writer.wait_merging_threads()
        self._reload()
        write_position(self._folder, position)

    def count(self) -> int:
        """Count the passages held."""
        return int(self._index.searcher().num_docs)

    def sweep(self) -> None:
        """Remove what earlier formats left beside the folder."""
        for other in self._folder.parent.glob(f"{_FORMATS}*"):
            if other != self._folder:
                shutil.rmtree(other)

    def search(self, query: WordQuery, *, access: AccessScope, limit: int) -> list[Scored]:
        """Find readable passages by BM25 over word stems, the best first."""
        asked = self._queries()
        parts = [*self._passing(query.filters), *map(asked.phrase, query.phrases)]
        if wanted := list(asked.wanted(query)):
            parts.append(any_of(*wanted))
        elif not query.phrases:
            return []
        return self._sight(access).best(parts, map(asked.phrase, query.excluded), limit)

    def frequencies(
        self, words: Iterable[str], *, access: AccessScope
    ) -> dict[str, dict[str, int]]:
        """Count the readable passages each word stands in: language -> word -> passages.

        A passage of a third language counts for both.
        """
        sight, said, asked = self._sight(access), self._queries().word, list(words)
        return {
            language: {word: sight.count(said(word, [language])) for word in asked}
            for language in LANGUAGES
        }

    def holding(
        self, sequences: Iterable[tuple[tuple[str, ...], str]], *, access: AccessScope
    ) -> list[int]:
        """Count for each the readable passages of a language that hold all of some words."""
        sight, said = self._sight(access), self._queries().word
        return [sight.count(*(said(word, [code]) for word in words)) for words, code in sequences]

    def readable(self, *, access: AccessScope) -> dict[str, int]:
        """Count the readable passages of each language."""
        sight = self._sight(access)
        return {language: sight.count(self._language(language)) for language in LANGUAGES}

    def spelt_like(self, word: str, most: int, *, access: AccessScope) -> dict[str, int]:
        """Count the readable passages of each word that is spelt almost like one.

        Of those that begin like it, only the nearest, at most `most` letters away.
        """
        sight, said = self._sight(access), self._queries().as_it_stands
        for words in self._spelt.near(sight.searcher, word, most):
            counts = {each: sight.count(said(each)) for each in words}
            if any(counts.values()):
                return {each: count for each, count in counts.items() if count}
        return {}

    def _writer(self) -> Any:
        """Begin to write, without what a killed process left and no commit names.

        The next commit may choose the same file name, and would then fail for good.
        """
        writer = self._index.writer(heap_size=64_000_000, num_threads=1)
        writer.garbage_collect_files()
        return writer

    def _stamp(self) -> int:
        """Give the stamp of the last commit, which tantivy raises with each one that changes it."""
        return int(json.loads((self._folder / _COMMIT).read_text("utf-8"))["opstamp"])

    def _open(self) -> None:
        import tantivy

        self._folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(lexical_schema(), path=str(self._folder))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("spaced", analyzer)
        self._reload()

    def _reload(self) -> None:
        self._index.reload()
        self._known: tuple[tuple[int, int], Queries] | None = None
        self._spelt = Spellings()

    def _sight(self, access: AccessScope) -> Sight:
        return Sight.of(self._index, access)

    def _queries(self) -> Queries:
        """Build queries, knowing whether passages of a third language are held at this moment."""
        searcher = self._index.searcher()
        now = (searcher.num_docs, searcher.num_segments)
        if self._known is None or self._known[0] != now:
            both = (self._language(language) for language in LANGUAGES)
            mixed = Sight(searcher, ()).count(*both) > 0
            self._known = now, Queries(self._index.schema, self._stemmers, mixed=mixed)
        return self._known[1]

    def _language(self, language: str) -> Any:
        import tantivy

        return tantivy.Query.term_query(self._index.schema, "language", language)

    def _passing(self, filters: Filters) -> Iterable[Any]:
        if filters.documents:
            yield self._one_of("document_id", filters.documents)
        for field in FACETS:
            if values := getattr(filters, field):
                yield self._one_of("facets", [facet_term((field, str(value))) for value in values])

    def _one_of(self, field: str, terms: Sequence[str]) -> Any:
        import tantivy

        schema = self._index.schema
        if len(terms) <= _FEW:
            each = (tantivy.Query.term_query(schema, field, term, "basic") for term in terms)
            return tantivy.Query.const_score_query(any_of(*each), 0.0)
        found = tantivy.Query.term_set_query(schema, field, list(terms))
        return tantivy.Query.const_score_query(found, 0.0)

"""What the lexical index holds of a passage: its words as they stand, and their stems."""

from collections.abc import Iterator, Mapping
from typing import Any

from kb.index_nouns import Facet, IndexEntry
from kb.words import Stemmer, words_of

LANGUAGES = ("fr", "en")


def lexical_schema() -> Any:
    """Describe the fields."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("passage_id", stored=False, indexed=False, fast=True)
    builder.add_text_field("document_id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("shelf", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("facets", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", tokenizer_name="spaced", index_option="position")
    for language in LANGUAGES:
        builder.add_text_field(f"body_{language}", tokenizer_name="spaced", index_option="freq")
        builder.add_text_field(f"head_{language}", tokenizer_name="spaced", index_option="freq")
    return builder.build()


def facet_term(facet: Facet) -> str:
    """Say a facet as one term."""
    return "=".join(facet)


def rows_of(entry: IndexEntry, stemmers: Mapping[str, Stemmer]) -> Iterator[dict[str, Any]]:
    """Lay out the passages of a document; those of a third language are stemmed both ways."""
    for passage_id, text, heading, language in zip(
        entry.passage_ids, entry.texts, entry.headings, entry.languages, strict=True
    ):
        body = [word.folded for word in words_of(text)]
        head = [word.folded for word in words_of(heading)]
        stems = {
            f"{field}_{code}": " ".join(map(stemmers[code], words))
            for code in ([language] if language in LANGUAGES else LANGUAGES)
            for field, words in (("body", body), ("head", head))
        }
        yield {
            "passage_id": passage_id,
            "document_id": entry.document_id,
            "shelf": entry.shelf,
            "language": [language] if language in LANGUAGES else list(LANGUAGES),
            "facets": [facet_term(facet) for facet in entry.facets],
            "words": " ".join([*head, *body]),
            **stems,
        }

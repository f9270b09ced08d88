"""The manifest: what each document is, one JSON object a line."""

import json

from corpus.build.source import Source

_KEPT = (
    "id", "title", "language", "party", "kind", "domains", "target_groups", "audience", "year",
    "translation_of", "sources",
)  # fmt: skip

_RIGHTS = {"rights_owner": "Passerelle", "licence": "CC BY 4.0"}
"""The sample documents were all written for Passerelle."""


def manifest_text(sources: list[Source]) -> str:
    """Write the manifest of sources, by id."""
    return "".join(
        json.dumps(_entry(source), ensure_ascii=False) + "\n"
        for source in sorted(sources, key=lambda source: source.id)
    )


def _entry(source: Source) -> dict[str, object]:
    said = source.model_dump(mode="json", include=set(_KEPT))
    return {
        "id": source.id,
        "file": f"documents/{source.file_name}",
        **{key: said[key] for key in _KEPT[1:]},
        **_RIGHTS,
        "illustrative": True,
        "source_hash": source.source_hash,
    }

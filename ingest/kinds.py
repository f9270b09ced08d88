"""What sort of document it is: a practice sheet, a publication or a mission debrief."""

import math
from collections.abc import Mapping, Set

from ingest.folding import folded_words
from ingest.labels import field_names, key_of, sheet_words
from ingest.sections import headings_and_labels
from kb.nouns import Kind, ParsedDocument

# Fields that both sorts of sheet have, or that publications have too, tell nothing.
_TELLING = {
    Kind.PRACTICE_SHEET: {
        "objectives", "target_groups", "service_type", "partners", "resources", "evidence",
        "success_factors", "obstacles", "contact",
    },
    Kind.DEBRIEF: {"mission", "places", "participants", "mandate", "findings", "follow_up"},
}  # fmt: skip
_FIRST_CHARACTERS = 400
_LONG = 1500
_TOO_SHORT = 150
"""Words below which nothing is a publication."""
_BY_FIELD = 0.8
_BY_TITLE = 2.0
_BY_FIRST_LINES = 1.0
_PUBLICATION_AT_REST = 1.5
_SHEET_AT_REST = 0.5
"""Most of what comes in is a practice sheet."""


def guess_kind(document: ParsedDocument) -> tuple[Kind, float]:
    """Guess the sort of document from its headings, its title and its length.

    Returns:
        The likeliest kind, and a confidence between 1/3 and 1.
    """
    named = _fields_named(document)
    scores = {kind: _by_words(document, kind) + _by_fields(named, kind) for kind in Kind}
    scores[Kind.PUBLICATION] += _by_length(document)
    scores[Kind.PRACTICE_SHEET] += _SHEET_AT_REST
    kind = max(scores, key=lambda each: scores[each])
    return kind, 1 / sum(math.exp(score - scores[kind]) for score in scores.values())


def _by_words(document: ParsedDocument, kind: Kind) -> float:
    title = f" {key_of(document.title)} "
    first = f" {key_of(_beginning(document))} "
    cues = [f" {key_of(cue)} " for cue in sheet_words()["kinds"][kind.value]]
    in_title = any(cue in title for cue in cues)
    return _BY_TITLE * in_title + _BY_FIRST_LINES * any(cue in first for cue in cues)


def _beginning(document: ParsedDocument) -> str:
    return document.pages[0].text[:_FIRST_CHARACTERS] if document.pages else ""


def _by_fields(named: Mapping[Kind, Set[str]], kind: Kind) -> float:
    """Count the fields of this sort of document whose labels no other sort has."""
    return _BY_FIELD * len(named[kind] & _TELLING.get(kind, set()))


def _fields_named(document: ParsedDocument) -> dict[Kind, set[str]]:
    """Find the fields that labels name which mean something in one sort of document only."""
    named: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    for label in headings_and_labels(document):
        found = {kind: field_names(kind).loosely(label) for kind in Kind}
        kinds = [kind for kind, fields in found.items() if fields]
        if len(kinds) == 1:
            named[kinds[0]].update(found[kinds[0]])
    return named


def _by_length(document: ParsedDocument) -> float:
    words = sum(len(folded_words(page.text)) for page in document.pages)
    if words < _TOO_SHORT:
        return 0.0
    return _PUBLICATION_AT_REST + 2 * math.log2(max(1.0, words / _LONG))

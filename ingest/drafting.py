"""Draft a document's fields: what is given stands, the rest comes from the text."""

from collections.abc import Sequence

from ingest.reports import Given
from ingest.sheets import draft_fields, guess_kind, guess_title, guess_year
from ingest.themes import suggest_domains, suggest_target_groups
from kb.nouns import DocumentFields, Kind, ParsedDocument, Passage

_SURE_DOMAIN = 0.5
_SURE_GROUP = 0.5


def draft(
    document: ParsedDocument,
    passages: Sequence[Passage],
    given: Given,
    *,
    language: str,
    file_name: str,
) -> DocumentFields:
    """Draft all fields of a document."""
    title = given.title or guess_title(document, file_name)
    kind = given.kind or guess_kind(document)[0]
    return DocumentFields(
        title=title,
        party=given.party,
        kind=kind,
        language=given.language or language,
        audience=given.audience,
        year=given.year or guess_year(document),
        domains=given.domains or _likely_domains(title, passages),
        target_groups=given.target_groups or _likely_groups(title, passages),
        rights_owner=given.rights_owner,
        licence=given.licence,
        attribution=given.attribution,
        sheet={} if kind is Kind.PUBLICATION else draft_fields(document, passages, kind=kind),
    )


def _likely_domains(title: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Keep the domains that are sure enough, or the surest one: a document needs a shelf."""
    suggestions = suggest_domains(title, passages)
    sure = tuple(each.key for each in suggestions if each.confidence >= _SURE_DOMAIN)
    return sure[:2] or tuple(each.key for each in suggestions[:1])


def _likely_groups(title: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    suggestions = suggest_target_groups(title, passages)
    return tuple(each.key for each in suggestions if each.confidence >= _SURE_GROUP)[:3]

"""What the API says of documents, passages, pages and hits."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field, WithJsonSchema

from kb.nouns import Document, Frozen, Kind, Page, StoredPassage
from search.nouns import Mark, Reason, SearchAnswer, SearchHit
from ui.api import examples

PlainId = Annotated[str, Field(examples=[examples.DOCUMENT_ID])]
Values = Annotated[
    dict[str, str | int | float],
    WithJsonSchema({"type": "object", "additionalProperties": {"type": ["string", "number"]}}),
]


def exampled(example: dict[str, Any]) -> ConfigDict:
    """Configure a model with an example."""
    return ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [example]})


class DocumentRecord(Frozen):
    """A published document, as the catalogue knows it at its current version."""

    model_config = exampled(examples.DOCUMENT)

    id: PlainId
    title: str
    party: str
    kind: Kind
    language: str
    audience: str
    year: int | None
    domains: tuple[str, ...]
    target_groups: tuple[str, ...]
    sheet: dict[str, str]
    rights_owner: str
    licence: str
    attribution: str
    review_due: date | None
    version: int
    file_name: str
    media_type: str
    page_count: int
    passage_count: int
    paginated: bool
    updated_at: datetime
    published_at: datetime | None
    url: str

    @classmethod
    def of(cls, document: Document, base: str) -> "DocumentRecord":
        """Say what is known of a document; `base` is the app's address."""
        fields = document.fields
        shared = {name: getattr(fields, name) for name in cls.model_fields if hasattr(fields, name)}
        own = {name: getattr(document, name) for name in _OWN}
        return cls.model_validate(shared | own | {"url": address(base, document.id)})


_OWN = (
    "id",
    "version",
    "file_name",
    "media_type",
    "page_count",
    "passage_count",
    "paginated",
    "updated_at",
    "published_at",
)


class PassageRecord(Frozen):
    """A citable piece of one page: `page.text[start:end]`."""

    model_config = exampled(examples.PASSAGE)

    id: int
    document_id: PlainId
    position: int
    page: int
    start: int
    end: int
    heading_path: tuple[str, ...]
    language: str
    text: str
    url: str

    @classmethod
    def of(cls, stored: StoredPassage, base: str) -> "PassageRecord":
        """Say where a passage stands and what it says."""
        return cls(
            id=stored.id,
            document_id=stored.document_id,
            position=stored.position,
            url=address(base, stored.document_id, stored.id),
            **stored.passage.model_dump(),
        )


class SnippetRecord(Frozen):
    """The sentences that answer best; each mark is a stretch of `text` that matched."""

    text: str
    marks: tuple[Mark, ...]


class ReasonRecord(Frozen):
    """Why a hit is there, by code."""

    code: str
    values: Values = {}

    @classmethod
    def of(cls, reason: Reason) -> "ReasonRecord":
        """Take a reason over."""
        return cls(code=reason.code, values=reason.values)


class Hit(Frozen):
    """One document of an answer, at its best passage; `score` is the chance that it answers."""

    model_config = exampled(examples.HIT)

    rank: int
    score: float
    document: DocumentRecord
    passage: PassageRecord
    snippet: SnippetRecord
    reasons: tuple[ReasonRecord, ...]
    others: tuple[PassageRecord, ...]

    @classmethod
    def of(cls, hit: SearchHit, base: str) -> "Hit":
        """Take a hit over."""
        return cls(
            rank=hit.rank,
            score=hit.score,
            document=DocumentRecord.of(hit.document, base),
            passage=PassageRecord.of(hit.passage, base),
            snippet=SnippetRecord(text=hit.snippet.text, marks=hit.snippet.marks),
            reasons=tuple(map(ReasonRecord.of, hit.reasons)),
            others=tuple(PassageRecord.of(each, base) for each in hit.others),
        )


class Also(Frozen):
    """Words of the question, and what the thesaurus searched as well for them."""

    asked: str
    terms: tuple[str, ...]


class SearchResults(Frozen):
    """What a question found, a page of it.

    `weak` tells that nothing found is good enough: the hits are then the nearest there are.
    `facets` counts by filter value, a field's own filter left aside.
    """

    model_config = exampled(examples.RESULTS)

    total: int
    limit: int
    offset: int
    weak: bool
    unquoted: bool
    corrections: dict[str, str]
    also: tuple[Also, ...]
    facets: dict[str, dict[str, int]]
    hits: tuple[Hit, ...]

    @classmethod
    def of(cls, answer: SearchAnswer, base: str) -> "SearchResults":
        """Take an answer over."""
        return cls(
            total=answer.total,
            limit=answer.question.limit,
            offset=answer.question.offset,
            weak=answer.weak,
            unquoted=answer.unquoted,
            corrections=answer.corrections,
            also=tuple(Also(asked=each.asked, terms=each.terms) for each in answer.also),
            facets=answer.facets,
            hits=tuple(Hit.of(hit, base) for hit in answer.hits),
        )


class DocumentList(Frozen):
    """Documents, a page of them, the latest first."""

    model_config = exampled(examples.DOCUMENTS)

    total: int
    limit: int
    offset: int
    items: tuple[DocumentRecord, ...]


class PassageList(Frozen):
    """Passages of a document in their order, a page of them."""

    model_config = exampled(examples.PASSAGES)

    total: int
    limit: int
    offset: int
    items: tuple[PassageRecord, ...]


class PageRecord(Frozen):
    """The text of one page; `picture` is its address as it was laid out, where there is one."""

    model_config = exampled(examples.PAGE)

    document_id: PlainId
    number: int
    label: str
    text: str
    readable: bool
    picture: str | None

    @classmethod
    def of(cls, document: Document, page: Page, *, pictured: bool) -> "PageRecord":
        """Say what stands on a page."""
        place = f"/api/v1/documents/{document.id}/pages/{page.number}/picture"
        return cls(
            document_id=document.id,
            number=page.number,
            label=page.label,
            text=page.text,
            readable=page.unread is None,
            picture=place if pictured else None,
        )


def address(base: str, document_id: str, passage_id: int | None = None) -> str:
    """Give the address where people read a document, at a passage if one is cited."""
    cited = f"&passage={passage_id}" if passage_id is not None else ""
    return f"{base}/document?id={document_id}{cited}"

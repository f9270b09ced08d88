"""The nouns of the road: Path -> ParsedDocument -> Passage -> ndarray -> SearchHit."""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

BlockKind = Literal["heading", "paragraph", "list_item", "table", "note", "header"]


class Kind(StrEnum):
    """What sort of document it is, in the agreement's terms."""

    PRACTICE_SHEET = "practice_sheet"
    PUBLICATION = "publication"
    DEBRIEF = "debrief"


class Status(StrEnum):
    """Where a document stands between its author and its readers."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Frozen(BaseModel):
    """Share one configuration between all nouns: frozen, and no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Notice(Frozen):
    """Something the reader of a file left out or is unsure of, by message code."""

    code: str
    values: dict[str, str | int | float] = {}


class Block(Frozen):
    """One structural piece of a page: `page.text[start:end]`.

    `level` is a heading's depth, 1 the highest; 0 for anything else.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0


class WordBox(Frozen):
    """Where one word stands on a scanned page, as fractions of its width and height."""

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


class Page(Frozen):
    """One page, slide or section of a file, its text normalised once (NFC, clean spaces).

    Attributes:
        number: position in the file, from 1.
        label: what is printed on the page ("iv", "12"), or the number.
        unread: why nothing could be read here, if so.
        words: word positions, for pages read by optical character recognition only.
    """

    number: int
    label: str
    text: str
    blocks: tuple[Block, ...] = ()
    unread: Notice | None = None
    words: tuple[WordBox, ...] = ()


class ParsedDocument(Frozen):
    """All that one file says, before anything is decided about it.

    `paginated` tells whether the pages are the file's own (PDF, slides), so that a page
    number means something to a person who opens the original.
    """

    media_type: str
    title: str
    pages: tuple[Page, ...]
    paginated: bool
    information: dict[str, str] = {}
    notices: tuple[Notice, ...] = ()


class Passage(Frozen):
    """A citable piece of one page: `page_text[start:end] == text`."""

    page: int
    start: int
    end: int
    text: str
    heading_path: tuple[str, ...]
    language: str


class DocumentFields(Frozen):
    """What is known of a document besides its text: the part people correct.

    Attributes:
        audience: `public`, `partners`, `party`, or `group:<name>`.
        sheet: practice-sheet or debrief fields by key, as drafted or corrected.
        domains: keys of Article 2 domains, the surest first.
        rights_owner: whose work it is; `licence` says what others may do with it, and
            `attribution` how they name the author.
        embargo: day before which it may not be published.
        review_due: day by which somebody has to look whether it still holds.
    """

    title: str
    party: str
    kind: Kind
    language: str
    audience: str
    status: Status = Status.PUBLISHED
    year: int | None = None
    domains: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    sheet: dict[str, str] = {}
    rights_owner: str = ""
    licence: str = ""
    attribution: str = ""
    embargo: date | None = None
    review_due: date | None = None


class Submission(Frozen):
    """All that is stored of one file, ready for one transaction.

    Attributes:
        origin: where the file came from; a file from the same place is a new version.
        signature: see `ingest.likeness.signature`; compares texts for near-duplicates.
        marks: numbers and names that a translation keeps; see `ingest.likeness.Profile`.
        owner: the person who brings it in; empty for the operator.
    """

    fields: DocumentFields
    parsed: ParsedDocument
    passages: tuple[Passage, ...]
    file_name: str
    content_hash: str
    size: int
    origin: str
    signature: bytes
    marks: tuple[str, ...] = ()
    owner: str = ""


class Document(Frozen):
    """A document as the catalogue knows it, at its current version.

    Attributes:
        owner: the person who brought it in; empty for the operator.
        masked: whether personal data was taken out, so that the file as given is not kept.
    """

    id: str
    fields: DocumentFields
    version: int
    file_name: str
    media_type: str
    content_hash: str
    size: int
    page_count: int
    paginated: bool
    passage_count: int
    notices: tuple[Notice, ...]
    created_at: datetime
    updated_at: datetime
    owner: str = ""
    masked: bool = False
    submitted_at: datetime | None = None
    published_at: datetime | None = None


class StoredPassage(Frozen):
    """A passage with its place in the catalogue."""

    id: int
    document_id: str
    position: int
    passage: Passage


class Filters(Frozen):
    """What hits are narrowed to; within one field any value will do, an empty one means all.

    `documents` are ids: what is asked of the new ones only, never by a person.
    """

    parties: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    target_groups: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


class KnownText(Frozen):
    """What tells one stored document from another, for new versions and likenesses.

    Attributes:
        centroid: mean of the passages' vectors by `encoder`, of length 1, packed.
    """

    document_id: str
    title: str
    party: str
    language: str
    origin: str
    file_name: str
    content_hash: str
    passage_count: int
    signature: bytes
    marks: tuple[str, ...]
    centroid: bytes
    encoder: str


class Relation(StrEnum):
    """How two documents belong together."""

    TRANSLATION = "translation"
    DUPLICATE = "duplicate"


class Link(Frozen):
    """A pointed-out bond between two documents; `confirmed` once a person said so."""

    document_id: str
    other_id: str
    relation: Relation
    score: float
    confirmed: bool = False

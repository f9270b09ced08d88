"""The package's layout: what its files are called, and what a line of each holds.

A package is a BagIt folder (RFC 8493). `README.md`, which goes with it, says the same to readers.
"""

import re
import unicodedata
from datetime import datetime
from pathlib import Path, PurePath
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from kb.nouns import DocumentFields, Frozen, Notice, Page, Passage
from kb.people import Role
from kb.plan import Activity, Attachment, Decision, Group, Meeting, Plan, Planned
from kb.twins import Adoption, Pair, Verdict

FORMAT = "1"
"""Of `Passerelle-Format`: another installation reads only what it knows."""

FORMAT_TAG = "Passerelle-Format"
PARTY_TAG = "Passerelle-Party"
ID_TAG = "External-Identifier"

CHECKSUMS = ("sha256", "sha512")
PAYLOAD = "data"
READ_ME = "README.md"
ORIGINALS = "originals"
READABLE = "readable"
DOCUMENTS = "documents.jsonl"
LINKS = "links.jsonl"
DECISIONS = "decisions.jsonl"
CLEARANCES = "clearances.jsonl"
PEOPLE = "people.jsonl"
AUDIT = "audit.jsonl"
TERMS = "terms.jsonl"
PLAN = "plan.jsonl"
EXCHANGE = "exchange.jsonl"
CONCEPTS = "concepts.jsonl"

_LONGEST_NAME = 200
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*]')

Identifier = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Packed(Frozen):
    """Write bytes in hexadecimal."""

    model_config = ConfigDict(ser_json_bytes="hex", val_json_bytes="hex")


class PackedVersion(Packed):
    """A version of a document: what was read of one file.

    Attributes:
        signature: compares texts for near-duplicates; see `ingest.likeness.signature`.
        centroid: mean vector by `encoder`, in half precision; finds translations.
    """

    number: int
    content_hash: Digest
    file_name: str
    media_type: str
    size: int
    paginated: bool
    passage_count: int
    information: dict[str, str]
    notices: tuple[Notice, ...]
    signature: bytes
    marks: tuple[str, ...]
    centroid: bytes
    encoder: str
    created_at: datetime
    pages: tuple[Page, ...]


class PackedDocument(Packed):
    """A document with all its versions; `passages` are those of the current one."""

    id: Identifier
    fields: DocumentFields
    origin: str
    version: int
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None
    published_at: datetime | None
    owner: str
    owner_login: str
    owner_name: str
    masked: bool
    versions: tuple[PackedVersion, ...]
    passages: tuple[Passage, ...]

    @model_validator(mode="after")
    def _has_its_current_version(self) -> Self:
        if self.version not in {version.number for version in self.versions}:
            raise ValueError("the current version is not among its versions")
        return self

    @property
    def current(self) -> PackedVersion:
        """Give the version that is read and searched."""
        return next(each for each in self.versions if each.number == self.version)


class PackedPerson(Packed):
    """An account, without anything that opens it."""

    id: Identifier
    login: Annotated[str, Field(pattern=r"^[\w.@+-]{2,120}$")]
    name: str
    email: str
    party: str
    role: Role
    language: str
    groups: tuple[str, ...]
    disabled: bool
    created_at: datetime


class PackedThing(Packed):
    """One thing of the joint plan: just one of these is there."""

    plan: Plan | None = None
    group: Group | None = None
    activity: Activity | None = None
    meeting: Meeting | None = None
    decision: Decision | None = None
    attachment: Attachment | None = None

    @property
    def item(self) -> Planned | None:
        """Give what it is, unless it is a document that hangs on something."""
        return self.plan or self.group or self.activity or self.meeting or self.decision


class PackedNote(Packed):
    """What somebody wrote about a pair of practices."""

    pair: Pair
    user_id: str
    text: str
    at: datetime


class PackedExchange(Packed):
    """One thing that was made of practices: just one of these is there."""

    verdict: Verdict | None = None
    note: PackedNote | None = None
    adoption: Adoption | None = None

    @model_validator(mode="after")
    def _has_its_time(self) -> Self:
        if self.adoption and self.adoption.at is None:
            raise ValueError("an adoption without the time when it was recorded")
        return self

    @property
    def ends(self) -> frozenset[str]:
        """Name the documents that it is about."""
        if self.adoption:
            return frozenset({self.adoption.document_id})
        said = self.verdict or self.note
        return frozenset({said.pair.document_id, said.pair.other_id} if said else ())


def safe_name(name: str) -> str:
    """Make a file name that no system reads as a path or refuses; most stay as they are."""
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(". ")
    suffix = PurePath(plain).suffix.encode()[:20]
    stem = PurePath(plain).stem.encode()[: _LONGEST_NAME - len(suffix)]
    return (stem + suffix).decode("utf-8", "ignore") or "document"


def original_folder(payload: Path, digest: str) -> Path:
    """Locate the folder of one original."""
    return payload / ORIGINALS / digest

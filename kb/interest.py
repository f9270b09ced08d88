"""What people follow, what they are told, and what they think of hits: nouns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kb.nouns import Frozen


class FollowKind(StrEnum):
    """What can be followed: a saved search, or a theme."""

    SEARCH = "search"
    DOMAIN = "domain"
    TOPIC = "topic"


class Frequency(StrEnum):
    """How often somebody is told of a follow by mail."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Follow(Frozen):
    """Something that one person wants to be told of.

    Attributes:
        key: a theme's key; of a search, its question and filters as JSON.
        name: what its owner calls it; empty for a theme, which has a name of its own.
        examined: number of the newest appearance that it was compared with.
        shelves: what its owner could read by then.
    """

    id: str
    user_id: str
    kind: FollowKind
    key: str
    name: str
    frequency: Frequency
    paused: bool
    created_at: datetime
    examined: int
    shelves: tuple[str, ...]


class Telling(Frozen):
    """That a document is new to a follow; what it says is looked up when somebody reads it."""

    follow_id: str
    document_id: str
    version: int
    at: datetime
    seen: bool


class ThumbReason(StrEnum):
    """Why a hit does not help."""

    OFF_SUBJECT = "off_subject"
    OUT_OF_DATE = "out_of_date"
    LANGUAGE = "language"
    OTHER_RULES = "other_rules"
    TOO_GENERAL = "too_general"
    OTHER = "other"


class Thumb(Frozen):
    """What somebody thinks of a hit, without who it was.

    Attributes:
        question: what was asked, personal data masked.
        score: the chance that the hit answers, in percent.
        reason: a `ThumbReason` where `up` is false.
        passage_id: the passage shown; none once a new version has replaced it.
    """

    id: str
    question: str
    language: str
    document_id: str
    passage_id: int | None
    rank: int
    score: int
    up: bool
    reason: str
    comment: str
    day: date


class JudgedPair(Frozen):
    """A question with a document that a coordinator graded for it, 0 for none to 3 for best."""

    id: str
    question: str
    language: str
    document_id: str
    grade: int
    decided_by: str
    decided_at: datetime


class AskedQuestion(Frozen):
    """A question that enough sessions asked to be shown, with how often over a period."""

    mark: str
    text: str
    language: str
    times: int
    weak: int
    missed: int


class UnansweredQuestion(Frozen):
    """A question that found nothing good, with how often."""

    question: str
    language: str
    times: int


class Opened(Frozen):
    """How often a document was opened from a search, by language of the question."""

    document_id: str
    times: int
    languages: dict[str, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells a text from others without saying it, and how many sessions asked it that day.

    Attributes:
        mark: a keyed digest of the folded text.
        crowd: sessions counted so far on `day`, in this process.
        texts: the screened texts themselves, kept only once enough asked.
    """

    mark: str
    day: date
    crowd: int
    language: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """How often a marked question was asked on a day, and how often it found nothing good."""

    mark: Mark
    times: int
    weak: int
    missed: int


Tallies = Mapping[tuple[date, str, str, str], int]
"""(day, subject, language, value) -> times; subjects are in `kb.catalogue.records`."""

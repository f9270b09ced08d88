"""The nouns of topics, and which circle of readers a person belongs to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kb.access import PARTNERS, PUBLIC, AccessScope
from kb.index_nouns import Vectors
from kb.nouns import Frozen

CIRCLES = {
    PUBLIC: AccessScope(frozenset({PUBLIC})),
    PARTNERS: AccessScope(frozenset({PUBLIC, PARTNERS})),
}
"""Circles of readers, each with what everybody in it may read: topics come from that alone."""


def circles_for(access: AccessScope) -> list[str]:
    """List the circles a person belongs to, the widest first; none for some guests."""
    return [name for name in reversed(CIRCLES) if CIRCLES[name].shelves <= access.shelves]


def circle_for(access: AccessScope, wanted: str = "") -> str:
    """Give the circle whose topics a person sees: the wanted one if it is theirs, or the widest.

    Empty where there is none.
    """
    own = circles_for(access)
    return wanted if wanted in own else next(iter(own), "")


class Task(StrEnum):
    """What a job does: find topics anew, or only name them anew."""

    RECOMPUTE = "recompute"
    RELABEL = "relabel"


class State(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Frozen):
    """A piece of work on the topics of one circle; `done` of `total` steps are behind it."""

    id: int
    circle: str
    task: Task
    state: State
    step: str
    done: int
    total: int
    attempts: int
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None


class CircleState(Frozen):
    """How a circle's topics stand.

    Attributes:
        position: the last change of the catalogue that is in them.
        documents: how many documents they were computed from.
        phrases: how many rows of phrases were written; fewer are left once a document went.
        stamp: another number whenever anything about them changed.
    """

    circle: str
    position: int
    documents: int
    phrases: int
    stamp: int
    computed_at: datetime


class TopicRow(Frozen):
    """A topic as it was found: its hand-given names, and what it was merged into by hand."""

    id: str
    circle: str
    merged_into: str | None = None
    name_fr: str = ""
    name_en: str = ""
    near: tuple[str, ...] = ()

    @property
    def touched(self) -> bool:
        """Tell whether a person decided something about it."""
        return bool(self.merged_into or self.name_fr or self.name_en)


class PlaceRow(Frozen):
    """Where a document's version stands: its topic, and its point on the map."""

    document_id: str
    topic_id: str
    version: int
    x: float
    y: float


class PhraseRow(Frozen):
    """A telling phrase of a topic, by a document that holds it; rank 0 tells most."""

    topic_id: str
    language: str
    phrase: str
    document_id: str
    rank: int


@dataclass(frozen=True, slots=True)
class Material:
    """Documents as topics are made of them, row by row.

    Attributes:
        vectors: means of the passages' vectors, shape (len(ids), dimension).
    """

    ids: list[str]
    versions: list[int]
    languages: list[str]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Written:
    """What a document says: its title, and its first passages with their languages."""

    document_id: str
    title: str
    language: str
    passages: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Point:
    """A document on the map."""

    document_id: str
    title: str
    party: str
    year: int | None
    topic_id: str
    x: float
    y: float

"""The nouns of work that is shared between processes: jobs, and who does them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from kb.nouns import Frozen

VECTORS = "vectors"
TURNS = "turns"
"""What one process at a time does for all: write the vector index; and the periodic turns."""


class ProcessKind(StrEnum):
    """What a process is for; `all` where one process does everything."""

    WEB = "web"
    WORKER = "worker"
    ALL = "all"


class JobKind(StrEnum):
    """What a job does: read a file into the library, or into somebody's drafts."""

    INGEST = "ingest"
    DRAFT = "draft"


class JobState(StrEnum):
    """How far a job is; a parked one failed too often and waits for a person."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    PARKED = "parked"


LIVE = (JobState.WAITING, JobState.RUNNING, JobState.PARKED)
"""States in which a job may still be done."""


class Job(Frozen):
    """A piece of work that any worker may do.

    Attributes:
        payload: what the worker has to know; emptied once the job is done.
        result: what came of it, for whoever asked.
        owner: the process that does it, and `fence` the number of times it was taken: who holds
            an older number has lost it.
        beats: grows for as long as its owner lives.
        attempts: how many times it failed or its owner died.
        problem: code of what went wrong last, of `problems.toml`.
    """

    id: int
    kind: JobKind
    digest: str
    payload: dict[str, Any]
    result: dict[str, Any] | None
    state: JobState
    owner: str
    fence: int
    beats: int
    attempts: int
    not_before: datetime
    done: int
    total: int
    problem: str
    created_at: datetime
    finished_at: datetime | None


class Lease(Frozen):
    """Who does, for all processes, what only one may do at a time."""

    name: str
    owner: str
    fence: int
    beats: int


class Standing(Frozen):
    """How far a process is, by the positions of changes.

    Attributes:
        words_position: the last change that its own word index holds.
        vectors_position: the last change that it brought into the vector index; 0 for none.
        erased_through: the change through which its home is free of erased documents.
    """

    words_position: int = 0
    vectors_position: int = 0
    erased_through: int = 0


class Process(Frozen):
    """A process of the installation, as it last told of itself.

    Attributes:
        place: the machine's name and the process's number.
    """

    id: str
    kind: ProcessKind
    place: str
    started_at: datetime
    seen_at: datetime
    beats: int
    standing: Standing

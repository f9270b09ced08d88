"""The nouns of twins: what people decide about pairs of practices, and what became of them."""

from datetime import date, datetime
from enum import StrEnum

from kb.nouns import Frozen


class TwinState(StrEnum):
    """What a person said of a pair; one that nobody decided on has no verdict."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Pair(Frozen):
    """Two documents of different parties; the smaller id comes first, so that a pair is one."""

    document_id: str
    other_id: str

    @classmethod
    def of(cls, one: str, other: str) -> "Pair":
        """Make the pair of two documents, whichever is named first."""
        first, second = sorted((one, other))
        return cls(document_id=first, other_id=second)

    def beside(self, document_id: str) -> str:
        """Give the other end."""
        return self.other_id if document_id == self.document_id else self.document_id


class Verdict(Frozen):
    """What was decided of a pair, by whom and when."""

    pair: Pair
    state: TwinState
    user_id: str
    at: datetime


class TwinNote(Frozen):
    """What a coordinator wrote about a pair, for coordinators."""

    id: int
    user_id: str
    text: str
    at: datetime


class AdoptionState(StrEnum):
    """How far an office came with a practice of the other party."""

    CONSIDERED = "considered"
    ADOPTED = "adopted"
    ADAPTED = "adapted"
    GIVEN_UP = "given_up"


class Adoption(Frozen):
    """An office that took a practice up.

    Attributes:
        day: when it began, as far as anybody knows.
        outcome: what came of it, in the words of who recorded it.
    """

    id: int = 0
    document_id: str
    party: str
    office: str
    day: date
    state: AdoptionState
    outcome: str = ""
    user_id: str = ""
    at: datetime | None = None

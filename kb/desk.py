"""What lies on a desk between an author and the readers."""

from datetime import datetime
from enum import StrEnum

from kb.nouns import Frozen


class Verdict(StrEnum):
    """What a coordinator says of a submission, or of what was published."""

    ACCEPT = "accept"
    CHANGES = "changes"
    REJECT = "reject"
    WITHDRAW = "withdraw"


ON_SUBMISSIONS = (Verdict.ACCEPT, Verdict.CHANGES, Verdict.REJECT)


class Decision(Frozen):
    """One coordinator's word on a document, for the audience that it had then."""

    document_id: str
    user_id: str
    party: str
    verdict: Verdict
    audience: str
    comment: str = ""
    at: datetime


class Clearing(StrEnum):
    """What was done about a personal datum."""

    MASKED = "masked"
    KEPT = "kept"


class Clearance(Frozen):
    """A personal datum that somebody settled; what was masked is not named again."""

    document_id: str
    kind: str
    datum: str
    action: Clearing
    reason: str
    user_id: str
    at: datetime


class Letter(Frozen):
    """Something that one person is told about a document."""

    id: int
    user_id: str
    document_id: str
    code: str
    comment: str
    at: datetime
    read: bool

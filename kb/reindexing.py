"""What a change of encoder is made of: runs that prepare one, and switches that take place."""

from datetime import datetime
from enum import StrEnum

from kb.nouns import Frozen


class Way(StrEnum):
    """What must be so for the new encoder to take over."""

    JUDGED = "judged"
    FORCED = "forced"
    BACK = "back"


class RunState(StrEnum):
    """How far a run is. Until it took over or was dropped there is one at most.

    One that is `SWITCHED` serves already; what hangs on it is being brought along.
    """

    ENCODING = "encoding"
    BUILDING = "building"
    BUILT = "built"
    SWITCHED = "switched"
    DONE = "done"
    DROPPED = "dropped"


UNDER_WAY = (RunState.ENCODING, RunState.BUILDING, RunState.BUILT, RunState.SWITCHED)


class Verdict(Frozen):
    """How two encoders answered the same judged questions, by the mean of nDCG@10.

    Attributes:
        questions: how many of them could be asked here.
        refusal: code of why the new one may not take over, of `problems.toml`; empty if it may.
    """

    questions: int
    old: float
    new: float
    refusal: str = ""


class Run(Frozen):
    """The preparation of one encoder.

    Attributes:
        encoder: its name, which tells its weights.
        model: where every process finds it: a model that ships, a folder, or a model's name.
        done: passages that it has read, of `total`.
        pace: passages that it read in a second, as last measured; 0 if that is not known.
        seen_at: when it last gave a sign of life.
    """

    id: int
    encoder: str
    model: str
    way: Way
    state: RunState
    done: int
    total: int
    pace: float
    verdict: Verdict | None
    began_at: datetime
    seen_at: datetime

    @property
    def seconds_left(self) -> float | None:
        """Estimate how long it still has to read; None while nothing is known."""
        if self.state is not RunState.ENCODING:
            return 0.0
        return (self.total - self.done) / self.pace if self.pace > 0 else None


class Switch(Frozen):
    """The last change from one encoder to another."""

    id: int
    encoder: str
    model: str
    former: str
    former_model: str
    at: datetime


class Left(Frozen):
    """How many passages an encoder has yet to read, of how many."""

    passages: int
    total: int

"""What a check finds, as data that any face can put into words."""

from enum import StrEnum

from kb.nouns import Frozen, Notice


class State(StrEnum):
    """How it is with one thing."""

    OK = "ok"
    MENDED = "mended"
    WARNING = "warning"
    ERROR = "error"


class Finding(Frozen):
    """What was found of one thing, with the message that says it."""

    check: str
    state: State
    notice: Notice


def found(check: str, state: State, code: str, **values: str | int | float) -> Finding:
    """Put a finding together from a message code and its values."""
    return Finding(check=check, state=state, notice=Notice(code=code, values=values))

"""The seam to what writes answers."""

from collections.abc import Sequence
from typing import Literal, Protocol, TypedDict


class Message(TypedDict):
    """One message of a conversation, as OpenAI's chat completions take it."""

    role: Literal["system", "user"]
    content: str


class Writer(Protocol):
    """Write an answer; whatever it writes is checked before anybody sees it."""

    def write(self, messages: Sequence[Message]) -> str:
        """Write the answer to a conversation.

        Raises:
            WriterUnavailable: when nothing of use comes back in time.
        """

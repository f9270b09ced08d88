"""A writer behind an OpenAI-compatible address (`/chat/completions`)."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
from pydantic import SecretStr

from kb.errors import WriterUnavailable
from search.answers.writer import Message

_CONNECT = 5.0
"""Seconds to reach the service."""

_BYTES = 64_000
_TOKENS = 500


@dataclass(frozen=True, slots=True)
class EndpointWriter:
    """Ask a service for one answer at a time, without tools and without redirections.

    Attributes:
        silence: seconds that may pass between two pieces of an answer.
        patience: seconds that an answer may take.
    """

    url: str
    model: str
    key: SecretStr = field(repr=False)
    silence: float = 30.0
    patience: float = 60.0

    def write(self, messages: Sequence[Message]) -> str:
        """Write the answer to a conversation.

        Raises:
            WriterUnavailable: when nothing of use comes back in time.
        """
        try:
            answered = json.loads(self._ask(messages))
            written = answered["choices"][0]["message"]["content"]
        except (httpx.HTTPError, ValueError, LookupError, TypeError):
            # What went wrong may quote what was sent: it is neither chained nor logged.
            raise WriterUnavailable("answers.unreachable") from None
        if not isinstance(written, str):
            raise WriterUnavailable("answers.unreachable")
        return written

    def _ask(self, messages: Sequence[Message]) -> bytes:
        wanted = {
            "model": self.model,
            "messages": list(messages),
            "temperature": 0,
            "max_tokens": _TOKENS,
            "stream": False,
        }
        key = self.key.get_secret_value()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        limits = httpx.Timeout(self.silence, connect=_CONNECT)
        # The environment's proxies are left aside: passages go to the address set, nowhere else.
        with (
            httpx.Client(timeout=limits, trust_env=False, follow_redirects=False) as client,
            client.stream(
                "POST", f"{self.url}/chat/completions", json=wanted, headers=headers
            ) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise WriterUnavailable("answers.refused", status=response.status_code)
            return _bounded(response, time.monotonic() + self.patience)


def _bounded(response: httpx.Response, until: float) -> bytes:
    """Read an answer, unless it is too long or takes too long."""
    read = b""
    for piece in response.iter_bytes():
        read += piece
        if len(read) > _BYTES or time.monotonic() > until:
            raise WriterUnavailable("answers.unreachable")
    return read

"""One person before the app, as the server sees them: Streamlit's own messages, no browser."""

import time
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

_PATIENCE = 60.0
_HIT, _QUOTED = b'<article class="hit"', b'<p class="quoted"'
"""Begin each hit, and each sentence of an extract."""


class Visitor:
    """A tab on the search page.

    Attributes:
        drawn: what came of the last question, in this order: hits, extract.
    """

    def __init__(self, address: str, cookie: str = "") -> None:
        """Prepare to visit the app at `address`, host and port, as whom `cookie` says."""
        self._address = address
        self._headers = {"Cookie": cookie} if cookie else {}
        self._socket: ClientConnection
        self._widgets: dict[str, str] = {}
        self._box = ""
        self._last_hit: float | None = None
        self.drawn: list[str] = []

    async def __aenter__(self) -> Self:
        """Open the page and wait until it is drawn."""
        self._socket = await connect(
            f"ws://{self._address}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers=self._headers,
            max_size=None,
            open_timeout=_PATIENCE,
        )
        await self._run({})
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the tab."""
        await self._socket.close()

    async def ask(self, question: str) -> tuple[float, float]:
        """Type a question; return the seconds until its hits are there, and all of the page.

        Raises:
            RuntimeError: when the app sends none, or an error.
        """
        begun = time.perf_counter()
        painted = await self._run({self._box: question})
        if painted is None:
            raise RuntimeError(f"no hits for a question of {len(question)} letters")
        return painted - begun, time.perf_counter() - begun

    async def _run(self, values: Mapping[str, str]) -> float | None:
        """Have the page run once; return when the last hit came, nothing if none did."""
        order = BackMsg()
        order.rerun_script.query_string = ""
        for key, value in values.items():
            widget = order.rerun_script.widget_states.widgets.add()
            widget.id, widget.string_value = key, value
        await self._socket.send(order.SerializeToString())
        self._last_hit = None
        self.drawn.clear()
        while True:
            data = await self._socket.recv(decode=False)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "script_finished":
                return self._last_hit
            if kind == "session_event" and message.session_event.script_compilation_exception:
                raise RuntimeError("the page cannot be compiled")
            if kind == "delta":
                self._note(data, message.delta)

    def _note(self, data: bytes, delta: Any) -> None:
        """Note what a message draws."""
        if _HIT in data:
            self._last_hit = time.perf_counter()
            self.drawn.append("hits")
        if _QUOTED in data:
            self.drawn.append("extract")
        for box in _search_boxes(delta):
            self._box = box


def _search_boxes(delta: Any) -> Iterator[str]:
    if delta.WhichOneof("type") == "new_element":
        element = delta.new_element
        if element.WhichOneof("type") == "exception":
            raise RuntimeError(element.exception.type)
        if element.WhichOneof("type") == "text_input":
            yield element.text_input.id

"""The door of the API: opened at the first request, narrow, and never answering with a trace."""

import logging
import threading

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.problems import Problem
from ui import services
from ui.api.problems import LARGEST_MIB, failed, told

_LARGEST = LARGEST_MIB * 2**20
_LOG = logging.getLogger(__name__)
_OPENING = threading.Lock()


class ApiDoor:
    """Answer below `/api/v1`; the API is put together when somebody first asks."""

    def __init__(self) -> None:
        """Put nothing together yet."""
        self._api: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, whatever happens, with an answer of the API."""
        if scope["type"] != "http":
            raise HTTPException(404)
        request, begun = Request(scope), False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        if _said_length(request) > _LARGEST:
            problem = Problem("api.too_large", {"most": LARGEST_MIB})
            await told(request, 413, problem)(scope, receive, send)
            return
        try:
            await self._opened()(dict(scope), _bounded(receive), noted)
        except Exception as error:  # noqa: BLE001 - whoever asks gets an answer all the same
            # Its kind alone: a message could hold what was asked.
            _LOG.error("a request to the API failed: %s", type(error).__name__)
            if not begun:
                await (await failed(request, error))(scope, receive, send)

    def _opened(self) -> ASGIApp:
        with _OPENING:
            if self._api is None:
                from ui.api.app import make_api

                self._api = make_api(services.opened_services().settings)
        return self._api


async def nothing_here(scope: Scope, receive: Receive, send: Send) -> None:
    """Say that there is no such address."""
    if scope["type"] != "http":
        raise HTTPException(404)
    await told(Request(scope), 404, Problem("api.no_route"))(scope, receive, send)


def _said_length(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _bounded(receive: Receive) -> Receive:
    """Stop reading when more comes than a request can be."""
    came = 0

    async def counted() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > _LARGEST:
            raise HTTPException(413)
        return message

    return counted

"""The door of feeds: who holds an address reads what its owner may read, and nothing else."""

import hashlib
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ui import services
from ui.doors.pace import Pace
from ui.doors.signing import address_of

_WHILE = 600.0
_KEPT = "private, no-cache"
"""A reader may keep a feed, and asks each time whether it still holds; nobody between may."""


@dataclass(frozen=True)
class FeedDoor:
    """Answer requests for feeds, at a pace that no reader of feeds exceeds.

    Whether an address never was, was closed, or belongs to a closed account cannot be told from
    the answer. No cookie is read or set: the address is all that opens.
    """

    readings: Pace = field(default_factory=lambda: Pace(60, _WHILE))
    guesses: Pace = field(default_factory=lambda: Pace(20, _WHILE))

    async def answer(self, request: Request) -> Response:
        """Give a feed, or say that it did not change."""
        secret = request.path_params["secret"]
        place = address_of(request)
        known = await run_in_threadpool(_owner_id, secret)
        pace, key = (self.readings, known) if known else (self.guesses, place)
        if not pace.allows(key):
            return PlainTextResponse("Too Many Requests", 429, {"Retry-After": str(int(_WHILE))})
        written = await run_in_threadpool(_write, secret, str(request.base_url)) if known else None
        if written is None:
            return PlainTextResponse("Not Found", 404)
        return _answer(written, request.headers.get("if-none-match", ""))


def _owner_id(secret: str) -> str:
    user = services.opened_services().interest.feeds.owner(secret)
    return user.id if user else ""


def _write(secret: str, base: str) -> bytes | None:
    opened = services.opened_services()
    user = opened.interest.feeds.owner(secret)
    if user is None:
        return None
    return opened.interest.feeds.write(user, base=opened.settings.public_url or base)


def _answer(written: bytes, held: str) -> Response:
    mark = f'"{hashlib.sha256(written).hexdigest()[:32]}"'
    headers = {"ETag": mark, "Cache-Control": _KEPT, "X-Robots-Tag": "noindex"}
    known = {each.strip().removeprefix("W/") for each in held.split(",")}
    if mark in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(written, media_type="application/atom+xml; charset=utf-8", headers=headers)

"""Answers as bytes: with a mark to ask again by, and links to the pages before and after."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response

_ASK_AGAIN = "private, no-cache"
"""A program may keep an answer, and asks each time whether it still holds; nobody between may."""

_VARY = "Authorization, Accept-Language, Accept-Encoding"
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Written:
    """An answer's bytes, with their mark and how many things there are in all.

    Attributes:
        packed: the same compressed, for an answer that is given again and again; or nothing.
    """

    body: bytes
    mark: str
    total: int = 0
    packed: bytes = b""


def written(model: BaseModel, total: int = 0, *, pack: bool = False) -> Written:
    """Write an answer out, compressed as well with `pack`."""
    body = model.model_dump_json().encode()
    mark = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    return Written(body, mark, total, gzip.compress(body, _LEVEL, mtime=0) if pack else b"")


def reply(request: Request, answer: Written, headers: Mapping[str, str] | None = None) -> Response:
    """Answer, or say that nothing changed since the program last asked."""
    said = {"ETag": answer.mark, "Cache-Control": _ASK_AGAIN, "Vary": _VARY} | dict(headers or {})
    held = {
        each.strip().removeprefix("W/")
        for each in request.headers.get("if-none-match", "").split(",")
    }
    if answer.mark.removeprefix("W/") in held or "*" in held:
        return Response(status_code=304, headers=said)
    if answer.packed and "gzip" in request.headers.get("accept-encoding", ""):
        packed = said | {"Content-Encoding": "gzip"}
        return Response(answer.packed, media_type="application/json", headers=packed)
    return Response(answer.body, media_type="application/json", headers=said)


def fresh(
    model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with what nobody shall keep."""
    said = {"Cache-Control": "no-store", "Vary": _VARY} | dict(headers or {})
    return Response(model.model_dump_json(), status, media_type="application/json", headers=said)


def paged(request: Request, answer: Written, *, limit: int, offset: int) -> Response:
    """Answer with a page of a list, and link to the others (RFC 8288)."""
    places = {"first": 0, "prev": max(0, offset - limit), "next": offset + limit}
    if offset == 0:
        del places["prev"]
    if offset + limit >= answer.total:
        del places["next"]
    links = ", ".join(
        f'<{_turned(request.url, limit, place)}>; rel="{name}"' for name, place in places.items()
    )
    return reply(request, answer, {"Link": links})


def _turned(url: URL, limit: int, offset: int) -> str:
    turned = url.include_query_params(limit=limit, offset=offset)
    return f"{turned.path}?{turned.query}"

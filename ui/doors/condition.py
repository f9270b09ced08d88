"""Whether the process lives, whether it may be sent people, and its figures."""

import hmac
from dataclasses import dataclass
from ipaddress import ip_address

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from kb.errors import PasserelleError
from kb.settings import Settings
from ui import services
from ui.doors.signing import address_of
from ui.readings import write_metrics

_PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_WAIT = {"Retry-After": "5"}


async def health(_request: Request) -> Response:
    """Say that the process answers, asking nothing of anything else."""
    return JSONResponse({"alive": True})


@dataclass
class ReadyDoor:
    """Say whether the process may be sent people; the reason for a no is one word."""

    _encodes: bool = False

    async def answer(self, _request: Request) -> Response:
        """Look at what an answer to a question needs."""
        reason = await run_in_threadpool(self._missing)
        if reason:
            return JSONResponse({"ready": False, "reason": reason}, 503, _WAIT)
        return JSONResponse({"ready": True})

    def _missing(self) -> str:
        try:
            opened = services.opened_services()
        except PasserelleError as error:
            return error.problem.code
        store = opened.store
        try:
            # Asked even where another process owns the indexes: without it nothing is answered.
            latest = store.catalogue.feed.latest()
            behind = latest - store.follower.position if store.follower else 0
        except PasserelleError:
            return "catalogue"
        if behind > opened.settings.ready_lag:
            return "indexes"
        # Asked once: an encoder that was loaded stays.
        self._encodes = self._encodes or bool(store.encoder.encode_question("emploi").any())
        return "" if self._encodes else "encoder"


async def metrics(request: Request) -> Response:
    """Give the figures to whoever holds the token, or without one to this machine alone."""
    try:
        opened = await run_in_threadpool(services.opened_services)
    except PasserelleError as error:
        return PlainTextResponse(error.problem.code, 503, _WAIT)
    if not _may_measure(request, opened.settings):
        return PlainTextResponse("Not Found", 404)
    written = await run_in_threadpool(write_metrics, services.figures(), opened.store)
    return Response(written, media_type="text/plain; version=0.0.4; charset=utf-8")


def _may_measure(request: Request, settings: Settings) -> bool:
    if token := settings.metrics_token.get_secret_value():
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    return _is_here(address_of(request)) and not any(name in request.headers for name in _PROXIED)


def _is_here(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False

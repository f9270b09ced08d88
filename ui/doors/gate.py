"""The gate before Streamlit's own doors: what is not for everybody, or for nobody."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui import services
from ui.doors.cookies import session_cookie

_FOR_NOBODY = ("/_stcore/metrics", "/_stcore/agent/", "/_stcore/script-health-check")
"""Figures about the process, and driving the app by program: neither asks who is there."""

_UPLOADS = "/_stcore/upload_file/"


class Gate:
    """Refuse what Streamlit would answer to anybody, whoever they are."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        path = scope.get("path", "") if scope["type"] == "http" else ""
        if path.startswith(_FOR_NOBODY):
            await PlainTextResponse("Not Found", 404)(scope, receive, send)
        elif path.startswith(_UPLOADS) and not await _may_upload(Request(scope)):
            await PlainTextResponse("Forbidden", 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


async def _may_upload(request: Request) -> bool:
    """Tell whether files may come from this browser: they are held in memory as they come."""
    opened = services.opened_services()
    token = request.cookies.get(session_cookie(opened.settings), "")
    user = await run_in_threadpool(opened.store.accounts.person, token)
    return user is not None and user.contributes and not user.must_change

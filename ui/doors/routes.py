"""Which address leads to which door, and what happens before any opens."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from streamlit.runtime.pages_manager import PagesManager
from streamlit.starlette import App

from kb.errors import PasserelleError
from kb.settings import read_settings
from ui import services
from ui.api.door import ApiDoor, nothing_here
from ui.doors import account, condition, cookies, oidc, signing
from ui.doors.apology import Apology
from ui.doors.feed import FeedDoor
from ui.doors.gate import Gate
from ui.doors.headers import Headers
from ui.logs import set_up_logs

_LOG = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_app: App) -> AsyncIterator[None]:
    """Open the services before the first visitor comes."""
    # Streamlit runs the files of a folder called `pages` by themselves, past the face that looks
    # who is there, until some visitor's run has called `st.navigation`. Never here.
    PagesManager.uses_pages_directory = False
    try:
        set_up_logs(read_settings())
        await run_in_threadpool(services.opened_services)
    except PasserelleError:
        # Tried again by the first page, which then says in words what is wrong.
        _LOG.exception("the services could not be opened")
    yield


def routes() -> Sequence[BaseRoute]:
    """List the doors."""
    return (
        Route("/health", condition.health, methods=["GET"]),
        Route("/ready", condition.ReadyDoor().answer, methods=["GET"]),
        Route("/metrics", condition.metrics, methods=["GET"]),
        Route("/sign-in", signing.sign_in_page, methods=["GET"]),
        Route("/sign-in", signing.sign_in, methods=["POST"]),
        Route("/sign-out", signing.sign_out, methods=["POST"]),
        Route("/account", account.account_page, methods=["GET"]),
        Route("/account", account.change_account, methods=["POST"]),
        Route("/feed/{secret}", FeedDoor().answer, methods=["GET"]),
        Mount("/oidc", app=oidc.Door()),
        Mount("/api/v1", app=ApiDoor()),
        Mount("/api", app=nothing_here),
    )


def middleware() -> Sequence[Middleware]:
    """List what every answer passes through."""
    try:
        secure = cookies.is_secure(read_settings())
    except PasserelleError:
        # The page itself says what is wrong with the settings.
        secure = False
    return (Middleware(Headers, secure=secure), Middleware(Apology), Middleware(Gate))

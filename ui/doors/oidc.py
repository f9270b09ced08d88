"""Signing in by an agency's single sign-on: OpenID Connect, authorization code with PKCE."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from kb.errors import PasserelleError
from kb.keys import ready_key
from kb.problems import Problem
from kb.settings import Settings
from kb.single_sign_on import SingleSignOn
from ui import services
from ui.doors import cookies, provider
from ui.doors.rooms import texts_for
from ui.doors.signing import address_of, ask, let_in

_COOKIE, _PATH = "passerelle_oidc", "/oidc"
_SECONDS = 600
"""How long somebody may take at their provider."""


class Door:
    """Answer below `/oidc`, with a cookie of its own for the way to the provider and back."""

    def __init__(self) -> None:
        """List what is here; nothing is read or opened before somebody comes."""
        self._router = Router(
            [
                Route("/start", start, methods=["GET"]),
                Route("/back", back, methods=["GET"]),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; there is nothing here without a single sign-on."""
        settings = services.opened_services().settings
        if not settings.has_single_sign_on:
            raise HTTPException(404)
        secure = cookies.is_secure(settings)
        kept = SessionMiddleware(
            self._router,
            secret_key=ready_key(settings.keys, "oidc").hex(),
            session_cookie=f"{'__Secure-' if secure else ''}{_COOKIE}",
            path=_PATH,
            max_age=_SECONDS,
            same_site="lax",
            https_only=secure,
        )
        # In a scope of its own: Streamlit would send what is kept here in a cookie of its own.
        await kept(dict(scope), receive, send)


async def start(request: Request) -> Response:
    """Lead to the provider."""
    settings = services.opened_services().settings
    request.session.clear()
    request.session["language"] = texts_for(request).language
    request.session["target"] = cookies.safe_target(request.query_params.get("next", "/"))
    try:
        return await provider.lead_there(settings, request, _way_back(request, settings))
    except PasserelleError as error:
        return await _refuse(request, error.problem, status=503)


async def back(request: Request) -> Response:
    """Let in whom the provider vouches for, or say why not."""
    opened = services.opened_services()
    settings, accounts = opened.settings, opened.store.accounts
    sign_on = SingleSignOn(accounts, settings.oidc_issuer, settings.oidc_party)
    try:
        claims = await provider.vouched_claims(settings, request)
    except PasserelleError as error:
        return await _refuse(request, error.problem)
    try:
        user = await run_in_threadpool(sign_on.account, claims)
    except PasserelleError as error:
        known = await run_in_threadpool(sign_on.known, claims)
        return await _refuse(request, error.problem, known.id if known else "")
    device = request.headers.get("user-agent", "")
    token = await run_in_threadpool(accounts.open_session, user, device=device)
    target = cookies.safe_target(request.session.get("target", "/"))
    request.session.clear()
    return await let_in(request, token, target)


async def _refuse(
    request: Request, problem: Problem, user_id: str = "", *, status: int = 401
) -> Response:
    note = services.opened_services().store.accounts.note_refusal
    address = address_of(request)
    await run_in_threadpool(note, user_id, address=address, reason=problem.code)
    language = request.session.get("language", "")
    target = cookies.safe_target(request.session.get("target", "/"))
    request.session.clear()
    return ask(request, problem=problem, status=status, language=language, target=target)


def _way_back(request: Request, settings: Settings) -> str:
    base = settings.public_url or f"{request.url.scheme}://{request.url.netloc}"
    return f"{base.rstrip('/')}{_PATH}/back"

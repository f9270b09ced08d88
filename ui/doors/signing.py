"""Signing in and out."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kb.errors import PasserelleError
from kb.keys import ready_key
from kb.problems import Problem
from kb.settings import Settings
from ui import services
from ui.doors import cookies
from ui.doors.forms import read_form
from ui.doors.rooms import room, texts_for


async def sign_in_page(request: Request) -> Response:
    """Ask who somebody is."""
    return ask(request)


async def sign_in(request: Request) -> Response:
    """Let somebody in, or say why not."""
    form = await read_form(request)
    given = {name: form.get(name, "") for name in ("login", "password", "token")}
    settings = services.opened_services().settings
    secret = cookies.form_secret(request)
    if not cookies.is_ours(form_key(settings), secret, given["token"]):
        return ask(request, problem=Problem("account.stale_form"), status=403)
    try:
        token = await run_in_threadpool(
            services.opened_services().store.accounts.sign_in,
            given["login"],
            given["password"],
            address=address_of(request),
            device=request.headers.get("user-agent", ""),
        )
    except PasserelleError as error:
        return ask(request, problem=error.problem, login=given["login"], status=401)
    return await let_in(request, token, _target(request))


async def sign_out(request: Request) -> Response:
    """End the session at hand."""
    form = await read_form(request)
    settings = services.opened_services().settings
    token = request.cookies.get(cookies.session_cookie(settings), "")
    if not cookies.is_ours(form_key(settings), token, form.get("token", "")):
        return RedirectResponse("/", status_code=303)
    await run_in_threadpool(services.opened_services().store.accounts.sign_out, token)
    response = RedirectResponse(f"/?lang={texts_for(request).language}", status_code=303)
    cookies.clear_session(response, settings)
    return response


async def let_in(request: Request, token: str, target: str) -> Response:
    """Lead somebody whose session was opened to where they wanted to go.

    The session that this browser had ends: its token is overwritten, and nobody could end it.
    """
    opened = services.opened_services()
    settings = opened.settings
    before = request.cookies.get(cookies.session_cookie(settings), "")
    await run_in_threadpool(opened.store.accounts.sign_out, before)
    response = RedirectResponse(target, status_code=303)
    cookies.set_session(response, token, settings)
    return response


def form_key(settings: Settings) -> bytes:
    """Give the key that our forms are marked with."""
    return ready_key(settings.keys, "forms")


def address_of(request: Request) -> str:
    """Tell where a request comes from, as the server behind the proxy sees it."""
    return request.client.host if request.client else ""


def ask(
    request: Request,
    *,
    problem: Problem | None = None,
    login: str = "",
    status: int = 200,
    language: str = "",
    target: str = "",
) -> HTMLResponse:
    """Ask who somebody is, in the language and on the way that the address names or is given."""
    texts, settings = texts_for(request, language), services.opened_services().settings
    secret = cookies.form_secret(request)
    response = room(
        "sign_in",
        texts,
        status=status,
        problem=problem.say(texts.language) if problem else "",
        login=login,
        token=cookies.form_token(form_key(settings), secret),
        target=target or _target(request),
        single=settings.has_single_sign_on,
        guests=bool(settings.guest_shelves),
    )
    cookies.set_form_secret(response, secret, settings)
    return response


def _target(request: Request) -> str:
    return cookies.safe_target(request.query_params.get("next", "/"))

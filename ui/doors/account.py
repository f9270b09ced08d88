"""One's own account: the password, and the places where one is signed in."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts import Accounts, session_key
from kb.errors import AccountError, PasserelleError
from kb.people import User
from kb.problems import Problem
from ui import services
from ui.doors import cookies
from ui.doors.devices import device_name
from ui.doors.forms import read_form
from ui.doors.rooms import room, texts_for
from ui.doors.signing import form_key


async def account_page(request: Request) -> Response:
    """Show one's account."""
    return await _answer(request)


async def change_account(request: Request) -> Response:
    """Change one's password, or end the sessions elsewhere."""
    given = await read_form(request)
    settings = services.opened_services().settings
    token = _token(request)
    if not cookies.is_ours(form_key(settings), token, given.get("token", "")):
        return await _answer(request, problem=Problem("account.stale_form"), status=403)
    user = await run_in_threadpool(_accounts().person, token)
    if user is None:
        return _to_sign_in(request)
    try:
        done = await run_in_threadpool(_carry_out, user, given, token)
    except PasserelleError as error:
        return await _answer(request, problem=error.problem, status=400)
    return await _answer(request, done=done)


def _carry_out(user: User, given: dict[str, str], token: str) -> str:
    if given.get("wish") == "elsewhere":
        _accounts().revoke(user, by=user.id, but_token=token)
        return "account.ended"
    if given.get("new", "") != given.get("again", ""):
        raise AccountError("account.password_differs")
    _accounts().change_password(user, given.get("old", ""), given.get("new", ""), token=token)
    return "account.changed"


async def _answer(
    request: Request, *, problem: Problem | None = None, done: str = "", status: int = 200
) -> Response:
    token = _token(request)
    user = await run_in_threadpool(_accounts().person, token)
    if user is None:
        return _to_sign_in(request)
    texts = texts_for(request)
    opened = services.opened_services()
    open_now = await run_in_threadpool(opened.store.catalogue.people.sessions_of, user.id)
    return room(
        "account",
        texts,
        status=status,
        user=user,
        sessions=open_now,
        device_name=device_name,
        here=session_key(token),
        token=cookies.form_token(form_key(opened.settings), token),
        problem=problem.say(texts.language) if problem else "",
        done=texts(done) if done else "",
        local=not user.subject,
    )


def _to_sign_in(request: Request) -> Response:
    language = texts_for(request).language
    return RedirectResponse(f"/sign-in?lang={language}&next=/account", status_code=303)


def _token(request: Request) -> str:
    return request.cookies.get(cookies.session_cookie(services.opened_services().settings), "")


def _accounts() -> Accounts:
    return services.opened_services().store.accounts

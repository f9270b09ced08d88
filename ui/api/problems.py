"""Failures as problem details (RFC 9457), in the language asked for."""

from collections.abc import Mapping

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from kb import errors
from kb.problems import Problem
from ui import services
from ui.api.details import FieldError, ProblemDetails
from ui.api.languages import language_of
from ui.texts import Texts

_FAILED = 500

_STATUSES: Mapping[type[errors.PasserelleError], int] = {
    errors.NotFound: 404,
    errors.SignInRefused: 401,
    errors.Forbidden: 403,
    errors.AlreadyStored: 409,
    errors.Unresolved: 409,
    errors.InvalidDocument: 422,
    errors.InvalidQuestion: 422,
    errors.UnsupportedFile: 415,
    errors.LimitExceeded: 413,
    errors.UnreadableFile: 422,
    errors.StoreError: 503,
    errors.MissingDependency: 503,
    errors.PasserelleError: _FAILED,
}
"""The first class that fits tells the status, the closest ones first."""

_BY_STATUS = {404: "api.no_route", 405: "api.method", 400: "api.invalid", 413: "api.too_large"}
LARGEST_MIB = 190


class Refused(Exception):
    """A request that is refused before it is looked at, with its status and headers."""

    def __init__(self, status: int, problem: Problem, headers: Mapping[str, str]) -> None:
        """Refuse with a problem."""
        super().__init__(problem.code)
        self.status, self.problem, self.headers = status, problem, headers


def add_handlers(api: FastAPI) -> None:
    """Let every failure be told as problem details."""
    api.add_exception_handler(errors.PasserelleError, _known)
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _by_status)
    api.add_exception_handler(Exception, failed)


def told(
    request: Request,
    status: int,
    problem: Problem,
    headers: Mapping[str, str] | None = None,
    wrong: tuple[FieldError, ...] = (),
) -> Response:
    """Tell a problem."""
    language = language_of(request)
    details = ProblemDetails(
        type=f"urn:passerelle:problem:{problem.code}",
        title=Texts(language)(f"api.status.{status}"),
        status=status,
        detail=problem.say(language),
        code=problem.code,
        errors=wrong,
    )
    said = {"Content-Language": language, "Cache-Control": "no-store", "Vary": "Accept-Language"}
    return Response(
        details.model_dump_json(),
        status,
        media_type="application/problem+json",
        headers=said | dict(headers or {}),
    )


async def failed(request: Request, _error: Exception) -> Response:
    """Tell of a failure that nobody foresaw, without saying which."""
    services.figures().failed("api.failed")
    return told(request, _FAILED, Problem("api.failed"))


async def _known(request: Request, error: Exception) -> Response:
    if not isinstance(error, errors.PasserelleError):
        raise error
    services.figures().failed(error.problem.code)
    status = next(code for kind, code in _STATUSES.items() if isinstance(error, kind))
    return told(request, status, error.problem)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, Refused):
        raise error
    return told(request, error.status, error.problem, error.headers)


async def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    texts = Texts(language_of(request))
    wrong = tuple(
        FieldError(field=".".join(map(str, each["loc"])), detail=_reason(texts, each["type"]))
        for each in error.errors()
    )
    return told(request, 422, Problem("api.invalid"), wrong=wrong)


async def _by_status(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    code = _BY_STATUS.get(error.status_code, "api.failed")
    values = {"most": LARGEST_MIB} if error.status_code == 413 else {}
    headers = {"Allow": _allowed(request)} if error.status_code == 405 else error.headers
    return told(request, error.status_code, Problem(code, values), headers)


def _allowed(request: Request) -> str:
    """List the methods of an address: one route after the other answers for it."""
    methods = {
        method
        for route in request.app.routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }
    return ", ".join(sorted(methods))


def _reason(texts: Texts, kind: str) -> str:
    """Say what is wrong with a field, by the sort of rule that it breaks."""
    for rule in ("missing", "extra_forbidden", "too_long", "too_short", "pattern", "enum", "int"):
        if rule in kind:
            return texts(f"api.field.{rule}")
    return texts("api.field.value")

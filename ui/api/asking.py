"""Who asks, what for, and how often: looked at before anything is answered."""

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request

from kb.access import AccessScope, scope_of
from kb.access_tokens import AccessToken, Bearer, Scope
from kb.errors import Forbidden
from kb.people import User
from kb.problems import Problem
from ui import services
from ui.api.problems import Refused
from ui.doors.pace import Pace
from ui.doors.signing import address_of

_MINUTE = 60.0
_AT_ONCE = 4
_GUESSES = 20
_GUESSING_WHILE = 600.0
_GUEST_SHARE = 10
"""Guests of one address share a tenth of what a token may ask."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: somebody by their token, or a guest.

    Attributes:
        base: the app's address, for links that people open.
        edition: how far the catalogue and the thesaurus came, for who searches.
    """

    user: User | None
    token: AccessToken | None
    access: AccessScope
    base: str
    edition: tuple[int, int] = (0, 0)

    @property
    def reading(self) -> AccessScope:
        """Give what they may read, without who they are."""
        return AccessScope(self.access.shelves)

    @property
    def member(self) -> User:
        """Give the person.

        Raises:
            Forbidden: when a guest asks.
        """
        if self.user is None:
            raise Forbidden("api.member")
        return self.user


class Doorkeeper:
    """Let callers in: by token, for its scopes, at a pace; cookies are never looked at."""

    def __init__(self, per_minute: int) -> None:
        """Allow each token so many requests a minute."""
        self.per_minute = per_minute
        self._pace = Pace(per_minute, _MINUTE)
        self._guests = Pace(max(1, per_minute // _GUEST_SHARE), _MINUTE)
        self._guesses = Pace(_GUESSES, _GUESSING_WHILE)
        # More threads would only take the interpreter from each other.
        self._threads = CapacityLimiter(_AT_ONCE)

    def admits(self, scope: Scope | None = None) -> Callable[[Request], Awaitable[Caller]]:
        """Make the check before a route: for a scope, or for any good token if there is none."""

        async def admitted(request: Request) -> Caller:
            return await to_thread.run_sync(self.admit, request, scope, limiter=self._threads)

        return admitted

    def admit(self, request: Request, scope: Scope | None) -> Caller:
        """Tell who asks.

        Raises:
            Refused: without a good token where one is needed, for another use than its scopes,
                or too often.
        """
        opened = services.opened_services()
        secret = _secret(request)
        bearer = opened.tokens.bearer(secret) if secret else None
        if bearer is None:
            self._admit_guest(request, scope, secret, opened.settings.guest_shelves)
        else:
            self._admit_bearer(bearer, scope)
        user = bearer.user if bearer else None
        return Caller(
            user=user,
            token=bearer.token if bearer else None,
            access=scope_of(user, opened.settings.guest_shelves),
            base=(opened.settings.public_url or _base(request)).rstrip("/"),
            edition=opened.store.catalogue.feed.editions() if scope is Scope.SEARCH else (0, 0),
        )

    def _admit_bearer(self, bearer: Bearer, scope: Scope | None) -> None:
        _hold(self._pace, bearer.token.id)
        if scope is not None and scope not in bearer.token.scopes:
            said = f'Bearer error="insufficient_scope", scope="{scope.value}"'
            problem = Problem("api.scope", {"scope": scope.value})
            raise Refused(403, problem, {"WWW-Authenticate": said})

    def _admit_guest(
        self, request: Request, scope: Scope | None, secret: str, guests: frozenset[str]
    ) -> None:
        place = address_of(request)
        if secret:
            _hold(self._guesses, place)
            said = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            raise Refused(401, Problem("api.token_refused"), said)
        _hold(self._guests, place)
        if not guests or scope not in {Scope.SEARCH, Scope.READ}:
            raise Refused(401, Problem("api.token_missing"), {"WWW-Authenticate": "Bearer"})


def _hold(pace: Pace, key: str) -> None:
    """Count a request, and refuse it when there were too many."""
    if wait := pace.wait(key):
        seconds = max(1, math.ceil(wait))
        problem = Problem("api.too_many", {"seconds": seconds})
        raise Refused(429, problem, {"Retry-After": str(seconds)})


def _secret(request: Request) -> str:
    """Read the token; any other way to say who one is counts as a token that is not good."""
    given = request.headers.get("authorization", "")
    kind, _, secret = given.partition(" ")
    return secret.strip() if kind.lower() == "bearer" else given


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"

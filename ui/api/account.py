"""What the API says of whoever asks, and of their token."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from kb.access_tokens import Scope
from kb.errors import Forbidden
from kb.nouns import Frozen
from ui.api import examples
from ui.api.asking import Caller, Doorkeeper
from ui.api.models import exampled
from ui.api.replies import fresh


class Me(Frozen):
    """Who asks; `audiences` are the shelves that they may read."""

    model_config = exampled(examples.ME)

    login: str
    name: str
    party: str
    role: str
    groups: tuple[str, ...]
    audiences: tuple[str, ...]

    @classmethod
    def of(cls, caller: Caller) -> "Me":
        """Say who asks.

        Raises:
            Forbidden: when a guest asks.
        """
        user = caller.member
        return cls(
            login=user.login,
            name=user.name,
            party=user.party,
            role=user.role.value,
            groups=user.groups,
            audiences=tuple(sorted(caller.access.shelves)),
        )


class TokenHealth(Frozen):
    """Whether the token is good, what for and until when."""

    model_config = exampled(examples.TOKEN)

    good: bool
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    expires_on: date | None
    last_used: date | None
    per_minute: int

    @classmethod
    def of(cls, caller: Caller, per_minute: int) -> "TokenHealth":
        """Say how the token at hand stands.

        Raises:
            Forbidden: when a guest asks.
        """
        token = caller.token
        if token is None:
            raise Forbidden("api.member")
        return cls(
            good=True,
            name=token.name,
            prefix=token.prefix,
            scopes=token.scopes,
            expires_on=token.expires_on,
            last_used=token.last_used,
            per_minute=per_minute,
        )


def account_routes(door: Doorkeeper) -> APIRouter:
    """List the routes of the caller's own."""
    router = APIRouter(tags=["account"])
    Member = Annotated[Caller, Depends(door.admits())]  # noqa: N806 - a type

    @router.get("/me", operation_id="me", response_model=Me)
    def me(caller: Member) -> Response:
        """Savoir au nom de qui le jeton parle."""
        return fresh(Me.of(caller))

    @router.get("/token", operation_id="token", response_model=TokenHealth)
    def token(caller: Member) -> Response:
        """Savoir si le jeton est valable, pour quoi et jusqu’à quand."""
        return fresh(TokenHealth.of(caller, door.per_minute))

    return router

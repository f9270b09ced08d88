"""Access tokens: what lets a program ask in somebody's name, by the API or an assistant.

A token opens what its owner may do at the moment it is used, and no more than its scopes. Only
a digest of it is kept; its first characters tell it from others in lists.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import uuid4

from kb.audit import Action, AuditLog
from kb.catalogue.access_tokens import TokenStore
from kb.errors import AccountError, NotFound
from kb.nouns import Frozen
from kb.people import User

_BRAND = "psr_"
"""Lets people, and programs that look for lost secrets, tell what a token is."""

_SHOWN = 8
_LONGEST_NAME = 80
_MOST = 20


class Scope(StrEnum):
    """What a token may be used for."""

    SEARCH = "search"
    READ = "read"
    CONTRIBUTE = "contribute"


class AccessToken(Frozen):
    """A token as it is listed; what opens with it is never kept.

    Attributes:
        prefix: the first characters of the token.
        expires_on: the last day it is good for; none if it has no end.
        last_used: the day it was last used, without a time.
    """

    id: str
    user_id: str
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_on: date | None = None
    last_used: date | None = None

    def good_on(self, day: date) -> bool:
        """Tell whether it has not run out by a day."""
        return self.expires_on is None or day <= self.expires_on


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who carries a token, and the token as it is listed."""

    user: User
    token: AccessToken


@dataclass(frozen=True, slots=True)
class AccessTokens:
    """Make tokens, revoke them, and tell who carries one."""

    rows: TokenStore
    audit: AuditLog

    def make(
        self,
        user: User,
        name: str,
        scopes: Iterable[Scope],
        *,
        by: str,
        expires_on: date | None = None,
    ) -> tuple[AccessToken, str]:
        """Make a token for somebody; return it with what opens, which is not shown again.

        Raises:
            AccountError: when their account is closed or still has its first password, when they
                have too many, or when there is no name, no scope, or an end in the past.
        """
        wanted, name = _in_order(scopes), " ".join(name.split())
        self._refuse(user, name, wanted, expires_on)
        secret = _BRAND + secrets.token_urlsafe(32)
        token = AccessToken(
            id=uuid4().hex,
            user_id=user.id,
            name=name,
            prefix=secret[:_SHOWN],
            scopes=wanted,
            created_at=datetime.now(UTC),
            expires_on=expires_on,
        )
        row = token.model_dump(mode="python") | {"scopes": [scope.value for scope in wanted]}
        with self.rows.writing.begin() as connection:
            self.rows.add(connection, row, _digest(secret))
            said = " ".join(scope.value for scope in wanted)
            self.audit.append(
                connection, by, Action.TOKEN_MADE, user.id, token=token.id, scopes=said
            )
        return token, secret

    def of(self, user: User) -> list[AccessToken]:
        """List somebody's tokens, the latest first."""
        return [AccessToken.model_validate(row) for row in self.rows.of(user.id)]

    def everyones(self) -> list[AccessToken]:
        """List all tokens by owner, for the operator."""
        return [AccessToken.model_validate(row) for row in self.rows.everyones()]

    def revoke(self, token_id: str, *, by: str, owner: User | None = None) -> None:
        """End a token at once: its row goes, and the audit keeps that it was.

        Raises:
            NotFound: when there is none, or it is not the owner's that is named.
        """
        with self.rows.writing.begin() as connection:
            user_id = self.rows.remove(connection, token_id, owner.id if owner else "")
            if not user_id:
                raise NotFound("token.not_found")
            self.audit.append(connection, by, Action.TOKEN_REVOKED, user_id, token=token_id)

    def bearer(self, secret: str) -> Bearer | None:
        """Tell who carries a token now; nobody if it is unknown, revoked, run out or theirs closed.

        These cannot be told apart. Whoever was given a new password has to change it first.
        """
        if not secret.startswith(_BRAND):
            return None
        found = self.rows.find(_digest(secret))
        if found is None:
            return None
        token, user, today = AccessToken.model_validate(found[0]), found[1], _today()
        if user.disabled or user.must_change or not token.good_on(today):
            return None
        if token.last_used != today:
            self.rows.use(token.id, today)
        return Bearer(user, token)

    def _refuse(
        self, user: User, name: str, scopes: tuple[Scope, ...], expires_on: date | None
    ) -> None:
        if user.disabled or user.must_change:
            raise AccountError("token.not_ready", login=user.login)
        if not name or len(name) > _LONGEST_NAME:
            raise AccountError("token.name", most=_LONGEST_NAME)
        if not scopes:
            raise AccountError("token.scopes")
        if expires_on is not None and expires_on < _today():
            raise AccountError("token.past")
        if len(self.rows.of(user.id)) >= _MOST:
            raise AccountError("token.too_many", most=_MOST)


def _in_order(scopes: Iterable[Scope]) -> tuple[Scope, ...]:
    wanted = set(scopes)
    return tuple(scope for scope in Scope if scope in wanted)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _today() -> date:
    return datetime.now(UTC).date()

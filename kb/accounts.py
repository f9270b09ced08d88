"""Accounts: signing in and out, passwords, and who somebody is."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from kb.audit import Action, AuditLog
from kb.catalogue.people import PeopleStore
from kb.catalogue.vocabulary import Vocabulary
from kb.entente import PARTY
from kb.errors import AccountError, SignInRefused
from kb.passwords import Passwords, new_password
from kb.people import OpenSession, Role, User

_WINDOW = timedelta(minutes=15)
_TRIES_BY_LOGIN = 5
_TRIES_BY_ADDRESS = 50
_SEEN_EVERY = timedelta(minutes=1)
_CLOCKS_APART = timedelta(minutes=5)
"""By how much the clocks of an installation's machines may differ."""

_LOGIN = re.compile(r"[\w.@+-]{2,120}")


@dataclass(frozen=True, slots=True)
class Accounts:
    """Let people in, and keep their accounts.

    Attributes:
        lifetime: how long a session lasts.
        idle: how long one lasts that is not used.
    """

    people: PeopleStore
    audit: AuditLog
    vocabulary: Vocabulary
    lifetime: timedelta
    idle: timedelta
    passwords: Passwords = field(default_factory=Passwords)

    def sign_in(self, login: str, password: str, *, address: str, device: str = "") -> str:
        """Open a session for a login and its password; return the token that carries it.

        Raises:
            SignInRefused: when they do not fit, or after too many tries. Whether the login
                exists cannot be told from the answer, nor from the time it takes.
        """
        login = login.strip().casefold()
        keys = (_digest(f"login:{login}"), _digest(f"address:{address}"))
        self._refuse_hammering(keys)
        user = self.people.by_login(login)
        stored = self.people.password_of(user.id) if user else ""
        fits = self.passwords.fits(stored, password)
        if user is None or user.disabled or not fits:
            self.people.note_attempt(*keys)
            self.audit.record(user.id if user else "", Action.SIGN_IN_FAILED)
            raise SignInRefused("account.refused")
        self.people.forget_attempts(keys[0])
        return self.open_session(user, device=device)

    def note_refusal(self, user_id: str, *, address: str, reason: str) -> None:
        """Record that somebody whom a single sign-on sent was not let in.

        Knocking costs nothing there: after many refusals of one address no more are recorded, so
        that nobody fills the audit. Nor does it count as a try of a password, for any page on the
        web can make a browser knock, and would lock out an office that shares an address.
        """
        key = _digest(f"single sign-on:{address}")
        if self.people.attempts(key, _WINDOW) < _TRIES_BY_ADDRESS:
            self.people.note_attempt(key)
            self.audit.record(user_id, Action.SIGN_IN_FAILED, reason=reason)

    def open_session(self, user: User, *, device: str = "") -> str:
        """Open a session for somebody whose identity is established; return its token."""
        token, now = secrets.token_urlsafe(32), datetime.now(UTC)
        session = OpenSession(
            key=_digest(token),
            user_id=user.id,
            device=device[:200],
            created_at=now,
            seen_at=now,
            expires_at=now + self.lifetime,
        )
        with self.people.writing.begin() as connection:
            self.people.open_session(connection, session)
            self.audit.append(connection, user.id, Action.SIGN_IN)
        return token

    def person(self, token: str) -> User | None:
        """Tell who carries a token; nobody when it has run out or was revoked."""
        session = self.people.session(_digest(token)) if token else None
        now = datetime.now(UTC)
        if session is None or not self._lives(session, now):
            return None
        user = self.people.by_id(session.user_id)
        if user is None or user.disabled:
            return None
        if now - session.seen_at > _SEEN_EVERY:
            self.people.see_session(session.key)
        return user

    def _lives(self, session: OpenSession, now: datetime) -> bool:
        """Tell whether a session goes on; one used in time to come is of a clock set back since.

        It would live longer by as much as the clock lost.
        """
        is_of_now = session.seen_at - now <= _CLOCKS_APART
        return is_of_now and now < min(session.expires_at, session.seen_at + self.idle)

    def sign_out(self, token: str) -> None:
        """End the session of a token."""
        session = self.people.session(_digest(token))
        if session is None:
            return
        with self.people.writing.begin() as connection:
            self.people.close_sessions(connection, session.user_id, key=session.key)
            self.audit.append(connection, session.user_id, Action.SIGN_OUT)

    def revoke(self, user: User, *, by: str, but_token: str = "") -> int:
        """End every session of a person, but the one at hand if its token is given."""
        with self.people.writing.begin() as connection:
            but = _digest(but_token) if but_token else ""
            ended = self.people.close_sessions(connection, user.id, but=but)
            self.audit.append(connection, by, Action.SESSIONS_REVOKED, user.id)
        return ended

    def change_password(self, user: User, old: str, new: str, *, token: str) -> None:
        """Change one's own password; every other session of theirs ends.

        Raises:
            SignInRefused: when the old one is wrong, or after too many tries.
            AccountError: when the new one is too weak.
        """
        key = _digest(f"login:{user.login}")
        self._refuse_hammering((key,))
        if not self.passwords.fits(self.people.password_of(user.id), old):
            self.people.note_attempt(key)
            raise SignInRefused("account.wrong_password")
        self.passwords.check(new, user)
        with self.people.writing.begin() as connection:
            self.people.set_password(
                connection, user.id, self.passwords.hash(new), must_change=False
            )
            self.people.close_sessions(connection, user.id, but=_digest(token))
            self.audit.append(connection, user.id, Action.PASSWORD_CHANGED)

    def reset_password(self, user: User, *, by: str) -> str:
        """Give somebody a new random password, to be changed at once; their sessions end."""
        password = new_password()
        with self.people.writing.begin() as connection:
            self.people.set_password(
                connection, user.id, self.passwords.hash(password), must_change=True
            )
            self.people.close_sessions(connection, user.id)
            self.audit.append(connection, by, Action.PASSWORD_RESET, user.id)
        self.people.forget_attempts(_digest(f"login:{user.login}"))
        return password

    def add(
        self,
        login: str,
        *,
        name: str,
        party: str,
        role: Role,
        by: str,
        email: str = "",
        groups: Iterable[str] = (),
        subject: str = "",
    ) -> tuple[User, str]:
        """Add an account; return it with its first password (none for a single sign-on).

        Raises:
            AccountError: when the login is taken or no login, or the party is unknown.
        """
        login = login.strip().casefold()
        if not _LOGIN.fullmatch(login):
            raise AccountError("account.bad_login", login=login)
        if self.people.by_login(login):
            raise AccountError("account.taken", login=login)
        user = User(
            id=uuid4().hex,
            login=login,
            name=name.strip() or login,
            party=party,
            role=role,
            email=email.strip(),
            groups=group_names(groups),
            subject=subject,
            must_change=not subject,
            created_at=datetime.now(UTC),
        )
        self._check_party(user)
        password = "" if subject else new_password()
        hashed = self.passwords.hash(password) if password else ""
        with self.people.writing.begin() as connection:
            self.people.add(connection, user, hashed)
            self.audit.append(connection, by, Action.ACCOUNT_ADDED, user.id, role=role.value)
        return user, password

    def change(self, user: User, *, by: str) -> None:
        """Write what somebody is: name, mail address, party, role, groups, whether disabled.

        Raises:
            AccountError: when the party is unknown, or no administrator would be left.
        """
        user = user.model_copy(update={"groups": group_names(user.groups)})
        self._check_party(user)
        before = self.people.by_id(user.id)
        if before is None:
            raise AccountError("account.unknown", login=user.login)
        self._keep_an_administrator(before, user)
        with self.people.writing.begin() as connection:
            self.people.change(connection, user)
            if user.disabled:
                self.people.close_sessions(connection, user.id)
            action = Action.ACCOUNT_CHANGED
            if before.disabled != user.disabled:
                action = Action.ACCOUNT_DISABLED if user.disabled else Action.ACCOUNT_ENABLED
            changed = {"from": before.role.value, "to": user.role.value}
            self.audit.append(connection, by, action, user.id, **changed)

    def first_administrator(self, party: str, *, by: str) -> tuple[User, str] | None:
        """Add an administrator with a random password to an installation without accounts."""
        if self.people.everyone():
            return None
        return self.add("admin", name="Administration", party=party, role=Role.ADMINISTRATOR, by=by)

    def _refuse_hammering(self, keys: tuple[str, ...]) -> None:
        most = (_TRIES_BY_LOGIN, _TRIES_BY_ADDRESS)
        for key, allowed in zip(keys, most, strict=False):
            if self.people.attempts(key, _WINDOW) >= allowed:
                raise SignInRefused("account.too_many", minutes=_WINDOW.seconds // 60)

    def _check_party(self, user: User) -> None:
        known = [term.key for term in self.vocabulary.terms(PARTY)]
        if user.party not in known:
            raise AccountError("account.party", party=user.party, known=", ".join(known))

    def _keep_an_administrator(self, before: User, after: User) -> None:
        if not before.administers or before.disabled or (after.administers and not after.disabled):
            return
        others = [
            user
            for user in self.people.everyone()
            if user.administers and not user.disabled and user.id != before.id
        ]
        if not others:
            raise AccountError("account.last_administrator")


def group_names(groups: Iterable[str]) -> tuple[str, ...]:
    """Put names of groups in order, each on one line: a line end would part it into two shelves."""
    return tuple(sorted({" ".join(group.split()) for group in groups} - {""}))


def session_key(token: str) -> str:
    """Name a session by its token, without being able to open it."""
    return _digest(token)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

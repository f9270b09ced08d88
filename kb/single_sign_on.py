"""Single sign-on: the account of somebody whom an agency's provider vouches for."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb.account_rules import group_names, is_email
from kb.accounts import Accounts
from kb.audit import SYSTEM
from kb.errors import AccountError, SignInRefused
from kb.people import Role, User

_ADMINISTRATOR = "passerelle-administrator"
"""Agencies have administrators of many things: only this name makes one of ours."""

_RANKS = {
    Role.AGENT.value: Role.AGENT,
    Role.EXPERT.value: Role.EXPERT,
    Role.COORDINATOR.value: Role.COORDINATOR,
    _ADMINISTRATOR: Role.ADMINISTRATOR,
}
"""What a claim may name, from the lowest role to the highest."""

_LONGEST_NAME = 60
_LONGEST_SUBJECT = 400

Claims = Mapping[str, object]


@dataclass(frozen=True)
class SingleSignOn:
    """Find or make the accounts of one provider's people.

    Attributes:
        issuer: the provider; the same subject at another one is somebody else.
        party: whose people it vouches for.
    """

    accounts: Accounts
    issuer: str
    party: str

    def known(self, claims: Claims) -> User | None:
        """Find the account that claims speak of, if there is one yet."""
        return self.accounts.people.by_subject(self._subject(claims))

    def account(self, claims: Claims) -> User:
        """Give the account that validated claims speak of, as they now say it is.

        Raises:
            SignInRefused: when the claims name nobody, or the account is closed.
            AccountError: when they would take the role from the last administrator.
        """
        subject = self._subject(claims)
        if not _text(claims, "sub") or len(subject) > _LONGEST_SUBJECT:
            raise SignInRefused("oidc.refused")
        known = self.known(claims)
        if known is None:
            return self._add(subject, claims)
        if known.disabled:
            raise SignInRefused("oidc.disabled")
        return self._update(known, claims)

    def _subject(self, claims: Claims) -> str:
        return f"{self.issuer}|{_text(claims, 'sub')}"

    def _add(self, subject: str, claims: Claims) -> User:
        # A login says nothing of who somebody is: one that is taken is never shared.
        wanted = _login(claims) or f"sso-{hashlib.sha256(subject.encode()).hexdigest()[:12]}"
        user, _ = self.accounts.add(
            self._free(wanted),
            name=_text(claims, "name"),
            party=self.party,
            role=_role(claims) or Role.AGENT,
            by=SYSTEM,
            email=_email(claims) or "",
            groups=_names(claims, "passerelle_groups"),
            subject=subject,
        )
        return user

    def _update(self, known: User, claims: Claims) -> User:
        wanted: dict[str, object] = {
            "name": _text(claims, "name"),
            "email": _email(claims),
            "role": _role(claims),
        }
        if "passerelle_groups" in claims:
            wanted["groups"] = group_names(_names(claims, "passerelle_groups"))
        told = {name: value for name, value in wanted.items() if value or name == "groups"}
        user = known.model_copy(update=told)
        if user != known:
            self.accounts.change(user, by=SYSTEM)
        return user

    def _free(self, login: str) -> str:
        for candidate in _candidates(login):
            if self.accounts.people.by_login(candidate) is None:
                return candidate
        raise AccountError("account.taken", login=login)


def _candidates(login: str) -> Iterator[str]:
    yield login
    yield from (f"{login}-{number}" for number in range(2, 1000))


def _login(claims: Claims) -> str:
    given = _text(claims, "preferred_username") or _text(claims, "email")
    kept = re.sub(r"[^\w.@+-]+", "-", given.casefold()).strip("-")[:100]
    return kept if len(kept) > 1 else ""


def _role(claims: Claims) -> Role | None:
    """Give the highest role that the claims name; None when they do not speak of roles."""
    if "roles" not in claims and "groups" not in claims:
        return None
    named = {*_names(claims, "roles"), *_names(claims, "groups")}
    found = [role for name, role in _RANKS.items() if name in named]
    return found[-1] if found else Role.AGENT


def _email(claims: Claims) -> str:
    """Give an address that mail may go to; one that the provider doubts is none."""
    address = _text(claims, "email")
    return address if claims.get("email_verified") is not False and is_email(address) else ""


def _names(claims: Claims, name: str) -> list[str]:
    value = claims.get(name)
    given = value if isinstance(value, list) else [value]
    return [each for each in given if isinstance(each, str) and len(each) <= _LONGEST_NAME]


def _text(claims: Claims, name: str) -> str:
    value = claims.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""

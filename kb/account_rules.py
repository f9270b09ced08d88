"""What an account may be: its login, its address, its party, and that somebody administers."""

import re
from collections.abc import Iterable

from kb.errors import AccountError
from kb.people import User

_LOGIN = re.compile(r"[\w.@+-]{2,120}")
_EMAIL = re.compile(r"[^\s@,;:<>()\"]{1,64}@[^\s@,;:<>()\"]+\.[^\s@.,;:<>()\"]{2,}")
_LONGEST = 254
"""As long as an address may be (RFC 5321)."""

_TOLD = ("name", "email", "party", "groups")


def good_login(login: str) -> str:
    """Fold a login as it is kept.

    Raises:
        AccountError: when it is none.
    """
    login = login.strip().casefold()
    if not login:
        raise AccountError("account.no_login")
    if not _LOGIN.fullmatch(login):
        raise AccountError("account.bad_login", login=login)
    return login


def is_email(address: str) -> bool:
    """Tell whether mail could go to an address: whether somebody reads it, only a mail tells."""
    return len(address) <= _LONGEST and _EMAIL.fullmatch(address) is not None


def check_email(address: str) -> None:
    """Refuse what is no address; none at all is fine.

    Raises:
        AccountError: when mail could not go there.
    """
    if address and not is_email(address):
        raise AccountError("account.bad_email", email=address)


def check_party(party: str, known: list[str]) -> None:
    """Refuse a party that is none of the agreement's.

    Raises:
        AccountError: when it is unknown.
    """
    if party not in known:
        raise AccountError("account.party", party=party, known=", ".join(known))


def keep_an_administrator(before: User, after: User, everyone: Iterable[User]) -> None:
    """Refuse a change that leaves nobody to look after accounts.

    Raises:
        AccountError: when it does.
    """
    if not before.administers or before.disabled or (after.administers and not after.disabled):
        return
    others = [
        user for user in everyone if user.administers and not user.disabled and user.id != before.id
    ]
    if not others:
        raise AccountError("account.last_administrator")


def group_names(groups: Iterable[str]) -> tuple[str, ...]:
    """Put names of groups in order, each on one line: a line end would part it into two shelves."""
    return tuple(sorted({" ".join(group.split()) for group in groups} - {""}))


def tidied(user: User) -> User:
    """Give an account as it is kept: nothing around its words, the login for a missing name."""
    name, groups = user.name.strip() or user.login, group_names(user.groups)
    return user.model_copy(update={"name": name, "email": user.email.strip(), "groups": groups})


def told_changes(before: User, after: User) -> dict[str, str]:
    """Say which facts of an account changed: the role by name, of the others only which."""
    told = {}
    if before.role is not after.role:
        told = {"from": before.role.value, "to": after.role.value}
    others = [name for name in _TOLD if getattr(before, name) != getattr(after, name)]
    return told | ({"changed": " ".join(others)} if others else {})

"""Passwords: hashed by argon2, compared in even time, refused when they would soon be guessed."""

import secrets
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from kb.errors import AccountError
from kb.people import User

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_SHORTEST, _LONGEST = 12, 128
_WEAKEST = 2
"""The least of zxcvbn's grades, from 0 to 4, that a password needs."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What can be read aloud without being taken for something else."""


def _new_hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@dataclass(frozen=True)
class Passwords:
    """Hash and judge passwords; `hasher` decides what a hash costs."""

    hasher: "PasswordHasher" = field(default_factory=_new_hasher)

    def hash(self, password: str) -> str:
        """Hash a password, with a salt of its own."""
        return self.hasher.hash(password)

    def fits(self, stored: str, password: str) -> bool:
        """Compare a password with a hash; none, or a wrong one, takes as long as a right one."""
        from argon2.exceptions import VerificationError

        # One that is too long is nobody's: cut, it would open what a part of it opens.
        possible = stored if len(password) <= _LONGEST else ""
        try:
            self.hasher.verify(possible or self._nobody, password[:_LONGEST])
        except VerificationError:
            return False
        return bool(possible)

    def check(self, password: str, user: User) -> None:
        """Judge a new password of somebody.

        Raises:
            AccountError: when it is too short, too long, or would soon be guessed.
        """
        from zxcvbn import zxcvbn

        if not _SHORTEST <= len(password) <= _LONGEST:
            raise AccountError("account.password_length", least=_SHORTEST, most=_LONGEST)
        # The library reads at most 72 characters; longer ones are judged by their beginning.
        grade = zxcvbn(password[:72], user_inputs=[user.login, user.name, "passerelle"])["score"]
        if grade < _WEAKEST:
            raise AccountError("account.password_weak")

    @cached_property
    def _nobody(self) -> str:
        """Hash a password that nobody has: an unknown login takes as long as a known one."""
        return self.hash(secrets.token_urlsafe(16))


def new_password() -> str:
    """Make a random password that can be read aloud: four groups of five letters and digits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
    return "-".join(groups)

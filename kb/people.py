"""The people who sign in: their party, role and groups."""

from datetime import datetime, timedelta
from enum import StrEnum

from kb.nouns import Frozen

_CLOCKS_APART = timedelta(minutes=5)
"""By how much the clocks of an installation's machines may differ."""


class Role(StrEnum):
    """What a person does in Passerelle."""

    AGENT = "agent"
    EXPERT = "expert"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class User(Frozen):
    """A person with an account, whether local or from an agency's single sign-on.

    Attributes:
        login: what is typed to sign in, folded to lower case; unique.
        party: whose documents they read besides the shared ones.
        subject: who they are for the single sign-on, `issuer|subject`; empty for local accounts.
        must_change: whether the password was given by somebody else and has to be replaced.
    """

    id: str
    login: str
    name: str
    party: str
    role: Role
    email: str = ""
    language: str = "fr"
    groups: tuple[str, ...] = ()
    subject: str = ""
    disabled: bool = False
    must_change: bool = False
    created_at: datetime

    @property
    def contributes(self) -> bool:
        """Tell whether they may bring documents in."""
        return self.role in {Role.EXPERT, Role.COORDINATOR}

    @property
    def coordinates(self) -> bool:
        """Tell whether they decide on what comes in."""
        return self.role is Role.COORDINATOR

    @property
    def administers(self) -> bool:
        """Tell whether they look after accounts."""
        return self.role is Role.ADMINISTRATOR


class OpenSession(Frozen):
    """A place where somebody is signed in; `key` names it without opening it."""

    key: str
    user_id: str
    device: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime

    def lives(self, now: datetime, *, idle: timedelta) -> bool:
        """Tell whether it goes on; one used in time to come is of a clock set back since.

        It would live longer by as much as the clock lost.
        """
        is_of_now = self.seen_at - now <= _CLOCKS_APART
        return is_of_now and now < min(self.expires_at, self.seen_at + idle)

"""The doors alone, without pages and indexes: accounts on a catalogue, and a browser's requests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from kb.accounts import Accounts
from kb.audit import AuditLog
from kb.catalogue import Catalogue
from kb.passwords import Passwords
from kb.settings import Settings
from ui import services
from ui.doors import cookies
from ui.doors.headers import Headers
from ui.doors.routes import routes


@dataclass(frozen=True)
class Office:
    """What the doors need of all services."""

    settings: Settings
    catalogue: Catalogue
    audit: AuditLog
    accounts: Accounts

    @property
    def store(self) -> "Office":
        """Stand for the store as well."""
        return self


@contextmanager
def opened(settings: Settings) -> Iterator[Office]:
    """Open the accounts of a home."""
    catalogue = Catalogue.open(settings.catalogue_url)
    audit = AuditLog(catalogue.engine, settings.keys)
    accounts = Accounts(
        people=catalogue.people,
        audit=audit,
        vocabulary=catalogue.vocabulary,
        lifetime=timedelta(hours=settings.session_hours),
        idle=timedelta(hours=settings.idle_hours),
        # What a hash costs is not what is tested here: a cheap one makes the same decisions.
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
    )
    yield Office(settings, catalogue, audit, accounts)
    catalogue.close()


@contextmanager
def door(office: Office, patch: pytest.MonkeyPatch, **options: Any) -> Iterator[TestClient]:
    """Open the doors to a browser that is led nowhere by itself."""
    patch.setattr(services, "opened_services", lambda: office)
    secure = cookies.is_secure(office.settings)
    app = Starlette(routes=list(routes()), middleware=[Middleware(Headers, secure=secure)])
    with TestClient(app, follow_redirects=False, **options) as browser:
        yield browser

"""A small library with people and tokens, and the API's door before it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from kb.access_tokens import Scope
from kb.audit import OPERATOR
from kb.nouns import Status
from kb.people import Role, User
from kb.settings import STATIC_ENCODER, Settings
from kb.store import Store, open_store
from tests.people import Crowd
from tests.shelf import Shelf
from ui import services
from ui.doors.headers import Headers
from ui.doors.routes import routes
from ui.services import Services, services_over

SHELVES = {
    "public": ("qc", "public", Status.PUBLISHED),
    "partners": ("fr", "partners", Status.PUBLISHED),
    "ours": ("qc", "party", Status.PUBLISHED),
    "theirs": ("fr", "party", Status.PUBLISHED),
    "group": ("fr", "group:pilote", Status.PUBLISHED),
    "draft": ("qc", "public", Status.DRAFT),
    "review": ("fr", "partners", Status.IN_REVIEW),
    "withdrawn": ("qc", "public", Status.WITHDRAWN),
}
READABLE = {
    "guest": {"public"},
    "agent": {"public", "partners", "theirs"},
    "expert": {"public", "partners", "ours", "group"},
    "coordinator": {"public", "partners", "ours"},
    "administrator": {"public", "partners", "theirs"},
}
"""Who reads what: the reference, in words of its own."""

_PEOPLE = {
    "agent": (Role.AGENT, "fr", ()),
    "expert": (Role.EXPERT, "qc", ("pilote",)),
    "coordinator": (Role.COORDINATOR, "qc", ()),
    "administrator": (Role.ADMINISTRATOR, "fr", ()),
}
SHARED = "jumelage des agences"


@dataclass
class Library:
    """Documents by name, people by role, and a token with every scope for each."""

    opened: Services
    documents: dict[str, str] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        """Give the store."""
        return self.opened.store

    def token(self, role: str, *scopes: Scope, **options: Any) -> str:
        """Make another token for somebody."""
        user = self.store.catalogue.people.by_id(self.people[role].id)
        assert user is not None
        return self.opened.tokens.make(user, "essai", scopes or Scope, by=user.id, **options)[1]

    def headers(self, role: str) -> dict[str, str]:
        """Carry somebody's token; nothing for a guest."""
        return carrying(self.secrets[role]) if role in self.secrets else {}


def carrying(secret: str) -> dict[str, str]:
    """Carry a token."""
    return {"Authorization": f"Bearer {secret}"}


@contextmanager
def library_in(home: Path, **settings: Any) -> Iterator[Library]:
    """Fill a library in a home."""
    chosen = Settings(
        home=home, database_url="", encoder=str(STATIC_ENCODER), **({"api_rate": 10**6} | settings)
    )
    with open_store(chosen) as store:
        library = Library(services_over(store))
        for name, (party, audience, status) in SHELVES.items():
            text = f"Le {SHARED} {name}.\n\nUn second passage sur le {SHARED}."
            library.documents[name] = Shelf(store).put(
                text, title=f"Fiche {name}", party=party, audience=audience, status=status
            )
        for role, (kind, party, groups) in _PEOPLE.items():
            user = ready(store, Crowd(store).add(role, kind, party, groups))
            library.people[role] = user
            library.secrets[role] = library.token(role)
        yield library


def ready(store: Store, user: User) -> User:
    """Let somebody have changed their first password."""
    store.accounts.change(user.model_copy(update={"must_change": False}), by=OPERATOR)
    return user.model_copy(update={"must_change": False})


@contextmanager
def web_of(library: Library, patch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Open the door; no cookie is kept."""
    patch.setattr(services, "opened_services", lambda: library.opened)
    app = Starlette(routes=list(routes()), middleware=[Middleware(Headers)])
    with TestClient(app, base_url="http://passerelle.test", follow_redirects=False) as web:
        yield web


def ids_in(answer: httpx.Response | Any) -> str:
    """Give all that an answer says, to look for ids in."""
    return f"{answer.headers} {answer.text}"

"""What many tests need: a home of their own, and small documents to put into it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from kb.access import AccessScope
from kb.settings import Settings
from kb.store import Store, open_store
from tests.readied import readied
from tests.servers import PostgresServer, Servers, postgres_started, servers_started
from tests.shelf import Shelf

__all__ = ["readied"]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip


def pytest_configure() -> None:
    """Let the terminal's long commands have a share: among tests, no processor is ever idle."""
    os.environ.setdefault("KB_BATCH_PRIORITY", "low")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked so on both databases."""
    marked = metafunc.definition.get_closest_marker("both_databases")
    if marked and "settings" in metafunc.fixturenames:
        metafunc.parametrize("settings", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Give the settings of an empty home, whatever the environment says.

    All tests run on PostgreSQL where `KB_TEST_DATABASE` names it.
    """
    chosen = getattr(request, "param", os.environ.get("KB_TEST_DATABASE", "sqlite"))
    if chosen == "sqlite":
        yield Settings(home=tmp_path / "home", database_url="")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.database()
    yield Settings(home=tmp_path / "home", database_url=url)
    server.drop(url)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """Open a store that owns its indexes."""
    with open_store(settings) as opened:
        yield opened


@pytest.fixture
def shelf(store: Store) -> Shelf:
    """Put small documents into the store."""
    return Shelf(store)


@pytest.fixture
def everyone() -> AccessScope:
    """Read what anybody may read."""
    return AccessScope(frozenset({"public"}))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Run one PostgreSQL for all tests; each makes a database of its own."""
    with postgres_started() as server:
        yield server


@pytest.fixture
def servers(postgres: PostgresServer, tmp_path: Path) -> Iterator[Servers]:
    """Run a Chroma server and an S3 store of one test, beside an empty database."""
    with servers_started(tmp_path, postgres) as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium; what is expected may take long on a busy machine."""
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()

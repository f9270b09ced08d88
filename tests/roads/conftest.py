"""The real app on a loaded home, and a real browser before it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, expect, sync_playwright

from kb.audit import OPERATOR
from kb.people import Role
from kb.settings import Settings
from kb.store import open_store
from tests.roads.desk import PASSWORD, PEOPLE

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip


@pytest.fixture(scope="session")
def loaded_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load the sample corpus through the terminal, once for all tests."""
    home = tmp_path_factory.mktemp("loaded") / "home"
    done = subprocess.run(
        [sys.executable, "cli.py", "ingest", "corpus", "--json"],
        cwd=ROOT,
        env=os.environ | {"KB_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    _add_people(home)
    return home


@pytest.fixture(scope="session")
def app(loaded_home: Path) -> Iterator[str]:
    """Serve the app on the loaded home; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT,
        env=os.environ | {"KB_HOME": str(loaded_home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    _wait_for(f"{address}/_stcore/health")
    yield address
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium; what is expected may take long on a busy machine."""
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a tab."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-CA")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def _add_people(home: Path) -> None:
    """Add people who all have the same password, which they need not change."""
    with open_store(Settings(home=home, database_url=""), own=False) as store:
        people = store.catalogue.people
        for login, (role, party) in PEOPLE.items():
            user, _ = store.accounts.add(
                login, name=login.title(), party=party, role=Role(role), by=OPERATOR
            )
            with people.writing.begin() as connection:
                hashed = PasswordHasher().hash(PASSWORD)
                people.set_password(connection, user.id, hashed, must_change=False)


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError("the app did not start")

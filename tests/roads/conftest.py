"""The real app on a loaded home, and a real browser before it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, Page

from kb.audit import OPERATOR
from kb.people import Role
from kb.settings import Settings
from kb.store import open_store
from tests import warm
from tests.roads.desk import PASSWORD, PEOPLE
from tests.serving import served

MEMORY = Path("/dev/shm")  # noqa: S108 - folders are made in it as in any other
ENOUGH = 2**29
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the home with the sample corpus, which the first who needs it loads; to be copied."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with FileLock(shared / "loading.lock"):
        if not (shared / "loaded-home").exists():
            os.rename(_load(tmp_path_factory.mktemp("loading") / "home"), shared / "loaded-home")
    return shared / "loaded-home"


@pytest.fixture(scope="session")
def loaded_home(loaded_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give each worker its copy of the sample corpus."""
    return Path(shutil.copytree(loaded_once, tmp_path_factory.mktemp("loaded") / "home"))


def _load(home: Path) -> Path:
    """Load the sample corpus through the terminal."""
    loading = ("cli.py", "ingest", "corpus", "--json")
    done = warm.run(*loading, environment={"KB_HOME": str(home)})
    assert done.returncode == 0, done.stderr
    add_people(Settings(home=home, database_url=""))
    return home


@pytest.fixture(scope="session")
def app(loaded_home: Path) -> Iterator[str]:
    """Serve the app on the loaded home; give its address."""
    with served(loaded_home) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a tab."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-CA")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def memory() -> Iterator[Path]:
    """Give a folder in memory, where there is room: killing a process loses nothing of it either.

    A disk lets every write wait until it is safe from worse.
    """
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH
    with TemporaryDirectory(prefix="kb-", dir=MEMORY if roomy else None) as folder:
        yield Path(folder)


def add_people(settings: Settings) -> None:
    """Add people who all have the same password, which they need not change."""
    with open_store(settings, own=False) as store:
        people = store.catalogue.people
        for login, (role, party) in PEOPLE.items():
            user, _ = store.accounts.add(
                login, name=login.title(), party=party, role=Role(role), by=OPERATOR
            )
            with people.writing.begin() as connection:
                hashed = store.accounts.passwords.hash(PASSWORD)
                people.set_password(connection, user.id, hashed, must_change=False)

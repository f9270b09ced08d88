"""Offices and packages for the tests of the hand-over."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.audit import OPERATOR
from kb.handover.export import export_party
from kb.settings import Settings
from kb.store import Store, open_store
from tests.handover_office import Office


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    """Give an office that a test may spoil."""
    return Office(store, tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Give an office that its users leave as they found it."""
    folder = tmp_path_factory.mktemp("office")
    with open_store(Settings(home=folder / "home", database_url=""), own=False) as opened:
        yield Office(opened, folder)


@pytest.fixture(scope="module")
def packed(shared: Office) -> Path:
    return export_party(shared.store, "qc", shared.folder / "qc", by=OPERATOR).path


@pytest.fixture
def package(packed: Path, tmp_path: Path) -> Path:
    """Give a package of the shared office that a test may spoil."""
    return Path(shutil.copytree(packed, tmp_path / "package"))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Store]:
    """Open an empty installation."""
    settings = Settings(home=tmp_path / "elsewhere", database_url="")
    with open_store(settings, own=False) as opened:
        yield opened

"""What many tests need: a home of their own, and small documents to put into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.access import AccessScope
from kb.settings import Settings
from kb.store import Store, open_store
from tests.shelf import Shelf


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give the settings of an empty home, whatever the environment says."""
    return Settings(home=tmp_path / "home", database_url="")


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

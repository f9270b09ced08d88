"""One library for all tests of the API that change nothing in it."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.ui.api.library import Library, library_in, web_of


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Fill a library."""
    with library_in(tmp_path_factory.mktemp("api") / "home") as library:
        yield library


@pytest.fixture
def web(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Open the door of the API."""
    with web_of(library, monkeypatch) as web:
        yield web

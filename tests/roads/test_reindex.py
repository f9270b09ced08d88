"""Killed at any moment, a change of encoder goes on and ends as one that nobody disturbed.

A process that serves answers all the while, and takes the new encoder over by itself.
"""

import json
import os
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kb.catalogue import Catalogue
from kb.catalogue.reindexings import Reindexings
from kb.settings import STATIC_ENCODER, Settings
from kb.store import open_store
from tests.roads.reindexed import (
    DOCUMENTS,
    begin,
    disturb,
    fill,
    finish,
    served,
    serving_name,
    state,
)

KILLS = 20 * int(os.environ.get("KB_TEST_ROUNDS", "1"))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill a home with the static encoder."""
    home = tmp_path_factory.mktemp("before") / "home"
    with open_store(settings_of(home)) as store:
        for number in range(DOCUMENTS):
            fill(store, number)
    return home


def settings_of(home: Path) -> Settings:
    return Settings(home=home, database_url="", encoder=str(STATIC_ENCODER))


def environment_of(home: Path) -> dict[str, str]:
    return {"KB_HOME": str(home), "KB_ENCODER": str(STATIC_ENCODER), "KB_DATABASE_URL": ""}


def test_killed_at_twenty_random_moments(before: Path, tmp_path: Path) -> None:
    undisturbed = Path(shutil.copytree(before, tmp_path / "undisturbed"))
    with opened_rows(undisturbed) as rows:
        program, began = begin(environment_of(undisturbed), rows), time.monotonic()
        finish(program)
        whole = time.monotonic() - began
    expected = state(settings_of(undisturbed))
    moments = random.Random(20261129)  # noqa: S311 - moments, not secrets
    kills, lives = 0, 0
    while kills < KILLS:
        lives += 1
        home = Path(shutil.copytree(before, tmp_path / f"disturbed-{lives}"))
        with served(settings_of(home)) as asking:
            left = (whole * moments.random() ** 2 for _ in range(KILLS - kills))
            rows = asking.serving.store.catalogue.reindexings
            kills += disturb(environment_of(home), rows, left)
            name = serving_name(asking)
        assert not asking.failed and asking.answered
        assert state(settings_of(home)) == expected
        assert name == json.loads(expected)[1][0]


@contextmanager
def opened_rows(home: Path) -> Iterator[Reindexings]:
    catalogue = Catalogue.open(settings_of(home).catalogue_url)
    yield catalogue.reindexings
    catalogue.close()

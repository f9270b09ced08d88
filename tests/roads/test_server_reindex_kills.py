"""Killed on servers too, a change of encoder goes on and ends as one that nobody disturbed."""

import json
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path

import pytest

from kb.settings import STATIC_ENCODER, Settings
from kb.store import Role, open_store
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
from tests.servers import S3_KEYS, PostgresServer, Servers, servers_started

KILLS = 5 * int(os.environ.get("KB_TEST_ROUNDS", "1"))
PATIENCE = "6"
"""Seconds after which a killed process counts as dead: who looks must not be slower than half."""


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in S3_KEYS.items():
        monkeypatch.setenv(name, value)


def test_killed_at_random_moments_on_servers(postgres: PostgresServer, tmp_path: Path) -> None:
    with filled(tmp_path / "undisturbed", postgres) as own:
        began = time.monotonic()
        with open_store(settings_of(own, "rows")) as store:
            finish(begin(environment_of(own), store.catalogue.reindexings))
        whole = time.monotonic() - began
        expected = state(settings_of(own, "state"))
    moments = random.Random(20261129)  # noqa: S311 - moments, not secrets
    kills, lives = 0, 0
    while kills < KILLS:
        lives += 1
        with filled(tmp_path / f"disturbed-{lives}", postgres) as own:
            with served(settings_of(own, "web-1")) as asking:
                left = (whole * moments.random() ** 2 for _ in repeat(None, KILLS - kills))
                rows = asking.serving.store.catalogue.reindexings
                kills += disturb(environment_of(own), rows, left)
                name = serving_name(asking)
            assert not asking.failed and asking.answered
            assert state(settings_of(own, "state")) == expected
            assert name == json.loads(expected)[1][0]


@contextmanager
def filled(root: Path, postgres: PostgresServer) -> Iterator[Servers]:
    """Fill an installation of its own with the static encoder."""
    with servers_started(root, postgres) as own:
        with open_store(settings_of(own, "worker"), role=Role.WORKER) as worker:
            for number in range(DOCUMENTS):
                fill(worker, number)
            assert worker.vector_follower is not None
            worker.vector_follower.catch_up()
        yield own


def settings_of(servers: Servers, name: str) -> Settings:
    return servers.settings(name, encoder=str(STATIC_ENCODER), work_patience=PATIENCE)


def environment_of(servers: Servers) -> dict[str, str]:
    own = {"KB_ENCODER": str(STATIC_ENCODER), "KB_WORK_PATIENCE": PATIENCE}
    return servers.environment("operator") | own

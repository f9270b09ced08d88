"""Long work rests while a crowd searches, and only then."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.courtesy import CrowdSign, giving_way
from kb.pacing import NOBODY


class Many:
    """A crowd that stands nowhere in line."""

    many, waiting = True, 0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "indexes").mkdir()
    return tmp_path


def pieces() -> Iterator[int]:
    for number in range(3):
        time.sleep(0.02)
        yield number


def test_a_sign_that_nobody_renews_does_not_hold(home: Path) -> None:
    sign = CrowdSign(home)
    sign.tell(NOBODY)
    assert not sign.is_up()
    sign.tell(Many())
    assert sign.is_up()
    old = time.time() - 60
    os.utime(home / "indexes" / "crowd", (old, old))
    assert not CrowdSign(home).is_up()
    sign.tell(Many())
    assert CrowdSign(home).is_up()


def test_a_sign_of_a_clock_that_ran_ahead_does_not_hold_for_ever(home: Path) -> None:
    CrowdSign(home).tell(Many())
    ahead = time.time() + 3600
    os.utime(home / "indexes" / "crowd", (ahead, ahead))
    assert not CrowdSign(home).is_up()


def test_a_home_without_indexes_has_no_sign(tmp_path: Path) -> None:
    sign = CrowdSign(tmp_path / "none")
    sign.tell(Many())
    assert not sign.is_up()


def test_each_piece_is_followed_by_twice_as_long_a_rest_where_it_is_crowded() -> None:
    rests: list[float] = []
    assert list(giving_way(pieces(), lambda: True, rests.append)) == [0, 1, 2]
    assert len(rests) == 3 and all(0.04 <= rest <= 10 for rest in rests)


def test_nothing_rests_where_nobody_searches() -> None:
    rests: list[float] = []
    assert list(giving_way(pieces(), lambda: False, rests.append)) == [0, 1, 2]
    assert not rests


def test_no_rest_is_longer_than_ten_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []
    ticks = iter([0.0, 90.0, 100.0])
    monkeypatch.setattr("kb.courtesy.time.monotonic", lambda: next(ticks))
    assert list(giving_way([1], lambda: True, rests.append)) == [1]
    assert rests == [10.0]

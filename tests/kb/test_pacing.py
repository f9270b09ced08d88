"""The follower's pace: short rests for a few, long ones for a crowd, none worked through a line."""

import threading
import time
from dataclasses import dataclass

import pytest

from kb.pacing import Pace
from kb.store import Store


@dataclass
class Line:
    """People who search, and their clock."""

    many: bool = False
    waiting: int = 0
    now: float = 100.0

    def clock(self) -> float:
        return self.now


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def pace(line: Line) -> Pace:
    return Pace(1.0, line, line.clock)


@pytest.mark.parametrize(("worked", "rest"), [(0.0, 1.0), (0.5, 2.0), (9.0, 5.0)])
def test_where_few_search_what_comes_is_soon_found(pace: Pace, worked: float, rest: float) -> None:
    assert pace.rest(worked) == rest


@pytest.mark.parametrize(("worked", "rest"), [(0.01, 1.0), (0.2, 8.0), (9.0, 15.0)])
def test_where_many_search_the_follower_works_a_fortieth_of_the_time(
    pace: Pace, line: Line, worked: float, rest: float
) -> None:
    line.many = True
    assert pace.rest(worked) == rest


def test_while_people_stand_in_line_the_follower_keeps_still_but_not_for_ever(
    pace: Pace, line: Line
) -> None:
    assert not pace.holds()
    line.waiting = 3
    assert pace.holds()
    line.now += 29.0
    assert pace.holds()
    line.now += 2.0
    assert not pace.holds()
    pace.rest(1.0)
    assert pace.holds()


def test_the_thread_works_once_the_line_is_gone(store: Store) -> None:
    line, stop, worked = Line(waiting=1), threading.Event(), threading.Event()
    assert store.follower is not None
    store.follower.after[:] = [worked.set]
    run = threading.Thread(target=store.follower.run, args=(stop, 0.01, line))
    run.start()
    try:
        time.sleep(0.2)
        assert not worked.is_set()
        line.waiting = 0
        assert worked.wait(20)
    finally:
        stop.set()
        run.join()

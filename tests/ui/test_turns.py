"""Turns: no more at once than may, in the order they came, whatever becomes of them."""

import threading
import time
from contextlib import suppress

import pytest

from ui.turns import Turns


def test_no_more_compute_at_once_than_may() -> None:
    turns, inside, most, lock = Turns(2), 0, 0, threading.Lock()

    def compute() -> None:
        nonlocal inside, most
        for _ in range(20):
            with turns.turn():
                with lock:
                    inside += 1
                    most = max(most, inside)
                time.sleep(0.0005)
                with lock:
                    inside -= 1

    threads = [threading.Thread(target=compute) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_who_came_first_is_served_first() -> None:
    turns, served = Turns(1), []

    def compute(number: int) -> None:
        with turns.turn():
            served.append(number)

    threads = [threading.Thread(target=compute, args=(number,)) for number in range(9)]
    with turns.turn():
        for thread in threads:
            _join_the_line(thread, turns)
        assert not served
    for thread in threads:
        thread.join()
    assert served == list(range(9))
    assert turns.waiting == 0


def test_a_failure_passes_its_turn_on() -> None:
    turns = Turns(1)
    for _ in range(3):
        with pytest.raises(ValueError, match="no"), turns.turn():
            raise ValueError("no")
    with turns.turn():
        pass


def test_ten_within_ten_seconds_are_many() -> None:
    now = 0.0
    turns = Turns(2, lambda: now)
    for _ in range(10):
        assert not turns.many
        with turns.turn():
            now += 1.0
    assert turns.many
    now += 0.5
    assert not turns.many


def test_who_steps_aside_lets_those_who_wait_by_then_go_first() -> None:
    turns, order = Turns(1), []

    def ask(name: str) -> None:
        with turns.turn() as turn:
            order.append(f"hits of {name}")
            turn.step_aside()
            order.append(f"rest of {name}")

    threads = [threading.Thread(target=ask, args=(name,)) for name in "abc"]
    with turns.turn():
        for thread in threads:
            _join_the_line(thread, turns)
    for thread in threads:
        thread.join()
    hits, rests = [f"hits of {name}" for name in "abc"], [f"rest of {name}" for name in "abc"]
    assert order == [*hits, *rests]
    assert turns.waiting == 0


def test_a_turn_tells_since_when_it_was_waited_for() -> None:
    turns, waited = Turns(1), []

    def ask() -> None:
        with turns.turn() as turn:
            waited.append(time.perf_counter() - turn.since)

    thread = threading.Thread(target=ask)
    with turns.turn():
        _join_the_line(thread, turns)
        time.sleep(0.05)
    thread.join()
    assert waited[0] >= 0.05


def test_nobody_steps_aside_for_nobody() -> None:
    with Turns(1).turn() as turn:
        assert not turn.is_wanted
        turn.step_aside()
        assert turn.is_held


def test_who_need_not_go_on_leaves_the_line() -> None:
    turns, ended = Turns(1), []

    def ask() -> None:
        def heed() -> None:
            raise KeyboardInterrupt("something else was asked for")

        try:
            with turns.turn(heed) as turn:
                turn.step_aside()
        except KeyboardInterrupt:
            ended.append(turns.waiting)

    held = threading.Event()

    def hold() -> None:
        with turns.turn():
            held.wait(10)

    first, second = threading.Thread(target=ask), threading.Thread(target=hold)
    with turns.turn():
        _join_the_line(first, turns)
        _join_the_line(second, turns)
    first.join(10)
    assert ended == [0]
    held.set()
    second.join(10)
    with turns.turn():
        assert turns.waiting == 0


def test_a_turn_that_comes_as_somebody_leaves_is_passed_on() -> None:
    turns = Turns(1)
    lent = threading.Thread(target=_lend_and_leave, args=(turns,))
    with turns.turn():
        _join_the_line(lent, turns)
        other = threading.Thread(target=_take_a_turn, args=(turns,))
        _join_the_line(other, turns)
    lent.join(10)
    other.join(10)
    assert not lent.is_alive()
    assert not other.is_alive()
    with turns.turn():
        assert turns.waiting == 0


def _lend_and_leave(turns: Turns) -> None:
    """Leave a line only when one's turn has come."""

    def heed() -> None:
        while turns.waiting:
            time.sleep(0.001)
        raise ValueError

    with suppress(ValueError), turns.turn(heed) as turn:
        turn.step_aside()


def _take_a_turn(turns: Turns) -> None:
    with turns.turn():
        time.sleep(0.3)


def _join_the_line(thread: threading.Thread, turns: Turns) -> None:
    before = turns.waiting
    thread.start()
    while turns.waiting == before:
        time.sleep(0.001)

"""Turns: no more at once than may, in the order they came, whatever becomes of them."""

import threading
import time

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
            before = turns.waiting
            thread.start()
            while turns.waiting == before:
                time.sleep(0.001)
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

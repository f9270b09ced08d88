"""What one worker does for all: by one at a time, and by another once it went silent."""

from dataclasses import replace
from functools import partial

import pytest

from kb.catalogue import Catalogue
from kb.duty import Duty
from kb.errors import LeaseLost
from kb.guarded import GuardedIndex
from kb.store import Store
from kb.watch import Watch
from tests.shelf import Shelf
from ui.working import Post


def duty(catalogue: Catalogue, owner: str, now: list[float]) -> Duty:
    return Duty(catalogue.leases, "turns", owner, Watch(5, lambda: now[0]))


def test_turns_are_taken_by_one_and_begun_anew_by_the_next(store: Store) -> None:
    now, told = [0.0], list[str]()
    first, second = (
        Post(
            duty(store.catalogue, owner, now),
            partial(told.append, f"{owner} begins"),
            partial(told.append, owner),
        )
        for owner in ("anne", "benoit")
    )
    for _ in range(2):
        first.step()
        second.step()
    assert told == ["anne begins", "anne", "anne"]
    for _ in range(7):
        now[0] += 1
        second.step()
    assert told[3:5] == ["benoit begins", "benoit"]
    assert not first.step()


def test_only_who_has_the_duty_writes_the_index(store: Store, shelf: Shelf) -> None:
    now = [0.0]
    assert store.follower is not None
    mine, others = duty(store.catalogue, "anne", now), duty(store.catalogue, "benoit", now)
    guarded = replace(
        store.follower, indexes=[GuardedIndex(each, mine) for each in store.follower.indexes]
    )
    assert mine.held()
    guarded.catch_up()
    store.catalogue.leases.give_up("anne")
    assert others.held()
    before = store.follower.position
    store.catalogue.writer.remove(shelf.put("Une navette."))
    with pytest.raises(LeaseLost):
        guarded.catch_up()
    assert store.follower.position > before
    store.catch_up()
    with pytest.raises(LeaseLost):
        guarded.rebuild()

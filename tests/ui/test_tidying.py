"""What lives is set aside from collections; what died meanwhile is still found."""

import gc
import threading
import weakref

import pytest

from ui import tidying
from ui.tidying import look_through_everything, set_aside, tidy


class Loop:
    """A thing that holds itself, which only a collection frees."""

    def __init__(self) -> None:
        self.own = self


def test_what_was_set_aside_is_freed_once_everything_is_looked_through() -> None:
    loop = Loop()
    ghost = weakref.ref(loop)
    try:
        set_aside()
        assert gc.get_freeze_count() > 0
        del loop
        set_aside()
        assert ghost() is not None, "a run of a page does not look through what was set aside"
        look_through_everything()
        assert ghost() is None
    finally:
        gc.unfreeze()


def test_what_died_new_is_freed_at_once() -> None:
    try:
        set_aside()
        ghost = weakref.ref(Loop())
        set_aside()
        assert ghost() is None
    finally:
        gc.unfreeze()


@pytest.mark.parametrize(("seldom", "looked"), [(0.0, 4), (1e9, 1)])
def test_everything_is_looked_through_seldom(
    monkeypatch: pytest.MonkeyPatch, seldom: float, looked: int
) -> None:
    class Rounds(threading.Event):
        left = 3

        def wait(self, timeout: float | None = None) -> bool:
            self.left -= 1
            return self.left < 0

    done: list[str] = []
    monkeypatch.setattr(tidying, "set_aside", lambda: done.append("new"))
    monkeypatch.setattr(tidying, "look_through_everything", lambda: done.append("all"))
    tidy(Rounds(), pause=0, seldom=seldom)
    assert done.count("all") == looked and len(done) == 4

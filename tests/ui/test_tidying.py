"""What lives is set aside from collections; what died meanwhile is still found."""

import gc
import threading
import weakref

from ui.tidying import set_aside, tidy


class Loop:
    """A thing that holds itself, which only a collection frees."""

    def __init__(self) -> None:
        self.own = self


def test_what_was_set_aside_is_freed_once_it_is_dead() -> None:
    loop = Loop()
    ghost = weakref.ref(loop)
    try:
        set_aside()
        assert gc.get_freeze_count() > 0
        del loop
        gc.collect()
        assert ghost() is not None, "a run of a page does not look through what was set aside"
        set_aside()
        assert ghost() is None
    finally:
        gc.unfreeze()


def test_tidying_ends_when_told() -> None:
    stop = threading.Event()
    stop.set()
    try:
        tidy(stop)
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()

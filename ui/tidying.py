"""Garbage is looked for among what is new, not in all there is after every run of every page."""

import gc
import threading
import time

_PAUSE = 1.0
"""Seconds between two looks through what is new, each of which takes a few milliseconds."""

_SELDOM = 600.0
"""Seconds between two looks through everything, each of which takes some tenths of one."""


def tidy(stop: threading.Event, pause: float = _PAUSE, seldom: float = _SELDOM) -> None:
    """Collect garbage and set aside what is left, again and again until told to stop.

    Streamlit collects all garbage after each run of a page, while every other thread waits.
    That took three quarters of the computing of fifty people's searches, nearly all of it spent
    on modules and services that stay. What is set aside is left out; only seldom is it looked
    through, for what died since.
    """
    look_through_everything()
    looked = time.monotonic()
    while not stop.wait(pause):
        if time.monotonic() - looked < seldom:
            set_aside()
        else:
            look_through_everything()
            looked = time.monotonic()


def set_aside() -> None:
    """Collect the garbage among what is new, and leave what is alive out of collections."""
    gc.collect()
    gc.freeze()


def look_through_everything() -> None:
    """Collect all garbage, also of what was set aside, and set aside what is alive."""
    gc.unfreeze()
    set_aside()

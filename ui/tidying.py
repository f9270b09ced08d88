"""Garbage is looked for now and then, not after every run of every page."""

import gc
import threading

_PAUSE = 15.0
"""Seconds between two searches, each of which takes some tenths of one."""


def tidy(stop: threading.Event, pause: float = _PAUSE) -> None:
    """Collect garbage and set aside what is left, again and again until told to stop.

    Streamlit collects all garbage after each run of a page, while every other thread waits.
    That took three quarters of the computing of fifty people's searches, nearly all of it spent
    on modules and services that stay. What is set aside is left out; it is looked through here.
    """
    set_aside()
    while not stop.wait(pause):
        set_aside()


def set_aside() -> None:
    """Collect all garbage, and leave what is alive out of collections until the next time."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()

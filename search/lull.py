"""What need not be done for each of many documents that come one after the other."""

import time
from collections.abc import Callable

_LONGEST = 60.0
"""Seconds that something is put off at most."""


class Lull:
    """Put something off while the catalogue changes, or people wait; but not for ever."""

    def __init__(
        self,
        do: Callable[[], object],
        latest: Callable[[], int],
        longest: float = _LONGEST,
        clock: Callable[[], float] = time.monotonic,
        waiting: Callable[[], int] = lambda: 0,
    ) -> None:
        """Do `do` where `latest`, the last change, stays and nobody is `waiting` to compute.

        After `longest` seconds it is done all the same.
        """
        self._do = do
        self._latest = latest
        self._longest = longest
        self._clock = clock
        self._waiting = waiting
        self._seen = -1
        self._done = clock()

    def turn(self) -> None:
        """Do it now, unless something came since the last turn or people wait."""
        latest, now = self._latest(), self._clock()
        quiet, self._seen = latest == self._seen and not self._waiting(), latest
        if quiet or now - self._done >= self._longest:
            self._do()
            self._done = now

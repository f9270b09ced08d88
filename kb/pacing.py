"""How the follower makes way for people who search."""

import time
from collections.abc import Callable
from typing import Protocol

_REST, _LONGEST_REST = 4, 5.0
"""How many times as long as it worked the follower rests, and for how many seconds at most."""

_CROWD_REST, _LONGEST_CROWD_REST = 40, 15.0
"""The same where many search. Whoever asks while the follower works waits longer; a 95th
percentile does not see it where that is a fortieth of the time."""

_LONGEST_HOLD = 30.0
"""Seconds that the follower keeps still at most while people stand in line."""


class Crowd(Protocol):
    """The people who search."""

    @property
    def many(self) -> bool:
        """Tell whether many search."""
        ...

    @property
    def waiting(self) -> int:
        """Count those who stand in line."""
        ...


class _Nobody:
    many = False
    waiting = 0


NOBODY = _Nobody()


class Pace:
    """Tell how long to rest after work, and when to keep still."""

    def __init__(
        self, shortest: float, crowd: Crowd, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Rest `shortest` seconds at least, and longer where there is a `crowd`."""
        self._shortest = shortest
        self._crowd = crowd
        self._clock = clock
        self._worked = clock()

    def holds(self) -> bool:
        """Tell whether people stand in line, unless the last work was too long ago."""
        return bool(self._crowd.waiting) and self._clock() - self._worked < _LONGEST_HOLD

    def rest(self, took: float) -> float:
        """Give the seconds to rest after work that took some seconds and ends now.

        What comes meanwhile is applied together, which costs less.
        """
        self._worked = self._clock()
        times, longest = _REST, _LONGEST_REST
        if self._crowd.many:
            times, longest = _CROWD_REST, _LONGEST_CROWD_REST
        return max(self._shortest, min(times * took, longest))

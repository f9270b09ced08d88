"""Turns at computing: first come, first served."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

_MANY, _WITHIN = 10, 10.0


class Turns:
    """Let so many compute at once; the others wait in line.

    Python computes on one core at a time. Fifty who search at once, all of them a little, hold
    each other up at every step; in turn, all are done sooner. A semaphore would let whoever comes
    by chance go before those who wait.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Let `most` compute at once."""
        self._free = most
        self._clock = clock
        self._latest: deque[float] = deque(maxlen=_MANY)
        self._lock = Lock()
        self._line: deque[Lock] = deque()

    @property
    def waiting(self) -> int:
        """Count those who wait for their turn."""
        with self._lock:
            return len(self._line)

    @property
    def many(self) -> bool:
        """Tell whether many come: ten within ten seconds."""
        with self._lock:
            full = len(self._latest) == _MANY
            return full and self._clock() - self._latest[0] <= _WITHIN

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and pass it on at the end."""
        self._take()
        try:
            yield
        finally:
            self._pass_on()

    def _take(self) -> None:
        with self._lock:
            self._latest.append(self._clock())
            if self._free:
                self._free -= 1
                return
            called = Lock()
            called.acquire()
            self._line.append(called)
        called.acquire()

    def _pass_on(self) -> None:
        with self._lock:
            if self._line:
                self._line.popleft().release()
            else:
                self._free += 1

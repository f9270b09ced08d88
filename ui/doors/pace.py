"""A pace that is kept: so many requests of one kind from one place within a while."""

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

_MOST_KEYS = 10_000


class Pace:
    """Tell whether one more request keeps to the pace; all in memory, forgotten with time."""

    def __init__(
        self, most: int, within: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Allow `most` requests for each key in any `within` seconds."""
        self._most, self._within, self._clock = most, within, clock
        self._lock = Lock()
        self._seen: dict[str, deque[float]] = {}

    def allows(self, key: str) -> bool:
        """Count a request, and tell whether it may be answered."""
        return self.wait(key) == 0

    def wait(self, key: str) -> float:
        """Count a request and give 0 if it may be answered, else the seconds until one may."""
        now = self._clock()
        with self._lock:
            if len(self._seen) >= _MOST_KEYS and key not in self._seen:
                self._forget(now)
            own = self._seen.setdefault(key, deque())
            while own and own[0] <= now - self._within:
                own.popleft()
            if len(own) >= self._most:
                return own[0] + self._within - now
            own.append(now)
            return 0.0

    def _forget(self, now: float) -> None:
        """Make room: keys that are quiet go, or all of them if none is."""
        self._seen = {
            key: own for key, own in self._seen.items() if own and own[-1] > now - self._within
        }
        if len(self._seen) >= _MOST_KEYS:
            self._seen.clear()

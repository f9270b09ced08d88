"""Turns at computing: first come, first served; what can wait goes after those who wait."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

_MANY, _WITHIN = 10, 10.0

_LOOK = 0.1
"""Seconds after which whoever stepped aside looks whether to go on at all."""


class Turn:
    """Somebody's turn, which may be lent to those who wait.

    Attributes:
        since: when it was asked for, by `time.perf_counter`.
    """

    def __init__(self, turns: "Turns", heed: Callable[[], object]) -> None:
        """Ask for a turn of `turns`; `heed` raises when it need not go on."""
        self.since = time.perf_counter()
        self._turns = turns
        self._heed = heed
        self.is_held = True

    @property
    def is_wanted(self) -> bool:
        """Tell whether others wait for theirs."""
        return self._turns.waiting > 0

    def step_aside(self) -> None:
        """Go on when those who wait by now have had theirs.

        Raises:
            BaseException: what `heed` raises meanwhile.
        """
        called = self._turns.lend()
        if called is None:
            return
        self.is_held = False
        try:
            while not called.acquire(timeout=_LOOK):
                self._heed()
        except BaseException:
            self._turns.leave(called)
            raise
        self.is_held = True


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
        """Count those who wait, for their turn or to go on with it."""
        with self._lock:
            return len(self._line)

    @property
    def many(self) -> bool:
        """Tell whether many come: ten within ten seconds."""
        with self._lock:
            full = len(self._latest) == _MANY
            return full and self._clock() - self._latest[0] <= _WITHIN

    @contextmanager
    def turn(self, heed: Callable[[], object] = bool) -> Iterator[Turn]:
        """Wait for a turn, and pass it on at the end."""
        turn = Turn(self, heed)
        self._take()
        try:
            yield turn
        finally:
            if turn.is_held:
                self._pass_on()

    def lend(self) -> "Lock | None":
        """Pass a turn on if anybody waits for theirs; give what opens when it comes back."""
        with self._lock:
            if not self._line:
                return None
            called = _join(self._line)
            self._line.popleft().release()
            return called

    def leave(self, called: Lock) -> None:
        """Wait no longer for what `lend` gave, or pass on what came meanwhile."""
        with self._lock:
            waits = called in self._line
            if waits:
                self._line.remove(called)
        if not waits:
            self._pass_on()

    def _take(self) -> None:
        with self._lock:
            self._latest.append(self._clock())
            if self._free:
                self._free -= 1
                return
            called = _join(self._line)
        called.acquire()

    def _pass_on(self) -> None:
        with self._lock:
            if self._line:
                self._line.popleft().release()
            else:
                self._free += 1


def _join(line: deque[Lock]) -> Lock:
    """Stand in a line: whoever opens the lock that this gives calls the one who waits at it."""
    called = Lock()
    called.acquire()
    line.append(called)
    return called

"""Answers that are at hand, until anything changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")
_MOST = 2_000


class Kept(Generic[Answer]):
    """Keep the latest answers of one state of the catalogue, in this process alone.

    Whoever asks names in the key all that an answer hangs on, what the reader may read included.
    At the first question after a change everything goes, so that nothing erased stays.
    """

    def __init__(self, most: int = _MOST) -> None:
        """Keep at most so many."""
        self._most = most
        self._lock = threading.Lock()
        self._stamp: Hashable = None
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()

    def give(
        self, key: Hashable, stamp: Hashable, make: Callable[[], Answer], *, keep: bool = True
    ) -> Answer:
        """Give the answer of a key, made now if it is not at hand in the state of `stamp`."""
        with self._lock:
            if stamp != self._stamp:
                self._answers.clear()
                self._stamp = stamp
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        made = make()
        if keep:
            self._put(key, stamp, made)
        return made

    def __len__(self) -> int:
        """Count the answers at hand."""
        return len(self._answers)

    def _put(self, key: Hashable, stamp: Hashable, made: Answer) -> None:
        with self._lock:
            if stamp != self._stamp:
                return
            self._answers[key] = made
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)

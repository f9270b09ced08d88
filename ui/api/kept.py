"""Answers that are at hand, until anything changes."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
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

    def find(self, key: Hashable, stamp: Hashable) -> Answer | None:
        """Give the answer of a key, if it is at hand in the state of `stamp`."""
        with self._lock:
            if stamp != self._stamp:
                self._answers.clear()
                self._stamp = stamp
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def put(self, key: Hashable, stamp: Hashable, answer: Answer) -> None:
        """Keep an answer, unless the state that it was made in has passed."""
        with self._lock:
            if stamp != self._stamp:
                return
            self._answers[key] = answer
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)

    def __len__(self) -> int:
        """Count the answers at hand."""
        return len(self._answers)

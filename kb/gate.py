"""A gate: many readers inside at once, or one writer alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Gate:
    """Let readers through together; whoever must be alone waits until they have left."""

    def __init__(self) -> None:
        """Open the gate."""
        self._moved = Condition()
        self._inside = 0
        self._shut = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Be inside with other readers."""
        with self._moved:
            self._moved.wait_for(lambda: not self._shut)
            self._inside += 1
        try:
            yield
        finally:
            with self._moved:
                self._inside -= 1
                self._moved.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be inside without anybody else; readers who come meanwhile wait outside."""
        with self._moved:
            self._moved.wait_for(lambda: not self._shut)
            self._shut = True
            self._moved.wait_for(lambda: self._inside == 0)
        try:
            yield
        finally:
            with self._moved:
                self._shut = False
                self._moved.notify_all()

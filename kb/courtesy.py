"""Long work gives way while many people search, told by a sign that the app leaves in the home."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from kb.pacing import Crowd

Done = TypeVar("Done")

_FRESH = 45.0
"""Seconds that a sign holds: the app renews it at each turn of its follower, half a minute apart
at most."""

_REST, _LONGEST = 2, 10.0
"""How many times as long as it worked long work rests, and for how many seconds at most."""


class CrowdSign:
    """A file beside the indexes whose time says when a crowd was last seen searching."""

    def __init__(self, home: Path) -> None:
        """Look into a home; there need not be a sign."""
        self._file = home / "indexes" / "crowd"

    def tell(self, crowd: Crowd) -> None:
        """Put the sign up if many people search; where nothing can be written, nobody is told."""
        if crowd.many:
            with suppress(OSError):
                self._file.touch()

    def is_up(self) -> bool:
        """Tell whether many people searched a moment ago."""
        try:
            return abs(time.time() - self._file.stat().st_mtime) < _FRESH
        except OSError:
            return False


def giving_way(
    work: Iterable[Done], crowded: Callable[[], bool], sleep: Callable[[float], object] = time.sleep
) -> Iterator[Done]:
    """Pass pieces of work on as they are done; rest twice as long as each took where it is crowded.

    A low priority leaves people the processor's time, but not its memory and caches.
    """
    begun = time.monotonic()
    for piece in work:
        took = time.monotonic() - begun
        yield piece
        if crowded():
            sleep(min(_REST * took, _LONGEST))
        begun = time.monotonic()

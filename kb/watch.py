"""Who went silent: told by this process's own steady clock, whatever wall clocks say."""

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

PATIENCE = 20.0
"""Seconds without a sign of life after which a process counts as dead."""


@dataclass
class Watch:
    """Look at counters that grow while their owners live; tell which have stood still.

    No clock is compared with another machine's, nor with its own of before: one that is set
    back or forward changes nothing.

    Attributes:
        patience: seconds a counter may stand still.
    """

    patience: float = PATIENCE
    clock: Callable[[], float] = time.monotonic
    _seen: dict[Hashable, tuple[int, float]] = field(default_factory=dict)
    _looked: float = float("-inf")

    def silent(self, beats: Mapping[Key, int]) -> set[Key]:
        """Tell which of all counters there are have stood still for too long.

        Whoever did not look for a while, being stopped or cut off itself, begins anew: others
        may have been cut off with it.
        """
        now = self.clock()
        if now - self._looked > self.patience / 2:
            self._seen.clear()
        self._looked = now
        before = self._seen
        self._seen = {
            key: before[key] if key in before and before[key][0] == beat else (beat, now)
            for key, beat in beats.items()
        }
        return {key for key in beats if now - self._seen[key][1] > self.patience}

"""What a process serves with, replaced while it serves when the catalogue names another encoder."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from kb.pacing import NOBODY, Crowd
from kb.store import Role, Store, store_in_place_of

_LOG = logging.getLogger(__name__)
Made = TypeVar("Made")

_PAUSE, _LONGEST = 1.0, 60.0
_PATIENCE = 10.0
"""Seconds that a turn of the former follower may still take."""

_GRACE = 20.0
"""Seconds after which nobody is answering a question with the former encoder any more."""


@dataclass
class Serving(Generic[Made]):
    """Give what is made over the store, and make it anew over the next one.

    Whoever asks takes `now` once for each piece of work and keeps to it: a question is encoded by
    the encoder whose vectors it is compared with, before a change and after it.

    Attributes:
        store: the one that serves.
        make: builds what is served over a store.
        end: ends it, once another has taken its place.
        crowd: tells who searches with it; following makes way for them.
    """

    store: Store
    make: Callable[[Store], Made]
    end: Callable[[Made], object] = lambda made: None
    crowd: Callable[[Made], Crowd] = lambda made: NOBODY
    grace: float = _GRACE
    _former: list[tuple[float, Store]] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _following: threading.Thread | None = None

    def __post_init__(self) -> None:
        """Make the first, and follow the catalogue with its store."""
        self.now = self.make(self.store)
        self._follow()

    def watch(self, stop: threading.Event) -> None:
        """Change whenever the catalogue says so, until told to stop; the old serves meanwhile."""
        wait = _PAUSE
        while not stop.wait(wait):
            try:
                self.step()
                wait = _PAUSE
            except Exception:
                _LOG.exception("another encoder could not be opened; trying again")
                wait = min(2 * wait, _LONGEST)

    def step(self) -> bool:
        """Change if the catalogue names another encoder since the store was opened; tell if so.

        A model whose weights an upgrade renewed is not called what the catalogue knows it by.
        """
        self._let_go_of(time.monotonic())
        switch = self.store.catalogue.reindexings.switch()
        if switch is None or switch.id == self.store.switch:
            return False
        store = store_in_place_of(self.store, Role.WEB)
        made = self.make(store)
        former, ended = self.store, self.now
        self.store, self.now = store, made
        self._unfollow()
        self._follow()
        self.end(ended)
        self._former.append((time.monotonic() + self.grace, former))
        _LOG.info("the encoder %s serves from now on", store.encoder.name)
        return True

    def close(self) -> None:
        """Stop following, and let go of what is searched with."""
        self._unfollow()
        self.end(self.now)
        self._let_go_of(float("inf"))
        self.store.let_go()

    def _follow(self) -> None:
        self._stop = threading.Event()
        if self.store.follower is not None:
            loop = partial(self.store.follower.run, self._stop, crowd=self.crowd(self.now))
            self._following = threading.Thread(target=loop, daemon=True)
            self._following.start()

    def _unfollow(self) -> None:
        self._stop.set()
        if self._following is not None:
            self._following.join(_PATIENCE)

    def _let_go_of(self, now: float) -> None:
        for entry in [each for each in self._former if each[0] <= now]:
            self._former.remove(entry)
            entry[1].let_go()

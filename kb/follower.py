"""The follower: brings every index up to the catalogue's last change."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from kb.catalogue.feed import ChangeFeed
from kb.index_nouns import IndexEntry
from kb.pacing import NOBODY, Crowd, Pace
from kb.ports import Encoder, PassageIndex

_LOG = logging.getLogger(__name__)
_STEP = 200
"""Documents applied at once: each step ends with its position written."""

_LONGEST_PAUSE = 60.0

_LOOKS = 10
"""How often counts are compared again because something came meanwhile."""


@dataclass(frozen=True, slots=True)
class Follower:
    """Apply the catalogue's changes, in order, to the indexes of one encoder.

    Killed anywhere, it goes on from the positions recorded beside the indexes; replaying a
    change is harmless because a document is always replaced as a whole. Threads
    of the owner may call it at any time: they take turns.

    Attributes:
        after: what else is to be done each time the indexes are up to date.
    """

    feed: ChangeFeed
    encoder: Encoder
    indexes: Sequence[PassageIndex]
    after: list[Callable[[], object]] = field(default_factory=list)
    _turn: AbstractContextManager[object] = field(default_factory=threading.RLock)

    def catch_up(self) -> int:
        """Apply all changes there are now; return how many there were for the one furthest back.

        What comes meanwhile is left to the next call. Applying one document takes nearly as long
        as applying twenty, so that beside an ingest this would go on for as long as that does.
        """
        with self._turn:
            self._forget_the_future()
            latest, applied = self.feed.latest(), 0
            while step := self._next_step(latest):
                self._apply(step)
                applied += step.changes
            return applied

    def run(self, stop: threading.Event, pause: float = 1.0, crowd: Crowd = NOBODY) -> None:
        """Catch up again and again until told to stop; a failure is logged and tried again.

        What fails again is tried less and less often: it may be costly, like a rebuilding. What
        took long is followed by a long rest, the longer where a crowd searches.
        """
        wait, pace = pause, Pace(pause, crowd)
        while not stop.wait(wait):
            begun = time.monotonic()
            if pace.holds():
                wait = pause
            elif self._well():
                wait = pace.rest(time.monotonic() - begun)
            else:
                wait = min(2 * wait, _LONGEST_PAUSE)

    def _well(self) -> bool:
        """Catch up and do what comes after; tell if nothing failed."""
        try:
            self.catch_up()
        except Exception:
            _LOG.exception("the indexes could not be brought up to date; trying again")
            return False
        return self.do_the_rest()

    def do_the_rest(self) -> bool:
        """Do what comes after, one failure not keeping the others from their turn; tell if none."""
        well = True
        for each in list(self.after):
            try:
                each()
            except Exception:
                _LOG.exception("what follows the indexes failed; trying again")
                well = False
        return well

    def mend(self) -> bool:
        """Catch up, and rebuild the indexes that hold other than the catalogue; tell if any was."""
        with self._turn:
            wrong = self._wrong()
            for index in wrong:
                expected = self.feed.published_passages()
                _LOG.warning("an index held %d passages instead of %d", index.count(), expected)
                index.clear()
            self.catch_up()
        return bool(wrong)

    def rebuild(self) -> None:
        """Write every index anew from the catalogue, so that its files hold nothing else."""
        with self._turn:
            self.catch_up()
            for index in self.indexes:
                # Read before the documents: a change that comes meanwhile is applied again.
                position = self.feed.latest()
                index.rebuild(self._everything(), position)
            self.catch_up()

    @property
    def position(self) -> int:
        """Tell the last change that the index furthest back holds."""
        return min((index.position for index in self.indexes), default=0)

    def behind(self) -> int:
        """Tell by how many changes the index furthest back is behind the catalogue."""
        latest = self.feed.latest()
        return max((latest - index.position for index in self.indexes), default=0)

    def _wrong(self) -> list[PassageIndex]:
        """List the indexes that hold another number of passages than the catalogue.

        Where changes came while it was counted, it is counted again: they are no fault.
        """
        for _ in range(_LOOKS):
            self.catch_up()
            expected = self.feed.published_passages()
            wrong = [index for index in self.indexes if index.count() != expected]
            if not (wrong and self.behind()):
                return wrong
        _LOG.info("documents kept coming: what the indexes hold was not compared")
        return []

    def _forget_the_future(self) -> None:
        latest = self.feed.latest()
        for index in self.indexes:
            if index.position > latest:
                # The catalogue is older than the index: another home, or a restored backup.
                index.clear()

    def _next_step(self, latest: int) -> "_Step | None":
        """Read what the indexes furthest back lack, up to where the next of them stands."""
        places = [index.position for index in self.indexes]
        start = min(places, default=latest)
        behind = [index for index, at in zip(self.indexes, places, strict=True) if at == start]
        end = min((at for at in places if at > start), default=latest)
        changes = [change for change in self.feed.since(start, _STEP) if change[0] <= end]
        if not changes:
            return None
        document_ids = list(dict.fromkeys(document_id for _, document_id in changes))
        put = self._entries(document_ids)
        kept = {entry.document_id for entry in put}
        removed = [each for each in document_ids if each not in kept]
        return _Step(behind, put, removed, changes[-1][0], len(changes))

    def _apply(self, step: "_Step") -> None:
        """Apply a step to the first index, then to the others at once: each waits mostly."""
        first, *others = step.indexes
        first.apply(step.put, step.removed, position=step.position)
        with ThreadPoolExecutor(max(len(others), 1)) as pool:
            apply = (
                pool.submit(each.apply, step.put, step.removed, position=step.position)
                for each in others
            )
            for done in list(apply):
                done.result()

    def _everything(self) -> Iterator[list[IndexEntry]]:
        document_ids = self.feed.published()
        for start in range(0, len(document_ids), _STEP):
            yield self._entries(document_ids[start : start + _STEP])

    def _entries(self, document_ids: Sequence[str]) -> list[IndexEntry]:
        missing = self.feed.unencoded(document_ids, self.encoder.name)
        if missing:
            vectors = self.encoder.encode_passages([passage.text for passage in missing])
            ids = [passage.passage_id for passage in missing]
            self.feed.add_embeddings(self.encoder.name, ids, vectors)
        return self.feed.entries(document_ids, self.encoder.name)


@dataclass(frozen=True, slots=True)
class _Step:
    """Changes that some indexes lack, with what became of the documents."""

    indexes: Sequence[PassageIndex]
    put: Sequence[IndexEntry]
    removed: Sequence[str]
    position: int
    changes: int

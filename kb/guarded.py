"""An index that several processes could write: only who holds the duty does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.duty import Duty
from kb.errors import LeaseLost
from kb.index_nouns import IndexEntry
from kb.ports import PassageIndex


@dataclass(frozen=True, slots=True)
class GuardedIndex:
    """Look before every write whether the duty is still this process's.

    A process that slept in the middle of a write may still finish that one late. It then also
    writes down the position it was at, so that the new holder applies what came since again.
    """

    index: PassageIndex
    duty: Duty

    @property
    def position(self) -> int:
        """Tell the last change that this index holds, 0 for none."""
        return self.index.position

    def apply(self, put: Sequence[IndexEntry], removed: Sequence[str], position: int) -> None:
        """Replace and forget documents, then record `position`.

        Raises:
            LeaseLost: when another process has the duty.
        """
        self._check()
        self.index.apply(put, removed, position)

    def clear(self) -> None:
        """Forget everything.

        Raises:
            LeaseLost: when another process has the duty.
        """
        self._check()
        self.index.clear()

    def rebuild(self, entries: Iterable[Sequence[IndexEntry]], position: int) -> None:
        """Hold `entries` and nothing else.

        Raises:
            LeaseLost: when another process has the duty.
        """
        self._check()
        self.index.rebuild(entries, position)

    def count(self) -> int:
        """Count the passages held."""
        return self.index.count()

    def _check(self) -> None:
        if not self.duty.keeps():
            raise LeaseLost("work.lease_lost")

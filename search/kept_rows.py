"""Documents and passages as the catalogue gave them, kept until something in it changes."""

from collections.abc import Callable, Iterable
from threading import Lock
from typing import TypeVar

from kb.access import AccessScope
from kb.catalogue.reader import CatalogueReader
from kb.nouns import Document, StoredPassage

_MOST = 2_000
"""Rows of each kind, some 4 kB each, for all readers together."""

Id = TypeVar("Id", str, int)
Row = TypeVar("Row")
Kind = TypeVar("Kind")


class KeptRows:
    """Read a catalogue, and keep what it gave for everybody who may read the same shelves.

    Whatever becomes of a published document is announced as a change in the same transaction:
    between two changes its rows are what they were.
    """

    def __init__(self, reader: CatalogueReader) -> None:
        """Read from `reader`."""
        self._reader = reader
        self._documents: dict[tuple[frozenset[str], str], Document] = {}
        self._passages: dict[tuple[frozenset[str], int], StoredPassage] = {}
        self._at = -1
        self._lock = Lock()

    def documents(
        self, ids: Iterable[str], *, change: int, access: AccessScope
    ) -> dict[str, Document]:
        """Give the readable ones among several documents, `change` being the last there is."""
        self._forget_before(change)
        return _completed(self._documents, ids, self._reader.documents, access=access)

    def passages(
        self, ids: Iterable[int], *, change: int, access: AccessScope
    ) -> dict[int, StoredPassage]:
        """Give the readable ones among several passages, `change` being the last there is."""
        self._forget_before(change)
        return _completed(self._passages, ids, self._reader.passages, access=access)

    def _forget_before(self, change: int) -> None:
        with self._lock:
            if change != self._at:
                self._documents, self._passages, self._at = {}, {}, change
            if len(self._documents) > _MOST:
                self._documents = _newer_half(self._documents)
            if len(self._passages) > _MOST:
                self._passages = _newer_half(self._passages)


def _newer_half(known: dict[Kind, Row]) -> dict[Kind, Row]:
    """Forget what was read longest ago; whoever reads meanwhile has the old ones still."""
    # A list at once: others may add rows while it is gone through.
    return dict(list(known.items())[len(known) // 2 :])


def _completed(
    known: dict[tuple[frozenset[str], Id], Row],
    ids: Iterable[Id],
    read: Callable[..., dict[Id, Row]],
    *,
    access: AccessScope,
) -> dict[Id, Row]:
    shelves, asked = access.shelves, list(ids)
    if new := [each for each in asked if (shelves, each) not in known]:
        found = read(new, access=access)
        known.update({(shelves, each): row for each, row in found.items()})
    rows = ((each, known.get((shelves, each))) for each in asked)
    return {each: row for each, row in rows if row is not None}

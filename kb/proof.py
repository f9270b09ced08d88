"""The proof that a document is gone: every place that could still hold it is looked at."""

import mmap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kb.catalogue.erasures import Erasures, Pending
from kb.errors import StoreError
from kb.follower import Follower
from kb.receipts import Checked
from kb.traces import Traces


@dataclass(frozen=True, slots=True)
class Proof:
    """Look for erased documents after everything was written anew.

    Attributes:
        database: how the catalogue's own files were cleaned.
    """

    erasures: Erasures
    traces: Traces
    follower: Follower
    database: str

    def of(self, pending: Pending) -> Checked:
        """Tell what was looked at for one document.

        Raises:
            StoreError: when the document is found anywhere.
        """
        rows = self.erasures.traces(pending.document_id)
        files = self.traces.index_files()
        _refuse(column for column, count in rows.items() if count)
        _refuse(self.traces.left(self.erasures.unused(pending.facts.originals)))
        _refuse(path.name for path in files if _names(path, pending.document_id))
        return Checked(
            columns=len(rows),
            passages=self._passages(),
            index_files=len(files),
            database=self.database,
        )

    def _passages(self) -> int:
        """Count what all indexes hold, which is what the catalogue publishes."""
        published = self.follower.feed.published_passages()
        _refuse(
            type(index).__name__ for index in self.follower.indexes if index.count() != published
        )
        return published


def _refuse(places: Iterable[str]) -> None:
    if found := list(places):
        raise StoreError("erasure.unproven", where=", ".join(found))


def _names(path: Path, document_id: str) -> bool:
    """Tell whether a file names a document; an empty one, or one gone meanwhile, does not."""
    try:
        with path.open("rb") as file:
            if not path.stat().st_size:
                return False
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                return content.find(document_id.encode()) >= 0
    except FileNotFoundError:
        return False

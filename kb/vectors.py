"""The vector index in a Chroma folder, which the process that opens it must own."""

import logging
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.access import AccessScope
from kb.disk import disk_trouble
from kb.errors import MeaningUnreachable, is_panic
from kb.gate import Gate
from kb.generations import Generations
from kb.graph_files import graphs_are_whole
from kb.index_file import is_sound_database
from kb.index_nouns import IndexEntry, Scored, Vectors
from kb.placemark import read_position, write_position
from kb.vector_collections import Collections

if TYPE_CHECKING:
    from chromadb.api.client import Client

_LOG = logging.getLogger(__name__)

_DATABASE = "chroma.sqlite3"


class ChromaVectors:
    """Hold vectors in an embedded Chroma folder, which this process must own.

    Chroma keeps what is deleted, in its log and its graph files: only a folder built anew is
    free of it. `rebuild` makes one beside the old one, so that searches go on meanwhile. Where
    Chroma cannot read its own files, what it holds counts as nothing, and is made again.
    """

    def __init__(self, folder: Path) -> None:
        """Open the folder, making it when it is not there."""
        self._generations = Generations(folder)
        self._gate = Gate()
        self._damaged = False
        self._held = self._open(self._sound_folder())

    @property
    def position(self) -> int:
        """Tell the last change that this index holds, 0 for none."""
        return 0 if self._damaged else read_position(self._held.folder)

    def apply(self, put: Sequence[IndexEntry], removed: Sequence[str], position: int) -> None:
        """Replace and forget documents, then record how far we came.

        A folder found damaged here is left at position 0, and anew the next time.

        Raises:
            MeaningUnreachable: when a folder just made anew is damaged as well.
        """
        again = self._damaged
        if again:
            self.clear()
        try:
            with self._heeding_damage():
                self._held.forget([*removed, *(entry.document_id for entry in put)])
                self._held.add(put)
        except MeaningUnreachable:
            if again:
                raise
        else:
            write_position(self._held.folder, position)

    def clear(self) -> None:
        """Forget everything, files included."""
        self._replace(self._open(self._generations.fresh()))

    def rebuild(self, entries: Iterable[Sequence[IndexEntry]], position: int) -> None:
        """Hold `entries` and nothing else, in new files; the old ones answer until then."""
        fresh = self._open(self._generations.fresh())
        try:
            for step in entries:
                fresh.add(step)
            write_position(fresh.folder, position)
        except BaseException:
            fresh.close()
            shutil.rmtree(fresh.folder)
            raise
        self._replace(fresh)

    def search(self, vector: Vectors, *, access: AccessScope, limit: int) -> list[Scored]:
        """Find the nearest readable passages of each language by cosine, the best first.

        Raises:
            MeaningUnreachable: when the folder is damaged.
        """
        with self._gate.reading(), self._heeding_damage():
            return self._held.search(vector, access=access, limit=limit)

    def count(self) -> int:
        """Count the passages held, on all shelves; none where the folder is damaged."""
        try:
            with self._gate.reading(), self._heeding_damage():
                return self._held.count()
        except MeaningUnreachable:
            return 0

    def close(self) -> None:
        """Let go of the folder."""
        self._held.close()

    def _open(self, folder: Path) -> "_Folder":
        return _Folder(folder, self._gate)

    def _sound_folder(self) -> Path:
        """Give the newest complete folder, or an empty one where its files are damaged."""
        newest = self._generations.current()
        if is_sound_database(newest / _DATABASE) and graphs_are_whole(newest):
            return newest
        _LOG.warning("the vector index is not whole, and is made again")
        fresh = self._generations.fresh()
        self._generations.keep(fresh)
        return fresh

    def _replace(self, fresh: "_Folder") -> None:
        with self._gate.alone():
            old, self._held, self._damaged = self._held, fresh, False
        # Whoever comes now reads the new folder, and nobody is left in the old one.
        old.close()
        self._generations.keep(fresh.folder)

    @contextmanager
    def _heeding_damage(self) -> Iterator[None]:
        """Tell damaged files from a full disk, which leaves them as they are."""
        try:
            yield
        except BaseException as error:
            if disk_trouble(error) or not _speaks_of_files(error):
                raise
            _LOG.warning("the vector index cannot be read, and is made again: %s", error)
            self._damaged = True
            raise MeaningUnreachable("vectors.damaged") from error


class _Folder(Collections):
    """The collections of one folder."""

    def __init__(self, folder: Path, gate: Gate) -> None:
        self.folder = folder
        self._opened = _open_client(folder)
        try:
            super().__init__(self._opened, unread=gate.alone)
        except BaseException:
            # Chroma gives a client that is open to whoever opens the folder next.
            self.close()
            raise

    def close(self) -> None:
        self._opened.close()


def _open_client(folder: Path) -> "Client":
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    try:
        client: Any = chromadb.PersistentClient(
            path=str(folder), settings=Settings(anonymized_telemetry=False)
        )
    except BaseException as error:
        # Chroma keeps what it began for a path even where it could not start, and would give it
        # to whoever opens a new folder there.
        SharedSystemClient._identifier_to_system.pop(str(folder), None)
        if _speaks_of_files(error):
            raise MeaningUnreachable("vectors.damaged") from error
        raise
    opened: Client = client
    return opened


def _speaks_of_files(error: BaseException) -> bool:
    """Tell whether Chroma makes no sense of what it reads."""
    from chromadb.errors import InternalError

    return isinstance(error, InternalError) or is_panic(error)

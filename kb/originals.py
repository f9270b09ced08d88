"""Originals: the files as they were given, each stored once under its content's hash."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kb.errors import NotFound


def content_hash(path: Path) -> str:
    """Hash a file's bytes (SHA-256, hexadecimal)."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Originals:
    """Keep original files in one folder tree, addressed by content."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is made when the first file comes."""
        self._folder = folder

    def keep(self, source: Path, digest: str) -> None:
        """Copy a file in so that a crash leaves all of it or nothing; twice is harmless."""
        target = self._path(digest)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".incoming-")
        with os.fdopen(descriptor, "wb") as copy, source.open("rb") as original:
            shutil.copyfileobj(original, copy)
            copy.flush()
            os.fsync(copy.fileno())
        Path(name).replace(target)

    def path(self, digest: str) -> Path:
        """Locate an original.

        Raises:
            NotFound: when it is missing.
        """
        path = self._path(digest)
        if not path.exists():
            raise NotFound("original.missing", digest=digest[:12])
        return path

    def forget(self, digest: str) -> None:
        """Delete an original; one that is not there is forgotten already."""
        self._path(digest).unlink(missing_ok=True)

    def stored(self) -> Iterator[str]:
        """List the hashes of all files kept."""
        for path in self._folder.glob("??/*"):
            if not path.name.startswith("."):
                yield path.name

    def sweep(self, wanted: set[str]) -> int:
        """Delete files that nothing refers to, leftovers of a crash; return how many.

        A file of the last hour may belong to an ingest that has yet to commit: it stays.
        """
        settled = time.time() - 3600
        orphans = [
            path
            for path in self._folder.glob("??/*")
            if path.name not in wanted and path.stat().st_mtime < settled
        ]
        for path in orphans:
            path.unlink(missing_ok=True)
        return len(orphans)

    def drop_copies(self, wanted: set[str]) -> None:
        """Delete nothing: what is kept here are no copies."""

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

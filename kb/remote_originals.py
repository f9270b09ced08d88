"""Originals in a store that fsspec reaches, like S3, with copies at hand for those who read."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from kb.errors import NotFound, StoreError
from kb.originals import Originals

_SETTLED = timedelta(hours=1)


class RemoteOriginals:
    """Keep original files under their content's hash, and copies of those that are read."""

    def __init__(self, url: str, endpoint: str, copies: Path) -> None:
        """Use the place named by `url`; copies lie in the folder `copies` of this process."""
        self._url = url
        self._endpoint = endpoint
        self._copies = Originals(copies)

    def keep(self, source: Path, digest: str) -> None:
        """Write a file, all of it or nothing; twice is harmless."""
        with _reached():
            if not self._files.exists(self._key(digest)):
                self._files.put_file(str(source), self._key(digest))

    def path(self, digest: str) -> Path:
        """Locate a copy of an original, made when it is first asked for.

        Raises:
            NotFound: when it is missing; a copy of it is then deleted.
            StoreError: when the store cannot be reached.
        """
        with _reached():
            if not self._files.exists(self._key(digest)):
                self._copies.forget(digest)
                raise NotFound("original.missing", digest=digest[:12])
            try:
                return self._copies.path(digest)
            except NotFound:
                return self._copied(digest)

    def forget(self, digest: str) -> None:
        """Delete an original and the copy here; others drop theirs when they clean themselves."""
        with _reached():
            if self._files.exists(self._key(digest)):
                self._files.rm_file(self._key(digest))
        self._copies.forget(digest)

    def stored(self) -> Iterator[str]:
        """List the hashes of all files kept."""
        yield from (digest for digest, _ in self._listed())

    def sweep(self, wanted: set[str]) -> int:
        """Delete files that nothing refers to, leftovers of a crash; return how many.

        A file of the last hour may belong to an ingest that has yet to commit: it stays.
        """
        settled = datetime.now(UTC) - _SETTLED
        orphans = [digest for digest, at in self._listed() if digest not in wanted and at < settled]
        for digest in orphans:
            self.forget(digest)
        return len(orphans)

    def drop_copies(self, wanted: set[str]) -> None:
        """Delete the copies here of what nothing refers to any more."""
        for digest in set(self._copies.stored()) - wanted:
            self._copies.forget(digest)

    def _copied(self, digest: str) -> Path:
        with tempfile.TemporaryDirectory() as folder:
            draft = Path(folder) / digest
            self._files.get_file(self._key(digest), str(draft))
            self._copies.keep(draft, digest)
        return self._copies.path(digest)

    def _listed(self) -> Iterator[tuple[str, datetime]]:
        with _reached():
            if not self._files.exists(self._root):
                return
            found = self._files.find(self._root, detail=True)
        for key, facts in found.items():
            yield key.rpartition("/")[2], facts.get("LastModified") or datetime.now(UTC)

    def _key(self, digest: str) -> str:
        return f"{self._root}/{digest[:2]}/{digest}"

    @property
    def _root(self) -> str:
        return self._url.partition("://")[2].strip("/")

    @cached_property
    def _files(self) -> Any:
        import fsspec

        protocol = self._url.partition("://")[0]
        options: dict[str, Any] = {"use_listings_cache": False}
        if self._endpoint:
            options["endpoint_url"] = self._endpoint
        return fsspec.filesystem(protocol, **options)


@contextmanager
def _reached() -> Iterator[None]:
    """Say in words that the store could not be reached, or refused what was asked."""
    from botocore.exceptions import BotoCoreError

    try:
        yield
    except (BotoCoreError, OSError) as error:
        raise StoreError("originals.unreachable") from error

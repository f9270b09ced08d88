"""The vector index on a Chroma server, which all processes search and one at a time writes."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from kb.access import AccessScope
from kb.errors import MeaningUnreachable
from kb.index_nouns import IndexEntry, Scored, Vectors
from kb.vector_collections import Collections

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

Given = TypeVar("Given")

_OURS = "kb-"
_CONNECT, _ANSWER = 2.0, 5.0
"""Seconds to wait for a connection, and for what was asked."""

_PAUSE = 5.0
"""Seconds for which a server that was away is not asked again: nobody else waits for it."""

_FRESH = 1.0
"""Seconds for which a reader trusts that no collection came or went."""


class ServerVectors:
    """Hold vectors on a Chroma server, one set of collections after the other.

    An empty collection, the mark, names in its metadata the generation that counts and the
    last change it holds: one write moves both, so that a crash leaves the old or the new. It is
    read each time: who wakes up after another took over only has changes applied again.
    """

    def __init__(self, url: str, encoder: str) -> None:
        """Reach the server at `url` when it is first asked; vectors are those of `encoder`."""
        self._url = url
        self._base = _base(encoder)
        self._lock = threading.Lock()
        self._seen: Collections | None = None
        self._seen_at = 0.0
        self._away_until = 0.0

    @property
    def position(self) -> int:
        """Tell the last change that this index holds, 0 for none."""
        with _reached():
            return _number(self._mark(), "position")

    @property
    def cleaned_through(self) -> int:
        """Tell up to which change the index was built anew without what was erased."""
        with _reached():
            return _number(self._mark(), "cleaned")

    def apply(self, put: Sequence[IndexEntry], removed: Sequence[str], position: int) -> None:
        """Replace and forget documents, then record how far we came."""
        with _reached():
            mark = self._mark()
            held = self._collections(_number(mark, "generation"))
            held.forget([*removed, *(entry.document_id for entry in put)])
            held.add(put)
            mark.modify(metadata={**(mark.metadata or {}), "position": position})

    def clear(self) -> None:
        """Forget everything."""
        self.rebuild([], 0)

    def rebuild(self, entries: Iterable[Sequence[IndexEntry]], position: int) -> None:
        """Hold `entries` and nothing else, in new collections; the old ones answer until then."""
        with _reached():
            mark = self._mark()
            fresh = _number(mark, "generation") + 1
            # What a rebuilding left that was killed.
            self._drop(lambda name: name.startswith(self._prefix(fresh)))
            held = self._collections(fresh)
            for step in entries:
                held.add(step)
            stand = {"generation": fresh, "position": position}
            mark.modify(metadata={**stand, "cleaned": _number(mark, "cleaned")})
            ours = f"{self._base}-"
            keep = self._prefix(fresh)
            self._drop(lambda name: name.startswith(ours) and not name.startswith(keep))
            # Not before: a receipt would be signed while the old vectors are still there.
            mark.modify(metadata={**stand, "cleaned": position})

    def forget_others(self, kept: Iterable[str] = ()) -> None:
        """Drop the vectors of all encoders but this one and those kept."""
        with _reached():
            bases = {self._base, *map(_base, kept)}
            self._drop(lambda name: name[: len(self._base)] not in bases and _is_ours(name))

    def search(self, vector: Vectors, *, access: AccessScope, limit: int) -> list[Scored]:
        """Find the nearest readable passages of each language by cosine, the best first.

        Raises:
            MeaningUnreachable: when the server cannot be reached.
        """
        if time.monotonic() < self._away_until:
            raise MeaningUnreachable("vectors.unreachable")
        try:
            with _reached():
                return self._search(vector, access=access, limit=limit)
        except MeaningUnreachable:
            self._away_until = time.monotonic() + _PAUSE
            raise

    def count(self) -> int:
        """Count the passages held, on all shelves."""
        with _reached():
            return self._collections(_number(self._mark(), "generation")).count()

    def close(self) -> None:
        """Let go of the connections, if there are any."""
        client: Any = self.__dict__.get("_client")
        if client is not None:
            client._server._session.close()

    def _search(self, vector: Vectors, *, access: AccessScope, limit: int) -> list[Scored]:
        try:
            return self._current().search(vector, access=access, limit=limit)
        except _fleeting():
            # Its collections were replaced meanwhile, or a connection was lost.
            self._seen = None
            return self._current().search(vector, access=access, limit=limit)

    def _current(self) -> Collections:
        with self._lock:
            if self._seen is None or time.monotonic() - self._seen_at > _FRESH:
                self._seen = self._collections(_number(self._mark(), "generation"))
                self._seen_at = time.monotonic()
            return self._seen

    def _collections(self, generation: int) -> Collections:
        return Collections(self._client, self._prefix(generation))

    def _prefix(self, generation: int) -> str:
        return f"{self._base}-g{generation}-"

    def _mark(self) -> "Collection":
        return self._client.get_or_create_collection(self._base, embedding_function=None)

    def _drop(self, chosen: Callable[[str], bool]) -> None:
        for collection in self._client.list_collections():
            if chosen(collection.name):
                self._client.delete_collection(collection.name)

    @cached_property
    def _client(self) -> "ClientAPI":
        import chromadb
        import httpx
        from chromadb.config import Settings

        target = urlsplit(self._url)
        client: Any = chromadb.HttpClient(
            host=target.hostname or "localhost",
            port=target.port or (443 if target.scheme == "https" else 8000),
            ssl=target.scheme == "https",
            settings=Settings(anonymized_telemetry=False),
        )
        # Its own session waits for ever, and nothing else lets one say otherwise.
        client._server._session.timeout = httpx.Timeout(_ANSWER, connect=_CONNECT)
        opened: ClientAPI = client
        return opened


def _base(encoder: str) -> str:
    return f"{_OURS}{hashlib.sha256(encoder.encode()).hexdigest()[:10]}"


def _is_ours(name: str) -> bool:
    return name.startswith(_OURS)


@contextmanager
def _reached() -> Iterator[None]:
    """Say in words that the server could not be reached, or could not do what was asked."""
    try:
        yield
    except _failures() as error:
        raise MeaningUnreachable("vectors.unreachable") from error


def _failures() -> tuple[type[Exception], ...]:
    import httpx
    from chromadb.errors import ChromaError

    # ValueError is how the client says that it found no server.
    return (httpx.HTTPError, ChromaError, ValueError, OSError)


def _fleeting() -> tuple[type[Exception], ...]:
    import httpx
    from chromadb.errors import ChromaError

    # Of a collection that goes while it is searched, the server says one thing or another.
    return (ChromaError, httpx.NetworkError, httpx.RemoteProtocolError)


def _number(mark: "Collection", name: str) -> int:
    value = (mark.metadata or {}).get(name)
    return int(value) if isinstance(value, int | float) else 0

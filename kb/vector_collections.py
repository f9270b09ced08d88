"""What both vector indexes on Chroma share: one collection per shelf and language.

A graph keeps the place of what is deleted and leads through it, the less well the more there is:
of 150 passages replaced eight times over, 54 could not be reached any more. So a collection is
made anew once as much was removed from it as it holds.
"""

import hashlib
import heapq
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from kb.access import AccessScope
from kb.index_nouns import IndexEntry, Scored, Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

Row = TypeVar("Row")
VectorRow = tuple[str, str, Vectors]
"""Passage id, document id, vector."""

_OTHER = "other"
_LANGUAGES = ("fr", "en", _OTHER)

_BATCH = 5_000
"""Rows in one write; Chroma refuses more than 5,461."""

_RENEWED = re.compile(rf"(?P<place>.+-(?:{'|'.join(_LANGUAGES)}))(?:-r(?P<times>\d+))?")
"""The name of a collection, and how often it was made anew."""

_REMOVED = "removed"

_SMALL, _SMALL_TURNS = 2_000, 4
"""Passages of a small collection, and how much more often it is made anew: it takes a second."""

_HNSW: Any = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 24}


class Collections:
    """The collections of one generation of an index: ids and vectors only."""

    def __init__(
        self,
        client: "ClientAPI",
        prefix: str = "",
        unread: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Find those whose names begin with `prefix`.

        Args:
            client: reaches Chroma.
            prefix: what all names begin with.
            unread: waits until nobody searches, where a collection must not go under a search.
        """
        self._client = client
        self._prefix = prefix
        self._unread = unread
        self._by_name = self._found()

    def search(self, vector: Vectors, *, access: AccessScope, limit: int) -> list[Scored]:
        """Find the nearest readable passages of each language by cosine, the best first."""
        found: list[Scored] = []
        for language in _LANGUAGES:
            own = [
                hit
                for collection in self._readable(language, access=access)
                for hit in _nearest(collection, vector, limit)
            ]
            found += heapq.nlargest(limit, own, key=lambda hit: hit.score)
        return sorted(found, key=lambda hit: -hit.score)

    def add(self, put: Sequence[IndexEntry]) -> None:
        """Hold the passages of some documents."""
        for (shelf, language), rows in _by_collection(put).items():
            _add(self._made(shelf, language), rows)

    def forget(self, document_ids: Sequence[str]) -> None:
        """Hold nothing of some documents."""
        if not document_ids:
            return
        where: Any = {"document_id": {"$in": list(document_ids)}}
        for name, collection in list(self._by_name.items()):
            if ids := collection.get(where=where, include=[])["ids"]:
                for batch in _batches(ids):
                    collection.delete(ids=list(batch))
                self._heed_removal(name, len(ids))

    def count(self) -> int:
        """Count the passages held."""
        return sum(collection.count() for collection in list(self._by_name.values()))

    def _found(self) -> "dict[str, Collection]":
        """Find the collections, of each the oldest: a newer one was not finished, then."""
        found: dict[str, Collection] = {}
        for collection in sorted(self._client.list_collections(), key=_times_renewed, reverse=True):
            if collection.name.startswith(f"{self._prefix}shelf-"):
                found[_place(collection)] = collection
        return found

    def _heed_removal(self, name: str, removed: int) -> None:
        """Remember how much was removed from a collection, which is made anew where it is much."""
        collection = self._by_name[name]
        removed += _removed(collection)
        held = collection.count()
        if removed < held / (_SMALL_TURNS if held <= _SMALL else 1):
            collection.modify(metadata={_REMOVED: removed})
            return
        self._drop_unfinished(name)
        if held:
            self._by_name[name] = self._copy_of(name)
        else:
            del self._by_name[name]
        with self._unread():
            self._client.delete_collection(collection.name)

    def _drop_unfinished(self, name: str) -> None:
        """Delete a copy that a crash left: once the older one is gone, it would count."""
        for other in self._client.list_collections():
            if _place(other) == name and other.name != self._by_name[name].name:
                self._client.delete_collection(other.name)

    def _copy_of(self, name: str) -> "Collection":
        """Make a collection of the same rows beside it."""
        collection = self._by_name[name]
        copy = self._created(f"{name}-r{_times_renewed(collection) + 1}")
        for ids in _batches(collection.get(include=[])["ids"]):
            rows = collection.get(ids=list(ids), include=["embeddings", "metadatas"])
            copy.upsert(ids=rows["ids"], embeddings=rows["embeddings"], metadatas=rows["metadatas"])
        return copy

    def _readable(self, language: str, *, access: AccessScope) -> Iterator["Collection"]:
        for shelf in sorted(access.shelves):
            collection = self._by_name.get(self._name(shelf, language))
            if collection is not None:
                yield collection

    def _made(self, shelf: str, language: str) -> "Collection":
        name = self._name(shelf, language)
        if name not in self._by_name:
            self._by_name[name] = self._created(name)
        return self._by_name[name]

    def _created(self, name: str) -> "Collection":
        return self._client.get_or_create_collection(
            name, embedding_function=None, configuration={"hnsw": _HNSW}
        )

    def _name(self, shelf: str, language: str) -> str:
        return self._prefix + _collection_name(shelf, language)


def _place(collection: "Collection") -> str:
    """Tell which shelf and language a collection is of."""
    found = _RENEWED.fullmatch(collection.name)
    return found["place"] if found else collection.name


def _times_renewed(collection: "Collection") -> int:
    found = _RENEWED.fullmatch(collection.name)
    return int(found["times"] or 0) if found else 0


def _removed(collection: "Collection") -> int:
    """Tell how much was removed from a collection before; what is no number was damaged."""
    noted = (collection.metadata or {}).get(_REMOVED)
    return noted if isinstance(noted, int) else 0


def _by_collection(put: Sequence[IndexEntry]) -> dict[tuple[str, str], list[VectorRow]]:
    grouped: defaultdict[tuple[str, str], list[VectorRow]] = defaultdict(list)
    for entry in put:
        passages = zip(entry.passage_ids, entry.languages, entry.vectors, strict=True)
        for passage_id, language, vector in passages:
            place = (entry.shelf, language if language in _LANGUAGES else _OTHER)
            grouped[place].append((str(passage_id), entry.document_id, vector))
    return grouped


def _add(collection: "Collection", rows: Sequence[VectorRow]) -> None:
    for batch in _batches(rows):
        collection.upsert(
            ids=[row[0] for row in batch],
            embeddings=np.stack([row[2] for row in batch]),
            metadatas=[{"document_id": row[1]} for row in batch],
        )


def _collection_name(shelf: str, language: str) -> str:
    """Name a collection within Chroma's rules; the hash keeps like shelves apart."""
    plain = re.sub(r"[^a-z0-9]+", "-", shelf.lower()).strip("-")[:40]
    digest = hashlib.sha256(shelf.encode()).hexdigest()[:8]
    return f"shelf-{plain}-{digest}-{language}"


def _nearest(collection: "Collection", vector: Vectors, limit: int) -> Iterable[Scored]:
    found = collection.query(
        query_embeddings=vector[np.newaxis], n_results=limit, include=["distances"]
    )
    distances = (found["distances"] or [[]])[0]
    return [
        Scored(int(passage_id), 1.0 - distance)
        for passage_id, distance in zip(found["ids"][0], distances, strict=True)
    ]


def _batches(rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
    return (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH))

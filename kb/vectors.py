"""The vector index on Chroma: one collection per shelf and language, ids and vectors only."""

import hashlib
import heapq
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from kb.access import AccessScope
from kb.gate import Gate
from kb.generations import Generations
from kb.placemark import read_position, write_position
from kb.ports import IndexEntry, Scored, Vectors

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

Row = TypeVar("Row")
VectorRow = tuple[str, str, Vectors]
"""Passage id, document id, vector."""

_OTHER = "other"
_LANGUAGES = ("fr", "en", _OTHER)

_BATCH = 5_000
"""Rows in one write; Chroma refuses more than 5,461."""

_HNSW: Any = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 24}


class ChromaVectors:
    """Hold vectors in an embedded Chroma folder, which this process must own.

    Chroma keeps what is deleted, in its log and its graph files: only a folder built anew is
    free of it. `rebuild` makes one beside the old one, so that searches go on meanwhile.
    """

    def __init__(self, folder: Path) -> None:
        """Open the folder, making it when it is not there."""
        self._generations = Generations(folder)
        self._gate = Gate()
        self._held = _Collections(self._generations.current())

    @property
    def position(self) -> int:
        """Tell the last change that this index holds, 0 for none."""
        return read_position(self._held.folder)

    def apply(self, put: Sequence[IndexEntry], removed: Sequence[str], position: int) -> None:
        """Replace and forget documents, then record how far we came."""
        self._held.forget([*removed, *(entry.document_id for entry in put)])
        self._held.add(put)
        write_position(self._held.folder, position)

    def clear(self) -> None:
        """Forget everything, files included."""
        self._replace(_Collections(self._generations.fresh()))

    def rebuild(self, entries: Iterable[Sequence[IndexEntry]], position: int) -> None:
        """Hold `entries` and nothing else, in new files; the old ones answer until then."""
        fresh = _Collections(self._generations.fresh())
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
        """Find the nearest readable passages of each language by cosine, the best first."""
        found: list[Scored] = []
        with self._gate.reading():
            for language in _LANGUAGES:
                own = [
                    hit
                    for shelf in sorted(access.shelves)
                    if (each := self._held.find(shelf, language)) is not None
                    for hit in _nearest(each, vector, limit)
                ]
                found += heapq.nlargest(limit, own, key=lambda hit: hit.score)
        return sorted(found, key=lambda hit: -hit.score)

    def count(self) -> int:
        """Count the passages held, on all shelves."""
        with self._gate.reading():
            return self._held.count()

    def close(self) -> None:
        """Let go of the folder."""
        self._held.close()

    def _replace(self, fresh: "_Collections") -> None:
        with self._gate.alone():
            old, self._held = self._held, fresh
        # Whoever comes now reads the new folder, and nobody is left in the old one.
        old.close()
        self._generations.keep(fresh.folder)


class _Collections:
    """The collections of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._client = _open_client(folder)
        self._by_name: dict[str, Collection] = {
            collection.name: collection for collection in self._client.list_collections()
        }

    def find(self, shelf: str, language: str) -> "Collection | None":
        return self._by_name.get(_collection_name(shelf, language))

    def add(self, put: Sequence[IndexEntry]) -> None:
        for (shelf, language), rows in _by_collection(put).items():
            _add(self._made(shelf, language), rows)

    def forget(self, document_ids: Sequence[str]) -> None:
        if not document_ids:
            return
        for collection in self._by_name.values():
            where: Any = {"document_id": {"$in": list(document_ids)}}
            for ids in _batches(collection.get(where=where, include=[])["ids"]):
                collection.delete(ids=list(ids))

    def count(self) -> int:
        return sum(collection.count() for collection in list(self._by_name.values()))

    def close(self) -> None:
        self._client.close()

    def _made(self, shelf: str, language: str) -> "Collection":
        name = _collection_name(shelf, language)
        if name not in self._by_name:
            self._by_name[name] = self._client.get_or_create_collection(
                name, embedding_function=None, configuration={"hnsw": _HNSW}
            )
        return self._by_name[name]


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


def _open_client(folder: Path) -> "Client":
    import chromadb
    from chromadb.config import Settings

    client: Any = chromadb.PersistentClient(
        path=str(folder), settings=Settings(anonymized_telemetry=False)
    )
    opened: Client = client
    return opened


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

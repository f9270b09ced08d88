"""Many documents out of few: copies of the sample corpus, each a little different."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, func, insert, select

from kb.catalogue.announcing import announce
from kb.catalogue.rows import pack_vector, unpack_vectors
from kb.catalogue.schema import document_terms, documents, embeddings, pages, passages, versions
from kb.store import Store

_AT_ONCE = 200
_SPREAD = 0.6
"""Length of what is added to each vector of length 1, so that copies are near, not equal."""

_YEARS = range(2015, 2027)

Rows = list[dict[str, Any]]


def multiply(store: Store, wanted: int, seed: int = 5) -> None:
    """Copy the documents of a store until it has `wanted`; the indexes follow at the end.

    A copy has another title, year and vectors. There is no file behind it.
    """
    write_copies(store, wanted, seed)
    store.catch_up()


def write_copies(store: Store, wanted: int, seed: int = 5) -> None:
    """Write the copies to the catalogue alone."""
    engine = store.catalogue.engine
    with engine.connect() as connection:
        models = [_Model.read(connection, each) for each in _ids(connection)]
    random = np.random.default_rng(seed)
    numbers = iter(range(len(models), wanted))
    while batch := list(islice(numbers, _AT_ONCE)):
        with engine.execution_options(writes=True).begin() as connection:
            for number in batch:
                models[number % len(models)].copy(connection, number, random)


def _ids(connection: Connection) -> Sequence[str]:
    return connection.execute(select(documents.c.id).order_by(documents.c.id)).scalars().all()


class _Model:
    """All rows of one document."""

    def __init__(self, rows: Mapping[str, Rows]) -> None:
        self._rows = rows
        self._vectors = unpack_vectors(row["vector"] for row in rows["embeddings"])

    @classmethod
    def read(cls, connection: Connection, document_id: str) -> "_Model":
        own = {
            "documents": documents.c.id == document_id,
            "document_terms": document_terms.c.document_id == document_id,
            "versions": versions.c.document_id == document_id,
            "passages": passages.c.document_id == document_id,
        }
        rows = {
            name: _read(connection, documents.metadata.tables[name], where)
            for name, where in own.items()
        }
        version = rows["versions"][-1]["id"]
        rows["versions"] = rows["versions"][-1:]
        rows["pages"] = _read(connection, pages, pages.c.version_id == version)
        ids = [row["id"] for row in rows["passages"]]
        rows["embeddings"] = _read(connection, embeddings, embeddings.c.passage_id.in_(ids))
        return cls(rows)

    def copy(self, connection: Connection, number: int, random: np.random.Generator) -> None:
        """Write a copy of the document."""
        document_id = hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
        original = self._rows["documents"][0]
        changed = {
            "id": document_id,
            "title": f"{original['title']} ({number})",
            "origin": document_id,
            "year": int(random.choice(_YEARS)),
            "version": 1,
            "created_at": datetime.now(UTC),
        }
        connection.execute(insert(documents), [original | changed])
        self._insert(connection, document_terms, {"document_id": document_id})
        self._copy_version(connection, document_id)
        self._copy_passages(connection, document_id, random)
        announce(connection, document_id)

    def _copy_version(self, connection: Connection, document_id: str) -> None:
        version = _next(connection, versions)
        changed: dict[str, Any] = {"id": version, "document_id": document_id, "number": 1}
        changed["content_hash"] = document_id * 2
        self._insert(connection, versions, changed)
        self._insert(connection, pages, {"version_id": version})

    def _copy_passages(
        self, connection: Connection, document_id: str, random: np.random.Generator
    ) -> None:
        first = _next(connection, passages)
        places = {row["id"]: first + at for at, row in enumerate(self._rows["passages"])}
        rows = [
            row | {"id": places[row["id"]], "document_id": document_id}
            for row in self._rows["passages"]
        ]
        _write(connection, passages, rows)
        moved = [
            row | {"passage_id": places[row["passage_id"]], "vector": pack_vector(vector)}
            for row, vector in zip(self._rows["embeddings"], self._moved(random), strict=True)
        ]
        _write(connection, embeddings, moved)

    def _moved(self, random: np.random.Generator) -> Iterator[Any]:
        noise = random.standard_normal(self._vectors.shape).astype(np.float32)
        noise *= _SPREAD / np.linalg.norm(noise, axis=1, keepdims=True)
        moved = self._vectors + noise
        yield from moved / np.linalg.norm(moved, axis=1, keepdims=True)

    def _insert(self, connection: Connection, table: Table, changed: dict[str, Any]) -> None:
        _write(connection, table, [row | changed for row in self._rows[table.name]])


def _read(connection: Connection, table: Table, where: Any) -> Rows:
    return [dict(row) for row in connection.execute(select(table).where(where)).mappings()]


def _write(connection: Connection, table: Table, rows: Rows) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _next(connection: Connection, table: Table) -> int:
    return (connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1

"""What topics are made of: vectors and texts of the documents that a whole circle may read."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Engine, Row, Select, func, select

from kb.access import AccessScope
from kb.catalogue.conditions import readable
from kb.catalogue.rows import centroid, is_current_version, unpack_vectors
from kb.catalogue.schema import document_terms, documents, embeddings, passages, versions
from kb.entente import DOMAIN
from kb.index_nouns import Vectors
from kb.topics import Material, Written

_STEP = 400
"""Documents in one statement: databases have a limit, and texts take room."""


class TopicMaterial:
    """Read documents in bulk, those of a scope only."""

    def __init__(self, engine: Engine, encoder: str) -> None:
        """Read from `engine` the vectors of `encoder`."""
        self._engine = engine
        self._encoder = encoder

    def count(self, *, access: AccessScope) -> int:
        """Count the documents of a scope."""
        query = select(func.count()).select_from(documents).where(readable(access))
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def shelves(self) -> AccessScope:
        """Give the scope of all that is published: placed on maps, never told of."""
        with self._engine.connect() as connection:
            found = connection.execute(select(documents.c.shelf).distinct()).scalars()
            return AccessScope(frozenset(found))

    def documents(self, ids: Sequence[str] | None = None, *, access: AccessScope) -> Material:
        """Read the documents of a scope that have vectors, those in `ids` or all, by id."""
        rows = [row for query in _queries(ids, access) for row in self._rows(query)]
        known = {
            row.id: row.centroid
            for row in rows
            if row.encoder == self._encoder and len(row.centroid)
        }
        vectors = dict(zip(known, unpack_vectors(known.values()), strict=True))
        vectors |= self._averaged([row.id for row in rows if row.id not in known])
        kept = [row for row in rows if row.id in vectors]
        return Material(
            ids=[row.id for row in kept],
            versions=[row.version for row in kept],
            languages=[row.language for row in kept],
            vectors=np.stack([vectors[row.id] for row in kept])
            if kept
            else np.zeros((0, 0), np.float32),
        )

    def domains(self, *, access: AccessScope) -> dict[str, list[str]]:
        """Read the domains of the documents of a scope, the surest first."""
        query = (
            select(document_terms.c.document_id, document_terms.c.key)
            .join(documents, documents.c.id == document_terms.c.document_id)
            .where(document_terms.c.vocabulary == DOMAIN, readable(access))
            .order_by(document_terms.c.document_id, document_terms.c.position)
        )
        found: dict[str, list[str]] = {}
        for row in self._rows(query):
            found.setdefault(row.document_id, []).append(row.key)
        return found

    def texts(self, ids: Sequence[str], first: int, *, access: AccessScope) -> Iterator[Written]:
        """Read the titles and first passages of documents, a few hundred at a time."""
        for start in range(0, len(ids), _STEP):
            query = (
                select(
                    documents.c.id,
                    documents.c.title,
                    documents.c.language,
                    passages.c.language.label("spoken"),
                    passages.c.text,
                )
                .join(documents, documents.c.id == passages.c.document_id)
                .where(
                    passages.c.document_id.in_(ids[start : start + _STEP]),
                    passages.c.position < first,
                    readable(access),
                )
                .order_by(passages.c.document_id, passages.c.position)
            )
            found: dict[str, Written] = {}
            for row in self._rows(query):
                new = Written(row.id, row.title, row.language, [])
                found.setdefault(row.id, new).passages.append((row.spoken, row.text))
            yield from found.values()

    def _averaged(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Average the vectors of documents that another encoder has read before this one."""
        averages: dict[str, Vectors] = {}
        for start in range(0, len(ids), _STEP):
            query = (
                select(passages.c.document_id, embeddings.c.vector)
                .join(embeddings, embeddings.c.passage_id == passages.c.id)
                .where(
                    passages.c.document_id.in_(ids[start : start + _STEP]),
                    embeddings.c.encoder == self._encoder,
                )
            )
            found: dict[str, list[bytes]] = {}
            for row in self._rows(query):
                found.setdefault(row.document_id, []).append(row.vector)
            averages |= {each: centroid(unpack_vectors(own)) for each, own in found.items()}
        return averages

    def _rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()


def _queries(ids: Sequence[str] | None, access: AccessScope) -> Iterator[Select[Any]]:
    query = (
        select(
            documents.c.id,
            documents.c.version,
            documents.c.language,
            versions.c.encoder,
            versions.c.centroid,
        )
        .join_from(documents, versions, is_current_version())
        .where(readable(access))
        .order_by(documents.c.id)
    )
    if ids is None:
        yield query
        return
    for start in range(0, len(ids), _STEP):
        yield query.where(documents.c.id.in_(ids[start : start + _STEP]))

"""What the search for twins keeps of each document, and what it proposes: not for readers.

A proposal is about two documents only, and a practice's proposals are kept for each shelf that
counterparts stand on: whoever reads them ranks anew what they may read, and no document that is
hidden from them has taken a place among these.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, or_, select, update

from kb.catalogue.rows import pack_vector, unpack_vectors
from kb.catalogue.schema import documents, embeddings, links, passages
from kb.catalogue.tables.twins import twin_ends, twin_progress, twin_proposals
from kb.index_nouns import Vectors
from kb.nouns import Status


@dataclass(frozen=True, slots=True)
class TwinEnd:
    """A document as one end of pairs.

    Attributes:
        centroid: mean of its passages' vectors, shape (dimension,).
        nearness: how near the centroid and then each passage is to the background of each
            language, shape (1 + passages, languages).
    """

    document_id: str
    centroid: Vectors
    nearness: Vectors


@dataclass(frozen=True, slots=True)
class PlacedEnd:
    """An end with what decides where it may stand; `head` speaks for its translations."""

    document_id: str
    head: str
    party: str
    shelf: str
    kind: str
    language: str
    centroid: bytes
    nearness: bytes


class TwinEnds:
    """Keep ends and proposals of one encoder."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self._writing = engine.execution_options(writes=True)

    def position(self, encoder: str) -> int | None:
        """Tell up to which change ends are known; nothing when none are of this encoder."""
        query = select(twin_progress.c.position).where(twin_progress.c.encoder == encoder)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar()

    def restart(self, encoder: str) -> None:
        """Forget all ends and proposals, to find them anew with an encoder."""
        with self._writing.begin() as connection:
            for table in (twin_proposals, twin_ends, twin_progress):
                connection.execute(delete(table))
            connection.execute(insert(twin_progress).values(encoder=encoder, position=0))

    def absorb(
        self, changed: Sequence[str], ends: Iterable[TwinEnd], encoder: str, position: int
    ) -> None:
        """Replace the ends of changed documents; what pointed at them is to be found again."""
        rows = [_row(end, encoder) for end in ends]
        with self._writing.begin() as connection:
            _mark(connection, _pointing_at(changed))
            gone = or_(
                twin_proposals.c.document_id.in_(changed), twin_proposals.c.other_id.in_(changed)
            )
            connection.execute(delete(twin_proposals).where(gone))
            connection.execute(delete(twin_ends).where(twin_ends.c.document_id.in_(changed)))
            if rows:
                connection.execute(insert(twin_ends), rows)
            connection.execute(
                update(twin_progress)
                .where(twin_progress.c.encoder == encoder)
                .values(position=position)
            )

    def set_heads(self, heads: Mapping[str, str]) -> None:
        """Say who speaks for each document; where that changed, both are looked at again."""
        with self._writing.begin() as connection:
            for document_id, head in heads.items():
                own = twin_ends.c.document_id == document_id
                known = connection.execute(select(twin_ends.c.other_id).where(own)).scalar()
                connection.execute(update(twin_ends).where(own).values(other_id=head))
                if known != head:
                    _mark(connection, twin_ends.c.document_id.in_([document_id, head]))
                    _mark(connection, _pointing_at([document_id, head]))

    def mark(self, ids: Sequence[str]) -> None:
        """Have the proposals of some documents found again."""
        with self._writing.begin() as connection:
            _mark(connection, twin_ends.c.document_id.in_(ids))

    def stale(self, limit: int) -> list[str]:
        """List documents whose proposals are to be found again."""
        query = select(twin_ends.c.document_id).where(twin_ends.c.stale)
        query = query.order_by(twin_ends.c.document_id).limit(limit)
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def left(self) -> int:
        """Count the documents whose proposals are to be found again."""
        query = select(func.count()).select_from(twin_ends).where(twin_ends.c.stale)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def placed(self, ids: Collection[str] | None = None) -> list[PlacedEnd]:
        """List ends with their places: those of some documents, or all."""
        query = (
            select(
                twin_ends.c.document_id,
                func.coalesce(twin_ends.c.other_id, twin_ends.c.document_id).label("head"),
                *[documents.c[name] for name in ("party", "shelf", "kind", "language")],
                twin_ends.c.centroid,
                twin_ends.c.nearness,
            )
            .join(documents, documents.c.id == twin_ends.c.document_id)
            .order_by(twin_ends.c.document_id)
        )
        if ids is not None:
            query = query.where(twin_ends.c.document_id.in_(list(ids)))
        with self._engine.connect() as connection:
            return [PlacedEnd(**row) for row in connection.execute(query).mappings()]

    def bound(self, ids: Sequence[str]) -> list[tuple[str, str, str]]:
        """List the bonds of some documents: both ends, and their relation."""
        query = select(links.c.document_id, links.c.other_id, links.c.relation).where(
            or_(links.c.document_id.in_(ids), links.c.other_id.in_(ids))
        )
        with self._engine.connect() as connection:
            return [(row[0], row[1], row[2]) for row in connection.execute(query)]

    def vectors(self, ids: Sequence[str], encoder: str) -> dict[str, Vectors]:
        """Read the vectors of published documents, shape (passages, dimension) each."""
        query = (
            select(passages.c.document_id, embeddings.c.vector)
            .join(embeddings, embeddings.c.passage_id == passages.c.id)
            .join(documents, documents.c.id == passages.c.document_id)
            .where(
                passages.c.document_id.in_(ids),
                embeddings.c.encoder == encoder,
                documents.c.status == Status.PUBLISHED,
            )
            .order_by(passages.c.document_id, passages.c.position)
        )
        grouped: dict[str, list[bytes]] = {}
        with self._engine.connect() as connection:
            for document_id, blob in connection.execute(query):
                grouped.setdefault(document_id, []).append(blob)
        return {document_id: unpack_vectors(blobs) for document_id, blobs in grouped.items()}

    def propose(self, found: Mapping[str, Sequence[tuple[str, float]]]) -> None:
        """Replace the proposals of some documents: others and scores, by document."""
        ids = list(found)
        rows = [
            {"document_id": document_id, "other_id": other, "score": score}
            for document_id, near in found.items()
            for other, score in near
        ]
        with self._writing.begin() as connection:
            connection.execute(delete(twin_proposals).where(twin_proposals.c.document_id.in_(ids)))
            if rows:
                connection.execute(insert(twin_proposals), rows)
            connection.execute(
                update(twin_ends).where(twin_ends.c.document_id.in_(ids)).values(stale=False)
            )


def _row(end: TwinEnd, encoder: str) -> dict[str, object]:
    return {
        "document_id": end.document_id,
        "other_id": None,
        "encoder": encoder,
        "centroid": pack_vector(end.centroid),
        "nearness": end.nearness.astype(np.float32).tobytes(),
        "stale": True,
    }


def _pointing_at(ids: Sequence[str]) -> ColumnElement[bool]:
    pointing = select(twin_proposals.c.document_id).where(twin_proposals.c.other_id.in_(ids))
    return twin_ends.c.document_id.in_(pointing)


def _mark(connection: Connection, which: ColumnElement[bool]) -> None:
    connection.execute(update(twin_ends).where(which).values(stale=True))

"""Between rows and nouns: the only place that knows both."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, bindparam, select

from kb.catalogue.schema import document_terms, documents, passages, versions
from kb.entente import DOMAIN, TARGET_GROUP
from kb.index_nouns import Vectors
from kb.nouns import (
    Block,
    Document,
    DocumentFields,
    Notice,
    Page,
    Passage,
    StoredPassage,
    WordBox,
)

DOCUMENT_COLUMNS = (
    *[column for column in documents.c if column.name != "origin"],
    versions.c.file_name,
    versions.c.media_type,
    versions.c.content_hash,
    versions.c.size,
    versions.c.page_count,
    versions.c.paginated,
    versions.c.passage_count,
    versions.c.notices,
)


def is_current_version() -> ColumnElement[bool]:
    """Join a document with its current version."""
    return and_(versions.c.document_id == documents.c.id, versions.c.number == documents.c.version)


def select_documents() -> Select[Any]:
    """Select documents, each with its current version."""
    return select(*DOCUMENT_COLUMNS).join_from(documents, versions, is_current_version())


def load_documents(
    connection: Connection, query: Select[Any], bound: Mapping[str, object] | None = None
) -> list[Document]:
    """Run a `select_documents` query and build the documents, in its order."""
    rows = list(connection.execute(query, bound).mappings())
    words = _terms_of(connection, [row["id"] for row in rows])
    return [_document(row, words[row["id"]]) for row in rows]


def passage_of(row: RowMapping) -> StoredPassage:
    """Build a stored passage from a row of `passages`."""
    return StoredPassage(
        id=row["id"],
        document_id=row["document_id"],
        position=row["position"],
        passage=Passage(
            page=row["page"],
            start=row["start"],
            end=row["end"],
            text=row["text"],
            heading_path=tuple(row["heading_path"]),
            language=row["language"],
        ),
    )


def page_of(row: RowMapping) -> Page:
    """Build a page from a row of `pages`."""
    return Page(
        number=row["number"],
        label=row["label"],
        text=row["text"],
        blocks=tuple(Block(**block) for block in row["blocks"]),
        unread=Notice(**row["unread"]) if row["unread"] else None,
        words=tuple(WordBox(**word) for word in row["words"]),
    )


def passage_row(document_id: str, position: int, passage: Passage) -> dict[str, Any]:
    """Turn a passage into a row of `passages`."""
    return {
        **passage.model_dump(exclude={"heading_path"}),
        "heading_path": list(passage.heading_path),
        "document_id": document_id,
        "position": position,
    }


def pack_vector(vector: Vectors) -> bytes:
    """Store a vector as half-precision bytes."""
    return vector.astype(np.float16).tobytes()


def unpack_vectors(blobs: Iterable[bytes]) -> Vectors:
    """Read stored vectors back: shape (number of blobs, dimension), single precision."""
    rows = [np.frombuffer(blob, dtype=np.float16) for blob in blobs]
    return np.stack(rows).astype(np.float32) if rows else np.zeros((0, 0), np.float32)


def centroid(vectors: Vectors) -> Vectors:
    """Average passages' vectors, shape (passages, dimension), to one of length 1 (or 0)."""
    total: Vectors = vectors.sum(axis=0)
    length = float(np.linalg.norm(total))
    return total / np.float32(length) if length else total


def as_utc(moment: datetime) -> datetime:
    """Give a time its zone: SQLite forgets it, and we only ever store UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


PASSAGE_COLUMNS = tuple(passages.c)
_TERMS = (
    select(document_terms.c.document_id, document_terms.c.vocabulary, document_terms.c.key)
    .where(document_terms.c.document_id.in_(bindparam("ids", expanding=True)))
    .order_by(document_terms.c.document_id, document_terms.c.position)
)


def _document(row: RowMapping, words: Mapping[str, tuple[str, ...]]) -> Document:
    fields = DocumentFields(
        title=row["title"],
        party=row["party"],
        kind=row["kind"],
        language=row["language"],
        audience=row["audience"],
        status=row["status"],
        year=row["year"],
        domains=words.get(DOMAIN, ()),
        target_groups=words.get(TARGET_GROUP, ()),
        sheet=row["sheet"],
        rights_owner=row["rights_owner"],
        licence=row["licence"],
        attribution=row["attribution"],
        embargo=row["embargo"],
        review_due=row["review_due"],
    )
    return Document(
        id=row["id"],
        fields=fields,
        version=row["version"],
        file_name=row["file_name"],
        media_type=row["media_type"],
        content_hash=row["content_hash"],
        size=row["size"],
        page_count=row["page_count"],
        paginated=row["paginated"],
        passage_count=row["passage_count"],
        notices=tuple(Notice(**notice) for notice in row["notices"]),
        created_at=as_utc(row["created_at"]),
        updated_at=as_utc(row["updated_at"]),
        owner=row["owner"],
        masked=row["masked"],
        submitted_at=as_utc(row["submitted_at"]) if row["submitted_at"] else None,
        published_at=as_utc(row["published_at"]) if row["published_at"] else None,
    )


def _terms_of(
    connection: Connection, ids: list[str]
) -> defaultdict[str, dict[str, tuple[str, ...]]]:
    found: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for document_id, vocabulary, key in connection.execute(_TERMS, {"ids": ids}):
        words = found[document_id]
        words[vocabulary] = (*words.get(vocabulary, ()), key)
    return found

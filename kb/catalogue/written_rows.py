"""The rows of one document, as the catalogue writes them within a transaction."""

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, update

from kb.access import shelf_of
from kb.catalogue.rows import centroid, pack_vector, passage_row
from kb.catalogue.schema import (
    document_terms,
    documents,
    embeddings,
    links,
    pages,
    passages,
    versions,
)
from kb.entente import DOMAIN, TARGET_GROUP
from kb.index_nouns import Vectors
from kb.nouns import DocumentFields, Link, Status, Submission


def document_columns(fields: DocumentFields) -> dict[str, object]:
    """Give the columns of `documents` that a document's fields fill."""
    plain = fields.model_dump(exclude={"domains", "target_groups"})
    return {**plain, "shelf": shelf_of(fields.audience, fields.party)}


def write_document(
    connection: Connection, document_id: str, submission: Submission, number: int
) -> None:
    """Write a document's row, its first or that of a later version, and its terms."""
    now = datetime.now(UTC)
    row = {
        **document_columns(submission.fields),
        "origin": submission.origin,
        "version": number,
        "updated_at": now,
    }
    if submission.fields.status is Status.PUBLISHED:
        row["published_at"] = now
    if number == 1:
        row |= {"id": document_id, "owner": submission.owner, "created_at": now}
        connection.execute(insert(documents), row)
    else:
        connection.execute(update(documents).where(documents.c.id == document_id).values(**row))
    write_terms(connection, document_id, submission.fields)


def write_terms(connection: Connection, document_id: str, fields: DocumentFields) -> None:
    """Replace the domains and target groups of a document."""
    own = document_terms.c.document_id == document_id
    connection.execute(delete(document_terms).where(own))
    rows = [
        {"document_id": document_id, "vocabulary": vocabulary, "key": key, "position": position}
        for vocabulary, keys in ((DOMAIN, fields.domains), (TARGET_GROUP, fields.target_groups))
        for position, key in enumerate(dict.fromkeys(keys))
    ]
    if rows:
        connection.execute(insert(document_terms), rows)


def write_version(
    connection: Connection,
    document_id: str,
    submission: Submission,
    number: int,
    encoder: str,
    vectors: Vectors | None,
) -> None:
    """Write a version with its pages."""
    parsed = submission.parsed
    row = {
        "document_id": document_id,
        "number": number,
        "content_hash": submission.content_hash,
        "file_name": submission.file_name,
        "media_type": parsed.media_type,
        "size": submission.size,
        "page_count": len(parsed.pages),
        "paginated": parsed.paginated,
        "passage_count": len(submission.passages),
        "information": parsed.information,
        "notices": [notice.model_dump() for notice in parsed.notices],
        "signature": submission.signature,
        "marks": list(submission.marks),
        "centroid": b"" if vectors is None else pack_vector(centroid(vectors)),
        "encoder": "" if vectors is None else encoder,
        "created_at": datetime.now(UTC),
    }
    # Values given beside a statement, not in it: it is then put together once, not each time.
    version_id = connection.execute(insert(versions).returning(versions.c.id), row).scalar_one()
    rows = [{**page.model_dump(mode="json"), "version_id": version_id} for page in parsed.pages]
    if rows:
        connection.execute(insert(pages), rows)


def write_passages(
    connection: Connection,
    document_id: str,
    submission: Submission,
    vectors: Vectors | None,
    encoder: str,
) -> None:
    """Replace a document's passages and their vectors, where there are any."""
    # Only the current version is searched and cited; earlier ones keep their pages and file.
    connection.execute(delete(passages).where(passages.c.document_id == document_id))
    if not submission.passages:
        return
    rows = [passage_row(document_id, *numbered) for numbered in enumerate(submission.passages)]
    ids = connection.execute(
        insert(passages).returning(passages.c.id, sort_by_parameter_order=True), rows
    ).scalars()
    if vectors is None:
        return
    connection.execute(
        insert(embeddings),
        [
            {"passage_id": passage_id, "encoder": encoder, "vector": pack_vector(vector)}
            for passage_id, vector in zip(ids, vectors, strict=True)
        ],
    )


def write_link(connection: Connection, link: Link) -> None:
    """Record a bond between two documents, replacing what was known of it."""
    first, second = sorted((link.document_id, link.other_id))
    connection.execute(delete(links).where(_same_bond(link)))
    row = link.model_dump(mode="json") | {"document_id": first, "other_id": second}
    connection.execute(insert(links).values(row))


def _same_bond(link: Link) -> ColumnElement[bool]:
    first, second = sorted((link.document_id, link.other_id))
    return and_(
        links.c.document_id == first,
        links.c.other_id == second,
        links.c.relation == link.relation,
    )

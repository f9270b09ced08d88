"""Read the catalogue: every call says who is asking."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Engine, select

from kb.access import AccessScope
from kb.catalogue.conditions import AMONG_IDS, READABLE_BY_ID, bound, passing, readable
from kb.catalogue.rows import (
    PASSAGE_COLUMNS,
    is_current_version,
    load_documents,
    page_of,
    passage_of,
    select_documents,
    unpack_vectors,
)
from kb.catalogue.schema import documents, embeddings, links, pages, passages, versions
from kb.errors import NotFound
from kb.index_nouns import PlacedVectors
from kb.nouns import Document, Filters, Link, Page, StoredPassage

_DOCUMENTS = select_documents().where(documents.c.id.in_(AMONG_IDS), READABLE_BY_ID)
_READABLE = select(documents.c.id).where(documents.c.id.in_(AMONG_IDS), READABLE_BY_ID)
_PASSAGES = select(*PASSAGE_COLUMNS).join_from(
    passages, documents, documents.c.id == passages.c.document_id
)
_BY_IDS = _PASSAGES.where(passages.c.id.in_(AMONG_IDS), READABLE_BY_ID)


class CatalogueReader:
    """Answer what readers may know: published documents on the shelves of their scope."""

    def __init__(self, engine: Engine) -> None:
        """Read from `engine`."""
        self._engine = engine

    def document(self, document_id: str, *, access: AccessScope) -> Document:
        """Read one document.

        Raises:
            NotFound: when there is none, or none for this reader.
        """
        found = self.documents([document_id], access=access)
        if document_id not in found:
            raise NotFound("document.not_found")
        return found[document_id]

    def documents(self, ids: Iterable[str], *, access: AccessScope) -> dict[str, Document]:
        """Read the readable ones among several documents."""
        with self._engine.connect() as connection:
            found = load_documents(connection, _DOCUMENTS, bound(ids, access))
        return {document.id: document for document in found}

    def readable(self, ids: Iterable[str], *, access: AccessScope) -> set[str]:
        """Tell which of several documents may be read at this moment."""
        with self._engine.connect() as connection:
            return set(connection.execute(_READABLE, bound(ids, access)).scalars().all())

    def browse(
        self, filters: Filters, *, access: AccessScope, limit: int | None = None, offset: int = 0
    ) -> list[Document]:
        """List the readable documents that pass the filters, the latest first: a part, or all."""
        query = (
            select_documents()
            .where(readable(access), *passing(filters))
            .order_by(documents.c.year.desc().nulls_last(), documents.c.title, documents.c.id)
            .limit(limit)
            .offset(offset)
        )
        with self._engine.connect() as connection:
            return load_documents(connection, query)

    def passages(self, ids: Sequence[int], *, access: AccessScope) -> dict[int, StoredPassage]:
        """Read the readable ones among several passages."""
        with self._engine.connect() as connection:
            rows = connection.execute(_BY_IDS, bound(ids, access)).mappings()
            return {row["id"]: passage_of(row) for row in rows}

    def passages_of(self, document_id: str, *, access: AccessScope) -> list[StoredPassage]:
        """Read a document's passages in their order; none if it is not for this reader."""
        query = _PASSAGES.where(passages.c.document_id == document_id, readable(access)).order_by(
            passages.c.position
        )
        with self._engine.connect() as connection:
            return [passage_of(row) for row in connection.execute(query).mappings()]

    def page(self, document_id: str, number: int, *, access: AccessScope) -> Page:
        """Read one page of a document's current version.

        Raises:
            NotFound: when there is no such page for this reader.
        """
        query = (
            select(pages)
            .join(versions, versions.c.id == pages.c.version_id)
            .join(documents, is_current_version())
            .where(documents.c.id == document_id, pages.c.number == number, readable(access))
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFound("page.not_found", page=number)
        return page_of(row)

    def vectors(
        self, encoder: str, ids: Sequence[int] | None = None, *, access: AccessScope
    ) -> PlacedVectors:
        """Read the embeddings of readable passages: of those in `ids`, or of all."""
        query = (
            select(
                embeddings.c.passage_id,
                passages.c.document_id,
                passages.c.language,
                embeddings.c.vector,
            )
            .join(passages, passages.c.id == embeddings.c.passage_id)
            .join(documents, documents.c.id == passages.c.document_id)
            .where(embeddings.c.encoder == encoder)
        )
        if ids is None:
            query, asked = query.where(readable(access)), None
        else:
            query = query.where(passages.c.id.in_(AMONG_IDS), READABLE_BY_ID)
            asked = bound(ids, access)
        with self._engine.connect() as connection:
            rows = connection.execute(query, asked).all()
        return PlacedVectors(
            passage_ids=[row[0] for row in rows],
            document_ids=[row[1] for row in rows],
            languages=[row[2] for row in rows],
            vectors=unpack_vectors(row[3] for row in rows),
        )

    def passage_ids(self, filters: Filters, *, access: AccessScope, limit: int) -> list[int]:
        """List up to `limit` readable passages of the documents that pass the filters."""
        query = (
            select(passages.c.id)
            .join(documents, documents.c.id == passages.c.document_id)
            .where(readable(access), *passing(filters))
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def links(self, document_id: str, *, access: AccessScope) -> list[tuple[Link, Document]]:
        """List the documents that belong with one, the surest first; both ends readable."""
        query = select(links).where(
            (links.c.document_id == document_id) | (links.c.other_id == document_id)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(links.c.score.desc())).mappings().all()
        found = [Link.model_validate(dict(row)) for row in rows]
        ends = {end for link in found for end in (link.document_id, link.other_id)}
        readable = self.documents(ends, access=access)
        return [
            (link, readable[other])
            for link in found
            if (other := _other_end(link, document_id)) in readable and document_id in readable
        ]

    def every_scope(self) -> AccessScope:
        """Give the scope of the operator, who already holds the files themselves."""
        with self._engine.connect() as connection:
            shelves = connection.execute(select(documents.c.shelf).distinct()).scalars()
            return AccessScope(frozenset(shelves))


def _other_end(link: Link, document_id: str) -> str:
    return link.other_id if link.document_id == document_id else link.document_id

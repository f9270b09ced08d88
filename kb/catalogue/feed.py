"""What the indexes and the way in need of the catalogue: not for readers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.dialects import sqlite

from kb.catalogue.conditions import COLUMNS, VOCABULARIES
from kb.catalogue.engine import insert_ignoring
from kb.catalogue.rows import is_current_version, pack_vector, unpack_vectors
from kb.catalogue.schema import changes, document_terms, documents, embeddings, passages, versions
from kb.catalogue.tables.thesaurus import concept_editions
from kb.catalogue.tables.work import jobs
from kb.index_nouns import Facet, IndexEntry, Vectors
from kb.nouns import KnownText, Status
from kb.work import LIVE

_EDITIONS = select(
    select(func.max(changes.c.position)).scalar_subquery(),
    select(func.max(concept_editions.c.number)).scalar_subquery(),
)
_EDITIONS_OF_SQLITE = str(_EDITIONS.compile(dialect=sqlite.dialect()))


@dataclass(frozen=True, slots=True)
class Unencoded:
    """A passage that has no embedding from an encoder yet."""

    passage_id: int
    text: str


class ChangeFeed:
    """Tell what changed, and give the indexes what they hold."""

    def __init__(self, engine: Engine) -> None:
        """Read from `engine`; embeddings of a new encoder are written to it."""
        self._engine = engine

    def latest(self) -> int:
        """Tell the position of the last change, 0 for none."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.max(changes.c.position))).scalar() or 0

    def editions(self) -> tuple[int, int]:
        """Tell the position of the last change, and the revision of the thesaurus, at once.

        Every answer begins with this. Where it costs SQLite next to nothing, SQLAlchemy would
        take most of the time.
        """
        if self._engine.dialect.name == sqlite.dialect.name:
            with closing(self._engine.raw_connection()) as raw:
                position, revision = raw.cursor().execute(_EDITIONS_OF_SQLITE).fetchone()
        else:
            with self._engine.connect() as connection:
                position, revision = connection.execute(_EDITIONS).one()
        return position or 0, revision or 0

    def since(self, position: int, limit: int) -> list[tuple[int, str]]:
        """List up to `limit` changes after a position: (position, document id)."""
        query = (
            select(changes.c.position, changes.c.document_id)
            .where(changes.c.position > position)
            .order_by(changes.c.position)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return [(row[0], row[1]) for row in connection.execute(query)]

    def unencoded(self, ids: Sequence[str], encoder: str) -> list[Unencoded]:
        """List the passages of published documents that lack an embedding from `encoder`."""
        done = select(embeddings.c.passage_id).where(embeddings.c.encoder == encoder)
        query = (
            select(passages.c.id, documents.c.title, passages.c.heading_path, passages.c.text)
            .join(documents, documents.c.id == passages.c.document_id)
            .where(
                passages.c.document_id.in_(ids),
                documents.c.status == Status.PUBLISHED,
                passages.c.id.not_in(done),
            )
            .order_by(passages.c.id)
        )
        with self._engine.connect() as connection:
            return [
                Unencoded(passage_id, in_context(title, headings, text))
                for passage_id, title, headings, text in connection.execute(query)
            ]

    def add_embeddings(self, encoder: str, ids: Sequence[int], vectors: Vectors) -> None:
        """Store embeddings that another encoder made of passages already there."""
        rows = [
            {"passage_id": passage_id, "encoder": encoder, "vector": pack_vector(vector)}
            for passage_id, vector in zip(ids, vectors, strict=True)
        ]
        with self._engine.execution_options(writes=True).begin() as connection:
            connection.execute(insert_ignoring(self._engine, embeddings), rows)

    def entries(self, ids: Sequence[str], encoder: str) -> list[IndexEntry]:
        """Build what an index holds of the published ones among several documents."""
        query = (
            select(
                documents.c.id,
                documents.c.shelf,
                documents.c.title,
                passages.c.id.label("passage_id"),
                passages.c.heading_path,
                passages.c.language,
                passages.c.text,
                embeddings.c.vector,
            )
            .join(passages, passages.c.document_id == documents.c.id)
            .join(embeddings, embeddings.c.passage_id == passages.c.id)
            .where(
                documents.c.id.in_(ids),
                documents.c.status == Status.PUBLISHED,
                embeddings.c.encoder == encoder,
            )
            .order_by(documents.c.id, passages.c.position)
        )
        grouped: dict[str, list[tuple[object, ...]]] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                grouped.setdefault(row.id, []).append(row)
            facets = _facets(connection, list(grouped))
        return [_entry(rows, facets[document_id]) for document_id, rows in grouped.items()]

    def published(self) -> list[str]:
        """List the documents that every index should hold."""
        query = select(documents.c.id).where(documents.c.status == Status.PUBLISHED)
        with self._engine.connect() as connection:
            return list(connection.execute(query.order_by(documents.c.id)).scalars())

    def published_passages(self) -> int:
        """Count the passages that every index should hold."""
        query = (
            select(func.count(passages.c.id))
            .join(documents, documents.c.id == passages.c.document_id)
            .where(documents.c.status == Status.PUBLISHED)
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def known_texts(self, only: Iterable[str] | None = None) -> list[KnownText]:
        """List what tells documents apart, whoever may read them; not of what is on its way."""
        own = [documents.c[name] for name in ("title", "party", "language", "origin")]
        read = [versions.c[name] for name in KnownText.model_fields if name in versions.c]
        query = (
            select(*own, *read)
            .join_from(documents, versions, is_current_version())
            .where(documents.c.status.in_((Status.PUBLISHED, Status.WITHDRAWN)))
        )
        if only is not None:
            query = query.where(documents.c.id.in_(list(only)))
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings()
            return [KnownText.model_validate(dict(row)) for row in rows]

    def content_hashes(self) -> set[str]:
        """List the hashes of all originals that some version refers to, or some live job."""
        waiting = select(jobs.c.digest).where(jobs.c.state.in_(LIVE))
        with self._engine.connect() as connection:
            query = select(versions.c.content_hash).union(waiting)
            return set(connection.execute(query).scalars())


def in_context(title: str, headings: Iterable[str], text: str) -> str:
    """Set a passage under its title and headings, as encoders and word indexes see it."""
    return "\n".join((context_of(title, headings), text))


def context_of(title: str, headings: Iterable[str]) -> str:
    """Join a document's title and the headings above a passage."""
    return " – ".join(filter(None, (title, *headings)))


def _facets(connection: Connection, ids: Sequence[str]) -> defaultdict[str, list[Facet]]:
    """Read what documents may be filtered by."""
    found: defaultdict[str, list[Facet]] = defaultdict(list)
    query = select(documents.c.id, *COLUMNS.values()).where(documents.c.id.in_(ids))
    for document_id, *values in connection.execute(query):
        pairs = zip(COLUMNS, values, strict=True)
        found[document_id] += [(field, str(value)) for field, value in pairs if value]
    fields = {vocabulary: field for field, vocabulary in VOCABULARIES.items()}
    columns = (document_terms.c.document_id, document_terms.c.vocabulary, document_terms.c.key)
    for document_id, vocabulary, key in connection.execute(
        select(*columns).where(
            document_terms.c.document_id.in_(ids), document_terms.c.vocabulary.in_(list(fields))
        )
    ):
        found[document_id].append((fields[vocabulary], key))
    return found


def _entry(rows: "list[tuple[object, ...]]", facets: Sequence[Facet]) -> IndexEntry:
    ids, shelves, titles, passage_ids, headings, languages, texts, vectors = zip(*rows, strict=True)
    return IndexEntry(
        document_id=ids[0],
        shelf=shelves[0],
        passage_ids=passage_ids,
        texts=texts,
        headings=tuple(map(context_of, titles, headings)),
        languages=languages,
        vectors=unpack_vectors(vectors),
        facets=tuple(facets),
    )

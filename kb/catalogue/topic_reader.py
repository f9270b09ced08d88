"""What readers see of topics: counted, named and placed by the documents that they may read."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, func, select

from kb.access import AccessScope
from kb.catalogue.conditions import readable_by_id
from kb.catalogue.rows import load_documents, select_documents
from kb.catalogue.schema import documents
from kb.catalogue.tables.topics import topic_phrases, topic_places
from kb.catalogue.tallies import in_domain
from kb.nouns import Document
from kb.topics import Point


class TopicReader:
    """Read topics; each call says who asks, and counts what they may read."""

    def __init__(self, engine: Engine) -> None:
        """Read from `engine`."""
        self._engine = engine

    def counts(
        self, circle: str, domain: str = "", *, access: AccessScope
    ) -> dict[tuple[str, str], int]:
        """Count the readable documents by (topic, party): of a domain, or of all."""
        return self._counts(topic_places.c.circle == circle, in_domain(domain), access=access)

    def counts_of(
        self, circle: str, of: Collection[str], *, access: AccessScope
    ) -> dict[tuple[str, str], int]:
        """Count the readable documents of some topics by (topic, party)."""
        own = topic_places.c.topic_id.in_(of)
        return self._counts(topic_places.c.circle == circle, own, access=access)

    def phrases(
        self, of: Collection[str], *, access: AccessScope
    ) -> dict[str, dict[str, list[str]]]:
        """Give topics' phrases that stand in some readable document: topic -> language -> phrases.

        The most telling come first.
        """
        query = (
            select(
                topic_phrases.c.topic_id,
                topic_phrases.c.language,
                topic_phrases.c.phrase,
                func.min(topic_phrases.c.rank).label("rank"),
            )
            .join(documents, documents.c.id == topic_phrases.c.document_id)
            .where(topic_phrases.c.topic_id.in_(of), readable_by_id(access))
            .group_by(topic_phrases.c.topic_id, topic_phrases.c.language, topic_phrases.c.phrase)
            .order_by("rank", topic_phrases.c.phrase)
        )
        found: dict[str, dict[str, list[str]]] = {}
        for topic, language, phrase, _ in self._rows(query):
            found.setdefault(topic, {}).setdefault(language, []).append(phrase)
        return found

    def documents(
        self, circle: str, of: Collection[str], *, access: AccessScope, limit: int, offset: int = 0
    ) -> list[Document]:
        """List readable documents of some topics, the latest first."""
        query = (
            select_documents()
            .join(topic_places, topic_places.c.document_id == documents.c.id)
            .where(
                topic_places.c.circle == circle,
                topic_places.c.topic_id.in_(of),
                readable_by_id(access),
            )
            .order_by(documents.c.year.desc().nulls_last(), documents.c.title, documents.c.id)
            .limit(limit)
            .offset(offset)
        )
        with self._engine.connect() as connection:
            return load_documents(connection, query)

    def topics_of(self, circle: str, ids: Sequence[str], *, access: AccessScope) -> dict[str, str]:
        """Tell the topics of the readable ones among several documents."""
        query = (
            select(topic_places.c.document_id, topic_places.c.topic_id)
            .join(documents, documents.c.id == topic_places.c.document_id)
            .where(
                topic_places.c.circle == circle,
                documents.c.id.in_(list(ids)),
                readable_by_id(access),
            )
        )
        return {document_id: topic for document_id, topic in self._rows(query)}

    def points(self, circle: str, domain: str, *, access: AccessScope) -> list[Point]:
        """Give the points of a domain's readable documents, by topic."""
        query = (
            select(
                documents.c.id,
                documents.c.title,
                documents.c.party,
                documents.c.year,
                topic_places.c.topic_id,
                topic_places.c.x,
                topic_places.c.y,
            )
            .join(documents, documents.c.id == topic_places.c.document_id)
            .where(topic_places.c.circle == circle, readable_by_id(access), in_domain(domain))
            .order_by(topic_places.c.topic_id, documents.c.id)
        )
        return [Point(*row) for row in self._rows(query)]

    def _counts(
        self, *chosen: ColumnElement[bool], access: AccessScope
    ) -> dict[tuple[str, str], int]:
        query = (
            select(topic_places.c.topic_id, documents.c.party, func.count())
            .join(documents, documents.c.id == topic_places.c.document_id)
            .where(readable_by_id(access), *chosen)
            .group_by(topic_places.c.topic_id, documents.c.party)
        )
        return {(topic, party): count for topic, party, count in self._rows(query)}

    def _rows(self, query: Select[Any]) -> Sequence[Any]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()

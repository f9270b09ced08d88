"""Topics found inside domains, and where documents stand on the map.

What is said in documents stands in `topic_phrases` alone, one row for each document that holds
a phrase: when a document is erased its rows go with it in the same transaction, and a phrase
that no other document holds is gone. Nothing of vectors is kept here: centres are computed
from the documents that are there.
"""

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from kb.catalogue.schema import metadata

topic_circles = Table(
    "topic_circles",
    metadata,
    Column("circle", String(20), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("phrases", Integer, nullable=False),
    Column("stamp", Integer, nullable=False),
    Column("computed_at", DateTime(timezone=True), nullable=False),
)

topics = Table(
    "topics",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("circle", String(20), nullable=False),
    Column("merged_into", ForeignKey("topics.id", ondelete="SET NULL")),
    Column("name_fr", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("near", JSON, nullable=False),
    Index(None, "circle"),
)

topic_places = Table(
    "topic_places",
    metadata,
    Column("circle", String(20), primary_key=True),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", ForeignKey("topics.id", ondelete="CASCADE"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("x", Float, nullable=False),
    Column("y", Float, nullable=False),
    Index(None, "topic_id"),
    Index(None, "document_id"),
)

topic_phrases = Table(
    "topic_phrases",
    metadata,
    Column("topic_id", ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("phrase", String(200), primary_key=True),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("rank", Integer, nullable=False),
    Index(None, "document_id"),
)

topic_jobs = Table(
    "topic_jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("circle", String(20), nullable=False),
    Column("task", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("step", String(20), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("asked_by", String(60), nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Index(None, "state"),
)

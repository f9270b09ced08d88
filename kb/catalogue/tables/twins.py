"""Twin practices, adoptions, and what came of them.

Columns that name a document are called `document_id` and `other_id`, so that the proof of an
erasure counts them.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from kb.catalogue.schema import metadata

twin_ends = Table(
    "twin_ends",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", ForeignKey("documents.id", ondelete="SET NULL")),
    Column("encoder", String(120), nullable=False),
    Column("centroid", LargeBinary, nullable=False),
    Column("nearness", LargeBinary, nullable=False),
    Column("stale", Boolean, nullable=False),
    Index(None, "other_id"),
    Index(None, "stale"),
)

twin_proposals = Table(
    "twin_proposals",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("score", Float, nullable=False),
    Index(None, "other_id"),
    Index(None, "score"),
)

twin_verdicts = Table(
    "twin_verdicts",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("user_id", String(32), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index(None, "other_id"),
)

twin_notes = Table(
    "twin_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("other_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("user_id", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index(None, "document_id", "other_id"),
)

twin_progress = Table(
    "twin_progress",
    metadata,
    Column("encoder", String(120), primary_key=True),
    Column("position", Integer, nullable=False),
)

adoptions = Table(
    "adoptions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("party", String(60), nullable=False),
    Column("office", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("state", String(20), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("user_id", String(32), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index(None, "document_id"),
)

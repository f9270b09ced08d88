"""Concepts that both sides name differently, and pairs proposed for them."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from kb.catalogue.schema import metadata

concepts = Table(
    "thesaurus_concepts",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("relation", String(10), nullable=False),
    Column("domain", String(60), nullable=False),
    Column("definition_fr", Text, nullable=False),
    Column("definition_en", Text, nullable=False),
    Column("retired", Boolean, nullable=False),
    Index(None, "retired", "domain"),
)

concept_terms = Table(
    "thesaurus_terms",
    metadata,
    Column(
        "key",
        String(60),
        ForeignKey("thesaurus_concepts.key", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("variety", String(4), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Index(None, "folded"),
)

concept_editions = Table(
    "thesaurus_editions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("key", String(60), nullable=False),
    Column("content", JSON, nullable=False),
    Column("changed_by", String(60), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Index(None, "key"),
    sqlite_autoincrement=True,
)
"""What each edit left; the newest number is the thesaurus' revision."""

proposals = Table(
    "thesaurus_proposals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("origin", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("variety", String(4), nullable=False),
    Column("other", Text, nullable=False),
    Column("other_variety", String(4), nullable=False),
    Column("score", Float, nullable=False),
    Column("times", Integer, nullable=False),
    Column("key", String(60), nullable=False),
    Column("digest", String(64), nullable=False),
    UniqueConstraint("digest"),
)

refusals = Table(
    "thesaurus_refusals",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("refused_by", String(60), nullable=False),
    Column("refused_at", DateTime(timezone=True), nullable=False),
)
"""Pairs that do not come back. Digests alone: the words may have stood in an erased document."""

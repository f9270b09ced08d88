"""First tables: vocabularies, documents with versions and pages, passages, links, changes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "terms",
        sa.Column("vocabulary", sa.String(20), primary_key=True),
        sa.Column("key", sa.String(60), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("fr", sa.Text, nullable=False),
        sa.Column("en", sa.Text, nullable=False),
        sa.Column("short_fr", sa.Text, nullable=False),
        sa.Column("short_en", sa.Text, nullable=False),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("party", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("audience", sa.String(80), nullable=False),
        sa.Column("shelf", sa.String(80), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("year", sa.Integer),
        sa.Column("sheet", sa.JSON, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_documents_status_shelf", "documents", ["status", "shelf"])
    op.create_index("ix_documents_origin", "documents", ["origin"])
    op.create_table(
        "document_terms",
        _document_key(primary_key=True),
        sa.Column("vocabulary", sa.String(20), primary_key=True),
        sa.Column("key", sa.String(60), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_index("ix_document_terms_vocabulary_key", "document_terms", ["vocabulary", "key"])
    _create_versions()
    _create_passages()
    op.create_table(
        "changes",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sqlite_autoincrement=True,
    )


def _create_versions() -> None:
    op.create_table(
        "versions",
        sa.Column("id", sa.Integer, primary_key=True),
        _document_key(nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("media_type", sa.String(120), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("page_count", sa.Integer, nullable=False),
        sa.Column("paginated", sa.Boolean, nullable=False),
        sa.Column("passage_count", sa.Integer, nullable=False),
        sa.Column("information", sa.JSON, nullable=False),
        sa.Column("notices", sa.JSON, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("marks", sa.JSON, nullable=False),
        sa.Column("centroid", sa.LargeBinary, nullable=False),
        sa.Column("encoder", sa.String(120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("document_id", "number", name="uq_versions_document_id_number"),
    )
    op.create_index("ix_versions_content_hash", "versions", ["content_hash"])
    op.create_table(
        "pages",
        sa.Column(
            "version_id",
            sa.Integer,
            sa.ForeignKey("versions.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("label", sa.String(40), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("blocks", sa.JSON, nullable=False),
        sa.Column("unread", sa.JSON),
        sa.Column("words", sa.JSON, nullable=False),
    )


def _create_passages() -> None:
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer, primary_key=True),
        _document_key(nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("heading_path", sa.JSON, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.UniqueConstraint("document_id", "position", name="uq_passages_document_id_position"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "embeddings",
        sa.Column(
            "passage_id",
            sa.Integer,
            sa.ForeignKey("passages.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("encoder", sa.String(120), primary_key=True),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "links",
        _document_key(primary_key=True),
        _document_key("other_id", primary_key=True),
        sa.Column("relation", sa.String(20), primary_key=True),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("confirmed", sa.Boolean, nullable=False),
    )


def _document_key(name: str = "document_id", **options: Any) -> sa.Column[str]:
    reference = sa.ForeignKey("documents.id", ondelete="CASCADE")
    column: sa.Column[str] = sa.Column(name, sa.String(32), reference, **options)
    return column

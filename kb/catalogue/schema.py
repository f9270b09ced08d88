"""The tables of the catalogue. A change here needs a numbered migration."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

REVISION = "0014"
"""The migration that makes these tables; a test compares it with Alembic's newest."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

terms = Table(
    "terms",
    metadata,
    Column("vocabulary", String(20), primary_key=True),
    Column("key", String(60), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("fr", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("short_fr", Text, nullable=False, default=""),
    Column("short_en", Text, nullable=False, default=""),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("title", Text, nullable=False),
    Column("party", String(60), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("language", String(8), nullable=False),
    Column("audience", String(80), nullable=False),
    Column("shelf", String(80), nullable=False),
    Column("status", String(20), nullable=False),
    Column("year", Integer),
    Column("sheet", JSON, nullable=False),
    Column("origin", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("owner", String(32), nullable=False, server_default=""),
    Column("masked", Boolean, nullable=False, server_default=false()),
    Column("submitted_at", DateTime(timezone=True)),
    Column("published_at", DateTime(timezone=True)),
    Column("embargo", Date),
    Column("review_due", Date),
    Column("rights_owner", Text, nullable=False, server_default=""),
    Column("licence", Text, nullable=False, server_default=""),
    Column("attribution", Text, nullable=False, server_default=""),
    Index(None, "status", "shelf"),
    Index(None, "owner"),
    Index(None, "origin"),
)

document_terms = Table(
    "document_terms",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("vocabulary", String(20), primary_key=True),
    Column("key", String(60), primary_key=True),
    Column("position", Integer, nullable=False),
    Index(None, "vocabulary", "key"),
)

versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("media_type", String(120), nullable=False),
    Column("size", Integer, nullable=False),
    Column("page_count", Integer, nullable=False),
    Column("paginated", Boolean, nullable=False),
    Column("passage_count", Integer, nullable=False),
    Column("information", JSON, nullable=False),
    Column("notices", JSON, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("marks", JSON, nullable=False),
    Column("centroid", LargeBinary, nullable=False),
    Column("encoder", String(120), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("document_id", "number"),
    Index(None, "content_hash"),
)

pages = Table(
    "pages",
    metadata,
    Column("version_id", ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("label", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("blocks", JSON, nullable=False),
    Column("unread", JSON),
    Column("words", JSON, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("page", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("heading_path", JSON, nullable=False),
    Column("language", String(8), nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("document_id", "position"),
    sqlite_autoincrement=True,
)

embeddings = Table(
    "embeddings",
    metadata,
    Column("passage_id", ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True),
    Column("encoder", String(120), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("relation", String(20), primary_key=True),
    Column("score", Float, nullable=False),
    Column("confirmed", Boolean, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("document_id", String(32), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    sqlite_autoincrement=True,
)

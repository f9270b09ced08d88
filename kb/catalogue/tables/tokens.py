"""Access tokens: whose they are, what for, until when; what opens is kept as a digest alone."""

from sqlalchemy import JSON, Column, Date, DateTime, ForeignKey, Index, String, Table, Text

from kb.catalogue.schema import metadata

access_tokens = Table(
    "access_tokens",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("prefix", String(16), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_on", Date),
    Column("last_used", Date),
    Index(None, "user_id"),
)

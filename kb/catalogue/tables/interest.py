"""What people search, think of hits, and want to be told.

Who follows what hangs on their account and is theirs alone. All other tables know no person:
`asked_questions` and `reformulations` hold a text only once enough sessions asked it, and days
are dates without a time.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from kb.catalogue.schema import metadata

follows = Table(
    "follows",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("frequency", String(20), nullable=False),
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("examined", Integer, nullable=False),
    Column("shelves", JSON, nullable=False),
    UniqueConstraint("user_id", "kind", "key"),
)

appearances = Table(
    "appearances",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("shelf", String(80), nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("document_id", "shelf", "version"),
    sqlite_autoincrement=True,
)

tellings = Table(
    "tellings",
    metadata,
    Column("follow_id", ForeignKey("follows.id", ondelete="CASCADE"), primary_key=True),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("seen", Boolean, nullable=False, server_default=false()),
    Column("mailed", Boolean, nullable=False, server_default=false()),
    Index(None, "document_id"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("feed", String(64), nullable=False, server_default="", index=True),
    Column("feed_made_at", DateTime(timezone=True)),
    Column("daily_at", DateTime(timezone=True)),
    Column("weekly_at", DateTime(timezone=True)),
)

search_tallies = Table(
    "search_tallies",
    metadata,
    Column("day", Date, primary_key=True),
    Column("subject", String(20), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("value", String(40), primary_key=True),
    Column("times", Integer, nullable=False),
)

asked_questions = Table(
    "asked_questions",
    metadata,
    Column("mark", String(64), primary_key=True),
    Column("text", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("last_day", Date, nullable=False),
    Column("days", Integer, nullable=False),
    Column("crowd", Integer, nullable=False),
)

asked_weeks = Table(
    "asked_weeks",
    metadata,
    Column("mark", ForeignKey("asked_questions.mark", ondelete="CASCADE"), primary_key=True),
    Column("week", Date, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("weak", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
    Index(None, "week"),
)

openings = Table(
    "openings",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("week", Date, primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("times", Integer, nullable=False),
)

reformulations = Table(
    "reformulations",
    metadata,
    Column("mark", String(64), primary_key=True),
    Column("earlier", Text, nullable=False),
    Column("later", Text, nullable=False),
    Column("times", Integer, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("days", Integer, nullable=False),
    Column("crowd", Integer, nullable=False),
)

thumbs = Table(
    "thumbs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("question", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("passage_id", ForeignKey("passages.id", ondelete="SET NULL")),
    Column("rank", Integer, nullable=False),
    Column("score", Integer, nullable=False),
    Column("up", Boolean, nullable=False),
    Column("reason", String(20), nullable=False),
    Column("comment", Text, nullable=False),
    Column("day", Date, nullable=False),
    Index(None, "document_id"),
    Index(None, "passage_id"),
    Index(None, "day"),
)

judged_pairs = Table(
    "judged_pairs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("question", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("grade", Integer, nullable=False),
    Column("decided_by", String(32), nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("question", "document_id"),
    Index(None, "document_id"),
)

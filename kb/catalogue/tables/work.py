"""Work shared between processes: jobs, what one process at a time does, and who is there.

No words of documents stay here: what a job has to know is emptied when it is done, what came of
it goes when whoever asked has read it, with its document, or after some days.
"""

from datetime import timedelta

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from kb.catalogue.schema import metadata

LIVING = timedelta(seconds=60)
"""For how long a process that says nothing stays in the register."""

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("key", String(64), unique=True),
    Column("digest", String(64), nullable=False),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE")),
    Column("payload", JSON, nullable=False),
    Column("result", JSON),
    Column("state", String(20), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("owner", String(32), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("beats", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", DateTime(timezone=True), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("problem", String(60), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Index(None, "state"),
    Index(None, "document_id"),
    sqlite_autoincrement=True,
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("owner", String(32), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("beats", Integer, nullable=False),
)

processes = Table(
    "processes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("place", String(120), nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Column("beats", Integer, nullable=False),
    Column("words_position", Integer, nullable=False),
    Column("vectors_position", Integer, nullable=False),
    Column("erased_through", Integer, nullable=False, server_default="0"),
)

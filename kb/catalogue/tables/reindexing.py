"""Changes of encoder: the runs that prepare one, and those that took place. Names and figures."""

from sqlalchemy import JSON, Column, DateTime, Float, Index, Integer, String, Table, Text

from kb.catalogue.schema import metadata

reindexings = Table(
    "reindexings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("encoder", String(120), nullable=False),
    Column("model", Text, nullable=False),
    Column("way", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("pace", Float, nullable=False),
    Column("verdict", JSON),
    Column("began_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Index(None, "state"),
)

switches = Table(
    "switches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("encoder", String(120), nullable=False),
    Column("model", Text, nullable=False),
    Column("former", String(120), nullable=False),
    Column("former_model", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

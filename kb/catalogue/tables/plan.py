"""The biennial plan: activities, meetings, decisions, and what hangs on them."""

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
)

from kb.catalogue.schema import metadata

plans = Table(
    "plans",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("title", Text, nullable=False),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("plan_due", Date),
    Column("adopted", Date),
    Column("report_due", Date),
    Column("reported", Date),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

activities = Table(
    "plan_activities",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("plan_id", ForeignKey("plans.id", ondelete="CASCADE"), nullable=False),
    Column("title", Text, nullable=False),
    Column("means", JSON, nullable=False),
    Column("domains", JSON, nullable=False),
    Column("parties", JSON, nullable=False),
    Column("mandate", Text, nullable=False),
    Column("starts", Date),
    Column("ends", Date),
    Column("due", Date),
    Column("owner", String(32), nullable=False),
    Column("owner_party", String(60), nullable=False),
    Column("state", String(20), nullable=False),
    Column("expected", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index(None, "plan_id"),
)

groups = Table(
    "plan_groups",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("plan_id", ForeignKey("plans.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("domains", JSON, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index(None, "plan_id"),
)

meetings = Table(
    "plan_meetings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("plan_id", ForeignKey("plans.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("group_id", ForeignKey("plan_groups.id", ondelete="CASCADE")),
    Column("activity_id", ForeignKey("plan_activities.id", ondelete="SET NULL")),
    Column("title", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("until", Date),
    Column("place", Text, nullable=False),
    Column("agenda", Text, nullable=False),
    Column("attendance", Integer),
    Column("cancelled", Boolean, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index(None, "plan_id"),
    Index(None, "group_id"),
    Index(None, "activity_id"),
)

decisions = Table(
    "plan_decisions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("plan_id", ForeignKey("plans.id", ondelete="CASCADE"), nullable=False),
    Column("day", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("due", Date),
    Column("state", String(20), nullable=False),
    Column("meeting_id", ForeignKey("plan_meetings.id", ondelete="SET NULL")),
    Column("activity_id", ForeignKey("plan_activities.id", ondelete="SET NULL")),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index(None, "plan_id"),
    Index(None, "meeting_id"),
    Index(None, "activity_id"),
)

attachments = Table(
    "plan_attachments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("activity_id", ForeignKey("plan_activities.id", ondelete="CASCADE")),
    Column("meeting_id", ForeignKey("plan_meetings.id", ondelete="CASCADE")),
    UniqueConstraint("document_id", "activity_id"),
    UniqueConstraint("document_id", "meeting_id"),
    Index(None, "activity_id"),
    Index(None, "meeting_id"),
)

"""Make the tables of the plan."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _create_plans()
    _create_activities()
    _create_groups()
    _create_meetings()
    _create_decisions()
    _create_attachments()


def downgrade() -> None:
    """Drop the tables."""
    for name in ("attachments", "decisions", "meetings", "groups", "activities"):
        op.drop_table(f"plan_{name}")
    op.drop_table("plans")


def _create_plans() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("starts", sa.Date, nullable=False),
        sa.Column("ends", sa.Date, nullable=False),
        *(sa.Column(name, sa.Date) for name in ("plan_due", "adopted", "report_due", "reported")),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )


def _create_activities() -> None:
    op.create_table(
        "plan_activities",
        sa.Column("id", sa.String(32), primary_key=True),
        _plan(),
        sa.Column("title", sa.Text, nullable=False),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("means", "domains", "parties")),
        sa.Column("mandate", sa.Text, nullable=False),
        *(sa.Column(name, sa.Date) for name in ("starts", "ends", "due")),
        sa.Column("owner", sa.String(32), nullable=False),
        sa.Column("owner_party", sa.String(60), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("expected", "outcome", "note")),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_plan_activities_plan_id", "plan_activities", ["plan_id"])


def _create_groups() -> None:
    op.create_table(
        "plan_groups",
        sa.Column("id", sa.String(32), primary_key=True),
        _plan(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("domains", sa.JSON, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_plan_groups_plan_id", "plan_groups", ["plan_id"])


def _create_meetings() -> None:
    op.create_table(
        "plan_meetings",
        sa.Column("id", sa.String(32), primary_key=True),
        _plan(),
        sa.Column("kind", sa.String(20), nullable=False),
        _of("group_id", "plan_groups.id", "CASCADE"),
        _of("activity_id", "plan_activities.id", "SET NULL"),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("agenda", sa.Text, nullable=False),
        sa.Column("attendance", sa.Integer),
        sa.Column("cancelled", sa.Boolean, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    for name in ("plan_id", "group_id", "activity_id"):
        op.create_index(f"ix_plan_meetings_{name}", "plan_meetings", [name])


def _create_decisions() -> None:
    op.create_table(
        "plan_decisions",
        sa.Column("id", sa.String(32), primary_key=True),
        _plan(),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("state", sa.String(20), nullable=False),
        _of("meeting_id", "plan_meetings.id", "SET NULL"),
        _of("activity_id", "plan_activities.id", "SET NULL"),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    for name in ("plan_id", "meeting_id", "activity_id"):
        op.create_index(f"ix_plan_decisions_{name}", "plan_decisions", [name])


def _create_attachments() -> None:
    op.create_table(
        "plan_attachments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "document_id",
            sa.String(32),
            sa.ForeignKey("documents.id", ondelete="CASCADE"),
            nullable=False,
        ),
        _of("activity_id", "plan_activities.id", "CASCADE"),
        _of("meeting_id", "plan_meetings.id", "CASCADE"),
        sa.UniqueConstraint(
            "document_id", "activity_id", name="uq_plan_attachments_document_id_activity_id"
        ),
        sa.UniqueConstraint(
            "document_id", "meeting_id", name="uq_plan_attachments_document_id_meeting_id"
        ),
    )
    for name in ("activity_id", "meeting_id"):
        op.create_index(f"ix_plan_attachments_{name}", "plan_attachments", [name])


def _plan() -> sa.Column[str]:
    owner = sa.ForeignKey("plans.id", ondelete="CASCADE")
    return sa.Column("plan_id", sa.String(32), owner, nullable=False)


def _of(name: str, target: str, ondelete: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(32), sa.ForeignKey(target, ondelete=ondelete))

"""Make the tables of interest: follows and digests, records of searches, opinions."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _create_follows()
    _create_digests()
    _create_questions()
    _create_counts()
    _create_opinions()


def downgrade() -> None:
    """Drop the tables."""
    for name in (
        "judged_pairs",
        "thumbs",
        "reformulations",
        "openings",
        "asked_weeks",
        "asked_questions",
        "search_tallies",
        "subscriptions",
        "tellings",
        "appearances",
        "follows",
    ):
        op.drop_table(name)


def _create_follows() -> None:
    op.create_table(
        "follows",
        sa.Column("id", sa.String(32), primary_key=True),
        _reference("user_id", "users.id", nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("frequency", sa.String(20), nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("examined", sa.Integer, nullable=False),
        sa.Column("shelves", sa.JSON, nullable=False),
        sa.UniqueConstraint("user_id", "kind", "key", name="uq_follows_user_id_kind_key"),
    )
    op.create_table(
        "subscriptions",
        _reference("user_id", "users.id", primary_key=True),
        sa.Column("feed", sa.String(64), nullable=False, server_default=""),
        sa.Column("feed_made_at", sa.DateTime(timezone=True)),
        sa.Column("daily_at", sa.DateTime(timezone=True)),
        sa.Column("weekly_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_subscriptions_feed", "subscriptions", ["feed"])


def _create_digests() -> None:
    op.create_table(
        "appearances",
        sa.Column("id", sa.Integer, primary_key=True),
        _reference("document_id", "documents.id", nullable=False),
        sa.Column("shelf", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint(
            "document_id", "shelf", "version", name="uq_appearances_document_id_shelf_version"
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tellings",
        _reference("follow_id", "follows.id", primary_key=True),
        _reference("document_id", "documents.id", primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("mailed", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_index("ix_tellings_document_id", "tellings", ["document_id"])


def _create_questions() -> None:
    op.create_table(
        "asked_questions",
        sa.Column("mark", sa.String(64), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("crowd", sa.Integer, nullable=False),
    )
    op.create_table(
        "asked_weeks",
        _reference("mark", "asked_questions.mark", primary_key=True),
        sa.Column("week", sa.Date, primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("weak", sa.Integer, nullable=False),
        sa.Column("missed", sa.Integer, nullable=False),
    )
    op.create_index("ix_asked_weeks_week", "asked_weeks", ["week"])
    op.create_table(
        "reformulations",
        sa.Column("mark", sa.String(64), primary_key=True),
        sa.Column("earlier", sa.Text, nullable=False),
        sa.Column("later", sa.Text, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("crowd", sa.Integer, nullable=False),
    )


def _create_counts() -> None:
    op.create_table(
        "search_tallies",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("subject", sa.String(20), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("value", sa.String(40), primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
    )
    op.create_table(
        "openings",
        _reference("document_id", "documents.id", primary_key=True),
        sa.Column("week", sa.Date, primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
    )


def _create_opinions() -> None:
    op.create_table(
        "thumbs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        _reference("document_id", "documents.id", nullable=False),
        sa.Column("passage_id", sa.Integer, sa.ForeignKey("passages.id", ondelete="SET NULL")),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("up", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
    )
    for column in ("document_id", "passage_id", "day"):
        op.create_index(f"ix_thumbs_{column}", "thumbs", [column])
    op.create_table(
        "judged_pairs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        _reference("document_id", "documents.id", nullable=False),
        sa.Column("grade", sa.Integer, nullable=False),
        sa.Column("decided_by", sa.String(32), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("question", "document_id", name="uq_judged_pairs_question_document_id"),
    )
    op.create_index("ix_judged_pairs_document_id", "judged_pairs", ["document_id"])


def _reference(
    name: str, target: str, *, primary_key: bool = False, nullable: bool | None = None
) -> sa.Column[str]:
    """Make a column that goes with the row it names."""
    kind = sa.String(64) if target.endswith("mark") else sa.String(32)
    key = sa.ForeignKey(target, ondelete="CASCADE")
    allowed = not primary_key if nullable is None else nullable
    return sa.Column(name, kind, key, primary_key=primary_key, nullable=allowed)

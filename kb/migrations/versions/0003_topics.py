"""Make the tables of topics."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "topic_circles",
        sa.Column("circle", sa.String(20), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("documents", sa.Integer, nullable=False),
        sa.Column("phrases", sa.Integer, nullable=False),
        sa.Column("stamp", sa.Integer, nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "topics",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("circle", sa.String(20), nullable=False),
        sa.Column("merged_into", sa.String(32), sa.ForeignKey("topics.id", ondelete="SET NULL")),
        sa.Column("name_fr", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("near", sa.JSON, nullable=False),
    )
    op.create_index("ix_topics_circle", "topics", ["circle"])
    _create_members()
    _create_jobs()


def _create_members() -> None:
    op.create_table(
        "topic_places",
        sa.Column("circle", sa.String(20), primary_key=True),
        sa.Column("document_id", sa.String(32), _document(), primary_key=True),
        sa.Column("topic_id", sa.String(32), _topic(), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("x", sa.Float, nullable=False),
        sa.Column("y", sa.Float, nullable=False),
    )
    op.create_index("ix_topic_places_topic_id", "topic_places", ["topic_id"])
    op.create_index("ix_topic_places_document_id", "topic_places", ["document_id"])
    op.create_table(
        "topic_phrases",
        sa.Column("topic_id", sa.String(32), _topic(), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("phrase", sa.String(200), primary_key=True),
        sa.Column("document_id", sa.String(32), _document(), primary_key=True),
        sa.Column("rank", sa.Integer, nullable=False),
    )
    op.create_index("ix_topic_phrases_document_id", "topic_phrases", ["document_id"])


def _create_jobs() -> None:
    op.create_table(
        "topic_jobs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("circle", sa.String(20), nullable=False),
        sa.Column("task", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("asked_by", sa.String(60), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_topic_jobs_state", "topic_jobs", ["state"])


def _document() -> sa.ForeignKey:
    return sa.ForeignKey("documents.id", ondelete="CASCADE")


def _topic() -> sa.ForeignKey:
    return sa.ForeignKey("topics.id", ondelete="CASCADE")


def downgrade() -> None:
    """Drop the tables."""
    for name in ("topic_jobs", "topic_phrases", "topic_places", "topics", "topic_circles"):
        op.drop_table(name)

"""Make the tables of a change of encoder."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "reindexings",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("encoder", sa.String(120), nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("pace", sa.Float, nullable=False),
        sa.Column("verdict", sa.JSON),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reindexings"),
    )
    op.create_index("ix_reindexings_state", "reindexings", ["state"])
    op.create_table(
        "switches",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("encoder", sa.String(120), nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("former", sa.String(120), nullable=False),
        sa.Column("former_model", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_switches"),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("switches")
    op.drop_table("reindexings")

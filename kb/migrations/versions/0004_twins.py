"""Make the tables of twins."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _create_proposals()
    _create_decisions()


def downgrade() -> None:
    """Drop the tables."""
    for name in (
        "adoptions",
        "twin_progress",
        "twin_notes",
        "twin_verdicts",
        "twin_proposals",
        "twin_ends",
    ):
        op.drop_table(name)


def _create_proposals() -> None:
    op.create_table(
        "twin_ends",
        _document("document_id", primary_key=True),
        _document("other_id", nullable=True, ondelete="SET NULL"),
        sa.Column("encoder", sa.String(120), nullable=False),
        sa.Column("centroid", sa.LargeBinary, nullable=False),
        sa.Column("nearness", sa.LargeBinary, nullable=False),
        sa.Column("stale", sa.Boolean, nullable=False),
    )
    op.create_index("ix_twin_ends_other_id", "twin_ends", ["other_id"])
    op.create_index("ix_twin_ends_stale", "twin_ends", ["stale"])
    op.create_table(
        "twin_proposals",
        _document("document_id", primary_key=True),
        _document("other_id", primary_key=True),
        sa.Column("score", sa.Float, nullable=False),
    )
    op.create_index("ix_twin_proposals_other_id", "twin_proposals", ["other_id"])
    op.create_index("ix_twin_proposals_score", "twin_proposals", ["score"])
    op.create_table(
        "twin_progress",
        sa.Column("encoder", sa.String(120), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
    )


def _create_decisions() -> None:
    op.create_table(
        "twin_verdicts",
        _document("document_id", primary_key=True),
        _document("other_id", primary_key=True),
        sa.Column("state", sa.String(20), nullable=False),
        *_signature(),
    )
    op.create_index("ix_twin_verdicts_other_id", "twin_verdicts", ["other_id"])
    op.create_table(
        "twin_notes",
        sa.Column("id", sa.Integer, primary_key=True),
        _document("document_id"),
        _document("other_id"),
        sa.Column("text", sa.Text, nullable=False),
        *_signature(),
    )
    op.create_index("ix_twin_notes_document_id_other_id", "twin_notes", ["document_id", "other_id"])
    op.create_table(
        "adoptions",
        sa.Column("id", sa.Integer, primary_key=True),
        _document("document_id"),
        sa.Column("party", sa.String(60), nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        *_signature(),
    )
    op.create_index("ix_adoptions_document_id", "adoptions", ["document_id"])


def _document(
    name: str, *, primary_key: bool = False, nullable: bool = False, ondelete: str = "CASCADE"
) -> sa.Column[str]:
    bond = sa.ForeignKey("documents.id", ondelete=ondelete)
    if primary_key:
        return sa.Column(name, sa.String(32), bond, primary_key=True)
    return sa.Column(name, sa.String(32), bond, nullable=nullable)


def _signature() -> tuple[sa.Column[str], sa.Column[object]]:
    return (
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )

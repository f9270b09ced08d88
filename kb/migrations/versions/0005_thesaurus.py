"""Make the tables of thesaurus."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _create_concepts()
    _create_proposals()


def _create_concepts() -> None:
    op.create_table(
        "thesaurus_concepts",
        sa.Column("key", sa.String(60), primary_key=True),
        sa.Column("relation", sa.String(10), nullable=False),
        sa.Column("domain", sa.String(60), nullable=False),
        sa.Column("definition_fr", sa.Text, nullable=False),
        sa.Column("definition_en", sa.Text, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False),
    )
    op.create_index(
        "ix_thesaurus_concepts_retired_domain", "thesaurus_concepts", ["retired", "domain"]
    )
    op.create_table(
        "thesaurus_terms",
        sa.Column(
            "key",
            sa.String(60),
            sa.ForeignKey("thesaurus_concepts.key", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("variety", sa.String(4), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
    )
    op.create_index("ix_thesaurus_terms_folded", "thesaurus_terms", ["folded"])
    op.create_table(
        "thesaurus_editions",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("changed_by", sa.String(60), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_thesaurus_editions_key", "thesaurus_editions", ["key"])


def _create_proposals() -> None:
    op.create_table(
        "thesaurus_proposals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("origin", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("variety", sa.String(4), nullable=False),
        sa.Column("other", sa.Text, nullable=False),
        sa.Column("other_variety", sa.String(4), nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.UniqueConstraint("digest", name="uq_thesaurus_proposals_digest"),
    )
    op.create_table(
        "thesaurus_refusals",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("refused_by", sa.String(60), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for name in ("refusals", "proposals", "editions", "terms", "concepts"):
        op.drop_table(f"thesaurus_{name}")

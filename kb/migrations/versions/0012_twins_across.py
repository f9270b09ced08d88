"""Have twins found anew: those in the other language have places of their own now."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forget how far twins were found."""
    op.execute("DELETE FROM twin_progress")


def downgrade() -> None:
    """Leave what is found: it holds what was found before."""

"""Digests that are due are found at once among all that ever were."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TO_BE_MADE = sa.text("outcome = 'due'")


def upgrade() -> None:
    """Makes the index."""
    op.create_index("ix_digest_due", "digest", ["subscription", "slot"], postgresql_where=_TO_BE_MADE, sqlite_where=_TO_BE_MADE)


def downgrade() -> None:
    """Takes it away."""
    op.drop_index("ix_digest_due", "digest")

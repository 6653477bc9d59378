"""The files of stored articles, for several replicas; an index of what waits to be sent."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WAITS = "state IN ('due', 'sending', 'unsure')"


def upgrade() -> None:
    """Makes the table and the index."""
    op.create_table(
        "article_file",
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("data", sa.LargeBinary()),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_article_file"),
    )
    op.create_index("ix_article_file_change", "article_file", ["change"])
    op.create_index("ix_delivery_waiting", "delivery", ["platform", "id"], postgresql_where=sa.text(_WAITS), sqlite_where=sa.text(_WAITS))


def downgrade() -> None:
    """Takes them away."""
    op.drop_index("ix_delivery_waiting", "delivery")
    op.drop_table("article_file")

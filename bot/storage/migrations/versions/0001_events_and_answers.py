"""Events, deliveries, places, answers and feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables: first what comes in and goes out."""
    op.create_table(
        "incoming",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("event_id", sa.String(255), nullable=False),
        sa.Column("post", sa.String(255)),
        sa.Column("lane", sa.String(255), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incoming"),
        sa.UniqueConstraint("platform", "event_id", name="uq_incoming_platform"),
        sa.UniqueConstraint("platform", "post", name="uq_incoming_post"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_incoming_open", "incoming", ["state", "id"])
    op.create_index("ix_incoming_received_at", "incoming", ["received_at"])
    op.create_table(
        "delivery",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("origin", sa.String(255), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("call", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(255)),
        sa.Column("error", sa.Text()),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("origin", "part", name="uq_delivery_origin"),
    )
    _conversations()


def _conversations() -> None:
    """What is kept of places and answers."""
    op.create_table(
        "place",
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("language", sa.String(16)),
        sa.Column("turns", sa.Text()),
        sa.Column("turned_at", sa.BigInteger()),
        sa.Column("away", sa.Text()),
        sa.PrimaryKeyConstraint("key", name="pk_place"),
    )
    op.create_table(
        "answer",
        sa.Column("id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("place", sa.String(255), nullable=False),
        sa.Column("post", sa.String(255)),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("turns", sa.Text(), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("suggestions", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
    )
    op.create_index("ix_answer_place", "answer", ["place", "id"])
    op.create_index("ix_answer_post", "answer", ["place", "post"])
    op.create_table(
        "feedback",
        sa.Column("answer", _NUMBER, nullable=False),
        sa.Column("sender", sa.String(255), nullable=False),
        sa.Column("is_good", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["answer"], ["answer.id"], name="fk_feedback_answer", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("answer", "sender", name="pk_feedback"),
    )


def downgrade() -> None:
    """Takes them away."""
    for table in ("feedback", "answer", "place", "delivery", "incoming"):
        op.drop_table(table)

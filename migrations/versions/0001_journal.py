"""The journal: keys of acts, entries, private bodies, checkpoints, head."""

import sqlalchemy as sa
from alembic import op

from govflow.schema import allow_all, keep_append_only

revision = "0001"
down_revision = None

INDEX = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("act_key", "journal_entry", "journal_body", "journal_checkpoint")


def upgrade() -> None:
    op.create_table(
        "act_key",
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_act_key"),
    )
    op.create_table(
        "journal_entry",
        sa.Column("idx", INDEX, autoincrement=False, nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("act_key", sa.Uuid(), nullable=False),
        sa.Column("consortium_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("idx", name="pk_journal_entry"),
        sa.ForeignKeyConstraint(["act_key"], ["act_key.key"], name="fk_journal_entry_act_key"),
        sa.UniqueConstraint("leaf_hash", name="uq_journal_entry_leaf_hash"),
        sa.UniqueConstraint("act_key", name="uq_journal_entry_act_key"),
    )
    op.create_index("ix_journal_entry_consortium_id", "journal_entry", ["consortium_id"])
    op.create_table(
        "journal_body",
        sa.Column("idx", INDEX, autoincrement=False, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("idx", name="pk_journal_body"),
        sa.ForeignKeyConstraint(["idx"], ["journal_entry.idx"], name="fk_journal_body_idx"),
    )
    op.create_table(
        "journal_checkpoint",
        sa.Column("size", INDEX, autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_journal_checkpoint"),
    )
    head = op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", INDEX, nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.Column("last_moment", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_journal_head"),
        sa.CheckConstraint("id = 1", name="there_is_one_head"),
    )
    op.bulk_insert(head, [{"id": 1, "size": 0, "peaks": b"", "last_moment": None}])
    for table in APPEND_ONLY:
        keep_append_only(table)


def downgrade() -> None:
    for table in APPEND_ONLY:
        allow_all(table)
    for table in ("journal_head", "journal_checkpoint", "journal_body", "journal_entry", "act_key"):
        op.drop_table(table)

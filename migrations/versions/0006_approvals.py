"""Approvals: circulations, what happened to each board's approval, and where it stands."""

import sqlalchemy as sa
from alembic import op

from govflow.schema import allow_all, keep_append_only

revision = "0006"
down_revision = "0005"

APPEND_ONLY = ("circulation", "approval_event")
STATUSES = (
    "'not_asked', 'asked', 'approved', 'conditional', 'rejected', 'inquorate', 'minor_pending', 'superseded', "
    "'withdrawn', 'left_out'"
)


def upgrade() -> None:
    op.create_table(
        "circulation",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("circulated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_key", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("agreement_id", "number", name="pk_circulation"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name="fk_circulation_agreement_id"),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_circulation_version_id"),
        sa.ForeignKeyConstraint(["act_key"], ["act_key.key"], name="fk_circulation_act_key"),
        sa.UniqueConstraint("version_id", name="uq_circulation_version_id"),
    )
    op.create_table(
        "approval",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("agreement_id", "member_id", name="pk_approval"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name="fk_approval_agreement_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_approval_member_id"),
        sa.CheckConstraint(f"status in ({STATUSES})", name="status_is_known"),
    )
    op.create_table(
        "approval_event",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_key", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("agreement_id", "member_id", "number", name="pk_approval_event"),
        sa.ForeignKeyConstraint(
            ["agreement_id", "member_id"],
            ["approval.agreement_id", "approval.member_id"],
            name="fk_approval_event_agreement_id",
        ),
        sa.ForeignKeyConstraint(["act_key"], ["act_key.key"], name="fk_approval_event_act_key"),
    )
    for table in APPEND_ONLY:
        keep_append_only(table)


def downgrade() -> None:
    for table in APPEND_ONLY:
        allow_all(table)
    for table in ("approval_event", "approval", "circulation"):
        op.drop_table(table)

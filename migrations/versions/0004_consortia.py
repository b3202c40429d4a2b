"""Consortia, their parties, and how each party's board decides."""

import sqlalchemy as sa
from alembic import op

from govflow.schema import allow_all, keep_append_only

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "consortium",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(10), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("vehicle_is_party", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consortium"),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_vehicle", sa.Boolean(), nullable=False),
        sa.Column("legal_name", sa.String(300), nullable=False),
        sa.Column("legal_form", sa.String(60), nullable=False),
        sa.Column("is_charity", sa.Boolean(), nullable=False),
        sa.Column("reg_no", sa.String(60), nullable=False),
        sa.Column("jurisdiction", sa.String(60), nullable=False),
        sa.Column("registered_office", sa.String(500), nullable=False),
        sa.Column("member_class", sa.String(60), nullable=False),
        sa.Column("annual_income_pence", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.String(500), nullable=False),
        sa.Column("execution_method", sa.String(60), nullable=False),
        sa.Column("details", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
        sa.ForeignKeyConstraint(["consortium_id"], ["consortium.id"], name="fk_member_consortium_id"),
        sa.UniqueConstraint("consortium_id", "code", name="uq_member_consortium_id_code"),
        sa.UniqueConstraint("consortium_id", "position", name="uq_member_consortium_id_position"),
        sa.CheckConstraint("annual_income_pence >= 0", name="income_is_not_negative"),
    )
    op.create_table(
        "board_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("in_office", sa.Integer(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("majority", sa.String(60), nullable=False),
        sa.Column("basis", sa.String(60), nullable=False),
        sa.Column("chair_casting", sa.Boolean(), nullable=False),
        sa.Column("written", sa.String(60), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_board_rules"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_board_rules_member_id"),
        sa.UniqueConstraint("member_id", "number", name="uq_board_rules_member_id_number"),
        sa.CheckConstraint("in_office between 0 and seats", name="in_office_fits_the_seats"),
        sa.CheckConstraint("quorum >= 0", name="a_quorum_is_a_number_of_people"),
    )
    keep_append_only("board_rules")


def downgrade() -> None:
    allow_all("board_rules")
    op.drop_table("board_rules")
    op.drop_table("member")
    op.drop_table("consortium")

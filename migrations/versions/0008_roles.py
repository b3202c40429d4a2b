"""Roles: what people are for an organisation; and where a board's rules come from."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "role",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_role"),
        sa.ForeignKeyConstraint(["consortium_id"], ["consortium.id"], name="fk_role_consortium_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_role_member_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_role_person_id"),
        sa.ForeignKeyConstraint(["given_by"], ["act_key.key"], name="fk_role_given_by"),
        sa.ForeignKeyConstraint(["ended_by"], ["act_key.key"], name="fk_role_ended_by"),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name="somebody_ended_what_is_ended"),
    )
    op.create_index("ix_role_consortium_id", "role", ["consortium_id"])
    op.create_index("ix_role_person_id", "role", ["person_id"])
    op.add_column("board_rules", sa.Column("source", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("board_rules", "source")
    op.drop_table("role")

"""Questions somebody is not sure of: given to a person, with a day."""

import sqlalchemy as sa
from alembic import op

from govflow.schema import allow_all, keep_append_only

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "question_flag",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_key", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("agreement_id", "number", name="pk_question_flag"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name="fk_question_flag_agreement_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_question_flag_member_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_question_flag_person_id"),
        sa.ForeignKeyConstraint(["act_key"], ["act_key.key"], name="fk_question_flag_act_key"),
        sa.CheckConstraint("(person_id is null) = (due is null)", name="who_is_asked_has_a_day"),
    )
    keep_append_only("question_flag")


def downgrade() -> None:
    allow_all("question_flag")
    op.drop_table("question_flag")

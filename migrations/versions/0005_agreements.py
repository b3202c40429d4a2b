"""Agreements: answers, rewordings, members left out, frozen versions."""

import sqlalchemy as sa
from alembic import op

from govflow.schema import allow_all, keep_append_only

revision = "0005"
down_revision = "0004"

APPEND_ONLY = ("answer", "rewording", "departure", "version")


def upgrade() -> None:
    op.create_table(
        "agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_agreement"),
        sa.ForeignKeyConstraint(["consortium_id"], ["consortium.id"], name="fk_agreement_consortium_id"),
        sa.CheckConstraint(
            "(released_at is null) = (dated is null)", name="an_agreement_is_dated_when_it_is_released"
        ),
    )
    op.create_index("ix_agreement_consortium_id", "agreement", ["consortium_id"])
    op.create_table(
        "answer",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_key", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("agreement_id", "question", "revision", name="pk_answer"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name="fk_answer_agreement_id"),
        sa.ForeignKeyConstraint(["act_key"], ["act_key.key"], name="fk_answer_act_key"),
    )
    op.create_table(
        "rewording",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_key", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("agreement_id", "clause", "revision", name="pk_rewording"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name="fk_rewording_agreement_id"),
        sa.ForeignKeyConstraint(["act_key"], ["act_key.key"], name="fk_rewording_act_key"),
    )
    op.create_table(
        "departure",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("act_key", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("agreement_id", "member_id", name="pk_departure"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name="fk_departure_agreement_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_departure_member_id"),
        sa.ForeignKeyConstraint(["act_key"], ["act_key.key"], name="fk_departure_act_key"),
    )
    op.create_table(
        "version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("pack", sa.String(200), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=True),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_key", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_version"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name="fk_version_agreement_id"),
        sa.ForeignKeyConstraint(["act_key"], ["act_key.key"], name="fk_version_act_key"),
        sa.UniqueConstraint("agreement_id", "number", name="uq_version_agreement_id_number"),
        sa.UniqueConstraint("agreement_id", "name", name="uq_version_agreement_id_name"),
        sa.CheckConstraint("length(digest) = 64", name="a_version_has_its_digest"),
    )
    for table in APPEND_ONLY:
        keep_append_only(table)


def downgrade() -> None:
    for table in APPEND_ONLY:
        allow_all(table)
    for table in ("version", "departure", "rewording", "answer", "agreement"):
        op.drop_table(table)

"""Signing: signatures and what happened to them, conditions precedent, the executed document."""

import sqlalchemy as sa
from alembic import op

from govflow.schema import allow_all, keep_append_only

revision = "0007"
down_revision = "0006"

APPEND_ONLY = ("signature_event", "precedent", "executed")


def upgrade() -> None:
    op.create_table(
        "signature",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=True),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("agreement_id", "member_id", name="pk_signature"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name="fk_signature_agreement_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_signature_member_id"),
        sa.CheckConstraint(
            "status in ('none', 'held', 'withdrawn', 'declined', 'released')", name="status_is_known"
        ),
        sa.CheckConstraint(
            "status not in ('held', 'released') or (version <> '' and digest is not null)",
            name="a_signature_is_bound_to_a_text",
        ),
    )
    op.create_table(
        "signature_event",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_key", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("agreement_id", "member_id", "number", name="pk_signature_event"),
        sa.ForeignKeyConstraint(
            ["agreement_id", "member_id"],
            ["signature.agreement_id", "signature.member_id"],
            name="fk_signature_event_agreement_id",
        ),
        sa.ForeignKeyConstraint(["act_key"], ["act_key.key"], name="fk_signature_event_act_key"),
    )
    op.create_table(
        "precedent",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("how", sa.String(10), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("act_key", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("agreement_id", "code", name="pk_precedent"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name="fk_precedent_agreement_id"),
        sa.ForeignKeyConstraint(["act_key"], ["act_key.key"], name="fk_precedent_act_key"),
        sa.CheckConstraint("how in ('met', 'waived')", name="it_is_met_or_waived"),
    )
    op.create_table(
        "executed",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("pdf_sha256", sa.String(64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("renderer", sa.String(500), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_key", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("agreement_id", name="pk_executed"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name="fk_executed_agreement_id"),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_executed_version_id"),
        sa.ForeignKeyConstraint(["act_key"], ["act_key.key"], name="fk_executed_act_key"),
        sa.CheckConstraint("length(pdf_sha256) = 64", name="the_document_has_its_digest"),
    )
    for table in APPEND_ONLY:
        keep_append_only(table)


def downgrade() -> None:
    for table in APPEND_ONLY:
        allow_all(table)
    for table in ("executed", "precedent", "signature_event", "signature"):
        op.drop_table(table)

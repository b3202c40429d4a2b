"""Parts of signatures: what each signatory and each witness did."""

import sqlalchemy as sa
from alembic import op

from govflow.schema import allow_all, keep_append_only

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "signature_part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("method", sa.String(60), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(100), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("witness_of", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("known_by", sa.String(60), nullable=False),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.Column("circumstances", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_key", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signature_part"),
        sa.UniqueConstraint(
            "agreement_id", "member_id", "number", name="uq_signature_part_agreement_id_member_id_number"
        ),
        sa.UniqueConstraint("witness_of", name="uq_signature_part_witness_of"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name="fk_signature_part_agreement_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_signature_part_member_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_signature_part_person_id"),
        sa.ForeignKeyConstraint(["witness_of"], ["signature_part.id"], name="fk_signature_part_witness_of"),
        sa.ForeignKeyConstraint(["act_key"], ["act_key.key"], name="fk_signature_part_act_key"),
        sa.CheckConstraint(
            "(person_id is null) = (witness_of is not null)", name="somebody_signs_or_witnesses"
        ),
        sa.CheckConstraint("length(digest) = 64", name="a_part_is_bound_to_a_text"),
    )
    keep_append_only("signature_part")


def downgrade() -> None:
    allow_all("signature_part")
    op.drop_table("signature_part")

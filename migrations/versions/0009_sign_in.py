"""Sign-ins kept by the server, codes sent by mail, and who may found a consortium."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("person", sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("person", sa.Column("may_found", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("method", sa.String(20), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_session"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_sign_in_session_person_id"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_session_token_hash"),
        sa.CheckConstraint("ends_at > opened_at", name="a_session_ends_after_it_opens"),
        sa.CheckConstraint("method in ('email_code', 'link')", name="method_is_known"),
    )
    op.create_index("ix_sign_in_session_person_id", "sign_in_session", ["person_id"])
    op.create_table(
        "mailed_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("address_mark", sa.String(64), nullable=False),
        sa.Column("asker_mark", sa.String(64), nullable=False),
        sa.Column("asker_is_known", sa.Boolean(), nullable=False),
        sa.Column("bound_hash", sa.String(64), nullable=False),
        sa.Column("code_mark", sa.String(64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_for", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_mailed_code"),
        sa.UniqueConstraint("bound_hash", name="uq_mailed_code_bound_hash"),
        sa.CheckConstraint("purpose in ('sign_in', 'confirm')", name="purpose_is_known"),
        sa.CheckConstraint("expires_at > asked_at", name="a_code_expires_after_it_is_asked_for"),
        sa.CheckConstraint("tries between 0 and 5", name="tries_are_few"),
        sa.CheckConstraint("used_for is null or used_at is not null", name="used_for_something_when_used"),
    )
    op.create_index("ix_mailed_code_address_mark", "mailed_code", ["address_mark"])
    op.create_index("ix_mailed_code_asker_mark", "mailed_code", ["asker_mark"])


def downgrade() -> None:
    op.drop_table("mailed_code")
    op.drop_table("sign_in_session")
    op.drop_column("person", "may_found")
    op.drop_column("person", "signed_in_at")

"""People and the links that let them in."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_mark", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("email_mark", name="uq_person_email_mark"),
    )
    op.create_table(
        "link_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(60), nullable=False),
        sa.Column("target", sa.String(300), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_link_token"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_link_token_person_id"),
        sa.UniqueConstraint("token_hash", name="uq_link_token_token_hash"),
        sa.CheckConstraint("expires_at > opened_at", name="a_link_expires_after_it_opens"),
    )
    op.create_index("ix_link_token_person_id", "link_token", ["person_id"])


def downgrade() -> None:
    op.drop_table("link_token")
    op.drop_table("person")

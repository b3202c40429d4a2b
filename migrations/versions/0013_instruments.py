"""Instruments: an agreement says which document of the clause pack it is."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column(
        "agreement", sa.Column("instrument", sa.String(60), server_default="agreement", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("agreement", "instrument")

"""Boards at work: interests, written decisions and replies, papers sent in, delegates, printed packs."""

import sqlalchemy as sa
from alembic import op

from govflow.schema import allow, allow_all, keep_append_only, refuse

revision = "0010"
down_revision = "0009"

APPEND_ONLY = ("interest", "ballot_voter", "reply", "paper", "paper_judged", "delegate")
TABLES = (
    "interest",
    "ballot",
    "ballot_voter",
    "reply",
    "paper",
    "paper_judged",
    "delegate",
    "printed_pack",
)


def upgrade() -> None:
    op.create_table(
        "interest",
        *of_a_board("interest"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        *done_by("interest"),
        sa.PrimaryKeyConstraint("agreement_id", "member_id", "person_id", "number", name="pk_interest"),
        to_a_person("interest", "person_id"),
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.Uuid(), nullable=False),
        *of_a_board("ballot"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        *done_by("ballot"),
        sa.PrimaryKeyConstraint("id", name="pk_ballot"),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_ballot_version_id"),
        sa.UniqueConstraint(
            "agreement_id", "member_id", "number", name="uq_ballot_agreement_id_member_id_number"
        ),
    )
    op.create_table(
        "ballot_voter",
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("ballot_id", "person_id", name="pk_ballot_voter"),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name="fk_ballot_voter_ballot_id"),
        to_a_person("ballot_voter", "person_id"),
    )
    op.create_table(
        "reply",
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        *done_by("reply"),
        sa.PrimaryKeyConstraint("ballot_id", "person_id", "number", name="pk_reply"),
        sa.ForeignKeyConstraint(
            ["ballot_id", "person_id"],
            ["ballot_voter.ballot_id", "ballot_voter.person_id"],
            name="fk_reply_ballot_id_person_id",
        ),
    )
    op.create_table(
        "paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        *of_a_board("paper"),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        *done_by("paper"),
        sa.PrimaryKeyConstraint("id", name="pk_paper"),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_paper_version_id"),
        to_a_person("paper", "sent_by"),
        sa.CheckConstraint("length(sha256) = 64", name="a_paper_has_its_file"),
        sa.CheckConstraint("size > 0", name="a_paper_is_not_empty"),
    )
    op.create_table(
        "paper_judged",
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("judged_by", sa.Uuid(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        *done_by("paper_judged"),
        sa.PrimaryKeyConstraint("paper_id", name="pk_paper_judged"),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name="fk_paper_judged_paper_id"),
        to_a_person("paper_judged", "judged_by"),
    )
    op.create_table(
        "delegate",
        *done_by("delegate"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        *of_a_board("delegate"),
        sa.PrimaryKeyConstraint("act_key", "person_id", name="pk_delegate"),
        to_a_person("delegate", "person_id"),
    )
    op.create_table(
        "printed_pack",
        *of_a_board("printed_pack"),
        sa.Column("edition", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("agreement_id", "member_id", "edition", name="pk_printed_pack"),
    )
    for table in APPEND_ONLY:
        keep_append_only(table)
    # A ballot is closed early by a date, and never unmade.
    refuse("ballot", "DELETE")


def of_a_board(table: str) -> tuple[sa.Column[object] | sa.ForeignKeyConstraint, ...]:
    """The agreement and the member whose board it is."""
    return (
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=f"fk_{table}_agreement_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=f"fk_{table}_member_id"),
    )


def done_by(table: str) -> tuple[sa.Column[object] | sa.ForeignKeyConstraint, ...]:
    """The act that wrote a row."""
    return (
        sa.Column("act_key", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["act_key"], ["act_key.key"], name=f"fk_{table}_act_key"),
    )


def to_a_person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=f"fk_{table}_{column}")


def downgrade() -> None:
    allow("ballot", "DELETE")
    for table in APPEND_ONLY:
        allow_all(table)
    for table in reversed(TABLES):
        op.drop_table(table)

"""Circulations, what happened to each approval, and its state word as a projection of that; boards at work.

Circulations and events are written once and never changed; the projection is what folding the events gives.
What people of a board told (interests, replies, papers) is written once too, and private to that board.
"""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govflow.columns import Json, PrivateJSON, PrivateText
from govflow.core.approval import Status
from govflow.extensions import Base


class CirculationRow(Base):
    """A version put to the boards; the newest one counts. A version is put to them once."""

    __tablename__ = "circulation"
    __table_args__ = (UniqueConstraint("version_id"),)

    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version.id"))
    deadline: Mapped[date | None]
    circulated_at: Mapped[datetime]
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))


class ApprovalRow(Base):
    """Where a member's approval stands, as recorded; that it has expired is read from the day."""

    __tablename__ = "approval"
    __table_args__ = (
        CheckConstraint(
            f"status in ({', '.join(repr(str(status)) for status in Status if status is not Status.EXPIRED)})",
            name="status_is_known",
        ),
    )

    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"), primary_key=True)
    status: Mapped[str] = mapped_column(String(20))
    version: Mapped[str] = mapped_column(Text)
    events: Mapped[int]


class ApprovalEventRow(Base):
    """One thing that happened to an approval. ``kind`` and ``body`` are as `core.record` writes events."""

    __tablename__ = "approval_event"
    __table_args__ = (
        ForeignKeyConstraint(["agreement_id", "member_id"], ["approval.agreement_id", "approval.member_id"]),
    )

    agreement_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(60))
    body: Mapped[Json] = mapped_column(PrivateJSON("approval_event|body"), nullable=False)
    happened_at: Mapped[datetime]
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))


class InterestRow(Base):
    """What a board member declared of an interest of their own; the newest declaration of a person counts."""

    __tablename__ = "interest"

    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told: Mapped[Json] = mapped_column(PrivateJSON("interest|told"), nullable=False)
    declared_at: Mapped[datetime]
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))


class BallotRow(Base):
    """A decision that a board is asked for in writing: who may reply, by which rules, until which day.

    ``after``: the number of the board's newest resolution when it was opened, 0 for none. Whether it is over is
    read from what happened since; ``closed_at`` is set only where the secretary ends it early.
    """

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("agreement_id", "member_id", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"))
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"))
    number: Mapped[int]
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version.id"))
    rules: Mapped[Json] = mapped_column(PrivateJSON("ballot|rules"), nullable=False)
    after: Mapped[int]
    closes_on: Mapped[date]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))


class BallotVoterRow(Base):
    """Somebody who may reply: the roll is fixed when the ballot opens."""

    __tablename__ = "ballot_voter"

    ballot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)


class ReplyRow(Base):
    """A reply of somebody on the roll; the newest counts, and it is the only one of theirs that does."""

    __tablename__ = "reply"
    __table_args__ = (
        ForeignKeyConstraint(
            ["ballot_id", "person_id"], ["ballot_voter.ballot_id", "ballot_voter.person_id"]
        ),
    )

    ballot_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    choice: Mapped[str] = mapped_column(PrivateText("reply|choice"))
    given_at: Mapped[datetime]
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))


class PaperRow(Base):
    """A decision on paper that was sent in: the scan, and the figures it is said to show. It counts once judged."""

    __tablename__ = "paper"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="a_paper_has_its_file"),
        CheckConstraint("size > 0", name="a_paper_is_not_empty"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"))
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"))
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version.id"))
    sent_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    told: Mapped[Json] = mapped_column(PrivateJSON("paper|told"), nullable=False)
    sent_at: Mapped[datetime]
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))


class PaperJudgedRow(Base):
    """A second person compared a paper with its figures: they agree, or why they do not."""

    __tablename__ = "paper_judged"

    paper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("paper.id"), primary_key=True)
    judged_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    confirmed: Mapped[bool]
    reason: Mapped[str] = mapped_column(PrivateText("paper_judged|reason"))
    judged_at: Mapped[datetime]
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))


class DelegateRow(Base):
    """Somebody a board delegated to. ``act_key``: the act of the delegation, which its event has too."""

    __tablename__ = "delegate"

    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"))
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"))


class PrintedPackRow(Base):
    """A board pack on paper. ``edition``: the digest of everything it says; ``sha256``: of the PDF, once made."""

    __tablename__ = "printed_pack"

    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"), primary_key=True)
    edition: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int]
    made_at: Mapped[datetime]

"""Circulations, what happened to each approval, and its state word as a projection of that.

Circulations and events are written once and never changed; the projection is what folding the events gives.
"""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govflow.columns import Json, PrivateJSON
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

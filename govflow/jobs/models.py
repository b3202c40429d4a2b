"""The ledger of jobs: what is to be done outside an act's transaction, and what became of it."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from govflow.columns import Json, PrivateJSON, PrivateText
from govflow.extensions import Base


class JobState(StrEnum):
    """Where a job stands. ``dead`` is for a person to look at: it can be retried."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class JobRow(Base):
    """One job. `holder` names the one take of it that may end it; `key` makes ordering it twice one job."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'running', 'done', 'dead')", name="state_is_known"),
        CheckConstraint(
            "(state = 'running') = (holder is not null and lease_until is not null)",
            name="running_if_and_only_if_held",
        ),
        CheckConstraint("state <> 'dead' or error is not null", name="dead_tells_its_error"),
        Index("ix_job_state_run_at", "state", "run_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    args: Mapped[Json] = mapped_column(PrivateJSON("job|args"))
    state: Mapped[str] = mapped_column(String(10))
    run_at: Mapped[datetime]
    attempts: Mapped[int]
    most_attempts: Mapped[int]
    holder: Mapped[uuid.UUID | None]
    lease_until: Mapped[datetime | None]
    progress: Mapped[str] = mapped_column(String(200))
    error: Mapped[str | None] = mapped_column(PrivateText("job|error"))
    ordered_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

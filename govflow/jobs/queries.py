"""What the operator's page and `doctor` are told about jobs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from govflow.extensions import db
from govflow.jobs.models import JobRow, JobState
from govflow.transaction import database_now


@dataclass(frozen=True)
class JobLine:
    """One job as the operator sees it: never its private arguments."""

    id: UUID
    kind: str
    state: JobState
    run_at: datetime
    attempts: int
    most_attempts: int
    progress: str
    error: str | None
    ended_at: datetime | None

    @property
    def done(self) -> bool:
        """It was brought to a good end."""
        return self.state is JobState.DONE

    @property
    def dead(self) -> bool:
        """It failed for good, and ``error`` says why."""
        return self.state is JobState.DEAD


def job(identity: UUID) -> JobLine | None:
    """One job."""
    row = db.session.get(JobRow, identity)
    return None if row is None else _line(row)


def job_of(key: str) -> JobLine | None:
    """The job that was ordered under a key."""
    row = db.session.scalars(select(JobRow).where(JobRow.key == key)).first()
    return None if row is None else _line(row)


def job_of_key(key: str) -> JobLine | None:
    """The job that was ordered under a key."""
    row = db.session.scalars(select(JobRow).where(JobRow.key == key)).one_or_none()
    return None if row is None else _line(row)


def jobs(state: JobState, most: int = 100) -> tuple[JobLine, ...]:
    """The jobs in a state, those due longest first."""
    statement = select(JobRow).where(JobRow.state == state).order_by(JobRow.run_at, JobRow.id).limit(most)
    return tuple(_line(row) for row in db.session.scalars(statement))


def is_ordered(key: str) -> bool:
    """Whether a job with this key is in the ledger."""
    return db.session.scalars(select(JobRow.id).where(JobRow.key == key)).first() is not None


def present_moment() -> datetime:
    """The present by the database's clock, which periods and leases go by."""
    return database_now(db.session())


def counts() -> Mapping[JobState, int]:
    """How many jobs stand in each state."""
    rows = db.session.execute(select(JobRow.state, func.count()).group_by(JobRow.state))
    found = {JobState(state): number for state, number in rows}
    return {state: found.get(state, 0) for state in JobState}


def lateness() -> timedelta:
    """How long the job that has been due longest is waiting; nothing when none is."""
    due = select(func.min(JobRow.run_at)).where(JobRow.state == JobState.WAITING)
    oldest: datetime | None = db.session.scalars(due).one()
    late = timedelta() if oldest is None else database_now(db.session()) - oldest
    return max(late, timedelta())


def _line(row: JobRow) -> JobLine:
    return JobLine(
        row.id,
        row.kind,
        JobState(row.state),
        row.run_at,
        row.attempts,
        row.most_attempts,
        row.progress,
        row.error,
        row.ended_at,
    )

"""The life of a job: ordered, taken, kept alive, ended; each step one statement under the database's clock.

A job is held by one take of it, not by a machine: `take` gives a holder, and only that holder may end the
job. A take that is not renewed for `LEASE` is over, and the job is anybody's again. The effect on the database
and "done" commit together, so a job that was killed has either happened or not. Outside effects (mail, a
rendered file) can happen twice and must bear it.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from govflow.columns import Json
from govflow.jobs.models import JobRow, JobState
from govflow.transaction import database_now, insert_unless_there, transaction

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 5
LONGEST_WAIT = timedelta(hours=1)

Effect = Callable[[Session, datetime], None]
"""What a job changes in the database, in the transaction that ends it."""


@dataclass(frozen=True)
class Order:
    """A job to enqueue. Without a `key` every order is its own job; without `run_at` it is due at once."""

    kind: str
    args: Json = None
    key: str = ""
    run_at: datetime | None = None
    most_attempts: int = MOST_ATTEMPTS


@dataclass(frozen=True)
class Job:
    """A job as its handler sees it. `id` is the same at every attempt: outside effects are keyed by it."""

    id: uuid.UUID
    kind: str
    args: Json
    attempt: int
    holder: uuid.UUID = field(repr=False)


class LeaseLost(Exception):
    """The job was taken over meanwhile: whatever this take wanted to write is not written."""


def enqueue(session: Session, order: Order) -> bool:
    """Put a job in the ledger, in the transaction it follows from; False when its key is there already."""
    identity, present = uuid.uuid4(), database_now(session)
    return insert_unless_there(
        session,
        JobRow,
        id=identity,
        kind=order.kind,
        key=order.key or str(identity),
        args=order.args,
        state=JobState.WAITING,
        run_at=order.run_at or present,
        attempts=0,
        most_attempts=order.most_attempts,
        progress="",
        ordered_at=present,
    )


def take(lease: timedelta = LEASE) -> Job | None:
    """The job that has been due longest, held by this take; None when nothing is due.

    A job whose last attempt was never ended (the machine died, every time) is dead, and says so.
    """
    with transaction() as session:
        present = database_now(session)
        while (row := session.scalars(_due(present)).first()) is not None:
            if row.attempts < row.most_attempts:
                row.state, row.holder, row.lease_until = JobState.RUNNING, uuid.uuid4(), present + lease
                row.attempts += 1
                return Job(row.id, row.kind, row.args, row.attempts, row.holder)
            _bury(row, present, "every attempt ended without a word: the job may kill its worker")
            session.flush()
    return None


def renew(job: Job, progress: str | None = None, lease: timedelta = LEASE) -> None:
    """Keep a taken job, and say how far it has come.

    :raises LeaseLost: it is no longer this take's.
    """
    with transaction() as session:
        changes: dict[str, object] = {"lease_until": database_now(session) + lease}
        if progress is not None:
            changes["progress"] = progress[:200]
        _held(session, job, changes)


def finish(job: Job, effect: Effect | None, moment: datetime) -> None:
    """End a job well: its effect and "done" commit together.

    :raises LeaseLost: it is no longer this take's; nothing is written.
    """
    with transaction() as session:
        done = {"state": JobState.DONE, "ended_at": database_now(session), "error": None}
        _held(session, job, {**done, "holder": None, "lease_until": None})
        if effect is not None:
            effect(session, moment)


def fail(job: Job, error: str, final: bool = False) -> None:
    """End an attempt badly: the job waits for its next attempt, or is dead after the last.

    :raises LeaseLost: it is no longer this take's.
    """
    with transaction() as session:
        present = database_now(session)
        _held(session, job, {"lease_until": present})
        row = session.get_one(JobRow, job.id, populate_existing=True)
        if final or row.attempts >= row.most_attempts:
            _bury(row, present, error)
            return
        row.state, row.holder, row.lease_until = JobState.WAITING, None, None
        row.run_at, row.error = present + wait_after(row.attempts), error


def retry(identity: uuid.UUID) -> bool:
    """Give a dead job all its attempts again; False when there is no such dead job."""
    with transaction() as session:
        return _revive(session, session.get(JobRow, identity, with_for_update=True))


def revive(session: Session, key: str) -> bool:
    """As `retry`, within an act, by the key the job was ordered under."""
    ordered = select(JobRow).where(JobRow.key == key).with_for_update()
    return _revive(session, session.scalars(ordered).first())


def _revive(session: Session, row: JobRow | None) -> bool:
    if row is None or row.state != JobState.DEAD:
        return False
    row.state, row.attempts, row.ended_at = JobState.WAITING, 0, None
    row.run_at = database_now(session)
    return True


def forget(session: Session, after: timedelta) -> None:
    """Drop the rows of jobs done longer ago than this. Dead ones stay: somebody must see them."""
    old = JobRow.ended_at < database_now(session) - after
    session.execute(delete(JobRow).where(JobRow.state == JobState.DONE, old))


def wait_after(attempts: int) -> timedelta:
    """How long a job waits after its n-th failure: 10 s, 20 s, 40 s ... up to an hour."""
    return min(timedelta(seconds=5 * 2**attempts), LONGEST_WAIT)


def _due(present: datetime) -> Select[JobRow]:
    waiting = and_(JobRow.state == JobState.WAITING, JobRow.run_at <= present)
    abandoned = and_(JobRow.state == JobState.RUNNING, JobRow.lease_until < present)
    # SQLite has one writer and leaves the clause away; on PostgreSQL nobody waits for another's job.
    due = select(JobRow).where(or_(waiting, abandoned)).order_by(JobRow.run_at, JobRow.id).limit(1)
    return due.with_for_update(skip_locked=True)


def _held(session: Session, job: Job, changes: dict[str, object]) -> None:
    mine = and_(JobRow.id == job.id, JobRow.holder == job.holder, JobRow.state == JobState.RUNNING)
    if session.execute(update(JobRow).where(mine).values(changes).returning(JobRow.id)).first() is None:
        raise LeaseLost(str(job.id))


def _bury(row: JobRow, present: datetime, error: str) -> None:
    row.state, row.holder, row.lease_until = JobState.DEAD, None, None
    row.error, row.ended_at = error, present

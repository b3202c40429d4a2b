"""The one place that commits.

In: work to do on the application's session; out: all of it committed, or nothing changed. Above it stands
`govflow.journal.perform`, the doorway of every act; the ledger of jobs and one-use links need no journal.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import TypeVar

from flask import Flask
from sqlalchemy import Executable, func, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from govflow.extensions import LOCK_SECONDS, WRITES, Base, db

Answer = TypeVar("Answer")

ATTEMPTS = 5
"""How often work is begun again after a fault that passes."""

_PASSING_ON_POSTGRESQL = {
    "40001",  # serialization_failure
    "40P01",  # deadlock_detected
    "55P03",  # lock_not_available
    "57P01",  # admin_shutdown: the server restarts
    "57P02",  # crash_shutdown
    "57P03",  # cannot_connect_now
}


@contextmanager
def at_work(app: Flask) -> Iterator[Flask]:
    """An application at work outside a server: for a command, a rehearsal. Its connections are closed after."""
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def transaction() -> Iterator[Session]:
    """A write transaction on the application's session: committed at the end, rolled back on any error.

    What was read before is let go first: a writer begins on the newest state.
    """
    session = db.session()
    if session.info.get(WRITES):
        raise RuntimeError("a transaction is open already: the inner one would commit the outer's work")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("rows were changed outside a transaction")
    session.rollback()
    session.info[WRITES] = True
    try:
        session.connection(execution_options={WRITES: True})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(WRITES, None)


def insist(work: Callable[[], Answer], attempts: int = ATTEMPTS) -> Answer:
    """Do the work, and again after a fault that passes (a lock, a deadlock, a lost connection).

    The work must bear repeating: it is one whole transaction with a key of its own.
    """
    patience = time.monotonic() + LOCK_SECONDS
    for attempt in range(1, attempts):
        try:
            return work()
        except DBAPIError as error:
            # Whoever waited a lock's whole time is told: nobody sits before a form for a minute.
            if not passes(error) or time.monotonic() > patience:
                raise
            # Two that collided must not collide again at the same instant.
            time.sleep(random.uniform(0, 0.02 * 2**attempt))
    return work()


def passes(error: DBAPIError) -> bool:
    """Whether a database's refusal is one that passes when the same work is begun again."""
    if error.connection_invalidated:
        return True
    if (code := getattr(error.orig, "sqlstate", None)) is not None:
        return code in _PASSING_ON_POSTGRESQL
    return getattr(error.orig, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def insert_unless_there(session: Session, model: type[Base], **values: object) -> bool:
    """Insert a row unless a unique key of it is taken; True when it was inserted.

    Waits for another transaction that is about to insert the same key, and then knows.
    """
    connection = session.connection()
    return connection.execute(_insertion(model, connection.dialect.name), values).first() is not None


@cache
def _insertion(model: type[Base], dialect: str) -> Executable:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(model).on_conflict_do_nothing().returning(*inspect(model).primary_key)


def alone(session: Session, *about: str) -> None:
    """Let no other transaction about one of these things run beside this one. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        for each in sorted(set(about)):
            session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(each, 0))))


def database_now(session: Session) -> datetime:
    """The database's own clock: what leases of jobs go by, whatever the machines' clocks say."""
    if session.get_bind().dialect.name == "sqlite":
        told = session.scalars(select(func.strftime("%Y-%m-%dT%H:%M:%f+00:00", "now"))).one()
        return datetime.fromisoformat(told)
    moment: datetime = session.scalars(select(func.clock_timestamp())).one()
    return moment

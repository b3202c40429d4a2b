"""The loop that runs jobs: the same for a thread of the server, for `govflow worker`, and for tests.

In: handlers by kind, given at start. A handler does what is slow or leaves the machine with no transaction
open, and returns the effect to commit together with "done". Out: every due job ended, or waiting for its next
attempt with its error in the row.
"""

import logging
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from govflow.clock import now
from govflow.jobs.queries import is_ordered, present_moment
from govflow.jobs.services import (
    LEASE,
    Effect,
    Job,
    LeaseLost,
    Order,
    enqueue,
    fail,
    finish,
    forget,
    renew,
    take,
)
from govflow.transaction import insist, transaction

log = logging.getLogger(__name__)

_EXTENSION = "govflow.handlers"
POLL_SECONDS = 1.0
LONGEST_ERROR = 4000
KEEP_DONE = timedelta(days=90)

Report = Callable[[str], None]
"""Tells how far a long job has come; the words stand in its row."""

Handler = Callable[[Job, Report], Effect | None]


class GiveUp(Exception):
    """A handler knows that no further attempt can help: the job is dead at once, and says why."""


@dataclass(frozen=True)
class Periodic:
    """A job ordered once in every period by whichever worker sees the period first. No leader, no cron."""

    kind: str
    every: timedelta

    def order(self, present: datetime) -> Order:
        slot = int(present.timestamp() // self.every.total_seconds())
        return Order(self.kind, key=f"{self.kind}:{int(self.every.total_seconds())}:{slot}")


@dataclass(frozen=True)
class Duties:
    """What the workers of an application do: handlers by kind, and what recurs."""

    handlers: Mapping[str, Handler]
    periodic: Sequence[Periodic] = ()


def together(*parts: Duties) -> Duties:
    """The duties of several rooms as one."""
    handlers = {kind: handler for part in parts for kind, handler in part.handlers.items()}
    return Duties(handlers, tuple(recurring for part in parts for recurring in part.periodic))


def use_duties(app: Flask, duties: Duties) -> None:
    """Hand an application's workers what they do."""
    app.extensions[_EXTENSION] = duties


def run_one(lease: timedelta = LEASE) -> bool:
    """Take the next due job and bring it to an end, good or bad; False when nothing was due."""
    job = insist(lambda: take(lease))
    if job is None:
        return False
    try:
        _carry_out(job, lease)
    except LeaseLost:
        log.warning("job %s (%s) was taken over by another worker", job.id, job.kind)
    return True


def drain(most: int = 10_000) -> int:
    """Run everything that is due, here and now; how many jobs that were."""
    return next((done for done in range(most) if not run_one()), most)


def run_forever(
    app: Flask, stop: threading.Event, poll_seconds: float = POLL_SECONDS, lease: timedelta = LEASE
) -> None:
    """Run jobs until told to stop. Whatever goes wrong with one round, the next is tried."""
    while not stop.is_set():
        with app.app_context():
            try:
                order_what_recurs()
                idle = not run_one(lease)
            except Exception:
                log.exception("a round of the worker failed")
                idle = True
        if idle:
            stop.wait(poll_seconds)


def order_what_recurs() -> None:
    """Enqueue the periodic jobs of the present period, unless that was done."""
    missing = [order for order in _recurring_now() if not is_ordered(order.key)]
    if missing:
        with transaction() as session:
            for order in missing:
                enqueue(session, order)


def _recurring_now() -> list[Order]:
    present = present_moment()
    return [recurring.order(present) for recurring in _duties().periodic]


def _carry_out(job: Job, lease: timedelta) -> None:
    try:
        with _kept_alive(job, lease):
            effect = _handler(job.kind)(job, lambda words: insist(lambda: renew(job, words, lease)))
        insist(lambda: finish(job, effect, now()))
    except LeaseLost:
        raise
    except GiveUp as verdict:
        _record_failure(job, str(verdict), final=True)
    except Exception as error:  # noqa: BLE001 (whatever a handler does, the loop goes on)
        log.warning("job %s (%s), attempt %d: %s", job.id, job.kind, job.attempt, type(error).__name__)
        _record_failure(job, "".join(traceback.format_exception(error))[-LONGEST_ERROR:], final=False)


def _record_failure(job: Job, words: str, final: bool) -> None:
    insist(lambda: fail(job, words, final))


def _handler(kind: str) -> Handler:
    if (handler := _duties().handlers.get(kind)) is None:
        raise LookupError(f"nobody here does jobs of the kind {kind}")
    return handler


def _duties() -> Duties:
    duties = current_app.extensions[_EXTENSION]
    assert isinstance(duties, Duties)
    return duties


@contextmanager
def _kept_alive(job: Job, lease: timedelta) -> Iterator[None]:
    """Renew the lease from beside while a handler works, three times in its length."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(lease.total_seconds() / 3):
            with app.app_context():
                try:
                    insist(lambda: renew(job, lease=lease))
                except LeaseLost:
                    return
                except DBAPIError as error:
                    # Tried again at the next beat; if none gets through, the lease runs out, which is safe.
                    log.warning("the lease of job %s was not renewed: %s", job.id, type(error).__name__)

    heart = threading.Thread(target=beat, name=f"heartbeat of {job.id}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        ended.set()
        heart.join()


def _forget_old(job: Job, report: Report) -> Effect:
    return lambda session, moment: forget(session, KEEP_DONE)


DUTIES = Duties({"jobs_forgotten": _forget_old}, (Periodic("jobs_forgotten", timedelta(days=1)),))
"""The ledger's own upkeep: what was done long ago is forgotten."""

"""The life of a job: ordered, taken, ended, tried again, dead; nothing lost and nothing doubled."""

import random
import threading
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from govflow import create_app
from govflow.clock import now
from govflow.core.errors import Refused
from govflow.extensions import db
from govflow.jobs import queries
from govflow.jobs.models import JobRow, JobState
from govflow.jobs.services import (
    LEASE,
    MOST_ATTEMPTS,
    Effect,
    Job,
    LeaseLost,
    Order,
    enqueue,
    fail,
    finish,
    renew,
    retry,
    take,
    wait_after,
)
from govflow.jobs.worker import (
    Duties,
    GiveUp,
    Periodic,
    Report,
    drain,
    order_what_recurs,
    run_forever,
    run_one,
    together,
    use_duties,
)
from govflow.members.models import ConsortiumRow
from govflow.settings import Settings
from govflow.transaction import database_now, transaction
from tests.conftest import full_or_small
from tests.faults import processes

SHORT = timedelta(seconds=1)


def order(*orders: Order) -> list[bool]:
    with transaction() as session:
        return [enqueue(session, one) for one in orders]


def write(title: str) -> Effect:
    """An effect that shows: one consortium."""

    def effect(session: Session, moment: datetime) -> None:
        session.add(
            ConsortiumRow(id=uuid.uuid4(), type="LB", title=title, vehicle_is_party=False, created_at=moment)
        )

    return effect


def do(app: Flask, **handlers: Callable[[Job, Report], Effect | None]) -> None:
    use_duties(app, Duties(handlers))


def titles() -> list[str]:
    return sorted(db.session.scalars(select(ConsortiumRow.title)))


def only_job() -> queries.JobLine:
    identity = db.session.scalars(select(JobRow.id)).one()
    line = queries.job(identity)
    assert line is not None
    db.session.rollback()
    return line


def let_time_pass(by: timedelta) -> None:
    """As if this much time had passed for every job."""
    with transaction() as session:
        for row in session.scalars(select(JobRow)):
            row.run_at -= by
            row.lease_until = None if row.lease_until is None else row.lease_until - by


def test_a_job_is_done_and_its_effect_stands(app: Flask) -> None:
    do(app, greet=lambda job, report: write(f"Hello {job.args}"))
    order(Order("greet", "Alice"))
    assert drain() == 1
    assert titles() == ["Hello Alice"]
    assert only_job().state is JobState.DONE
    assert run_one() is False


def test_a_rolled_back_order_is_no_order(app: Flask) -> None:
    with pytest.raises(Refused), transaction() as session:
        enqueue(session, Order("greet"))
        raise Refused("no_authority")
    assert queries.counts()[JobState.WAITING] == 0


def test_a_job_ordered_twice_under_one_key_is_one_job(app: Flask) -> None:
    assert order(Order("greet", key="digest:alice"), Order("greet", key="digest:alice")) == [True, False]
    assert queries.counts()[JobState.WAITING] == 1
    assert queries.is_ordered("digest:alice")
    assert not queries.is_ordered("digest:bob")


def test_jobs_are_taken_in_the_order_they_are_due_and_not_before(app: Flask) -> None:
    present = queries.present_moment()
    order(
        Order("later", run_at=present + timedelta(hours=1)),
        Order("second", run_at=present - timedelta(minutes=1)),
        Order("first", run_at=present - timedelta(minutes=2)),
    )
    taken = [take(), take()]
    assert [job.kind for job in taken if job is not None] == ["first", "second"]
    assert take() is None


def test_a_job_that_is_held_is_nobody_else_s(app: Flask) -> None:
    order(Order("greet"))
    assert take() is not None
    assert take() is None


def test_a_job_whose_lease_ran_out_is_taken_over_and_the_first_holder_writes_nothing(app: Flask) -> None:
    order(Order("greet"))
    first = take()
    let_time_pass(LEASE + SHORT)
    second = take()
    assert first is not None and second is not None
    assert (first.id, first.attempt, second.attempt) == (second.id, 1, 2)
    with pytest.raises(LeaseLost):
        finish(first, write("First"), now())
    with pytest.raises(LeaseLost):
        renew(first)
    with pytest.raises(LeaseLost):
        fail(first, "late")
    finish(second, write("Second"), now())
    assert titles() == ["Second"]


def test_a_renewed_lease_holds_and_tells_how_far_the_job_is(app: Flask) -> None:
    order(Order("greet"))
    job = take()
    assert job is not None
    let_time_pass(LEASE - SHORT)
    renew(job, "page 3 of 40")
    let_time_pass(LEASE - SHORT)
    assert take() is None
    assert only_job().progress == "page 3 of 40"


def test_a_failed_job_waits_longer_every_time_and_is_dead_after_the_last_attempt(app: Flask) -> None:
    attempts: list[int] = []

    def stumble(job: Job, report: Report) -> None:
        attempts.append(job.attempt)
        raise RuntimeError("the mail server is away")

    do(app, stumble=stumble)
    order(Order("stumble"))
    for number in range(1, MOST_ATTEMPTS + 1):
        assert drain() == 1
        line = only_job()
        assert line.error is not None and "the mail server is away" in line.error
        assert line.state is (JobState.DEAD if number == MOST_ATTEMPTS else JobState.WAITING)
        let_time_pass(wait_after(number) + SHORT)
    assert attempts == [1, 2, 3, 4, 5]
    assert drain() == 0


def test_waiting_grows_up_to_an_hour() -> None:
    assert [wait_after(attempts).total_seconds() for attempts in (1, 2, 3, 20)] == [10, 20, 40, 3600]


def test_a_failed_attempt_leaves_no_effect(app: Flask) -> None:
    def half(session: Session, moment: datetime) -> None:
        write("Half")(session, moment)
        session.flush()
        raise RuntimeError("in the middle")

    do(app, half=lambda job, report: half)
    order(Order("half"))
    drain()
    assert titles() == []
    assert only_job().state is JobState.WAITING


def test_a_job_that_no_attempt_can_help_is_dead_at_once(app: Flask) -> None:
    def give_up(job: Job, report: Report) -> None:
        raise GiveUp("it exceeded its limits")

    do(app, large=give_up)
    order(Order("large"))
    drain()
    assert (only_job().state, only_job().error) == (JobState.DEAD, "it exceeded its limits")


def test_a_job_that_kills_its_worker_every_time_is_dead_in_the_end(app: Flask) -> None:
    order(Order("killer"))
    for _ in range(MOST_ATTEMPTS):
        assert take() is not None
        let_time_pass(LEASE + SHORT)
    assert take() is None
    assert only_job().state is JobState.DEAD
    assert "kill its worker" in str(only_job().error)


def test_a_dead_job_can_be_retried_and_no_other(app: Flask) -> None:
    order(Order("large"))
    identity = only_job().id
    assert retry(identity) is False
    assert retry(uuid.uuid4()) is False
    job = take()
    assert job is not None
    fail(job, "no", final=True)
    assert retry(identity) is True
    do(app, large=lambda job, report: None)
    assert drain() == 1
    assert only_job().state is JobState.DONE


def test_a_kind_nobody_does_is_an_error_in_its_row(app: Flask) -> None:
    do(app)
    order(Order("unknown"))
    drain()
    assert "nobody here does jobs of the kind unknown" in str(only_job().error)


def test_arguments_and_errors_are_private(app: Flask) -> None:
    order(Order("greet", {"to": "alice@example.org"}))
    job = take()
    assert job is not None
    fail(job, "alice@example.org is away")
    row = db.session.execute(text("SELECT args, error FROM job")).one()
    assert "alice" not in str(tuple(row))
    assert job.args == {"to": "alice@example.org"}


def test_no_transaction_is_open_while_a_handler_works(app: Flask) -> None:
    seen: list[bool] = []

    def look(job: Job, report: Report) -> None:
        seen.append(db.session().in_transaction())
        report("looked")

    do(app, look=look)
    order(Order("look"))
    drain()
    assert seen == [False]
    assert only_job().progress == "looked"


def test_a_long_job_keeps_its_lease(app: Flask) -> None:
    lease = timedelta(seconds=2)

    def dawdle(job: Job, report: Report) -> Effect:
        deadline = time.monotonic() + 3
        while time.monotonic() < deadline:
            time.sleep(0.05)
            assert take(lease) is None
        return write("Done at leisure")

    do(app, dawdle=dawdle)
    order(Order("dawdle"))
    assert run_one(lease)
    assert titles() == ["Done at leisure"]
    assert only_job().attempts == 1


def test_a_handler_that_lost_its_job_writes_nothing(app: Flask) -> None:
    def too_late(job: Job, report: Report) -> Effect:
        with transaction() as session:
            session.execute(update(JobRow).values(holder=uuid.uuid4()))
        return write("Too late")

    do(app, late=too_late)
    order(Order("late"))
    assert run_one()
    assert titles() == []


def test_what_recurs_is_ordered_once_in_a_period(app: Flask) -> None:
    use_duties(app, Duties({"checked": lambda job, report: None}, (Periodic("checked", timedelta(hours=1)),)))
    for _ in range(3):
        order_what_recurs()
    assert drain() == 1
    present = queries.present_moment()
    hourly = Periodic("checked", timedelta(hours=1))
    assert hourly.order(present).key != hourly.order(present + timedelta(hours=1)).key


def test_nothing_recurs_where_nothing_was_asked(app: Flask) -> None:
    do(app)
    order_what_recurs()
    assert sum(queries.counts().values()) == 0


def test_done_jobs_are_forgotten_in_time_and_dead_ones_never(app: Flask) -> None:
    app_duties = together(Duties({"fine": lambda job, report: None}), Duties({}))
    use_duties(app, app_duties)
    order(Order("fine"), Order("unknown", most_attempts=1))
    assert drain() == 2
    with transaction() as session:
        session.execute(update(JobRow).values(ended_at=database_now(session) - timedelta(days=91)))
    order_the_upkeep(app)
    drain()
    kinds = {line.kind for state in JobState for line in queries.jobs(state)}
    assert kinds == {"unknown", "jobs_forgotten"}


def order_the_upkeep(app: Flask) -> None:
    from govflow.jobs.worker import DUTIES

    use_duties(app, DUTIES)
    order_what_recurs()


def test_lateness_is_that_of_the_job_due_longest(app: Flask) -> None:
    assert queries.lateness() == timedelta()
    order(Order("greet", run_at=queries.present_moment() - timedelta(minutes=5)))
    assert timedelta(minutes=5) <= queries.lateness() < timedelta(minutes=6)
    assert queries.job(uuid.uuid4()) is None


def test_the_loop_works_until_it_is_told_to_stop(app: Flask) -> None:
    stop = threading.Event()

    def last(job: Job, report: Report) -> Effect:
        stop.set()
        return write("Last")

    do(app, last=last)
    order(Order("last"))
    run_forever(app, stop, poll_seconds=0.01)
    assert titles() == ["Last"]


def test_the_loop_outlives_a_fault(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, rounds = threading.Event(), []

    def fault() -> None:
        rounds.append(1)
        if len(rounds) == 3:
            stop.set()
        raise RuntimeError("the database is away")

    monkeypatch.setattr("govflow.jobs.worker.order_what_recurs", fault)
    run_forever(app, stop, poll_seconds=0.001)
    assert len(rounds) == 3


def stamp(job: Job, report: Report) -> Effect:
    """A short job whose effect shows in a table."""
    time.sleep(random.uniform(0, 0.01))
    return write(str(job.args))


def work(settings: Settings, lease: timedelta) -> None:
    """A worker of its own, until it is killed."""
    app = create_app(settings)
    use_duties(app, Duties({"stamp": stamp}))
    run_forever(app, threading.Event(), poll_seconds=0.05, lease=lease)


@pytest.mark.soak
def test_workers_killed_at_random_instants_lose_and_double_nothing(app: Flask, settings: Settings) -> None:
    jobs, hands, kills = full_or_small(1000, 60), full_or_small(4, 2), full_or_small(20, 4)
    order(*(Order("stamp", f"{number:04}", most_attempts=50) for number in range(jobs)))
    lease, chance = timedelta(seconds=0.5), random.Random(3)

    def start() -> BaseProcess:
        worker = processes.Process(target=work, args=(settings, lease), daemon=True)
        worker.start()
        return worker

    workers = [start() for _ in range(hands)]
    deadline = time.monotonic() + full_or_small(240, 60)
    while done() < jobs and time.monotonic() < deadline:
        time.sleep(chance.uniform(0.1, 0.3))
        if kills:
            kills -= 1
            victim = workers.pop(chance.randrange(len(workers)))
            victim.kill()
            victim.join()
            workers.append(start())
    for worker in workers:
        worker.kill()
        worker.join()
    assert kills == 0, "the jobs were done before the workers were killed"
    assert titles() == [f"{number:04}" for number in range(jobs)]


def done() -> int:
    db.session.rollback()
    return db.session.scalars(select(func.count()).where(JobRow.state == JobState.DONE)).one()

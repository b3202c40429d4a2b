"""Acts are done once, whole, and on the record; refused ones change nothing."""

import threading
import uuid
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, insert, select
from sqlalchemy.exc import DBAPIError, NoResultFound, OperationalError
from sqlalchemy.orm import Session

from govflow.clock import SetClock
from govflow.core.errors import Refused
from govflow.extensions import db
from govflow.jobs import queries as jobs
from govflow.jobs.models import JobRow, JobState
from govflow.jobs.services import Order
from govflow.journal import queries
from govflow.journal.keys import signer
from govflow.journal.leaf import SYSTEM
from govflow.journal.perform import Act, Done, Lock, Mode, perform
from govflow.journal.verification import verify_journal
from govflow.members.models import ConsortiumRow, MemberRow
from govflow.members.services import found_consortium
from govflow.settings import Settings
from govflow.transaction import insist, transaction
from tests import faults
from tests.cast import ALICE, found
from tests.conftest import full_or_small
from tests.faults import FailEverywhere, all_rows, kill_at_random_instants, lose_the_answer


def record(title: str = "Noted", subject: uuid.UUID | None = None, **more: object) -> Act:
    """An act that writes one consortium, so that an act done twice shows as two."""

    def work(session: Session, moment: datetime) -> Done:
        session.add(
            ConsortiumRow(id=uuid.uuid4(), type="LB", title=title, vehicle_is_party=False, created_at=moment)
        )
        return Done(result={"title": title})

    return Act("noted", ALICE, None, subject, work, body={"title": title}, **more)  # type: ignore[arg-type]


def record_by_key(key: uuid.UUID) -> object:
    """One act under a key, for children that are killed."""
    return perform(record(f"By {key}"), key)


def titles() -> list[str]:
    return sorted(db.session.scalars(select(ConsortiumRow.title)))


def test_an_act_is_done_and_stands_on_the_record(app: Flask, clock: SetClock) -> None:
    key = uuid.uuid4()
    assert perform(record(), key) == {"title": "Noted"}
    entry = queries.entry(0)
    assert entry is not None
    assert entry.act_key == key
    assert entry.body == {"title": "Noted"}
    assert entry.facts["type"] == "noted"
    assert entry.facts["t"] == "2026-11-02T12:00:00Z"
    assert entry.facts["actor"] == str(ALICE.person)
    assert b"Noted" not in entry.leaf
    assert queries.size() == 1


def test_the_same_act_under_the_same_key_is_done_once_and_gives_the_first_result(app: Flask) -> None:
    key, counted = uuid.uuid4(), [0]

    def work(session: Session, moment: datetime) -> Done:
        counted[0] += 1
        return Done(result=counted[0])

    act = Act("counted", ALICE, None, None, work, body={"e\u0301": 1})
    assert [perform(act, key), perform(act, key), perform(act, uuid.uuid4())] == [1, 1, 2]
    assert queries.size() == 2


@pytest.mark.parametrize(
    "other",
    [
        record("Another body"),
        record(subject=uuid.uuid4()),
        record(seen="0" * 64),
        Act("renamed", ALICE, None, None, record().work, body={"title": "Noted"}),
        Act("noted", SYSTEM, None, None, record().work, body={"title": "Noted"}),
        Act("noted", ALICE, uuid.uuid4(), None, record().work, body={"title": "Noted"}),
    ],
)
def test_another_act_under_a_used_key_is_refused(app: Flask, other: Act) -> None:
    key = uuid.uuid4()
    perform(record(), key)
    before = all_rows()
    with pytest.raises(Refused) as refused:
        perform(other, key)
    assert refused.value.code == "key_reused"
    assert all_rows() == before


def test_a_refusal_changes_nothing_and_leaves_its_key_free(app: Flask) -> None:
    key, before = uuid.uuid4(), all_rows()

    def work(session: Session, moment: datetime) -> Done:
        record().work(session, moment)
        session.flush()
        raise Refused("no_authority")

    with pytest.raises(Refused):
        perform(Act("noted", ALICE, None, None, work, body={"title": "Noted"}), key)
    assert all_rows() == before
    assert perform(record(), key) == {"title": "Noted"}


def test_what_follows_is_ordered_with_the_act_and_only_with_it(app: Flask) -> None:
    def work(session: Session, moment: datetime) -> Done:
        return Done(orders=(Order("told", {"to": "all"}, key="told once"),))

    key, act = uuid.uuid4(), Act("noted", ALICE, None, None, work)
    perform(act, key)
    perform(act, key)
    perform(act, uuid.uuid4())
    assert jobs.counts()[JobState.WAITING] == 1


def test_journal_time_never_decreases(app: Flask, clock: SetClock) -> None:
    perform(record(), uuid.uuid4())
    clock.moment -= timedelta(hours=1)
    perform(record(), uuid.uuid4())
    clock.moment += timedelta(days=1)
    perform(record(), uuid.uuid4())
    told = [entry.facts["t"] for entry in queries.entries()]
    assert told == ["2026-11-02T12:00:00Z", "2026-11-02T12:00:00Z", "2026-11-03T11:00:00Z"]


def test_a_digest_and_what_was_seen_stand_in_the_leaf(app: Flask) -> None:
    def work(session: Session, moment: datetime) -> Done:
        return Done(doc_sha256="d" * 64, checkpoint=True)

    perform(record(), uuid.uuid4())
    perform(Act("document_sealed", SYSTEM, None, None, work, seen="e" * 64), uuid.uuid4())
    entry = queries.entry(1)
    assert entry is not None
    assert (entry.facts["doc_sha256"], entry.facts["seen"]) == ("d" * 64, "e" * 64)
    assert list(queries.checkpoint_notes()) == [1, 2]


def test_an_act_on_a_row_that_is_gone_is_our_fault_and_changes_nothing(app: Flask) -> None:
    before = all_rows()
    with pytest.raises(NoResultFound):
        perform(record(lock=Lock(ConsortiumRow, uuid.uuid4())), uuid.uuid4())
    assert all_rows() == before


def test_an_act_under_a_row_waits_for_the_act_that_changes_it(app: Flask, engine_name: str) -> None:
    consortium = found()
    holding, order = threading.Event(), []

    def change(session: Session, moment: datetime) -> Done:
        holding.set()
        # Long enough for the other to arrive at the lock; it cannot pass before we commit.
        threading.Event().wait(0.3)
        session.get_one(ConsortiumRow, consortium).title = "Changed"
        order.append("changed")
        return Done()

    def act_under(session: Session, moment: datetime) -> Done:
        order.append(session.get_one(ConsortiumRow, consortium).title)
        return Done()

    def second() -> None:
        with app.app_context():
            holding.wait()
            lock = Lock(ConsortiumRow, consortium, Mode.ACT_UNDER)
            perform(Act("voted", ALICE, consortium, None, act_under, lock=lock), uuid.uuid4())

    thread = threading.Thread(target=second)
    thread.start()
    perform(
        Act("changed", ALICE, consortium, None, change, lock=Lock(ConsortiumRow, consortium)), uuid.uuid4()
    )
    thread.join()
    assert order == ["changed", "Changed"]


def test_a_fault_that_passes_is_tried_again(app: Flask) -> None:
    struck: list[int] = []

    def strike(*_: object) -> None:
        if len(struck) < 3:
            struck.append(1)
            raise OperationalError("", {}, Busy("the database is locked"))

    event.listen(db.engine, "before_cursor_execute", strike)
    perform(record(), uuid.uuid4())
    event.remove(db.engine, "before_cursor_execute", strike)
    assert titles() == ["Noted"]


def test_a_fault_that_does_not_pass_is_given_up_after_a_few_attempts(app: Flask) -> None:
    attempts = []

    def work() -> None:
        attempts.append(1)
        raise OperationalError("", {}, Busy("the database is locked"))

    with pytest.raises(DBAPIError):
        insist(work, attempts=3)
    assert len(attempts) == 3


def test_who_waited_a_lock_s_whole_time_is_not_made_to_wait_again(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts: list[int] = []

    def work() -> None:
        attempts.append(1)
        raise OperationalError("", {}, Busy("the database is locked"))

    monkeypatch.setattr("govflow.transaction.LOCK_SECONDS", -1)
    with pytest.raises(DBAPIError):
        insist(work)
    assert len(attempts) == 1


def test_a_fault_of_ours_is_not_tried_again(app: Flask) -> None:
    attempts = []

    def work(session: Session, moment: datetime) -> Done:
        attempts.append(1)
        session.execute(insert(MemberRow).values(id=uuid.uuid4()))
        return Done()

    with pytest.raises(DBAPIError):
        perform(Act("noted", ALICE, None, None, work), uuid.uuid4())
    assert len(attempts) == 1


def test_nobody_opens_a_transaction_within_one_or_after_changes_outside(app: Flask) -> None:
    with transaction(), pytest.raises(RuntimeError), transaction():
        pass
    db.session.add(ConsortiumRow(title="Loose"))
    with pytest.raises(RuntimeError), transaction():
        pass
    db.session.expunge_all()


@pytest.mark.soak
def test_pairs_of_double_submits_are_done_once_each(app: Flask) -> None:
    pairs = full_or_small(500, 60)
    answers: list[object] = []

    def submit(key: uuid.UUID, barrier: threading.Barrier) -> None:
        with app.app_context():
            barrier.wait()
            answers.append(perform(record(f"Pair {key}"), key))

    for _ in range(pairs):
        key, barrier = uuid.uuid4(), threading.Barrier(2)
        threads = [threading.Thread(target=submit, args=(key, barrier)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(answers) == 2 * pairs
    assert len(titles()) == queries.size() == pairs
    assert verify_journal(signer().verifier) == ()


@pytest.mark.soak
def test_acts_of_many_at_once_stand_in_one_order_without_gaps(app: Flask) -> None:
    acts, hands = full_or_small(100, 10), 6

    def act() -> None:
        with app.app_context():
            for _ in range(acts):
                perform(record(), uuid.uuid4())

    threads = [threading.Thread(target=act) for _ in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert queries.size() == len(titles()) == acts * hands
    assert verify_journal(signer().verifier) == ()


def test_failing_at_any_statement_leaves_before_or_after(
    app: Flask, fail_at_every_statement: FailEverywhere
) -> None:
    consortium, key = found(), uuid.uuid4()

    def work(session: Session, moment: datetime) -> Done:
        record().work(session, moment)
        return Done(orders=(Order("told"),), checkpoint=True)

    act = Act("noted", ALICE, consortium, None, work, lock=Lock(ConsortiumRow, consortium))
    # key, lock, work, head, entry, body, head, checkpoint's head and note, job's clock and row, commit
    assert fail_at_every_statement(lambda: perform(act, key)) >= 12


def test_a_lost_answer_is_not_a_second_act(app: Flask) -> None:
    key = uuid.uuid4()
    assert lose_the_answer(lambda: perform(record(), key)) == {"title": "Noted"}
    assert titles() == ["Noted"]
    assert queries.size() == 1


def test_founding_fails_whole(app: Flask, fail_at_every_statement: FailEverywhere) -> None:
    key = uuid.uuid4()
    assert fail_at_every_statement(lambda: found(key)) > 10


@pytest.mark.soak
def test_kills_at_random_instants_lose_and_double_nothing(app: Flask, settings: Settings) -> None:
    killed = kill_at_random_instants(settings, record_by_key, full_or_small(200, 20))
    assert killed.kills == full_or_small(200, 20)
    assert len(killed.acknowledged) > killed.kills, "the children were killed before they could act"
    assert titles() == sorted(f"By {key}" for key in killed.keys)
    assert {entry.act_key for entry in queries.entries()} == set(killed.keys)
    assert verify_journal(signer().verifier) == ()


def test_no_half_ordered_job_is_left(app: Flask) -> None:
    def work(session: Session, moment: datetime) -> Done:
        return Done(orders=(Order("first"), Order("second")))

    key = uuid.uuid4()
    faults.fail_everywhere(lambda: perform(Act("noted", ALICE, None, None, work), key))
    assert len(list(db.session.scalars(select(JobRow)))) == 2


def test_a_consortium_founded_twice_under_one_key_is_one(app: Flask) -> None:
    key = uuid.uuid4()
    assert found(key) == found(key)
    with pytest.raises(Refused) as refused:
        found_consortium("LB", "Another", False, [], ALICE, key)
    assert refused.value.code == "key_reused"


class Busy(Exception):
    """What either driver says when another holds the lock."""

    sqlite_errorname = "SQLITE_BUSY"

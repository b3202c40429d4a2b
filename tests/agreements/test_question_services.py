"""Answers beside those of others: who is in whose way, and who is not."""

import threading
import uuid
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from govflow.agreements import queries
from govflow.agreements.question_queries import answer_at, history
from govflow.agreements.services import OwnRows, depart, record_answer, record_own_rows
from govflow.clock import SetClock
from govflow.core.errors import Refused
from govflow.extensions import db
from govflow.journal.leaf import Actor
from govflow.members.queries import parties
from govflow.transaction import transaction
from tests.agreements.begun import begun, example, somebody
from tests.cast import ALICE
from tests.conftest import full_or_small
from tests.procedure.test_interleavings import held_at
from tests.watched import refused

PATIENCE = 0.25


@pytest.fixture
def agreement_id(app: Flask) -> UUID:
    """An agreement of six, at revision 1."""
    return begun(example("lead_body_6"), somebody())


def answer(agreement_id: UUID, question: str, value: object, seen: int = 1) -> int:
    return record_answer(agreement_id, question, value, seen, ALICE, uuid.uuid4())


def say(agreement_id: UUID, party: str, *gains: str, seen: int = 1) -> int:
    rows = OwnRows("expected_gains", party, tuple({"gain": gain} for gain in gains))
    return record_own_rows(agreement_id, rows, seen, ALICE, uuid.uuid4())


def said(agreement_id: UUID) -> list[tuple[str, str]]:
    table = answer_at(agreement_id, "expected_gains")
    assert isinstance(table, list)
    return [(row["member_id"], row["gain"]) for row in table]


def test_who_answers_another_question_is_in_nobodys_way(agreement_id: UUID) -> None:
    assert answer(agreement_id, "cap_pct", 100) == 2
    assert answer(agreement_id, "leave_notice_months", 9) == 3
    with refused("someone_else_answered"):
        answer(agreement_id, "cap_pct", 110)
    assert answer(agreement_id, "cap_pct", 110, seen=2) == 4


def test_an_answer_taken_away_meanwhile_is_an_answer_of_somebody_elses(agreement_id: UUID) -> None:
    answer(agreement_id, "cap_pct", None)
    with refused("someone_else_answered"):
        answer(agreement_id, "cap_pct", 110)


def test_each_party_changes_its_own_rows_beside_the_others(agreement_id: UUID) -> None:
    before = said(agreement_id)
    say(agreement_id, "LB2", "Reach", "Quiet")
    say(agreement_id, "LB4", "Homes")
    after = said(agreement_id)
    assert [row for row in after if row[0] not in ("LB2", "LB4")] == [
        row for row in before if row[0] not in ("LB2", "LB4")
    ]
    assert [row for row in after if row[0] in ("LB2", "LB4")] == [
        ("LB2", "Reach"),
        ("LB2", "Quiet"),
        ("LB4", "Homes"),
    ]
    with refused("someone_else_answered"):
        say(agreement_id, "LB2", "Money")
    say(agreement_id, "LB2", seen=3)
    assert {party for party, _ in said(agreement_id)} == {"LB1", "LB3", "LB4", "LB5", "LB6"}


def test_the_last_rows_of_a_table_are_taken_away_with_it(agreement_id: UUID) -> None:
    for seen, party in enumerate(("LB1", "LB2", "LB3", "LB4", "LB5", "LB6"), 1):
        say(agreement_id, party, seen=seen)
    assert answer_at(agreement_id, "expected_gains") is None


@pytest.mark.parametrize(
    ("question", "party", "row"),
    [
        ("no_such_table", "LB1", {}),
        ("delivery_matrix", "LB1", {"service": "Ours alone"}),
        ("expected_gains", "nobody", {"gain": "Reach"}),
        ("expected_gains", "LB1", {"cost_estimate": "a lot"}),
        ("expected_gains", "LB1", {"no_such_column": "x"}),
    ],
)
def test_rows_that_are_none_are_refused(
    agreement_id: UUID, question: str, party: str, row: dict[str, object]
) -> None:
    with refused("not_an_answer"):
        record_own_rows(agreement_id, OwnRows(question, party, (row,)), 1, ALICE, uuid.uuid4())


def test_a_member_that_was_left_out_says_nothing_more(agreement_id: UUID, clock: SetClock) -> None:
    member, key = parties(queries.the_agreement(agreement_id).consortium_id)[1], uuid.uuid4()
    record_answer(agreement_id, "cap_pct", 100, 1, ALICE, key)
    with transaction() as session:
        depart(session, agreement_id, member.id, "LB2", "It merged", clock.now(), key)
    with refused("not_an_answer"):
        say(agreement_id, "LB2", "Reach", seen=9)


def test_the_history_tells_who_answered_for_whom_and_when(agreement_id: UUID) -> None:
    member = parties(queries.the_agreement(agreement_id).consortium_id)[1]
    bea = somebody("Bea Fictional", "bea@example.org")
    record_answer(agreement_id, "cap_pct", 100, 1, Actor(bea, member.id, "email_code"), uuid.uuid4())
    record_answer(agreement_id, "cap_pct", None, 2, Actor(bea, None, "email_code"), uuid.uuid4())
    taken, newer, first = history(agreement_id, "cap_pct")
    assert (taken.plain, taken.person, taken.organisation) == (None, "Bea Fictional", "")
    assert (newer.plain, newer.person, newer.organisation) == (100, "Bea Fictional", member.member.name)
    assert (first.revision, first.person) == (1, "Alice Fictional")
    assert answer_at(agreement_id, "cap_pct", 2) == 100
    assert answer_at(agreement_id, "no_such_question") is None


@pytest.mark.soak
@pytest.mark.parametrize("held", [0, 1], ids=["first held", "second held"])
def test_of_two_answers_at_once_to_one_question_one_counts(app: Flask, held: int) -> None:
    def pair(agreement_id: UUID) -> tuple[Callable[[], int], Callable[[], int]]:
        return (lambda: answer(agreement_id, "cap_pct", 100), lambda: answer(agreement_id, "cap_pct", 110))

    for agreement_id, refusals in _interleaved(app, pair, held):
        assert sorted(map(str, refusals)) == ["None", "someone_else_answered"]
        assert answer_at(agreement_id, "cap_pct") == (100 if refusals[0] is None else 110)


@pytest.mark.soak
@pytest.mark.parametrize("held", [0, 1], ids=["first held", "second held"])
def test_of_two_answers_at_once_to_two_questions_both_count(app: Flask, held: int) -> None:
    def pair(agreement_id: UUID) -> tuple[Callable[[], int], Callable[[], int]]:
        return (
            lambda: answer(agreement_id, "cap_pct", 100),
            lambda: answer(agreement_id, "leave_notice_months", 9),
        )

    for agreement_id, refusals in _interleaved(app, pair, held):
        assert refusals == (None, None)
        assert answer_at(agreement_id, "cap_pct") == 100
        assert answer_at(agreement_id, "leave_notice_months") == 9


@pytest.mark.soak
@pytest.mark.parametrize("held", [0, 1], ids=["first held", "second held"])
def test_two_parties_say_what_they_expectat_once(app: Flask, held: int) -> None:
    def pair(agreement_id: UUID) -> tuple[Callable[[], int], Callable[[], int]]:
        return (lambda: say(agreement_id, "LB2", "Reach"), lambda: say(agreement_id, "LB3", "Speed"))

    for agreement_id, refusals in _interleaved(app, pair, held):
        assert refusals == (None, None)
        assert {("LB2", "Reach"), ("LB3", "Speed")} <= set(said(agreement_id))


Pair = Callable[[UUID], tuple[Callable[[], int], Callable[[], int]]]


def _interleaved(app: Flask, pair: Pair, held: int) -> "list[tuple[UUID, tuple[str | None, str | None]]]":
    """Hold one act before its n-th statement while the other runs, for every n: what each was refused with."""
    found = []
    point, stopped = 1, True
    while stopped:
        agreement_id = begun(example("lead_body_6"), somebody("Alice", f"{point}@example.org"))
        acts = pair(agreement_id)
        stopped, told = at_once(app, acts[held], acts[1 - held], point)
        found.append((agreement_id, told if held == 0 else told[::-1]))
        db.session.rollback()
        point += full_or_small(1, 6)
    assert len(found) > 2
    return found


def at_once(
    app: Flask, first: Callable[[], int], second: Callable[[], int], point: int
) -> tuple[bool, tuple[str | None, str | None]]:
    reached, go_on = threading.Event(), threading.Event()
    told: dict[int, str | None] = {}

    def act(number: int, deed: Callable[[], int]) -> None:
        with app.app_context():
            try:
                deed()
                told[number] = None
            except Refused as no:
                told[number] = no.code
            finally:
                db.session.remove()
                reached.set()

    slow = threading.Thread(target=act, args=(0, first))
    quick = threading.Thread(target=act, args=(1, second))
    with held_at(slow, point, reached, go_on) as stopped:
        slow.start()
        assert reached.wait(20)
        quick.start()
        quick.join(PATIENCE)
        go_on.set()
        slow.join(20)
        quick.join(20)
    assert set(told) == {0, 1}, "an act never ended"
    return bool(stopped), (told[0], told[1])

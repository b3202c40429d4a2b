"""Two acts at once: whatever statement one of them has reached when the other begins, no act on a text that was
superseded counts, and what contradicts cannot both happen.

One act is held before its n-th statement; the other is let loose and either comes through or waits for a lock;
then the first goes on. For every n (in a soak), in both orders, on both engines.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text

from govflow.cli.reading import Node
from govflow.cli.rehearse import read_cast
from govflow.cli.story_file import read_steps
from govflow.clock import SetClock
from govflow.core.errors import Refused
from govflow.extensions import db
from govflow.overview.queries import standing
from govflow.overview.rehearsal import Deed, Rehearsal
from tests.conftest import full_or_small
from tests.procedure.every_act import meets

EXAMPLE = Path(__file__).parent.parent / "examples" / "lead_body_6.json"
CAST = read_cast(str(EXAMPLE))
BOARDS = tuple(party.member.member_id for party in CAST.parties)
PRECEDENTS = [
    "due_diligence_passed",
    "nda_signed",
    "trust_meetings_held",
    "contract_awarded",
    "insurance_evidence",
]
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
PATIENCE = 0.25
"""Seconds after which an act that has not come through is waiting for the other's lock."""


def deed(**act: object) -> Deed:
    """One act of a story."""
    (step,) = read_steps(Node([{"step": 1, "on": "2026-12-01", **act}]))
    return step.deed


CIRCULATE = deed(act="circulate", version="1", deadline="2026-12-31")
CHANGE = deed(act="change", version="2", set={"cap_pct": 100}, why="A board asks for it")
VOTE = deed(**meets("LB1", "1"))
SIGN = deed(act="sign", members=["LB1"], version="1")
WITHDRAW = deed(act="withdraw_approval", member="LB1", reason="A new trustee asks for time")
RELEASE = deed(act="release", dated="2026-12-01")
APPROVE = tuple(deed(**meets(board, "1")) for board in BOARDS)
SIGN_ALL = deed(act="sign", members=list(BOARDS), version="1")
MEET = deed(act="meet_precedent", names=PRECEDENTS, evidence="Minutes")


@dataclass(frozen=True)
class Pair:
    """Two acts that contradict, and what leads up to them."""

    before: tuple[Deed, ...]
    acts: tuple[Deed, Deed]
    refusals: tuple[frozenset[str], frozenset[str]]


PAIRS = {
    "a vote and a change": Pair(
        (CIRCULATE,), (VOTE, CHANGE), (frozenset({"version_superseded"}), frozenset())
    ),
    "a signature and a change": Pair(
        (CIRCULATE, *APPROVE), (SIGN, CHANGE), (frozenset({"version_superseded"}), frozenset())
    ),
    "a release and a withdrawal": Pair(
        (CIRCULATE, *APPROVE, SIGN_ALL, MEET),
        (RELEASE, WITHDRAW),
        (frozenset({"approvals_missing"}), frozenset({"already_released"})),
    ),
}


@pytest.mark.soak
@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("held", [0, 1], ids=["first held", "second held"])
def test_no_interleaving_lets_two_acts_contradict(app: Flask, clock: SetClock, name: str, held: int) -> None:
    pair, point, came_through = PAIRS[name], 1, False
    while not came_through:
        play = Rehearsal(CAST, clock, NOON)
        for before in pair.before:
            before(play)
        came_through, told = interleaved(app, play, pair.acts[held], pair.acts[1 - held], point)
        refused = told if held == 0 else told[::-1]
        judge(play, pair, refused)
        point += full_or_small(1, 8)
    assert point > 5


def interleaved(
    app: Flask, play: Rehearsal, held: Deed, other: Deed, point: int
) -> tuple[bool, tuple[str | None, str | None]]:
    """Hold one act before its n-th statement while the other runs: whether it came through without being held,
    and with which code each was refused."""
    reached, go_on = threading.Event(), threading.Event()
    told: dict[str, str | None] = {}

    def act(name: str, deed: Deed) -> None:
        with app.app_context():
            try:
                deed(play)
                told[name] = None
            except Refused as no:
                told[name] = no.code
            finally:
                db.session.remove()
                reached.set()

    slow = threading.Thread(target=act, args=("held", held))
    quick = threading.Thread(target=act, args=("other", other))
    with held_at(slow, point, reached, go_on) as stopped:
        slow.start()
        assert reached.wait(20)
        quick.start()
        quick.join(PATIENCE)
        go_on.set()
        slow.join(20)
        quick.join(20)
    assert set(told) == {"held", "other"}, "an act never ended"
    return not stopped, (told["held"], told["other"])


@contextmanager
def held_at(
    thread: threading.Thread, point: int, reached: threading.Event, go_on: threading.Event
) -> Iterator[list[str]]:
    """Hold a thread before its n-th statement until it may go on."""
    passed = 0
    stopped: list[str] = []

    def on_statement(_: object, __: object, statement: str, *___: object) -> None:
        nonlocal passed
        if threading.current_thread() is not thread:
            return
        passed += 1
        if passed == point:
            stopped.append(statement)
            reached.set()
            assert go_on.wait(20)

    event.listen(db.engine, "before_cursor_execute", on_statement)
    try:
        yield stopped
    finally:
        event.remove(db.engine, "before_cursor_execute", on_statement)


def judge(play: Rehearsal, pair: Pair, refused: tuple[str | None, str | None]) -> None:
    """Nothing that contradicts happened, and nothing stands for a text that is not put to the boards."""
    for code, allowed in zip(refused, pair.refusals, strict=True):
        assert code is None or code in allowed, refused
    db.session.rollback()
    now = standing(play.agreement_id, play.today)
    if pair.acts[1] is CHANGE:
        assert now.agreement.version == "2"
        assert now.agreement.effective == 0
        assert not any(party.effective for party in now.parties.values())
        assert {str(party.signature) for party in now.parties.values()} <= {"none", "void"}
        assert order("resolution_recorded", "change_circulated") and order(
            "signature_held", "change_circulated"
        )
    else:
        assert sum(code is None for code in refused) == 1, refused
        assert str(now.agreement.state) == ("executed" if refused[0] is None else "approving")


def order(earlier: str, later: str) -> bool:
    """In the journal, acts of the one kind stand before those of the other; of the newest agreement."""
    newest = text("SELECT kind, idx FROM journal_entry ORDER BY idx")
    with db.engine.connect() as connection:
        rows = [(kind, idx) for kind, idx in connection.execute(newest)]
    start = max(idx for kind, idx in rows if kind == "agreement_begun")
    first = [idx for kind, idx in rows if kind == earlier and idx > start]
    last = [idx for kind, idx in rows if kind == later and idx > start]
    return not first or not last or max(first) < min(last)

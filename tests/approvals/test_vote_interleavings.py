"""A vote and a new version at once: no vote counts for a text that was superseded, whichever came first."""

import pytest
from flask import Flask

from govflow.approvals.board_queries import ballots
from govflow.clock import SetClock
from govflow.core.approval import Status
from govflow.core.voting import Choice
from govflow.extensions import db
from govflow.overview.rehearsal import Rehearsal
from tests.approvals.boards import BY_MOST, Board, board
from tests.approvals.test_ballots import room
from tests.conftest import full_or_small
from tests.procedure.test_interleavings import interleaved


@pytest.mark.soak
@pytest.mark.parametrize("held", [0, 1], ids=["the vote held", "the version held"])
def test_a_vote_and_a_new_version_never_contradict(app: Flask, clock: SetClock, held: int) -> None:
    found, point, came_through, version = board(clock, BY_MOST), 1, False, 1
    before = "0.9"
    while not came_through:
        found.open_ballot(before)
        after = str(version)

        def votes(_: Rehearsal, before: str = before) -> None:
            found.vote(found.trustees[0], Choice.FOR, before)

        def changes(play: Rehearsal, after: str = after) -> None:
            play.circulate(after, None, {})

        deeds = (votes, changes)
        came_through, told = interleaved(app, found.play, deeds[held], deeds[1 - held], point)
        voted, changed = told if held == 0 else told[::-1]
        assert changed is None and voted in {None, "version_superseded"}
        judge(found, after, voted is None)
        before, version, point = after, version + 1, point + full_or_small(1, 9)
    assert point > 5


def judge(found: Board, after: str, counted: bool) -> None:
    """The new version is before the board, undecided; a vote was kept if and only if it was not refused."""
    db.session.rollback()
    now = room(found)
    assert (now.case.version, now.status) == (after, Status.ASKED)
    assert now.open_ballot is None
    newest = ballots(found.agreement_id, now.party.id)[-1]
    assert bool(newest.replies) is counted
    last = now.approval.last
    assert last is None or last.version != after


@pytest.mark.soak
def test_two_votes_at_once_are_both_counted(app: Flask, clock: SetClock) -> None:
    found, point, came_through, version = board(clock, BY_MOST), 1, False, 1
    before = "0.9"
    while not came_through:
        found.open_ballot(before)

        def first(_: Rehearsal, before: str = before) -> None:
            found.vote(found.trustees[0], Choice.FOR, before)

        def second(_: Rehearsal, before: str = before) -> None:
            found.vote(found.trustees[1], Choice.FOR, before)

        came_through, told = interleaved(app, found.play, first, second, point)
        db.session.rollback()
        assert told == (None, None) and room(found).status is Status.APPROVED
        found.play.change(*found.lower_cap(str(version)))
        before, version, point = str(version), version + 1, point + full_or_small(1, 9)

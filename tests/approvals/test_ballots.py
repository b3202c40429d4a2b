"""A board decides in writing: each for themselves, each reply one act, the state following in that act."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from govflow.agreements.services import Amendment
from govflow.agreements.version_services import Freezing, Reasons
from govflow.approvals import ballots_services, queries, services
from govflow.approvals.board_queries import BallotState, InterestTold, ballots, interests
from govflow.approvals.room_queries import Room, board_room
from govflow.clock import SetClock
from govflow.core.approval import Delegated, Delegation, ResolutionRecorded, Status
from govflow.core.counting import BoardRules, Meeting, WrittenRule
from govflow.core.permissions import Role
from govflow.core.voting import Choice
from govflow.journal.leaf import Actor
from govflow.journal.queries import entries
from tests.approvals.boards import BY_MOST, MEMBER, Board, board
from tests.stage import carried
from tests.watched import refused
from tests.web.checked_pages import read_page, words
from tests.web.people import joined, mailed, signed_in

STEPS_BACK = InterestTold(True, "Trustee of another member", True)
NONE = InterestTold(False)


def room(found: Board) -> Room:
    told = board_room(found.agreement_id, MEMBER, found.play.today)
    assert told is not None
    return told


def declare(found: Board, person_id: uuid.UUID, told: InterestTold) -> None:
    ballots_services.declare_interest(found.agreement_id, MEMBER, told, found.actor(person_id), uuid.uuid4())


def test_everybody_must_agree_and_the_last_reply_decides(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    found.open_ballot()
    for trustee in found.trustees[:2]:
        found.vote(trustee, Choice.FOR)
        assert room(found).status is Status.ASKED
    found.vote(found.trustees[2], Choice.FOR)
    told = room(found)
    assert told.status is Status.APPROVED and told.open_ballot is None
    last = told.approval.last
    assert last is not None and last.decision.arithmetic == (
        "3 in office, 3 to reply, 3 must agree; 3 for, 0 against, 0 awaited; carried"
    )


def test_one_reply_against_rejects_what_needs_everybody(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    found.open_ballot()
    found.vote(found.trustees[0], Choice.AGAINST)
    assert room(found).status is Status.REJECTED
    with refused("already_decided"):
        found.vote(found.trustees[1], Choice.FOR)
    page = words(read_page(signed_in(app, found.trustees[1]).get(found.page()).text))
    assert "Your board said no" in page and "Say whether you have an interest" not in page
    secretary = signed_in(app, found.secretary)
    for ask in ("/meeting", "/paper"):
        assert secretary.get(found.page(ask)).status_code == 200  # it may decide again
    found.open_ballot()
    page = words(read_page(signed_in(app, found.trustees[1]).get(found.page()).text))
    assert "Say whether you have an interest" in page and "Your board said no" not in page


def test_no_form_is_offered_for_what_a_board_has_approved(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    found.open_ballot()
    for trustee in found.trustees:
        found.vote(trustee, Choice.FOR)
    secretary, ada = signed_in(app, found.secretary), signed_in(app, found.trustees[0])
    for reader, ask in (
        (secretary, "/meeting"),
        (secretary, "/paper"),
        (secretary, "/written"),
        (ada, "/interests"),
    ):
        late = reader.get(found.page(ask))
        assert late.status_code == 302 and "decided on this version already" in reader.get(late.location).text
    assert secretary.get(found.page("/withdraw")).status_code == 200


def test_who_votes_is_told_what_it_takes_by_the_rules_it_was_opened_under(
    app: Flask, clock: SetClock
) -> None:
    found = board(clock, BY_MOST)
    ask, takes = found.page("/written"), "passes once 2 of the 3 who may reply agree"
    assert takes in signed_in(app, found.secretary).get(ask).text
    found.open_ballot()
    fourth_seat(found)
    ada = signed_in(app, found.trustees[0])
    assert takes in ada.get(found.page("/vote")).text
    declare(found, found.trustees[2], STEPS_BACK)
    assert "passes only if both who may reply agree" in ada.get(found.page("/vote")).text


def test_a_vote_may_be_changed_and_counts_once(app: Flask, clock: SetClock) -> None:
    found = board(clock, BY_MOST)
    found.open_ballot()
    for choice in (Choice.FOR, Choice.AGAINST, Choice.FOR):
        found.vote(found.trustees[0], choice)
    (ballot,) = room(found).ballots
    assert {reply.choice for reply in ballot.replies.values()} == {Choice.FOR}
    assert room(found).status is Status.ASKED
    found.vote(found.trustees[1], Choice.FOR)
    assert room(found).status is Status.APPROVED


def test_the_same_vote_sent_twice_is_one_act(app: Flask, clock: SetClock) -> None:
    found, key = board(clock), uuid.uuid4()
    found.open_ballot()
    before = len(list(entries(found.play.consortium_id)))
    found.vote(found.trustees[0], Choice.FOR, key=key)
    found.vote(found.trustees[0], Choice.FOR, key=key)
    assert len(list(entries(found.play.consortium_id))) == before + 1
    with refused("key_reused"):
        found.vote(found.trustees[0], Choice.AGAINST, key=key)


def test_who_steps_back_is_not_asked_and_cannot_vote(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    declare(found, found.trustees[2], STEPS_BACK)
    found.open_ballot()
    with refused("stepped_back"):
        found.vote(found.trustees[2], Choice.FOR)
    for trustee in found.trustees[:2]:
        found.vote(trustee, Choice.FOR)
    last = room(found).approval.last
    assert last is not None and "1 stepped back, 2 to reply, 2 must agree" in last.decision.arithmetic
    assert room(found).status is Status.APPROVED


def test_stepping_back_after_a_vote_takes_the_vote_out_and_may_decide(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    found.open_ballot()
    for trustee in found.trustees[:2]:
        found.vote(trustee, Choice.FOR)
    declare(found, found.trustees[2], STEPS_BACK)
    assert room(found).status is Status.APPROVED
    with refused("already_decided"):
        declare(found, found.trustees[0], NONE)


def test_nobody_decides_where_all_who_replied_stepped_back(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    found.open_ballot()
    found.vote(found.trustees[0], Choice.FOR)
    for trustee in found.trustees:
        declare(found, trustee, STEPS_BACK)
    assert room(found).status is Status.ASKED


def test_the_roll_is_fixed_when_it_opens(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    found.open_ballot()
    late = joined(found.play.consortium_id, MEMBER, Role.BOARD_MEMBER, name="Late Fictional")
    with refused("not_on_the_roll"):
        found.vote(late, Choice.FOR)
    more = BoardRules(seats=4, in_office=4, quorum=2)
    services.set_board_rules(found.agreement_id, MEMBER, more, found.actor(found.secretary), uuid.uuid4())
    for trustee in found.trustees:
        found.vote(trustee, Choice.FOR)
    last = room(found).approval.last
    assert last is not None and last.decision.arithmetic.startswith("3 in office, 3 to reply")


def test_nobody_votes_for_another_and_no_machine_votes(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    ballot_id = found.open_ballot()
    seen = found.seen()
    for by in (found.actor(found.secretary), found.actor(found.strangers[0])):
        with refused("not_on_the_roll"):
            ballots_services.cast_vote(
                found.agreement_id, MEMBER, ballot_id, Choice.FOR, seen, by, uuid.uuid4()
            )
    with refused("not_on_the_board"):
        nobody = Actor(None, None, "system")
        ballots_services.cast_vote(
            found.agreement_id, MEMBER, ballot_id, Choice.FOR, seen, nobody, uuid.uuid4()
        )
    with refused("not_on_the_board"):
        declare(found, found.secretary, NONE)


def test_a_vote_on_a_text_that_was_superseded_is_refused(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    found.open_ballot()
    found.play.circulate("1", None, {})
    with refused("version_superseded"):
        found.vote(found.trustees[0], Choice.FOR)
    with refused("version_superseded"):
        found.vote(found.trustees[0], Choice.FOR, version="1")
    (ballot,) = room(found).ballots
    assert room(found).ballot_state(ballot) is BallotState.SUPERSEDED and not ballot.replies


@pytest.mark.parametrize(("days", "open_"), [(0, True), (1, False)], ids=["last day", "day after"])
def test_its_last_day_is_in_and_silence_is_not_consent(
    app: Flask, clock: SetClock, days: int, open_: bool
) -> None:
    found = board(clock)
    found.open_ballot()
    clock.moment = datetime(2026, 12, 31, 23, 59, tzinfo=UTC) + timedelta(days=days)
    assert (room(found).open_ballot is not None) is open_
    if not open_:
        with refused("ballot_closed"):
            found.vote(found.trustees[0], Choice.FOR)
        assert room(found).status is Status.ASKED


NO_QUORUM, LOST = Meeting(1, 0, 1, 0, 0), Meeting(3, 0, 1, 2, 0)


def test_a_meeting_that_decides_ends_an_open_ballot_for_good(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    found.open_ballot()
    for votes, status in ((LOST, Status.REJECTED), (NO_QUORUM, Status.INQUORATE)):
        meet(found, votes)
        assert room(found).status is status
        with refused("already_decided"):
            found.vote(found.trustees[0], Choice.FOR)


def test_delegates_who_accept_end_an_open_ballot(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    approve(found)
    delegate = joined(found.play.consortium_id, MEMBER, Role.DELEGATE, name="Del Fictional")
    given, by = Delegation(Delegated.MINOR_CHANGES, 1), found.actor(found.secretary)
    services.delegate(found.agreement_id, (MEMBER,), given, by, uuid.uuid4(), (delegate,))
    found.play.change(Amendment(), Freezing("0.10", "The same text", Reasons({}, "Not given")))
    found.open_ballot("0.10")
    told = room(found)
    assert told.status is Status.MINOR_PENDING and told.open_ballot is not None
    seen, by = found.seen("0.10"), found.actor(delegate)
    services.accept_minor(found.agreement_id, (MEMBER,), seen, by, uuid.uuid4())
    told = room(found)
    assert told.status is Status.APPROVED and told.ballot_state(told.ballots[0]) is BallotState.DECIDED
    with refused("already_decided"):
        found.vote(found.trustees[0], Choice.AGAINST, "0.10")


def test_a_meeting_without_a_quorum_decides_nothing_and_the_ballot_goes_on(
    app: Flask, clock: SetClock
) -> None:
    found = board(clock, BY_MOST)
    found.open_ballot()
    found.vote(found.trustees[0], Choice.FOR)
    meet(found, NO_QUORUM)
    told = room(found)
    assert told.status is Status.INQUORATE and told.open_ballot is not None
    meet(found, NO_QUORUM)
    found.vote(found.trustees[0], Choice.AGAINST)
    assert room(found).status is Status.ASKED
    found.vote(found.trustees[1], Choice.FOR)
    found.vote(found.trustees[0], Choice.FOR)
    told = room(found)
    assert told.status is Status.APPROVED and told.open_ballot is None
    last = told.approval.last
    assert last is not None and (last.number, last.follows) == (6, 5)


def test_the_secretary_closes_it_and_opens_another(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    first, by = found.open_ballot(), found.actor(found.secretary)
    with refused("ballot_is_open"):
        found.open_ballot()
    ballots_services.close_ballot(found.agreement_id, MEMBER, first, by, uuid.uuid4())
    with refused("ballot_closed"):
        found.vote(found.trustees[0], Choice.FOR)
    with refused("ballot_closed"):
        ballots_services.close_ballot(found.agreement_id, MEMBER, first, by, uuid.uuid4())
    second = found.open_ballot()
    assert [ballot.id for ballot in room(found).ballots] == [first, second]


@pytest.mark.parametrize("runs_out", [False, True], ids=["closed", "ran out"])
@pytest.mark.parametrize("taken_back", [False, True], ids=["a no", "a withdrawal"])
def test_a_ballot_that_decides_nothing_leaves_what_the_board_did_before(
    app: Flask, clock: SetClock, taken_back: bool, runs_out: bool
) -> None:
    found = board(clock)
    by = found.actor(found.secretary)
    meet(found, Meeting(3, 0, 3, 0, 0) if taken_back else LOST)
    if taken_back:
        services.withdraw_approval(found.agreement_id, MEMBER, "New facts", by, uuid.uuid4())
    before, decision = room(found).status, room(found).approval.last
    first = found.open_ballot()
    found.vote(found.trustees[0], Choice.FOR)
    assert room(found).status is Status.ASKED
    if runs_out:
        clock.moment = datetime(2027, 1, 1, 12, tzinfo=UTC)
    else:
        ballots_services.close_ballot(found.agreement_id, MEMBER, first, by, uuid.uuid4())
    # The count of the replies is told no more, and its number is not given again.
    assert room(found).status is before and room(found).approval.last == decision
    # Another one asks again once somebody replies, and not before.
    closes, seen = clock.moment.date(), found.seen()
    ballots_services.open_ballot(found.agreement_id, MEMBER, closes, seen, by, uuid.uuid4())
    assert room(found).status is before and room(found).open_ballot is not None
    for trustee in found.trustees:
        found.vote(trustee, Choice.FOR)
    assert room(found).status is Status.APPROVED
    numbers = [event.number for event in room(found).history.events if isinstance(event, ResolutionRecorded)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_an_older_meeting_told_later_ends_no_ballot_and_brings_none_back(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    day, lacking = found.play.today, Meeting(1, 0, 1, 0, 0)
    clock.moment += timedelta(days=5)
    meet(found, LOST)
    first = found.open_ballot()
    found.vote(found.trustees[0], Choice.FOR)
    by = found.actor(found.secretary)
    ballots_services.close_ballot(found.agreement_id, MEMBER, first, by, uuid.uuid4())
    found.open_ballot()
    meet(found, lacking, day)
    assert room(found).status is Status.REJECTED and room(found).open_ballot is not None
    found.vote(found.trustees[0], Choice.FOR)
    with refused("decided_later"):
        meet(found, LOST, day)
    meet(found, lacking, day)
    assert room(found).status is Status.ASKED and room(found).open_ballot is not None
    for trustee in found.trustees[1:]:
        found.vote(trustee, Choice.FOR)
    assert room(found).status is Status.APPROVED


def no_writing(found: Board) -> None:
    rules = BoardRules(seats=3, in_office=3, quorum=2, written=WrittenRule.NONE)
    services.set_board_rules(found.agreement_id, MEMBER, rules, found.actor(found.secretary), uuid.uuid4())


def fourth_seat(found: Board) -> None:
    rules = BoardRules(seats=4, in_office=4, quorum=2)
    services.set_board_rules(found.agreement_id, MEMBER, rules, found.actor(found.secretary), uuid.uuid4())


def all_step_back(found: Board) -> None:
    for trustee in found.trustees:
        declare(found, trustee, STEPS_BACK)


def approve(found: Board) -> None:
    meet(found, Meeting(3, 0, 3, 0, 0))


def meet(found: Board, votes: Meeting, held_on: date | None = None) -> None:
    told = services.ResolutionTold(carried().route, votes, held_on=held_on)
    services.record_resolution(
        found.agreement_id, MEMBER, told, found.seen(), found.actor(found.secretary), uuid.uuid4()
    )


@pytest.mark.parametrize(
    ("first", "code"),
    [
        (no_writing, "route_not_open"),
        (fourth_seat, "roll_is_not_the_board"),
        (all_step_back, "nobody_to_reply"),
        (approve, "already_decided"),
    ],
)
def test_a_written_decision_that_cannot_be_is_refused(
    app: Flask, clock: SetClock, first: Callable[[Board], None], code: str
) -> None:
    found = board(clock)
    first(found)
    with refused(code):
        found.open_ballot()
    assert not room(found).ballots


def test_a_day_that_has_passed_cannot_be_the_last(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    with refused("date_does_not_fit"):
        ballots_services.open_ballot(
            found.agreement_id,
            MEMBER,
            found.play.today - timedelta(days=1),
            found.seen(),
            found.actor(found.secretary),
            uuid.uuid4(),
        )


def test_everybody_who_is_to_reply_is_asked_by_mail_and_nobody_else(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    declare(found, found.trustees[2], STEPS_BACK)
    found.open_ballot()
    (letter,) = mailed(app, "ada@example.org")
    assert "Please reply by 31 December 2026" in letter and found.page("/vote") in letter
    assert not mailed(app, "cleo@example.org") and not mailed(app, "oli@example.org")
    found.vote(found.trustees[0], Choice.FOR)
    assert len(mailed(app, "ada@example.org")) == 1
    found.vote(found.trustees[1], Choice.FOR)
    decided = mailed(app, "sam@example.org")[-1]
    assert "is recorded" in decided and "Ada" not in decided and "for" not in decided.split("\n")[0].split()


def test_the_newest_declaration_counts(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    declare(found, found.trustees[0], STEPS_BACK)
    declare(found, found.trustees[0], NONE)
    (told,) = interests(found.agreement_id, room(found).party.id).values()
    assert told.told == NONE


def test_a_ballot_keeps_the_rules_it_was_opened_under(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    found.open_ballot()
    (ballot,) = ballots(found.agreement_id, room(found).party.id)
    assert ballot.rules == queries_rules(found)


def queries_rules(found: Board) -> BoardRules:
    return services.rules_of(found.agreement_id, MEMBER)


def test_what_a_board_does_leaves_other_boards_alone(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    found.open_ballot()
    found.vote(found.trustees[0], Choice.FOR)
    histories = queries.histories(found.agreement_id)
    assert {code for code, each in histories.items() if len(each.events) > 1} == {MEMBER}

"""One member's approval: what its board may do, when, and what becomes of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govflow.core.approval import (
    LIVING,
    UNTOUCHED,
    AcceptMinor,
    Approval,
    ApprovalCommand,
    ApprovalEvent,
    CloseCondition,
    Closing,
    Condition,
    DecidedBy,
    Delegate,
    Delegated,
    Delegation,
    LeaveOut,
    ObjectToMinor,
    PutVersion,
    ResolutionRecorded,
    Resolve,
    Route,
    Status,
    WithdrawApproval,
    decide,
    evolve,
    fold,
)
from govflow.core.counting import BoardRules, Meeting, Replies, WrittenRule
from govflow.core.errors import Refused
from govflow.core.voting import Choice, Outcome

RULES = BoardRules(seats=9, in_office=9, quorum=3, chair_casting=True)
DAY = date(2026, 11, 16)
INSURER = Condition(
    "C1", "Cap confirmed by our insurer", "liability-cap", "Finance trustee", date(2027, 2, 26)
)


def meeting(votes_for: int = 7, against: int = 0, /, **more: object) -> Meeting:
    conflicted = int(str(more.pop("conflicted", 0)))
    present = int(str(more.pop("present", votes_for + against + conflicted)))
    return Meeting(present, conflicted, votes_for, against, 0, **more)  # type: ignore[arg-type]


def resolution(version: str = "0.9", /, **more: object) -> Resolve:
    facts: dict[str, object] = {"route": Route.MEETING, "votes": meeting(), "rules": RULES, "valid_months": 6}
    return Resolve(version=version, **{**facts, **more})  # type: ignore[arg-type]


def replies(votes_for: int, against: int = 0) -> dict[str, object]:
    return {"route": Route.WRITTEN, "votes": Replies(0, votes_for, against, 0)}


def after(*commands: ApprovalCommand | tuple[ApprovalCommand, date], start: Approval = UNTOUCHED) -> Approval:
    """The state after commands, each on ``DAY`` unless it brings its own."""
    state = start
    for command in commands:
        what, on = command if isinstance(command, tuple) else (command, DAY)
        for event in decide(state, what, on):
            state = evolve(state, event)
    return state


def refused(state: Approval, command: ApprovalCommand, on: date = DAY) -> str:
    with pytest.raises(Refused) as caught:
        decide(state, command, on)
    return caught.value.code


ASKED = after(PutVersion("0.9"))
APPROVED = after(resolution(), start=ASKED)
CONDITIONAL = after(resolution(conditions=(INSURER,)), start=ASKED)
DELEGATION = Delegation(Delegated.MINOR_CHANGES, 2)
DELEGATING = after(Delegate(DELEGATION), start=APPROVED)
MINOR = PutVersion("0.10", minor=True, categories=("none",))
MATERIAL = PutVersion("0.10", categories=("liability",))
PENDING = after(MINOR, start=DELEGATING)
ACCEPT = AcceptMinor("0.10", minor=True, categories=("none",))


# Being asked, and deciding


def test_a_board_is_asked_about_the_version_put_to_it() -> None:
    assert (ASKED.status, ASKED.version) == (Status.ASKED, "0.9")


def test_a_board_whose_approval_is_not_required_is_not_asked_and_has_nothing_to_decide() -> None:
    state = after(PutVersion("0.9", required=False))
    assert state.status is Status.NOT_ASKED
    assert refused(state, resolution()) == "nothing_to_act_on"


def test_a_carried_resolution_approves_by_the_board() -> None:
    assert (APPROVED.status, APPROVED.by, APPROVED.version) == (Status.APPROVED, DecidedBy.BOARD, "0.9")
    assert APPROVED.is_effective("0.9", DAY)
    assert not APPROVED.is_effective("0.10", DAY)


def test_a_carried_resolution_with_conditions_is_conditional_and_not_effective() -> None:
    assert CONDITIONAL.status is Status.CONDITIONAL
    assert not CONDITIONAL.is_effective("0.9", DAY)


def test_a_lost_resolution_rejects_and_sets_no_conditions() -> None:
    state = after(resolution(votes=meeting(1, 4), conditions=(INSURER,), reason="Too high"), start=ASKED)
    assert (state.status, state.by, state.conditions) == (Status.REJECTED, DecidedBy.BOARD, ())
    assert state.reason == "Too high"


@pytest.mark.parametrize(
    ("cast", "status"), [(Choice.FOR, Status.APPROVED), (Choice.AGAINST, Status.REJECTED)]
)
def test_a_tie_is_decided_by_the_casting_vote(cast: Choice, status: Status) -> None:
    state = after(resolution(votes=meeting(3, 3, chair_voted=cast)), start=ASKED)
    assert (state.status, state.by) == (status, DecidedBy.CASTING_VOTE)


def test_a_tie_without_a_casting_vote_is_rejected_by_the_board() -> None:
    state = after(resolution(votes=meeting(3, 3)), start=ASKED)
    assert (state.status, state.by) == (Status.REJECTED, DecidedBy.BOARD)


def test_a_meeting_without_quorum_is_recorded_as_inquorate_by_nobody() -> None:
    state = after(resolution(votes=meeting(2, present=4, conflicted=2)), start=ASKED)
    assert (state.status, state.by) == (Status.INQUORATE, None)
    assert state.meeting is not None
    assert (state.meeting.counted, state.meeting.quorum) == (2, 3)


def test_silence_is_not_consent_a_written_decision_leaves_the_board_asked_until_all_have_replied() -> None:
    state = after(resolution(**replies(8)), start=ASKED)
    assert (state.status, state.by) == (Status.ASKED, None)
    assert state.last is not None
    assert (state.last.decision.outcome, state.last.decision.awaiting) == (Outcome.OPEN, 1)
    assert ASKED.counted is None and state.counted is None
    decided = after(resolution(**replies(9)), start=state)
    assert decided.status is Status.APPROVED and decided.counted is decided.last


def test_one_reply_against_a_unanimous_written_decision_rejects_it() -> None:
    assert after(resolution(**replies(3, 1)), start=ASKED).status is Status.REJECTED


def test_a_written_majority_is_more_than_half_and_rejected_as_soon_as_it_cannot_be_carried() -> None:
    rules = replace(RULES, written=WrittenRule.MAJORITY)
    assert after(resolution(rules=rules, **replies(4, 4)), start=ASKED).status is Status.ASKED
    assert after(resolution(rules=rules, **replies(5)), start=ASKED).status is Status.APPROVED
    assert after(resolution(rules=rules, **replies(0, 5)), start=ASKED).status is Status.REJECTED


def test_a_written_decision_says_nothing_of_the_last_meetings_quorum() -> None:
    inquorate = after(resolution(votes=meeting(2, present=4, conflicted=2)), start=ASKED)
    state = after(resolution(**replies(9)), start=inquorate)
    assert state.meeting == inquorate.meeting


def test_what_a_board_decided_last_is_kept_apart_from_counts_that_decided_nothing() -> None:
    inquorate, open_ = resolution(votes=meeting(2, present=4, conflicted=2)), resolution(**replies(8))
    assert after(inquorate, open_, start=ASKED).decided == 0
    rejected = after(open_, resolution(votes=meeting(1, 4)), start=ASKED)
    assert rejected.decided == 2
    assert after(inquorate, PutVersion("0.10"), start=rejected).decided == 2


@pytest.mark.parametrize(
    "no",
    [
        after(resolution(votes=meeting(3, 3, chair_voted=Choice.AGAINST), reason="Too high"), start=ASKED),
        after(WithdrawApproval("New facts"), start=APPROVED),
    ],
)
def test_replies_that_come_to_nothing_leave_an_earlier_no_or_withdrawal_standing(no: Approval) -> None:
    delegating = Delegate(DELEGATION)
    asked = after(resolution(**replies(3)), delegating, resolution(**replies(4)), start=no)
    assert (asked.status, asked.by, asked.reason) == (Status.ASKED, None, "")
    again = asked.without_replies
    assert (again.status, again.by, again.reason, again.settled_on) == (
        no.status,
        no.by,
        no.reason,
        no.settled_on,
    )
    # What it delegated since stays, and no number is given twice; a count that decided nothing is told no more.
    assert (again.last, again.delegations, again.recorded) == (no.last, asked.delegations, no.recorded + 2)
    assert after(resolution(**replies(5)), start=again).without_replies.status is no.status


def test_replies_that_come_to_nothing_bring_nothing_else_back() -> None:
    for state in (ASKED, after(resolution(votes=meeting(2, present=4, conflicted=2)), start=ASKED)):
        asked = after(resolution(**replies(3)), start=state)
        assert asked.without_replies is asked
    rejected = after(resolution(votes=meeting(1, 4)), start=ASKED)
    asked_anew = after(resolution(**replies(3)), PutVersion("0.10"), start=rejected)
    assert asked_anew.without_replies.status is Status.ASKED


def test_a_board_without_written_decisions_has_no_such_route() -> None:
    rules = replace(RULES, written=WrittenRule.NONE)
    assert refused(ASKED, resolution(rules=rules, **replies(9))) == "route_not_open"


def test_paper_counts_like_a_meeting_once_a_second_person_has_confirmed_it() -> None:
    assert refused(ASKED, resolution(route=Route.PAPER)) == "unconfirmed_paper"
    assert refused(ASKED, resolution(route=Route.PAPER, confirmed_by="  ")) == "unconfirmed_paper"
    state = after(resolution(route=Route.PAPER, confirmed_by="The secretary"), start=ASKED)
    assert state.status is Status.APPROVED
    assert state.meeting is not None


def test_numbers_that_do_not_add_up_are_refused_after_an_unconfirmed_paper() -> None:
    wrong = meeting(7, present=6)
    assert refused(ASKED, resolution(votes=wrong)) == "numbers_do_not_add_up"
    assert refused(ASKED, resolution(votes=wrong, route=Route.PAPER)) == "unconfirmed_paper"


# Deciding again


@pytest.mark.parametrize("state", [APPROVED, CONDITIONAL])
def test_while_an_approval_stands_the_board_has_already_decided(state: Approval) -> None:
    assert refused(state, resolution()) == "already_decided"
    assert refused(state, ACCEPT) == "already_decided"


@pytest.mark.parametrize(
    "first",
    [
        resolution(votes=meeting(1, 4)),
        resolution(votes=meeting(2, present=4, conflicted=2)),
        resolution(**replies(3)),
    ],
)
def test_a_board_that_did_not_approve_may_decide_again_and_the_new_resolution_is_linked(
    first: Resolve,
) -> None:
    state = after(first, resolution(), start=ASKED)
    assert state.status is Status.APPROVED
    assert state.last is not None
    assert (state.last.number, state.last.follows) == (2, 1)


def test_the_first_resolution_follows_none() -> None:
    assert APPROVED.last is not None
    assert (APPROVED.last.number, APPROVED.last.follows) == (1, None)


def test_a_withdrawn_approval_may_be_decided_again() -> None:
    state = after(WithdrawApproval("New facts"), start=APPROVED)
    assert (state.status, state.reason) == (Status.WITHDRAWN, "New facts")
    assert after(resolution(), start=state).status is Status.APPROVED


def test_a_board_remembers_the_day_of_its_newest_decision_or_withdrawal() -> None:
    earlier = DAY - timedelta(days=5)
    assert ASKED.settled_on is None
    rejected = after(resolution(votes=meeting(1, 4), held_on=earlier), start=ASKED)
    assert rejected.settled_on == earlier
    undecided = after(
        resolution(votes=meeting(2, present=4, conflicted=2)), resolution(**replies(8)), start=ASKED
    )
    assert undecided.settled_on is None
    assert after(resolution(**replies(8)), PutVersion("0.10"), start=rejected).settled_on == earlier
    taken_back = after((WithdrawApproval("New facts"), DAY + timedelta(days=2)), start=APPROVED)
    assert taken_back.settled_on == DAY + timedelta(days=2)


@pytest.mark.parametrize("replied", [False, True], ids=["nobody replied since", "with replies since"])
@pytest.mark.parametrize(
    "settled",
    [
        after(resolution(votes=meeting(1, 4), reason="Too high"), start=ASKED),
        after(WithdrawApproval("New facts"), start=APPROVED),
    ],
    ids=["a no", "a withdrawal"],
)
def test_an_older_meeting_without_a_quorum_told_later_changes_nothing(
    settled: Approval, replied: bool
) -> None:
    now = after(resolution(**replies(8)), start=settled) if replied else settled
    lacking = resolution(votes=meeting(2, present=4, conflicted=2), held_on=DAY - timedelta(days=1))
    assert after(lacking, start=now) == replace(now, recorded=now.recorded + 1)
    same_day = replace(lacking, held_on=DAY)
    assert after(same_day, start=now).status is Status.INQUORATE


def test_there_is_nothing_to_withdraw_where_no_approval_lives() -> None:
    assert refused(ASKED, WithdrawApproval("")) == "nothing_to_act_on"
    assert refused(after(WithdrawApproval(""), start=APPROVED), WithdrawApproval("")) == "nothing_to_act_on"


def test_an_approval_that_waits_for_delegates_may_be_withdrawn() -> None:
    assert after(WithdrawApproval(""), start=PENDING).status is Status.WITHDRAWN


# Time


def test_delegates_may_as_long_as_and_as_far_as_the_board_let_them() -> None:
    limited = Delegation(Delegated.MINOR_CHANGES, 1, DAY, ("dates",))
    may = after(Delegate(limited), start=ASKED).delegates_may
    assert may(("dates",), DAY) and may((), DAY)
    assert not may(("dates",), DAY + timedelta(days=1)) and not may(("dates", "money"), DAY)
    assert not ASKED.delegates_may((), DAY)


def test_the_last_day_of_an_approval_is_still_in() -> None:
    state = after((resolution(), date(2026, 8, 31)), start=ASKED)
    assert state.last_day == date(2027, 2, 28)
    assert state.status_on(date(2027, 2, 28)) is Status.APPROVED
    assert state.status_on(date(2027, 3, 1)) is Status.EXPIRED
    assert not state.is_effective("0.9", date(2027, 3, 1))


def test_a_resolution_may_bring_its_own_validity_or_none() -> None:
    one_month = after(resolution(valid_months=1), start=ASKED)
    assert one_month.status_on(DAY + timedelta(days=31)) is Status.EXPIRED
    for_ever = after(resolution(valid_months=None), start=ASKED)
    assert for_ever.status_on(date(2099, 1, 1)) is Status.APPROVED


def test_an_approval_runs_from_the_day_the_board_decided_not_from_when_it_was_told() -> None:
    earlier = DAY - timedelta(days=10)
    told = after(resolution(valid_months=1, held_on=earlier, deadline=earlier), start=ASKED)
    assert told.last is not None
    assert (told.last.on, told.last.late, told.last_day) == (earlier, False, date(2026, 12, 6))


def test_an_expired_approval_may_be_decided_again_but_not_withdrawn_and_not_conditioned() -> None:
    later = date(2027, 6, 1)
    assert refused(CONDITIONAL, WithdrawApproval(""), later) == "nothing_to_act_on"
    assert refused(CONDITIONAL, CloseCondition("C1", Closing.MET, ""), later) == "nothing_to_act_on"
    assert after((resolution(), later), start=CONDITIONAL).status_on(later) is Status.APPROVED


def test_meeting_a_condition_does_not_renew_an_approval() -> None:
    met = after((CloseCondition("C1", Closing.MET, "Letter"), date(2027, 2, 1)), start=CONDITIONAL)
    assert met.last_day == CONDITIONAL.last_day
    assert met.status_on(date(2027, 5, 17)) is Status.EXPIRED


def test_delegates_do_not_renew_an_approval() -> None:
    accepted = after((ACCEPT, date(2027, 2, 1)), start=PENDING)
    assert accepted.last_day == APPROVED.last_day
    assert accepted.accepted_on == date(2027, 2, 1)


def test_a_decision_after_the_deadline_counts_and_is_late() -> None:
    deadline = DAY - timedelta(days=1)
    state = after(resolution(deadline=deadline), start=ASKED)
    assert state.status is Status.APPROVED
    assert state.last is not None
    assert state.last.late
    assert APPROVED.last is not None
    assert not APPROVED.last.late


# Conditions


@pytest.mark.parametrize("how", list(Closing))
def test_a_condition_met_or_waived_makes_the_approval_count(how: Closing) -> None:
    state = after(CloseCondition("C1", how, "Insurer's letter"), start=CONDITIONAL)
    assert state.status is Status.APPROVED
    assert state.by is DecidedBy.BOARD
    assert (state.conditions[0].how, state.conditions[0].proof) == (how, "Insurer's letter")
    assert not state.conditions[0].late


def test_a_condition_met_after_its_due_date_counts_and_is_late() -> None:
    state = after((CloseCondition("C1", Closing.MET, ""), date(2027, 2, 27)), start=CONDITIONAL)
    assert state.status is Status.APPROVED
    assert state.conditions[0].late


def test_an_approval_stays_conditional_while_one_condition_is_open() -> None:
    second = replace(INSURER, id="C2", due=None)
    state = after(resolution(conditions=(INSURER, second)), start=ASKED)
    state = after(CloseCondition("C2", Closing.MET, ""), start=state)
    assert state.status is Status.CONDITIONAL
    assert state.open_conditions == (INSURER,)


def test_a_condition_nobody_set_or_that_is_closed_is_nothing_to_act_on() -> None:
    assert refused(CONDITIONAL, CloseCondition("C9", Closing.MET, "")) == "nothing_to_act_on"
    met = CloseCondition("C1", Closing.MET, "")
    assert refused(after(met, start=CONDITIONAL), met) == "nothing_to_act_on"
    superseded = after(MATERIAL, start=CONDITIONAL)
    assert refused(superseded, met) == "nothing_to_act_on"


# A new version


@pytest.mark.parametrize("state", [APPROVED, CONDITIONAL, PENDING])
def test_a_material_change_supersedes_an_approval(state: Approval) -> None:
    superseded = after(PutVersion("0.11"), start=state)
    assert superseded.status is Status.SUPERSEDED
    assert superseded.version == state.version


def test_superseded_stays_superseded_until_the_board_decides() -> None:
    superseded = after(MATERIAL, PutVersion("0.11", minor=True), PutVersion("0.12"), start=DELEGATING)
    assert superseded.status is Status.SUPERSEDED
    assert after(resolution("0.12"), start=superseded).status is Status.APPROVED


@pytest.mark.parametrize("change", [MINOR, MATERIAL])
@pytest.mark.parametrize(
    "state",
    [
        ASKED,
        after(resolution(votes=meeting(1, 4)), start=ASKED),
        after(resolution(votes=meeting(2, present=4, conflicted=2)), start=ASKED),
        after(WithdrawApproval(""), start=DELEGATING),
        after(PutVersion("0.9", required=False)),
    ],
)
def test_whatever_is_no_approval_is_asked_anew_by_any_change(state: Approval, change: PutVersion) -> None:
    asked = after(change, start=state)
    assert (asked.status, asked.version, asked.by, asked.last_day) == (Status.ASKED, "0.10", None, None)


@pytest.mark.parametrize("change", [MINOR, MATERIAL])
def test_an_expired_approval_is_asked_anew_by_any_change(change: PutVersion) -> None:
    assert after((change, date(2027, 6, 1)), start=DELEGATING).status is Status.ASKED


def test_a_minor_change_is_offered_to_the_delegates_never_carried_over() -> None:
    assert (PENDING.status, PENDING.version) == (Status.MINOR_PENDING, "0.10")
    assert not PENDING.is_effective("0.10", DAY)


def test_without_a_delegation_a_minor_change_asks_the_board() -> None:
    assert after(MINOR, start=APPROVED).status is Status.ASKED
    signing_only = after(Delegate(Delegation(Delegated.SIGN, 1)), MINOR, start=APPROVED)
    assert signing_only.status is Status.ASKED


def test_a_board_that_is_no_longer_required_is_not_asked() -> None:
    assert after(PutVersion("0.10", required=False), start=APPROVED).status is Status.NOT_ASKED


# Delegation


def test_delegates_make_it_what_it_was_before() -> None:
    accepted = after(ACCEPT, start=PENDING)
    assert (accepted.status, accepted.by, accepted.version) == (
        Status.APPROVED,
        DecidedBy.DELEGATES,
        "0.10",
    )
    assert accepted.is_effective("0.10", DAY)
    conditional = after(Delegate(DELEGATION), MINOR, ACCEPT, start=CONDITIONAL)
    assert (conditional.status, conditional.by) == (Status.CONDITIONAL, DecidedBy.DELEGATES)


def test_a_condition_met_while_delegates_are_awaited_leaves_it_pending_and_then_approved() -> None:
    pending = after(Delegate(DELEGATION), MINOR, start=CONDITIONAL)
    met = after(CloseCondition("C1", Closing.MET, ""), start=pending)
    assert met.status is Status.MINOR_PENDING
    assert after(ACCEPT, start=met).status is Status.APPROVED


def test_a_delegation_reaches_only_its_categories() -> None:
    limited = Delegate(Delegation(Delegated.MINOR_CHANGES, 1, limits=("none", "money")))
    state = after(limited, start=APPROVED)
    assert after(MINOR, start=state).status is Status.MINOR_PENDING
    assert after(replace(MINOR, categories=("none", "term")), start=state).status is Status.ASKED


def test_a_delegation_reaches_to_its_last_day() -> None:
    limited = Delegate(Delegation(Delegated.MINOR_CHANGES, 1, until=DAY))
    state = after(limited, start=APPROVED)
    pending = after(MINOR, start=state)
    assert pending.status is Status.MINOR_PENDING
    assert after((MINOR, DAY + timedelta(days=1)), start=state).status is Status.ASKED
    assert refused(pending, ACCEPT, DAY + timedelta(days=1)) == "not_delegated"


def test_a_newer_delegation_replaces_the_older_one_of_the_same_thing() -> None:
    narrow = Delegate(Delegation(Delegated.MINOR_CHANGES, 1, limits=("money",)))
    state = after(Delegate(Delegation(Delegated.SIGN, 1)), narrow, start=DELEGATING)
    assert state.delegation(Delegated.MINOR_CHANGES) == narrow.delegation
    assert state.delegation(Delegated.SIGN) is not None
    assert after(MINOR, start=state).status is Status.ASKED


def test_two_minor_changes_wait_together_for_delegates_who_must_reach_both() -> None:
    second = PutVersion("0.11", minor=True, categories=("term",))
    pending = after(second, start=PENDING)
    assert pending.offered == ("none", "term")
    narrowed = after(Delegate(Delegation(Delegated.MINOR_CHANGES, 1, limits=("term",))), start=pending)
    assert refused(narrowed, AcceptMinor("0.11", minor=True, categories=("term",))) == "not_delegated"


def test_nobody_delegates_to_nobody() -> None:
    none = Delegate(Delegation(Delegated.MINOR_CHANGES, 0))
    assert refused(APPROVED, none) == "numbers_do_not_add_up"


def test_delegates_need_a_delegation_a_minor_change_and_an_agreement_that_lets_them() -> None:
    undelegated = after(MINOR, start=APPROVED)
    assert refused(undelegated, ACCEPT) == "not_delegated"
    assert refused(PENDING, replace(ACCEPT, may_delegate=False)) == "not_delegated"
    superseded = after(MATERIAL, start=DELEGATING)
    assert refused(superseded, AcceptMinor("0.10", minor=False, categories=())) == "not_delegated"


def test_where_the_agreement_forbids_delegation_a_minor_change_asks_the_board() -> None:
    assert after(replace(MINOR, may_delegate=False), start=DELEGATING).status is Status.ASKED


def test_delegates_appointed_after_the_change_find_nothing_offered_to_them() -> None:
    asked = after(MINOR, Delegate(DELEGATION), start=APPROVED)
    assert refused(asked, ACCEPT) == "nothing_to_act_on"


def test_an_expired_approval_has_nothing_for_its_delegates() -> None:
    assert refused(PENDING, ACCEPT, date(2027, 6, 1)) == "nothing_to_act_on"


def test_the_board_may_decide_on_a_minor_change_itself() -> None:
    state = after(resolution("0.10"), start=PENDING)
    assert (state.status, state.by) == (Status.APPROVED, DecidedBy.BOARD)


# Objecting


@pytest.mark.parametrize("state", [PENDING, after(ACCEPT, start=PENDING), after(MINOR, start=APPROVED)])
def test_a_board_that_does_not_accept_that_a_change_is_minor_is_asked(state: Approval) -> None:
    objected = after(ObjectToMinor("0.10", minor=True, reason="It moves money"), start=state)
    assert (objected.status, objected.version) == (Status.ASKED, "0.10")
    assert objected.reason == "It moves money"


def test_a_board_that_approved_the_minor_change_itself_has_decided() -> None:
    state = after(resolution("0.10"), start=PENDING)
    assert refused(state, ObjectToMinor("0.10", minor=True, reason="")) == "already_decided"


def test_there_is_no_objection_to_a_change_that_is_not_minor() -> None:
    assert refused(APPROVED, ObjectToMinor("0.9", minor=False, reason="")) == "nothing_to_act_on"


def test_a_board_whose_approval_is_gone_has_nothing_to_object_for() -> None:
    superseded = after(MATERIAL, PutVersion("0.11", minor=True), start=DELEGATING)
    assert refused(superseded, ObjectToMinor("0.11", minor=True, reason="")) == "nothing_to_act_on"


# Leaving out


def test_a_member_left_out_stays_left_out() -> None:
    state = after(LeaveOut("0.10", "Cannot insure it"), start=APPROVED)
    assert (state.status, state.version, state.reason) == (Status.LEFT_OUT, "", "Cannot insure it")
    assert after(PutVersion("0.11"), start=state).status is Status.LEFT_OUT


# Laws


VERSIONS = st.sampled_from(["0.9", "0.10", "0.11"])
CATEGORIES = st.lists(st.sampled_from(["none", "term", "money"]), unique=True).map(tuple)
COMMANDS = st.one_of(
    st.builds(PutVersion, VERSIONS, st.booleans(), st.booleans(), CATEGORIES, st.booleans()),
    st.builds(
        resolution,
        VERSIONS,
        votes=st.builds(meeting, st.integers(0, 5), st.integers(0, 4)),
        conditions=st.sampled_from([(), (INSURER,)]),
        valid_months=st.sampled_from([None, 1, 6]),
    ),
    st.builds(lambda n, version: resolution(version, **replies(n)), st.integers(0, 9), VERSIONS),
    st.builds(CloseCondition, st.just("C1"), st.sampled_from(Closing), st.just("proof")),
    st.builds(
        lambda limits, until: Delegate(Delegation(Delegated.MINOR_CHANGES, 1, until, limits)),
        CATEGORIES,
        st.sampled_from([None, DAY, DAY + timedelta(days=60)]),
    ),
    st.builds(AcceptMinor, VERSIONS, st.booleans(), CATEGORIES, st.booleans()),
    st.builds(ObjectToMinor, VERSIONS, st.booleans(), st.just("reason")),
    st.builds(WithdrawApproval, st.just("reason")),
    st.builds(LeaveOut, VERSIONS, st.just("reason")),
)
HISTORIES = st.lists(st.tuples(COMMANDS, st.integers(0, 40)), max_size=25)


def played(history: list[tuple[ApprovalCommand, int]]) -> tuple[list[ApprovalEvent], date]:
    """What happened when commands came in one after the other, some days apart, and the last day."""
    events: list[ApprovalEvent] = []
    state, day = UNTOUCHED, DAY
    for command, days in history:
        day += timedelta(days=days)
        try:
            follows = decide(state, command, day)
        except Refused:
            continue
        events += follows
        state = fold(events)
    return events, day


@given(HISTORIES)
@settings(deadline=None)
def test_every_prefix_of_what_happened_is_a_valid_state(history: list[tuple[ApprovalCommand, int]]) -> None:
    events, day = played(history)
    for length in range(len(events) + 1):
        state = fold(events[:length])
        alive = state.status in LIVING
        if not alive:
            assert state.status_on(day) is state.status
        assert (state.status is Status.CONDITIONAL) <= bool(state.open_conditions)
        assert (state.status is Status.APPROVED) <= (not state.open_conditions)
        assert (state.status is Status.MINOR_PENDING) <= (state.by is not None)
        assert (state.by is not None) <= (state.last is not None)
        assert (state.status is not Status.LEFT_OUT) or state.last_day is None


@given(HISTORIES)
@settings(deadline=None)
def test_nothing_is_effective_that_a_board_did_not_carry(history: list[tuple[ApprovalCommand, int]]) -> None:
    events, day = played(history)
    state = fold(events)
    for version in ("0.9", "0.10", "0.11"):
        if state.is_effective(version, day):
            recorded = [event for event in events if isinstance(event, ResolutionRecorded)]
            assert recorded[-1].decision.outcome in (Outcome.CARRIED, Outcome.CARRIED_ON_CASTING_VOTE)
            assert recorded[-1].last_day is None or day <= recorded[-1].last_day
            assert state.version == version

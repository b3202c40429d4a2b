"""Counting votes: of members by a frozen roll, and of a board by its own rules."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.core.counting import (
    BOARD_RULES,
    BoardRules,
    Excluded,
    Meeting,
    Replies,
    WrittenRule,
    can_be_quorate,
    count_members,
    decide_at_meeting,
    decide_in_writing,
    needed_in_writing,
    one_third_quorum,
    open_roll,
)
from govflow.core.errors import Refused
from govflow.core.voting import Basis, Choice, Outcome, RuleCode

SIX = ("LB1", "LB2", "LB3", "LB4", "LB5", "LB6")
SHARES = dict(zip(SIX, (30, 20, 16, 14, 11, 9), strict=True))


def said(*choices: str) -> dict[str, Choice]:
    return {name: Choice(choice) for name, choice in zip(SIX, choices, strict=False)}


def refused(ask: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        ask()
    return caught.value.code


def test_members_vote_one_each() -> None:
    votes = said("for", "for", "for", "against", "against", "abstain")
    decision = count_members(RuleCode.SIMPLE_MAJORITY, Basis.VOTES_CAST, open_roll(SIX), votes)
    assert decision.outcome is Outcome.CARRIED
    assert decision.arithmetic == (
        "3 for, 2 against, 1 abstained; more than half of 5 votes cast is 3; carried"
    )


def test_who_says_nothing_is_absent() -> None:
    votes = said("for", "for", "for")
    decision = count_members(RuleCode.SIMPLE_MAJORITY, Basis.ALL_ENTITLED, open_roll(SIX), votes)
    assert decision.outcome is Outcome.LOST
    assert decision.tally.heads.absent == 3


def test_members_vote_by_share() -> None:
    roll = open_roll(SIX, shares=SHARES)
    votes = said("for", "for", "against", "against", "against", "against")
    tied = count_members(RuleCode.SIMPLE_MAJORITY, Basis.VOTES_CAST, roll, votes)
    assert tied.outcome is Outcome.LOST
    cast = count_members(RuleCode.SIMPLE_MAJORITY, Basis.VOTES_CAST, roll, votes, chair_casting=Choice.FOR)
    assert cast.outcome is Outcome.CARRIED_ON_CASTING_VOTE
    more = count_members(RuleCode.SIMPLE_MAJORITY, Basis.VOTES_CAST, roll, {**votes, "LB6": Choice.FOR})
    assert more.outcome is Outcome.CARRIED
    assert more.arithmetic == "59 for, 41 against; more than half of 100 shares: more than 50; carried"


def test_stepping_back_is_not_abstaining() -> None:
    votes = dict.fromkeys(SIX[1:4], Choice.FOR) | dict.fromkeys(SIX[4:], Choice.ABSTAIN)
    stepped_back = open_roll(SIX, excluded={"LB1": Excluded.CONFLICTED})
    decision = count_members(RuleCode.SIMPLE_MAJORITY, Basis.PRESENT, stepped_back, votes)
    assert decision.outcome is Outcome.CARRIED
    abstained = count_members(
        RuleCode.SIMPLE_MAJORITY, Basis.PRESENT, open_roll(SIX), votes | {"LB1": Choice.ABSTAIN}
    )
    assert abstained.outcome is Outcome.LOST


@pytest.mark.parametrize("why", Excluded)
def test_who_is_taken_off_the_roll_cannot_vote(why: Excluded) -> None:
    roll = open_roll(SIX, excluded={"LB3": why})
    assert roll.entitled == ("LB1", "LB2", "LB4", "LB5", "LB6")
    code = refused(lambda: count_members(RuleCode.UNANIMOUS, Basis.PRESENT, roll, said("for", "for", "for")))
    assert code == "no_authority"


def test_shares_of_the_excluded_are_off_the_roll_too() -> None:
    roll = open_roll(SIX, excluded={"LB1": Excluded.OWN_CASE}, shares=SHARES)
    votes = {"LB2": Choice.FOR, "LB3": Choice.FOR, "LB4": Choice.FOR}
    decision = count_members(RuleCode.DUAL_MAJORITY, Basis.VOTES_CAST, roll, votes)
    assert decision.outcome is Outcome.CARRIED
    assert "they hold 50 of 70" in decision.arithmetic


def test_a_stranger_cannot_vote_or_be_excluded() -> None:
    stranger = {"X9": Choice.FOR}
    roll = open_roll(SIX)
    assert refused(lambda: count_members(RuleCode.CONSENT, Basis.PRESENT, roll, stranger)) == "not_a_member"
    assert refused(lambda: open_roll(SIX, excluded={"X9": Excluded.SUSPENDED})) == "not_a_member"


def test_shares_that_are_missing_or_under_nothing_do_not_add_up() -> None:
    assert refused(lambda: open_roll(SIX, shares={"LB1": 100})) == "numbers_do_not_add_up"
    assert refused(lambda: open_roll(SIX, shares={**SHARES, "LB1": -1})) == "numbers_do_not_add_up"
    without = open_roll(SIX)
    for ask in (
        lambda: count_members(RuleCode.DUAL_MAJORITY, Basis.PRESENT, without, {}),
        lambda: count_members(RuleCode.CONSENT, Basis.PRESENT, without, {}, objections=-1),
    ):
        assert refused(ask) == "numbers_do_not_add_up"


def test_shares_are_exact() -> None:
    roll = open_roll(
        ("A", "B", "C"), shares={"A": Fraction(100, 3), "B": Fraction(100, 3), "C": Fraction(100, 3)}
    )
    votes = {"A": Choice.FOR, "B": Choice.FOR, "C": Choice.AGAINST}
    assert count_members(RuleCode.TWO_THIRDS, Basis.VOTES_CAST, roll, votes).outcome is Outcome.CARRIED


def test_a_members_vote_without_quorum_is_inquorate() -> None:
    decision = count_members(
        RuleCode.SIMPLE_MAJORITY, Basis.VOTES_CAST, open_roll(SIX), said("for", "for", "abstain"), quorum=4
    )
    assert decision.outcome is Outcome.INQUORATE
    assert decision.arithmetic == "3 present, quorum 4; no quorum"


def test_consensus_and_consent_take_objections() -> None:
    roll, votes = open_roll(SIX), said("for", "for", "for", "for", "against", "abstain")
    first = count_members(RuleCode.CONSENSUS_THEN_MAJORITY, Basis.PRESENT, roll, votes)
    assert first.outcome is Outcome.DEFERRED_TO_VOTE
    second = count_members(RuleCode.CONSENSUS_THEN_MAJORITY, Basis.PRESENT, roll, votes, second_round=True)
    assert second.outcome is Outcome.CARRIED
    consent = count_members(RuleCode.CONSENT, Basis.PRESENT, roll, votes, objections=1)
    assert consent.outcome is Outcome.RETURNED_WITH_OBJECTION


NINE = BoardRules(seats=9, in_office=9, quorum=3, chair_casting=True)


def test_a_board_counts_those_present_who_did_not_step_back() -> None:
    decision = decide_at_meeting(NINE, Meeting(7, 2, 4, 1, 0))
    assert (decision.outcome, decision.counted, decision.quorum) == (Outcome.CARRIED, 5, 3)
    assert decision.awaiting is None
    assert decision.arithmetic == (
        "7 present, 2 stepped back, 5 counted, quorum 3; 4 for, 1 against; carried"
    )


def test_a_board_without_quorum_decides_nothing() -> None:
    decision = decide_at_meeting(NINE, Meeting(4, 2, 2, 0, 0))
    assert (decision.outcome, decision.counted) == (Outcome.INQUORATE, 2)
    assert decision.arithmetic == "4 present, 2 stepped back, 2 counted, quorum 3; no quorum"
    # Who did not vote abstained: the numbers add up all the same.
    assert decide_at_meeting(NINE, Meeting(4, 2, 0, 0, 2)).outcome is Outcome.INQUORATE
    assert refused(lambda: decide_at_meeting(NINE, Meeting(4, 2, 0, 0, 0))) == "numbers_do_not_add_up"
    assert refused(lambda: decide_at_meeting(NINE, Meeting(4, 2, 1, 0, 0))) == "numbers_do_not_add_up"
    assert refused(lambda: decide_at_meeting(NINE, Meeting(5, 2, 0, 0, 0))) == "numbers_do_not_add_up"


def test_a_casting_vote_needs_a_chair_who_has_one_and_no_conflict() -> None:
    tie = Meeting(6, 0, 3, 3, 0, chair_voted=Choice.FOR)
    assert decide_at_meeting(NINE, tie).outcome is Outcome.CARRIED_ON_CASTING_VOTE
    against = replace(tie, chair_voted=Choice.AGAINST)
    assert decide_at_meeting(NINE, against).outcome is Outcome.LOST_ON_CASTING_VOTE
    for rules, meeting in (
        (replace(NINE, chair_casting=False), tie),
        (NINE, replace(tie, chair_conflicted=True)),
        (NINE, replace(tie, chair_voted=None)),
        (replace(NINE, basis=Basis.PRESENT), tie),
        (NINE, Meeting(3, 0, 0, 0, 3, chair_voted=Choice.FOR)),
    ):
        assert decide_at_meeting(rules, meeting).outcome is Outcome.LOST


def test_a_chair_is_asked_only_where_a_casting_vote_can_settle_anything() -> None:
    assert NINE.chair_settles
    assert not replace(NINE, chair_casting=False).chair_settles
    assert not replace(NINE, majority=RuleCode.TWO_THIRDS).chair_settles
    assert not replace(NINE, basis=Basis.ALL_ENTITLED).chair_settles


def test_a_larger_majority_is_named_in_the_arithmetic() -> None:
    rules = BoardRules(12, 12, 7, majority=RuleCode.THREE_QUARTERS)
    decision = decide_at_meeting(rules, Meeting(9, 0, 5, 2, 2))
    assert decision.outcome is Outcome.LOST
    assert decision.arithmetic == (
        "9 present, 9 counted, quorum 7; 5 for, 2 against, 2 abstained; needs 6 of 7 votes cast; lost"
    )


def test_all_entitled_is_in_office_minus_those_who_stepped_back() -> None:
    rules = replace(NINE, basis=Basis.ALL_ENTITLED)
    assert decide_at_meeting(rules, Meeting(6, 2, 4, 0, 0)).outcome is Outcome.CARRIED
    lost = decide_at_meeting(rules, Meeting(6, 1, 4, 0, 1))
    assert lost.outcome is Outcome.LOST
    assert "needs 5 of 8 entitled to vote" in lost.arithmetic


@pytest.mark.parametrize(
    ("rules", "meeting"),
    [
        (NINE, Meeting(10, 0, 10, 0, 0)),
        (NINE, Meeting(3, 4, 0, 0, -1)),
        (NINE, Meeting(3, 4, 0, 0, 0)),
        (NINE, Meeting(6, 0, 3, 2, 0)),
        (NINE, Meeting(6, 1, 3, 3, 0)),
        (NINE, Meeting(6, 0, 7, -1, 0)),
        (NINE, Meeting(6, -1, 7, 0, 0)),
        (NINE, Meeting(-1, 0, 0, 0, -1)),
        (replace(NINE, in_office=10), Meeting(6, 0, 6, 0, 0)),
        (replace(NINE, quorum=-1), Meeting(6, 0, 6, 0, 0)),
        (replace(NINE, seats=-1, in_office=-1), Meeting(0, 0, 0, 0, 0)),
    ],
)
def test_a_meeting_whose_numbers_do_not_add_up_is_refused(rules: BoardRules, meeting: Meeting) -> None:
    assert refused(lambda: decide_at_meeting(rules, meeting)) == "numbers_do_not_add_up"


SEVEN = BoardRules(7, 7, 2)


def test_a_unanimous_written_decision_waits_for_everybody() -> None:
    open_ = decide_in_writing(SEVEN, Replies(1, 5, 0, 0))
    assert (open_.outcome, open_.awaiting) == (Outcome.OPEN, 1)
    assert (open_.counted, open_.quorum) == (None, None)
    assert open_.arithmetic == (
        "7 in office, 1 stepped back, 6 to reply, 6 must agree; 5 for, 0 against, 1 awaited; open"
    )
    carried = decide_in_writing(SEVEN, Replies(1, 6, 0, 0))
    assert (carried.outcome, carried.awaiting) == (Outcome.CARRIED, 0)


@pytest.mark.parametrize("replies", [Replies(0, 3, 1, 0), Replies(0, 3, 0, 1), Replies(7, 0, 0, 0)])
def test_one_who_does_not_agree_ends_a_unanimous_written_decision(replies: Replies) -> None:
    assert decide_in_writing(SEVEN, replies).outcome is Outcome.LOST


def test_a_written_majority_is_decided_as_soon_as_it_can_end_one_way_only() -> None:
    rules = replace(SEVEN, written=WrittenRule.MAJORITY)
    for replies, outcome in (
        (Replies(0, 3, 0, 0), Outcome.OPEN),
        (Replies(0, 4, 0, 0), Outcome.CARRIED),
        (Replies(0, 3, 3, 0), Outcome.OPEN),
        (Replies(0, 0, 3, 1), Outcome.LOST),
        (Replies(1, 3, 2, 0), Outcome.OPEN),
        (Replies(1, 3, 3, 0), Outcome.LOST),
        (Replies(1, 0, 3, 0), Outcome.LOST),
        (Replies(7, 0, 0, 0), Outcome.LOST),
    ):
        assert decide_in_writing(rules, replies).outcome is outcome


def test_a_board_that_may_not_decide_in_writing_is_refused() -> None:
    rules = replace(SEVEN, written=WrittenRule.NONE)
    assert refused(lambda: decide_in_writing(rules, Replies(0, 7, 0, 0))) == "route_not_open"


@pytest.mark.parametrize(
    "replies", [Replies(1, 7, 0, 0), Replies(8, 0, 0, 0), Replies(-1, 7, 0, 0), Replies(0, 8, -1, 0)]
)
def test_replies_that_do_not_add_up_are_refused(replies: Replies) -> None:
    assert refused(lambda: decide_in_writing(SEVEN, replies)) == "numbers_do_not_add_up"


people = st.integers(0, 12)


@given(conflicted=people, votes_for=people, against=people, abstain=people, awaiting=people, more=people)
def test_a_written_decision_once_made_stays_made(
    conflicted: int, votes_for: int, against: int, abstain: int, awaiting: int, more: int
) -> None:
    """Whatever the missing replies say, a decided count does not turn round; with none missing it is decided."""
    in_office = conflicted + votes_for + against + abstain + awaiting
    more = min(more, awaiting)
    for written in (WrittenRule.UNANIMOUS, WrittenRule.MAJORITY):
        rules = BoardRules(in_office, in_office, 0, written=written)
        now = decide_in_writing(rules, Replies(conflicted, votes_for, against, abstain)).outcome
        later = Replies(conflicted, votes_for + more, against + awaiting - more, abstain)
        in_the_end = decide_in_writing(rules, later).outcome
        assert in_the_end is not Outcome.OPEN
        assert now in {Outcome.OPEN, in_the_end}


@given(
    majority=st.sampled_from(BOARD_RULES),
    basis=st.sampled_from(Basis),
    votes_for=people,
    against=people,
    abstain=people,
)
def test_one_more_vote_for_never_loses_a_decision(
    majority: RuleCode, basis: Basis, votes_for: int, against: int, abstain: int
) -> None:
    present = votes_for + against + abstain + 1
    rules = BoardRules(present, present, 0, majority, basis)
    before = decide_at_meeting(rules, Meeting(present, 0, votes_for, against + 1, abstain)).outcome
    after = decide_at_meeting(rules, Meeting(present, 0, votes_for + 1, against, abstain)).outcome
    assert before is Outcome.LOST or after is Outcome.CARRIED


@pytest.mark.parametrize("conflicted", [0, 2])
def test_a_board_knows_before_it_replies_how_many_must_agree(conflicted: int) -> None:
    unanimous = BoardRules(seats=5, in_office=5, quorum=2)
    assert needed_in_writing(unanimous, conflicted) == 5 - conflicted
    most = replace(unanimous, written=WrittenRule.MAJORITY)
    assert needed_in_writing(most, conflicted) == {0: 3, 2: 2}[conflicted]


def test_a_board_knows_before_it_meets_whether_it_can_have_a_quorum() -> None:
    assert can_be_quorate(NINE, conflicted=6)
    assert not can_be_quorate(NINE, conflicted=7)


@pytest.mark.parametrize(
    ("trustees", "quorum"), [(1, 2), (3, 2), (5, 2), (7, 2), (8, 3), (9, 3), (10, 3), (11, 4), (30, 10)]
)
def test_one_third_quorum_is_the_nearest_third_and_never_under_two(trustees: int, quorum: int) -> None:
    assert one_third_quorum(trustees) == quorum

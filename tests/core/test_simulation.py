"""A vote that is played comes to what the count says, and its coalitions carry and block."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.core.counting import Excluded, count_members, open_roll
from govflow.core.errors import Refused
from govflow.core.simulation import CARRIED, Conduct, Simulation, game_when_all_vote, simulate
from govflow.core.voting import Basis, Choice, Outcome, RuleCode
from govflow.core.voting_terms import QuorumTerms, VotingTerms

SIX = ("LB1", "LB2", "LB3", "LB4", "LB5", "LB6")


def terms(
    rule: RuleCode = RuleCode.SIMPLE_MAJORITY,
    basis: Basis = Basis.VOTES_CAST,
    *,
    weights: dict[str, Fraction] | None = None,
    by_share: bool = False,
    own_case: tuple[str, ...] = (),
    quorum: QuorumTerms | None = None,
    casting: bool = False,
    removal: bool = False,
) -> VotingTerms:
    held = weights or dict.fromkeys(SIX, Fraction(1))
    voting = {name: votes for name, votes in held.items() if name not in own_case}
    return VotingTerms(
        "ordinary_rule",
        "ordinary decisions",
        rule,
        basis,
        tuple(held),
        voting,
        by_share or rule is RuleCode.DUAL_MAJORITY,
        own_case,
        removal,
        quorum,
        casting,
    )


def does(*conduct: str) -> dict[str, Conduct]:
    return {name: Conduct(one) for name, one in zip(SIX, conduct, strict=False)}


def named(played: Simulation, places: tuple[tuple[int, ...], ...]) -> list[set[str]]:
    return [{played.voters[place] for place in one} for one in places]


CONDUCT = st.lists(st.sampled_from(Conduct), min_size=6, max_size=6).map(
    lambda all_: dict(zip(SIX, all_, strict=True))
)
WEIGHTS = st.lists(st.decimals(0, 50, places=1).map(Fraction), min_size=6, max_size=6).map(
    lambda all_: dict(zip(SIX, all_, strict=True))
)


@given(
    st.sampled_from(RuleCode),
    st.sampled_from(Basis),
    WEIGHTS,
    st.booleans(),
    CONDUCT,
    st.booleans(),
    st.integers(0, 100),
    st.sampled_from([None, Choice.FOR, Choice.AGAINST]),
)
def test_the_outcome_is_what_the_count_says(
    rule: RuleCode,
    basis: Basis,
    weights: dict[str, Fraction],
    by_share: bool,
    conduct: dict[str, Conduct],
    second_round: bool,
    pct: int,
    casting: Choice | None,
) -> None:
    asked = QuorumTerms(Fraction(pct))
    played_on = terms(rule, basis, weights=weights, by_share=by_share, quorum=asked, casting=True)
    aside = {name: Excluded.CONFLICTED for name, one in conduct.items() if one is Conduct.STEPS_BACK}
    votes = {
        name: Choice.AGAINST if one is Conduct.OBJECTS else Choice(one)
        for name, one in conduct.items()
        if name not in aside
    }
    counted = count_members(
        rule,
        basis,
        open_roll(SIX, excluded=aside, shares=weights if played_on.by_share else None),
        votes,
        chair_casting=casting,
        objections=sum(one is Conduct.OBJECTS for one in conduct.values()),
        second_round=second_round,
        quorum=asked.needed(6),
    )
    played = simulate(played_on, conduct, casting=casting, second_round=second_round)
    assert played.outcome is counted.outcome
    assert played.carried == (counted.outcome in CARRIED)
    if counted.outcome is not Outcome.INQUORATE:
        assert played.arithmetic == counted.arithmetic


@given(st.sampled_from(RuleCode), st.sampled_from(Basis), WEIGHTS, st.booleans(), CONDUCT)
def test_the_smallest_coalitions_carry_and_block_and_cannot_spare_anybody(
    rule: RuleCode, basis: Basis, weights: dict[str, Fraction], by_share: bool, conduct: dict[str, Conduct]
) -> None:
    played_on = terms(rule, basis, weights=weights, by_share=by_share)
    played = simulate(played_on, conduct, second_round=True)

    def carried(for_it: set[str]) -> bool:
        """Whether it carries when these of the present vote for it and the others object."""
        changed = {name: Conduct.FOR if name in for_it else Conduct.OBJECTS for name in played.voters}
        return simulate(played_on, conduct | changed, second_round=True).carried

    everybody = set(played.voters)
    carrying, blocking = named(played, played.carrying.named), named(played, played.blocking.named)
    assert len(carrying) == played.carrying.count
    assert len(blocking) == played.blocking.count
    assert bool(carrying) == bool(blocking) == carried(everybody)
    for coalition in carrying:
        assert carried(coalition)
        assert not any(carried(coalition - {one}) for one in coalition)
    for coalition in blocking:
        assert not carried(everybody - coalition)
        assert all(carried(everybody - (coalition - {one})) for one in coalition)


@given(st.sampled_from(RuleCode), st.sampled_from(Basis), WEIGHTS, st.booleans(), CONDUCT, st.booleans())
def test_what_more_it_needs_is_the_fewest_that_carry(
    rule: RuleCode,
    basis: Basis,
    weights: dict[str, Fraction],
    by_share: bool,
    conduct: dict[str, Conduct],
    second_round: bool,
) -> None:
    played_on = terms(rule, basis, weights=weights, by_share=by_share)
    played = simulate(played_on, conduct, second_round=second_round)

    def carried(more: tuple[str, ...]) -> bool:
        changed = conduct | dict.fromkeys(more, Conduct.FOR)
        return simulate(played_on, changed, second_round=second_round).carried

    others = [name for name in played.voters if conduct[name] is not Conduct.FOR]
    every = [
        tuple(name for at, name in enumerate(others) if mask >> at & 1) for mask in range(1 << len(others))
    ]
    fewest = min((len(more) for more in every if carried(more)), default=None)
    assert (None if played.more is None else len(played.more)) == fewest
    assert played.more is None or carried(played.more)


def test_a_vote_is_explained() -> None:
    played = simulate(terms(), does("for", "against", "abstain", "absent", "steps_back", "against"))
    assert (played.outcome, played.arithmetic) == (
        Outcome.LOST,
        "1 for, 2 against, 1 abstained, 1 absent; more than half of 3 votes cast is 2; lost",
    )
    assert played.needs == "Needs 1 more to vote for it, such as LB2."
    assert played.voters == ("LB1", "LB2", "LB3", "LB6")
    assert played.carrying.count == 4
    assert {len(one) for one in played.carrying.named} == {3}
    assert {len(one) for one in played.blocking.named} == {2}


def test_who_is_not_named_is_absent() -> None:
    assert simulate(terms(), {"LB2": Conduct.FOR}).voters == ("LB2",)


def test_what_carries_needs_nothing_more() -> None:
    played = simulate(terms(), does("for", "for"))
    assert (played.carried, played.more) == (True, ())
    assert played.needs == "It carries; nothing more is needed."


def test_what_nobody_present_can_carry_is_said() -> None:
    played = simulate(terms(RuleCode.UNANIMOUS, Basis.ALL_ENTITLED), does("for", "for"))
    assert played.more is None
    assert played.needs == "Those who are present cannot carry it, however they vote."
    assert (played.carrying.count, played.blocking.count) == (0, 0)


def test_consent_needs_whoever_objects_and_not_whoever_is_against() -> None:
    played = simulate(terms(RuleCode.CONSENT), does("for", "against", "objects", "abstain"))
    assert (played.outcome, played.more) == (Outcome.RETURNED_WITH_OBJECTION, ("LB3",))


def test_consensus_that_fails_goes_to_a_second_vote() -> None:
    consensus, conduct = terms(RuleCode.CONSENSUS_THEN_MAJORITY), does("for", "for", "against")
    assert simulate(consensus, conduct).outcome is Outcome.DEFERRED_TO_VOTE
    assert simulate(consensus, conduct, second_round=True).outcome is Outcome.CARRIED


def test_a_casting_vote_settles_an_equality_where_the_chair_has_one() -> None:
    conduct = does("for", "against")
    assert simulate(terms(casting=True), conduct).casting_settles
    assert not simulate(terms(), conduct).casting_settles
    settled = simulate(terms(casting=True), conduct, casting=Choice.FOR)
    assert settled.outcome is Outcome.CARRIED_ON_CASTING_VOTE
    with pytest.raises(Refused, match="no_casting_vote"):
        simulate(terms(), conduct, casting=Choice.FOR)


def test_without_a_quorum_nothing_is_decided() -> None:
    played = simulate(terms(quorum=QuorumTerms(Fraction("66.7"))), does("for", "for", "for", "steps_back"))
    assert played.outcome is Outcome.INQUORATE
    assert played.arithmetic == (
        "3 of 6 counted as present, quorum 4; no quorum "
        "(the votes alone: 3 for, 0 against, 2 absent; more than half of 3 votes cast is 2; carried)"
    )
    assert (played.more, played.carrying.count, played.blocking.count) == (None, 0, 0)
    assert played.needs == "Needs 1 more counted as present for a quorum."


def test_who_steps_back_counts_towards_a_quorum_where_the_agreement_says_so() -> None:
    asked = QuorumTerms(Fraction("66.7"), stepped_back_count=True)
    played = simulate(terms(quorum=asked), does("for", "for", "for", "steps_back"))
    assert played.carried
    assert played.quorum is not None
    assert (played.quorum.present, played.quorum.needed, played.quorum.entitled) == (4, 4, 6)


def test_the_member_to_be_removed_is_left_out_of_the_quorum_altogether() -> None:
    asked = QuorumTerms(Fraction("66.7"), stepped_back_count=True)
    played = simulate(terms(quorum=asked, removal=True), does("for", "for", "for", "steps_back"))
    assert played.quorum is not None
    assert (played.quorum.present, played.quorum.needed, played.quorum.entitled) == (3, 3, 5)


def test_the_lead_body_must_be_there_to_make_a_quorum() -> None:
    asked = terms(quorum=QuorumTerms(Fraction(50), lead="LB6"))
    played = simulate(asked, does("for", "for", "for"))
    assert played.outcome is Outcome.INQUORATE
    assert played.arithmetic.startswith("3 of 6 counted as present, quorum 3; LB6 must be there; no quorum")
    assert played.needs == "Needs more for a quorum, among them LB6."
    fewer = simulate(asked, does("for", "for"))
    assert fewer.needs == "Needs 1 more counted as present for a quorum, among them LB6."
    assert simulate(asked, does("for", "for", "for", "absent", "absent", "against")).carried


def test_who_has_no_vote_may_only_be_away_or_step_back() -> None:
    own_case = terms(own_case=("LB1",))
    assert "LB1" not in simulate(own_case, does("steps_back", "for")).voters
    with pytest.raises(Refused, match="no_authority"):
        simulate(own_case, does("for", "for"))
    with pytest.raises(Refused, match="not_a_member"):
        simulate(own_case, {"LB9": Conduct.FOR})


def test_where_all_vote_the_game_is_of_all_who_may_vote() -> None:
    assert game_when_all_vote(terms(RuleCode.TWO_THIRDS, own_case=("LB1",))).quota == 4


def test_the_quorum_is_told_before_and_after_somebody_steps_back() -> None:
    asked = terms(quorum=QuorumTerms(Fraction(50)))
    played = simulate(asked, does("for", "for", "steps_back", "absent", "absent", "absent"))
    assert played.quorum is not None and played.quorum_before is not None
    assert (played.quorum.present, played.quorum.reached) == (2, False)
    assert (played.quorum_before.present, played.quorum_before.reached) == (3, True)


@given(CONDUCT, st.sampled_from(Basis))
def test_where_nobody_steps_back_the_quorum_is_one(conduct: dict[str, Conduct], basis: Basis) -> None:
    there = {name: Conduct.FOR if does is Conduct.STEPS_BACK else does for name, does in conduct.items()}
    played = simulate(terms(basis=basis, quorum=QuorumTerms(Fraction(60))), there)
    assert played.quorum == played.quorum_before


def test_who_has_no_vote_but_a_seat_counts_for_the_quorum() -> None:
    asked = replace(
        terms(quorum=QuorumTerms(Fraction(0), count=3)), members=(*SIX, "chair"), silent=("chair",)
    )
    there = simulate(asked, {**does("for", "for"), "chair": Conduct.ABSTAIN})
    assert there.quorum is not None
    assert (there.carried, there.quorum.present, there.quorum.entitled) == (True, 3, 7)
    aside = simulate(asked, {**does("for", "for"), "chair": Conduct.STEPS_BACK})
    assert aside.outcome is Outcome.INQUORATE
    assert aside.quorum_before is not None
    assert aside.quorum_before.reached
    with pytest.raises(Refused, match="no_authority"):
        simulate(asked, {"chair": Conduct.FOR})

"""The decision rules: what carries, what they say they need, and that the two never part."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.core.voting import (
    RULES,
    Basis,
    Choice,
    Count,
    Outcome,
    Rule,
    RuleCode,
    Tally,
    votes_in_words,
)

SIMPLE = RULES[RuleCode.SIMPLE_MAJORITY]
TWO_THIRDS = RULES[RuleCode.TWO_THIRDS]
THREE_QUARTERS = RULES[RuleCode.THREE_QUARTERS]
UNANIMOUS = RULES[RuleCode.UNANIMOUS]
CONSENT = RULES[RuleCode.CONSENT]
CONSENSUS = RULES[RuleCode.CONSENSUS_THEN_MAJORITY]
DUAL = RULES[RuleCode.DUAL_MAJORITY]


def heads(
    votes_for: int, against: int = 0, abstain: int = 0, absent: int = 0, basis: Basis = Basis.VOTES_CAST
) -> Tally:
    return Tally(basis, Count(votes_for, against, abstain, absent))


@pytest.mark.parametrize(
    ("rule", "tally", "passes"),
    [
        (SIMPLE, heads(3, 2, 9, 9), True),
        (SIMPLE, heads(3, 3), False),
        (SIMPLE, heads(3, 2, 1, basis=Basis.PRESENT), False),
        (SIMPLE, heads(4, 2, 1, basis=Basis.PRESENT), True),
        (SIMPLE, heads(4, 0, 0, 4, basis=Basis.ALL_ENTITLED), False),
        (SIMPLE, heads(5, 0, 0, 4, basis=Basis.ALL_ENTITLED), True),
        (TWO_THIRDS, heads(4, 2), True),
        (TWO_THIRDS, heads(5, 3), False),
        (THREE_QUARTERS, heads(3, 1), True),
        (THREE_QUARTERS, heads(5, 2, 2), False),
        (UNANIMOUS, heads(5, 0, 1), True),
        (UNANIMOUS, heads(5, 0, 1, basis=Basis.PRESENT), False),
        (UNANIMOUS, heads(5, 0, 0, 1, basis=Basis.ALL_ENTITLED), False),
        (UNANIMOUS, heads(5, 1), False),
        (CONSENT, heads(1, 5), True),
    ],
)
def test_a_rule_counts_against_its_denominator(rule: Rule, tally: Tally, passes: bool) -> None:
    assert rule.passes(tally) is passes


@pytest.mark.parametrize("rule", RULES.values())
@pytest.mark.parametrize("basis", Basis)
def test_nothing_is_carried_by_nobody(rule: Rule, basis: Basis) -> None:
    nobody = Tally(basis, Count(0, 0, 3, 2), Count(0, 0, 60, 40))
    assert rule.outcome(nobody) is Outcome.LOST


def test_an_equality_is_lost_unless_the_chair_casts() -> None:
    tied = heads(3, 3)
    assert SIMPLE.outcome(tied) is Outcome.LOST
    assert SIMPLE.outcome(tied, Choice.FOR) is Outcome.CARRIED_ON_CASTING_VOTE
    assert SIMPLE.outcome(tied, Choice.AGAINST) is Outcome.LOST_ON_CASTING_VOTE
    assert SIMPLE.outcome(tied, Choice.ABSTAIN) is Outcome.LOST


@pytest.mark.parametrize(
    "tally",
    [
        heads(0, 0, 5),
        heads(2, 3),
        heads(3, 3, basis=Basis.PRESENT),
        heads(3, 3, basis=Basis.ALL_ENTITLED),
    ],
)
def test_a_casting_vote_needs_a_tie_of_votes_cast_with_one_for(tally: Tally) -> None:
    assert SIMPLE.outcome(tally, Choice.FOR) is Outcome.LOST


@pytest.mark.parametrize("rule", [TWO_THIRDS, THREE_QUARTERS, UNANIMOUS])
def test_a_casting_vote_is_no_part_of_a_larger_majority(rule: Rule) -> None:
    assert rule.outcome(heads(1, 1), Choice.FOR) is Outcome.LOST


def test_a_casting_vote_is_not_asked_for_where_the_votes_decide() -> None:
    assert SIMPLE.outcome(heads(4, 3), Choice.AGAINST) is Outcome.CARRIED
    assert SIMPLE.outcome(heads(3, 4), Choice.FOR) is Outcome.LOST


def test_consent_goes_back_with_a_reasoned_objection_only() -> None:
    assert CONSENT.outcome(heads(1, 4)) is Outcome.CARRIED
    assert CONSENT.outcome(Tally(Basis.VOTES_CAST, Count(5, 0), objections=1)) is (
        Outcome.RETURNED_WITH_OBJECTION
    )
    assert CONSENT.outcome(heads(0, 4)) is Outcome.LOST
    assert not CONSENT.passes(Tally(Basis.VOTES_CAST, Count(5, 0), objections=1))


def test_consensus_that_fails_goes_to_a_second_vote_by_majority() -> None:
    first = Tally(Basis.PRESENT, Count(4, 1, 1))
    assert CONSENSUS.outcome(first) is Outcome.DEFERRED_TO_VOTE
    assert CONSENSUS.outcome(Tally(Basis.PRESENT, Count(6, 0), objections=1)) is Outcome.DEFERRED_TO_VOTE
    assert CONSENSUS.outcome(Tally(Basis.PRESENT, Count(1, 0, 5))) is Outcome.CARRIED
    second = Tally(Basis.PRESENT, Count(4, 1, 1), second_round=True)
    assert CONSENSUS.outcome(second) is Outcome.CARRIED
    assert CONSENSUS.passes(second)
    tied = Tally(Basis.VOTES_CAST, Count(3, 3), second_round=True)
    assert CONSENSUS.outcome(tied, Choice.AGAINST) is Outcome.LOST_ON_CASTING_VOTE
    assert CONSENSUS.outcome(Tally(Basis.VOTES_CAST, Count(3, 3)), Choice.FOR) is Outcome.DEFERRED_TO_VOTE


def test_a_dual_majority_needs_members_and_shares() -> None:
    assert DUAL.outcome(Tally(Basis.VOTES_CAST, Count(4, 2), Count(51, 49))) is Outcome.CARRIED
    assert DUAL.outcome(Tally(Basis.VOTES_CAST, Count(4, 2), Count(50, 50))) is Outcome.LOST
    assert DUAL.outcome(Tally(Basis.VOTES_CAST, Count(2, 4), Count(80, 20))) is Outcome.LOST
    # Half of all shares, not of those that voted.
    assert DUAL.outcome(Tally(Basis.VOTES_CAST, Count(3, 0, 0, 2), Count(45, 0, 0, 55))) is Outcome.LOST


def test_a_casting_vote_settles_the_members_half_of_a_dual_majority_only() -> None:
    with_shares = Tally(Basis.VOTES_CAST, Count(3, 3), Count(60, 40))
    assert DUAL.outcome(with_shares, Choice.FOR) is Outcome.CARRIED_ON_CASTING_VOTE
    assert DUAL.outcome(with_shares, Choice.AGAINST) is Outcome.LOST_ON_CASTING_VOTE
    without = Tally(Basis.VOTES_CAST, Count(3, 3), Count(40, 60))
    assert DUAL.outcome(without, Choice.FOR) is Outcome.LOST


def test_by_share_a_majority_is_of_shares_and_unanimity_is_of_members() -> None:
    tally = Tally(Basis.VOTES_CAST, Count(1, 5), Count(Fraction("50.5"), Fraction("49.5")))
    assert SIMPLE.outcome(tally) is Outcome.CARRIED
    nothing_at_stake = Tally(Basis.VOTES_CAST, Count(5, 1), Count(100, 0))
    assert UNANIMOUS.outcome(nothing_at_stake) is Outcome.LOST


people = st.integers(0, 40)


@pytest.mark.parametrize("code", RuleCode)
@given(basis=st.sampled_from(Basis), able=people, abstaining=people, away=people)
def test_the_number_a_rule_says_it_needs_is_the_number_it_counts_with(
    code: RuleCode, basis: Basis, able: int, abstaining: int, away: int
) -> None:
    rule = RULES[code]
    for votes_for in range(able + 1):
        count = Count(votes_for, able - votes_for, abstaining, away)
        # Where shares count besides members, these all lie with the members voting for it, and more of those
        # who vote must be for it than against it, whoever else is there.
        dual = code is RuleCode.DUAL_MAJORITY
        tally = Tally(basis, count, Count(100, 0) if dual else None, second_round=True)
        needed = rule.need(int(count.whole(Basis.VOTES_CAST if dual else basis)))
        assert rule.passes(tally) is (votes_for >= needed)


@given(st.sampled_from((SIMPLE, TWO_THIRDS, THREE_QUARTERS)), people, people)
def test_equal_shares_count_like_heads(rule: Rule, votes_for: int, against: int) -> None:
    count = Count(votes_for, against)
    by_share = Tally(Basis.VOTES_CAST, count, Count(Fraction(votes_for, 7), Fraction(against, 7)))
    by_heads = Tally(Basis.VOTES_CAST, count)
    assert rule.passes(by_share) == rule.passes(by_heads)


@pytest.mark.parametrize(
    ("rule", "tally", "words"),
    [
        (SIMPLE, heads(3, 2, 1), "3 for, 2 against, 1 abstained; more than half of 5 votes cast is 3"),
        (TWO_THIRDS, heads(3, 2, 1, 3, Basis.PRESENT), "; at least two-thirds of 6 present is 4"),
        (
            SIMPLE,
            Tally(Basis.VOTES_CAST, Count(1, 1), Count(Fraction("33.33"), Fraction(40))),
            "33.33 for, 40 against; more than half of 73.33 shares: more than 36.66",
        ),
        (
            TWO_THIRDS,
            Tally(Basis.VOTES_CAST, Count(1, 1), Count(Fraction(60), Fraction(40))),
            "60 for, 40 against; at least two-thirds of 100 shares: at least 66.67",
        ),
        (
            TWO_THIRDS,
            heads(12, 7, 0, 0, Basis.PRESENT),
            "at least two-thirds of 19 present is 12 2/3, so 13",
        ),
        (TWO_THIRDS, heads(1, 0), "at least two-thirds of 1 vote cast is 2/3, so 1"),
        (UNANIMOUS, heads(3, 0, 1, 2), "2 absent; all of 3 votes cast are needed"),
        (CONSENT, heads(3, 1), "needs 1 for and no reasoned objection; 0 reasoned objections"),
        (
            CONSENSUS,
            Tally(Basis.PRESENT, Count(3, 1), objections=1),
            "3 for, 1 against; consensus needs nobody against; 1 objection",
        ),
        (
            CONSENSUS,
            Tally(Basis.PRESENT, Count(3, 1), second_round=True),
            "3 for, 1 against; more than half of 4 present is 3",
        ),
        (
            DUAL,
            Tally(Basis.VOTES_CAST, Count(3, 1), Count(60, 40)),
            "holding more than half of all shares; they hold 60 of 100",
        ),
    ],
)
def test_a_count_is_explained_in_words(rule: Rule, tally: Tally, words: str) -> None:
    assert words in rule.explain(tally)


def test_votes_are_said_without_what_did_not_happen() -> None:
    assert votes_in_words(Count(4, 1)) == "4 for, 1 against"


@pytest.mark.parametrize("code", RuleCode)
@pytest.mark.parametrize("basis", Basis)
def test_every_rule_prints_its_clause(code: RuleCode, basis: Basis) -> None:
    rule = RULES[code]
    clause = rule.clause(basis, "An ordinary decision")
    assert clause.startswith("An ordinary decision is made when ")
    assert clause.endswith(".")
    assert "casting vote" not in clause
    meaning = rule.clause(basis)
    assert meaning[0].isupper()
    assert meaning[1:].startswith(f"{rule.phrase[1:]} is reached when ")


def test_a_clause_names_the_proportion_it_counts_with() -> None:
    assert SIMPLE.clause(Basis.VOTES_CAST, "An ordinary decision") == (
        "An ordinary decision is made when more than half of the votes cast are in favour. "
        "An abstention is not a vote cast."
    )
    assert "at least two-thirds of the votes of those present" in TWO_THIRDS.clause("present")
    assert "at least three-quarters of the votes of all who are entitled" in (
        THREE_QUARTERS.clause(Basis.ALL_ENTITLED)
    )


def test_a_clause_with_a_basis_nobody_knows_reads_as_votes_cast() -> None:
    assert SIMPLE.clause("whatever") == SIMPLE.clause(Basis.VOTES_CAST)


def test_a_clause_says_what_happens_to_an_equality_where_there_can_be_one() -> None:
    for rule in (SIMPLE, CONSENSUS):
        assert "the Chair has a casting vote" in rule.clause(chair_casts=True)
        assert "equal, the decision is not made" in rule.clause(chair_casts=False)
        assert "equal" not in rule.clause("present", chair_casts=True)
    assert "casting vote in counting members" in DUAL.clause(chair_casts=True)
    assert "casting" not in DUAL.clause("present", chair_casts=True)
    for rule in (TWO_THIRDS, THREE_QUARTERS, UNANIMOUS, CONSENT):
        assert rule.clause(chair_casts=True) == rule.clause()


def test_rules_are_ordered_by_strictness() -> None:
    order = sorted(RULES.values(), key=lambda rule: rule.strictness)
    assert [rule.code.value for rule in order] == [
        "simple_majority",
        "consensus_then_majority",
        "dual_majority",
        "two_thirds",
        "three_quarters",
        "consent",
        "unanimous",
    ]
    assert SIMPLE.strictness == CONSENSUS.strictness == DUAL.strictness

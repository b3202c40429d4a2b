"""Voting power against plain enumeration, and what theory says of it."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations, pairwise
from math import factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govflow.core.errors import Refused
from govflow.core.power import (
    LISTED,
    MOST_VOTERS,
    Coalitions,
    Game,
    WarningCode,
    coalitions,
    game_of,
    power,
    warnings,
    weighted,
)
from govflow.core.voting import RULES, Basis, Count, RuleCode, Tally

Weights = list[Fraction]
AnyVotes = list[int | Fraction]

WEIGHTS = st.one_of(
    st.integers(0, 9).map(Fraction),
    st.decimals(0, 50, places=1).map(Fraction),
    st.fractions(0, 5, max_denominator=6),
)


def sets_of(voters: range) -> Iterator[frozenset[int]]:
    for size in range(len(voters) + 1):
        yield from map(frozenset, combinations(voters, size))


def by_enumeration(
    voters: int, carries: Callable[[frozenset[int]], bool]
) -> tuple[list[int], list[Fraction]]:
    """Swings and Shapley-Shubik of each voter, from every set of voters there is."""
    swings, shapley = [0] * voters, [Fraction(0)] * voters
    for others in sets_of(range(voters)):
        for voter in set(range(voters)) - others:
            if carries(others | {voter}) and not carries(others):
                swings[voter] += 1
                orders = factorial(len(others)) * factorial(voters - 1 - len(others))
                shapley[voter] += Fraction(orders, factorial(voters))
    return swings, shapley


def minimal_by_enumeration(voters: int, wins: Callable[[frozenset[int]], bool]) -> set[frozenset[int]]:
    return {
        one for one in sets_of(range(voters)) if wins(one) and not any(wins(one - {voter}) for voter in one)
    }


def held(weights: Weights, voters: frozenset[int]) -> Fraction:
    return sum((weights[voter] for voter in voters), Fraction(0))


def agrees(game: Game, carries: Callable[[frozenset[int]], bool]) -> None:
    voters = len(game.votes)
    swings, shapley = by_enumeration(voters, carries)
    found = power(game)
    assert [one.swings for one in found] == swings
    assert [one.shapley_shubik for one in found] == shapley
    assert [one.banzhaf for one in found] == [Fraction(one, sum(swings) or 1) for one in swings]
    assert game.smallest == min(map(len, filter(carries, sets_of(range(voters)))), default=None)
    everybody = frozenset(range(voters))
    for voter, one in enumerate(found):
        assert one.can_always_block == (carries(everybody) and not carries(everybody - {voter}))
        assert one.decides_alone == (one.can_always_block and carries(frozenset({voter})))
        assert one.can_never_matter == (swings[voter] == 0)
    same_coalitions(coalitions(game), minimal_by_enumeration(voters, carries))
    blocked = minimal_by_enumeration(voters, lambda one: not carries(everybody - one))
    same_coalitions(coalitions(game.blocking), blocked if carries(everybody) else set())


def same_coalitions(found: Coalitions, expected: set[frozenset[int]]) -> None:
    assert found.count == len(expected)
    named = {frozenset(one) for one in found.named}
    if found.count <= LISTED:
        assert named == expected
    else:
        least = min(map(len, expected))
        smallest = {one for one in expected if len(one) == least}
        assert named <= smallest
        assert len(named) == min(LISTED, len(smallest))


@given(st.lists(WEIGHTS, min_size=1, max_size=8), st.fractions(min_value=Fraction(1, 10), max_value=120))
def test_power_is_what_enumeration_finds(weights: Weights, quota: Fraction) -> None:
    agrees(weighted(weights, quota), lambda one: held(weights, one) >= quota)


@pytest.mark.parametrize(
    ("weights", "quota"),
    [
        ([9, 8, 7, 6, 5, 4, 3, 2, 1, 1, 0, 5], 26),
        ([Fraction(1, 3), Fraction("12.5"), 7, 7, 3, 2, 2, 2, 1, 1, 1, Fraction(1, 2)], 20),
        ([1] * 12, 9),
    ],
)
def test_twelve_voters_are_what_enumeration_finds(weights: AnyVotes, quota: int) -> None:
    exact = [Fraction(weight) for weight in weights]
    agrees(weighted(weights, quota), lambda one: held(exact, one) >= quota)


@given(
    st.sampled_from(RuleCode),
    st.sampled_from(Basis),
    st.lists(WEIGHTS, min_size=1, max_size=6),
    st.lists(WEIGHTS, max_size=2),
)
def test_a_rule_makes_the_game_that_it_counts(
    code: RuleCode, basis: Basis, weights: Weights, absent: Weights
) -> None:
    def carries(voters: frozenset[int]) -> bool:
        against = len(weights) - len(voters)
        heads = Count(len(voters), against, 0, len(absent))
        votes = held(weights, voters)
        shares = Count(votes, sum(weights) - votes, Fraction(0), sum(absent, Fraction(0)))
        return RULES[code].passes(Tally(basis, heads, shares, objections=against, second_round=True))

    agrees(game_of(RULES[code], basis, weights, absent), carries)


@pytest.mark.parametrize("code", RuleCode)
def test_a_rule_by_heads_is_a_rule_with_one_vote_each(code: RuleCode) -> None:
    found = power(game_of(RULES[code], Basis.VOTES_CAST, [1] * 7))
    assert {one.banzhaf for one in found} == {one.shapley_shubik for one in found} == {Fraction(1, 7)}


@settings(max_examples=30)
@given(st.sampled_from([0, 1, 2]), st.data())
def test_thirty_voters_share_all_power(places: int, data: st.DataObject) -> None:
    weights = [Fraction(data.draw(st.integers(0, 400)), 10**places) for _ in range(30)]
    total = sum(weights)
    game = weighted(weights, max(total * Fraction(2, 3), Fraction(1, 1000)))
    found = power(game)
    if game.can_carry:
        assert sum(one.shapley_shubik for one in found) == 1
        assert sum(one.banzhaf for one in found) == 1
    # More votes never mean less power, and as many mean as much.
    ranked = sorted(zip(weights, found, strict=True), key=lambda pair: pair[0])
    for (fewer, weaker), (more, stronger) in pairwise(ranked):
        assert weaker.swings <= stronger.swings
        assert weaker.shapley_shubik <= stronger.shapley_shubik
        if fewer == more:
            assert weaker == stronger
    for weight, one in ranked:
        if not weight:
            assert not (one.swings or one.banzhaf or one.shapley_shubik)


def test_the_six_of_the_common_market() -> None:
    found = power(weighted([4, 4, 4, 2, 2, 1], 12))
    assert [one.swings for one in found] == [10, 10, 10, 6, 6, 0]
    assert [str(one.banzhaf) for one in found] == ["5/21"] * 3 + ["1/7"] * 2 + ["0"]
    assert [str(one.shapley_shubik) for one in found] == ["7/30"] * 3 + ["3/20"] * 2 + ["0"]
    assert [one.can_never_matter for one in found] == [False] * 5 + [True]


def test_votes_and_quota_are_told_as_they_were_given() -> None:
    game = weighted([Fraction("12.5"), Fraction("7.5"), 5], 15)
    assert game.votes == (5, 3, 2)
    assert [one.votes for one in power(game)] == [Fraction(25, 2), Fraction(15, 2), 5]
    assert (game.quota, game.fewest) == (Fraction(15), 1)
    two_members = game_of(RULES[RuleCode.DUAL_MAJORITY], Basis.VOTES_CAST, [60, 30, 10])
    assert (two_members.quota, two_members.fewest) == (Fraction(60), 2)


@pytest.mark.parametrize(
    ("weights", "quota", "told"),
    [
        ([4, 4, 4, 2, 2, 1], 12, {WarningCode.CAN_NEVER_MATTER: "F"}),
        ([6, 2, 2], 6, {WarningCode.DECIDES_ALONE: "A", WarningCode.CAN_NEVER_MATTER: "BC"}),
        ([5, 3, 2], 6, {WarningCode.CAN_ALWAYS_BLOCK: "A"}),
        ([1, 1, 1], 3, {WarningCode.CAN_ALWAYS_BLOCK: "ABC"}),
        ([1, 1, 1], 2, {}),
        ([1, 1, 1], 4, {WarningCode.NOTHING_CARRIES: ""}),
        ([0, 0], 1, {WarningCode.NOTHING_CARRIES: ""}),
    ],
)
def test_members_are_warned(weights: AnyVotes, quota: int, told: dict[WarningCode, str]) -> None:
    found = warnings("ABCDEF"[: len(weights)], power(weighted(weights, quota)))
    assert {one.code: "".join(one.voters) for one in found} == told


def test_a_warning_names_whom_it_is_about() -> None:
    def messages(weights: AnyVotes, quota: int) -> list[str]:
        return [one.message for one in warnings("ABC", power(weighted(weights, quota)))]

    assert messages([6, 2, 2], 6) == [
        "A decides alone, whatever the others do.",
        "B and C have votes that can never matter: they never change the outcome.",
    ]
    assert messages([5, 3, 2], 6) == ["A can always block: nothing carries without it."]
    assert messages([1, 1, 1], 4) == ["Nothing can carry, even if everybody votes for it."]


def test_the_smallest_coalitions_are_named_smallest_first() -> None:
    found = coalitions(weighted([5, 1, 1, 1, 4], 6))
    assert found.count == 7
    assert found.named == ((0, 1), (0, 2), (0, 3), (0, 4), (1, 2, 4), (1, 3, 4), (2, 3, 4))


def test_of_very_many_coalitions_all_are_counted_and_the_smallest_named() -> None:
    found = coalitions(weighted([1] * 30, 16))
    assert found.count == 145_422_675
    assert len(found.named) == LISTED
    assert {len(one) for one in found.named} == {16}


def test_where_nothing_carries_nobody_needs_to_block() -> None:
    game = weighted([1, 1], 3)
    assert coalitions(game) == coalitions(game.blocking) == Coalitions(0, ())


@pytest.mark.parametrize(("weights", "quota"), [([], 1), ([1, -1], 1), ([1, 1], 0), ([1], -1)])
def test_numbers_that_make_no_vote_are_refused(weights: AnyVotes, quota: int) -> None:
    with pytest.raises(Refused, match="numbers_do_not_add_up"):
        weighted(weights, quota)


def test_what_cannot_be_counted_is_refused_and_not_tried() -> None:
    with pytest.raises(Refused, match="too_many_voters"):
        weighted([1] * (MOST_VOTERS + 1), 1)
    with pytest.raises(Refused, match="votes_too_fine"):
        power(weighted([3**n + 10**15 for n in range(40)], 10**17))


def test_votes_that_carry_whoever_else_agrees_are_not_told_apart() -> None:
    weights = [1 + n**3 * 7919 % 10_000 for n in range(30)]
    found = power(weighted(weights, sum(weights) // 2 + 1))
    assert sum(one.shapley_shubik for one in found) == 1

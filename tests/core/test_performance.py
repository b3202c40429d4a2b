"""The performance ladder: each miss one step further, each recovery all the way back."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.core.errors import Refused
from govflow.core.performance import (
    Direction,
    Kpi,
    LadderTerms,
    Period,
    forfeit_applied,
    performance_ladder,
)

K1 = Kpi("K1", Direction.UP, Fraction(90), Fraction(40))
K2 = Kpi("K2", Direction.UP, Fraction(65), Fraction(40))
TERMS = LadderTerms(Fraction(10), 2, Fraction(10), Fraction(6), Fraction(20))
WITHHELD = Decimal("3417.60")


def k2(*actuals: int | None, terms: LadderTerms = TERMS) -> tuple[Period, ...]:
    return performance_ladder(341_760, (K2,), terms, [{"K2": actual} for actual in actuals])


def codes(period: Period) -> list[str]:
    return [action.code for action in period.actions]


MISS, MET = 40, 65


def test_a_run_of_misses_climbs_the_ladder() -> None:
    periods = k2(*[MISS] * 8, terms=LadderTerms(Fraction(10), 2, Fraction(10), Fraction(100), Fraction(20)))
    assert [codes(period) for period in periods] == [
        ["support_conversation:K2"],
        ["remedy_plan:K2"],
        ["withhold:K2"],
        ["withhold:K2", "offer_reallocation_20_pct:K2"],
        ["withhold:K2", "board_considers_suspension:K2"],
        ["withhold:K2", "removal_ground_met:K2"],
        ["withhold:K2"],
        ["withhold:K2"],
    ]
    assert [period.judged[0].run for period in periods] == list(range(1, 9))


def test_the_first_period_that_meets_the_target_releases_all() -> None:
    last = k2(60, 57, 55, 56, 58, 61)[-1]
    assert last.released == Decimal("6835.20")
    assert last.held_balance == 0
    assert codes(last) == ["recovered:K2"]
    assert last.judged[0].run == 0
    # What was withheld this year stays used up: the cap is on withholding, not on holding.
    assert last.year_cap_left == Decimal("17088.00")


def test_a_recovery_before_anything_was_withheld_releases_nothing() -> None:
    periods = k2(MISS, MISS, MET)
    assert codes(periods[-1]) == []
    assert periods[-1].judged[0].run == 0


def test_a_shortfall_just_at_the_trigger_is_no_miss() -> None:
    at, over = performance_ladder(1000, (K1,), TERMS, [{"K1": 81}, {"K1": Decimal("80.99")}])
    assert at.judged[0].shortfall == 10
    assert not at.judged[0].missed
    assert over.judged[0].missed


def test_a_figure_that_should_be_low_falls_short_by_being_high() -> None:
    kpi = Kpi("K3", Direction.DOWN, Fraction(5), Fraction(20))
    assert kpi.shortfall(Fraction("5.2")) == 4
    assert kpi.shortfall(Fraction("4.8")) == 0


def test_what_falls_short_of_nothing_falls_short_wholly() -> None:
    kpi = Kpi("K4", Direction.DOWN, Fraction(0), Fraction(20))
    assert kpi.shortfall(Fraction(0)) == 0
    assert kpi.shortfall(Fraction(1)) == 100


def test_a_relieved_period_changes_nothing() -> None:
    periods = k2(MISS, MISS, MISS, None, MISS)
    relieved = periods[3]
    assert relieved.judged[0].shortfall is None
    assert relieved.judged[0].run == 3
    assert codes(relieved) == []
    assert relieved.withheld == relieved.released == 0
    assert relieved.held_balance == WITHHELD
    assert codes(periods[4]) == ["withhold:K2", "offer_reallocation_20_pct:K2"]


def test_a_target_left_out_of_a_period_is_relieved() -> None:
    (period,) = performance_ladder(1000, (K1, K2), TERMS, [{"K1": 90}])
    assert [judged.shortfall for judged in period.judged] == [0, None]


def test_withholding_stops_at_the_years_cap_and_starts_again_next_year() -> None:
    terms = LadderTerms(Fraction(10), 1, Fraction(25), Fraction(2), Fraction(20))
    periods = k2(*[MISS] * 6, terms=terms)
    # Two per cent of 341,760 a year; the first withholding would be a quarter of the quarter's part.
    assert [str(period.withheld) for period in periods] == [
        "0.00",
        "6835.20",
        "0.00",
        "0.00",
        "6835.20",
        "0.00",
    ]
    assert codes(periods[2]) == ["offer_reallocation_20_pct:K2"]
    assert [str(period.year_cap_left) for period in periods] == [
        "6835.20",
        "0.00",
        "0.00",
        "0.00",
        "0.00",
        "0.00",
    ]
    assert periods[-1].held_balance == Decimal("13670.40")


def test_targets_share_the_cap_in_their_order() -> None:
    terms = LadderTerms(Fraction(10), 1, Fraction(10), Fraction("1.5"), Fraction(20))
    misses = [{"K1": 50, "K2": 50}] * 2
    last = performance_ladder(341_760, (K1, K2), terms, misses)[-1]
    assert codes(last) == ["withhold:K1", "withhold:K2"]
    assert last.withheld == Decimal("5126.40")
    assert last.held_balance == last.withheld
    assert last.year_cap_left == 0


def test_targets_recover_one_by_one() -> None:
    misses: list[Mapping[str, int]] = [{"K1": 50, "K2": 50}] * 3
    last = performance_ladder(341_760, (K1, K2), TERMS, [*misses, {"K1": 90, "K2": 50}])[-1]
    assert codes(last) == ["recovered:K1", "withhold:K2", "offer_reallocation_20_pct:K2"]
    assert (last.released, last.held_balance) == (WITHHELD, 2 * WITHHELD)


def test_what_is_held_is_lost_after_so_many_further_misses_and_then_at_each() -> None:
    terms = LadderTerms(Fraction(10), 1, Fraction(10), Fraction(100), Fraction(20), forfeit_periods=2)
    periods = k2(MISS, MISS, MISS, None, MISS, MISS, MET, terms=terms)
    assert [str(period.forfeited) for period in periods] == [
        "0.00",
        "0.00",
        "0.00",
        "0.00",
        "6835.20",
        "3417.60",
        "0.00",
    ]
    assert codes(periods[4]) == ["forfeit:K2", "withhold:K2", "board_considers_suspension:K2"]
    assert periods[5].held_balance == WITHHELD
    assert periods[6].released == WITHHELD


def test_after_a_recovery_the_misses_that_lose_a_sum_are_counted_anew() -> None:
    terms = LadderTerms(Fraction(10), 1, Fraction(10), Fraction(100), Fraction(20), forfeit_periods=1)
    periods = k2(MISS, MISS, MET, MISS, MISS, terms=terms)
    assert all(period.forfeited == 0 for period in periods)


def test_nothing_is_lost_where_the_cap_let_nothing_be_withheld() -> None:
    terms = LadderTerms(Fraction(10), 1, Fraction(10), Fraction(0), Fraction(20), forfeit_periods=1)
    assert all(period.forfeited == 0 and period.withheld == 0 for period in k2(*[MISS] * 5, terms=terms))


def test_a_miss_that_loses_nothing_more_says_nothing_of_it() -> None:
    terms = LadderTerms(Fraction(10), 1, Fraction(50), Fraction(2), Fraction(20), forfeit_periods=1)
    periods = k2(MISS, MISS, MISS, MISS, terms=terms)
    assert codes(periods[2])[0] == "forfeit:K2"
    assert codes(periods[3]) == ["board_considers_suspension:K2"]


def test_a_forfeited_sum_pays_for_replacement_and_the_rest_goes_back() -> None:
    assert forfeit_applied(Decimal("3417.60"), 3000) == (Decimal("3000.00"), Decimal("417.60"))
    assert forfeit_applied(Decimal("3417.60"), 9000) == (Decimal("3417.60"), Decimal("0.00"))
    assert forfeit_applied(32040, Decimal("0.005")) == (Decimal("0.01"), Decimal("32039.99"))


@pytest.mark.parametrize(("pct", "code"), [("20.0", "20"), ("12.5", "12.5")])
def test_the_part_offered_to_others_is_named_plainly(pct: str, code: str) -> None:
    terms = LadderTerms(Fraction(10), 1, Fraction(10), Fraction(6), Fraction(pct))
    assert codes(k2(MISS, MISS, MISS, terms=terms)[-1])[-1] == f"offer_reallocation_{code}_pct:K2"


def test_an_allocation_under_nothing_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        performance_ladder(-1, (K1,), TERMS, [])
    assert caught.value.code == "numbers_do_not_add_up"


figures = st.one_of(st.none(), st.integers(0, 120))


@given(
    st.lists(st.fixed_dictionaries({"K1": figures, "K2": figures}), max_size=14),
    st.integers(0, 10**6),
    st.integers(1, 4),
    st.integers(1, 20),
    st.integers(0, 4),
)
def test_every_penny_withheld_is_released_lost_or_still_held_and_the_cap_holds(
    actuals: list[dict[str, int | None]], allocation: int, trigger: int, cap: int, forfeit: int
) -> None:
    terms = LadderTerms(Fraction(10), trigger, Fraction(25), Fraction(cap), Fraction(20), forfeit)
    periods = performance_ladder(allocation, (K1, K2), terms, actuals)
    balance = Decimal(0)
    for period in periods:
        balance += period.withheld - period.released - period.forfeited
        assert balance == period.held_balance >= 0
        assert period.year_cap_left >= 0
    for first in range(0, len(periods), 4):
        year = periods[first : first + 4]
        assert sum(period.withheld for period in year) <= Fraction(allocation * cap, 100) + Fraction(1, 200)

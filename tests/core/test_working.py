"""The working of a sum says, line by line, what the rules come to."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.core.errors import Refused
from govflow.core.mechanics import (
    FinalAccount,
    LeavePoint,
    Leaver,
    LeavingTerms,
    ShareReallocation,
    deficit_calls,
    leaving_date,
    surplus_use,
)
from govflow.core.performance import Direction, Kpi, LadderTerms, performance_ladder
from govflow.core.working import (
    Breach,
    Line,
    account_working,
    admission_working,
    agreed_sums_working,
    deficit_working,
    ladder_working,
    leaving_working,
    per_cent,
    pounds,
    surplus_working,
)

SHARES = {"LB1": 30, "LB2": 20, "LB3": 16, "LB4": 14, "LB5": 11, "LB6": 9}
NAMES = {name: f"Member {name}" for name in (*SHARES, "LB7")}
MONEY = st.decimals(0, 10_000_000, places=2)


def told(lines: tuple[Line, ...]) -> list[tuple[str, str, str]]:
    return [(line.words, line.sum, line.result) for line in lines]


def results(lines: tuple[Line, ...]) -> dict[str, str]:
    return {line.words: line.result for line in lines}


def test_money_and_parts_are_written_as_people_read_them() -> None:
    assert [pounds(each) for each in (1234, Decimal("-0.5"), Fraction(1, 3))] == [
        "£1,234.00",
        "−£0.50",
        "£0.33",
    ]
    assert [per_cent(each) for each in (16, Decimal("7.50"), Fraction(100, 3))] == ["16%", "7.5%", "33.33%"]


LADDER = LadderTerms(Fraction(10), 2, Fraction(10), Fraction(6), Fraction(20), forfeit_periods=0)
K2 = Kpi("K2", Direction.UP, Fraction(65), Fraction(40))


def climbed(
    figures: list[int | None], kpi: Kpi = K2, terms: LadderTerms = LADDER
) -> list[list[tuple[str, str, str]]]:
    return played([{kpi.kpi_id: each} for each in figures], kpi, terms=terms)


def played(
    figures: list[dict[str, int | None]], *kpis: Kpi, terms: LadderTerms = LADDER
) -> list[list[tuple[str, str, str]]]:
    ladder = performance_ladder(341_760, kpis, terms, figures)
    return [told(period) for period in ladder_working(341_760, kpis, terms, figures, ladder)]


def test_the_ladder_shows_each_step_with_its_sum() -> None:
    periods = climbed([60, 57, 55, None, 56, 58, 61])
    assert periods[0] == [("60 against a target of 65", "(65 − 60) ÷ 65 = 7.7%, not over 10%", "no miss")]
    assert periods[1][0] == ("57 against a target of 65", "(65 − 57) ÷ 65 = 12.3%, over 10%", "a miss")
    assert periods[1][1][0] == "A conversation about the cause, and about what would help"
    assert periods[2][1][0] == "A plan to put it right is asked for"
    assert periods[3] == [("No figure counts", "", "nothing changes")]
    assert periods[4][1:] == [
        ("Held back from the payment", "10% × £341,760.00 ÷ 4 × 40%", "£3,417.60"),
        ("Held in all", "£0.00 + £3,417.60", "£3,417.60"),
        (
            "What may still be held back this year",
            "6% × £341,760.00, less what was held back this year",
            "£17,088.00",
        ),
    ]
    assert ("Part of the work may be offered to others", "", "up to 20% of its share") in periods[5]
    assert periods[6][1:] == [
        ("The target is met again: what was held back is released", "", "£6,835.20"),
        ("Held in all", "£6,835.20 − £6,835.20", "£0.00"),
    ]


def test_a_target_to_stay_under_is_met_or_missed_the_other_way_round() -> None:
    down = Kpi("K3", Direction.DOWN, Fraction(5), Fraction(20))
    assert [period[0] for period in climbed([5, 6], down)] == [
        ("5 against a target of 5", "the target is met", "no miss"),
        ("6 against a target of 5", "(6 − 5) ÷ 5 = 20.0%, over 10%", "a miss"),
    ]


def test_the_cap_of_a_year_cuts_the_last_sum_and_the_line_says_so() -> None:
    tight = LadderTerms(Fraction(10), 1, Fraction(25), Fraction(6), Fraction(20), forfeit_periods=2)
    whole = Kpi("K2", Direction.UP, Fraction(65), Fraction(100))
    periods = climbed([50, 50, 50, 50, 50], whole, tight)
    assert periods[1][1] == (
        "Held back from the payment",
        "25% × £341,760.00 ÷ 4 × 100%, but no more than is left under the year’s cap",
        "£20,505.60",
    )
    assert periods[2][1] == (
        "Held back from the payment",
        "25% × £341,760.00 ÷ 4 × 100%, but no more than is left under the year’s cap",
        "£0.00",
    )
    assert ("What was held back may be used to put the failure right", "", "£20,505.60") in periods[3]


def test_all_measures_are_played_together_and_share_the_cap() -> None:
    k3 = Kpi("K3", Direction.DOWN, Fraction(5), Fraction(60))
    tight = LadderTerms(Fraction(10), 1, Fraction(10), Fraction(3), Fraction(20), forfeit_periods=0)
    periods = played([{"K2": 50, "K3": 5}, {"K2": 50, "K3": 6}, {"K2": 50, "K3": 6}], K2, k3, terms=tight)
    assert [line[0] for line in periods[0]] == [
        "K2: 50 against a target of 65",
        "A plan to put it right is asked for",
        "K3: 5 against a target of 5",
    ]
    assert periods[2] == [
        ("K2: 50 against a target of 65", "(65 − 50) ÷ 65 = 23.1%, over 10%", "a miss, 3 in a row"),
        ("Held back from the payment", "10% × £341,760.00 ÷ 4 × 40%", "£3,417.60"),
        ("Part of the work may be offered to others", "", "up to 20% of its share"),
        ("K3: 6 against a target of 5", "(6 − 5) ÷ 5 = 20.0%, over 10%", "a miss, 2 in a row"),
        (
            "Held back from the payment",
            "10% × £341,760.00 ÷ 4 × 60%, but no more than is left under the year’s cap",
            "£3,417.60",
        ),
        ("Held back in this period, for all measures", "", "£6,835.20"),
        ("Held in all", "£3,417.60 + £6,835.20", "£10,252.80"),
        (
            "What may still be held back this year",
            "3% × £341,760.00, less what was held back this year",
            "£0.00",
        ),
    ]


def test_measures_that_are_met_share_a_line() -> None:
    k3 = Kpi("K3", Direction.DOWN, Fraction(5), Fraction(60))
    assert played([{"K2": 65, "K3": 4}], K2, k3) == [
        [("K2 and K3: the target is met", "65 against 65; 4 against 5", "no miss")]
    ]


def test_agreed_sums_stop_at_their_limit_and_at_the_caps() -> None:
    breaches = (Breach("Late report", "working day", 50, 1000, 30), Breach("No worker", "week", 250, 2000, 2))
    lines = agreed_sums_working(breaches, 20_000, year_cap_pct=4, total_cap_pct=10, withheld=1500)
    assert told(lines) == [
        ("Late report", "30 × £50.00 a working day, up to £1,000.00", "£1,000.00"),
        ("No worker", "2 × £250.00 a week, up to £2,000.00", "£500.00"),
        ("All of them", "£1,000.00 + £500.00", "£1,500.00"),
        ("The yearly cap on agreed sums", "4% × £20,000.00", "£800.00"),
        ("What the cap on everything leaves", "10% × £20,000.00 − £1,500.00 held back already", "£500.00"),
        ("Due", "the least of the three", "£500.00"),
    ]
    spent = agreed_sums_working(breaches, 20_000, year_cap_pct=4, total_cap_pct=10, withheld=9000)
    assert [line.result for line in spent[-2:]] == ["£0.00", "£0.00"]


def joined(how: ShareReallocation, before: dict[str, int] | None = None) -> dict[str, tuple[str, str]]:
    decided: dict[str, int | Decimal] = {**SHARES, "LB1": Decimal("22.5"), "LB7": Decimal("7.5")}
    lines = admission_working(
        before or SHARES, NAMES, "LB7", Decimal("7.5"), how, lead="LB1", decided=decided
    )
    return {line.words: (line.sum, line.result) for line in lines}


def test_shares_after_somebody_joined_are_told_for_each_way() -> None:
    in_proportion = joined(ShareReallocation.PRO_RATA)
    assert in_proportion["Member LB1"] == ("30% × (100 − 7.5) ÷ 100", "27.75%")
    assert in_proportion["Member LB7"] == ("its own share", "7.50%")
    from_lead = joined(ShareReallocation.FROM_LEAD)
    assert from_lead["Member LB1"] == ("30% − 7.5%", "22.50%")
    assert from_lead["Member LB2"] == ("20%", "20.00%")
    assert joined(ShareReallocation.BOARD_DECIDES)["Member LB1"] == ("as the board decided", "22.50%")
    unmoved = joined(ShareReallocation.NONE)
    assert unmoved["Member LB7"] == ("no share", "0.00%")
    for each in (in_proportion, from_lead, unmoved):
        assert each["All shares"][1] == "100.00%"


def test_shares_that_did_not_total_100_are_made_to() -> None:
    halves = joined(ShareReallocation.PRO_RATA, {"LB1": 25, "LB2": 25})
    assert halves["Member LB1"] == ("25% × 100 ÷ 50 × (100 − 7.5) ÷ 100", "46.25%")


TERMS = LeavingTerms(6, 12, LeavePoint.QUARTER_END)


def test_the_day_somebody_leaves_follows_from_its_notice() -> None:
    notice, came, end = date(2028, 5, 10), date(2027, 4, 1), date(2030, 3, 31)
    lines = leaving_working(notice, came, TERMS, end, leaving_date(notice, came, TERMS, end))
    assert told(lines) == [
        ("The notice has run", "10 May 2028 + 6 months", "10 November 2028"),
        ("The least stay is over", "1 April 2027 + 12 months", "1 April 2028"),
        ("Not before", "the later of the two", "10 November 2028"),
        ("It leaves", "the end of a quarter, on or after that day", "31 December 2028"),
    ]
    late = date(2029, 11, 1)
    last = leaving_working(late, came, TERMS, end, leaving_date(late, came, TERMS, end))[-1]
    words = "the end of a quarter is not before the contract ends on 31 March 2030"
    assert (last.words, last.sum, last.result) == ("It leaves with the contract", words, "31 March 2030")


def test_one_month_is_one_month() -> None:
    terms = LeavingTerms(1, 0, LeavePoint.ANY_TIME)
    day = date(2028, 5, 10)
    first = leaving_working(day, day, terms, None, leaving_date(day, day, terms, None))[0]
    assert first.sum == "10 May 2028 + 1 month"


def account(**more: Decimal | int) -> FinalAccount:
    sums: dict[str, Decimal | int] = {
        "earned_unpaid": Decimal("28480.00"),
        "withheld_releasable": Decimal("3417.60"),
        "advance_unearned": Decimal("6835.20"),
        "fixed_sums_due": 250,
        "fees_due": 750,
        "extra_replacement_cost": 22_000,
        "replacement_share_pct": 50,
        "liability_cap_left": 427_200,
    }
    return FinalAccount(**(sums | more))


def test_the_final_account_adds_up_in_its_last_line() -> None:
    lines = account_working(account(), Leaver.DEFAULT)
    assert [line.sum for line in lines[:5]] == [
        "due to it",
        "due to it",
        "due from it",
        "due from it",
        "due from it",
    ]
    assert told(lines)[-2:] == [
        ("Its part of the cost of replacing it (as agreed)", "50% × £22,000.00; due from it", "£11,000.00"),
        (
            "It is paid",
            "£28,480.00 + £3,417.60 − £6,835.20 − £250.00 − £750.00 − £11,000.00",
            "£13,062.40",
        ),
    ]


def test_a_leaver_that_owes_more_pays_and_its_charge_stays_within_its_limit() -> None:
    lines = account_working(
        account(earned_unpaid=0, replacement_share_pct=100, liability_cap_left=9000), Leaver.BAD
    )
    assert told(lines)[-2:] == [
        (
            "Its part of the cost of replacing it (a bad leaver pays the whole)",
            "100% × £22,000.00, but no more than the £9,000.00 left of its limit; due from it",
            "£9,000.00",
        ),
        ("It pays", "£0.00 + £3,417.60 − £6,835.20 − £250.00 − £750.00 − £9,000.00", "£13,417.60"),
    ]


def test_an_account_that_comes_to_nothing_says_so_and_one_without_replacement_has_no_line_for_it() -> None:
    even = account(earned_unpaid=Decimal("4417.60"), replacement_share_pct=0)
    assert told(account_working(even, None))[-2:] == [
        ("Fees and other sums it owes", "due from it", "£750.00"),
        ("Nothing is due either way", "£4,417.60 + £3,417.60 − £6,835.20 − £250.00 − £750.00", "£0.00"),
    ]


def test_calls_for_a_deficit_are_capped_one_by_one() -> None:
    lines = deficit_working(60_000, {"LB1": 60, "LB2": 40}, {"LB1": 640_800, "LB2": 100_000}, 5, NAMES)
    assert told(lines) == [
        ("Member LB1", "60% × £60,000.00 = £36,000.00, but no more than 5% × £640,800.00", "£32,040.00"),
        ("Member LB2", "40% × £60,000.00 = £24,000.00, but no more than 5% × £100,000.00", "£5,000.00"),
        ("Called in all", "", "£37,040.00"),
        ("Uncovered: it goes to the board", "£60,000.00 − £37,040.00", "£22,960.00"),
    ]
    under = deficit_working(600, {"LB1": 100}, {"LB1": 640_800}, 5, NAMES)
    assert under[0].sum == "100% × £600.00, under 5% × £640,800.00"


def test_a_surplus_fills_the_reserve_first_and_the_rest_is_shared_out() -> None:
    lines = surplus_working(60_000, 20_000, 45_000, {"LB1": 60, "LB2": 40}, NAMES, "Shared out")
    assert told(lines) == [
        ("Into the reserve", "the reserve lacks £45,000.00 − £20,000.00", "£25,000.00"),
        ("Shared out", "£60,000.00 − £25,000.00", "£35,000.00"),
        ("Member LB1", "60% × £35,000.00", "£21,000.00"),
        ("Member LB2", "40% × £35,000.00", "£14,000.00"),
    ]
    full = surplus_working(10, 45_000, 45_000, {}, NAMES, "Used for the purpose")
    assert told(full) == [
        ("Into the reserve", "the reserve is full", "£0.00"),
        ("Used for the purpose", "£10.00 − £0.00", "£10.00"),
    ]
    assert [line.words for line in surplus_working(10, 0, 0, {}, NAMES, "Returned")] == ["Returned"]


@given(MONEY, MONEY, MONEY)
def test_no_penny_of_a_surplus_is_lost(surplus: Decimal, reserve: Decimal, target: Decimal) -> None:
    use = surplus_use(surplus, reserve, target, SHARES)
    assert use.to_reserve + use.rest == surplus
    assert sum(use.parts.values()) == use.rest
    assert use.to_reserve == 0 or reserve + use.to_reserve <= target


@pytest.mark.parametrize("shares", [{"LB1": 99}, {"LB1": 110, "LB2": -10}])
def test_shares_of_a_surplus_have_to_add_up(shares: dict[str, int]) -> None:
    with pytest.raises(Refused, match="numbers_do_not_add_up"):
        surplus_use(100, 0, 0, shares)
    with pytest.raises(Refused, match="numbers_do_not_add_up"):
        surplus_use(-1, 0, 0, {})


@given(MONEY, st.lists(MONEY, min_size=6, max_size=6), st.integers(0, 100))
def test_the_lines_of_a_deficit_are_the_calls(deficit: Decimal, allocations: list[Decimal], cap: int) -> None:
    held = dict(zip(SHARES, allocations, strict=True))
    shown = results(deficit_working(deficit, SHARES, held, cap, NAMES))
    calls = deficit_calls(deficit, SHARES, held, cap)
    assert {name: shown[NAMES[name]] for name in SHARES} == {
        name: pounds(call) for name, call in calls.calls.items()
    }
    assert shown["Uncovered: it goes to the board"] == pounds(calls.uncovered)

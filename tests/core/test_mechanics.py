"""Sums and dates: exact, rounded once, and adding up."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.core.errors import Refused
from govflow.core.mechanics import (
    FinalAccount,
    LeavePoint,
    Leaver,
    Leaving,
    LeavingTerms,
    ShareReallocation,
    agreed_sum,
    agreed_sums_due,
    deficit_calls,
    largest_remainder,
    leaving_date,
    money,
    percent,
    replacement_share,
    scaled_to_100,
    shares_after_admission,
    term_end,
)

SHARES = {"LB1": 30, "LB2": 20, "LB3": 16, "LB4": 14, "LB5": 11, "LB6": 9}


def refused(ask: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        ask()
    return caught.value.code


@pytest.mark.parametrize(
    ("amount", "pennies"),
    [
        (Fraction(1, 200), "0.01"),
        (Fraction(-1, 200), "-0.01"),
        (Fraction(1, 201), "0.00"),
        (Fraction(-1, 201), "0.00"),
        (Decimal("2.675"), "2.68"),
        (Decimal("-12.345"), "-12.35"),
        (10**40, f"{10**40}.00"),
        (7, "7.00"),
    ],
)
def test_money_is_rounded_half_up_to_the_penny(amount: Fraction, pennies: str) -> None:
    assert str(money(amount)) == pennies


def test_a_percentage_is_shown_to_one_decimal() -> None:
    assert [str(percent(share)) for share in (Fraction(500, 65), Fraction("6.25"), 0)] == [
        "7.7",
        "6.3",
        "0.0",
    ]


def test_the_term_ends_with_its_extension_and_runoff() -> None:
    assert term_end(date(2027, 4, 1), 36, 12, 6) == date(2031, 10, 1)
    assert term_end(date(2027, 8, 31), 6) == date(2028, 2, 29)


QUARTER = LeavingTerms(6, 12, LeavePoint.QUARTER_END)
CONTRACT_END = date(2030, 3, 31)


@pytest.mark.parametrize(
    ("notice", "joined", "terms", "leaves"),
    [
        (date(2028, 5, 10), date(2027, 4, 1), QUARTER, date(2028, 12, 31)),
        # The minimum stay ends later than the notice does.
        (date(2027, 4, 2), date(2027, 4, 1), QUARTER, date(2028, 6, 30)),
        # A date already on the end of a quarter stays.
        (date(2028, 3, 30), date(2027, 4, 1), LeavingTerms(6, 0, LeavePoint.QUARTER_END), date(2028, 9, 30)),
        (date(2027, 9, 30), date(2027, 4, 1), LeavingTerms(6, 0, LeavePoint.QUARTER_END), date(2028, 3, 31)),
        (date(2027, 8, 31), date(2027, 4, 1), LeavingTerms(6, 0, LeavePoint.ANY_TIME), date(2028, 2, 29)),
        (date(2027, 8, 31), date(2027, 4, 1), LeavingTerms(6, 0, LeavePoint.YEAR_END), date(2028, 3, 31)),
        (date(2027, 9, 30), date(2027, 4, 1), LeavingTerms(6, 0, LeavePoint.YEAR_END), date(2028, 3, 31)),
        (date(2027, 10, 1), date(2027, 4, 1), LeavingTerms(6, 0, LeavePoint.YEAR_END), date(2029, 3, 31)),
        (date(2027, 1, 1), date(2027, 1, 1), LeavingTerms(0, 0, LeavePoint.YEAR_END), date(2027, 3, 31)),
        (date(2027, 5, 31), date(2027, 5, 31), LeavingTerms(0, 0, LeavePoint.QUARTER_END), date(2027, 6, 30)),
    ],
)
def test_a_member_leaves_at_the_first_leave_point_after_notice_and_stay(
    notice: date, joined: date, terms: LeavingTerms, leaves: date
) -> None:
    assert leaving_date(notice, joined, terms, CONTRACT_END) == Leaving(leaves, with_contract=False)


def test_who_would_leave_at_the_end_or_later_leaves_with_the_contract() -> None:
    late = leaving_date(date(2029, 11, 1), date(2027, 4, 1), QUARTER, CONTRACT_END)
    assert late == Leaving(CONTRACT_END, with_contract=True)
    exactly = leaving_date(date(2029, 7, 15), date(2027, 4, 1), QUARTER, date(2030, 3, 31))
    assert exactly == Leaving(CONTRACT_END, with_contract=True)
    no_end = leaving_date(date(2029, 11, 1), date(2027, 4, 1), QUARTER, None)
    assert no_end == Leaving(date(2030, 6, 30), with_contract=False)


def test_at_a_contract_break_only_or_with_the_contract() -> None:
    terms = LeavingTerms(6, 0, LeavePoint.CONTRACT_BREAK)
    breaks = (date(2029, 3, 31), date(2028, 3, 31))
    notice, joined = date(2027, 6, 1), date(2027, 4, 1)
    assert leaving_date(notice, joined, terms, CONTRACT_END, breaks=breaks).on == date(2028, 3, 31)
    assert leaving_date(date(2028, 1, 1), joined, terms, CONTRACT_END, breaks=breaks).on == date(2029, 3, 31)
    assert leaving_date(notice, joined, terms, CONTRACT_END) == Leaving(CONTRACT_END, with_contract=True)
    assert refused(lambda: leaving_date(notice, joined, terms, None)) == "no_leave_point"


def test_a_live_lock_in_is_broken_by_consent_only() -> None:
    def leave(until: date, consent: bool) -> Leaving:
        return leaving_date(
            date(2028, 5, 10), date(2027, 4, 1), QUARTER, CONTRACT_END, locked_in_until=until, consent=consent
        )

    assert refused(lambda: leave(date(2029, 1, 1), consent=False)) == "locked_in"
    assert leave(date(2029, 1, 1), consent=True).on == date(2028, 12, 31)
    assert leave(date(2028, 12, 31), consent=False).on == date(2028, 12, 31)


days = st.dates(date(2020, 1, 1), date(2060, 12, 31))
months = st.integers(0, 60)


@given(days, days, months, months, st.sampled_from(LeavePoint), days)
def test_nobody_leaves_before_its_notice_and_stay_are_over(
    notice: date, joined: date, notice_months: int, stay: int, point: LeavePoint, end: date
) -> None:
    leaving = leaving_date(notice, joined, LeavingTerms(notice_months, stay, point), end)
    earliest = max(term_end(notice, notice_months), term_end(joined, stay))
    assert leaving.on <= end
    assert leaving.with_contract is (leaving.on == end)
    if not leaving.with_contract:
        assert earliest <= leaving.on < term_end(earliest, 13)


def shown(shares: dict[str, Decimal]) -> list[str]:
    return [str(share) for share in shares.values()]


def test_a_newcomer_takes_from_each_in_proportion() -> None:
    assert shown(shares_after_admission(SHARES, "LB7", 10)) == [
        "27.00",
        "18.00",
        "14.40",
        "12.60",
        "9.90",
        "8.10",
        "10.00",
    ]
    # 11 and 9 are cut by as much: the bigger share gets the hundredth.
    assert shown(shares_after_admission(SHARES, "LB7", Decimal("7.5"))) == [
        "27.75",
        "18.50",
        "14.80",
        "12.95",
        "10.18",
        "8.32",
        "7.50",
    ]


def test_of_equal_shares_the_earlier_id_gets_the_hundredth() -> None:
    thirds = {"C": Fraction(100, 3), "A": Fraction(100, 3), "B": Fraction(100, 3)}
    assert largest_remainder(thirds) == {"C": Decimal("33.33"), "A": Decimal("33.34"), "B": Decimal("33.33")}


def test_a_newcomer_may_take_from_the_lead_only() -> None:
    how = ShareReallocation.FROM_LEAD
    after = shares_after_admission(SHARES, "LB7", 10, how, lead="LB1")
    assert shown(after) == ["20.00", "20.00", "16.00", "14.00", "11.00", "9.00", "10.00"]
    for lead, pct in (("LB6", 10), ("X9", 1), ("", 1)):
        ask = partial(shares_after_admission, SHARES, "LB7", pct, how, lead=lead)
        assert refused(ask) == "numbers_do_not_add_up"


def test_the_board_may_decide_shares_that_add_up() -> None:
    how = ShareReallocation.BOARD_DECIDES
    decided = {**SHARES, "LB1": 25, "LB7": 5}
    assert shares_after_admission(SHARES, "LB7", 5, how, decided=decided)["LB7"] == Decimal("5.00")
    for wrong in (
        None,
        SHARES,
        {**decided, "LB1": 26},
        {**decided, "LB1": 40, "LB7": -10},
        {**decided, "X": 0},
    ):
        ask = partial(shares_after_admission, SHARES, "LB7", 5, how, decided=wrong)
        assert refused(ask) == "numbers_do_not_add_up"


def test_where_shares_are_not_adjusted_the_newcomer_has_none() -> None:
    after = shares_after_admission(SHARES, "LB7", 5, ShareReallocation.NONE)
    assert list(after) == list(SHARES)
    assert sum(after.values()) == 100


@pytest.mark.parametrize(
    ("before", "newcomer", "pct", "code"),
    [
        (SHARES, "LB1", 5, "already_a_member"),
        (SHARES, "LB7", -1, "numbers_do_not_add_up"),
        (SHARES, "LB7", 101, "numbers_do_not_add_up"),
        ({"LB1": 0}, "LB7", 5, "numbers_do_not_add_up"),
        ({"LB1": 101, "LB2": -1}, "LB7", 5, "numbers_do_not_add_up"),
        ({}, "LB7", 5, "numbers_do_not_add_up"),
    ],
)
def test_an_admission_that_does_not_add_up_is_refused(
    before: dict[str, int], newcomer: str, pct: int, code: str
) -> None:
    assert refused(lambda: shares_after_admission(before, newcomer, pct)) == code


def test_who_stays_holds_the_whole_in_the_same_proportions() -> None:
    staying = {name: share for name, share in SHARES.items() if name != "LB3"}
    assert shown(scaled_to_100(staying)) == ["35.71", "23.81", "16.67", "13.10", "10.71"]
    assert scaled_to_100({"A": 0, "B": 0}) == {"A": Decimal("0.00"), "B": Decimal("0.00")}
    assert scaled_to_100({}) == {}
    assert refused(lambda: scaled_to_100({"A": 110, "B": -10})) == "numbers_do_not_add_up"


holdings = st.dictionaries(
    st.text("ABCDEF", min_size=1, max_size=3), st.decimals(0, 100, places=3), min_size=1, max_size=12
).filter(lambda shares: any(shares.values()))


@given(holdings, st.decimals(0, 100, places=3))
def test_shares_always_total_one_hundred_and_stay_within_a_hundredth(
    before: dict[str, Decimal], pct: Decimal
) -> None:
    total = sum(Fraction(share) for share in before.values())
    scaled = scaled_to_100(before)
    assert sum(scaled.values()) == 100
    for name, share in before.items():
        assert abs(Fraction(scaled[name]) - Fraction(share) * 100 / total) < Fraction(1, 100)
    after = shares_after_admission(before, "newcomer", pct)
    assert sum(after.values()) == 100
    assert abs(after["newcomer"] - pct) < Decimal("0.01")


@given(holdings)
def test_a_bigger_share_never_becomes_the_smaller(before: dict[str, Decimal]) -> None:
    scaled = scaled_to_100(before)
    for one in before:
        for other in before:
            if before[one] > before[other]:
                assert scaled[one] >= scaled[other]


def test_an_agreed_sum_is_capped_by_its_row() -> None:
    assert agreed_sum(50, 3, 1000) == Decimal("150.00")
    assert agreed_sum(50, 30, 1000) == Decimal("1000.00")


@pytest.mark.parametrize(
    ("withheld", "due"),
    [
        (0, ["1000.00", "2500.00", "500.00"]),
        (7000, ["1000.00", "2000.00", "0.00"]),
        (20_000, ["0.00", "0.00", "0.00"]),
    ],
)
def test_agreed_sums_stay_within_their_own_and_the_total_cap(withheld: int, due: list[str]) -> None:
    sums = agreed_sums_due((1000, 2500, 4000), 100_000, year_cap_pct=4, total_cap_pct=10, withheld=withheld)
    assert [str(amount) for amount in sums] == due


ACCOUNT = {
    "earned_unpaid": Decimal("28480.00"),
    "withheld_releasable": Decimal("3417.60"),
    "advance_unearned": Decimal("6835.20"),
    "fixed_sums_due": Decimal("250.00"),
    "fees_due": Decimal("750.00"),
    "extra_replacement_cost": Decimal("22000.00"),
    "replacement_share_pct": Decimal("50"),
    "liability_cap_left": Decimal("427200.00"),
}


def test_the_final_account_sets_off_what_a_leaver_owes() -> None:
    assert FinalAccount(**ACCOUNT).net_to_member == Decimal("13062.40")
    assert FinalAccount(**ACCOUNT | {"replacement_share_pct": Decimal(100)}).net_to_member == Decimal(
        "2062.40"
    )
    capped = FinalAccount(**ACCOUNT | {"liability_cap_left": Decimal("999.99")})
    assert capped.replacement_charge == Decimal("999.99")
    owing = FinalAccount(**ACCOUNT | {"earned_unpaid": Decimal(0)})
    assert owing.net_to_member == Decimal("-15417.60")


@pytest.mark.parametrize("amount", ACCOUNT)
def test_no_amount_of_a_final_account_is_under_nothing(amount: str) -> None:
    assert refused(lambda: FinalAccount(**ACCOUNT | {amount: Decimal(-1)})) == "numbers_do_not_add_up"


def test_what_a_leaver_bears_depends_on_why_it_leaves() -> None:
    assert [replacement_share(leaver, 40) for leaver in Leaver] == [0, 40, 100]


ALLOCATIONS = {"LB1": 640800, "LB2": 427200, "LB3": 341760, "LB4": 299040, "LB5": 234960, "LB6": 192240}


def test_a_deficit_is_called_by_share_up_to_each_cap() -> None:
    small = deficit_calls(60_000, SHARES, ALLOCATIONS, 5)
    assert shown(dict(small.calls)) == ["18000.00", "12000.00", "9600.00", "8400.00", "6600.00", "5400.00"]
    assert small.uncovered == 0
    large = deficit_calls(150_000, SHARES, ALLOCATIONS, 5)
    assert large.calls["LB1"] == Decimal("32040.00")
    assert str(large.uncovered) == "43200.00"


def test_no_more_is_called_than_is_missing() -> None:
    half_a_penny = deficit_calls(Decimal("100.005"), {"A": 50, "B": 50}, {"A": 1000, "B": 1000}, 50)
    assert (sum(half_a_penny.calls.values()), half_a_penny.uncovered) == (Decimal("100.01"), Decimal("0.00"))
    halves = deficit_calls(Decimal("100.01"), {"A": 50, "B": 50}, {"A": 1000, "B": 1000}, 50)
    assert shown(dict(halves.calls)) == ["50.01", "50.00"]
    assert str(halves.uncovered) == "0.00"


@given(
    st.decimals(0, 10**6, places=2),
    st.dictionaries(st.sampled_from("ABCDEFG"), st.decimals(0, 14, places=2), min_size=1),
    st.decimals(0, 50, places=1),
    st.data(),
)
def test_calls_and_what_is_uncovered_total_the_deficit(
    deficit: Decimal, shares: dict[str, Decimal], cap: Decimal, data: st.DataObject
) -> None:
    allocations = {name: data.draw(st.decimals(0, 10**6, places=2)) for name in shares}
    result = deficit_calls(deficit, shares, allocations, cap)
    assert sum(result.calls.values()) + result.uncovered == deficit
    assert result.uncovered >= 0
    for name, call in result.calls.items():
        assert 0 <= call <= money(Fraction(cap) * Fraction(allocations[name]) / 100)


@pytest.mark.parametrize(
    ("deficit", "shares", "allocations", "cap"),
    [
        (-1, {"A": 50}, {"A": 1}, 5),
        (1, {"A": 50}, {"A": 1}, -5),
        (1, {"A": 50, "B": 51}, {"A": 1, "B": 1}, 5),
        (1, {"A": -50}, {"A": 1}, 5),
        (1, {"A": 50}, {}, 5),
    ],
)
def test_a_deficit_that_does_not_add_up_is_refused(
    deficit: int, shares: dict[str, int], allocations: dict[str, int], cap: int
) -> None:
    assert refused(lambda: deficit_calls(deficit, shares, allocations, cap)) == "numbers_do_not_add_up"

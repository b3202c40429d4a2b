"""The sums and dates of an agreement: shares, agreed sums, leaving, the final account, a deficit.

In: amounts in pounds, percentages as written in the agreement (8 for 8 %), dates. Out: pounds to the penny and
shares to two decimals as ``Decimal``, and dates. Then true: every figure comes from exact fractions and is
rounded once, half up; shares that are divided total 100.00; calls and what they leave uncovered total the
deficit. Performance is a ladder of its own: ``core.performance``.

Sources: the clauses ``admission``, ``liquidated-damages``, ``voluntary-withdrawal``, ``exit-consequences`` and
``surplus-deficit``. Sums that follow a breach are capped because of Cavendish v Makdessi and ParkingEye v Beavis
[2015] UKSC 67.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import assert_never

from govflow.core.dates import months_later
from govflow.core.errors import Refused

Number = int | Decimal | Fraction


def money(amount: Number) -> Decimal:
    """Pounds to the penny, half a penny up (away from nothing)."""
    return _decimal(rounded(Fraction(amount), 2), 2)


def percent(share: Number) -> Decimal:
    """A percentage to one decimal, for showing only: comparisons use the unrounded one."""
    return _decimal(rounded(Fraction(share), 1), 1)


def rounded(value: Fraction, places: int) -> Fraction:
    """``value`` to so many decimals, half up (away from nothing)."""
    scale = 10**places
    size = Fraction(floor(abs(value) * scale + Fraction(1, 2)), scale)
    return size if value >= 0 else -size


def _decimal(value: Fraction, places: int) -> Decimal:
    """``value``, already rounded, with exactly ``places`` decimals and whatever size it has."""
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    return Decimal(f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}")


def part_of(pct: Number, of: Number) -> Fraction:
    """So many per cent of something, exactly."""
    return Fraction(pct) * Fraction(of) / 100


def must_add_up(adds_up: bool, **numbers: object) -> None:
    """Refuse numbers that cannot all be true.

    :raises Refused: ``numbers_do_not_add_up``.
    """
    if not adds_up:
        raise Refused("numbers_do_not_add_up", **numbers)


def term_end(start: date, initial_months: int, extension_months: int = 0, runoff_months: int = 0) -> date:
    """The last day of the term, with what is added to it."""
    return months_later(start, initial_months + extension_months + runoff_months)


class LeavePoint(StrEnum):
    """When a notice to leave may take effect."""

    ANY_TIME = "any_time"
    QUARTER_END = "quarter_end"
    YEAR_END = "year_end"
    CONTRACT_BREAK = "contract_break"


@dataclass(frozen=True, slots=True)
class LeavingTerms:
    """What the agreement says about leaving; months are calendar months."""

    notice_months: int
    min_commitment_months: int
    leave_point: LeavePoint


@dataclass(frozen=True, slots=True)
class Leaving:
    """When a member leaves; ``with_contract``: only because the contract ends then."""

    on: date
    with_contract: bool


def leaving_date(
    notice: date,
    joined: date,
    terms: LeavingTerms,
    contract_end: date | None,
    *,
    breaks: Sequence[date] = (),
    locked_in_until: date | None = None,
    consent: bool = False,
) -> Leaving:
    """When a member that gives notice leaves: the first leave point after its notice and its minimum stay.

    ``breaks``: the days on which the contract may be broken; where none is left, a member that may leave at a
    break only leaves with the contract. ``consent``: the others agree that a live lock-in is broken.

    :raises Refused: ``numbers_do_not_add_up``: months under nothing; ``locked_in``; ``no_leave_point``: no break is
        left and the contract has no end.
    """
    months = min(terms.notice_months, terms.min_commitment_months)
    must_add_up(months >= 0, months=months)
    earliest = max(
        months_later(notice, terms.notice_months), months_later(joined, terms.min_commitment_months)
    )
    on = _leave_point(earliest, terms.leave_point, breaks)
    if contract_end is not None and (on is None or on >= contract_end):
        return Leaving(contract_end, with_contract=True)
    if on is None:
        raise Refused("no_leave_point", earliest=earliest)
    if locked_in_until is not None and on < locked_in_until and not consent:
        raise Refused("locked_in", until=locked_in_until, leaving=on)
    return Leaving(on, with_contract=False)


def _leave_point(day: date, point: LeavePoint, breaks: Sequence[date]) -> date | None:
    """The first such point on or after ``day``: a date already on it stays."""
    if point is LeavePoint.ANY_TIME:
        return day
    if point is LeavePoint.CONTRACT_BREAK:
        return min((on for on in breaks if on >= day), default=None)
    # Calendar quarters end in months 3, 6, 9 and 12; contract years end on 31 March.
    every = 3 if point is LeavePoint.QUARTER_END else 12
    return _last_day(months_later(day.replace(day=1), -(day.month - 3) % every))


def _last_day(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def largest_remainder(exact: Mapping[str, Fraction]) -> dict[str, Decimal]:
    """The shares to two decimals with an unchanged total.

    Each is cut to two decimals; what is missing goes, a hundredth each, to those with most cut off. Of equals
    the bigger share comes first, then the id.
    """
    cents = {name: share * 100 for name, share in exact.items()}
    cut = {name: floor(cent) for name, cent in cents.items()}
    order = sorted(cents, key=lambda name: (cut[name] - cents[name], -cents[name], name))
    total = rounded(sum(cents.values(), Fraction(0)), 0)
    for name in order[: int(total) - sum(cut.values())]:
        cut[name] += 1
    return {name: _decimal(Fraction(cut[name], 100), 2) for name in exact}


def scaled_to_100(shares: Mapping[str, Number]) -> dict[str, Decimal]:
    """The same proportions, totalling 100.00: what the others hold when a member leaves.

    Where all of them hold nothing, there is nothing to scale and they go on holding nothing.

    :raises Refused: ``numbers_do_not_add_up``: a share under nothing.
    """
    if not any(shares.values()):
        return dict.fromkeys(shares, Decimal("0.00"))
    return largest_remainder(_proportions(shares, Fraction(100)))


def _proportions(shares: Mapping[str, Number], whole: Fraction) -> dict[str, Fraction]:
    for name, share in shares.items():
        must_add_up(share >= 0, share_of=name)
    total = sum((Fraction(share) for share in shares.values()), Fraction(0))
    must_add_up(total > 0, total=total)
    return {name: Fraction(share) * whole / total for name, share in shares.items()}


class ShareReallocation(StrEnum):
    """How shares are adjusted for a newcomer."""

    PRO_RATA = "pro_rata"
    BOARD_DECIDES = "board_decides"
    FROM_LEAD = "from_lead"
    NONE = "none"


def shares_after_admission(
    before: Mapping[str, Number],
    newcomer: str,
    pct: Number,
    how: ShareReallocation = ShareReallocation.PRO_RATA,
    *,
    lead: str = "",
    decided: Mapping[str, Number] | None = None,
) -> dict[str, Decimal]:
    """Everybody's share once a newcomer holds ``pct`` of the whole, totalling 100.00.

    ``decided``: what the board decided, where it decides. With ``none`` nothing moves and the newcomer has no
    share.

    :raises Refused: ``numbers_do_not_add_up``, ``already_a_member``.
    """
    if newcomer in before:
        raise Refused("already_a_member", member=newcomer)
    must_add_up(0 <= pct <= 100, share=pct)
    held = _proportions(before, Fraction(100))
    match how:
        case ShareReallocation.PRO_RATA:
            return largest_remainder(_proportions(before, 100 - Fraction(pct)) | {newcomer: Fraction(pct)})
        case ShareReallocation.FROM_LEAD:
            left = held.get(lead, Fraction(0)) - Fraction(pct)
            must_add_up(left >= 0, share_of=lead)
            return largest_remainder(held | {lead: left, newcomer: Fraction(pct)})
        case ShareReallocation.BOARD_DECIDES:
            shares = {name: Fraction(share) for name, share in (decided or {}).items()}
            must_add_up(shares.keys() == {*before, newcomer}, members=len(shares))
            must_add_up(min(shares.values()) >= 0 and sum(shares.values()) == 100, total=sum(shares.values()))
            return largest_remainder(shares)
        case ShareReallocation.NONE:
            return largest_remainder(held)
        case _:
            assert_never(how)


def agreed_sum(rate: Number, units: Number, cap: Number) -> Decimal:
    """The agreed sum for one breach: so much a unit, no more than its own cap."""
    return money(min(Fraction(rate) * Fraction(units), Fraction(cap)))


def agreed_sums_due(
    sums: Sequence[Number],
    annual_allocation: Number,
    *,
    year_cap_pct: Number,
    total_cap_pct: Number,
    withheld: Number = 0,
) -> tuple[Decimal, ...]:
    """What is due of each agreed sum of a year, in order, once the caps are reached.

    All of them together stay within ``year_cap_pct`` of the member's allocation, and with what was withheld
    within ``total_cap_pct`` of it.
    """
    left = min(
        rounded(part_of(year_cap_pct, annual_allocation), 2),
        rounded(part_of(total_cap_pct, annual_allocation), 2) - Fraction(withheld),
    )
    return tuple(_within(sums, max(left, Fraction(0))))


def _within(sums: Sequence[Number], left: Fraction) -> Iterator[Decimal]:
    for amount in sums:
        due = min(Fraction(amount), left)
        left -= due
        yield money(due)


class Leaver(StrEnum):
    """Why a member leaves: through no doing of its own, by choice or default, or through its fault."""

    GOOD = "good"
    DEFAULT = "default"
    BAD = "bad"


def replacement_share(leaver: Leaver, agreed_pct: Number) -> Fraction:
    """The per cent of the extra cost of replacement that this leaver bears."""
    return {Leaver.GOOD: Fraction(0), Leaver.DEFAULT: Fraction(agreed_pct), Leaver.BAD: Fraction(100)}[leaver]


@dataclass(frozen=True, slots=True)
class FinalAccount:
    """A leaving member's account: what it is owed and what it owes, in pounds, none under nothing.

    ``replacement_share_pct``: at most the whole.

    :raises Refused: ``numbers_do_not_add_up``.
    """

    earned_unpaid: Number
    withheld_releasable: Number
    advance_unearned: Number
    fixed_sums_due: Number
    fees_due: Number
    extra_replacement_cost: Number
    replacement_share_pct: Number
    liability_cap_left: Number

    def __post_init__(self) -> None:
        for each in fields(self):
            must_add_up(getattr(self, each.name) >= 0, amount=each.name)
        must_add_up(self.replacement_share_pct <= 100, share=self.replacement_share_pct)

    @property
    def replacement_charge(self) -> Decimal:
        """Its part of the extra cost of replacing it, within what is left of its cap on liability."""
        charge = part_of(self.replacement_share_pct, self.extra_replacement_cost)
        return money(min(charge, Fraction(self.liability_cap_left)))

    @property
    def net_to_member(self) -> Decimal:
        """What it is paid; under nothing, what it pays."""
        owed = Fraction(self.earned_unpaid) + Fraction(self.withheld_releasable)
        owes = Fraction(self.advance_unearned) + Fraction(self.fixed_sums_due) + Fraction(self.fees_due)
        return money(owed - owes - Fraction(self.replacement_charge))


@dataclass(frozen=True, slots=True)
class DeficitCalls:
    """What each member is called for, and what stays uncovered and goes to the board."""

    calls: Mapping[str, Decimal]
    uncovered: Decimal


def deficit_calls(
    deficit: Number, shares: Mapping[str, Number], allocations: Mapping[str, Number], cap_pct: Number
) -> DeficitCalls:
    """Each member bears its share of the deficit, a sum to the penny, up to ``cap_pct`` of its own yearly allocation.

    Pennies are divided by largest remainder, so that no more is called than is missing.

    :raises Refused: ``numbers_do_not_add_up``: an amount under nothing, shares over 100, no allocation given.
    """
    must_add_up(deficit >= 0 and cap_pct >= 0, deficit=deficit, cap=cap_pct)
    must_add_up(sum(Fraction(share) for share in shares.values()) <= 100, shares=len(shares))
    deficit = money(deficit)
    exact = {}
    for name, share in shares.items():
        must_add_up(share >= 0 and allocations.get(name, -1) >= 0, share_of=name)
        cap = rounded(part_of(cap_pct, allocations[name]), 2)
        exact[name] = min(part_of(share, deficit), cap)
    calls = largest_remainder(exact)
    called = sum((Fraction(call) for call in calls.values()), Fraction(0))
    return DeficitCalls(calls, money(Fraction(deficit) - called))


@dataclass(frozen=True, slots=True)
class SurplusUse:
    """What becomes of a surplus: filled into the reserve, the ``rest``, and each member's part of it where shared."""

    to_reserve: Decimal
    rest: Decimal
    parts: Mapping[str, Decimal]


def surplus_use(surplus: Number, reserve: Number, target: Number, shares: Mapping[str, Number]) -> SurplusUse:
    """The reserve is filled up to ``target`` first; the rest is divided by ``shares``, where there are any.

    :raises Refused: ``numbers_do_not_add_up``: an amount under nothing, shares that do not total 100.
    """
    must_add_up(min(surplus, reserve, target) >= 0, surplus=surplus, reserve=reserve, target=target)
    to_reserve = min(
        Fraction(money(surplus)), max(Fraction(money(target)) - Fraction(money(reserve)), Fraction(0))
    )
    rest = Fraction(money(surplus)) - to_reserve
    must_add_up(not shares or sum(Fraction(share) for share in shares.values()) == 100, shares=len(shares))
    for name, share in shares.items():
        must_add_up(share >= 0, share_of=name)
    parts = largest_remainder({name: part_of(share, rest) for name, share in shares.items()})
    return SurplusUse(money(to_reserve), money(rest), parts)

"""The working of a sum, line by line: what is reckoned, how, what it comes to, and which clause says so.

In: the figures of one of the mechanics of an agreement, and what it came to. Out: lines to read from the top. Then
true: the last line of a sum is what ``mechanics`` or ``performance`` says, and no line rounds before they do.

Sources: the clauses that each line names.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from govflow.core.answers import Kind, in_words, plain_number
from govflow.core.dates import months_later
from govflow.core.mechanics import (
    FinalAccount,
    LeavePoint,
    Leaver,
    Leaving,
    LeavingTerms,
    Number,
    ShareReallocation,
    agreed_sum,
    agreed_sums_due,
    deficit_calls,
    money,
    part_of,
    percent,
    shares_after_admission,
    surplus_use,
)
from govflow.core.performance import Action, Direction, Judged, Kpi, LadderTerms, Period, Step
from govflow.core.words import join_words


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``sum``: how it is reckoned, "" where nothing is; ``clause``: the id of the clause that says so."""

    words: str
    sum: str
    result: str
    clause: str = ""


def pounds(amount: Number) -> str:
    """Like "£3,417.60", or "−£250.00"."""
    exact = money(amount)
    return f"{'−' if exact < 0 else ''}£{abs(exact):,f}"


def per_cent(number: Number) -> str:
    """Like "16%" or "33.33%": a fraction to two decimals."""
    return f"{_plain(number)}%"


def _plain(number: Number) -> str:
    return plain_number(money(number) if isinstance(number, Fraction) else number)


def _day(day: date) -> str:
    return in_words(day, Kind.DATE)


def _months(count: int) -> str:
    return f"{count} month{'' if count == 1 else 's'}"


def ladder_working(
    allocation: Number,
    kpis: Sequence[Kpi],
    terms: LadderTerms,
    actuals: Sequence[Mapping[str, Number | None]],
    ladder: Sequence[Period],
) -> tuple[tuple[Line, ...], ...]:
    """The performance ladder of one member: the lines of each period, those of each measure under its id."""
    held = [Decimal(0), *(period.held_balance for period in ladder)]
    return tuple(
        (
            *_measures_lines(allocation, kpis, terms, figures, period),
            *_period_lines(allocation, len(kpis) > 1, terms, before, period),
        )
        for figures, before, period in zip(actuals, held[:-1], ladder, strict=True)
    )


def _measures_lines(
    allocation: Number,
    kpis: Sequence[Kpi],
    terms: LadderTerms,
    figures: Mapping[str, Number | None],
    period: Period,
) -> Iterator[Line]:
    """Each measure's lines; measures that are met and call for nothing share one."""
    moved = {action.kpi_id for action in period.actions}
    met = {one.kpi_id for one in period.judged if one.shortfall == 0} - moved
    quiet = [kpi for kpi in kpis if kpi.kpi_id in met]
    if len(quiet) == 1:
        quiet = []
    for kpi in kpis:
        if kpi not in quiet:
            yield from _measure_lines(allocation, kpi, len(kpis) > 1, terms, figures.get(kpi.kpi_id), period)
    if quiet:
        reached = [
            f"{_plain(figure)} against {_plain(kpi.target)}"
            for kpi in quiet
            if (figure := figures[kpi.kpi_id]) is not None
        ]
        words = f"{join_words([kpi.kpi_id for kpi in quiet])}: the target is met"
        yield Line(words, "; ".join(reached), "no miss", RUNS)


def _measure_lines(
    allocation: Number, kpi: Kpi, named: bool, terms: LadderTerms, actual: Number | None, period: Period
) -> Iterator[Line]:
    judged = next(one for one in period.judged if one.kpi_id == kpi.kpi_id)
    first = _judged_line(kpi, terms, actual, judged)
    yield replace(first, words=f"{kpi.kpi_id}: {first.words}") if named else first
    actions = [action for action in period.actions if action.kpi_id == kpi.kpi_id]
    if judged.missed and judged.run > terms.trigger_periods:
        taken = next((each.amount for each in actions if each.step is Step.WITHHOLD), Decimal(0))
        yield _withheld_line(allocation, kpi, terms, taken)
    for action in actions:
        if action.step is not Step.WITHHOLD:
            yield Line(_STEP_WORDS[action.step], "", _step_result(action), _STEP_CLAUSES[action.step])


def _withheld_line(allocation: Number, kpi: Kpi, terms: LadderTerms, taken: Decimal) -> Line:
    shared = f"{pounds(allocation)} ÷ {terms.periods_a_year}"
    rate = f"{per_cent(terms.withhold_pct)} × {shared} × {per_cent(kpi.weight)}"
    full = money(part_of(kpi.weight, part_of(terms.withhold_pct, allocation) / terms.periods_a_year))
    capped = ", but no more than is left under the year’s cap" if taken < full else ""
    return Line(_STEP_WORDS[Step.WITHHOLD], f"{rate}{capped}", pounds(taken), HELD)


def _period_lines(
    allocation: Number, several: bool, terms: LadderTerms, before: Decimal, period: Period
) -> Iterator[Line]:
    """What the period comes to, where money moved in it."""
    moved = ((" + ", period.withheld), (" − ", period.released), (" − ", period.forfeited))
    sums = "".join(f"{sign}{pounds(amount)}" for sign, amount in moved if amount)
    if not sums:
        return
    if several and period.withheld:
        yield Line("Held back in this period, for all measures", "", pounds(period.withheld), HELD)
    yield Line("Held in all", f"{pounds(before)}{sums}", pounds(period.held_balance), HELD)
    if period.withheld:
        left = f"{per_cent(terms.withhold_cap_pct)} × {pounds(allocation)}, less what was held back this year"
        yield Line("What may still be held back this year", left, pounds(period.year_cap_left), HELD)


RUNS, HELD, MOVED = "remedy-plan", "payment-withholding", "allocation-of-work"

_STEP_WORDS = {
    Step.SUPPORT_CONVERSATION: "A conversation about the cause, and about what would help",
    Step.REMEDY_PLAN: "A plan to put it right is asked for",
    Step.WITHHOLD: "Held back from the payment",
    Step.OFFER_REALLOCATION: "Part of the work may be offered to others",
    Step.BOARD_CONSIDERS_SUSPENSION: "The board considers suspension",
    Step.REMOVAL_GROUND_MET: "Repeated failure: a ground for removal, where the agreement makes it one",
    Step.FORFEIT: "What was held back may be used to put the failure right",
    Step.RECOVERED: "The target is met again: what was held back is released",
}

_STEP_CLAUSES = {
    Step.FORFEIT: HELD,
    Step.RECOVERED: HELD,
    Step.OFFER_REALLOCATION: MOVED,
    Step.SUPPORT_CONVERSATION: RUNS,
    Step.REMEDY_PLAN: RUNS,
    Step.BOARD_CONSIDERS_SUSPENSION: RUNS,
    Step.REMOVAL_GROUND_MET: RUNS,
}


def _judged_line(kpi: Kpi, terms: LadderTerms, actual: Number | None, judged: Judged) -> Line:
    if actual is None or judged.shortfall is None:
        return Line("No figure counts", "", "nothing changes", RUNS)
    target, reached = _plain(kpi.target), _plain(actual)
    short = f"({target} − {reached})" if kpi.direction is Direction.UP else f"({reached} − {target})"
    more = (
        f"over {per_cent(terms.trigger_shortfall_pct)}"
        if judged.missed
        else f"not over {per_cent(terms.trigger_shortfall_pct)}"
    )
    told = (
        f"{short} ÷ {target} = {percent(judged.shortfall)}%, {more}"
        if judged.shortfall
        else "the target is met"
    )
    return Line(f"{reached} against a target of {target}", told, _run(judged), RUNS)


def _run(judged: Judged) -> str:
    if not judged.missed:
        return "no miss"
    return "a miss" if judged.run == 1 else f"a miss, {judged.run} in a row"


def _step_result(action: Action) -> str:
    if action.pct is not None:
        return f"up to {per_cent(action.pct)} of its share"
    return pounds(action.amount) if action.amount else ""


@dataclass(frozen=True, slots=True)
class Breach:
    """A named breach that happened so many times: ``rate`` for each ``unit``, up to ``cap``."""

    name: str
    unit: str
    rate: Number
    cap: Number
    units: Number


def agreed_sums_working(
    breaches: Sequence[Breach],
    allocation: Number,
    *,
    year_cap_pct: Number,
    total_cap_pct: Number,
    withheld: Number,
) -> tuple[Line, ...]:
    """The agreed sums of a year: each within its own limit, then all within the caps."""
    sums = [agreed_sum(each.rate, each.units, each.cap) for each in breaches]
    due = agreed_sums_due(
        sums, allocation, year_cap_pct=year_cap_pct, total_cap_pct=total_cap_pct, withheld=withheld
    )
    own, all_caps = "liquidated-damages", "penalty-principles"
    lines = [
        Line(
            each.name,
            f"{_plain(each.units)} × {pounds(each.rate)} a {each.unit}, up to {pounds(each.cap)}",
            pounds(amount),
            own,
        )
        for each, amount in zip(breaches, sums, strict=True)
    ]
    total = sum(sums, Decimal(0))
    lines.append(Line("All of them", " + ".join(map(pounds, sums)), pounds(total), own))
    of = pounds(allocation)
    year = part_of(year_cap_pct, allocation)
    lines.append(Line("The yearly cap on agreed sums", f"{per_cent(year_cap_pct)} × {of}", pounds(year), own))
    left = max(money(part_of(total_cap_pct, allocation)) - money(withheld), Decimal(0))
    cap = f"{per_cent(total_cap_pct)} × {of} − {pounds(withheld)} held back already"
    lines.append(Line("What the cap on everything leaves", cap, pounds(left), all_caps))
    lines.append(Line("Due", "the least of the three", pounds(sum(due, Decimal(0))), own))
    return tuple(lines)


def admission_working(
    before: Mapping[str, Number],
    names: Mapping[str, str],
    newcomer: str,
    pct: Number,
    how: ShareReallocation,
    *,
    lead: str = "",
    decided: Mapping[str, Number] | None = None,
) -> tuple[Line, ...]:
    """Everybody's share once somebody joined: a line for each. ``names``: of all of them, by id.

    :raises Refused: as ``shares_after_admission``.
    """
    after = shares_after_admission(before, newcomer, pct, how, lead=lead, decided=decided)
    total = sum((Fraction(share) for share in before.values()), Fraction(0))
    of = "" if total == 100 else f" × 100 ÷ {_plain(total)}"

    def sum_of(name: str) -> str:
        if name == newcomer:
            return "no share" if how is ShareReallocation.NONE else "its own share"
        match how:
            case ShareReallocation.PRO_RATA:
                return f"{per_cent(before[name])}{of} × (100 − {_plain(pct)}) ÷ 100"
            case ShareReallocation.FROM_LEAD if name == lead:
                return f"{per_cent(before[name])}{of} − {per_cent(pct)}"
            case ShareReallocation.BOARD_DECIDES:
                return "as the board decided"
            case _:
                return f"{per_cent(before[name])}{of}"

    # The newcomer has no row where nothing moves.
    shares = after if newcomer in after else {**after, newcomer: Decimal("0.00")}
    lines = [Line(names[name], sum_of(name), f"{share}%", "admission") for name, share in shares.items()]
    whole = Line(
        "All shares", "rounded to two decimals, with nothing lost", f"{sum(shares.values())}%", "admission"
    )
    return (*lines, whole)


def leaving_working(
    notice: date, joined: date, terms: LeavingTerms, contract_end: date | None, leaving: Leaving
) -> tuple[Line, ...]:
    """When a member leaves: from its notice to the day."""
    clause = "voluntary-withdrawal"
    given = months_later(notice, terms.notice_months)
    stayed = months_later(joined, terms.min_commitment_months)
    earliest = max(given, stayed)
    lines = [
        Line("The notice has run", f"{_day(notice)} + {_months(terms.notice_months)}", _day(given), clause),
        Line(
            "The least stay is over",
            f"{_day(joined)} + {_months(terms.min_commitment_months)}",
            _day(stayed),
            clause,
        ),
        Line("Not before", "the later of the two", _day(earliest), clause),
    ]
    if leaving.with_contract:
        assert contract_end is not None  # nothing else makes a member leave with its contract
        over = f"{_POINTS[terms.leave_point]} is not before the contract ends on {_day(contract_end)}"
        lines.append(Line("It leaves with the contract", over, _day(leaving.on), clause))
    else:
        lines.append(
            Line("It leaves", f"{_POINTS[terms.leave_point]}, on or after that day", _day(leaving.on), clause)
        )
    return tuple(lines)


_POINTS = {
    LeavePoint.ANY_TIME: "any day",
    LeavePoint.QUARTER_END: "the end of a quarter",
    LeavePoint.YEAR_END: "the end of a year (31 March)",
    LeavePoint.CONTRACT_BREAK: "a break in the contract",
}


def account_working(account: FinalAccount, leaver: Leaver | None) -> tuple[Line, ...]:
    """The final account of a member that leaves. ``leaver``: None where nobody pays for replacing it."""
    clause = "exit-consequences"
    lines = [
        Line(_ACCOUNT_WORDS[each.name], sign, pounds(getattr(account, each.name)), clause)
        for each in fields(account)
        if each.name in _ACCOUNT_WORDS
        for sign in ("due to it" if each.name in ("earned_unpaid", "withheld_releasable") else "due from it",)
    ]
    owed = [account.earned_unpaid, account.withheld_releasable]
    owes = [account.advance_unearned, account.fixed_sums_due, account.fees_due]
    if leaver:
        lines.append(_replacement_line(account, leaver, clause))
        owes.append(account.replacement_charge)
    net = account.net_to_member
    told = "It is paid" if net > 0 else "It pays" if net else "Nothing is due either way"
    sums = " − ".join([" + ".join(map(pounds, owed)), *map(pounds, owes)])
    return (*lines, Line(told, sums, pounds(abs(net)), clause))


def _replacement_line(account: FinalAccount, leaver: Leaver, clause: str) -> Line:
    charge = f"{per_cent(account.replacement_share_pct)} × {pounds(account.extra_replacement_cost)}"
    full = money(part_of(account.replacement_share_pct, account.extra_replacement_cost))
    within = (
        f", but no more than the {pounds(account.liability_cap_left)} left of its limit"
        if account.replacement_charge < full
        else ""
    )
    told = f"Its part of the cost of replacing it ({_LEAVER_WORDS[leaver]})"
    return Line(told, f"{charge}{within}; due from it", pounds(account.replacement_charge), clause)


_ACCOUNT_WORDS = {
    "earned_unpaid": "Earned and not yet paid",
    "withheld_releasable": "Held back, and can be released",
    "advance_unearned": "Paid in advance and not earned",
    "fixed_sums_due": "Agreed sums that were decided",
    "fees_due": "Fees and other sums it owes",
}

_LEAVER_WORDS = {
    Leaver.GOOD: "a good leaver pays none",
    Leaver.DEFAULT: "as agreed",
    Leaver.BAD: "a bad leaver pays the whole",
}


def deficit_working(
    deficit: Number,
    shares: Mapping[str, Number],
    allocations: Mapping[str, Number],
    cap_pct: Number,
    names: Mapping[str, str],
) -> tuple[Line, ...]:
    """Who is called for what of a deficit: a line for each member, and what stays uncovered.

    :raises Refused: as ``deficit_calls``.
    """
    clause, deficit = "surplus-deficit", money(deficit)
    called = deficit_calls(deficit, shares, allocations, cap_pct)
    lines = []
    for name, call in called.calls.items():
        share, cap = part_of(shares[name], deficit), part_of(cap_pct, allocations[name])
        told = f"{per_cent(shares[name])} × {pounds(deficit)}"
        limit = f"{per_cent(cap_pct)} × {pounds(allocations[name])}"
        capped = (
            f"{told} = {pounds(share)}, but no more than {limit}" if share > cap else f"{told}, under {limit}"
        )
        lines.append(Line(names[name], capped, pounds(call), clause))
    covered = sum(called.calls.values(), Decimal(0))
    lines.append(Line("Called in all", "", pounds(covered), clause))
    rest = f"{pounds(deficit)} − {pounds(covered)}"
    lines.append(Line("Uncovered: it goes to the board", rest, pounds(called.uncovered), clause))
    return tuple(lines)


def surplus_working(
    surplus: Number,
    reserve: Number,
    target: Number,
    shares: Mapping[str, Number],
    names: Mapping[str, str],
    rest_words: str,
) -> tuple[Line, ...]:
    """What becomes of a surplus. ``target``: of the reserve, 0 for none; ``shares``: none where it is not shared out.

    :raises Refused: as ``surplus_use``.
    """
    clause, use = "surplus-deficit", surplus_use(surplus, reserve, target, shares)
    lines = []
    if target:
        missing = f"the reserve lacks {pounds(target)} − {pounds(reserve)}"
        enough = "the reserve is full"
        short = money(target) > money(reserve)
        lines.append(Line("Into the reserve", missing if short else enough, pounds(use.to_reserve), clause))
    lines.append(Line(rest_words, f"{pounds(surplus)} − {pounds(use.to_reserve)}", pounds(use.rest), clause))
    lines += [
        Line(names[name], f"{per_cent(shares[name])} × {pounds(use.rest)}", pounds(part), clause)
        for name, part in use.parts.items()
    ]
    return tuple(lines)

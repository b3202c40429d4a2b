"""The sums and dates of an agreement to play with: what is entered for each, and its working.

In: the ground that is played on, and what was entered. Out: boxes filled from the agreement, or with an example where
it does not say; and the working, line by line. All reckoning is done by ``core.working`` and what stands below it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from govflow.catalogue.loader import load
from govflow.core.answers import Kind, Limits, Row, Value, is_absent, plain_number
from govflow.core.dates import is_in_reach, months_later
from govflow.core.mechanics import (
    FinalAccount,
    LeavePoint,
    Leaver,
    LeavingTerms,
    ShareReallocation,
    leaving_date,
    replacement_share,
    scaled_to_100,
    shares_after_admission,
    term_end,
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
    surplus_working,
)
from govflow.simulator.forms import Box, Number, day_of, number_of, text_of
from govflow.simulator.ground import Ground

PERIODS = 8
MOST_BREACHES = 12
EXAMPLE = "An example: the agreement does not say."

Values = Mapping[str, Value | None]


@dataclass(frozen=True)
class Grid:
    """Boxes in rows: ``rows`` are a name and its boxes, under ``headings``."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Box, ...]], ...]


@dataclass(frozen=True)
class Entry:
    """Everything that is entered for a sum."""

    boxes: tuple[Box, ...]
    grid: Grid | None = None

    @property
    def all_boxes(self) -> tuple[Box, ...]:
        """The boxes, those of the grid last."""
        rows = self.grid.rows if self.grid else ()
        return (*self.boxes, *(box for _, boxes in rows for box in boxes))


@dataclass(frozen=True)
class Worked:
    """A working. ``outcome``: what it comes to, in a sentence; ``groups``: lines under a heading, "" for none."""

    outcome: str
    groups: tuple[tuple[str, tuple[Line, ...]], ...]


@dataclass(frozen=True)
class Sum:
    """One thing to reckon. ``clauses``: with the questions that feed it, where the agreement says so.

    ``refused``: what a refusal says, by its code.
    """

    title: str
    lede: str
    clauses: Mapping[str, tuple[str, ...]]
    entry: Callable[[Ground, str], Entry]
    work: Callable[[Ground, Values], Worked]
    refused: Mapping[str, str]


def _box(ground: Ground, question: str, example: Value, label: str = "", kind: Kind | None = None) -> Box:
    """A box that holds an answer; an example where there is none. Its limits are wider than the question's."""
    asked = load().questions[question]
    named = label or f"{asked.label[:1].upper()}{asked.label[1:]}"
    kind = kind or asked.kind
    found = ground.values.get(question)
    start = example if is_absent(found) else found
    unit = asked.unit if asked.unit.isalpha() else ""
    box = Box(question, named, kind, start, options=asked.options, unit=unit)
    return replace(box, hint=EXAMPLE) if is_absent(found) else box


def _allocations(ground: Ground) -> dict[str, Number]:
    """The yearly value of each member's rows in the delivery schedule; nothing for a member without any."""
    found: dict[str, Number] = {}
    for row in ground.rows("delivery_matrix"):
        value, member = row.get("annual_value"), str(row.get("member_id"))
        if isinstance(value, int | Decimal) and member in ground.names:
            found[member] = found.get(member, 0) + value
    return found


def _allocation_box(ground: Ground) -> Box:
    """The yearly allocation of one member: the first that has one."""
    label = "The member’s yearly allocation"
    for member, value in _allocations(ground).items():
        return Box("allocation", label, Kind.MONEY, value, f"As it is for {ground.names[member]}.")
    return Box("allocation", label, Kind.MONEY, 300_000, EXAMPLE)


def _shares(ground: Ground) -> tuple[dict[str, Number], bool]:
    """The full members' delivery shares, and whether the agreement gives them; equal ones where it does not."""
    found: dict[str, Number] = {}
    for row in ground.rows("delivery_shares"):
        share, member = row.get("share_pct"), str(row.get("member_id"))
        if isinstance(share, int | Decimal) and member in ground.names:
            found[member] = share
    if found:
        return found, True
    full = [one.member_id for one in ground.draft.members if one.member_class in ("full", "")]
    return dict(scaled_to_100(dict.fromkeys(full or list(ground.names), 1))), False


def _measures(ground: Ground) -> tuple[Row, ...]:
    return ground.rows("kpis")


def _performance_entry(ground: Ground, chosen: str) -> Entry:
    measures = _measures(ground)
    row = next((one for one in measures if one.get("kpi_id") == chosen), measures[0] if measures else {})
    target, weight = _decimal(row.get("target"), Decimal(65)), _decimal(row.get("weight"), Decimal(40))
    up = str(row.get("direction") or "up")
    far = Limits(Decimal(-1_000_000_000), Decimal(1_000_000_000))
    hint = "" if measures else EXAMPLE
    boxes = (
        Box("target", "Target", Kind.DECIMAL, target, hint, limits=far),
        Box("direction", "Better is", Kind.ENUM, up, options={"up": "Higher", "down": "Lower"}),
        Box("weight", "Weight of this measure", Kind.PERCENT, weight, hint),
        _allocation_box(ground),
        Box(
            "periods_a_year",
            "Periods in a year",
            Kind.INT,
            _periods_a_year(row),
            hint,
            limits=Limits(Decimal(1), Decimal(12)),
        ),
        _box(ground, "trigger_shortfall_pct", 10),
        _box(ground, "trigger_periods", 2),
        _box(ground, "withhold_pct", 10),
        _box(ground, "withhold_cap_pct", 6),
        _box(ground, "withhold_forfeit_periods", 4),
        _box(ground, "reallocation_step_pct", 20),
    )
    figures = _example_figures(target, up)
    rows = tuple(
        (
            f"Period {n}",
            (Box(f"figure-{n}", f"Figure of period {n}", Kind.DECIMAL, figure, limits=far, optional=True),),
        )
        for n, figure in enumerate(figures, 1)
    )
    caption = "What was reached, an example. Leave a period empty where nothing counts."
    return Entry(boxes, Grid(caption, ("Period", "Figure"), rows))


def _decimal(value: Value | None, otherwise: Decimal) -> Number:
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else otherwise


def _periods_a_year(row: Row) -> int:
    return {"monthly": 12, "quarterly": 4, "half_yearly": 2, "annual": 1}.get(str(row.get("frequency")), 4)


_EXAMPLE_PARTS = (8, 12, 15, 14, 11, 13, 2, 0)
"""How far short of its target, in per cent, each period of the example is: it climbs the ladder and recovers."""


def _example_figures(target: Number, direction: str) -> list[Decimal]:
    sign = 1 if direction == "up" else -1
    return [round(Decimal(target) * (100 - sign * part) / 100, 1) for part in _EXAMPLE_PARTS]


def _performance(ground: Ground, values: Values) -> Worked:
    kpi = Kpi(
        "measure",
        Direction(text_of(values, "direction")),
        Fraction(number_of(values, "target")),
        Fraction(number_of(values, "weight")),
    )
    terms = LadderTerms(
        Fraction(number_of(values, "trigger_shortfall_pct")),
        int(number_of(values, "trigger_periods")),
        Fraction(number_of(values, "withhold_pct")),
        Fraction(number_of(values, "withhold_cap_pct")),
        Fraction(number_of(values, "reallocation_step_pct")),
        int(number_of(values, "withhold_forfeit_periods")),
        int(number_of(values, "periods_a_year")),
    )
    allocation = number_of(values, "allocation")
    entered = [values[f"figure-{n}"] for n in range(1, PERIODS + 1)]
    figures = [each if isinstance(each, int | Decimal) else None for each in entered]
    ladder = performance_ladder(allocation, (kpi,), terms, [{"measure": each} for each in figures])
    lines = ladder_working(allocation, kpi, terms, figures, ladder)
    run, held = ladder[-1].judged[0].run, ladder[-1].held_balance
    told = (
        f"At the end {plain_number(run)} miss{'' if run == 1 else 'es'} in a row"
        if run
        else "At the end the target is met"
    )
    groups = tuple((_period_title(n, terms.periods_a_year), each) for n, each in enumerate(lines, 1))
    return Worked(f"{told}; £{held:,f} is held back.", groups)


def _period_title(number: int, periods_a_year: int) -> str:
    first = (number - 1) % periods_a_year == 0
    return f"Period {number}{': a new year begins' if first and number > 1 else ''}"


def _agreed_sums_entry(ground: Ground, chosen: str) -> Entry:
    given = ground.rows("ld_table")[:MOST_BREACHES]
    breaches = tuple(map(_breach, given)) or _EXAMPLE_BREACHES
    hint = "" if given else EXAMPLE
    boxes = (
        _allocation_box(ground),
        _box(ground, "ld_cap_pct", 4),
        _box(ground, "penalty_total_cap_pct", 10),
        Box("withheld", "Held back in the same year already", Kind.MONEY, 0),
    )
    rows = tuple(
        (
            f"{each.name} (a {each.unit})",
            (
                Box(f"rate-{n}", f"Sum for one, row {n}", Kind.MONEY, _exact(each.rate)),
                Box(f"cap-{n}", f"Limit, row {n}", Kind.MONEY, _exact(each.cap)),
                Box(f"units-{n}", f"How many, row {n}", Kind.DECIMAL, 3 if n == 1 else 1),
            ),
        )
        for n, each in enumerate(breaches, 1)
    )
    caption = f"What happened in the year{': examples' if hint else ''}"
    return Entry(boxes, Grid(caption, ("Breach", "Sum for one", "Limit", "How many"), rows))


def _exact(number: object) -> Number:
    assert isinstance(number, int | Decimal)
    return number


def _breach(row: Row) -> Breach:
    rate, cap = _decimal(row.get("rate"), Decimal(50)), _decimal(row.get("cap"), Decimal(1000))
    return Breach(str(row.get("breach") or "Breach"), str(row.get("unit") or "unit"), rate, cap, 0)


_EXAMPLE_BREACHES = (
    Breach("Quarterly report late", "working day", 50, 1000, 0),
    Breach("Named worker not in post", "week", 250, 2000, 0),
)


def _agreed_sums(ground: Ground, values: Values) -> Worked:
    named = tuple(map(_breach, ground.rows("ld_table")[:MOST_BREACHES])) or _EXAMPLE_BREACHES
    breaches = tuple(
        replace(
            each,
            rate=number_of(values, f"rate-{n}"),
            cap=number_of(values, f"cap-{n}"),
            units=number_of(values, f"units-{n}"),
        )
        for n, each in enumerate(named, 1)
    )
    lines = agreed_sums_working(
        breaches,
        number_of(values, "allocation"),
        year_cap_pct=number_of(values, "ld_cap_pct"),
        total_cap_pct=number_of(values, "penalty_total_cap_pct"),
        withheld=number_of(values, "withheld"),
    )
    return Worked(f"The member owes {lines[-1].result} for the year.", (("", lines),))


NEWCOMER = "newcomer"
_NEW_PCT = Decimal("7.5")


def _joining_entry(ground: Ground, chosen: str) -> Entry:
    shares, given = _shares(ground)
    boxes = (
        Box(NEWCOMER, "The new member’s name", Kind.TEXT, "A new member", limits=Limits(most_characters=80)),
        Box("new_pct", "Its share", Kind.PERCENT, _NEW_PCT, "An example."),
        _box(ground, "share_reallocation", "pro_rata"),
    )
    decides = ground.choice("share_reallocation") == ShareReallocation.BOARD_DECIDES
    after = shares_after_admission(shares, NEWCOMER, _NEW_PCT) if decides else {}
    rows = tuple(
        (
            ground.names[name],
            (
                _share_box(name, share, ground),
                replace(_share_box(name, after.get(name), ground, "after"), optional=True),
            ),
        )
        for name, share in shares.items()
    )
    caption = "Shares now" if given else "Shares now: examples, for the agreement gives none"
    return Entry(
        boxes, Grid(caption, ("Member", "Share now, %", "Afterwards, %, if the Board decides"), rows)
    )


def _share_box(name: str, share: Number | None, ground: Ground, what: str = "share") -> Box:
    label = f"Share of {ground.names[name]}{' afterwards' if what == 'after' else ''}"
    return Box(f"{what}-{name}", label, Kind.PERCENT, share)


def _joining(ground: Ground, values: Values) -> Worked:
    shares, _ = _shares(ground)
    pct, how = number_of(values, "new_pct"), ShareReallocation(text_of(values, "share_reallocation"))
    name = text_of(values, NEWCOMER)
    decided = {member: values[f"after-{member}"] for member in shares}
    lines = admission_working(
        {member: number_of(values, f"share-{member}") for member in shares},
        {**ground.names, NEWCOMER: name},
        NEWCOMER,
        pct,
        how,
        lead=ground.choice("lead_body"),
        decided={
            **{member: share for member, share in decided.items() if isinstance(share, int | Decimal)},
            NEWCOMER: pct,
        },
    )
    held = next(line.result for line in lines if line.words == name)
    return Worked(f"{name} holds {held}.", (("", lines),))


def _leaving_entry(ground: Ground, chosen: str) -> Entry:
    start = ground.day("start_date")
    if start is not None and not is_in_reach(start):
        start = None
    begins = start or date(2027, 4, 1)
    months = ground.number("initial_term_months")
    end = term_end(begins, int(months) if months else 36)
    notice = Box(
        "notice", "Notice is given on", Kind.DATE, months_later(begins, 13) + timedelta(days=9), "An example."
    )
    joined = Box("joined", "The member joined on", Kind.DATE, begins, "" if start else EXAMPLE)
    last = "The last day of the term. Leave it empty if there is no contract."
    optional = "Leave it empty if there is none."
    boxes = (
        notice,
        joined,
        _box(ground, "leave_notice_months", 6),
        _box(ground, "min_commitment_months", 12),
        _box(ground, "leave_point", "quarter_end"),
        Box("contract_end", "The contract ends on", Kind.DATE, end - timedelta(days=1), last, optional=True),
        Box("break_on", "The next break of the contract", Kind.DATE, None, optional, optional=True),
        Box("locked_in", "The member has promised to stay until", Kind.DATE, None, optional, optional=True),
    )
    return Entry(boxes)


def _leaving(ground: Ground, values: Values) -> Worked:
    notice, joined, end = day_of(values, "notice"), day_of(values, "joined"), day_of(values, "contract_end")
    assert notice is not None and joined is not None  # these boxes may not be left empty
    terms = LeavingTerms(
        int(number_of(values, "leave_notice_months")),
        int(number_of(values, "min_commitment_months")),
        LeavePoint(text_of(values, "leave_point")),
    )
    day = day_of(values, "break_on")
    leaving = leaving_date(
        notice, joined, terms, end, breaks=[day] if day else [], locked_in_until=day_of(values, "locked_in")
    )
    lines = leaving_working(notice, joined, terms, end, leaving)
    return Worked(f"The member leaves on {lines[-1].result}.", (("", lines),))


_LEAVERS = {
    Leaver.GOOD: "A good leaver: through no doing of its own",
    Leaver.DEFAULT: "Any other leaver",
    Leaver.BAD: "A bad leaver: through its fault",
}


def _final_account_entry(ground: Ground, chosen: str) -> Entry:
    options = {str(leaver): words for leaver, words in _LEAVERS.items()}
    sums = {
        "earned_unpaid": ("Earned and not yet paid", "28480.00"),
        "withheld_releasable": ("Held back, and can be released", "3417.60"),
        "advance_unearned": ("Paid in advance and not earned", "6835.20"),
        "fixed_sums_due": ("Agreed sums that were decided", "250.00"),
        "fees_due": ("Fees and other sums it owes", "750.00"),
        "extra_replacement_cost": ("Extra cost of replacing it", "22000.00"),
        "liability_cap_left": ("What is left of its limit on liability", "427200.00"),
    }
    boxes = (
        Box("leaver", "Why it leaves", Kind.ENUM, str(Leaver.DEFAULT), options=options),
        _box(ground, "replacement_cost_share_pct", 50),
        *(Box(name, label, Kind.MONEY, Decimal(sum), "An example.") for name, (label, sum) in sums.items()),
    )
    return Entry(boxes)


def _final_account(ground: Ground, values: Values) -> Worked:
    leaver = Leaver(text_of(values, "leaver"))
    account = FinalAccount(
        earned_unpaid=number_of(values, "earned_unpaid"),
        withheld_releasable=number_of(values, "withheld_releasable"),
        advance_unearned=number_of(values, "advance_unearned"),
        fixed_sums_due=number_of(values, "fixed_sums_due"),
        fees_due=number_of(values, "fees_due"),
        extra_replacement_cost=number_of(values, "extra_replacement_cost"),
        replacement_share_pct=replacement_share(leaver, number_of(values, "replacement_cost_share_pct")),
        liability_cap_left=number_of(values, "liability_cap_left"),
    )
    lines = account_working(account, leaver)
    paid = "is paid" if account.net_to_member >= 0 else "pays"
    return Worked(f"The member that leaves {paid} {lines[-1].result}.", (("", lines),))


def _deficit_entry(ground: Ground, chosen: str) -> Entry:
    shares, given = _shares(ground)
    allocations = _allocations(ground)
    boxes = (
        Box("deficit", "The deficit, once the reserve is used", Kind.MONEY, 60_000, "An example."),
        _box(ground, "deficit_cap_pct", 5),
    )
    rows = tuple(
        (
            ground.names[name],
            (
                _share_box(name, share, ground),
                Box(
                    f"allocation-{name}",
                    f"Yearly allocation of {ground.names[name]}",
                    Kind.MONEY,
                    allocations.get(name, 0 if allocations else 100_000),
                ),
            ),
        )
        for name, share in shares.items()
    )
    caption = "Members" if given else "Members: the figures are examples, for the agreement gives none"
    return Entry(boxes, Grid(caption, ("Member", "Share, %", "Yearly allocation, £"), rows))


def _deficit(ground: Ground, values: Values) -> Worked:
    shares, _ = _shares(ground)
    lines = deficit_working(
        number_of(values, "deficit"),
        {name: number_of(values, f"share-{name}") for name in shares},
        {name: number_of(values, f"allocation-{name}") for name in shares},
        number_of(values, "deficit_cap_pct"),
        ground.names,
    )
    called, uncovered = lines[-2].result, lines[-1].result
    rule = _DEFICIT_RULES.get(ground.choice("deficit_rule"), "")
    return Worked(f"The members are called for {called}; {uncovered} stays uncovered.{rule}", (("", lines),))


_DEFICIT_RULES = {
    "vehicle_only": " But in this agreement the contract holder alone covers a deficit: nobody is called.",
    "lead_bears": " But in this agreement the contract holder bears a deficit: nobody is called.",
    "by_share_uncapped": " But in this agreement there is no cap: enter 100% to see its effect.",
}


def _surplus_entry(ground: Ground, chosen: str) -> Entry:
    shares, given = _shares(ground)
    boxes = (
        Box("surplus", "The surplus of the year", Kind.MONEY, 60_000, "An example."),
        _box(ground, "surplus_rule", "reserve_then_reinvest"),
        _box(ground, "reserve_target_months", 3, "The reserve should pay so many months"),
        Box("running_costs", "Running costs of a month", Kind.MONEY, 15_000, "An example."),
        Box("reserve", "In the reserve now", Kind.MONEY, 20_000, "An example."),
    )
    rows = tuple((ground.names[name], (_share_box(name, share, ground),)) for name, share in shares.items())
    caption = (
        "Shares, where the surplus is shared" if given else "Shares: examples, for the agreement gives none"
    )
    return Entry(boxes, Grid(caption, ("Member", "Share, %"), rows))


def _surplus(ground: Ground, values: Values) -> Worked:
    rule = text_of(values, "surplus_rule")
    shares = {name: number_of(values, f"share-{name}") for name in _shares(ground)[0]}
    months, costs = number_of(values, "reserve_target_months"), number_of(values, "running_costs")
    lines = surplus_working(
        number_of(values, "surplus"),
        number_of(values, "reserve"),
        Fraction(months) * Fraction(costs) if rule == "reserve_then_reinvest" else 0,
        shares if rule in ("by_share", "by_delivery") else {},
        ground.names,
        _SURPLUS_WORDS[rule],
    )
    filled = (
        f"{lines[0].result} goes into the reserve; "
        if len(lines) > 1 and rule == "reserve_then_reinvest"
        else ""
    )
    rest = next(line for line in lines if line.words == _SURPLUS_WORDS[rule])
    told = f"{filled}{rest.result} {_SURPLUS_TOLD[rule]}."
    return Worked(f"{told[:1].upper()}{told[1:]}", (("", lines),))


_SURPLUS_WORDS = {
    "reinvest": "Used for the purpose",
    "reserve_then_reinvest": "Used for the purpose",
    "by_share": "Shared out",
    "by_delivery": "Shared out, by the value delivered: enter it as shares",
    "return_to_funder": "Returned to the funder",
}

_SURPLUS_TOLD = {
    "reinvest": "is used for the purpose",
    "reserve_then_reinvest": "is used for the purpose",
    "by_share": "is shared out",
    "by_delivery": "is shared out",
    "return_to_funder": "goes back to the funder",
}

SUMS: Mapping[str, Sum] = {
    "performance": Sum(
        "The performance ladder",
        "What follows when a member misses a target again and again, and what it gets back when it recovers.",
        {
            "remedy-plan": ("trigger_shortfall_pct", "trigger_periods"),
            "payment-withholding": ("withhold_pct", "withhold_cap_pct", "withhold_forfeit_periods"),
            "allocation-of-work": ("reallocation_step_pct",),
        },
        _performance_entry,
        _performance,
        {},
    ),
    "agreed-sums": Sum(
        "Agreed sums and their caps",
        "What named breaches cost in a year, and where the caps stop it.",
        {
            "liquidated-damages": ("ld_cap_pct",),
            "penalty-principles": ("penalty_total_cap_pct",),
        },
        _agreed_sums_entry,
        _agreed_sums,
        {},
    ),
    "joining": Sum(
        "Shares when somebody joins",
        "What everybody’s share becomes once a new member holds one.",
        {"admission": ("share_reallocation", "delivery-share")},
        _joining_entry,
        _joining,
        {
            "numbers_do_not_add_up": (
                "These shares do not fit together. Give at least one share now; where the lead body gives up the "
                "share, it must hold that much; where the Board decides, give every member’s share afterwards, so that "
                "they total 100% with the new one."
            ),
        },
    ),
    "leaving": Sum(
        "The day somebody leaves",
        "From the notice to the day on which it takes effect.",
        {"voluntary-withdrawal": ("leave_notice_months", "min_commitment_months", "leave_point")},
        _leaving_entry,
        _leaving,
        {
            "locked_in": "On that day the member has still promised to stay. The others would have to agree.",
            "no_leave_point": (
                "There is no break of the contract after the notice, and the contract has no end: give one of them."
            ),
        },
    ),
    "final-account": Sum(
        "The final account of a member that leaves",
        "What it is owed, what it owes, and who pays.",
        {"exit-consequences": ("replacement_cost_share_pct",)},
        _final_account_entry,
        _final_account,
        {},
    ),
    "deficit": Sum(
        "Calls for a deficit",
        "What each member pays when there is not enough, and what stays uncovered.",
        {"surplus-deficit": ("deficit_rule", "deficit_cap_pct")},
        _deficit_entry,
        _deficit,
        {"numbers_do_not_add_up": "The shares total more than 100%. Lower one of them."},
    ),
    "surplus": Sum(
        "Use of a surplus",
        "How much fills the reserve, and what becomes of the rest.",
        {"surplus-deficit": ("surplus_rule", "reserve_target_months")},
        _surplus_entry,
        _surplus,
        {"numbers_do_not_add_up": "Shares that a surplus is divided by must total 100%."},
    ),
}
"""By the last word of its address."""


def measures(ground: Ground) -> Iterator[tuple[str, str]]:
    """The measures that the ladder can be played with: id and name."""
    for row in _measures(ground):
        yield str(row.get("kpi_id")), str(row.get("name") or row.get("kpi_id"))

"""The performance ladder: what follows when targets are missed again and again, period by period."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from govflow.core.answers import Kind, Limits, Row
from govflow.core.performance import (
    Direction,
    Kpi,
    LadderTerms,
    Period,
    forfeit_applied,
    performance_ladder,
)
from govflow.core.words import join_words
from govflow.core.words import number_of as counted
from govflow.core.working import ladder_working, pounds
from govflow.simulator.forms import Box, Number, number_of, optional_number_of, text_of
from govflow.simulator.ground import Ground
from govflow.simulator.sums.entry import (
    EXAMPLE,
    Entry,
    Grid,
    Group,
    Sum,
    Values,
    Worked,
    allocation_box,
    box,
    decimal,
)

PERIODS = 8
MOST_MEASURES = 8
SIDE_BY_SIDE = 4
"""So many measures have a column each in one table of figures."""

MOST = Decimal(1_000_000_000)
_FAR = Limits(-MOST, MOST)

_EXAMPLE_MEASURES: tuple[Row, ...] = (
    {"kpi_id": "K1", "name": "An example", "target": 65, "direction": "up", "weight": 60},
    {"kpi_id": "K2", "name": "Another", "target": 5, "direction": "down", "weight": 40},
)


def _measures(ground: Ground) -> tuple[Row, ...]:
    told = {_id(row): row for row in ground.rows("kpis")}
    return tuple(told.values())[:MOST_MEASURES] or _EXAMPLE_MEASURES


def _entry(ground: Ground) -> Entry:
    measures = _measures(ground)
    boxes = (
        allocation_box(ground),
        Box(
            "periods_a_year",
            "Periods in a year",
            Kind.INT,
            max(map(_periods_a_year, measures)),
            "" if ground.rows("kpis") else EXAMPLE,
            limits=Limits(Decimal(1), Decimal(12)),
        ),
        box(ground, "trigger_shortfall_pct", 10),
        box(ground, "trigger_periods", 2),
        box(ground, "withhold_pct", 10),
        box(ground, "withhold_cap_pct", 6),
        box(ground, "withhold_forfeit_periods", 4),
        box(ground, "reallocation_step_pct", 20),
        Box("replacement_cost", "What it costs to put the failures right", Kind.MONEY, None, optional=True),
    )
    numbered = tuple(enumerate(measures, 1))
    tables = (numbered[n : n + SIDE_BY_SIDE] for n in range(0, len(numbered), SIDE_BY_SIDE))
    return Entry(boxes, (_targets(ground, numbered), *map(_figures, tables)))


Numbered = Sequence[tuple[int, Row]]


def _targets(ground: Ground, measures: Numbered) -> Grid:
    better = {"up": "Higher", "down": "Lower"}
    rows = tuple(
        (
            _name(row),
            (
                Box(f"target-{n}", f"Target of {_id(row)}", Kind.DECIMAL, _target(row), limits=_FAR),
                Box(
                    f"direction-{n}", f"Better is, for {_id(row)}", Kind.ENUM, _direction(row), options=better
                ),
                Box(
                    f"weight-{n}",
                    f"Weight of {_id(row)}",
                    Kind.PERCENT,
                    decimal(row.get("weight"), Decimal(20)),
                ),
            ),
        )
        for n, row in measures
    )
    examples = "" if ground.rows("kpis") else ": examples, for the agreement names nothing"
    return Grid(f"What is measured{examples}", ("Measure", "Target", "Better is", "Weight, %"), rows)


def _figures(measures: Numbered) -> Grid:
    figures = {n: _example_figures(n, _target(row), _direction(row)) for n, row in measures}
    rows = tuple(
        (
            f"Period\N{NO-BREAK SPACE}{period}",
            tuple(
                Box(
                    f"figure-{n}-{period}",
                    f"Figure of {_id(row)} in period {period}",
                    Kind.DECIMAL,
                    figures[n][period - 1],
                    limits=_FAR,
                    optional=True,
                )
                for n, row in measures
            ),
        )
        for period in range(1, PERIODS + 1)
    )
    caption = "What was reached, an example. Leave a figure empty where nothing counts."
    return Grid(caption, ("Period", *(_id(row) for _, row in measures)), rows)


def _id(row: Row) -> str:
    return str(row.get("kpi_id") or row.get("name") or "the measure")


def _name(row: Row) -> str:
    return f"{_id(row)}: {row['name']}" if row.get("name") not in (None, "", _id(row)) else _id(row)


def _target(row: Row) -> Number:
    return decimal(row.get("target"), Decimal(65))


def _direction(row: Row) -> str:
    return str(row.get("direction") or "up")


def _periods_a_year(row: Row) -> int:
    return {"monthly": 12, "quarterly": 4, "half_yearly": 2, "annual": 1}.get(str(row.get("frequency")), 4)


_EXAMPLE_PARTS = {1: (8, 12, 15, 14, 11, 13, 2, 0), 2: (0, 0, 12, 13, 14, 3, 0, 0)}
"""How far short of its target, in per cent, each period of the example is: two climb the ladder and recover."""


def _example_figures(number: int, target: Number, direction: str) -> Sequence[Decimal | None]:
    """None where the target is too large to work with, as its own box says."""
    if not -MOST <= target <= MOST:
        return (None,) * PERIODS
    sign = 1 if direction == "up" else -1
    parts = _EXAMPLE_PARTS.get(number, (0,) * PERIODS)
    return [round(Decimal(target) * (100 - sign * part) / 100, 1) for part in parts]


def _work(ground: Ground, values: Values) -> Worked:
    measures = tuple(enumerate(_measures(ground), 1))
    kpis = tuple(
        Kpi(
            _id(row),
            Direction(text_of(values, f"direction-{n}")),
            Fraction(number_of(values, f"target-{n}")),
            Fraction(number_of(values, f"weight-{n}")),
        )
        for n, row in measures
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
    figures = [
        {_id(row): optional_number_of(values, f"figure-{n}-{period}") for n, row in measures}
        for period in range(1, PERIODS + 1)
    ]
    ladder = performance_ladder(allocation, kpis, terms, figures)
    lines = ladder_working(allocation, kpis, terms, figures, ladder)
    groups = tuple(
        Group(each, _title(period, terms), folded=not _moved(period))
        for period, each in zip(ladder, lines, strict=True)
    )
    returned = _returned(ladder, optional_number_of(values, "replacement_cost"))
    releases = _RELEASES.get(ground.choice("withhold_release"), "")
    return Worked(f"{_outcome(ladder)}{returned}{releases}", groups)


_RELEASES = {
    "pro_rata": " But in this agreement a sum is released in parts, period by period: here it is released at once.",
    "year_end": " But in this agreement a sum is released at the end of the year: here it is released at once.",
}


def _outcome(ladder: Sequence[Period]) -> str:
    last = ladder[-1]
    missed = [f"{one.kpi_id} with {_misses(one.run)}" for one in last.judged if one.run]
    if len(last.judged) == 1:
        told = f"{_misses(last.judged[0].run)} in a row" if missed else "the target is met"
    else:
        told = f"these are missed: {join_words(missed)} in a row" if missed else "every target is met"
    moved = join_words(_moved(*ladder))
    over = f" In all the periods together: {moved}." if moved else ""
    return f"At the end {told}; {pounds(last.held_balance)} is held back.{over}"


def _returned(ladder: Sequence[Period], cost: Number | None) -> str:
    """What becomes of sums that are lost: they pay for the replacement, and the rest goes back."""
    lost = sum((period.forfeited for period in ladder), Decimal(0))
    if not lost or cost is None:
        return ""
    applied, back = forfeit_applied(lost, cost)
    return f" Of what is lost, {pounds(applied)} pays for putting it right and {pounds(back)} goes back."


def _misses(run: int) -> str:
    return counted(run, "miss", "misses")


def _moved(*periods: Period) -> list[str]:
    """What was held back, released and lost in these periods, in words."""
    sums = {
        "held back": sum((period.withheld for period in periods), Decimal(0)),
        "released": sum((period.released for period in periods), Decimal(0)),
        "lost": sum((period.forfeited for period in periods), Decimal(0)),
    }
    return [f"{pounds(amount)} {what}" for what, amount in sums.items() if amount]


def _title(period: Period, terms: LadderTerms) -> str:
    year = ", a new year" if period.number > 1 and (period.number - 1) % terms.periods_a_year == 0 else ""
    missed = [one.kpi_id for one in period.judged if one.missed]
    told = f"{join_words(missed)} missed" if missed else "no miss"
    return "; ".join([f"Period {period.number}{year}: {told}", *_moved(period)])


SUM = Sum(
    "The performance ladder",
    "What follows when a member misses a target again and again, and what it gets back when it recovers.",
    {
        "remedy-plan": ("trigger_shortfall_pct", "trigger_periods"),
        "payment-withholding": ("withhold_pct", "withhold_cap_pct", "withhold_forfeit_periods"),
        "allocation-of-work": ("reallocation_step_pct",),
    },
    _entry,
    _work,
    {},
)

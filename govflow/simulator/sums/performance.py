"""The performance ladder: what follows when targets are missed again and again, period by period."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from govflow.core.answers import Kind, Limits, Row, plain_number
from govflow.core.performance import Direction, Kpi, LadderTerms, performance_ladder
from govflow.core.working import ladder_working
from govflow.simulator.forms import Box, Number, number_of, text_of
from govflow.simulator.ground import Ground
from govflow.simulator.sums.entry import (
    EXAMPLE,
    Entry,
    Grid,
    Sum,
    Values,
    Worked,
    allocation_box,
    box,
    decimal,
)

PERIODS = 8


def _measures(ground: Ground) -> tuple[Row, ...]:
    return ground.rows("kpis")


def _entry(ground: Ground, chosen: str) -> Entry:
    measures = _measures(ground)
    row = next((one for one in measures if one.get("kpi_id") == chosen), measures[0] if measures else {})
    target, weight = decimal(row.get("target"), Decimal(65)), decimal(row.get("weight"), Decimal(40))
    up = str(row.get("direction") or "up")
    far = Limits(Decimal(-1_000_000_000), Decimal(1_000_000_000))
    hint = "" if measures else EXAMPLE
    boxes = (
        Box("target", "Target", Kind.DECIMAL, target, hint, limits=far),
        Box("direction", "Better is", Kind.ENUM, up, options={"up": "Higher", "down": "Lower"}),
        Box("weight", "Weight of this measure", Kind.PERCENT, weight, hint),
        allocation_box(ground),
        Box(
            "periods_a_year",
            "Periods in a year",
            Kind.INT,
            _periods_a_year(row),
            hint,
            limits=Limits(Decimal(1), Decimal(12)),
        ),
        box(ground, "trigger_shortfall_pct", 10),
        box(ground, "trigger_periods", 2),
        box(ground, "withhold_pct", 10),
        box(ground, "withhold_cap_pct", 6),
        box(ground, "withhold_forfeit_periods", 4),
        box(ground, "reallocation_step_pct", 20),
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


def _periods_a_year(row: Row) -> int:
    return {"monthly": 12, "quarterly": 4, "half_yearly": 2, "annual": 1}.get(str(row.get("frequency")), 4)


_EXAMPLE_PARTS = (8, 12, 15, 14, 11, 13, 2, 0)
"""How far short of its target, in per cent, each period of the example is: it climbs the ladder and recovers."""


def _example_figures(target: Number, direction: str) -> list[Decimal]:
    sign = 1 if direction == "up" else -1
    return [round(Decimal(target) * (100 - sign * part) / 100, 1) for part in _EXAMPLE_PARTS]


def _work(ground: Ground, values: Values) -> Worked:
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


def measures(ground: Ground) -> Iterator[tuple[str, str]]:
    """The measures that the ladder can be played with: id and name."""
    for row in _measures(ground):
        yield str(row.get("kpi_id")), str(row.get("name") or row.get("kpi_id"))

"""Agreed sums: what named breaches cost in a year, and where the caps stop it."""

from dataclasses import replace
from decimal import Decimal

from govflow.core.answers import Kind, Row
from govflow.core.working import Breach, agreed_sums_working
from govflow.simulator.forms import Box, Number, number_of
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

MOST_BREACHES = 12


def _entry(ground: Ground) -> Entry:
    given = ground.rows("ld_table")[:MOST_BREACHES]
    breaches = tuple(map(_breach, given)) or _EXAMPLE_BREACHES
    hint = "" if given else EXAMPLE
    boxes = (
        allocation_box(ground),
        box(ground, "ld_cap_pct", 4),
        box(ground, "penalty_total_cap_pct", 10),
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
    return Entry(boxes, (Grid(caption, ("Breach", "Sum for one", "Limit", "How many"), rows),))


def _exact(number: object) -> Number:
    assert isinstance(number, int | Decimal)
    return number


def _breach(row: Row) -> Breach:
    rate, cap = decimal(row.get("rate"), Decimal(50)), decimal(row.get("cap"), Decimal(1000))
    return Breach(str(row.get("breach") or "Breach"), str(row.get("unit") or "unit"), rate, cap, 0)


_EXAMPLE_BREACHES = (
    Breach("Quarterly report late", "working day", 50, 1000, 0),
    Breach("Named worker not in post", "week", 250, 2000, 0),
)


def _work(ground: Ground, values: Values) -> Worked:
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
    return Worked(f"The member owes {lines[-1].result} for the year.", (Group(lines),))


SUM = Sum(
    "Agreed sums and their caps",
    "What named breaches cost in a year, and where the caps stop it.",
    {
        "liquidated-damages": ("ld_cap_pct",),
        "penalty-principles": ("penalty_total_cap_pct",),
    },
    _entry,
    _work,
    {},
)

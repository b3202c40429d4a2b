"""Calls for a deficit: what each member pays when there is not enough, and what stays uncovered."""

from govflow.core.answers import Kind
from govflow.core.working import deficit_working
from govflow.simulator.forms import Box, number_of
from govflow.simulator.ground import Ground
from govflow.simulator.sums.entry import (
    Entry,
    Grid,
    Group,
    Sum,
    Values,
    Worked,
    allocations,
    box,
    share_box,
    shares_of,
)


def _entry(ground: Ground) -> Entry:
    shares, given = shares_of(ground)
    allocated = allocations(ground)
    boxes = (
        Box("deficit", "The deficit, once the reserve is used", Kind.MONEY, 60_000, "An example."),
        box(ground, "deficit_cap_pct", 5),
    )
    rows = tuple(
        (
            ground.names[name],
            (
                share_box(name, share, ground),
                Box(
                    f"allocation-{name}",
                    f"Yearly allocation of {ground.names[name]}",
                    Kind.MONEY,
                    allocated.get(name, 0 if allocated else 100_000),
                ),
            ),
        )
        for name, share in shares.items()
    )
    caption = "Members" if given else "Members: the figures are examples, for the agreement gives none"
    return Entry(boxes, (Grid(caption, ("Member", "Share, %", "Yearly allocation, £"), rows),))


def _work(ground: Ground, values: Values) -> Worked:
    shares, _ = shares_of(ground)
    lines = deficit_working(
        number_of(values, "deficit"),
        {name: number_of(values, f"share-{name}") for name in shares},
        {name: number_of(values, f"allocation-{name}") for name in shares},
        number_of(values, "deficit_cap_pct"),
        ground.names,
    )
    called, uncovered = lines[-2].result, lines[-1].result
    return Worked(_outcome(ground.choice("deficit_rule"), called, uncovered), (Group(lines),))


def _outcome(rule: str, called: str, uncovered: str) -> str:
    if rule in _NOBODY_CALLED:
        would = f"If the members were called, it would be for {called}, and {uncovered} would stay uncovered."
        return f"In this agreement nobody is called: {_NOBODY_CALLED[rule]} {would}"
    uncapped = (
        " In this agreement there is no cap: enter 100% to see that." if rule == "by_share_uncapped" else ""
    )
    return f"The members are called for {called}; {uncovered} stays uncovered.{uncapped}"


_NOBODY_CALLED = {
    "vehicle_only": "the contract holder alone covers a deficit.",
    "lead_bears": "the contract holder bears a deficit.",
}


SUM = Sum(
    "Calls for a deficit",
    "What each member pays when there is not enough, and what stays uncovered.",
    {"surplus-deficit": ("deficit_rule", "deficit_cap_pct")},
    _entry,
    _work,
    {"numbers_do_not_add_up": "The shares total more than 100%. Lower one of them."},
)

"""Use of a surplus: how much fills the reserve, and what becomes of the rest."""

from fractions import Fraction

from govflow.core.answers import Kind
from govflow.core.working import surplus_working
from govflow.simulator.forms import Box, number_of, text_of
from govflow.simulator.ground import Ground
from govflow.simulator.sums.entry import Entry, Grid, Group, Sum, Values, Worked, box, share_box, shares_of


def _entry(ground: Ground) -> Entry:
    shares, given = shares_of(ground)
    boxes = (
        Box("surplus", "The surplus of the year", Kind.MONEY, 60_000, "An example."),
        box(ground, "surplus_rule", "reserve_then_reinvest"),
        box(ground, "reserve_target_months", 3, "The reserve should pay so many months"),
        Box("running_costs", "Running costs of a month", Kind.MONEY, 15_000, "An example."),
        Box("reserve", "In the reserve now", Kind.MONEY, 20_000, "An example."),
    )
    rows = tuple((ground.names[name], (share_box(name, share, ground),)) for name, share in shares.items())
    shared = ground.choice("surplus_rule") in _SHARED
    caption = (
        f"Shares, where the surplus is shared{'' if given else ': examples, for the agreement gives none'}"
    )
    return Entry(boxes, (Grid(caption, ("Member", "Share, %"), rows, folded=not shared),))


def _work(ground: Ground, values: Values) -> Worked:
    rule = text_of(values, "surplus_rule")
    shares = {name: number_of(values, f"share-{name}") for name in shares_of(ground)[0]}
    months, costs = number_of(values, "reserve_target_months"), number_of(values, "running_costs")
    lines = surplus_working(
        number_of(values, "surplus"),
        number_of(values, "reserve"),
        Fraction(months) * Fraction(costs) if rule == "reserve_then_reinvest" else 0,
        shares if rule in _SHARED else {},
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
    return Worked(f"{told[:1].upper()}{told[1:]}", (Group(lines),))


_SHARED = ("by_share", "by_delivery")

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


SUM = Sum(
    "Use of a surplus",
    "How much fills the reserve, and what becomes of the rest.",
    {"surplus-deficit": ("surplus_rule", "reserve_target_months")},
    _entry,
    _work,
    {"numbers_do_not_add_up": "Shares that a surplus is divided by must total 100%."},
)

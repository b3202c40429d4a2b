"""Shares when somebody joins: what everybody's share becomes once a new member holds one."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from govflow.core.answers import Kind, Limits
from govflow.core.errors import Refused
from govflow.core.mechanics import ShareReallocation, shares_after_admission
from govflow.core.working import admission_working
from govflow.simulator.forms import Box, Number, number_of, text_of
from govflow.simulator.ground import Ground
from govflow.simulator.sums.entry import Entry, Grid, Group, Sum, Values, Worked, box, share_box, shares_of

NEWCOMER = "newcomer"
_NEW_PCT = Decimal("7.5")


def _entry(ground: Ground) -> Entry:
    shares, given = shares_of(ground)
    boxes = (
        Box(NEWCOMER, "The new member’s name", Kind.TEXT, "A new member", limits=Limits(most_characters=80)),
        Box("new_pct", "Its share", Kind.PERCENT, _NEW_PCT, "An example."),
        box(ground, "share_reallocation", "pro_rata"),
    )
    decides = ground.choice("share_reallocation") == ShareReallocation.BOARD_DECIDES
    after = _suggested(shares) if decides else {}
    now = tuple((ground.names[name], (share_box(name, share, ground),)) for name, share in shares.items())
    then = tuple(
        (ground.names[name], (replace(share_box(name, after.get(name), ground, "after"), optional=True),))
        for name in shares
    )
    caption = "Shares now" if given else "Shares now: examples, for the agreement gives none"
    decided = Grid(
        "Shares afterwards, where the Board decides",
        ("Member", "Share afterwards, %"),
        then,
        folded=not decides,
    )
    return Entry(boxes, (Grid(caption, ("Member", "Share now, %"), now), decided))


def _suggested(shares: Mapping[str, Number]) -> Mapping[str, Number]:
    """Everybody's share afterwards, to begin with; nothing where the shares now cannot be divided."""
    try:
        return shares_after_admission(shares, NEWCOMER, _NEW_PCT)
    except Refused:
        return {}


def _work(ground: Ground, values: Values) -> Worked:
    shares, _ = shares_of(ground)
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
    # A member may have this name too, but the newcomer comes last, before the total.
    *_, its_own, _ = lines
    return Worked(f"{name} holds {its_own.result}.", (Group(lines),))


SUM = Sum(
    "Shares when somebody joins",
    "What everybody’s share becomes once a new member holds one.",
    {"admission": ("share_reallocation", "delivery-share")},
    _entry,
    _work,
    {
        "numbers_do_not_add_up": (
            "These shares do not fit together. Give at least one share now; where the lead body gives up the "
            "share, it must hold that much; where the Board decides, give every member’s share afterwards, so that "
            "they total 100% with the new one."
        ),
    },
)

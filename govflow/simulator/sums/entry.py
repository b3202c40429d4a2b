"""What a sum to play with is made of, and the boxes that several of them share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from govflow.catalogue.loader import load
from govflow.core.answers import Kind, Value, is_absent
from govflow.core.mechanics import scaled_to_100
from govflow.core.working import Line
from govflow.simulator.forms import Box, Number
from govflow.simulator.ground import Ground

EXAMPLE = "An example: the agreement does not say."

Values = Mapping[str, Value | None]


@dataclass(frozen=True)
class Grid:
    """Boxes in rows: ``rows`` are a name and its boxes, under ``headings``. ``folded``: for some who play alone."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Box, ...]], ...]
    folded: bool = False


@dataclass(frozen=True)
class Entry:
    """Everything that is entered for a sum."""

    boxes: tuple[Box, ...]
    grids: tuple[Grid, ...] = ()

    @property
    def all_boxes(self) -> tuple[Box, ...]:
        """The boxes, those of the grids last."""
        return (*self.boxes, *(box for grid in self.grids for _, boxes in grid.rows for box in boxes))


@dataclass(frozen=True)
class Group:
    """Lines of a working. ``title``: what they come to, "" for lines that need none; ``folded``: read on demand."""

    lines: tuple[Line, ...]
    title: str = ""
    folded: bool = False


@dataclass(frozen=True)
class Worked:
    """A working. ``outcome``: what it comes to, in a sentence."""

    outcome: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Sum:
    """One thing to reckon. ``clauses``: with the questions that feed it, where the agreement says so; without the
    first there is nothing of it.

    ``refused``: what a refusal says, by its code.
    """

    title: str
    lede: str
    clauses: Mapping[str, tuple[str, ...]]
    entry: Callable[[Ground], Entry]
    work: Callable[[Ground, Values], Worked]
    refused: Mapping[str, str]


def box(ground: Ground, question: str, example: Value, label: str = "", kind: Kind | None = None) -> Box:
    """A box that holds an answer; an example where there is none. Its limits are wider than the question's."""
    asked = load().questions[question]
    named = label or f"{asked.label[:1].upper()}{asked.label[1:]}"
    kind = kind or asked.kind
    found = ground.values.get(question)
    start = example if is_absent(found) else found
    unit = asked.unit if asked.unit.isalpha() else ""
    box = Box(question, named, kind, start, options=asked.options, unit=unit)
    return replace(box, hint=EXAMPLE) if is_absent(found) else box


def allocations(ground: Ground) -> dict[str, Number]:
    """The yearly value of each member's rows in the delivery schedule; nothing for a member without any."""
    found: dict[str, Number] = {}
    for row in ground.rows("delivery_matrix"):
        value, member = row.get("annual_value"), str(row.get("member_id"))
        if isinstance(value, int | Decimal) and member in ground.names:
            found[member] = found.get(member, 0) + value
    return found


def allocation_box(ground: Ground) -> Box:
    """The yearly allocation of one member: the first that has one."""
    label = "The member’s yearly allocation"
    for member, value in allocations(ground).items():
        return Box("allocation", label, Kind.MONEY, value, f"As it is for {ground.names[member]}.")
    return Box("allocation", label, Kind.MONEY, 300_000, EXAMPLE)


def shares_of(ground: Ground) -> tuple[dict[str, Number], bool]:
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


def decimal(value: Value | None, otherwise: Decimal) -> Number:
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else otherwise


def share_box(name: str, share: Number | None, ground: Ground, what: str = "share") -> Box:
    label = f"Share of {ground.names[name]}{' afterwards' if what == 'after' else ''}"
    return Box(f"{what}-{name}", label, Kind.PERCENT, share)

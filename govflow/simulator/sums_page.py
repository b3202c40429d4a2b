"""A sum or a date worked out on a page, line by line, each with the clause that says so.

In: one of ``sums.SUMS``, and what was entered. Out: the page.
"""

from collections.abc import Container
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form

from govflow.core.errors import Refused
from govflow.core.working import Line
from govflow.simulator.forms import Box, Entered, enter, refuse
from govflow.simulator.ground import Clause, Ground
from govflow.simulator.sums import SUMS
from govflow.simulator.sums.entry import Grid, Group, Sum, Worked
from govflow.web.links import Link


@dataclass(frozen=True)
class Filled:
    """A box with its field."""

    box: Box
    field: Field


@dataclass(frozen=True)
class FilledGrid:
    """Boxes in rows, with their fields. ``open``: something was entered in them, or has to be mended."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Filled, ...]], ...]
    folded: bool

    @property
    def open(self) -> bool:
        filled = [one for _, boxes in self.rows for one in boxes]
        return any(one.field.data != one.box.typed or one.field.errors for one in filled)


@dataclass(frozen=True, slots=True)
class WorkingLine:
    """A line with the clause that says so, where the agreement has it."""

    words: str
    sum: str
    result: str
    clause: Link | None


@dataclass(frozen=True, slots=True)
class WorkingGroup:
    """Lines under a heading, "" for none; ``folded``: read on demand."""

    title: str
    folded: bool
    lines: tuple[WorkingLine, ...]


@dataclass(frozen=True)
class SumPage:
    """A sum. ``worked``: none where something has to be mended first.

    ``absent``: what has to be said of clauses that the agreement does not have, "" where it has them all.
    """

    title: str
    caption: str
    lede: str
    crumbs: tuple[Link, ...]
    form: Form
    boxes: tuple[Filled, ...]
    grids: tuple[FilledGrid, ...]
    faults: tuple[str, ...]
    outcome: str
    worked: tuple[WorkingGroup, ...]
    clauses: tuple[Clause, ...]
    absent: str
    url: str


def sum_page(ground: Ground, name: str, sent: MultiDict[str, str]) -> SumPage:
    """The page for what was entered."""
    sum = SUMS[name]
    entry = sum.entry(ground)
    entered, worked = _worked(ground, sum, enter(entry.all_boxes, sent))
    said = {clause: questions for clause, questions in sum.clauses.items() if ground.has(clause, questions)}
    clauses = tuple(ground.clause(clause, questions) for clause, questions in said.items())
    return SumPage(
        title=sum.title,
        caption=ground.caption,
        lede=sum.lede,
        crumbs=ground.crumbs,
        form=entered.form,
        boxes=tuple(Filled(box, entered.form[box.name]) for box in entry.boxes),
        grids=tuple(_filled(grid, entered.form) for grid in entry.grids),
        faults=entered.faults(),
        outcome=worked.outcome if worked else "",
        worked=tuple(_group(ground, said, group) for group in worked.groups) if worked else (),
        clauses=tuple(clause for clause in clauses if clause is not None),
        absent=_absent(len(sum.clauses), len(sum.clauses) - len(said)),
        url=ground.place("sums", matter=name),
    )


def _worked(ground: Ground, sum: Sum, entered: Entered) -> tuple[Entered, Worked | None]:
    if entered.faulty:
        return entered, None
    try:
        return entered, sum.work(ground, entered.values)
    except Refused as no:
        return refuse(entered, sum.refused[no.code]), None


def _filled(grid: Grid, form: Form) -> FilledGrid:
    rows = tuple((name, tuple(Filled(box, form[box.name]) for box in boxes)) for name, boxes in grid.rows)
    return FilledGrid(grid.caption, grid.headings, rows, grid.folded)


def _group(ground: Ground, said: Container[str], group: Group) -> WorkingGroup:
    return WorkingGroup(group.title, group.folded, tuple(_line(ground, said, line) for line in group.lines))


def _line(ground: Ground, said: Container[str], line: Line) -> WorkingLine:
    clause = ground.label(line.clause) if line.clause in said else None
    return WorkingLine(line.words, line.sum, line.result, clause)


def _absent(all: int, absent: int) -> str:
    if not absent:
        return ""
    if absent == all:
        return "This agreement has no clause about this. The figures are examples, to see what one would do."
    return "This agreement does not have every clause that this rests on: those lines are examples."

"""A sum or a date worked out on a page, line by line, each with the clause that says so.

In: one of ``sums.SUMS``, and what was entered. Out: the page.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form

from govflow.core.errors import Refused
from govflow.core.working import Line
from govflow.simulator.forms import Box, Entered, enter, refuse
from govflow.simulator.ground import Clause, Ground, Link
from govflow.simulator.sums import SUMS
from govflow.simulator.sums.entry import Entry, Sum, Worked
from govflow.simulator.sums.performance import measures

MEASURE = "measure"


@dataclass(frozen=True)
class Filled:
    """A box with its field."""

    box: Box
    field: Field


@dataclass(frozen=True)
class FilledGrid:
    """Boxes in rows, with their fields."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Filled, ...]], ...]


@dataclass(frozen=True, slots=True)
class WorkingLine:
    """A line with the clause that says so, where the agreement has it."""

    words: str
    sum: str
    result: str
    clause: Link | None


@dataclass(frozen=True)
class SumPage:
    """A sum. ``worked``: lines under headings, none where something has to be mended first.

    ``choices``: other measures to play with: words, address, whether it is this one. ``absent``: what has to be said
    of clauses that the agreement does not have, "" where it has them all.
    """

    title: str
    caption: str
    lede: str
    crumbs: tuple[Link, ...]
    form: Form
    kept: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str, bool], ...]
    boxes: tuple[Filled, ...]
    grid: FilledGrid | None
    faults: tuple[str, ...]
    outcome: str
    worked: tuple[tuple[str, tuple[WorkingLine, ...]], ...]
    clauses: tuple[Clause, ...]
    absent: str
    url: str


def sum_page(ground: Ground, name: str, sent: MultiDict[str, str]) -> SumPage:
    """The page for what was entered."""
    chosen, sum = sent.get(MEASURE, ""), SUMS[name]
    entry = sum.entry(ground, chosen)
    entered, worked = _worked(ground, sum, enter(entry.all_boxes, sent))
    clauses = tuple(ground.clause(clause, questions) for clause, questions in sum.clauses.items())
    known = chosen in dict(measures(ground))
    return SumPage(
        title=sum.title,
        caption=ground.caption,
        lede=sum.lede,
        crumbs=ground.crumbs,
        form=entered.form,
        kept=((MEASURE, chosen),) if known else (),
        choices=tuple(_choices(ground, name, chosen)),
        boxes=tuple(Filled(box, entered.form[box.name]) for box in entry.boxes),
        grid=_grid(entry, entered.form),
        faults=entered.faults(),
        outcome=worked.outcome if worked else "",
        worked=tuple((title, tuple(_line(ground, line) for line in lines)) for title, lines in worked.groups)
        if worked
        else (),
        clauses=tuple(clause for clause in clauses if clause is not None),
        absent=_absent(len(clauses), clauses.count(None)),
        url=ground.place("sums", matter=name),
    )


def _worked(ground: Ground, sum: Sum, entered: Entered) -> tuple[Entered, Worked | None]:
    if entered.faulty:
        return entered, None
    try:
        return entered, sum.work(ground, entered.values)
    except Refused as no:
        return refuse(entered, sum.refused[no.code]), None


def _choices(ground: Ground, name: str, chosen: str) -> Iterator[tuple[str, str, bool]]:
    known = tuple(measures(ground)) if name == "performance" else ()
    for place, (code, words) in enumerate(known):
        here = code == chosen or (not place and chosen not in dict(known))
        yield words, ground.place("sums", matter=name, **{MEASURE: code}), here


def _grid(entry: Entry, form: Form) -> FilledGrid | None:
    if entry.grid is None:
        return None
    rows = tuple(
        (name, tuple(Filled(box, form[box.name]) for box in boxes)) for name, boxes in entry.grid.rows
    )
    return FilledGrid(entry.grid.caption, entry.grid.headings, rows)


def _line(ground: Ground, line: Line) -> WorkingLine:
    return WorkingLine(line.words, line.sum, line.result, ground.label(line.clause))


def _absent(all: int, absent: int) -> str:
    if not absent:
        return ""
    if absent == all:
        return "This agreement has no clause about this. The figures are examples, to see what one would do."
    return "This agreement does not have every clause that this rests on: those lines are examples."

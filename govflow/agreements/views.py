"""The agreement as it is read: contents, text and open points side by side."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, render_template

from govflow.agreements import queries
from govflow.agreements.queries import Examined
from govflow.core.document import Document
from govflow.core.errors import Problem, Severity
from govflow.core.permissions import Permission
from govflow.pdf.pages import Section, sections
from govflow.web.access import policy, reader

rooms = Blueprint("agreements", __name__)


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A problem as the page shows it. ``target``: the place in the text, "" where it has none."""

    severity: str
    word: str
    message: str
    target: str


@dataclass(frozen=True, slots=True)
class ReadPage:
    """The agreement, ready to be read. ``open``: how many open points there are."""

    document: Document
    sections: tuple[Section, ...]
    problems: tuple[OpenPoint, ...]
    open: str
    state: str
    reader: str


@rooms.get("/agreements/<uuid:agreement_id>")
@policy(Permission.AGREEMENT_READ)
def read(agreement_id: UUID) -> str:
    """Read the working draft."""
    examined = queries.examine(queries.draft_source(agreement_id))
    return render_template("agreements/read.html", page=_page(examined, reader().name))


def _page(examined: Examined, reader: str) -> ReadPage:
    document = examined.assembled.document
    count = len(document.clauses)
    places = frozenset(part.id for part in document.parts) | {para.id for para in document.paragraphs()}
    points = tuple(_point(problem, places) for problem in examined.problems)
    open = _open(len(points))
    state = f"Working draft. {count} clauses and {len(document.schedules)} schedules, {open}."
    return ReadPage(document, sections(document), points, open, state, reader)


def _open(count: int) -> str:
    return {0: "no open points", 1: "1 open point"}.get(count, f"{count} open points")


def _point(problem: Problem, places: frozenset[str]) -> OpenPoint:
    word = "To mend:" if problem.severity is Severity.ERROR else "To think about:"
    target = next((place for place in (problem.field, problem.clause) if place in places), "")
    return OpenPoint(problem.severity, word, f"{problem.message} {problem.mend}", target)

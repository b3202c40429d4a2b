"""The agreement as it is read: contents, text and open points side by side."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, abort, render_template, request, session
from flask_login import current_user

from govflow.agreements import queries
from govflow.agreements.queries import Examined
from govflow.core.document import Document
from govflow.core.errors import Problem, Severity
from govflow.pdf.pages import Section, sections
from govflow.web.access import OPENED, SIGNED_IN, policy

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
@policy(SIGNED_IN)
def read(agreement_id: UUID) -> str:
    """Read the working draft."""
    if session.get(OPENED) != request.path or queries.agreement(agreement_id) is None:
        abort(404)
    examined = queries.examine(queries.draft_source(agreement_id))
    return render_template("agreements/read.html", page=_page(examined, current_user.name))


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

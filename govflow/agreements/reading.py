"""The working draft as a page: its clauses with what stands behind each, and what is still open.

In: a text, and what its reader may do. Out: values for the template.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from govflow.agreements.kept_texts import kept_texts
from govflow.agreements.mends import Mending, Offer, mending, offer
from govflow.agreements.problem_places import Places
from govflow.agreements.queries import catalogue_for
from govflow.agreements.text_page import DOWNLOADS, About, OpenPoint, TextPage, html_of, place
from govflow.agreements.text_queries import WorkingText
from govflow.core.answers import Question
from govflow.core.assembly import still_to_be_agreed
from govflow.core.catalogue import AGREEMENT, Catalogue, Clause
from govflow.core.document import Document, Part, PartKind, RunKind
from govflow.core.errors import Problem, Severity
from govflow.core.words import capital, number_of
from govflow.pdf.pages import sections
from govflow.web.links import Link


@dataclass(frozen=True, slots=True)
class ReadPage:
    """The working draft. ``state``: how it stands, in a sentence; ``body``: its text as HTML.

    ``unconfirmed``: how many usual choices stand in it that nobody confirmed, in words; "" for none.
    """

    title: str
    caption: str
    state: str
    open: str
    unconfirmed: str
    tasks_url: str
    check_url: str
    body: bytes
    mending: Mending | None
    downloads: tuple[Link, ...]
    compare_url: str
    versions_url: str
    try_url: str


@dataclass(frozen=True, slots=True)
class Rights:
    """What a reader of the text may do with it: reword its clauses, answer for the consortium."""

    reword: bool
    answer: bool

    def allow(self, offer: Offer) -> bool:
        """Whether the reader may do all of a mend."""
        answers = self.answer and offer.for_everybody
        return (self.reword or not offer.mend.reworded) and (answers or not offer.questions)


def read_page(text: WorkingText, rights: Rights, unconfirmed: int) -> ReadPage:
    """The working draft for a reader. ``unconfirmed``: how many usual choices stand in it that nobody confirmed."""
    document, problems = text.examined.assembled.document, text.examined.problems
    here = text.agreement.id
    open = _open(len(problems))
    return ReadPage(
        title=document.subtitle,
        caption=document.title,
        state=f"Working draft. {_count(document)}, {open}.",
        open=open if problems else "",
        unconfirmed=_choices(unconfirmed),
        tasks_url=url_for("questions.tasks", agreement_id=here),
        check_url=url_for("questions.check", agreement_id=here),
        body=_working_body(text, rights),
        mending=mending(here, "read") if problems else None,
        downloads=tuple((words, place("download", here, kind=kind)) for kind, words in DOWNLOADS.items()),
        compare_url=place("compare", here),
        versions_url=place("versions", here),
        try_url=_try_url(text),
    )


def _try_url(text: WorkingText) -> str:
    """Where its rules are tried; a shorter instrument has none to try."""
    if text.examined.draft.instrument != AGREEMENT:
        return ""
    return url_for("simulator.start", agreement_id=text.agreement.id)


def _count(document: Document) -> str:
    clauses, schedules = len(document.clauses), len(document.schedules)
    return f"{clauses} clauses and {number_of(schedules, 'schedule')}"


def _open(count: int) -> str:
    return number_of(count, "open point") if count else "no open points"


def _choices(count: int) -> str:
    stand = number_of(count, "usual choice stands", "usual choices stand")
    return f"{stand} that nobody has confirmed yet." if count else ""


def _working_body(text: WorkingText, rights: Rights) -> bytes:
    def make(_: bytes | None) -> bytes:
        document, agreement = text.examined.assembled.document, text.agreement
        about = dict(_abouts(agreement.id, document, rights.reword))
        places = Places(agreement.id, agreement.consortium_id, text.examined)
        blanks = _blanks(agreement.id, document)
        points = tuple(_point(problem, places, blanks, rights) for problem in text.examined.problems)
        return html_of(TextPage(document, sections(document), about, points, True))

    return kept_texts().take(("read", text.agreement.id, rights), text.state, make)


def _blanks(agreement_id: UUID, document: Document) -> Mapping[str, str]:
    """Where the question behind each marked blank is answered, by what is said of the blank."""
    questions = catalogue_for(agreement_id).questions
    asked = {run.target for para in document.paragraphs() for run in para.runs if run.kind is RunKind.BLANK}
    return {
        still_to_be_agreed(question.label): _question(agreement_id, question)[1]
        for name in sorted(asked)
        if (question := questions.get(name)) is not None
    }


def _point(problem: Problem, places: Places, blanks: Mapping[str, str], rights: Rights) -> OpenPoint:
    word = "To mend:" if problem.severity is Severity.ERROR else "To think about:"
    target, ask_url = places.in_text(problem), blanks.get(problem.message, "")
    if ask_url:
        return OpenPoint(problem.severity, "To agree:", problem.message, target, ask_url, "Answer it", None)
    ask, ask_url = places.elsewhere(problem)
    found = offer(places.examined, problem)
    allowed = found if found is not None and rights.allow(found) else None
    return OpenPoint(
        problem.severity, word, f"{problem.message} {problem.mend}", target, ask_url, ask, allowed
    )


def _abouts(agreement_id: UUID, document: Document, may_reword: bool) -> list[tuple[str, About]]:
    owners = clauses_of_parts(catalogue_for(agreement_id))
    return [
        (part.id, _about(agreement_id, part, owners[part.id], may_reword))
        for part in document.parts
        if part.id in owners
    ]


def clauses_of_parts(catalogue: Catalogue) -> Mapping[str, Clause]:
    """The clause that each part belongs to, by the part's id: a schedule belongs to one."""
    schedules = {f"schedule-{each.id}": catalogue.clauses[each.clause] for each in catalogue.schedules}
    return {**catalogue.clauses, **schedules}


def _about(agreement_id: UUID, part: Part, clause: Clause, may_reword: bool) -> About:
    own = part.kind is not PartKind.SCHEDULE
    edited = place("edit", agreement_id, clause=clause.id) if own and may_reword else ""
    ends = {"from": "model", "to": "draft", "_anchor": part.id}
    return About(
        does=clause.does if own else "",
        why=clause.notes if own else "",
        clause_url=url_for("clauses.one", clause=clause.id),
        questions=tuple(_question(agreement_id, question) for question in clause.questions),
        edit_url=edited,
        changed_url=place("compare", agreement_id, **ends) if part.changed_from_model else "",
    )


def _question(agreement_id: UUID, question: Question) -> Link:
    return capital(question.label), url_for(
        "questions.ask", agreement_id=agreement_id, question=question.name
    )

"""The agreement's text as pages show it: contents, clauses with what stands behind each, and what is still open.

In: a text, and what its reader may do. Out: values for the templates, and the text as HTML, which is the same for
everybody with the same rights and is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import render_template, url_for
from markupsafe import Markup
from werkzeug import Response

from govflow.agreements.forms import OrderForm
from govflow.agreements.kept_texts import kept_texts
from govflow.agreements.mends import Mending, Offer, mending, offer
from govflow.agreements.printing import Printing
from govflow.agreements.problem_places import Places
from govflow.agreements.queries import Version, catalogue_for
from govflow.agreements.text_queries import FrozenBy, WorkingText
from govflow.core.answers import Question
from govflow.core.assembly import still_to_be_agreed
from govflow.core.catalogue import AGREEMENT, Catalogue, Clause
from govflow.core.document import Document, Part, PartKind, RunKind
from govflow.core.errors import Problem, Severity
from govflow.core.words import capital, day, number_of
from govflow.pdf.pages import Section, sections
from govflow.web.uk_time import moment

Link = tuple[str, str]
"""Text and address."""


def place(endpoint: str, agreement_id: UUID, **more: Any) -> str:
    """The address of a page about an agreement's text."""
    return url_for(f"agreements.{endpoint}", agreement_id=agreement_id, **more)


SOLICITOR = "This is not legal advice. Ask a solicitor before you rely on it or change it."


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A problem as the page shows it. ``target``: the place in the text; ``ask_url``: where it is mended.

    ``ask``: what that link says; "" where there is none. ``offer``: the mend of one press that the reader may do.
    """

    severity: str
    word: str
    message: str
    target: str
    ask_url: str
    ask: str
    offer: Offer | None


@dataclass(frozen=True, slots=True)
class About:
    """What stands behind a part: what it does and why, the questions that feed it, and where it is reworded.

    ``edit_url``: "" where it cannot be; ``changed_url``: its difference from the model text, "" where none.
    """

    does: str
    why: str
    clause_url: str
    questions: tuple[Link, ...]
    edit_url: str
    changed_url: str


@dataclass(frozen=True, slots=True)
class TextPage:
    """A text, ready to be read. ``about``: by part, empty where the text is frozen."""

    document: Document
    sections: tuple[Section, ...]
    about: Mapping[str, About]
    problems: tuple[OpenPoint, ...]
    show_problems: bool


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
    mending: Mending
    downloads: tuple[Link, ...]
    print_url: str
    compare_url: str
    versions_url: str
    try_url: str


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A frozen version: exactly the text that was frozen, and how that came about. ``compare_url``: "" once signed."""

    title: str
    caption: str
    lede: str
    version: Version
    warnings: str
    facts: tuple[tuple[str, str, str, str], ...]
    groups: tuple[str, ...]
    body: bytes
    compare_url: str
    versions_url: str
    read_url: str


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
        mending=mending(here, "read"),
        downloads=tuple((words, place("download", here, kind=kind)) for kind, words in _DOWNLOADS.items()),
        print_url=place("download", here, kind="pdf"),
        compare_url=place("compare", here),
        versions_url=place("versions", here),
        try_url=_try_url(text),
    )


def _try_url(text: WorkingText) -> str:
    """Where its rules are tried; a shorter instrument has none to try."""
    if text.examined.draft.instrument != AGREEMENT:
        return ""
    return url_for("simulator.start", agreement_id=text.agreement.id)


_DOWNLOADS = {"pdf": "PDF", "html": "Web page", "txt": "Plain text", "json": "Data (JSON)"}


def _count(document: Document) -> str:
    clauses, schedules = len(document.clauses), len(document.schedules)
    return f"{clauses} clauses and {number_of(schedules, 'schedule')}"


def _open(count: int) -> str:
    return number_of(count, "open point") if count else "no open points"


def _choices(count: int) -> str:
    if count < 2:
        return "1 usual choice stands that nobody has confirmed yet." if count else ""
    return f"{count} usual choices stand that nobody has confirmed yet."


def _working_body(text: WorkingText, rights: Rights) -> bytes:
    def make(_: bytes | None) -> bytes:
        document, agreement = text.examined.assembled.document, text.agreement
        about = dict(_abouts(agreement.id, document, rights.reword))
        places = Places(agreement.id, agreement.consortium_id, text.examined)
        blanks = _blanks(agreement.id, document)
        points = tuple(_point(problem, places, blanks, rights) for problem in text.examined.problems)
        return _html(TextPage(document, sections(document), about, points, True))

    return kept_texts().take(("read", text.agreement.id, rights), text.state, make)


def _html(text: TextPage) -> bytes:
    return render_template("agreements/_text.html", text=text).encode()


BODY = Markup("<!-- the text of the agreement -->")
"""What the page's template has in the place of the text: nobody's words can be a comment, theirs are escaped."""


def around(template: str, page: ReadPage | VersionPage) -> Response:
    """A page with its text put in as it is kept: half a megabyte is neither escaped nor encoded for every reader."""
    head, _, foot = render_template(template, page=page, body=BODY).partition(BODY)
    return Response([head.encode(), page.body, foot.encode()], mimetype="text/html")


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
    words = capital(question.label)
    return words, url_for("questions.ask", agreement_id=agreement_id, question=question.name)


_FROZEN = "Exactly the words that were frozen. Nothing here changes any more."


def version_page(found: FrozenBy, document: Document, signed: date | None) -> VersionPage:
    """A frozen version for a reader. ``signed``: the date of the agreement that was signed with it."""
    version = found.version

    def make(_: bytes | None) -> bytes:
        return _html(TextPage(document, sections(document), {}, (), False))

    here = version.agreement_id
    return VersionPage(
        title=f"Version {version.name}",
        caption=f"{document.title}: {document.subtitle}",
        lede=f"This is what was signed, dated {day(signed)}." if signed else _FROZEN,
        version=version,
        warnings=_warnings(len(version.warnings)),
        facts=_facts(found),
        groups=groups(version.digest),
        body=kept_texts().take(("version", version.id), version.digest, make),
        compare_url="" if signed else place("compare", here, **{"from": version.name, "to": "draft"}),
        versions_url=place("versions", here),
        read_url=place("read", here),
    )


def _facts(found: FrozenBy) -> tuple[tuple[str, str, str, str], ...]:
    version = found.version
    told = [("Frozen", moment(version.frozen_at)), ("By", found.person or "Nobody’s name is kept")]
    told += [("Why", version.why)] if version.why else []
    if version.change is not None:
        judged = f"{version.change.change_class.capitalize()} change. {version.change.reason}"
        told.append(("Against the version before", judged))
        if version.change.override:
            told.append(("Set by a person, because", version.change.override))
    return tuple((name, words, "", "") for name, words in (*told, ("Clause pack", version.pack)))


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list."""

    name: str
    url: str
    frozen: str
    by: str
    why: str
    change: str
    tone: str
    warnings: str
    digest: str
    compare_url: str
    compare_words: str


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """Every version of an agreement, newest first."""

    title: str
    caption: str
    lines: tuple[VersionLine, ...]
    read_url: str
    compare_url: str


def versions_page(text: WorkingText, found: tuple[FrozenBy, ...]) -> VersionsPage:
    """The list of versions for a reader."""
    agreement_id, caption = text.agreement.id, text.examined.name
    before = (*(each.version.name for each in found[1:]), "")[: len(found)]
    return VersionsPage(
        title="Versions",
        caption=caption,
        lines=tuple(_line(each, previous) for each, previous in zip(found, before, strict=True)),
        read_url=place("read", agreement_id),
        compare_url=place("compare", agreement_id),
    )


def _line(found: FrozenBy, previous: str) -> VersionLine:
    version, here = found.version, found.version.agreement_id
    ends = {"from": previous or version.name, "to": version.name if previous else "draft"}
    return VersionLine(
        name=version.name,
        url=place("version", here, name=version.name),
        frozen=moment(version.frozen_at),
        by=found.person,
        why=version.why,
        change="First version"
        if version.change is None
        else f"{version.change.change_class.capitalize()} change",
        tone="wait" if version.change is not None and version.change.change_class == "material" else "plain",
        warnings=_warnings(len(version.warnings)),
        digest=version.digest[:8],
        compare_url=place("compare", here, **ends),
        compare_words=f"What changed since {previous}" if previous else "Compare with the working draft",
    )


def _warnings(count: int) -> str:
    return f"{number_of(count, 'warning')} left, with reasons" if count else ""


@dataclass(frozen=True, slots=True)
class PrintingPage:
    """How far the printing of the draft is. ``under_way``: not done yet; ``failed``: why it cannot be."""

    title: str
    caption: str
    under_way: bool
    ready: bool
    failed: str
    form: OrderForm
    url: str
    wait_url: str
    read_url: str
    others: tuple[Link, ...]


def printing_page(text: WorkingText, found: Printing, form: OrderForm) -> PrintingPage:
    """The page to wait on for a PDF."""
    here = text.agreement.id
    return PrintingPage(
        title="The draft as PDF",
        caption=text.examined.name,
        under_way=found.ordered and not found.kept,
        ready=bool(found.kept),
        failed=found.failed,
        form=form,
        url=place("download", here, kind="pdf"),
        wait_url=place("download", here, kind="pdf", wait="yes"),
        read_url=place("read", here),
        others=tuple(
            (words, place("download", here, kind=kind)) for kind, words in _DOWNLOADS.items() if kind != "pdf"
        ),
    )


def groups(digest: str) -> tuple[str, ...]:
    """A digest in groups that an eye can compare."""
    return tuple(digest[start : start + 8] for start in range(0, len(digest), 8))

"""Questions as people answer them: the list of tasks, one small page for each, its history, and all to check."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug import Response

from govflow.agreements import services
from govflow.agreements.flag_page import own_flag
from govflow.agreements.question_asking import Asking, asking_of, part_of, problems_of
from govflow.agreements.question_check import check_page, history_page
from govflow.agreements.question_effect import effect_now, effect_of_change
from govflow.agreements.question_forms import (
    NOTHING,
    SOMEONE_ELSE,
    TAKE_AWAY,
    WORDS,
    AgainForm,
    AskForm,
    Shape,
    make_form,
    read_pasted,
    sent_form,
    tell_faults,
    tell_full,
    tell_unread,
    typed_in,
    with_rows,
)
from govflow.agreements.question_page import Tried, ask_page, offered_choices, row_names, words_now
from govflow.agreements.question_queries import GivenAnswer
from govflow.agreements.question_queries import history as history_of
from govflow.agreements.question_tasks import tasks_page
from govflow.core.answers import Kind, read_answer
from govflow.core.asking import OWN, ROLL, plain_rows, with_own_rows
from govflow.core.assembly import assemble
from govflow.core.consistency import check as check_draft
from govflow.core.draft import roll_of
from govflow.core.errors import Refused
from govflow.core.fingerprint import plain
from govflow.core.permissions import Permission
from govflow.core.typed import Typed, block_of, is_blank, typed_of
from govflow.core.words import capital
from govflow.web.access import notice, policy, reader
from govflow.web.forms import shown, tell, whole_number
from govflow.web.uk_time import moment

rooms = Blueprint("questions", __name__)


@rooms.get("/agreements/<uuid:agreement_id>/questions")
@policy(Permission.AGREEMENT_READ)
def tasks(agreement_id: UUID) -> str:
    """What is asked, section by section and party by party."""
    return render_template("questions/tasks.html", page=tasks_page(asking_of(agreement_id)))


@rooms.get("/agreements/<uuid:agreement_id>/answers")
@policy(Permission.AGREEMENT_READ)
def check(agreement_id: UUID) -> str:
    """All answers, those of a section, or those of a party."""
    asking = asking_of(agreement_id)
    section = request.args.get("section", type=int)
    party = request.args.get("party", "")
    if section not in (None, *asking.catalogue.sections) or party not in (
        "",
        "consortium",
        "facilitator",
        *asking.parties,
    ):
        abort(404)
    return render_template("questions/check.html", page=check_page(asking, section, party))


@rooms.get("/agreements/<uuid:agreement_id>/questions/<question>/history")
@policy(Permission.AGREEMENT_READ)
def history(agreement_id: UUID, question: str) -> str:
    """Every answer to a question."""
    asking = asking_of(agreement_id)
    if question not in asking.asked:
        abort(404)
    page = history_page(asking, asking.catalogue.questions[question], history_of(agreement_id, question))
    return render_template("questions/history.html", page=page)


@rooms.post("/agreements/<uuid:agreement_id>/questions/<question>/history")
@policy(Permission.QUESTION_ANSWER, Permission.OWN_QUESTION_ANSWER)
def again(agreement_id: UUID, question: str) -> Response:
    """An earlier answer filled in again, to look at what it changes; nothing is saved."""
    asking = asking_of(agreement_id)
    shape = _asked(asking, question)
    revision = whole_number(request.form.get("again"))
    given = next((one for one in history_of(agreement_id, question) if one.revision == revision), None)
    if given is None or given.plain is None or not asking.answering(shape.question).may:
        abort(404)
    return _again(asking, shape, given)


@rooms.get("/agreements/<uuid:agreement_id>/questions/<question>")
@policy(Permission.AGREEMENT_READ)
def ask(agreement_id: UUID, question: str) -> Response:
    """One question: to answer it, or to read the answer there is."""
    if question == ROLL:
        return redirect(url_for("members.roll", consortium_id=reader().consortium_id))
    asking = asking_of(agreement_id)
    shape = _asked(asking, question)
    return _show(asking, shape, make_form(shape, _given(asking, shape), asking.revision))


@rooms.get("/agreements/<uuid:agreement_id>/questions/<question>.csv")
@policy(Permission.AGREEMENT_READ)
def rows_file(agreement_id: UUID, question: str) -> Response:
    """The rows of a table for a spreadsheet: the reader's own, where each party fills in its own."""
    asking = asking_of(agreement_id)
    shape = _asked(asking, question)
    if shape.question.kind is not Kind.TABLE:
        abort(404)
    rows = [row for row in _given(asking, shape) if isinstance(row, Mapping)]
    # A spreadsheet takes a file without the mark for one in an older spelling (RFC 3629 section 6).
    told = "\ufeff" + block_of(shape.columns, rows, shape.parties)
    answer = Response(told.encode(), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{question.replace('_', '-')}.csv")
    return answer


@rooms.post("/agreements/<uuid:agreement_id>/questions/<question>")
@policy(Permission.QUESTION_ANSWER, Permission.OWN_QUESTION_ANSWER)
def answer(agreement_id: UUID, question: str) -> Response:
    """Answer a question, or try an answer. Which of the questions are one's own to answer, the question says."""
    found = asking_of(agreement_id)
    asking = found.still_open
    shape = _asked(asking, question)
    if not asking.answering(shape.question).may:
        abort(404)
    form = sent_form(shape)
    if found.closed:
        tell(form, Refused("already_released"), WORDS)
        return _show(asking, shape, form)
    return _answer(asking, shape, form)


def _asked(asking: Asking, question: str) -> Shape:
    """A question that is asked now."""
    return _shape(asking, question) if question in asking.asked else abort(404)


def _shape(asking: Asking, name: str) -> Shape:
    question = asking.catalogue.questions[name]
    present = frozenset(part.id for part in asking.examined.assembled.document.parts)
    choices = offered_choices(question, asking.draft, present)
    return Shape(question, asking.parties, asking.answering(question).own, choices)


def _given(asking: Asking, shape: Shape) -> Typed:
    """The answer there is, as the form holds it: one's own rows where each party has its own."""
    value = asking.draft.answers.get(shape.question.name)
    return typed_of(shape.question, part_of(None if value is None else plain(value), shape.own))


def _again(asking: Asking, shape: Shape, earlier: GivenAnswer) -> Response:
    """The page of a question with an earlier answer typed in it; stale as what the reader saw of its history."""
    typed = typed_of(shape.question, part_of(earlier.plain, shape.own))
    form = make_form(shape, typed, AgainForm().seen_revision)
    if not asking.asked[shape.question.name].is_asked:
        tell(form, Refused("not_asked"), WORDS)
        return _show(asking, shape, form)
    told = f"This is the answer of {moment(earlier.given_at)}. It is not saved yet: look through it, then save it."
    if shape.own:
        told = f"{told} Only your organisation’s own rows are put back."
    return _retyped(asking, shape, form, typed, told)


def _answer(asking: Asking, shape: Shape, form: AskForm) -> Response:
    """Do what the button that was pressed asks for."""
    typed = typed_in(shape, form)
    if told := request.form.get("row"):
        if told == "add" and tell_full(shape, form, typed):
            return _show(asking, shape, form)
        return _retyped(asking, shape, form, with_rows(typed, told))
    if "usual" in request.form:
        usual = shape.question.usual_choice(asking.draft.type)
        return _retyped(
            asking, shape, form, typed_of(shape.question, None if usual is None else plain(usual))
        )
    if "paste" in request.form:
        rows = read_pasted(shape, form)
        if rows is None:
            return _show(asking, shape, form)
        return _retyped(
            asking, shape, form, rows, "These rows are read and not saved yet. Look through them."
        )
    if request.form.get("save") == "away":
        return _save(asking, shape, form, None)
    if "save" in request.form and tell_unread(form):
        return _show(asking, shape, form)
    typed = _without_blanks(typed)
    form = make_form(shape, typed, form.seen_revision, str(form.key.data), str(form.pasted.data or ""))
    given = shape.plain(typed)
    if "save" in request.form and given is None:
        if shape.own and asking.is_answered(asking.asked[shape.question.name]):
            return _show(asking, shape, form, to_confirm=TAKE_AWAY)
        form["answer"].errors = [NOTHING]
    tell_faults(shape, form, shape.faults(given))
    if form.errors:
        return _show(asking, shape, form)
    if "save" not in request.form:
        return _show(asking, shape, form, given)
    return _save(asking, shape, form, given)


def _without_blanks(typed: Typed) -> Typed:
    """What was typed without rows in which nothing was: so faults and rows have the same numbers."""
    if isinstance(typed, str):
        return typed
    return [row for row in typed if (row if isinstance(row, str) else not is_blank(row))]  # type: ignore[return-value]


def _retyped(asking: Asking, shape: Shape, form: AskForm, typed: Typed, told: str = "") -> Response:
    """The same page with something else typed in it; nothing is saved."""
    unread = "" if "paste" in request.form else str(form.pasted.data or "")
    again = make_form(shape, typed, form.seen_revision, str(form.key.data), unread)
    given = shape.plain(typed)
    faults = shape.faults(given)
    if told:
        tell_faults(shape, again, faults)
    return _show(asking, shape, again, None if faults else given, told)


def _save(asking: Asking, shape: Shape, form: AskForm, given: object) -> Response:
    """Record an answer, and go on."""
    question = shape.question
    asked = asking.asked[question.name]
    if not asked.is_asked and given is not None:
        tell(form, Refused("not_asked"), WORDS)
        return _show(asking, shape, form)
    try:
        # To say once more what is there settles what somebody was not sure of.
        settles = given is not None and own_flag(asking, question) is not None
        # And to say a usual choice that nobody gave makes it an answer.
        confirms = given is not None and not asking.is_answered(asking.asked[question.name])
        if settles or confirms or given != _as_it_is(asking, shape):
            _record(asking, shape, form, given)
    except Refused as no:
        tell(form, no, WORDS)
        theirs = next(iter(history_of(asking.agreement_id, question.name)), None)
        now = asking_of(asking.agreement_id).still_open
        form.seen.data = str(now.revision)
        return _show(now, shape, form, theirs=theirs if no.code == SOMEONE_ELSE else None)
    return redirect(_after(asking, shape, given))


def _as_it_is(asking: Asking, shape: Shape) -> object:
    """What is there already, read as the form reads it: to save it again changes nothing."""
    return shape.plain(_given(asking, shape))


def _record(asking: Asking, shape: Shape, form: AskForm, given: object) -> None:
    by, key, seen = asking.reader.actor, form.act_key, form.seen_revision
    if shape.own:
        own = services.OwnRows(shape.question.name, shape.own, plain_rows(given))
        services.record_own_rows(asking.agreement_id, own, seen, by, key)
    else:
        services.record_answer(asking.agreement_id, shape.question.name, given, seen, by, key)


def _after(asking: Asking, shape: Shape, given: object) -> str:
    """Where to go after saving: the next open question of the section, or the list; one's own list for one's own."""
    question = shape.question
    now = asking_of(asking.agreement_id)
    following = now.after(question.clause, question.name) if request.form.get("save") == "on" else ""
    if following:
        return now.url(following)
    label = capital(question.label)
    notice(f"{label}: {'the answer is taken away' if given is None else 'saved'}.")
    if shape.own:
        return url_for("questions.tasks", agreement_id=asking.agreement_id)
    section = asking.catalogue.clauses[question.clause].section
    return url_for("questions.check", agreement_id=asking.agreement_id, section=section)


def _show(
    asking: Asking,
    shape: Shape,
    form: AskForm,
    given: object = None,
    told: str = "",
    theirs: GivenAnswer | None = None,
    to_confirm: str = "",
) -> Response:
    """The page of a question; ``given``: an answer to try, None to show what is there; ``to_confirm``: a question."""
    names = row_names(shape, typed_in(shape, form)) if shape.in_rows else ()
    page = ask_page(asking, form, shape, names, _tried(asking, shape, given), told, theirs, to_confirm)
    return shown("questions/ask.html", replace(page, opened=_opened(asking, shape)), form)


def _opened(asking: Asking, shape: Shape) -> int:
    """The row that a link asks to open, as the page numbers it: from 1, among one's own where only those are shown."""
    row = request.args.get("row", 0, type=int)
    table = asking.draft.answers.get(shape.question.name)
    if not shape.own or not isinstance(table, tuple) or not 0 < row <= len(table):
        return row
    whose = [cells.get(OWN) for cells in table if isinstance(cells, Mapping)]
    return whose[:row].count(shape.own) if whose[row - 1] == shape.own else 0


def _tried(asking: Asking, shape: Shape, given: object) -> Tried:
    """What an answer would do; without one, what the answer there is does."""
    question, now = shape.question, asking.examined
    if given is None or given == _as_it_is(asking, shape):
        effect = effect_now(asking.catalogue, question, now.draft, now.assembled)
        words = words_now(asking.asked[question.name], bool(effect.parts))
        return Tried(effect, words, problems_of(now.problems, question.name))
    then = now.draft.with_answers(
        {question.name: read_answer(question, _whole(asking, shape, given), roll_of(now.draft)).value}
    )
    effect = effect_of_change(question, now.assembled, assemble(asking.catalogue, then, now.assembled))
    words = "With what you typed it would read so. Nothing is saved yet."
    if not effect.parts:
        words = "What you typed changes no words of the agreement. Nothing is saved yet."
    return Tried(effect, words, problems_of(check_draft(then, of=asking.catalogue).problems, question.name))


def _whole(asking: Asking, shape: Shape, given: object) -> object:
    """The whole table, where only somebody's own rows were typed."""
    if not shape.own:
        return given
    value = asking.draft.answers.get(shape.question.name)
    whole = plain_rows(None if value is None else plain(value))
    mine = [{**row, OWN: shape.own} for row in plain_rows(given)]
    return with_own_rows(whole, shape.own, mine)

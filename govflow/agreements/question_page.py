"""The page of one question: what is asked and why, the usual choice, and what stands in its way."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from flask import url_for

from govflow.agreements.flag_page import Unsure, flags_of, may_flag, tell_flag
from govflow.agreements.mends import Mending, mending
from govflow.agreements.question_asking import CLAUSE_STATUS, Answering, Asking, OpenPoint, open_points
from govflow.agreements.question_effect import Effect
from govflow.agreements.question_forms import AskForm, Shape, limits_in_words
from govflow.agreements.question_queries import GivenAnswer
from govflow.agreements.question_words import Told, tell_answer, tell_value
from govflow.agreements.trying import try_url
from govflow.catalogue.loader import load
from govflow.clock import now
from govflow.core.answers import AskedOf, Kind, Question
from govflow.core.asking import OWN, Asked, Need, parties_asked
from govflow.core.catalogue import TYPES, Clause
from govflow.core.concern import parties_of
from govflow.core.draft import Draft
from govflow.core.errors import Problem
from govflow.core.text import typographic
from govflow.core.words import capital
from govflow.web.links import Link

TIP = "Tip: "
ROWS_OF_A_TABLE = 2
"""So many cells name a row that is folded."""


@dataclass(frozen=True)
class AskPage:
    """One question. ``rows``: what each row is called while it is folded; ``theirs``: what somebody else answered.

    ``to_confirm``: what the person is asked before it is done, "" for nothing.
    """

    form: AskForm
    shape: Shape
    caption: str
    title: str
    crumbs: tuple[Link, ...]
    answered_by: str
    editable: bool
    notice: str
    hint: str
    prefix: str
    suffix: str
    usual: Told
    may_use_usual: bool
    given: Told
    unused: bool
    takes_away: bool
    rows: tuple[str, ...]
    more_rows: Told
    theirs: GivenAnswer | None
    theirs_told: Told
    to_confirm: str
    does: str
    note: str
    tips: tuple[str, ...]
    sources: tuple[str, ...]
    solicitor: tuple[str, ...]
    clause_url: str
    effect: Effect
    effect_words: str
    problems: tuple[OpenPoint, ...]
    unsure: tuple[Unsure, ...]
    unsure_url: str
    skip_url: str
    history_url: str
    try_url: str
    file_url: str
    address: str
    text_url: str
    mending: Mending
    opened: int = 0
    """The row that is open whatever else is, from 1; 0 for none."""

    @property
    def is_table(self) -> bool:
        """Whether it is filled in row by row, with columns."""
        return self.shape.question.kind is Kind.TABLE

    @property
    def given_any(self) -> bool:
        """Whether there is an answer."""
        return self.given != Told()

    @property
    def has_usual(self) -> bool:
        """Whether there is a usual choice."""
        return self.usual != Told()

    @property
    def word_count(self) -> str:
        """How many words are typed so far, "" where words are not counted."""
        if self.shape.question.limits.most_words is None:
            return ""
        return str(len(str(self.form["answer"].data or "").split()))

    @property
    def width(self) -> str:
        """How many characters the field holds, "" for all there is room for."""
        return {Kind.INT: "5", Kind.PERCENT: "5", Kind.DECIMAL: "8", Kind.MONEY: "15"}.get(
            self.shape.question.kind, ""
        )


@dataclass(frozen=True)
class Tried:
    """What the page of a question shows beside the form: the words, and what does not fit with them."""

    effect: Effect
    words: str
    problems: tuple[Problem, ...]


def ask_page(
    asking: Asking,
    form: AskForm,
    shape: Shape,
    typed_rows: tuple[str, ...],
    tried: Tried,
    notice: str = "",
    theirs: GivenAnswer | None = None,
    to_confirm: str = "",
) -> AskPage:
    """The page of a question."""
    question, clause = shape.question, asking.catalogue.clauses[shape.question.clause]
    answering, asked = asking.answering(question), asking.asked[question.name]
    usual = question.usual_choice(asking.draft.type)
    prefix, suffix = _unit(question)
    next_name = asking.after(question.clause, question.name)
    section = asking.catalogue.sections[clause.section]
    section_url = url_for("questions.check", agreement_id=asking.agreement_id, section=clause.section)
    return AskPage(
        form=form,
        shape=shape,
        caption=_caption(clause, question),
        title=typographic(question.ask),
        crumbs=(asking.crumb, (typographic(section), section_url)),
        answered_by=_answered_by(asking, question),
        editable=answering.may and (asked.is_asked or bool(form.errors)),
        notice=notice or _standing(asked, clause, asking.draft),
        hint=_hint(question),
        prefix=prefix,
        suffix=suffix,
        usual=Told() if usual is None else tell_value(question, usual, asking.parties),
        may_use_usual=usual is not None and question.kind is not Kind.TABLE,
        given=asking.told(question),
        unused=not asked.is_asked,
        takes_away=asking.is_answered(asked) and answering.may,
        rows=typed_rows,
        more_rows=_rows_of_others(asking, question, answering),
        theirs=theirs,
        theirs_told=Told() if theirs is None else tell_answer(question, theirs.plain, asking.parties),
        to_confirm=to_confirm,
        does=typographic(clause.does),
        note=typographic(clause.notes),
        tips=tuple(_tips(clause)),
        sources=clause.sources,
        solicitor=tuple(typographic(question) for question in clause.solicitor),
        clause_url=url_for("clauses.one", clause=clause.id),
        effect=tried.effect,
        effect_words=tried.words,
        problems=tuple(open_points(asking, _of_concern(asking, answering, tried.problems), question.name)),
        unsure=tuple(tell_flag(asking, flag, now().date()) for flag in flags_of(asking, question)),
        unsure_url=url_for("unsure.flag", agreement_id=asking.agreement_id, question=question.name)
        if may_flag(asking, question)
        else "",
        skip_url=asking.url(next_name) if next_name else section_url,
        history_url=url_for("questions.history", agreement_id=asking.agreement_id, question=question.name),
        file_url=url_for("questions.rows_file", agreement_id=asking.agreement_id, question=question.name)
        if question.kind is Kind.TABLE
        else "",
        try_url=try_url(asking.agreement_id, question),
        address=asking.url(question.name),
        text_url=url_for("agreements.read", agreement_id=asking.agreement_id),
        mending=mending(asking.agreement_id, question.name),
    )


def _caption(clause: Clause, question: Question) -> str:
    """What a question is about: its clause, and what it asks of it where that says more."""
    same = clause.title.casefold() == question.label.casefold()
    return typographic(clause.title if same else f"{clause.title} · {question.label}")


def _answered_by(asking: Asking, question: Question) -> str:
    """Who is asked, and who answers; and for whom the reader would have to act to answer."""
    other = "" if asking.closed or asking.answering(question).may else _may_as(asking, question)
    told = f" You may answer when you act for {other}: choose it at the top of the page." if other else ""
    return typographic(_who_is_asked(asking, question) + told)


def _may_as(asking: Asking, question: Question) -> str:
    """Another capacity of the reader, in which they may answer; "" for none."""
    reader = asking.reader
    for capacity in reader.capacities:
        there = replace(asking, reader=replace(reader, capacity=capacity))
        if capacity.consortium_id == reader.consortium_id and there.answering(question).may:
            return capacity.organisation or "the consortium"
    return ""


def _who_is_asked(asking: Asking, question: Question) -> str:
    named = [asking.parties.get(code, code) for code in parties_asked(question, asking.draft)]
    match question.asked_of:
        case AskedOf.EACH_MEMBER:
            own = asking.answering(question).own
            told = "Each party is asked this about itself, and nobody else changes what it says."
            return f"{told} You answer for {asking.parties[own]}." if own else told
        case AskedOf.LEAD_OR_VEHICLE if named:
            return f"{named[0]} is asked this. Whoever drafts for the consortium may answer too."
        case AskedOf.FACILITATOR:
            return "The facilitator is asked this. Whoever drafts for the consortium may answer too."
        case _:
            return "The consortium as a whole is asked this. Its facilitator and its drafters answer."


def _standing(asked: Asked, clause: Clause, draft: Draft) -> str:
    """What has to be said about a question that is not simply asked; "" where nothing."""
    if asked.need is Need.NOT_ASKED:
        told = "Your other answers make this question needless, so nobody is asked it now."
        return (
            f"{told} The answer that was given is kept, but the agreement does not use it."
            if asked.answered
            else told
        )
    if asked.need is Need.OFFERED:
        told = CLAUSE_STATUS.get(clause.status[draft.type], "")
        return f"{told} It is not in the agreement yet: your first answer brings it in.".strip()
    if asked.answered and asked.question.name == "consortium_type":
        return "The kind was chosen when the consortium was begun, and stays: another kind is another consortium."
    return "" if asked.answered else _MAY_BE_LEFT.get(asked.need, "")


_MAY_BE_LEFT = {
    Need.USUAL: "You may leave this one: then the usual choice stands.",
    Need.FREE: "You may leave this one: the agreement is whole without it.",
}


def _hint(question: Question) -> str:
    """What to type, in a line."""
    manner = {
        Kind.MULTI: "Choose all that apply.",
        Kind.PARTIES: "Choose all that apply.",
        Kind.LIST: "Put one on each line." if not question.options else "The first comes first.",
    }.get(question.kind, "")
    scale = f"On a scale of {question.unit.replace('-', ' to ')}." if question.unit[:1].isdecimal() else ""
    limits = limits_in_words(question.kind, question.limits)
    nought = f"0 stands for: {question.zero}." if question.zero else ""
    return " ".join(part for part in (manner, scale, limits, nought) if part)


def _unit(question: Question) -> Link:
    """What stands before and after the field."""
    unit = question.unit
    if question.kind is Kind.MONEY:
        _, _, period = unit.partition("/")
        return "£", f"a {period}" if period else ""
    if question.kind is Kind.PERCENT:
        return "", unit or "%"
    return "", unit.replace("/", " a ") if unit[:1].isalpha() else ""


def _tips(clause: Clause) -> Iterator[str]:
    for statement in clause.serves:
        told = load().statements.get(statement, "")
        if told.startswith(TIP):
            words = told.removeprefix(TIP)
            end = "" if words.endswith("?") else "."
            yield typographic(f"{capital(words)}{end}")


def _rows_of_others(asking: Asking, question: Question, answering: Answering) -> Told:
    """In a table that each party fills in for itself: everybody else's rows."""
    if not answering.own:
        return Told()
    value = asking.draft.answers.get(question.name)
    rows = value if isinstance(value, tuple) else ()
    others = tuple(row for row in rows if isinstance(row, Mapping) and row.get(OWN) != answering.own)
    return tell_value(question, others, asking.parties) if others else Told()


def _of_concern(asking: Asking, answering: Answering, problems: Iterable[Problem]) -> Iterator[Problem]:
    """To who fills in their own rows: not what is said of other parties' alone."""
    for problem in problems:
        concerned = parties_of(problem, asking.draft) if answering.own else ()
        if not concerned or answering.own in concerned:
            yield problem


def words_now(asked: Asked, shows: bool) -> str:
    """How the agreement and the answer there is belong together. ``shows``: some words of it have to do with it."""
    if asked.answered:
        return (
            "These words of the agreement rest on the answer."
            if shows
            else "No words of the agreement show this answer by themselves."
        )
    if not shows:
        return "Give an answer to see the words it brings into the agreement."
    if asked.need is Need.USUAL:
        return "So it reads with the usual choice, which stands until somebody changes it."
    return "These words of the agreement wait for the answer."


def offered_choices(question: Question, draft: Draft, present: frozenset[str]) -> tuple[str, ...]:
    """The choices that make sense: the one kind that the consortium is, and clauses that are in the agreement."""
    if question.name == "consortium_type":
        return (TYPES[draft.type],)
    if frozenset(question.options) == frozenset(load().clauses):
        chosen = draft.answers.get(question.name)
        kept = frozenset(map(str, chosen)) if isinstance(chosen, tuple) else frozenset[str]()
        return tuple(code for code in question.options if code in present | kept)
    return ()


def row_names(shape: Shape, typed: object) -> tuple[str, ...]:
    """What each row is called while it is folded: its first words."""
    if not isinstance(typed, list):
        return ()
    return tuple(_row_name(shape, row) for row in typed)


def _row_name(shape: Shape, row: object) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    words = []
    for column in shape.columns:
        cell = row.get(column.name, "")
        if isinstance(cell, str) and cell.strip() and column.kind is not Kind.BOOL:
            words.append(shape.parties.get(cell, column.options.get(cell, cell)))
    return typographic(", ".join(words[:ROWS_OF_A_TABLE])) or "not filled in yet"

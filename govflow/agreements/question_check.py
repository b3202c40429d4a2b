"""Answers to look over: the history of one, and all of them in words, section by section."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import url_for

from govflow.agreements.flag_page import Unsure, tell_flag
from govflow.agreements.mends import Mending, mending
from govflow.agreements.problem_places import place_of
from govflow.agreements.question_asking import (
    CLAUSE_STATUS,
    Asking,
    OpenPoint,
    group_name,
    label_of,
    open_points,
    part_of,
)
from govflow.agreements.question_forms import AgainForm
from govflow.agreements.question_queries import GivenAnswer
from govflow.agreements.question_tasks import Count, count
from govflow.agreements.question_words import Told, in_short, tell_answer, tell_value
from govflow.agreements.usual_page import confirm_urls
from govflow.clock import now
from govflow.core.answers import Question
from govflow.core.asking import Asked, Need
from govflow.core.catalogue import Clause
from govflow.core.errors import Problem
from govflow.core.text import typographic
from govflow.core.words import first_of, number_of
from govflow.web.links import Link
from govflow.web.uk_time import moment


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One answer of the past. ``again``: its revision where the reader may put it back, "" elsewhere.

    ``usual``: what is said of a usual choice that was only taken, "" of what somebody answered.
    """

    when: str
    person: str
    organisation: str
    told: Told
    short: str
    standing: str
    again: str
    usual: str


@dataclass(frozen=True)
class HistoryPage:
    """Every answer to a question, newest first. ``unused``: the agreement does not use it now.

    ``form``: to use one of them again; ``own_of``: the organisation whose own rows alone come back, "" for all.
    """

    title: str
    caption: str
    crumbs: tuple[Link, ...]
    rows: tuple[HistoryRow, ...]
    unused: bool
    url: str
    form: AgainForm
    again_url: str
    own_of: str


def history_page(asking: Asking, question: Question, given: tuple[GivenAnswer, ...]) -> HistoryPage:
    """The history of a question."""
    rows = tuple(_history_rows(asking, question, given))
    own_of = asking.parties.get(asking.answering(question).own, "")
    return HistoryPage(
        title=typographic(question.ask),
        caption="Every answer, newest first",
        crumbs=(
            asking.crumb,
            (label_of(question), asking.url(question.name)),
        ),
        rows=rows,
        unused=not asking.asked[question.name].is_asked,
        url=asking.url(question.name),
        form=AgainForm(data={"seen": str(asking.revision)}),
        again_url=url_for("questions.again", agreement_id=asking.agreement_id, question=question.name)
        if any(row.again for row in rows)
        else "",
        own_of=own_of,
    )


def _history_rows(asking: Asking, question: Question, given: tuple[GivenAnswer, ...]) -> Iterator[HistoryRow]:
    answering = asking.answering(question)
    may = answering.may and asking.asked[question.name].is_asked
    now = part_of(given[0].plain, answering.own) if given else None
    for number, one in enumerate(given):
        told = tell_answer(question, one.plain, asking.parties)
        part = part_of(one.plain, answering.own)
        yield HistoryRow(
            when=moment(one.given_at),
            person=one.person or "The consortium’s papers",
            organisation=one.organisation,
            told=told,
            short=in_short(told),
            standing=_past(one, newest=number == 0),
            again=str(one.revision) if may and part and part != now else "",
            usual="This is the usual choice. Nobody had confirmed it then." if one.is_usual else "",
        )


def _past(given: GivenAnswer, newest: bool) -> str:
    if given.plain is None:
        return "Taken away"
    return "Counts now" if newest else "Earlier"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One question by its label, and its answer. ``state``: answered, missing, usual, free or unused.

    ``lacking``: who has not said anything of itself while others have; ``unsure``: of what somebody is not sure.
    """

    label: str
    told: Told
    short: str
    state: str
    lacking: str
    unsure: tuple[Unsure, ...]
    usual: str
    action: str
    url: str


@dataclass(frozen=True, slots=True)
class CheckClause:
    """The questions of one clause. ``standing``: "" where it is in the agreement."""

    id: str
    title: str
    standing: str
    rows: tuple[CheckRow, ...]
    unused: tuple[CheckRow, ...]
    offered: int
    start_url: str


@dataclass(frozen=True, slots=True)
class CheckSection:
    """A section with its clauses. ``url``: of the section alone; ``usual``: where its usual choices are confirmed."""

    number: int
    title: str
    count: Count
    url: str
    usual: Link
    clauses: tuple[CheckClause, ...]


@dataclass(frozen=True)
class CheckPage:
    """The answers to check: all of them, of a section, or of those put to somebody."""

    title: str
    caption: str
    crumbs: tuple[Link, ...]
    count: Count
    unsure: int
    sections: tuple[CheckSection, ...]
    missing: tuple[Link, ...]
    problems: tuple[OpenPoint, ...]
    next_url: str
    tasks_url: str
    mending: Mending

    @property
    def missing_words(self) -> str:
        """How many answers are missing."""
        return f"Still missing: {number_of(self.count.left, 'answer')}"


def check_page(asking: Asking, section: int | None = None, party: str = "") -> CheckPage:
    """The answers of a section, of a party, or of everybody."""
    given = asking.asked_in(section, party)
    # Of everybody's answers to a question one row is shown; of a party's, its own.
    chosen = {one.question.name: one if party else asking.asked[one.question.name] for one in given}
    waiting = _waiting(asking, party)
    missing = [(name, waiting[name]) for name in asking.asked if name in chosen and name in waiting]
    first = asking.first(asking.asked[name] for name in chosen)
    title = "Check the answers"
    if section is not None:
        title = typographic(asking.catalogue.sections[section])
    elif party:
        title = group_name(asking, party)
    return CheckPage(
        title=title,
        caption="Questions and answers",
        crumbs=(asking.crumb,),
        count=count(given),
        unsure=len(asking.flagged_in(section, party)),
        sections=tuple(_check_sections(asking, chosen, party)),
        missing=tuple((_ask_and_whom(asking, name, codes), asking.url(name)) for name, codes in missing),
        problems=tuple(open_points(asking, _problems_in(asking, chosen))),
        next_url=asking.url(first) if first else "",
        tasks_url=asking.crumb[1],
        mending=mending(asking.agreement_id, "check"),
    )


def _waiting(asking: Asking, party: str = "") -> Mapping[str, tuple[str, ...]]:
    """The questions without a needed answer, and whose answer it is; of one party where one is named."""
    found: dict[str, tuple[str, ...]] = {}
    for code, given in asking.put.items():
        for one in given:
            if one.is_missing and party in ("", code):
                found[one.question.name] = (*found.get(one.question.name, ()), code)
    return found


def _ask_and_whom(asking: Asking, name: str, codes: tuple[str, ...]) -> str:
    """A question without an answer; and by whom, where others answered it."""
    question = asking.asked[name].question
    told = f" (not yet: {_names(asking, codes)})" if asking.asked[name].answered else ""
    return typographic(f"{question.ask}{told}")


def _names(asking: Asking, codes: tuple[str, ...]) -> str:
    return first_of([asking.parties.get(code, code) for code in codes])


def _problems_in(asking: Asking, chosen: Mapping[str, Asked]) -> Iterator[Problem]:
    """What does not fit at one of these questions; an answer that is simply missing is told as such."""
    return (problem for problem in asking.examined.problems if place_of(problem) in chosen)


def _check_sections(asking: Asking, chosen: Mapping[str, Asked], party: str) -> Iterator[CheckSection]:
    waiting, confirm = _waiting(asking, party), {} if party else confirm_urls(asking)
    for number, title in asking.catalogue.sections.items():
        clauses = [clause for clause in asking.catalogue.clauses.values() if clause.section == number]
        here = {
            clause.id: [chosen[one.name] for one in clause.questions if one.name in chosen]
            for clause in clauses
        }
        told = tuple(
            made
            for clause in clauses
            if (made := _check_clause(asking, clause, here[clause.id], waiting, party)) is not None
        )
        if told:
            url = url_for("questions.check", agreement_id=asking.agreement_id, section=number)
            counted, usual = count(asking.asked_in(number, party)), confirm.get(number, ("", ""))
            yield CheckSection(number, typographic(title), counted, url, usual, told)


def _check_clause(
    asking: Asking, clause: Clause, here: list[Asked], waiting: Mapping[str, tuple[str, ...]], party: str
) -> CheckClause | None:
    """A clause with its questions; None where it has none to show."""
    shown = [one for one in here if one.is_asked]
    unused = tuple(_check_row(asking, one, (), party) for one in here if not one.is_asked and one.answered)
    if not shown and not unused:
        return None
    offered = [one for one in shown if one.need is Need.OFFERED]
    rows = tuple(
        _check_row(asking, one, waiting.get(one.question.name, ()), party)
        for one in shown
        if one.need is not Need.OFFERED
    )
    standing = CLAUSE_STATUS.get(clause.status[asking.draft.type], "") if offered else ""
    start = next((one.question.name for one in offered if asking.answering(one.question).may), "")
    url = asking.url(start) if start else ""
    return CheckClause(clause.id, typographic(clause.title), standing, rows, unused, len(offered), url)


def _check_row(asking: Asking, asked: Asked, lacking: tuple[str, ...], party: str) -> CheckRow:
    question = asked.question
    told = asking.told(question)
    usual = question.usual_choice(asking.draft.type)
    may = asking.answering(question).may and asked.is_asked
    return CheckRow(
        label=label_of(question),
        told=told,
        short=in_short(told),
        state=_state(asked),
        lacking=typographic(_names(asking, lacking)) if asked.answered else "",
        unsure=tuple(_unsure(asking, asked, party)),
        usual="" if usual is None else in_short(tell_value(question, usual, asking.parties)),
        action=("Change" if asking.is_answered(asked) else "Answer") if may else "See",
        url=asking.url(question.name),
    )


def _unsure(asking: Asking, asked: Asked, party: str) -> Iterator[Unsure]:
    """The flags of a question; of what each party fills in for itself, on a party's own page: about its rows."""
    for flag in asking.flags:
        if (
            flag.question == asked.question.name
            and asked.is_asked
            and flag.party in ("", party or flag.party)
        ):
            yield tell_flag(asking, flag, now().date())


def _state(asked: Asked) -> str:
    if not asked.is_asked:
        return "unused"
    if asked.answered:
        return "answered"
    return {Need.NEEDED: "missing", Need.USUAL: "usual"}.get(asked.need, "free")

"""What the pages of questions show: tasks, one question, its history, and the answers to check.

In: the working draft, what is asked in it, and what the reader may do. Out: one frozen object for each page.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from flask import url_for

from govflow.agreements.queries import Examined
from govflow.agreements.question_effect import Effect
from govflow.agreements.question_forms import AskForm, Shape, limits_in_words
from govflow.agreements.question_queries import GivenAnswer
from govflow.agreements.question_words import Told, in_short, tell_answer, tell_value
from govflow.catalogue.loader import load
from govflow.core.answers import AskedOf, Kind, Question
from govflow.core.asking import OWN, Asked, Need, each_for_itself, has_own_rows, parties_asked
from govflow.core.catalogue import TYPES, Clause, Status
from govflow.core.consistency import RULES
from govflow.core.draft import Draft
from govflow.core.errors import Problem, Severity
from govflow.core.permissions import Permission
from govflow.core.text import typographic
from govflow.web.access import Reader
from govflow.web.uk_time import moment

Link = tuple[str, str]
"""Text and address."""

TIP = "Tip: "
ROWS_OF_A_TABLE = 2
"""So many cells name a row that is folded."""


@dataclass(frozen=True)
class Answering:
    """What one reader may do with one question. ``own``: the party whose own rows are theirs, "" for no such table."""

    may: bool
    own: str = ""


@dataclass(frozen=True)
class Asking:
    """The questions of an agreement as one reader finds them. ``parties``: names of everyone on the roll, by code."""

    agreement_id: UUID
    revision: int
    examined: Examined
    asked: Mapping[str, Asked]
    parties: Mapping[str, str]
    reader: Reader
    closed: bool

    @property
    def draft(self) -> Draft:
        """The working draft."""
        return self.examined.draft

    @property
    def code(self) -> str:
        """The organisation that the reader acts for, "" for none."""
        return "" if self.reader.capacity is None else self.reader.capacity.code

    def answering(self, question: Question) -> Answering:
        """What the reader may do: who answers for the consortium, and an organisation's own people about itself."""
        named = self.code in parties_asked(question, self.draft)
        own = named and self.reader.may(Permission.OWN_QUESTION_ANSWER, self.code)
        if each_for_itself(question):
            return Answering(own and not self.closed, self.code if own else "")
        return Answering((own or self.reader.may(Permission.QUESTION_ANSWER)) and not self.closed)

    def is_answered(self, asked: Asked) -> bool:
        """Whether a question is answered, as far as the reader is concerned."""
        own = self.answering(asked.question).own
        return has_own_rows(self.draft, asked.question, own) if own else asked.answered

    def url(self, question: str) -> str:
        """Where a question is answered."""
        return url_for("questions.ask", agreement_id=self.agreement_id, question=question)

    def told(self, question: Question) -> Told:
        """The answer there is."""
        value = self.draft.answers.get(question.name)
        return Told() if value is None else tell_value(question, value, self.parties)

    def after(self, clause: str, name: str) -> str:
        """The next question of the section that the reader may answer and that is open; "" where none is.

        After the last one it begins again at the first; a clause that is not in the agreement is passed over.
        """
        section = load().clauses[clause].section
        here = [one for one in self.asked.values() if load().clauses[one.question.clause].section == section]
        place = next((at for at, one in enumerate(here) if one.question.name == name), -1)
        following = (*here[place + 1 :], *here[: max(place, 0)])
        return next((one.question.name for one in following if self.is_for_reader(one)), "")

    def first(self, asked: Iterable[Asked]) -> str:
        """The first of these questions that the agreement cannot do without and that waits for the reader."""
        waiting = (one for one in asked if one.need is Need.NEEDED and self.is_for_reader(one))
        return next((one.question.name for one in waiting), "")

    def is_for_reader(self, asked: Asked) -> bool:
        """Whether a question is open and the reader may answer it."""
        in_text = asked.need not in (Need.NOT_ASKED, Need.OFFERED)
        return in_text and not self.is_answered(asked) and self.answering(asked.question).may


@dataclass(frozen=True, slots=True)
class Count:
    """How far some questions are: answered, of those needed or answered; ``usual``: left to the usual choice."""

    done: int
    of: int
    usual: int

    @property
    def words(self) -> str:
        """In words."""
        return f"{self.done} of {self.of} answered" if self.of else "Nothing is needed here"

    @property
    def status(self) -> str:
        """In two words."""
        if not self.of:
            return "Not needed"
        if self.done == self.of:
            return "Done"
        return "Some left" if self.done else "Not started"

    @property
    def tone(self) -> str:
        """The colour of the status."""
        return {"Done": "good", "Some left": "wait", "Not started": "new"}.get(self.status, "plain")


def count(asked: Iterable[Asked]) -> Count:
    """How far these questions are."""
    given = [one for one in asked if one.is_asked]
    wanted = [one for one in given if one.answered or one.need is Need.NEEDED]
    usual = sum(one.need is Need.USUAL and not one.answered for one in given)
    return Count(sum(one.answered for one in wanted), len(wanted), usual)


Task = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class TasksPage:
    """The sections with what is left in each, and the parties. ``next_url``: "" where nothing waits for the reader."""

    caption: str
    whole: Count
    lede: str
    mine: tuple[Task, ...]
    mine_title: str
    sections: tuple[Task, ...]
    parties: tuple[Task, ...]
    next_title: str
    next_text: str
    next_link: str
    next_url: str
    check_url: str


def tasks_page(asking: Asking) -> TasksPage:
    """The list of tasks."""
    whole = count(asking.asked.values())
    left = whole.of - whole.done
    first = asking.first(asking.asked.values())
    return TasksPage(
        caption=typographic(asking.examined.assembled.document.title),
        whole=whole,
        lede=(
            "Every figure, date and choice of the agreement comes from these questions. Answer in any order, a few at "
            "a time. What you save is kept, and can be changed until the agreement is signed."
        ),
        mine=tuple(_own_tasks(asking)),
        mine_title=f"Asked of {_organisation(asking)}",
        sections=tuple(_section_tasks(asking)),
        parties=tuple(_party_tasks(asking)),
        next_title=_next_title(asking, first, left),
        next_text=_next_text(asking, first, left),
        next_link="Answer this question",
        next_url=asking.url(first) if first else "",
        check_url=url_for("questions.check", agreement_id=asking.agreement_id),
    )


def _next_title(asking: Asking, first: str, left: int) -> str:
    if first:
        return typographic(asking.asked[first].question.ask)
    return "Nothing waits for you here" if left else "All needed answers are there"


def _next_text(asking: Asking, first: str, left: int) -> str:
    if asking.closed:
        return "The agreement is signed and dated. Its answers stay as they are."
    if first:
        question = asking.asked[first].question
        return typographic(f"{load().sections[load().clauses[question.clause].section]}: {question.label}.")
    if left:
        return f"{left} answer{' is' if left == 1 else 's are'} still missing, but other people are asked for them."
    return "Check the answers, and then look at the agreement for open points."


def _organisation(asking: Asking) -> str:
    capacity = asking.reader.capacity
    return "" if capacity is None else typographic(asking.parties.get(capacity.code, capacity.organisation))


def _own_tasks(asking: Asking) -> Iterator[Task]:
    """What the reader's own organisation is asked, question by question; nothing for who may not answer it."""
    for one in asking.asked.values():
        question = one.question
        named = parties_asked(question, asking.draft)
        if one.is_asked and asking.code in named and asking.answering(question).may:
            done = asking.is_answered(one)
            status, tone = ("Done", "good") if done else _open(one, asking.draft)
            label = _label(question)
            yield (label, asking.url(question.name), typographic(question.ask), status, tone)


def _open(asked: Asked, draft: Draft) -> tuple[str, str]:
    status = load().clauses[asked.question.clause].status[draft.type]
    if asked.need is Need.OFFERED and status is Status.RECOMMENDED:
        return ("Recommended", "plain")
    return _OPEN[asked.need]


_OPEN = {
    Need.NEEDED: ("Not answered yet", "wait"),
    Need.USUAL: ("Usual choice", "plain"),
    Need.FREE: ("If you like", "plain"),
    Need.OFFERED: ("If you like", "plain"),
}


def _section_tasks(asking: Asking) -> Iterator[Task]:
    for number, title in load().sections.items():
        here = [one for one in asking.asked.values() if load().clauses[one.question.clause].section == number]
        found = count(here)
        url = url_for("questions.check", agreement_id=asking.agreement_id, section=number)
        offered = {one.question.clause for one in here if one.need is Need.OFFERED}
        yield (typographic(title), url, "; ".join(_hints(found, len(offered))), found.status, found.tone)


def _hints(found: Count, offered: int) -> Iterator[str]:
    yield found.words
    if found.usual:
        yield f"{found.usual} keep{'s' if found.usual == 1 else ''} the usual choice"
    if offered:
        yield f"{offered} clause{'' if offered == 1 else 's'} could be added"


def _party_tasks(asking: Asking) -> Iterator[Task]:
    """How far each of those is who are asked: the consortium, the facilitator, each party."""
    groups: dict[str, list[Asked]] = {"consortium": [], "facilitator": []}
    groups |= {party.member_id: [] for party in asking.draft.parties}
    for one in asking.asked.values():
        for code in asked_of(one.question, asking.draft):
            groups[code].append(_for_party(asking.draft, one, code))
    for code, given in sorted(groups.items(), key=lambda group: group[0] != asking.code):
        found = count(given)
        url = url_for("questions.check", agreement_id=asking.agreement_id, party=code)
        yield (group_name(asking, code), url, found.words, found.status, found.tone)


def asked_of(question: Question, draft: Draft) -> tuple[str, ...]:
    """Under whom a question stands: parties by code, else ``facilitator`` or ``consortium``."""
    if question.asked_of is AskedOf.FACILITATOR:
        return ("facilitator",)
    return parties_asked(question, draft) or ("consortium",)


def group_name(asking: Asking, code: str) -> str:
    """What a group of questions is called: by whom it is put to."""
    named = {"consortium": "The consortium as a whole", "facilitator": "The facilitator"}
    name = named.get(code) or typographic(asking.parties.get(code, code))
    return f"{name} (you act for it)" if asking.code == code else name


def _for_party(draft: Draft, asked: Asked, code: str) -> Asked:
    if not each_for_itself(asked.question):
        return asked
    return Asked(asked.question, asked.need, has_own_rows(draft, asked.question, code))


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something that does not fit. ``url``: the other question it points at, "" where it is this one."""

    severity: str
    word: str
    message: str
    link: str
    url: str


@dataclass(frozen=True)
class AskPage:
    """One question. ``rows``: what each row is called while it is folded; ``theirs``: what somebody else answered."""

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
    takes_away: bool
    rows: tuple[str, ...]
    more_rows: Told
    theirs: GivenAnswer | None
    theirs_told: Told
    does: str
    note: str
    tips: tuple[str, ...]
    sources: tuple[str, ...]
    effect: Effect
    effect_words: str
    problems: tuple[OpenPoint, ...]
    skip_url: str
    history_url: str
    address: str
    text_url: str

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
) -> AskPage:
    """The page of a question."""
    question, clause = shape.question, load().clauses[shape.question.clause]
    answering, asked = asking.answering(question), asking.asked[question.name]
    usual = question.usual_choice(asking.draft.type)
    prefix, suffix = _unit(question)
    next_name = asking.after(question.clause, question.name)
    section = load().sections[clause.section]
    section_url = url_for("questions.check", agreement_id=asking.agreement_id, section=clause.section)
    tasks_url = url_for("questions.tasks", agreement_id=asking.agreement_id)
    return AskPage(
        form=form,
        shape=shape,
        caption=_caption(clause, question),
        title=typographic(question.ask),
        crumbs=(("Questions", tasks_url), (typographic(section), section_url)),
        answered_by=_answered_by(asking, question),
        editable=answering.may and (asked.is_asked or bool(form.errors)),
        notice=notice or _standing(asked, clause, asking.draft),
        hint=_hint(question),
        prefix=prefix,
        suffix=suffix,
        usual=Told() if usual is None else tell_value(question, usual, asking.parties),
        may_use_usual=usual is not None and question.kind is not Kind.TABLE,
        given=asking.told(question),
        takes_away=asking.is_answered(asked) and answering.may,
        rows=typed_rows,
        more_rows=_rows_of_others(asking, question, answering),
        theirs=theirs,
        theirs_told=Told() if theirs is None else tell_answer(question, theirs.plain, asking.parties),
        does=typographic(clause.does),
        note=typographic(clause.notes),
        tips=tuple(_tips(clause)),
        sources=clause.sources,
        effect=tried.effect,
        effect_words=tried.words,
        problems=tuple(open_points(asking, _of_concern(asking, answering, tried.problems), question.name)),
        skip_url=asking.url(next_name) if next_name else section_url,
        history_url=url_for("questions.history", agreement_id=asking.agreement_id, question=question.name),
        address=asking.url(question.name),
        text_url=url_for("agreements.read", agreement_id=asking.agreement_id),
    )


def _caption(clause: Clause, question: Question) -> str:
    """What a question is about: its clause, and what it asks of it where that says more."""
    same = clause.title.casefold() == question.label.casefold()
    return typographic(clause.title if same else f"{clause.title} · {question.label}")


def _label(question: Question) -> str:
    """What a question is about, to begin a line with."""
    return typographic(f"{question.label[:1].upper()}{question.label[1:]}")


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


_STATUS = {
    Status.RECOMMENDED: "Most consortia of your kind have this clause.",
    Status.OPTIONAL: "This clause is optional.",
}


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
        told = _STATUS.get(clause.status[draft.type], "")
        return f"{told} It is not in the agreement yet: your first answer brings it in.".strip()
    return "" if asked.answered else _MAY_BE_LEFT.get(asked.need, "")


_MAY_BE_LEFT = {
    Need.USUAL: "You may leave this one: then the usual choice stands.",
    Need.FREE: "You may leave this one: then the agreement says nothing about it.",
}


def _hint(question: Question) -> str:
    """What to type, in a line."""
    manner = {
        Kind.MULTI: "Choose all that apply.",
        Kind.PARTIES: "Choose all that apply.",
        Kind.LIST: "Put one on each line." if not question.options else "The first comes first.",
    }.get(question.kind, "")
    scale = f"On a scale of {question.unit.replace('-', ' to ')}." if question.unit[:1].isdecimal() else ""
    return " ".join(part for part in (manner, scale, limits_in_words(question.kind, question.limits)) if part)


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
            yield typographic(f"{words[:1].upper()}{words[1:]}{end}")


def _rows_of_others(asking: Asking, question: Question, answering: Answering) -> Told:
    """In a table that each party fills in for itself: everybody else's rows."""
    if not answering.own:
        return Told()
    value = asking.draft.answers.get(question.name)
    rows = value if isinstance(value, tuple) else ()
    others = tuple(row for row in rows if isinstance(row, Mapping) and row.get(OWN) != answering.own)
    return tell_value(question, others, asking.parties) if others else Told()


def _of_concern(asking: Asking, answering: Answering, problems: Iterable[Problem]) -> Iterator[Problem]:
    """To who fills in their own rows: not what is said of another party's."""
    own = asking.parties.get(answering.own, "")
    others = [name for name in asking.parties.values() if name != own]
    for problem in problems:
        of_others = any(name in problem.message for name in others) and own not in problem.message
        if not (answering.own and of_others):
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


def problems_of(problems: Iterable[Problem], question: str) -> tuple[Problem, ...]:
    """The problems that concern a question: at its own place, or found by a rule that looks at it."""
    return tuple(
        problem
        for problem in problems
        if place_of(problem) == question or (problem.rule in RULES and question in RULES[problem.rule].reads)
    )


def place_of(problem: Problem) -> str:
    """The question a problem stands at, "" where at none."""
    name = problem.field.split("[")[0].split(".")[0]
    return name if name in load().questions else ""


def open_points(asking: Asking, problems: Iterable[Problem], here: str = "") -> Iterator[OpenPoint]:
    """Problems as a page shows them."""
    for problem in problems:
        word = "To mend:" if problem.severity is Severity.ERROR else "To think about:"
        place = place_of(problem)
        elsewhere = place if place != here and place in asking.asked else ""
        link = typographic(f"Go to “{asking.asked[elsewhere].question.label}”") if elsewhere else ""
        url = asking.url(elsewhere) if elsewhere else ""
        yield OpenPoint(problem.severity, word, typographic(f"{problem.message} {problem.mend}"), link, url)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One answer of the past. ``kept``: what it is called, where it is not simply an earlier answer."""

    when: str
    person: str
    organisation: str
    told: Told
    standing: str


@dataclass(frozen=True)
class HistoryPage:
    """Every answer to a question, newest first. ``unused``: the agreement does not use it now."""

    title: str
    caption: str
    crumbs: tuple[Link, ...]
    rows: tuple[HistoryRow, ...]
    unused: bool
    url: str


def history_page(asking: Asking, question: Question, given: tuple[GivenAnswer, ...]) -> HistoryPage:
    """The history of a question."""
    rows = tuple(
        HistoryRow(
            moment(one.given_at),
            one.person or "The consortium’s papers",
            one.organisation,
            tell_answer(question, one.plain, asking.parties),
            _past(one, newest=number == 0),
        )
        for number, one in enumerate(given)
    )
    tasks_url = url_for("questions.tasks", agreement_id=asking.agreement_id)
    return HistoryPage(
        title=typographic(question.ask),
        caption="Every answer, newest first",
        crumbs=(
            ("Questions", tasks_url),
            (_label(question), asking.url(question.name)),
        ),
        rows=rows,
        unused=not asking.asked[question.name].is_asked,
        url=asking.url(question.name),
    )


def _past(given: GivenAnswer, newest: bool) -> str:
    if given.plain is None:
        return "Taken away"
    return "Counts now" if newest else "Earlier"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One question by its label, and its answer. ``state``: answered, missing, usual, free or unused."""

    label: str
    told: Told
    short: str
    state: str
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
    """A section with its clauses. ``url``: of the section alone."""

    number: int
    title: str
    count: Count
    url: str
    clauses: tuple[CheckClause, ...]


@dataclass(frozen=True)
class CheckPage:
    """The answers to check: all of them, of a section, or of those put to somebody."""

    title: str
    caption: str
    crumbs: tuple[Link, ...]
    count: Count
    sections: tuple[CheckSection, ...]
    missing: tuple[Link, ...]
    problems: tuple[OpenPoint, ...]
    next_url: str
    tasks_url: str

    @property
    def missing_words(self) -> str:
        """How many answers are missing."""
        return f"Still missing: {len(self.missing)} answer{'' if len(self.missing) == 1 else 's'}"


def check_page(asking: Asking, section: int | None = None, party: str = "") -> CheckPage:
    """The answers of a section, of a party, or of everybody."""
    tasks_url = url_for("questions.tasks", agreement_id=asking.agreement_id)
    chosen = {
        name: _for_party(asking.draft, one, party) if party in asking.parties else one
        for name, one in asking.asked.items()
        if section in (None, load().clauses[one.question.clause].section)
        and (not party or party in asked_of(one.question, asking.draft))
    }
    found = count(chosen.values())
    first = asking.first(asking.asked[name] for name in chosen)
    title = "Check the answers"
    if section is not None:
        title = typographic(load().sections[section])
    elif party:
        title = group_name(asking, party)
    return CheckPage(
        title=title,
        caption="Questions and answers",
        crumbs=(("Questions", tasks_url),),
        count=found,
        sections=tuple(_check_sections(asking, chosen)),
        missing=tuple(
            (typographic(one.question.ask), asking.url(name))
            for name, one in chosen.items()
            if one.is_missing
        ),
        problems=tuple(open_points(asking, _problems_in(asking, chosen))),
        next_url=asking.url(first) if first else "",
        tasks_url=tasks_url,
    )


def _problems_in(asking: Asking, chosen: Mapping[str, Asked]) -> Iterator[Problem]:
    """What does not fit at one of these questions; an answer that is simply missing is told as such."""
    return (problem for problem in asking.examined.problems if place_of(problem) in chosen)


def _check_sections(asking: Asking, chosen: Mapping[str, Asked]) -> Iterator[CheckSection]:
    for number, title in load().sections.items():
        clauses = [clause for clause in load().clauses.values() if clause.section == number]
        here = {
            clause.id: [chosen[one.name] for one in clause.questions if one.name in chosen]
            for clause in clauses
        }
        told = tuple(
            made for clause in clauses if (made := _check_clause(asking, clause, here[clause.id])) is not None
        )
        if told:
            url = url_for("questions.check", agreement_id=asking.agreement_id, section=number)
            asked = (one for given in here.values() for one in given)
            yield CheckSection(number, typographic(title), count(asked), url, told)


def _check_clause(asking: Asking, clause: Clause, here: list[Asked]) -> CheckClause | None:
    """A clause with its questions; None where it has none to show."""
    shown = [one for one in here if one.is_asked]
    unused = tuple(_check_row(asking, one) for one in here if not one.is_asked and one.answered)
    if not shown and not unused:
        return None
    offered = [one for one in shown if one.need is Need.OFFERED]
    rows = tuple(_check_row(asking, one) for one in shown if one.need is not Need.OFFERED)
    standing = _STATUS.get(clause.status[asking.draft.type], "") if offered else ""
    start = next((one.question.name for one in offered if asking.answering(one.question).may), "")
    url = asking.url(start) if start else ""
    return CheckClause(clause.id, typographic(clause.title), standing, rows, unused, len(offered), url)


def _check_row(asking: Asking, asked: Asked) -> CheckRow:
    question = asked.question
    told = asking.told(question)
    usual = question.usual_choice(asking.draft.type)
    may = asking.answering(question).may and asked.is_asked
    return CheckRow(
        label=_label(question),
        told=told,
        short=in_short(told),
        state=_state(asked),
        usual="" if usual is None else in_short(tell_value(question, usual, asking.parties)),
        action=("Change" if asking.is_answered(asked) else "Answer") if may else "See",
        url=asking.url(question.name),
    )


def _state(asked: Asked) -> str:
    if not asked.is_asked:
        return "unused"
    if asked.answered:
        return "answered"
    return {Need.NEEDED: "missing", Need.USUAL: "usual"}.get(asked.need, "free")


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

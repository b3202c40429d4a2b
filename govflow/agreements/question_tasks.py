"""The list of questions: what is asked, section by section and party by party, and how much of it is answered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import url_for

from govflow.agreements.flag_page import tell_flag
from govflow.agreements.question_asking import Asking, group_name, label_of
from govflow.clock import now
from govflow.core.asking import Asked, Need, parties_asked
from govflow.core.catalogue import Status
from govflow.core.permissions import Permission
from govflow.core.text import typographic
from govflow.web.forms import ActForm


@dataclass(frozen=True, slots=True)
class Count:
    """How far some questions are: answered, of those needed or answered; ``usual``: left to the usual choice."""

    done: int
    of: int
    usual: int

    @property
    def left(self) -> int:
        """How many the agreement still cannot do without."""
        return self.of - self.done

    @property
    def words(self) -> str:
        """In words."""
        if not self.of:
            return "Nothing is needed here"
        return f"{self.done} of {self.of} answered" + (f", {self.left} left" if self.left else "")

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
    """The sections with what is left in each, and the parties. ``next_url``: "" where nothing waits for the reader.

    ``unsure``: the questions that somebody is not sure of. ``usual``: how many needed answers have a usual choice that
    the reader may take, by ``form``.
    """

    caption: str
    whole: Count
    lede: str
    mine: tuple[Task, ...]
    mine_title: str
    unsure: tuple[Task, ...]
    sections: tuple[Task, ...]
    parties: tuple[Task, ...]
    next_title: str
    next_text: str
    next_link: str
    next_url: str
    check_url: str
    usual: int
    usual_url: str
    form: ActForm


def tasks_page(asking: Asking) -> TasksPage:
    """The list of tasks."""
    whole = count(asking.asked_in())
    first = asking.first(asking.asked.values())
    return TasksPage(
        caption=typographic(asking.examined.name),
        whole=whole,
        lede=(
            "Every figure, date and choice of the agreement comes from these questions. Answer in any order, a few at "
            "a time. What you save is kept, and can be changed until the agreement is signed."
        ),
        mine=tuple(_own_tasks(asking)),
        mine_title=f"Asked of {_organisation(asking)}",
        unsure=tuple(_unsure_tasks(asking)),
        sections=tuple(_section_tasks(asking)),
        parties=tuple(_party_tasks(asking)),
        next_title=_next_title(asking, first, whole.left),
        next_text=_next_text(asking, first, whole.left),
        next_link="Answer this question",
        next_url=asking.url(first) if first else "",
        check_url=url_for("questions.check", agreement_id=asking.agreement_id),
        usual=_to_take(asking),
        usual_url=url_for("beginning.take", agreement_id=asking.agreement_id),
        form=ActForm(),
    )


def _to_take(asking: Asking) -> int:
    """How many answers the agreement lacks, and has a usual choice for, that the reader may take."""
    if asking.closed or not asking.reader.may(Permission.QUESTION_ANSWER):
        return 0
    missing = (one.question for one in asking.asked.values() if one.is_missing)
    return sum(question.usual_choice(asking.draft.type) is not None for question in missing)


def _next_title(asking: Asking, first: str, left: int) -> str:
    if first:
        return typographic(asking.asked[first].question.ask)
    return "Nothing waits for you here" if left else "All needed answers are there"


def _next_text(asking: Asking, first: str, left: int) -> str:
    if asking.closed:
        return "The agreement is signed and dated. Its answers stay as they are."
    if first:
        question = asking.asked[first].question
        section = asking.catalogue.clauses[question.clause].section
        return typographic(f"{asking.catalogue.sections[section]}: {question.label}.")
    if left:
        if left == 1:
            return "1 answer is still missing, but somebody else is asked for it."
        return f"{left} answers are still missing, but other people are asked for them."
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
            status, tone = _standing(asking, one)
            label = label_of(question)
            yield (label, asking.url(question.name), typographic(question.ask), status, tone)


def _standing(asking: Asking, asked: Asked) -> tuple[str, str]:
    """How a question of the reader's own organisation stands."""
    if asking.flag(asked.question, asking.code) is not None:
        return ("Not sure", "wait")
    return ("Done", "good") if asking.is_answered(asked) else _open(asking, asked)


def _unsure_tasks(asking: Asking) -> Iterator[Task]:
    """The questions that somebody is not sure of, the earliest day first."""
    today = now().date()
    for flag in sorted(asking.flagged_in(), key=lambda one: one.due):
        told, question = tell_flag(asking, flag, today), asking.catalogue.questions[flag.question]
        status, tone = ("Overdue", "bad") if told.overdue else ("Not sure", "wait")
        yield (label_of(question), asking.url(question.name), f"{told.who} {told.given}.", status, tone)


def _open(asking: Asking, asked: Asked) -> tuple[str, str]:
    status = asking.catalogue.clauses[asked.question.clause].status[asking.draft.type]
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
    for number, title in asking.catalogue.sections.items():
        here = asking.asked_in(number)
        found = count(here)
        url = url_for("questions.check", agreement_id=asking.agreement_id, section=number)
        offered = {one.question.clause for one in here if one.need is Need.OFFERED}
        unsure = len(asking.flagged_in(number))
        yield (
            typographic(title),
            url,
            "; ".join(_hints(found, len(offered), unsure)),
            found.status,
            found.tone,
        )


def _hints(found: Count, offered: int, unsure: int) -> Iterator[str]:
    yield found.words
    if unsure:
        yield f"{unsure} not sure"
    if found.usual:
        yield f"{found.usual} keep{'s' if found.usual == 1 else ''} the usual choice"
    if offered:
        yield f"{offered} clause{'' if offered == 1 else 's'} could be added"


def _party_tasks(asking: Asking) -> Iterator[Task]:
    """How far each of those is who are asked: the consortium, the facilitator, each party."""
    for code, given in sorted(asking.put.items(), key=lambda group: group[0] != asking.code):
        found = count(given)
        url = url_for("questions.check", agreement_id=asking.agreement_id, party=code)
        unsure = len(asking.flagged_in(party=code))
        hint = f"{found.words}; {unsure} not sure" if unsure else found.words
        yield (group_name(asking, code), url, hint, found.status, found.tone)

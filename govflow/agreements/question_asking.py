"""The questions of an agreement as one reader finds them: which are asked, of whom, and who may answer.

In: the working draft and who reads. Out: values that the pages of questions are made of.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from flask import url_for

from govflow.agreements.flag_queries import Flag, open_flags
from govflow.agreements.mends import Offer, offer
from govflow.agreements.problem_places import NOWHERE, Places, place_of, row_of
from govflow.agreements.queries import Examined, name_of
from govflow.agreements.question_queries import unconfirmed
from govflow.agreements.question_words import Told, tell_value
from govflow.agreements.text_queries import working_text
from govflow.core.answers import Question
from govflow.core.asking import (
    CONSORTIUM,
    FACILITATOR,
    OWN,
    Asked,
    Need,
    each_for_itself,
    has_own_rows,
    own_rows,
    parties_asked,
    plain_rows,
    put_to,
    questions_of,
)
from govflow.core.catalogue import Catalogue, Status
from govflow.core.consistency import RULES
from govflow.core.draft import Draft
from govflow.core.errors import Problem, Severity
from govflow.core.permissions import Permission
from govflow.core.text import typographic
from govflow.core.words import capital
from govflow.web.access import Reader, reader
from govflow.web.links import Link


@dataclass(frozen=True)
class Answering:
    """What one reader may do with one question. ``own``: the party whose own rows are theirs, "" for no such table."""

    may: bool
    own: str = ""


@dataclass(frozen=True)
class Asking:
    """The questions of an agreement as one reader finds them. ``parties``: names of everyone on the roll, by code.

    ``flags``: the questions that somebody is not sure of.
    """

    agreement_id: UUID
    revision: int
    examined: Examined
    asked: Mapping[str, Asked]
    parties: Mapping[str, str]
    reader: Reader
    closed: bool
    flags: tuple[Flag, ...]

    @property
    def draft(self) -> Draft:
        """The working draft."""
        return self.examined.draft

    @property
    def catalogue(self) -> Catalogue:
        """What the agreement's instrument is made of."""
        return self.examined.catalogue

    @property
    def still_open(self) -> "Asking":
        """The same before the agreement was signed: for who was writing then."""
        return replace(self, closed=False)

    @property
    def crumb(self) -> Link:
        """The way back to the list; of a shorter instrument, by its name."""
        address = url_for("questions.tasks", agreement_id=self.agreement_id)
        return name_of("Questions", self.catalogue.instrument), address

    @cached_property
    def put(self) -> Mapping[str, tuple[Asked, ...]]:
        """The questions by whom they are put to."""
        return put_to(self.asked, self.draft)

    @cached_property
    def put_by_section(self) -> Mapping[int, tuple[tuple[str, Asked], ...]]:
        """As `put`, section by section: each question with whom it is put to."""
        clauses = self.catalogue.clauses
        found: dict[int, list[tuple[str, Asked]]] = {number: [] for number in self.catalogue.sections}
        for code, given in self.put.items():
            for one in given:
                found[clauses[one.question.clause].section].append((code, one))
        return {number: tuple(given) for number, given in found.items()}

    def asked_in(self, section: int | None = None, party: str = "") -> tuple[Asked, ...]:
        """Every question as often as it is put to somebody, each as it stands for them; of a section, of a party."""
        return tuple(one for _, one in self._put(section, party))

    def flagged_in(self, section: int | None = None, party: str = "") -> tuple[Flag, ...]:
        """The questions somebody is not sure of, as `asked_in` gives questions: what nobody is asked is left out."""
        if not self.flags:
            return ()
        return tuple(
            flag
            for code, one in self._put(section, party)
            if one.is_asked and (flag := self.flag(one.question, code)) is not None
        )

    def _put(self, section: int | None, party: str) -> Iterator[tuple[str, Asked]]:
        if section is not None:
            return (each for each in self.put_by_section[section] if party in ("", each[0]))
        return ((code, one) for code, given in self.put.items() if party in ("", code) for one in given)

    def flag(self, question: Question, code: str) -> Flag | None:
        """Whether somebody is not sure of a question as it is put to one; of what all fill in, about their own rows."""
        party = code if each_for_itself(question) and code in self.parties else ""
        return next((one for one in self.flags if (one.question, one.party) == (question.name, party)), None)

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
        own = self.answering(asked.question).own if each_for_itself(asked.question) else ""
        return has_own_rows(self.draft, asked.question, own) if own else asked.answered

    @cached_property
    def places(self) -> Places:
        """Where problems are mended."""
        consortium_id = self.reader.consortium_id
        assert consortium_id is not None  # who reads it was let in
        return Places(self.agreement_id, consortium_id, self.examined)

    def may_mend(self, offer: Offer) -> bool:
        """Whether the reader may do all of a mend: answer its questions, and reword its clauses."""
        words = self.reader.may(Permission.CLAUSE_REWORD) or not offer.mend.reworded
        asked = (self.answering(self.catalogue.questions[name]).may for name in offer.questions)
        return words and offer.for_everybody and all(asked) and not self.closed

    def offer(self, problem: Problem) -> Offer | None:
        """The mend of a problem that the reader may do, None where there is none."""
        found = offer(self.examined, problem)
        return found if found is not None and self.may_mend(found) else None

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
        section = self.catalogue.clauses[clause].section
        here = [
            one
            for one in self.asked.values()
            if self.catalogue.clauses[one.question.clause].section == section
        ]
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


def asking_of(agreement_id: UUID) -> Asking:
    """The questions of an agreement, as who reads this page finds them."""
    text = working_text(agreement_id)
    draft, closed = text.examined.draft, text.agreement.released_at is not None
    return Asking(
        agreement_id,
        text.agreement.revision,
        text.examined,
        questions_of(text.examined.catalogue, draft, unconfirmed(text.agreement)),
        {party.member_id: party.name for party in draft.parties_by_id.values()},
        reader(),
        closed,
        () if closed else open_flags(agreement_id),
    )


def group_name(asking: Asking, code: str) -> str:
    """What a group of questions is called: by whom it is put to."""
    named = {CONSORTIUM: "The consortium as a whole", FACILITATOR: "The facilitator"}
    name = named.get(code) or typographic(asking.parties.get(code, code))
    return f"{name} (you act for it)" if asking.code == code else name


def part_of(plain: object, own: str) -> object:
    """An answer as far as one may change it: one's own rows without whose they are, or all of it."""
    if not own:
        return plain
    mine = own_rows(plain_rows(plain), own)
    return [{name: cell for name, cell in row.items() if name != OWN} for row in mine]


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something that does not fit. ``url``: where it is mended, "" where that is here; ``offer``: with one press."""

    severity: str
    word: str
    message: str
    link: str
    url: str
    offer: Offer | None = None


def label_of(question: Question) -> str:
    """What a question is about, to begin a line with."""
    return typographic(capital(question.label))


CLAUSE_STATUS = {
    Status.RECOMMENDED: "Most consortia of your kind have this clause.",
    Status.OPTIONAL: "This clause is optional.",
}


def problems_of(problems: Iterable[Problem], question: str) -> tuple[Problem, ...]:
    """The problems that concern a question: at its own place, or found by a rule that looks at it."""
    return tuple(
        problem
        for problem in problems
        if place_of(problem) == question or (problem.rule in RULES and question in RULES[problem.rule].reads)
    )


def open_points(asking: Asking, problems: Iterable[Problem], here: str = "") -> Iterator[OpenPoint]:
    """Problems as a page shows them."""
    for problem in problems:
        word = "To mend:" if problem.severity is Severity.ERROR else "To think about:"
        link, url = asking.places.where(problem)
        if here and place_of(problem) == here:
            row = row_of(problem)
            link, url = (f"Go to row {row}", asking.places.question(problem)) if row else NOWHERE
        told, mended = typographic(f"{problem.message} {problem.mend}"), asking.offer(problem)
        yield OpenPoint(problem.severity, word, told, link, url, mended)

"""What is played on: an agreement as its draft stands, who its members are, and where it says so.

In: a working text. Out: answers with usual choices standing in for those that are missing, and clauses to read beside
what is reckoned. What no answer says is an example, and a page says that it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Any
from uuid import UUID

from flask import url_for

from govflow.agreements.text_queries import WorkingText
from govflow.catalogue.loader import load
from govflow.core.answers import Row, Value, is_absent
from govflow.core.asking import Asked, questions_of
from govflow.core.document import Para, Part
from govflow.core.draft import Draft, rows
from govflow.core.setting import known_to
from govflow.core.voting_terms import VotingTerms, board_terms, voting_terms
from govflow.core.words import capital
from govflow.web.links import Link

MOST_PARAS = 6
"""So many paragraphs or a little more are shown of a clause that names no answer; the link leads to all of it."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause where it speaks of what is played. ``label``: like "Clause 17"; ``paras``: (number, text)."""

    label: str
    title: str
    url: str
    paras: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Ground:
    """An agreement to play on."""

    text: WorkingText

    @property
    def agreement_id(self) -> UUID:
        """Which agreement."""
        return self.text.agreement.id

    @property
    def draft(self) -> Draft:
        """Its draft."""
        return self.text.examined.draft

    @property
    def caption(self) -> str:
        """What the agreement is called."""
        return self.text.examined.name

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The members' names by their id."""
        return {member.member_id: member.name for member in self.draft.members}

    @cached_property
    def terms(self) -> Mapping[str, VotingTerms]:
        """The terms of each kind of decision, by the question that names its rule."""
        return voting_terms(load(), self.draft)

    @cached_property
    def board(self) -> Mapping[str, VotingTerms]:
        """The terms of the decisions that the board makes, where the agreement says who sits there."""
        return board_terms(load(), self.draft)

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """The answers to what is asked, usual choices standing in."""
        known = known_to(load(), self.draft).values
        return {
            name: value
            for name, value in known.items()
            if name not in self.asked or self.asked[name].is_asked
        }

    @cached_property
    def asked(self) -> Mapping[str, Asked]:
        """Every question, and whether anybody is asked it."""
        return questions_of(load(), self.draft)

    def number(self, question: str) -> int | Decimal | None:
        """A number that was answered, or is usual."""
        found = self.values.get(question)
        return found if isinstance(found, int | Decimal) and not isinstance(found, bool) else None

    def choice(self, question: str) -> str:
        """A choice that was answered, or is usual; "" where none is."""
        found = self.values.get(question)
        return found if isinstance(found, str) else ""

    def day(self, question: str) -> date | None:
        """A day that was answered."""
        found = self.values.get(question)
        return found if isinstance(found, date) else None

    def rows(self, question: str) -> tuple[Row, ...]:
        """The rows of a table that was answered."""
        return tuple(row for row in rows(self.draft, question) if not all(map(is_absent, row.values())))

    def place(self, endpoint: str, **more: Any) -> str:
        """The address of a page of this room."""
        return url_for(f"simulator.{endpoint}", agreement_id=self.agreement_id, **more)

    @property
    def start_url(self) -> str:
        """Where everything to play with is."""
        return self.place("start")

    @property
    def crumbs(self) -> tuple[Link, ...]:
        """Where its pages are."""
        read = url_for("agreements.read", agreement_id=self.agreement_id)
        return (("Agreement", read), ("Try the rules", self.start_url))

    def question_url(self, question: str) -> str:
        """Where a question is answered."""
        return url_for("questions.ask", agreement_id=self.agreement_id, question=question)

    def has(self, clause: str, questions: tuple[str, ...]) -> bool:
        """Whether the agreement has a clause that speaks of what these questions ask.

        Where none of them is asked the clause only says that there is no such thing.
        """
        asked = any(name in self.asked and self.asked[name].is_asked for name in questions)
        return asked and self.text.part(clause) is not None

    def label(self, clause: str) -> Link | None:
        """A clause and where it stands; None where the agreement has none."""
        part = self.text.part(clause)
        return None if part is None else (capital(part.label), self._url(part))

    def clause(self, clause: str, questions: tuple[str, ...]) -> Clause | None:
        """The sentences of a clause that carry the answers to these questions, or else its first ones."""
        part = self.text.part(clause)
        if part is None:
            return None
        sentences = _sentences(part.paras)
        said = [one for one in sentences if any(_speaks_of(para, questions) for para in one)]
        shown = said or list(_first(one for one in sentences if one[0].table is None))
        return Clause(capital(part.label), part.title, self._url(part), tuple(map(_line, chain(*shown))))

    def _url(self, part: Part) -> str:
        return url_for("agreements.read", agreement_id=self.agreement_id, _anchor=part.id)


def _speaks_of(para: Para, questions: tuple[str, ...]) -> bool:
    return any(run.target in questions for run in para.runs)


def _sentences(paras: Sequence[Para]) -> list[list[Para]]:
    """Paragraphs, each with the list that it opens: an item means nothing without it, nor it without its items."""
    found: list[list[Para]] = []
    for para in paras:
        if found and para.level > found[-1][0].level > 0:
            found[-1].append(para)
        else:
            found.append([para])
    return found


def _first(sentences: Iterable[list[Para]]) -> Iterator[list[Para]]:
    """The first of them, whole, until enough is shown."""
    told = 0
    for one in sentences:
        if told < MOST_PARAS:
            yield one
        told += len(one)


def _line(para: Para) -> tuple[str, str]:
    return para.number, para.text

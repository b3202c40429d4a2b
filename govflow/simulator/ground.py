"""What is played on: an agreement as its draft stands, who its members are, and where it says so.

In: a working text. Out: answers with usual choices standing in for those that are missing, and clauses to read beside
what is reckoned. What no answer says is an example, and a page says that it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import takewhile
from typing import Any
from uuid import UUID

from flask import url_for

from govflow.agreements.text_queries import WorkingText
from govflow.catalogue.loader import load
from govflow.core.answers import Row, Value, is_absent
from govflow.core.document import Para, Part
from govflow.core.draft import Draft, rows
from govflow.core.setting import known_to
from govflow.core.voting_terms import VotingTerms, voting_terms

MOST_PARAS = 6
"""So many paragraphs of a clause are shown beside what it says; the link leads to all of it."""

Link = tuple[str, str]


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
    def values(self) -> Mapping[str, Value]:
        """The answers, usual choices standing in."""
        return known_to(load(), self.draft).values

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

    def has(self, clause: str) -> bool:
        """Whether the agreement has a clause."""
        return self.text.part(clause) is not None

    def label(self, clause: str) -> Link | None:
        """A clause and where it stands; None where the agreement has none."""
        part = self.text.part(clause)
        return None if part is None else (_label(part), self._url(part))

    def clause(self, clause: str, questions: tuple[str, ...]) -> Clause | None:
        """The paragraphs of a clause that carry the answers to these questions, or else its first."""
        part = self.text.part(clause)
        if part is None:
            return None
        said = {place for place, para in enumerate(part.paras) if _speaks_of(para, questions)}
        led = [
            para
            for place, para in enumerate(part.paras)
            if place in said or _leads_to(part.paras, place, said)
        ]
        shown = (led or [para for para in part.paras if para.table is None])[:MOST_PARAS]
        return Clause(_label(part), part.title, self._url(part), tuple(map(_line, shown)))

    def _url(self, part: Part) -> str:
        return url_for("agreements.read", agreement_id=self.agreement_id, _anchor=part.id)


def _speaks_of(para: Para, questions: tuple[str, ...]) -> bool:
    return any(run.target in questions for run in para.runs)


def _leads_to(paras: Sequence[Para], place: int, said: set[int]) -> bool:
    """Whether a paragraph opens the list in which one of these stands: an item means nothing without it."""
    items = takewhile(lambda at: paras[at].level > paras[place].level > 0, range(place + 1, len(paras)))
    return any(at in said for at in items)


def _label(part: Part) -> str:
    return f"{part.label[:1].upper()}{part.label[1:]}"


def _line(para: Para) -> tuple[str, str]:
    return para.number, para.text

"""Where a problem is mended: the question with its row, the organisation, or the place in the text.

In: a problem, and the draft it was found in. Out: a link in words. Then true: whatever a rule of consistency or a
reading of the text finds leads somewhere; the one thing that does not is an answer to a question there is not.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from flask import url_for

from govflow.agreements.queries import Examined
from govflow.catalogue.loader import question_named
from govflow.core.asking import ROLL
from govflow.core.errors import Problem
from govflow.core.text import typographic
from govflow.web.links import Link

NOWHERE = ("", "")

MENDED_AT = {"CR-11": "expected_gains", "CR-34": "delivery_matrix"}
"""Rules that speak of a member and are mended in an answer."""

_ROW = re.compile(r"([a-z0-9_]+)\[(\d+)\]")
_ABOUT_A_PARTY = ("members", "vehicle", "vehicle_is_party")


def place_of(problem: Problem) -> str:
    """The question a problem is mended at, "" where at none."""
    name = MENDED_AT.get(problem.rule) or re.split(r"[\[.]", problem.field)[0]
    return name if question_named(name) is not None and name != ROLL else ""


def row_of(problem: Problem) -> int:
    """The row of the table it is about, from 1; 0 for none."""
    found = _ROW.match(problem.field)
    return int(found.group(2)) + 1 if found is not None and found.group(1) == place_of(problem) else 0


@dataclass(frozen=True)
class Places:
    """The places of an agreement. ``consortium_id``: whose it is."""

    agreement_id: UUID
    consortium_id: UUID
    examined: Examined

    def elsewhere(self, problem: Problem) -> Link:
        """The question or the organisation where it is mended; `NOWHERE` where it is a matter of the text alone."""
        asked = question_named(place_of(problem))
        if asked is not None:
            return typographic(f"Go to “{asked.label}”"), self.question(problem)
        about_a_party = re.split(r"[\[.]", problem.field)[0] in _ABOUT_A_PARTY
        return self._party(problem) if about_a_party else NOWHERE

    def where(self, problem: Problem) -> Link:
        """Where a problem is mended, in words; `NOWHERE` where there is no place."""
        found = self.elsewhere(problem)
        if found != NOWHERE:
            return found
        target = self.in_text(problem)
        if target:
            return "Show it in the text", url_for(
                "agreements.read", agreement_id=self.agreement_id, _anchor=target
            )
        return NOWHERE

    def question(self, problem: Problem) -> str:
        """The address of its question, with its row open."""
        row = row_of(problem)
        return url_for(
            "questions.ask",
            agreement_id=self.agreement_id,
            question=place_of(problem),
            row=row or None,
            _anchor=f"row-{row}" if row else None,
        )

    def in_text(self, problem: Problem) -> str:
        """The anchor of its paragraph or clause, "" where it is not in the text."""
        return next((place for place in (problem.field, problem.clause) if place in self._anchors), "")

    @cached_property
    def _anchors(self) -> frozenset[str]:
        document = self.examined.assembled.document
        return frozenset(part.id for part in document.parts) | {para.id for para in document.paragraphs()}

    def _party(self, problem: Problem) -> Link:
        found = _ROW.match(problem.field)
        if found is None:
            return "Go to the members", url_for("members.roll", consortium_id=self.consortium_id)
        party = self.examined.draft.members[int(found.group(2))]
        address = url_for("members.member", consortium_id=self.consortium_id, member=party.member_id)
        return typographic(f"Go to {party.name}"), address

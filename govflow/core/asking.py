"""Which questions are asked now, of whom, and which of them the agreement cannot do without.

In: the catalogue and a draft. Out: for every question whether it is asked, needed or left to the usual choice, and
whether it is answered; to whom each is put, and what is open for each of them; and, of the tables that each party
fills in for itself, the rows that are its own. Then true: whoever counts what is open counts what ``put_to`` gives,
so what is open for everybody together is what is open as a whole.

The members themselves are no question here: they are on the consortium's roll. Source: docs/domain, section 2
(status by type, "asked of"); docs/clause-pack.md (``asked_of``, ``asked_when``, ``if_absent``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from govflow.core.answers import AskedOf, IfAbsent, Question, is_absent
from govflow.core.applies import Applies, parse_condition
from govflow.core.catalogue import Catalogue, Clause, Status
from govflow.core.draft import VEHICLE_ID, Draft, rows
from govflow.core.setting import facts_of, known_to

ROLL = "parties"
"""The question that the consortium's roll answers."""

CONSORTIUM, FACILITATOR = "consortium", "facilitator"
"""Whom a question is put to that no party in particular is asked."""

OWN = "member_id"
"""The column that says whose row it is, in a table that each party fills in for itself."""

OF_MEMBERS = "Member"
"""What that column is headed with where the rows are of members alone, and not of every party."""


class Need(StrEnum):
    """How much an agreement wants the answer to a question."""

    NEEDED = "needed"
    """Without it there is a marked blank."""
    USUAL = "usual"
    """Without it the usual choice stands."""
    FREE = "free"
    """Without it nothing is said."""
    OFFERED = "offered"
    """Its clause is not in the agreement; the first answer to it brings the clause in."""
    NOT_ASKED = "not_asked"
    """Other answers, or the type of consortium, make it needless."""


_NEEDS = {IfAbsent.BLANK: Need.NEEDED, IfAbsent.USUAL: Need.USUAL, IfAbsent.OMIT: Need.FREE}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it stands in a draft."""

    question: Question
    need: Need
    answered: bool

    @property
    def is_asked(self) -> bool:
        """Whether anybody is asked it."""
        return self.need is not Need.NOT_ASKED

    @property
    def is_missing(self) -> bool:
        """Whether the agreement still lacks it."""
        return self.need is Need.NEEDED and not self.answered

    @property
    def is_open(self) -> bool:
        """Whether it belongs to the agreement and nobody answered it, needed or not."""
        return self.need in (Need.NEEDED, Need.USUAL, Need.FREE) and not self.answered


def questions_of(
    catalogue: Catalogue, draft: Draft, taken: frozenset[str] = frozenset()
) -> Mapping[str, Asked]:
    """Every question by its name, in the order of the catalogue.

    ``taken``: those whose answer is a usual choice that nobody confirmed. They count as left to the usual choice.
    """
    given = frozenset(name for name, value in draft.answers.items() if not is_absent(value))
    present = catalogue.clauses_in(draft.type, given)
    facts = facts_of(draft, known_to(catalogue, draft), present)
    answered = given - taken

    def need(clause: Clause, question: Question) -> Need:
        possible = clause.source and clause.status[draft.type] is not Status.NOT_APPLICABLE
        if not possible or not _condition(question.asked_when)(facts):
            return Need.NOT_ASKED
        if clause.id not in facts.clauses:
            return Need.OFFERED
        return Need.USUAL if question.name in taken else _NEEDS[question.if_absent]

    return MappingProxyType(
        {
            question.name: Asked(question, need(clause, question), question.name in answered)
            for clause in catalogue.clauses.values()
            for question in clause.questions
            if question.name != ROLL
        }
    )


@lru_cache(maxsize=1024)
def _condition(words: str) -> Applies:
    """When a question of a clause pack is asked, read once."""
    return parse_condition(words)


def parties_asked(question: Question, draft: Draft) -> tuple[str, ...]:
    """The parties that a question is put to, by id; none where it is put to the consortium as a whole.

    What the lead or the vehicle is asked, nobody in particular is asked before there is one. What members alone can
    say of themselves (what they hope to gain, the time they give) a vehicle is not asked, though it be a party: it
    joined nothing, and has no board of its own to ask itself why.
    """
    match question.asked_of:
        case AskedOf.EACH_MEMBER:
            asked = draft.members if _is_of_members(question) else draft.parties
            return tuple(party.member_id for party in asked)
        case AskedOf.LEAD_OR_VEHICLE:
            lead = VEHICLE_ID if draft.vehicle is not None else str(draft.answers.get("lead_body", ""))
            return (lead,) if lead in draft.parties_by_id else ()
        case AskedOf.CONSORTIUM | AskedOf.FACILITATOR:
            return ()


def _is_of_members(question: Question) -> bool:
    """Whether a table is of members alone: its column of whose row it is says "Member", and not "Party"."""
    return any(column.name == OWN and column.heading == OF_MEMBERS for column in question.columns)


def each_for_itself(question: Question) -> bool:
    """Whether each party gives rows of its own."""
    return question.asked_of is AskedOf.EACH_MEMBER


def has_own_rows(draft: Draft, question: Question, party: str) -> bool:
    """Whether a party said anything of itself in a table."""
    return any(row.get(OWN) == party for row in rows(draft, question.name))


def put_to(asked: Mapping[str, Asked], draft: Draft) -> Mapping[str, tuple[Asked, ...]]:
    """The questions by whom they are put to, each as it stands for them: the consortium, the facilitator, each party.

    What each party fills in for itself is a question to each, answered by whoever has a row of its own.
    """
    found: dict[str, list[Asked]] = {CONSORTIUM: [], FACILITATOR: []}
    found |= {party.member_id: [] for party in draft.parties}
    for one in asked.values():
        for code in _asked_of(one.question, draft):
            found.setdefault(code, []).append(_as_it_stands_for(code, one, draft))
    return MappingProxyType({code: tuple(given) for code, given in found.items()})


def _asked_of(question: Question, draft: Draft) -> tuple[str, ...]:
    nobody = FACILITATOR if question.asked_of is AskedOf.FACILITATOR else CONSORTIUM
    return parties_asked(question, draft) or (nobody,)


def _as_it_stands_for(code: str, asked: Asked, draft: Draft) -> Asked:
    if code == CONSORTIUM or not each_for_itself(asked.question):
        return asked
    return replace(asked, answered=has_own_rows(draft, asked.question, code))


PlainRows = Sequence[Mapping[str, object]]


def plain_rows(value: object) -> tuple[Mapping[str, object], ...]:
    """The rows of a table in plain data, whatever was given for it."""
    return tuple(row for row in value if isinstance(row, Mapping)) if isinstance(value, list) else ()


def own_rows(whole: PlainRows, party: str) -> tuple[Mapping[str, object], ...]:
    """A party's rows of a table, in order."""
    return tuple(row for row in whole if row.get(OWN) == party)


def with_own_rows(whole: PlainRows, party: str, mine: PlainRows) -> list[Mapping[str, object]]:
    """A table with a party's rows replaced, where the first of them stood; at the end if it had none."""
    place = next((number for number, row in enumerate(whole) if row.get(OWN) == party), len(whole))
    before = [row for row in whole[:place] if row.get(OWN) != party]
    after = [row for row in whole[place:] if row.get(OWN) != party]
    return [*before, *mine, *after]

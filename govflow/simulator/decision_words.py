"""A kind of decision in words: what it is called, what its rule asks, and why something cannot be counted.

In: the terms of a decision. Out: words for its pages.
"""

from collections.abc import Mapping
from fractions import Fraction

from govflow.catalogue.loader import load
from govflow.core.answers import plain_number
from govflow.core.errors import Refused
from govflow.core.mechanics import money
from govflow.core.text import typographic
from govflow.core.voting import RULES
from govflow.core.voting_terms import BOARD_NOTE, MEMBER_BOARDS_NOTE, VotingTerms
from govflow.core.words import capital
from govflow.simulator.ground import Clause, Ground
from govflow.web.links import Link

BY, MEMBERS = "by", "members"
"""In the address of a decision of the board: that the members are to vote on it instead."""


def title_of(terms: VotingTerms) -> str:
    """What a kind of decision is called: its rule's question, with a capital."""
    return capital(terms.label)


def rule_words(terms: VotingTerms) -> str:
    """The rule in plain words."""
    words = RULES[terms.rule].phrase
    usual = " (the usual choice: nobody has answered this)" if terms.usual else ""
    return f"{capital(words)}{usual}"


def meaning_of(terms: VotingTerms) -> str:
    """What the rule asks, in the words the agreement has for it."""
    return typographic(RULES[terms.rule].clause(terms.basis, chair_casts=terms.casting))


def clause_of(ground: Ground, terms: VotingTerms) -> Clause | None:
    """Where the agreement names the rule."""
    return ground.clause(load().questions[terms.name].clause, (terms.name,))


def too_many(no: Refused) -> str:
    """Why it cannot be counted."""
    most = no.facts.get("most")
    return {
        "too_many_voters": f"There are more than {most} voters: that is more than can be counted exactly here.",
        "votes_too_fine": (
            f"The votes are too finely divided: they make more than {most} different sums, which is more than can be "
            "counted exactly here. Shares with fewer decimals can be."
        ),
    }[no.code]


def shown(number: Fraction | int) -> str:
    """A number of votes: to two decimals where it is not whole."""
    return plain_number(int(number) if number == int(number) else money(number))


def notes_of(terms: VotingTerms) -> tuple[str, ...]:
    """What the count leaves aside, as a page has it."""
    return tuple(map(typographic, terms.notes))


def who_decides(terms: VotingTerms) -> str:
    """Whom the agreement gives a decision to, by the notes on who is counted in their place."""
    whose = {BOARD_NOTE: "The board", MEMBER_BOARDS_NOTE: "Members’ boards"}
    return next((words for note, words in whose.items() if note in terms.notes), "The members")


def who_votes(terms: VotingTerms) -> str:
    """What those are who vote."""
    return "Seat on the board" if terms.seats else "Member"


def names_of(ground: Ground, terms: VotingTerms) -> Mapping[str, str]:
    """What those who vote are called, by their id."""
    return terms.seats or ground.names


def by_of(ground: Ground, terms: VotingTerms) -> dict[str, str]:
    """What the address says besides: who plays a decision, where that is not who makes it."""
    return {BY: MEMBERS} if terms.name in ground.board and not terms.seats else {}


def instead_of(ground: Ground, terms: VotingTerms, page: str) -> Link | None:
    """Where a decision of the board is played by the members instead, or the other way round."""
    if terms.name not in ground.board:
        return None
    if terms.seats:
        return "See it with the members voting instead", ground.place(page, rule=terms.name, **{BY: MEMBERS})
    return "See it with the board voting, which decides this", ground.place(page, rule=terms.name)

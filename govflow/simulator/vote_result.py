"""What a played vote comes to and why, in words and bars, and who can carry and who can block it.

In: what ``core.simulation`` counted. Out: values for the page. The outcome, the quorum and the coalitions are as they
were counted there; here are only words and names for them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb

from govflow.core.answers import plain_number
from govflow.core.power import Coalitions
from govflow.core.simulation import QuorumCount, Simulation
from govflow.core.text import typographic
from govflow.core.voting import (
    OUTCOME_WORDS,
    RULES,
    SIMPLE_MAJORITY,
    Basis,
    ConsensusThenMajority,
    Count,
    DualMajority,
    Outcome,
    Proportion,
    Rule,
    Tally,
    Unanimous,
)
from govflow.core.voting_terms import VotingTerms
from govflow.core.words import capital, join_words
from govflow.simulator.decision_words import names_of
from govflow.simulator.ground import Ground
from govflow.web import pictures

NAMED = 8
"""So many coalitions are named; the others are counted."""


@dataclass(frozen=True)
class Named:
    """Coalitions in words. ``more``: how many are not named, "" where all are; ``alike``: any so many will do."""

    title: str
    told: str
    named: tuple[str, ...]
    more: str
    alike: bool


@dataclass(frozen=True)
class Result:
    """What a vote came to. ``quorum``: rows of a summary; ``arithmetic``: the count and what it needs."""

    outcome: str
    tone: str
    arithmetic: str
    needs: str
    casting: str
    bars: tuple[tuple[str, pictures.Tally], ...]
    quorum: tuple[tuple[str, str, str, str], ...]
    coalitions: tuple[Named, ...]


def result_of(ground: Ground, terms: VotingTerms, played: Simulation) -> Result:
    """What a vote came to."""
    named = _with_names(ground, terms, played)
    rule = RULES[terms.rule]
    return Result(
        outcome=capital(OUTCOME_WORDS[played.outcome]),
        tone="good" if played.carried else "wait" if played.outcome in _UNDECIDED else "bad",
        arithmetic=typographic(f"{rule.explain(played.tally)}."),
        needs=named.needs,
        casting="The votes are equal: the chair’s casting vote settles it." if played.casting_settles else "",
        bars=tuple(_bars(rule, played.tally)),
        quorum=tuple(_quorum(ground, played)),
        coalitions=() if played.outcome is Outcome.INQUORATE else _coalitions(rule, named),
    )


_UNDECIDED = (Outcome.DEFERRED_TO_VOTE, Outcome.INQUORATE, Outcome.RETURNED_WITH_OBJECTION)


def _with_names(ground: Ground, terms: VotingTerms, played: Simulation) -> Simulation:
    """The same with names in the place of ids."""
    names = names_of(ground, terms)
    quorum = played.quorum
    return replace(
        played,
        quorum=None if quorum is None else _lead_named(ground, quorum),
        more=None if played.more is None else tuple(names[member] for member in played.more),
        voters=tuple(names[member] for member in played.voters),
    )


def _lead_named(ground: Ground, quorum: QuorumCount) -> QuorumCount:
    return replace(quorum, lead_missing=ground.names.get(quorum.lead_missing, ""))


def _quorum(ground: Ground, played: Simulation) -> Iterator[tuple[str, str, str, str]]:
    before, after = played.quorum_before, played.quorum
    if before is None or after is None:
        yield "Quorum", "None is asked for", "", ""
    elif before != after:
        yield "Quorum if nobody stepped back", _quorum_words(_lead_named(ground, before)), "", ""
        yield "Quorum once they have", _quorum_words(_lead_named(ground, after)), "", ""
    else:
        yield "Quorum", _quorum_words(_lead_named(ground, after)), "", ""


def _quorum_words(quorum: QuorumCount) -> str:
    reached = "reached" if quorum.reached else "not reached"
    lead = f"; {quorum.lead_missing} must be there" if quorum.lead_missing else ""
    return f"{quorum.present} of {quorum.entitled} count as present, {quorum.needed} needed{lead}: {reached}"


def _coalitions(rule: Rule, named: Simulation) -> tuple[Named, ...]:
    """Where consensus fails it is the second vote that some carry or block."""
    when = " at a second vote" if isinstance(rule, ConsensusThenMajority) else ""
    return (
        _named(f"Who could carry it{when}", "carry", named.voters, named.carrying),
        _named(f"Who could block it{when}", "block", named.voters, named.blocking),
    )


def _named(title: str, verb: str, voters: Sequence[str], found: Coalitions) -> Named:
    if not found.count:
        return Named(title, f"Nobody who is present could {verb} it.", (), "", False)
    size, number = len(found.named[0]), plain_number(found.count)
    alike = found.count > 1 and found.count == comb(len(voters), size)
    if alike:
        told = f"Any {size} of the {len(voters)} who may vote could {verb} it. These are {number} different groups."
    elif found.count == 1:
        told = f"One smallest group could {verb} it: nobody in it can be spared."
    else:
        told = f"{number} smallest groups could {verb} it: nobody in them can be spared."
    told_of = tuple(join_words([voters[place] for place in one]) for one in found.named[:NAMED])
    rest = found.count - len(told_of)
    return Named(title, told, told_of, f"and {plain_number(rest)} more" if rest else "", alike)


def _bars(rule: Rule, tally: Tally) -> Iterator[tuple[str, pictures.Tally]]:
    """How the votes stand against what carries: one bar, or two where members and shares count."""
    if isinstance(rule, DualMajority):
        needed = rule.need(int(tally.heads.whole(Basis.VOTES_CAST)))
        yield _bar("Members", tally.heads, needed, str(needed))
        yield _share_bar(SIMPLE_MAJORITY, tally.votes, Fraction(tally.votes.entitled))
        return
    if isinstance(rule, ConsensusThenMajority) and tally.second_round:
        rule = rule.second
    if isinstance(rule, Proportion):
        whole = tally.votes.whole(tally.basis)
        if isinstance(whole, int):
            yield _bar("Votes", tally.votes, rule.need(whole), str(rule.need(whole)))
        else:
            yield _share_bar(rule, tally.votes, whole)
    elif isinstance(rule, Unanimous):
        needed = int(tally.heads.whole(tally.basis))
        yield _bar("Votes", tally.heads, needed, f"all {needed}")
    else:
        yield _bar("Votes", tally.heads, 0, "")


def _share_bar(rule: Proportion, votes: Count, whole: Fraction) -> tuple[str, pictures.Tally]:
    return _bar("Shares", votes, float(rule.share * whole), rule.limit_of(whole))


def _bar(name: str, count: Count, needed: float, words: str) -> tuple[str, pictures.Tally]:
    votes = (
        ("for", _figure(count.votes_for), "good"),
        ("against", _figure(count.against), "bad"),
        ("abstaining", _figure(count.abstain), "plain"),
    )
    return name, pictures.tally(votes, _figure(count.entitled) or 1, needed, words)


def _figure(number: int | Fraction) -> float:
    return int(number) if number == int(number) else round(float(number), 2)

"""The voting power of each member on a page: what its vote can do, with warnings, before anybody agrees to it.

In: the terms of a decision. Out: the page. Every figure is counted exactly by ``core.power``; only what is shown is
rounded, and the exact figures are on the page too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from govflow.core.answers import plain_number
from govflow.core.errors import Refused
from govflow.core.mechanics import percent
from govflow.core.power import Game, Power, WarningCode, power, warnings
from govflow.core.simulation import game_when_all_vote
from govflow.core.voting import SIMPLE_MAJORITY, THREE_QUARTERS, TWO_THIRDS, RuleCode
from govflow.core.voting_terms import VotingTerms
from govflow.core.words import capital
from govflow.simulator.decision_words import (
    by_of,
    clause_of,
    instead_of,
    meaning_of,
    names_of,
    notes_of,
    rule_words,
    shown,
    title_of,
    too_many,
    who_votes,
)
from govflow.simulator.ground import Clause, Ground
from govflow.web.links import Link

BAR = 100
"""How wide a bar is that stands for everything."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A share of the whole: in words, and as a length."""

    words: str
    width: float


@dataclass(frozen=True, slots=True)
class Standing:
    """What one member's vote can do. ``tag``, ``tone``: what is remarkable about it, "" where nothing is."""

    name: str
    votes: str
    share: str
    banzhaf: Figure
    shapley_shubik: Figure
    tag: str
    tone: str
    exact: tuple[str, ...]


@dataclass(frozen=True)
class PowerPage:
    """The page of one decision. ``unknown``: why no figures are shown, "" where they are."""

    title: str
    caption: str
    crumbs: tuple[Link, ...]
    rule: str
    unknown: str
    needed: str
    warnings: tuple[str, ...]
    members: tuple[Standing, ...]
    all_equal: bool
    meaning: str
    notes: tuple[str, ...]
    clause: Clause | None
    who: str
    instead: Link | None
    votes_url: str
    question_url: str


def power_page(ground: Ground, terms: VotingTerms) -> PowerPage:
    """The page of a decision."""
    voters = tuple(names_of(ground, terms)[member] for member in terms.weights)
    powers: tuple[Power, ...] = ()
    unknown, needed = "" if voters else "Nobody has a vote on this, so there is nothing to count.", ""
    if voters:
        try:
            game = game_when_all_vote(terms)
            powers, needed = power(game), _needed(terms, game)
        except Refused as no:
            unknown = too_many(no)
    return PowerPage(
        title=title_of(terms),
        caption=ground.caption,
        crumbs=ground.crumbs,
        rule=rule_words(terms),
        unknown=unknown,
        needed=needed,
        warnings=tuple(_warnings(voters, powers)),
        members=tuple(_standings(voters, powers)) if powers else (),
        all_equal=len({(each.banzhaf, each.shapley_shubik) for each in powers}) == 1,
        meaning=meaning_of(terms),
        notes=(*notes_of(terms), *_RULE_NOTES.get(terms.rule, ())),
        clause=clause_of(ground, terms),
        who=who_votes(terms),
        instead=instead_of(ground, terms, "power"),
        votes_url=ground.place("votes", rule=terms.name, **by_of(ground, terms)),
        question_url=ground.question_url(terms.name),
    )


_RULE_NOTES = {
    RuleCode.CONSENT: (
        "Under consent votes are not weighed. A member is counted here as one that would object with a reason, so "
        "each has the same power: to stop it.",
    ),
    RuleCode.CONSENSUS_THEN_MAJORITY: (
        "While there is consensus nobody is outvoted. The figures are about the second vote, when there is none.",
    ),
    RuleCode.UNANIMOUS: ("Everybody has to agree, however many votes anybody has.",),
}


def _needed(terms: VotingTerms, game: Game) -> str:
    total = sum(game.votes) * game.unit
    heads = f", held by at least {game.fewest} members" if terms.rule is RuleCode.DUAL_MAJORITY else ""
    needed = _SHARES_NEEDED[terms.rule].limit_of(total) if _by_share(terms) else shown(game.quota)
    return f"{capital(needed)} of {shown(total)} votes carry it{heads}, if everybody votes."


_SHARES_NEEDED = {
    RuleCode.SIMPLE_MAJORITY: SIMPLE_MAJORITY,
    RuleCode.CONSENSUS_THEN_MAJORITY: SIMPLE_MAJORITY,
    RuleCode.DUAL_MAJORITY: SIMPLE_MAJORITY,
    RuleCode.TWO_THIRDS: TWO_THIRDS,
    RuleCode.THREE_QUARTERS: THREE_QUARTERS,
}
"""What a rule asks of shares; the others count members, whatever they hold."""


def _by_share(terms: VotingTerms) -> bool:
    return terms.by_share and terms.rule in _SHARES_NEEDED


def _warnings(voters: tuple[str, ...], powers: tuple[Power, ...]) -> Iterator[str]:
    for each in warnings(voters, powers) if powers else ():
        everybody = each.code is WarningCode.CAN_ALWAYS_BLOCK and each.voters == voters and len(voters) > 1
        yield (
            "Every member can always block: nothing carries without all of them."
            if everybody
            else each.message
        )


_TAGS = (
    ("decides_alone", "decides alone", "bad"),
    ("can_always_block", "can always block", "wait"),
    ("can_never_matter", "can never matter", "bad"),
)


def _standings(voters: tuple[str, ...], powers: tuple[Power, ...]) -> Iterator[Standing]:
    total = sum((each.votes for each in powers), Fraction(0))
    sets = 2 ** (len(powers) - 1)
    for name, each in zip(voters, powers, strict=True):
        tag, tone = next(((words, tone) for field, words, tone in _TAGS if getattr(each, field)), ("", ""))
        yield Standing(
            name=name,
            votes=shown(each.votes),
            share=_part(each.votes / total if total else Fraction(0)).words,
            banzhaf=_part(each.banzhaf),
            shapley_shubik=_part(each.shapley_shubik),
            tag=tag,
            tone=tone,
            exact=(
                f"{plain_number(each.swings)} of {plain_number(sets)}",
                _exactly(each.banzhaf),
                _exactly(each.shapley_shubik),
            ),
        )


def _part(part: Fraction) -> Figure:
    return Figure(f"{percent(part * 100)}%", round(float(part) * BAR, 2))


def _exactly(part: Fraction) -> str:
    if part.denominator == 1:
        return str(part.numerator)
    return f"{plain_number(part.numerator)}/{plain_number(part.denominator)}"

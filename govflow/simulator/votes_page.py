"""A vote played on a page: what everybody does, and what it comes to.

In: the terms of a decision, and what was chosen. Out: the page.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form

from govflow.core.answers import Kind
from govflow.core.errors import Refused
from govflow.core.simulation import Conduct, Simulation, simulate
from govflow.core.text import seen_only
from govflow.core.voting import (
    Choice,
    RuleCode,
)
from govflow.core.voting_terms import VotingTerms
from govflow.core.words import join_words
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
from govflow.simulator.forms import Box, Entered, enter, refuse, text_of
from govflow.simulator.ground import Clause, Ground
from govflow.simulator.vote_result import Result, result_of
from govflow.web.links import Link

DOES = "does-"
ALL = "all"

CONDUCT: Mapping[str, str] = {
    Conduct.FOR: "For",
    Conduct.AGAINST: "Against",
    Conduct.ABSTAIN: "Present, abstains",
    Conduct.OBJECTS: "Objects, with a reason",
    Conduct.STEPS_BACK: "Steps back",
    Conduct.ABSENT: "Absent",
}

IN_SILENCE: Mapping[str, str] = {
    Conduct.ABSTAIN: "Present, has no vote",
    Conduct.STEPS_BACK: "Steps back",
    Conduct.ABSENT: "Absent",
}

WITHOUT_A_VOTE: Mapping[str, str] = {
    Conduct.ABSENT: "Has no vote on this",
    Conduct.STEPS_BACK: "Steps back",
}

QUICK = (
    (Conduct.FOR, "Everybody for"),
    (Conduct.AGAINST, "Everybody against"),
    (Conduct.ABSTAIN, "Everybody present"),
)

OBJECTING = (RuleCode.CONSENT, RuleCode.CONSENSUS_THEN_MAJORITY)
"""Where a reasoned objection does something that a vote against does not."""


@dataclass(frozen=True)
class Voter:
    """A member's row. ``votes``: how many it has, in figures."""

    name: str
    votes: str
    field: Field


@dataclass(frozen=True)
class VotesPage:
    """The page of one decision. ``result``: None where something has to be mended first.

    ``meaning``: what the rule asks, as the agreement says it; ``others``: fields besides the members'; ``who``: what
    the voters are; ``kept``: what the address says besides; ``instead``: who else it can be played with.
    """

    title: str
    caption: str
    crumbs: tuple[Link, ...]
    rule: str
    form: Form
    voters: tuple[Voter, ...]
    others: tuple[Field, ...]
    who: str
    kept: tuple[tuple[str, str], ...]
    instead: Link | None
    quick: tuple[tuple[str, str], ...]
    by_share: bool
    faults: tuple[str, ...]
    result: Result | None
    meaning: str
    clause: Clause | None
    notes: tuple[str, ...]
    url: str
    power_url: str
    question_url: str


def votes_page(ground: Ground, terms: VotingTerms, sent: MultiDict[str, str]) -> VotesPage:
    """The page for what was chosen."""
    entered = _entered(ground, terms, sent)
    result = None
    if not entered.faulty:
        try:
            result = result_of(ground, terms, _played(terms, entered))
        except Refused as no:
            entered = refuse(entered, too_many(no))
    return VotesPage(
        title=title_of(terms),
        caption=ground.caption,
        crumbs=ground.crumbs,
        rule=rule_words(terms),
        form=entered.form,
        voters=tuple(_voters(ground, terms, entered.form)),
        others=tuple(entered.form[name] for name in ("casting", "second") if name in entered.form),
        who=who_votes(terms),
        kept=tuple(by_of(ground, terms).items()),
        instead=instead_of(ground, terms, "votes"),
        quick=tuple((str(conduct), words) for conduct, words in QUICK),
        by_share=terms.by_share,
        faults=entered.faults(),
        result=result,
        meaning=meaning_of(terms),
        clause=clause_of(ground, terms),
        notes=notes_of(terms),
        url=ground.place("votes", rule=terms.name),
        power_url=ground.place("power", rule=terms.name, **by_of(ground, terms)),
        question_url=ground.question_url(terms.name),
    )


def _entered(ground: Ground, terms: VotingTerms, sent: MultiDict[str, str]) -> Entered:
    entered = enter(tuple(_boxes(ground, terms)), _with_all(terms, sent))
    strangers = [
        name for name in sent if name.startswith(DOES) and name.removeprefix(DOES) not in terms.members
    ]
    if strangers:
        named = join_words([f"“{seen_only(name.removeprefix(DOES))[:40]}”" for name in strangers[:3]])
        entered = refuse(entered, f"{named} is no member of this agreement. Take it out of the address.")
    return entered


def _with_all(terms: VotingTerms, sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """What was sent; where one of the buttons for everybody was pressed, that."""
    pressed = sent.get(ALL, "")
    if pressed not in dict(QUICK):
        return sent
    everybody = {f"{DOES}{member}": pressed for member in terms.weights}
    return MultiDict({**sent.to_dict(), **everybody})


def _boxes(ground: Ground, terms: VotingTerms) -> Iterator[Box]:
    conduct = {code: words for code, words in CONDUCT.items() if _makes_sense(code, terms)}
    names = names_of(ground, terms)
    for member in terms.members:
        options, start = (
            (conduct, Conduct.FOR) if member in terms.weights else (WITHOUT_A_VOTE, Conduct.ABSENT)
        )
        if member in terms.silent:
            options, start = IN_SILENCE, Conduct.ABSTAIN
        yield Box(f"{DOES}{member}", names[member], Kind.ENUM, str(start), options=options)
    if terms.casting:
        casting = {"none": "Is not used", "for": "For", "against": "Against"}
        yield Box("casting", "The chair’s casting vote", Kind.ENUM, "none", options=casting)
    if terms.rule is RuleCode.CONSENSUS_THEN_MAJORITY:
        rounds = {"no": "The first: is there consensus?", "yes": "The second: a majority decides"}
        yield Box("second", "Which vote this is", Kind.ENUM, "no", options=rounds)


def _makes_sense(code: str, terms: VotingTerms) -> bool:
    return code != Conduct.OBJECTS or terms.rule in OBJECTING


def _voters(ground: Ground, terms: VotingTerms, form: Form) -> Iterator[Voter]:
    names = names_of(ground, terms)
    for member in terms.members:
        votes = shown(terms.weights[member]) if member in terms.weights else "none"
        yield Voter(names[member], votes, form[f"{DOES}{member}"])


def _played(terms: VotingTerms, entered: Entered) -> Simulation:
    told = {member: Conduct(text_of(entered.values, f"{DOES}{member}")) for member in terms.members}
    casting = text_of(entered.values, "casting") if "casting" in entered.values else "none"
    second = "second" in entered.values and text_of(entered.values, "second") == "yes"
    return simulate(terms, told, casting=Choice(casting) if casting != "none" else None, second_round=second)

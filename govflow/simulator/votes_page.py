"""A vote played on a page: what everybody does, what it comes to and why, and who can carry and who can block it.

In: the terms of a decision, and what was chosen. Out: the page. The outcome, the quorum and the coalitions are those of
``core.simulation``; here are only words and names for them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form

from govflow.catalogue.loader import load
from govflow.core.answers import Kind, plain_number
from govflow.core.errors import Refused
from govflow.core.mechanics import money
from govflow.core.power import Coalitions
from govflow.core.simulation import Conduct, QuorumCount, Simulation, simulate
from govflow.core.text import seen_only, typographic
from govflow.core.voting import (
    OUTCOME_WORDS,
    RULES,
    SIMPLE_MAJORITY,
    Basis,
    Choice,
    ConsensusThenMajority,
    Count,
    DualMajority,
    Outcome,
    Proportion,
    Rule,
    RuleCode,
    Tally,
    Unanimous,
)
from govflow.core.voting_terms import VotingTerms
from govflow.core.words import capital, join_words
from govflow.simulator.forms import Box, Entered, enter, refuse, text_of
from govflow.simulator.ground import Clause, Ground, Link
from govflow.web import pictures

NAMED = 8
"""So many coalitions are named; the others are counted."""

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


@dataclass(frozen=True)
class VotesPage:
    """The page of one decision. ``result``: None where something has to be mended first.

    ``meaning``: what the rule asks, as the agreement says it; ``others``: fields besides the members'.
    """

    title: str
    caption: str
    crumbs: tuple[Link, ...]
    rule: str
    form: Form
    voters: tuple[Voter, ...]
    others: tuple[Field, ...]
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
            result = _result(ground, terms, _played(terms, entered))
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
        quick=tuple((str(conduct), words) for conduct, words in QUICK),
        by_share=terms.by_share,
        faults=entered.faults(),
        result=result,
        meaning=meaning_of(terms),
        clause=clause_of(ground, terms),
        notes=notes_of(terms),
        url=ground.place("votes", rule=terms.name),
        power_url=ground.place("power", rule=terms.name),
        question_url=ground.question_url(terms.name),
    )


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


def notes_of(terms: VotingTerms) -> tuple[str, ...]:
    """What the count leaves aside."""
    return terms.notes


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
    for member in terms.members:
        options, start = (
            (conduct, Conduct.FOR) if member in terms.weights else (WITHOUT_A_VOTE, Conduct.ABSENT)
        )
        yield Box(f"{DOES}{member}", ground.names[member], Kind.ENUM, str(start), options=options)
    if terms.casting:
        casting = {"none": "Is not used", "for": "For", "against": "Against"}
        yield Box("casting", "The chair’s casting vote", Kind.ENUM, "none", options=casting)
    if terms.rule is RuleCode.CONSENSUS_THEN_MAJORITY:
        rounds = {"no": "The first: is there consensus?", "yes": "The second: a majority decides"}
        yield Box("second", "Which vote this is", Kind.ENUM, "no", options=rounds)


def _makes_sense(code: str, terms: VotingTerms) -> bool:
    return code != Conduct.OBJECTS or terms.rule in OBJECTING


def _voters(ground: Ground, terms: VotingTerms, form: Form) -> Iterator[Voter]:
    for member in terms.members:
        votes = shown(terms.weights[member]) if member in terms.weights else "none"
        yield Voter(ground.names[member], votes, form[f"{DOES}{member}"])


def shown(number: Fraction | int) -> str:
    """A number of votes: to two decimals where it is not whole."""
    return plain_number(int(number) if number == int(number) else money(number))


def _played(terms: VotingTerms, entered: Entered) -> Simulation:
    told = {member: Conduct(text_of(entered.values, f"{DOES}{member}")) for member in terms.members}
    casting = text_of(entered.values, "casting") if "casting" in entered.values else "none"
    second = "second" in entered.values and text_of(entered.values, "second") == "yes"
    return simulate(terms, told, casting=Choice(casting) if casting != "none" else None, second_round=second)


def _result(ground: Ground, terms: VotingTerms, played: Simulation) -> Result:
    named = _with_names(ground, played)
    rule = RULES[terms.rule]
    return Result(
        outcome=capital(OUTCOME_WORDS[played.outcome]),
        tone="good" if played.carried else "wait" if played.outcome in _UNDECIDED else "bad",
        arithmetic=typographic(f"{rule.explain(played.tally)}."),
        needs=named.needs,
        casting="The votes are equal: the chair’s casting vote settles it." if played.casting_settles else "",
        bars=tuple(_bars(rule, played.tally)),
        quorum=tuple(_quorum(ground, played)),
        coalitions=() if played.outcome is Outcome.INQUORATE else _coalitions(named),
    )


_UNDECIDED = (Outcome.DEFERRED_TO_VOTE, Outcome.INQUORATE, Outcome.RETURNED_WITH_OBJECTION)


def _with_names(ground: Ground, played: Simulation) -> Simulation:
    """The same with the members' names in the place of their ids."""
    names = ground.names
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
        return
    if before != after:
        yield "Quorum if nobody stepped back", _quorum_words(_lead_named(ground, before)), "", ""
        yield "Quorum once they have", _quorum_words(_lead_named(ground, after)), "", ""
    else:
        yield "Quorum", _quorum_words(_lead_named(ground, after)), "", ""


def _quorum_words(quorum: QuorumCount) -> str:
    reached = "reached" if quorum.reached else "not reached"
    lead = f"; {quorum.lead_missing} must be there" if quorum.lead_missing else ""
    return f"{quorum.present} of {quorum.entitled} count as present, {quorum.needed} needed{lead}: {reached}"


def _coalitions(named: Simulation) -> tuple[Named, ...]:
    return (
        _named("Who could carry it", "carry", named.voters, named.carrying),
        _named("Who could block it", "block", named.voters, named.blocking),
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

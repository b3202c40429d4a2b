"""`govflow power`: how much each vote can do, exactly, before anybody agrees to it.

In: a draft FILE, or weights and a quota. Out: for each decision rule of the agreement, every voter's swings
(Banzhaf) and its part of all orders (Shapley-Shubik) as exact fractions, and warnings. The JSON is described in
docs/operate.md.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

import click

from govflow.catalogue.loader import catalogue_of
from govflow.cli.draft_file import read_draft_file
from govflow.cli.reading import Unreadable, one_line_for, shown
from govflow.core.errors import Refused
from govflow.core.power import Game, Power, power, warnings, weighted
from govflow.core.simulation import game_when_all_vote
from govflow.core.voting import RULES
from govflow.core.voting_terms import VotingTerms, voting_terms

WRITTEN = re.compile(r"\d{1,40}(\.\d{1,40}|/\d{1,40})?", re.ASCII)

MOST_COUNTS = 30_000_000
"""In the table that is counted with, which has one for each voter in each sum: a million sums of thirty voters.

Who asks here waits half a minute if need be; a page does not.
"""

Json = dict[str, object]


@dataclass(frozen=True)
class _Decision:
    """One rule's game, with the names of its voters and what an agreement says about it besides."""

    voters: tuple[str, ...]
    game: Game
    quota: Fraction
    terms: VotingTerms | None = None


@click.command("power")
@click.argument("file", required=False)
@click.option("--weights", help="Votes of each voter, such as 4,4,4,2,2,1 or 12.5,1/3.")
@click.option("--quota", help="The fewest votes that carry a decision.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(file: str | None, weights: str | None, quota: str | None, as_json: bool) -> None:
    """Say how much each vote can do, under every decision rule of the draft in FILE or with --weights and --quota.

    Everybody is taken to vote for or against.
    """
    with one_line_for(file or "govflow power"):
        told = _with_power(_decisions(file, weights, quota))
    if as_json:
        rules = [_as_json(*one) for one in told]
        click.echo(json.dumps({"rules": rules}, indent=1, ensure_ascii=False))
        return
    if not told:
        click.echo("Nobody votes under this draft: it has no decision rule.", err=True)
    for line in chain.from_iterable(_in_lines(*one) for one in told):
        click.echo(shown(line))


def _decisions(file: str | None, weights: str | None, quota: str | None) -> Sequence[_Decision]:
    if file is not None and weights is None and quota is None:
        return _of_draft(file)
    if file is None and weights is not None and quota is not None:
        return [_of_weights(weights, quota)]
    raise Unreadable("arguments", "give either a FILE, or both --weights and --quota")


def _of_draft(file: str) -> list[_Decision]:
    decisions = []
    draft = read_draft_file(file).draft
    for terms in voting_terms(catalogue_of(draft.instrument), draft).values():
        if not terms.weights:
            raise Unreadable("members", "nobody has a vote")
        try:
            game = game_when_all_vote(terms)
        except Refused as refused:
            raise Unreadable("members", in_words(refused)) from None
        decisions.append(_Decision(tuple(terms.weights), game, game.quota, terms))
    return decisions


def _of_weights(weights: str, quota: str) -> _Decision:
    numbers = [_number(f"--weights, number {n}", one) for n, one in enumerate(weights.split(","), 1)]
    needed = _number("--quota", quota)
    if not needed:
        raise Unreadable("--quota", "must be over 0")
    try:
        game = weighted(numbers, needed)
    except Refused as refused:
        raise Unreadable("--weights", in_words(refused)) from None
    return _Decision(tuple(str(n) for n in range(1, len(numbers) + 1)), game, needed)


def _number(place: str, written: str) -> Fraction:
    if WRITTEN.fullmatch(written.strip()):
        try:
            return Fraction(written.strip())
        except ZeroDivisionError:
            pass
    raise Unreadable(place, "must be a number such as 4, 12.5 or 1/3")


def in_words(refused: Refused) -> str:
    """Why voting power cannot be counted."""
    most = refused.facts.get("most")
    return {
        "too_many_voters": f"more than {most} voters cannot be counted",
        "votes_too_fine": f"the votes are too finely divided: more than {most} different sums of them",
    }[refused.code]


def _with_power(decisions: Sequence[_Decision]) -> list[tuple[_Decision, tuple[Power, ...]]]:
    """Each decision with the power of its voters; most rules of an agreement make the same game."""
    try:
        games = {decision.game for decision in decisions}
        known = {game: power(game, MOST_COUNTS // len(game.votes)) for game in games}
    except Refused as refused:
        raise Unreadable("votes", in_words(refused)) from None
    return [(decision, known[decision.game]) for decision in decisions]


def _as_json(decision: _Decision, powers: tuple[Power, ...]) -> Json:
    return {
        **_named(decision.terms),
        "quota": str(decision.quota),
        "members_needed": decision.game.smallest,
        "voters": list(decision.voters),
        "members": [_standing(voter, one) for voter, one in zip(decision.voters, powers, strict=True)],
        "warnings": [
            {"code": str(one.code), "members": list(one.voters), "message": one.message}
            for one in warnings(decision.voters, powers)
        ],
        "notes": list(decision.terms.notes_on_power) if decision.terms else [],
    }


def _named(terms: VotingTerms | None) -> Json:
    if terms is None:
        return {"rule": "weights", "label": "these weights", "decision_rule": None, "usual": False}
    return {
        "rule": terms.name,
        "label": terms.label,
        "decision_rule": str(terms.rule),
        "usual": terms.usual,
    }


def _standing(voter: str, one: Power) -> Json:
    return {
        "member": voter,
        "weight": str(one.votes),
        "banzhaf_raw": one.swings,
        "banzhaf": str(one.banzhaf),
        "shapley_shubik": str(one.shapley_shubik),
        "can_never_matter": one.can_never_matter,
        "can_always_block": one.can_always_block,
        "decides_alone": one.decides_alone,
    }


def _in_lines(decision: _Decision, powers: tuple[Power, ...]) -> Iterator[str]:
    terms = decision.terms
    named = f"{terms.label} ({terms.name}): {RULES[terms.rule].phrase}" if terms else "these weights"
    carry = "vote carries" if decision.quota == 1 else "votes carry"
    yield f"{named}; {decision.quota} {carry}, of {sum(one.votes for one in powers)}"
    yield f"  {'':<12} {'votes':>8} {'swings':>12} {'Banzhaf':>9} {'Shapley-Shubik':>15}"
    for voter, one in zip(decision.voters, powers, strict=True):
        banzhaf, shapley = f"{float(one.banzhaf):.2%}", f"{float(one.shapley_shubik):.2%}"
        yield f"  {voter:<12} {one.votes!s:>8} {one.swings:>12} {banzhaf:>9} {shapley:>15}"
    if terms and terms.usual:
        yield "  Note: nobody has answered this; the usual choice stands in."
    yield from (f"  Note: {note}" for note in (terms.notes_on_power if terms else ()))
    yield from (f"  Warning: {one.message}" for one in warnings(decision.voters, powers))

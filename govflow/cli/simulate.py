"""`govflow simulate`: play a vote before it is held.

In: a draft FILE, the name of a rule, and what each member does. Out: what it comes to and why, the quorum, what more
it needs, and the smallest coalitions that carry and that block. The JSON is described in docs/operate.md.
"""

import json
from collections.abc import Iterator, Sequence

import click

from govflow.catalogue.loader import catalogue_of
from govflow.cli.draft_file import read_draft_file
from govflow.cli.power import in_words
from govflow.cli.reading import Node, Unreadable, one_line_for, read_json_text, shown
from govflow.core.draft import Draft
from govflow.core.errors import Refused
from govflow.core.power import Coalitions
from govflow.core.simulation import Conduct, QuorumCount, Simulation, simulate
from govflow.core.voting import Choice
from govflow.core.voting_terms import VotingTerms, board_terms, terms_named
from govflow.core.words import join_words, number_of


@click.command("simulate")
@click.argument("file")
@click.option("--rule", "name", required=True, help="A rule of the agreement, such as ordinary_rule.")
@click.option("--votes", required=True, help='What each does, such as {"LB1": "for", "LB2": "steps_back"}.')
@click.option(
    "--casting",
    type=click.Choice(["for", "against"]),
    help="The chair's casting vote in an equality.",
)
@click.option("--second-round", is_flag=True, help="Consensus has failed: this is the second vote.")
@click.option(
    "--board", is_flag=True, help="The seats on the board vote, where the draft says how many there are."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    file: str, name: str, votes: str, casting: str | None, second_round: bool, board: bool, as_json: bool
) -> None:
    """Play a vote of the members, or of the board, under a rule of the draft in FILE.

    A member does one of: for, against, objects (against, with a reason), abstain, absent, steps_back. Who is not named
    is absent. Of a board, seats are named: by the member that fills one, or member-1, independent-1,
    lived-experience-1, chair.
    """
    with one_line_for(file):
        draft = read_draft_file(file).draft
        terms, conduct = _terms(draft, name, board), _conduct(votes)
        try:
            played = simulate(
                terms, conduct, casting=Choice(casting) if casting else None, second_round=second_round
            )
        except Refused as refused:
            raise _unreadable(refused, terms) from None
    if as_json:
        click.echo(json.dumps(_as_json(terms, played), indent=1, ensure_ascii=False))
        return
    for line in _in_lines(terms, played):
        click.echo(shown(line))


def _terms(draft: Draft, name: str, board: bool) -> VotingTerms:
    catalogue = catalogue_of(draft.instrument)
    try:
        terms = terms_named(catalogue, draft, name)
    except Refused as refused:
        known = ", ".join(_names(refused.facts["known"]))
        raise Unreadable("--rule", f"there is no rule {name}; there are {known}") from None
    if not board:
        return terms
    of_board = board_terms(catalogue, draft)
    if name not in of_board:
        raise Unreadable("--board", f"the draft does not say that a board votes on {name}, or who sits on it")
    return of_board[name]


def _conduct(votes: str) -> dict[str, Conduct]:
    try:
        told = read_json_text(votes, once=True)
    except Unreadable as wrong:
        raise Unreadable(f"--votes {wrong.place}", wrong.reason) from None
    fields = Node(told, "--votes").fields()
    return {member: Conduct(node.one_of(tuple(Conduct))) for member, node in fields.items()}


def _unreadable(refused: Refused, terms: VotingTerms) -> Unreadable:
    facts = refused.facts
    match refused.code:
        case "not_a_member":
            seats = f"there is no such seat; there are {', '.join(terms.seats)}"
            return Unreadable(f"--votes.{facts['member']}", seats if terms.seats else "is no member")
        case "no_authority":
            return Unreadable(f"--votes.{facts['member']}", "has no vote on this decision")
        case "no_casting_vote":
            return Unreadable("--casting", "the chair has no casting vote here")
        case _:
            return Unreadable("members", in_words(refused))


def _names(known: object) -> Sequence[str]:
    return known if isinstance(known, tuple) else ()


def _as_json(terms: VotingTerms, played: Simulation) -> dict[str, object]:
    return {
        "rule": terms.name,
        "label": terms.label,
        "decision_rule": str(terms.rule),
        "usual": terms.usual,
        "basis": str(terms.basis),
        "by_share": terms.by_share,
        "outcome": str(played.outcome),
        "carried": played.carried,
        "arithmetic": played.arithmetic,
        "quorum": _quorum(played.quorum),
        "needs_more": None if played.more is None else len(played.more),
        "needs_more_for_example": list(played.more or ()),
        "needs": played.needs,
        "casting_vote": {"exists": terms.casting, "would_settle": played.casting_settles},
        "voters": list(played.voters),
        "carry": _coalitions(played, played.carrying),
        "block": _coalitions(played, played.blocking),
        "notes": list(terms.notes_on_power),
    }


def _quorum(quorum: QuorumCount | None) -> dict[str, object] | None:
    if quorum is None:
        return None
    return {
        "needed": quorum.needed,
        "present": quorum.present,
        "entitled": quorum.entitled,
        "lead_missing": quorum.lead_missing or None,
        "reached": quorum.reached,
    }


def _coalitions(played: Simulation, found: Coalitions) -> dict[str, object]:
    return {
        "count": found.count,
        "all_named": len(found.named) == found.count,
        "named": _named(played, found),
    }


def _named(played: Simulation, found: Coalitions) -> list[list[str]]:
    return [[played.voters[place] for place in one] for one in found.named]


def _in_lines(terms: VotingTerms, played: Simulation) -> Iterator[str]:
    yield f"{terms.label} ({terms.name}): {played.arithmetic}"
    yield f"  {played.needs}"
    if played.casting_settles:
        yield "  The votes are equal: the chair's casting vote settles it."
    for one, several, found in (("carries", "carry", played.carrying), ("blocks", "block", played.blocking)):
        who = number_of(found.count, f"smallest coalition {one}", f"smallest coalitions {several}")
        yield f"  {who}{':' if found.count else '.'}"
        yield from (f"    {join_words(one)}" for one in _named(played, found))
        if len(found.named) < found.count:
            yield f"    and {found.count - len(found.named)} more"
    yield from (f"  Note: {note}" for note in terms.notes_on_power)

"""A vote played before it is held: what it comes to and why, what more it needs, who can carry and who can block.

In: the terms of a decision and what each member does. Out: the outcome with its arithmetic, the quorum, and the
smallest coalitions of those present. Then true: the outcome is what ``counting.count_members`` says, and nothing
here counts a majority of its own.

Source: the clauses ``decision-rules``, ``quorum`` and ``conflicts-of-interest``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from govflow.core.counting import Excluded, MembersDecision, count_members, open_roll
from govflow.core.errors import Refused
from govflow.core.power import Coalitions, Game, coalitions, game_of
from govflow.core.voting import OUTCOME_WORDS, RULES, Basis, Choice, Outcome, RuleCode, Tally
from govflow.core.voting_terms import VotingTerms
from govflow.core.words import join_words


class Conduct(StrEnum):
    """What a member does in a vote that is played. ``objects``: votes against and gives a reasoned objection."""

    FOR = "for"
    AGAINST = "against"
    OBJECTS = "objects"
    ABSTAIN = "abstain"
    ABSENT = "absent"
    STEPS_BACK = "steps_back"


@dataclass(frozen=True, slots=True)
class QuorumCount:
    """``present`` of those who are ``entitled``, against ``needed``; ``lead_missing``: who must be there and is not."""

    entitled: int
    present: int
    needed: int
    lead_missing: str

    @property
    def reached(self) -> bool:
        return self.present >= self.needed and not self.lead_missing

    @property
    def needs(self) -> str:
        """What more it takes, in a sentence."""
        more = max(self.needed - self.present, 0)
        present = f"Needs {more} more counted as present for a quorum" if more else "Needs more for a quorum"
        return f"{present}, among them {self.lead_missing}." if self.lead_missing else f"{present}."


@dataclass(frozen=True)
class Simulation:
    """What the vote comes to. ``quorum_before``: as it would be if nobody stepped back.

    ``more``: the fewest members present that would have to vote for it as well, the first of them with the most
    votes; none where it carries, None where no change of those present carries it. ``casting_settles``: a casting
    vote would decide it. ``voters``: the members present who may vote, which ``carrying`` and ``blocking`` name by
    their place; both are empty without a quorum.
    """

    outcome: Outcome
    arithmetic: str
    tally: Tally
    quorum: QuorumCount | None
    quorum_before: QuorumCount | None
    more: tuple[str, ...] | None
    casting_settles: bool
    voters: tuple[str, ...]
    carrying: Coalitions
    blocking: Coalitions

    @property
    def carried(self) -> bool:
        return self.outcome in CARRIED

    @property
    def needs(self) -> str:
        """What more it needs, in a sentence."""
        if self.quorum is not None and not self.quorum.reached:
            return self.quorum.needs
        if self.more is None:
            return "Those who are present cannot carry it, however they vote."
        if not self.more:
            return "It carries; nothing more is needed."
        number = len(self.more)
        return f"Needs {number} more to vote for it, such as {join_words(self.more)}."


CARRIED = (Outcome.CARRIED, Outcome.CARRIED_ON_CASTING_VOTE)


def simulate(
    terms: VotingTerms,
    told: Mapping[str, Conduct],
    *,
    casting: Choice | None = None,
    second_round: bool = False,
) -> Simulation:
    """Play a vote; a member who is not in ``told`` is absent.

    :raises Refused: ``not_a_member``; ``no_authority`` (a vote of somebody who has none on this); ``no_casting_vote``;
        ``too_many_voters``, ``votes_too_fine``.
    """
    if casting is not None and not terms.casting:
        raise Refused("no_casting_vote", rule=terms.name)
    silent = {seat: told.get(seat, Conduct.ABSENT) for seat in terms.silent}
    vote = _Vote(terms, _conduct(terms, told), silent, casting, second_round)
    decision = vote.counted()
    quorum, before = vote.quorum(), vote.if_nobody_stepped_back().quorum()
    if quorum is not None and not quorum.reached:
        words = _without_quorum(quorum, decision)
        none = Coalitions(0, ())
        return Simulation(
            Outcome.INQUORATE, words, decision.tally, quorum, before, None, False, vote.present, none, none
        )
    game = vote.game()
    return Simulation(
        decision.outcome,
        decision.arithmetic,
        decision.tally,
        quorum,
        before,
        vote.more(),
        terms.casting and RULES[terms.rule].casting_settles(decision.tally),
        vote.present,
        coalitions(game),
        coalitions(game.blocking),
    )


def _conduct(terms: VotingTerms, told: Mapping[str, Conduct]) -> dict[str, Conduct]:
    """What everybody does who may vote; who may not can be away or step back, or be there in silence, and no more."""
    without = {Conduct.ABSENT, Conduct.STEPS_BACK}
    for member, conduct in told.items():
        if member not in terms.members:
            raise Refused("not_a_member", member=member)
        allowed = without | {Conduct.ABSTAIN} if member in terms.silent else without
        if member not in terms.weights and conduct not in allowed:
            raise Refused("no_authority", member=member)
    return {member: told.get(member, Conduct.ABSENT) for member in terms.weights}


def _without_quorum(quorum: QuorumCount, decision: MembersDecision) -> str:
    count = f"{quorum.present} of {quorum.entitled} counted as present, quorum {quorum.needed}"
    lead = [f"{quorum.lead_missing} must be there"] if quorum.lead_missing else []
    words = "; ".join([count, *lead, OUTCOME_WORDS[Outcome.INQUORATE]])
    return f"{words} (the votes alone: {decision.arithmetic})"


@dataclass(frozen=True)
class _Vote:
    """One vote: its terms, what everybody does who may vote on it, and who only counts for the quorum."""

    terms: VotingTerms
    conduct: Mapping[str, Conduct]
    silent: Mapping[str, Conduct]
    casting: Choice | None
    second_round: bool

    def counted(self, now_for: tuple[str, ...] = ()) -> MembersDecision:
        """The count, with some more members voting for it."""
        conduct = {**self.conduct, **dict.fromkeys(now_for, Conduct.FOR)}
        aside = [member for member, does in conduct.items() if does is Conduct.STEPS_BACK]
        roll = open_roll(
            tuple(conduct),
            excluded=dict.fromkeys(aside, Excluded.CONFLICTED),
            shares=self.terms.weights if self.terms.by_share else None,
        )
        return count_members(
            self.terms.rule,
            self.terms.basis,
            roll,
            {member: _CHOICES[does] for member, does in conduct.items() if does in _CHOICES},
            chair_casting=self.casting,
            objections=sum(does is Conduct.OBJECTS for does in conduct.values()),
            second_round=self.second_round,
        )

    @property
    def present(self) -> tuple[str, ...]:
        """Who is there and may vote."""
        away = (Conduct.ABSENT, Conduct.STEPS_BACK)
        return tuple(member for member, does in self.conduct.items() if does not in away)

    def if_nobody_stepped_back(self) -> "_Vote":
        """The same, with who steps back there and silent."""
        return replace(self, conduct=_staying(self.conduct), silent=_staying(self.silent))

    def quorum(self) -> QuorumCount | None:
        asked = self.terms.quorum
        if asked is None:
            return None
        conduct = [*self.conduct.values(), *self.silent.values()]
        aside = conduct.count(Conduct.STEPS_BACK)
        own_case = aside if self.terms.steps_back_as_own_case else 0
        entitled = len(conduct) - own_case
        still_count = aside - own_case if asked.stepped_back_count else 0
        present = len(conduct) - aside - conduct.count(Conduct.ABSENT) + still_count
        away = self.conduct.get(asked.lead, Conduct.ABSENT) is Conduct.ABSENT
        return QuorumCount(entitled, present, asked.needed(entitled), asked.lead if away else "")

    def more(self) -> tuple[str, ...] | None:
        return next((more for more in self._changes() if self.counted(more).outcome in CARRIED), None)

    def _changes(self) -> Iterator[tuple[str, ...]]:
        """Who might vote for it instead, the fewest first: of those who do the same, the most votes first."""
        against = self._by_votes(Conduct.OBJECTS, Conduct.AGAINST)
        if self.terms.rule is RuleCode.CONSENT:
            # There it is the objections that stop it, whoever makes them.
            against = [*self._by_votes(Conduct.OBJECTS), *self._by_votes(Conduct.AGAINST)]
        abstaining = self._by_votes(Conduct.ABSTAIN)
        numbers = product(range(len(against) + 1), range(len(abstaining) + 1))
        for opposed, undecided in sorted(numbers, key=sum):
            yield (*against[:opposed], *abstaining[:undecided])

    def _by_votes(self, *does: Conduct) -> list[str]:
        found = [member for member, conduct in self.conduct.items() if conduct in does]
        return sorted(found, key=lambda member: -self.terms.weights[member])

    def game(self) -> Game:
        weights, by_share = self.terms.weights, self.terms.by_share
        absent = [member for member, does in self.conduct.items() if does is Conduct.ABSENT]
        return game_of(
            RULES[self.terms.rule],
            self.terms.basis,
            [weights[member] if by_share else 1 for member in self.present],
            [weights[member] if by_share else 1 for member in absent],
        )


def _staying(conduct: Mapping[str, Conduct]) -> dict[str, Conduct]:
    return {who: Conduct.ABSTAIN if does is Conduct.STEPS_BACK else does for who, does in conduct.items()}


_CHOICES = {
    Conduct.FOR: Choice.FOR,
    Conduct.AGAINST: Choice.AGAINST,
    Conduct.OBJECTS: Choice.AGAINST,
    Conduct.ABSTAIN: Choice.ABSTAIN,
    Conduct.ABSENT: Choice.ABSENT,
}


def game_when_all_vote(terms: VotingTerms) -> Game:
    """The game of a decision in which everybody who may vote does.

    :raises Refused: ``too_many_voters``.
    """
    return game_of(RULES[terms.rule], Basis.VOTES_CAST, tuple(terms.weights.values()))

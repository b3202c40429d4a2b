"""Count a vote: of the consortium's members, or of one member's own board.

In: who was entitled and how each voted; or a board's own rules and how many of its people voted how. Out: an
outcome and the count in words. Then true: who is suspended, conflicted or concerned is not counted at all,
which is not the same as abstaining; and numbers that do not add up are refused, not repaired.

Sources: a person with a conflict steps back and is not counted (Model Articles for private companies, article
14); a written decision of a board is unanimous unless its constitution is looser (article 8).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from govflow.core.errors import Refused
from govflow.core.voting import (
    BASIS_NOUNS,
    OUTCOME_WORDS,
    RULES,
    Basis,
    Choice,
    Count,
    Outcome,
    RuleCode,
    Tally,
    votes_in_words,
)


class Excluded(StrEnum):
    """Why a member is taken off the roll before anything is counted."""

    SUSPENDED = "suspended"
    OWN_CASE = "own_case"
    CONFLICTED = "conflicted"


@dataclass(frozen=True, slots=True)
class Roll:
    """Who may vote, fixed when the vote opens: who joins, leaves or is suspended later changes nothing."""

    entitled: tuple[str, ...]
    excluded: Mapping[str, Excluded]
    shares: Mapping[str, Fraction] | None


def open_roll(
    members: tuple[str, ...],
    *,
    excluded: Mapping[str, Excluded] | None = None,
    shares: Mapping[str, int | Decimal | Fraction] | None = None,
) -> Roll:
    """Fix who may vote: the members but the excluded; ``shares`` where members vote by share.

    :raises Refused: ``not_a_member``, ``numbers_do_not_add_up`` (an entitled member without a share, a share
        under nothing).
    """
    excluded = dict(excluded or {})
    for name in excluded:
        if name not in members:
            raise Refused("not_a_member", member=name)
    entitled = tuple(dict.fromkeys(name for name in members if name not in excluded))
    if shares is None:
        return Roll(entitled, excluded, None)
    for name in entitled:
        if shares.get(name, -1) < 0:
            raise Refused("numbers_do_not_add_up", share_of=name)
    return Roll(entitled, excluded, {name: Fraction(shares[name]) for name in entitled})


@dataclass(frozen=True, slots=True)
class MembersDecision:
    """What a vote of members came to, and the count behind it."""

    outcome: Outcome
    tally: Tally
    arithmetic: str


def count_members(
    rule: RuleCode,
    basis: Basis,
    roll: Roll,
    votes: Mapping[str, Choice],
    *,
    chair_casting: Choice | None = None,
    objections: int = 0,
    second_round: bool = False,
    quorum: int = 0,
) -> MembersDecision:
    """Count a vote of members; who is on the roll and not in ``votes`` is absent.

    ``objections`` counts reasoned objections; ``quorum`` is a number of members present.

    :raises Refused: ``not_a_member``, ``no_authority`` (excluded from the roll), ``numbers_do_not_add_up``.
    """
    for name in votes:
        if name in roll.excluded:
            raise Refused("no_authority", member=name, why=roll.excluded[name])
        if name not in roll.entitled:
            raise Refused("not_a_member", member=name)
    _must_add_up(objections >= 0, objections=objections)
    _must_add_up(roll.shares is not None or rule is not RuleCode.DUAL_MAJORITY, shares=0)
    tally = Tally(basis, *_counted(roll, votes), objections, second_round)
    if tally.heads.present < quorum:
        words = f"{tally.heads.present} present, quorum {quorum}"
        return MembersDecision(Outcome.INQUORATE, tally, f"{words}; {OUTCOME_WORDS[Outcome.INQUORATE]}")
    outcome = RULES[rule].outcome(tally, chair_casting)
    return MembersDecision(outcome, tally, f"{RULES[rule].explain(tally)}; {OUTCOME_WORDS[outcome]}")


def _counted(roll: Roll, votes: Mapping[str, Choice]) -> tuple[Count, Count | None]:
    heads = dict.fromkeys(Choice, 0)
    shares = dict.fromkeys(Choice, Fraction(0))
    for name in roll.entitled:
        choice = votes.get(name, Choice.ABSENT)
        heads[choice] += 1
        shares[choice] += (roll.shares or {}).get(name, 0)
    return Count(*heads.values()), Count(*shares.values()) if roll.shares is not None else None


class WrittenRule(StrEnum):
    """Whether and how a board may decide without a meeting."""

    UNANIMOUS = "unanimous"
    MAJORITY = "majority"
    NONE = "none"


# A board counts people: shares, consent and consensus are the consortium's ways, not a board's.
BOARD_RULES = (
    RuleCode.SIMPLE_MAJORITY,
    RuleCode.TWO_THIRDS,
    RuleCode.THREE_QUARTERS,
    RuleCode.UNANIMOUS,
)


@dataclass(frozen=True, slots=True)
class BoardRules:
    """How one organisation's board decides, by its own constitution; ``majority`` is one of ``BOARD_RULES``.

    ``in_office``: the people in office, vacancies already out.
    """

    seats: int
    in_office: int
    quorum: int
    majority: RuleCode = RuleCode.SIMPLE_MAJORITY
    basis: Basis = Basis.VOTES_CAST
    chair_casting: bool = False
    written: WrittenRule = WrittenRule.UNANIMOUS

    @property
    def chair_settles(self) -> bool:
        """Whether a casting vote can ever settle anything here."""
        by_most = self.majority is RuleCode.SIMPLE_MAJORITY and self.basis is Basis.VOTES_CAST
        return self.chair_casting and by_most


@dataclass(frozen=True, slots=True)
class Meeting:
    """One vote at a board's meeting; ``conflicted`` counts those present who stepped back."""

    present: int
    conflicted: int
    votes_for: int
    against: int
    abstain: int
    chair_voted: Choice | None = None
    chair_conflicted: bool = False


@dataclass(frozen=True, slots=True)
class Replies:
    """The replies to a written decision received so far; ``conflicted`` counts people in office."""

    conflicted: int
    votes_for: int
    against: int
    abstain: int


@dataclass(frozen=True, slots=True)
class BoardDecision:
    """What a board's count came to; ``awaiting`` is of a written decision, the others of a meeting."""

    outcome: Outcome
    counted: int | None
    quorum: int | None
    awaiting: int | None
    arithmetic: str


def decide_at_meeting(rules: BoardRules, meeting: Meeting) -> BoardDecision:
    """Count a vote at a board's meeting.

    :raises Refused: ``numbers_do_not_add_up``.
    """
    counted = meeting.present - meeting.conflicted
    voted = meeting.votes_for + meeting.against + meeting.abstain
    _check_board(rules, meeting.conflicted, meeting.votes_for, meeting.against, meeting.abstain)
    _must_add_up(meeting.present <= rules.in_office, present=meeting.present, in_office=rules.in_office)
    _must_add_up(counted >= 0, conflicted=meeting.conflicted, present=meeting.present)
    _must_add_up(voted == counted, present=meeting.present, conflicted=meeting.conflicted, counted=voted)
    stepped_back = f", {meeting.conflicted} stepped back" if meeting.conflicted else ""
    who = f"{meeting.present} present{stepped_back}, {counted} counted, quorum {rules.quorum}"
    if counted < rules.quorum:
        arithmetic = f"{who}; {OUTCOME_WORDS[Outcome.INQUORATE]}"
        return BoardDecision(Outcome.INQUORATE, counted, rules.quorum, None, arithmetic)
    absent = rules.in_office - meeting.present
    tally = Tally(rules.basis, Count(meeting.votes_for, meeting.against, meeting.abstain, absent))
    casting = meeting.chair_voted if rules.chair_casting and not meeting.chair_conflicted else None
    outcome = RULES[rules.majority].outcome(tally, casting)
    arithmetic = "; ".join([who, _board_votes(tally), *_threshold(rules, tally), OUTCOME_WORDS[outcome]])
    return BoardDecision(outcome, counted, rules.quorum, None, arithmetic)


def _board_votes(tally: Tally) -> str:
    # Who was absent is said by "present" already.
    return votes_in_words(Count(tally.heads.votes_for, tally.heads.against, tally.heads.abstain))


def _threshold(rules: BoardRules, tally: Tally) -> list[str]:
    """What was needed, unless it is the ordinary majority that everybody knows."""
    if rules.majority is RuleCode.SIMPLE_MAJORITY and rules.basis is Basis.VOTES_CAST:
        return []
    whole = int(tally.heads.whole(rules.basis))
    return [f"needs {RULES[rules.majority].need(whole)} of {whole} {BASIS_NOUNS[rules.basis]}"]


def decide_in_writing(rules: BoardRules, replies: Replies) -> BoardDecision:
    """Count the replies to a written decision: decided as soon as it can end one way only, until then open.

    Everyone in office and not conflicted must agree, or more than half of them where the constitution says
    so; quorum does not apply, and silence is not consent.

    :raises Refused: ``route_not_open``, ``numbers_do_not_add_up``.
    """
    needed = needed_in_writing(rules, replies.conflicted)
    eligible = rules.in_office - replies.conflicted
    awaiting = eligible - replies.votes_for - replies.against - replies.abstain
    _check_board(rules, replies.conflicted, replies.votes_for, replies.against, replies.abstain)
    _must_add_up(eligible >= 0, conflicted=replies.conflicted, in_office=rules.in_office)
    _must_add_up(awaiting >= 0, replies=eligible - awaiting, eligible=eligible)
    outcome = Outcome.OPEN
    if replies.votes_for >= needed:
        outcome = Outcome.CARRIED
    elif replies.votes_for + awaiting < needed:
        outcome = Outcome.LOST
    stepped_back = f", {replies.conflicted} stepped back" if replies.conflicted else ""
    votes = votes_in_words(Count(replies.votes_for, replies.against, replies.abstain))
    arithmetic = (
        f"{rules.in_office} in office{stepped_back}, {eligible} to reply, {needed} must agree; "
        f"{votes}, {awaiting} awaited; {OUTCOME_WORDS[outcome]}"
    )
    return BoardDecision(outcome, None, None, awaiting, arithmetic)


def needed_in_writing(rules: BoardRules, conflicted: int) -> int:
    """How many must agree to a written decision once these people step back.

    :raises Refused: ``route_not_open``.
    """
    if rules.written is WrittenRule.NONE:
        raise Refused("route_not_open", route="written")
    return RULES[_WRITTEN_RULES[rules.written]].need(rules.in_office - conflicted)


_WRITTEN_RULES = {
    WrittenRule.UNANIMOUS: RuleCode.UNANIMOUS,
    WrittenRule.MAJORITY: RuleCode.SIMPLE_MAJORITY,
}


def _check_board(rules: BoardRules, *voters: int) -> None:
    for number in (rules.seats, rules.in_office, rules.quorum, *voters):
        _must_add_up(number >= 0, number=number)
    _must_add_up(rules.in_office <= rules.seats, in_office=rules.in_office, seats=rules.seats)


def can_be_quorate(rules: BoardRules, conflicted: int) -> bool:
    """Whether the board can have a quorum at all once these people step back: ask before the meeting."""
    return rules.in_office - conflicted >= rules.quorum


def one_third_quorum(trustees: int) -> int:
    """The quorum of the Charity Commission's model constitutions: two, or the nearest number to one-third."""
    return max(2, (2 * trustees + 3) // 6)


def _must_add_up(adds_up: bool, **numbers: int) -> None:
    if not adds_up:
        raise Refused("numbers_do_not_add_up", **numbers)

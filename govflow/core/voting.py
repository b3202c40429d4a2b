"""Decision rules: each one object that counts, explains itself in words and prints its own clause.

In: a tally (who voted how, by heads or by shares) or, before a vote, an attendance. Out: whether it carries,
how many votes it needs, and both in words. Then true: the number a page or a clause names is the number that
is counted with, because both come from the same object. Numbers are whole numbers and fractions, never
floats; the denominator is always named (``Basis``).

Sources: the rules are the seven of the catalogue (``decision-rules``). A casting vote settles an equality and
nothing else: Model Articles for private companies, article 13.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from govflow.core.words import number_of


class RuleCode(StrEnum):
    """The decision rules of the catalogue, in its order."""

    SIMPLE_MAJORITY = "simple_majority"
    TWO_THIRDS = "two_thirds"
    THREE_QUARTERS = "three_quarters"
    UNANIMOUS = "unanimous"
    CONSENT = "consent"
    CONSENSUS_THEN_MAJORITY = "consensus_then_majority"
    DUAL_MAJORITY = "dual_majority"


class Basis(StrEnum):
    """A majority of what: the denominator."""

    VOTES_CAST = "votes_cast"
    PRESENT = "present"
    ALL_ENTITLED = "all_entitled"


class Choice(StrEnum):
    """What one who is entitled did. Who stepped back (recused) is not entitled, and so is none of these."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    ABSENT = "absent"


class Outcome(StrEnum):
    """What a count comes to."""

    CARRIED = "carried"
    CARRIED_ON_CASTING_VOTE = "carried_on_casting_vote"
    LOST = "lost"
    LOST_ON_CASTING_VOTE = "lost_on_casting_vote"
    INQUORATE = "inquorate"
    OPEN = "open"
    DEFERRED_TO_VOTE = "deferred_to_vote"
    RETURNED_WITH_OBJECTION = "returned_with_objection"


OUTCOME_WORDS = {
    Outcome.CARRIED: "carried",
    Outcome.CARRIED_ON_CASTING_VOTE: "carried on the casting vote",
    Outcome.LOST: "lost",
    Outcome.LOST_ON_CASTING_VOTE: "lost on the casting vote",
    Outcome.INQUORATE: "no quorum",
    Outcome.OPEN: "open",
    Outcome.DEFERRED_TO_VOTE: "deferred to a vote",
    Outcome.RETURNED_WITH_OBJECTION: "returned with an objection",
}

# The votes a majority is taken of, and what that makes of an abstention.
WHOLE_WORDS = {
    Basis.VOTES_CAST: "the votes cast",
    Basis.PRESENT: "the votes of those present and entitled to vote",
    Basis.ALL_ENTITLED: "the votes of all who are entitled to vote (present or not)",
}
BASIS_NOUNS = {
    Basis.VOTES_CAST: "votes cast",
    Basis.PRESENT: "present",
    Basis.ALL_ENTITLED: "entitled to vote",
}
ABSTENTION_WORDS = {
    Basis.VOTES_CAST: "An abstention is not a vote cast.",
    Basis.PRESENT: "An abstention counts among them, and so works against the decision.",
    Basis.ALL_ENTITLED: "An abstention or an absence counts among them, and so works against the decision.",
}


@dataclass(frozen=True, slots=True)
class Count:
    """Votes by choice: people or members, or the shares they vote with."""

    votes_for: int | Fraction
    against: int | Fraction
    abstain: int | Fraction = 0
    absent: int | Fraction = 0

    @property
    def present(self) -> int | Fraction:
        return self.votes_for + self.against + self.abstain

    @property
    def entitled(self) -> int | Fraction:
        return self.present + self.absent

    def whole(self, basis: Basis) -> int | Fraction:
        """The denominator."""
        return {
            Basis.VOTES_CAST: self.votes_for + self.against,
            Basis.PRESENT: self.present,
            Basis.ALL_ENTITLED: self.entitled,
        }[basis]


@dataclass(frozen=True, slots=True)
class Tally:
    """One vote, counted by heads and, where members vote by share, by shares too."""

    basis: Basis
    heads: Count
    shares: Count | None = None
    objections: int = 0
    second_round: bool = False

    @property
    def votes(self) -> Count:
        """What a majority is taken of: shares where members vote by share, else heads."""
        return self.shares or self.heads

    @property
    def tied(self) -> bool:
        """An equality that a casting vote may settle: somebody is for it, and the basis is the votes cast."""
        votes = self.votes
        return (
            self.basis is Basis.VOTES_CAST and self.heads.votes_for > 0 and votes.votes_for == votes.against
        )


@dataclass(frozen=True, slots=True)
class Rule(ABC):
    """One decision rule.

    ``phrase`` is its name inside a sentence. ``strictness`` orders the rules: a rule is at least as strict as
    another when its number is not lower.
    """

    code: RuleCode
    phrase: str
    strictness: int

    @abstractmethod
    def passes(self, tally: Tally) -> bool:
        """Whether the votes carry the decision, without any casting vote."""

    def clause(
        self, basis: str = Basis.VOTES_CAST, subject: str = "", *, chair_casts: bool | None = None
    ) -> str:
        """The rule as an agreement states it.

        ``subject``: a kind of decision ("An ordinary decision"); without one the clause says what the rule's
        phrase means. ``chair_casts``: whether the chair has a casting vote; None where another clause says
        so. A basis nobody knows reads as the votes cast.
        """
        of = Basis(basis) if basis in set(Basis) else Basis.VOTES_CAST
        opening = f"{subject} is made" if subject else f"{self.phrase[0].upper()}{self.phrase[1:]} is reached"
        return " ".join([self._clause(of, opening), *self._casting_clause(of, chair_casts)])

    @abstractmethod
    def _clause(self, basis: Basis, opening: str) -> str:
        """The rule without the casting vote."""

    def _casting_clause(self, basis: Basis, chair_casts: bool | None) -> list[str]:
        """What happens to an equality, where the rule knows one."""
        return []

    @abstractmethod
    def need(self, whole: int) -> int:
        """The fewest votes for, out of ``whole`` votes, that carry the decision."""

    @abstractmethod
    def explain(self, tally: Tally) -> str:
        """How the votes stand against what the rule needs."""

    def outcome(self, tally: Tally, casting: Choice | None = None) -> Outcome:
        """What the votes come to; ``casting``: how the chair used a casting vote (for or against)."""
        if self.passes(tally):
            return Outcome.CARRIED
        if self.casting_settles(tally) and casting in {Choice.FOR, Choice.AGAINST}:
            carried = casting is Choice.FOR
            return Outcome.CARRIED_ON_CASTING_VOTE if carried else Outcome.LOST_ON_CASTING_VOTE
        return Outcome.LOST

    def casting_settles(self, tally: Tally) -> bool:
        """Whether the votes are equal and one more for it would carry it."""
        return False


@dataclass(frozen=True, slots=True)
class Proportion(Rule):
    """A share of the votes: more than it (``strict``) or at least it. Cross-multiplied, so exact."""

    share: Fraction
    strict: bool

    @property
    def words(self) -> str:
        """Like "at least two-thirds"."""
        return f"{'more than' if self.strict else 'at least'} {SHARE_WORDS[self.share]}"

    def passes(self, tally: Tally) -> bool:
        votes_for, line = tally.votes.votes_for, self.share * tally.votes.whole(tally.basis)
        return votes_for > 0 and (votes_for > line if self.strict else votes_for >= line)

    def need(self, whole: int) -> int:
        line = self.share * whole
        return max(floor(line) + 1 if self.strict else ceil(line), 1)

    def casting_settles(self, tally: Tally) -> bool:
        # An equality is never two-thirds or three-quarters of anything, whatever the chair adds.
        return self.share == Fraction(1, 2) and tally.tied

    def _clause(self, basis: Basis, opening: str) -> str:
        return f"{opening} when {self.words} of {WHOLE_WORDS[basis]} are in favour. {ABSTENTION_WORDS[basis]}"

    def _casting_clause(self, basis: Basis, chair_casts: bool | None) -> list[str]:
        if chair_casts is None or self.share != Fraction(1, 2) or basis is not Basis.VOTES_CAST:
            return []
        if chair_casts:
            return [
                "If the votes for and against are equal and at least one is in favour, the Chair has a "
                "casting vote; if the Chair does not use it, or has a Conflict of Interest, the decision is "
                "not made."
            ]
        return ["If the votes for and against are equal, the decision is not made."]

    def explain(self, tally: Tally) -> str:
        whole = tally.votes.whole(tally.basis)
        of = f"{self.words} of {_shown(whole)} {_noun_of(whole, tally)}"
        return f"{votes_in_words(tally.votes)}; {of}{self._reckoned(whole)}"

    def _reckoned(self, whole: int | Fraction) -> str:
        if not isinstance(whole, int):
            return f": {self.limit_of(whole)}"
        line = self.share * whole
        exactly = "" if self.strict or line.denominator == 1 else f"{_mixed(line)}, so "
        return f" is {exactly}{self.need(whole)}"

    def limit_of(self, whole: Fraction) -> str:
        """What carries out of so many shares, which are no whole numbers: like "more than 50".

        Shares have two decimals at most: a limit with more is shown as the one with two that comes to the same.
        """
        line = self.share * whole * 100
        if self.strict:
            return f"more than {_shown(Fraction(floor(line), 100))}"
        return f"at least {_shown(Fraction(ceil(line), 100))}"


@dataclass(frozen=True, slots=True)
class Unanimous(Rule):
    """Everyone, by heads: a small share may stop a decision as a large one may."""

    def passes(self, tally: Tally) -> bool:
        return tally.heads.votes_for > 0 and tally.heads.votes_for == tally.heads.whole(tally.basis)

    def need(self, whole: int) -> int:
        return max(whole, 1)

    def _clause(self, basis: Basis, opening: str) -> str:
        return (
            f"{opening} when every one of {WHOLE_WORDS[basis]} is in favour, and at least one is. "
            f"{ABSTENTION_WORDS[basis]}"
        )

    def explain(self, tally: Tally) -> str:
        whole = tally.heads.whole(tally.basis)
        return f"{votes_in_words(tally.heads)}; all of {_shown(whole)} {BASIS_NOUNS[tally.basis]} are needed"


@dataclass(frozen=True, slots=True)
class Consent(Rule):
    """Somebody is for it and nobody makes a reasoned objection; a bare vote against does not stop it."""

    def passes(self, tally: Tally) -> bool:
        return tally.heads.votes_for > 0 and tally.objections == 0

    def outcome(self, tally: Tally, casting: Choice | None = None) -> Outcome:
        if tally.objections:
            return Outcome.RETURNED_WITH_OBJECTION
        return Outcome.CARRIED if self.passes(tally) else Outcome.LOST

    def need(self, whole: int) -> int:
        return 1

    def _clause(self, basis: Basis, opening: str) -> str:
        return (
            f"{opening} when at least one vote is in favour and nobody entitled to vote makes a "
            "reasoned objection. A vote against without a reason does not stop it. A proposal that meets a "
            "reasoned objection goes back to whoever made it, with the objection."
        )

    def explain(self, tally: Tally) -> str:
        needs = f"1 for and no reasoned objection; {number_of(tally.objections, 'reasoned objection')}"
        return f"{votes_in_words(tally.heads)}; needs {needs}"


@dataclass(frozen=True, slots=True)
class ConsensusThenMajority(Rule):
    """First round: nobody against it. Otherwise a second round, decided by ``second``."""

    second: Proportion

    def passes(self, tally: Tally) -> bool:
        if tally.second_round:
            return self.second.passes(tally)
        return tally.heads.votes_for > 0 and not self._opposed(tally)

    def outcome(self, tally: Tally, casting: Choice | None = None) -> Outcome:
        if tally.second_round:
            return self.second.outcome(tally, casting)
        if self._opposed(tally):
            return Outcome.DEFERRED_TO_VOTE
        return Outcome.CARRIED if self.passes(tally) else Outcome.LOST

    def _opposed(self, tally: Tally) -> bool:
        return tally.objections > 0 or tally.heads.against > 0

    def need(self, whole: int) -> int:
        return self.second.need(whole)

    def _clause(self, basis: Basis, opening: str) -> str:
        return (
            f"{opening} when at least one vote is in favour and nobody votes against or objects. Where "
            "somebody does, there is a second vote. "
            + self.second._clause(basis, "At that vote, the decision is made")
        )

    def _casting_clause(self, basis: Basis, chair_casts: bool | None) -> list[str]:
        return self.second._casting_clause(basis, chair_casts)

    def explain(self, tally: Tally) -> str:
        if tally.second_round:
            return self.second.explain(tally)
        needs = f"consensus needs nobody against; {number_of(tally.objections, 'objection')}"
        return f"{votes_in_words(tally.heads)}; {needs}"


@dataclass(frozen=True, slots=True)
class DualMajority(Rule):
    """More members for than against, and these hold more than half of all shares on the roll."""

    def passes(self, tally: Tally) -> bool:
        return tally.heads.votes_for > tally.heads.against and self._holds_more_than_half(tally)

    def casting_settles(self, tally: Tally) -> bool:
        by_heads = Tally(tally.basis, tally.heads)
        return by_heads.tied and self._holds_more_than_half(tally)

    def _holds_more_than_half(self, tally: Tally) -> bool:
        return 2 * tally.votes.votes_for > tally.votes.entitled

    def need(self, whole: int) -> int:
        return whole // 2 + 1

    def _clause(self, basis: Basis, opening: str) -> str:
        return (
            f"{opening} when more members vote for it than against it, and the members voting for it hold "
            "more than half of the shares of all members entitled to vote."
        )

    def _casting_clause(self, basis: Basis, chair_casts: bool | None) -> list[str]:
        if not chair_casts or basis is not Basis.VOTES_CAST:
            return []
        return [
            "If as many members vote for it as against it, and at least one votes for it, the Chair has a "
            "casting vote in counting members, but none in counting shares."
        ]

    def explain(self, tally: Tally) -> str:
        held, of = _shown(tally.votes.votes_for), _shown(tally.votes.entitled)
        return (
            f"{votes_in_words(tally.heads)}; needs more members for than against, holding more than half "
            f"of all shares; they hold {held} of {of}"
        )


SHARE_WORDS = {Fraction(1, 2): "half", Fraction(2, 3): "two-thirds", Fraction(3, 4): "three-quarters"}

SIMPLE_MAJORITY = Proportion(RuleCode.SIMPLE_MAJORITY, "a simple majority", 0, Fraction(1, 2), strict=True)
TWO_THIRDS = Proportion(RuleCode.TWO_THIRDS, "a two-thirds majority", 1, Fraction(2, 3), strict=False)
THREE_QUARTERS = Proportion(
    RuleCode.THREE_QUARTERS, "a three-quarters majority", 2, Fraction(3, 4), strict=False
)

RULES: Mapping[RuleCode, Rule] = {
    rule.code: rule
    for rule in (
        SIMPLE_MAJORITY,
        TWO_THIRDS,
        THREE_QUARTERS,
        Unanimous(RuleCode.UNANIMOUS, "unanimity", 4),
        Consent(RuleCode.CONSENT, "consent", 3),
        ConsensusThenMajority(
            RuleCode.CONSENSUS_THEN_MAJORITY,
            "consensus, or failing that a simple majority",
            0,
            SIMPLE_MAJORITY,
        ),
        DualMajority(RuleCode.DUAL_MAJORITY, "a dual majority", 0),
    )
}

PHRASES: Mapping[RuleCode, str] = {code: rule.phrase for code, rule in RULES.items()}
"""What a clause calls each rule; ``clause`` of the rule says what it means."""


def _noun_of(whole: int | Fraction, tally: Tally) -> str:
    if tally.shares:
        return "shares"
    return "vote cast" if whole == 1 and tally.basis is Basis.VOTES_CAST else BASIS_NOUNS[tally.basis]


def votes_in_words(votes: Count) -> str:
    """Like "4 for, 1 against, 2 abstained"."""
    parts = [f"{_shown(votes.votes_for)} for", f"{_shown(votes.against)} against"]
    parts += [f"{_shown(votes.abstain)} abstained"] if votes.abstain else []
    parts += [f"{_shown(votes.absent)} absent"] if votes.absent else []
    return ", ".join(parts)


def _shown(number: int | Fraction) -> str:
    if number == int(number):
        return str(int(number))
    return f"{Decimal(round(number * 100)) / 100:.2f}"


def _mixed(number: Fraction) -> str:
    """Like "12 2/3"."""
    whole, rest = divmod(number, 1)
    return f"{whole} {rest}" if whole else str(rest)

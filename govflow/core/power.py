"""Voting power: how often each voter turns a decision, and the smallest coalitions that carry or block one.

In: a ``Game``: how many votes each voter holds and what carries. Out: exact counts and fractions. Then true:
nothing is listed to be counted; counts come from a table with one entry for each sum of votes that occurs, so
30 voters with shares of two decimals take a fraction of a second. Everybody is taken to vote for or against.

Sources: J. F. Banzhaf, Weighted voting doesn't work, Rutgers Law Review 19 (1965); L. S. Shapley and M. Shubik,
A method for evaluating the distribution of power in a committee system, American Political Science Review 48
(1954).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, partial
from itertools import accumulate, islice, pairwise
from math import ceil, factorial, gcd, lcm

from govflow.core.errors import Refused
from govflow.core.voting import Basis, ConsensusThenMajority, Consent, DualMajority, Rule, Unanimous
from govflow.core.words import join_words

MOST_VOTERS = 100
MOST_SUMS = 100_000
"""Beyond these nothing is counted, unless whoever asks has the time and the room for a larger table."""

LISTED = 100
"""How many coalitions are named; all are counted."""


@dataclass(frozen=True)
class Game:
    """A yes-or-no decision: ``votes`` of each voter, and ``least``: the votes that carry it, by number of voters.

    ``least[3]`` is the fewest votes with which three voters carry it; one more than all votes where they never
    do. It never rises. Votes are whole numbers of ``unit``.
    """

    votes: tuple[int, ...]
    least: tuple[int, ...]
    unit: Fraction = Fraction(1)

    def carries(self, voters: int, votes: int) -> bool:
        """Whether so many voters with so many votes together carry the decision."""
        return votes >= self.least[voters]

    @cached_property
    def can_carry(self) -> bool:
        """Whether all together carry it."""
        return self.carries(len(self.votes), sum(self.votes))

    @property
    def quota(self) -> Fraction:
        """The fewest votes that carry, where enough voters hold them."""
        return self.least[-1] * self.unit

    @property
    def fewest(self) -> int:
        """The fewest voters that carry, if they hold enough votes."""
        return self.least.index(self.least[-1])

    @cached_property
    def smallest(self) -> int | None:
        """The voters of the smallest group that carries, those with the most votes; None where nothing does."""
        held = accumulate(sorted(self.votes, reverse=True), initial=0)
        return next((size for size, votes in enumerate(held) if self.carries(size, votes)), None)

    @cached_property
    def blocking(self) -> "Game":
        """The game of those who stop it: the others together do not carry it."""
        total = sum(self.votes)
        return Game(self.votes, tuple(max(total + 1 - votes, 0) for votes in reversed(self.least)), self.unit)


def weighted(weights: Sequence[int | Fraction], quota: int | Fraction) -> Game:
    """Votes of these weights; ``quota`` of them or more carry.

    :raises Refused: ``numbers_do_not_add_up`` (no voters, a weight under nothing, a quota that is not over
        nothing), ``too_many_voters``.
    """
    if not weights or min(weights) < 0 or quota <= 0:
        raise Refused(
            "numbers_do_not_add_up", voters=len(weights), least_weight=min(weights, default=0), quota=quota
        )
    votes, unit = _whole(weights)
    return _game(votes, unit, ceil(quota / unit), 1)


def game_of(
    rule: Rule,
    basis: Basis,
    weights: Sequence[int | Fraction],
    absent: Sequence[int | Fraction] = (),
) -> Game:
    """A decision under ``rule`` among those present, with these votes, while those absent do not vote.

    Who opposes consent objects with a reason; consensus is taken to have failed, so its second vote counts.

    :raises Refused: ``too_many_voters``.
    """
    all_votes, unit = _whole([*weights, *absent])
    votes, here = all_votes[: len(weights)], len(weights)
    everyone = basis is Basis.ALL_ENTITLED
    cast = sum(all_votes) if everyone else sum(votes)
    match rule:
        case Unanimous():
            return _by_heads(here, rule.need(len(all_votes) if everyone else here))
        case Consent():
            return _by_heads(here, max(here, 1))
        case DualMajority():
            return _game(votes, unit, rule.need(sum(all_votes)), rule.need(here))
        case ConsensusThenMajority():
            return _game(votes, unit, rule.second.need(cast), 1)
        case _:
            return _game(votes, unit, rule.need(cast), 1)


def _by_heads(voters: int, heads: int) -> Game:
    """One vote each, whatever else anybody holds."""
    return _game((1,) * voters, Fraction(1), heads, 1)


def _game(votes: tuple[int, ...], unit: Fraction, quota: int, heads: int) -> Game:
    """``quota`` votes carry, held by at least so many heads."""
    if len(votes) > MOST_VOTERS:
        raise Refused("too_many_voters", voters=len(votes), most=MOST_VOTERS)
    never = sum(votes) + 1
    least = (min(quota, never) if voters >= heads else never for voters in range(len(votes) + 1))
    return Game(votes, tuple(least), unit)


def _whole(weights: Sequence[int | Fraction]) -> tuple[tuple[int, ...], Fraction]:
    """Weights as whole numbers of the largest unit that measures them all."""
    scale = lcm(*(Fraction(weight).denominator for weight in weights))
    whole = [int(weight * scale) for weight in weights]
    size = gcd(*whole) or 1
    return tuple(weight // size for weight in whole), Fraction(size, scale)


@dataclass(frozen=True, slots=True)
class Power:
    """What one voter can do: ``swings`` counts the sets of others that carry with it and not without it.

    ``banzhaf``: its part of all swings; ``shapley_shubik``: the part of all orders in which it is the one that
    carries.
    """

    votes: Fraction
    swings: int
    banzhaf: Fraction
    shapley_shubik: Fraction
    can_never_matter: bool
    can_always_block: bool
    decides_alone: bool


def power(game: Game, most_sums: int = MOST_SUMS) -> tuple[Power, ...]:
    """The power of every voter, in order; nothing for anybody where all together do not carry.

    :raises Refused: ``votes_too_fine``.
    """
    table = _Table.empty(game)
    for votes in sorted(game.votes):
        table = table.with_one(votes, most_sums)
    sums = _Sums.of(table)
    swings = {votes: _turned(game, votes, partial(sums.under_without, votes)) for votes in set(game.votes)}
    all_swings = sum(sum(swings[votes]) for votes in game.votes)
    return tuple(_power(game, votes, swings[votes], all_swings) for votes in game.votes)


def _power(game: Game, votes: int, swings: Sequence[int], all_swings: int) -> Power:
    """``swings``: by the number of others."""
    voters, total = len(game.votes), sum(game.votes)
    orders = sum(
        count * factorial(others) * factorial(voters - 1 - others) for others, count in enumerate(swings)
    )
    blocks = game.can_carry and not game.carries(voters - 1, total - votes)
    return Power(
        votes=votes * game.unit,
        swings=sum(swings),
        banzhaf=Fraction(sum(swings), all_swings or 1),
        shapley_shubik=Fraction(orders, factorial(voters)),
        can_never_matter=not any(swings),
        can_always_block=blocks,
        decides_alone=blocks and game.carries(1, votes),
    )


class WarningCode(StrEnum):
    """What the members should know before they agree to such votes."""

    NOTHING_CARRIES = "nothing_carries"
    DECIDES_ALONE = "decides_alone"
    CAN_ALWAYS_BLOCK = "can_always_block"
    CAN_NEVER_MATTER = "can_never_matter"


@dataclass(frozen=True, slots=True)
class PowerWarning:
    """A warning, and the voters it is about."""

    code: WarningCode
    voters: tuple[str, ...]

    @property
    def message(self) -> str:
        if self.code is WarningCode.NOTHING_CARRIES:
            return "Nothing can carry, even if everybody votes for it."
        one, several = _WARNINGS[self.code]
        return f"{join_words(self.voters)} {one if len(self.voters) == 1 else several}."


_WARNINGS = {
    WarningCode.DECIDES_ALONE: ("decides alone, whatever the others do", ""),
    WarningCode.CAN_ALWAYS_BLOCK: (
        "can always block: nothing carries without it",
        "can each always block: nothing carries without every one of them",
    ),
    WarningCode.CAN_NEVER_MATTER: (
        "has a vote that can never matter: it never changes the outcome",
        "have votes that can never matter: they never change the outcome",
    ),
}


def warnings(voters: Sequence[str], powers: Sequence[Power]) -> tuple[PowerWarning, ...]:
    """What to warn of. Who decides alone blocks too, and is not named for that."""
    if not any(one.swings for one in powers):
        return (PowerWarning(WarningCode.NOTHING_CARRIES, ()),)
    found = {
        WarningCode.DECIDES_ALONE: [one.decides_alone for one in powers],
        WarningCode.CAN_ALWAYS_BLOCK: [one.can_always_block and not one.decides_alone for one in powers],
        WarningCode.CAN_NEVER_MATTER: [one.can_never_matter for one in powers],
    }
    return tuple(
        PowerWarning(code, tuple(voter for voter, holds in zip(voters, whom, strict=True) if holds))
        for code, whom in found.items()
        if any(whom)
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """How many sets of voters hold each sum of votes, by size.

    ``sets[sum]`` is one whole number whose digits, ``width`` bits each, count the sets of no voter, of one, of two ...:
    one addition adds them all. Sums that always carry are left out: ``below``. Of no voter there is only the empty set.
    """

    sets: dict[int, int]
    width: int
    below: int

    @classmethod
    def empty(cls, game: Game) -> "_Table":
        return cls({0: 1}, _width(game), max(game.least[1:], default=0))

    def with_one(self, votes: int, most_sums: int = MOST_SUMS) -> "_Table":
        """One voter more.

        :raises Refused: ``votes_too_fine``.
        """
        grown = dict(self.sets)
        for held, sets in self.sets.items():
            if held + votes < self.below:
                grown[held + votes] = grown.get(held + votes, 0) + (sets << self.width)
        if len(grown) > most_sums:
            raise Refused("votes_too_fine", sums=len(grown), most=most_sums)
        return _Table(grown, self.width, self.below)

    def under(self, votes: int) -> int:
        """The sets with fewer votes, by size."""
        return sum(sets for held, sets in self.sets.items() if held < votes)


@dataclass(frozen=True, slots=True)
class _Sums:
    """The same table, added up: ``under[n]`` counts the sets with less than the sum at place ``n``."""

    sums: tuple[int, ...]
    under: tuple[int, ...]
    width: int

    @classmethod
    def of(cls, table: _Table) -> "_Sums":
        sums = tuple(sorted(table.sets))
        return cls(sums, tuple(accumulate((table.sets[held] for held in sums), initial=0)), table.width)

    def under_without(self, member: int, votes: int) -> int:
        """The sets with fewer than ``votes``, by size, in a table without one voter who has ``member``.

        Those with the voter are those without it, one larger: taking them away takes too much away by the sets that
        would hold it twice, and so on in turn, until nothing is left or the sets outgrow the digits.
        """
        found = 0
        for times in range(self.width):
            left = votes - times * member
            if left <= 0:
                break
            sets = self.under[bisect_left(self.sums, left)] << times * self.width
            found += -sets if times % 2 else sets
        return found & (1 << self.width * self.width) - 1


def _width(game: Game) -> int:
    """Bits that hold any count of sets, and digits that hold every size."""
    return len(game.votes) + 1


def _turned(game: Game, votes: int, under: Callable[[int], int]) -> list[int]:
    """The sets that carry with one voter more, who has so many votes, and not without: by size.

    ``under`` counts the sets with fewer votes than a number.
    """
    windows = [(more - votes, less) for less, more in pairwise(game.least)]
    counts = {bound: under(bound) for bound in {bound for window in windows for bound in window}}
    width = _width(game)
    digit = (1 << width) - 1
    return [counts[less] - counts[more] >> size * width & digit for size, (more, less) in enumerate(windows)]


@dataclass(frozen=True, slots=True)
class Coalitions:
    """The coalitions none of whose voters can be spared: how many, and ``named`` by the places of their voters.

    ``named``: all of them, by size, or where they are more than ``LISTED`` the first of the least size.
    """

    count: int
    named: tuple[tuple[int, ...], ...]


def coalitions(game: Game) -> Coalitions:
    """The coalitions that carry and would not without any one of their voters.

    :raises Refused: ``votes_too_fine``.
    """
    if not game.can_carry or game.carries(0, 0):
        return Coalitions(0, ())
    order = sorted(range(len(game.votes)), key=lambda place: -game.votes[place])
    count, table = 0, _Table.empty(game)
    for place in order:
        # Who has the fewest votes can be spared least of all, so it is enough to look at the last in order.
        count += sum(_turned(game, game.votes[place], table.under))
        table = table.with_one(game.votes[place])
    most = game.smallest if count > LISTED else None
    named = (tuple(sorted(one)) for one in islice(_named(game, order, most or len(order)), LISTED))
    return Coalitions(count, tuple(sorted(named, key=lambda one: (len(one), one))))


def _named(game: Game, order: Sequence[int], most: int) -> Iterator[tuple[int, ...]]:
    """The coalitions of at most so many voters that carry only with the last of them; no step is in vain."""
    held = tuple(accumulate((game.votes[place] for place in order), initial=0))

    def beyond(start: int, chosen: tuple[int, ...], votes: int) -> Iterator[tuple[int, ...]]:
        for at in range(start, len(order)):
            room = min(most - len(chosen), len(order) - at)
            if not game.carries(len(chosen) + room, votes + held[at + room] - held[at]):
                return
            grown, more = (*chosen, order[at]), votes + game.votes[order[at]]
            if game.carries(len(grown), more):
                yield grown
            else:
                yield from beyond(at + 1, grown, more)

    return beyond(0, (), 0)

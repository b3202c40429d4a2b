"""Voting power: of thirty members, against listing every set of sixteen."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial

from bench.measuring import Comparison, compare, processor
from govflow.core.power import power, weighted

SHARES = tuple(Fraction(250 + 73 * n % 500 + n * n % 31, 100) for n in range(30))
WEIGHTS = tuple(1 + 37 * n % 100 for n in range(30))
FEW = 16


def measure() -> list[Comparison]:
    """Thirty members cannot be listed: that would take sixteen thousand times as long as sixteen."""
    listing, few = f"every set of {FEW} members listed", SHARES[:FEW]
    told: dict[str, Sequence[int | Fraction]] = {
        "voting power of 30 members, whole weights": WEIGHTS,
        "voting power of 30 members, shares of two decimals": SHARES,
        f"voting power of {FEW} of them": few,
    }
    return [_against_listing(what, weights, listing, few) for what, weights in told.items()]


def _against_listing(
    what: str, weights: Sequence[int | Fraction], listing: str, few: Sequence[Fraction]
) -> Comparison:
    return compare(
        what, lambda: _power(weights), listing, lambda: _listed(few), rounds=3, aim=1, watch=processor
    )


def _power(weights: Sequence[int | Fraction]) -> object:
    return power(weighted(weights, Fraction(sum(weights)) / 2))


def _listed(weights: Sequence[Fraction]) -> list[Fraction]:
    """Shapley-Shubik of each member from every set of the others, on whole numbers."""
    whole = [int(weight * 100) for weight in weights]
    quota, members = sum(whole) / 2, len(whole)
    found = [Fraction(0)] * members
    for size in range(members):
        orders = Fraction(factorial(size) * factorial(members - 1 - size), factorial(members))
        turned = [0] * members
        for others in combinations(range(members), size):
            held = sum(whole[member] for member in others)
            if held < quota:
                for member in range(members):
                    turned[member] += held + whole[member] >= quota and member not in others
        found = [so_far + count * orders for so_far, count in zip(found, turned, strict=True)]
    return found

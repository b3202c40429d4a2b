"""Check a draft against itself: the rules CR-01 to CR-77.

In: a draft, and what was found in it before a change. Out: what each rule finds now; only the rules that look at
what changed are asked again. Then true: the problems are those of a check from nothing.

Source: docs/domain, section 2.21.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from govflow.core.catalogue import Catalogue
from govflow.core.consistency.given import GivenDraft, given_in
from govflow.core.consistency.rules import RULES, ConsistencyRule
from govflow.core.draft import Draft, sort_problems
from govflow.core.errors import Problem

__all__ = ["RULES", "Checked", "ConsistencyRule", "check"]


@dataclass(frozen=True)
class Checked:
    """A draft, and what each rule found in it: rule id -> problems."""

    draft: Draft
    found: Mapping[str, tuple[Problem, ...]]

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Everything found, by rule, then by place."""
        return sort_problems(problem for found in self.found.values() for problem in found)


def check(draft: Draft, before: Checked | None = None, of: Catalogue | None = None) -> Checked:
    """Ask every rule about a draft; given what was found ``before``, only those whose answers have changed.

    ``of``: only the rules that clauses of this catalogue name.
    """
    given = given_in(draft)
    asked = tuple(RULES.values()) if before is None else _concerned(_changed(before.draft, draft))
    asked = asked if of is None else tuple(rule for rule in asked if rule.id in of.checks)
    still = {} if before is None else before.found
    return Checked(draft, MappingProxyType({**still, **{rule.id: _ask(rule, given) for rule in asked}}))


def _concerned(changed: set[str]) -> tuple[ConsistencyRule, ...]:
    return tuple(rule for rule in RULES.values() if not changed.isdisjoint(rule.reads))


def _ask(rule: ConsistencyRule, given: GivenDraft) -> tuple[Problem, ...]:
    clause = rule.clauses[0]
    return tuple(
        Problem(rule.id, rule.severity, clause, place.field, place.message, place.mend)
        for place in rule.test(given)
    )


def _changed(before: Draft, after: Draft) -> set[str]:
    # By identity: 1 equals True and 2.0 equals 2, but they are not the same answer, nor told in the same words.
    names = before.answers.keys() | after.answers.keys()
    changed = {name for name in names if before.answers.get(name) is not after.answers.get(name)}
    if before.type != after.type:
        changed.add("type")
    if before.members is not after.members:
        changed.add("members")
    if before.vehicle is not after.vehicle or before.vehicle_is_party != after.vehicle_is_party:
        changed.add("vehicle")
    return changed

"""Whom a problem concerns: the parties whose answers it speaks of, and those whose answers do not fit together.

In: a problem, and the draft it was found in. Out: the ids of parties, in the order of the roll. Then true: what two
parties answered that contradicts is known as the problem of both, whoever of them answered last.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from govflow.core.answers import Row, Value
from govflow.core.draft import Draft, rows
from govflow.core.errors import Problem

_PLACE = re.compile(r"([a-z0-9_]+)(?:\[(\d+)\](?:\.([a-z0-9_]+))?)?")
_MEMBERS = "members"


def parties_of(problem: Problem, draft: Draft) -> tuple[str, ...]:
    """The parties that a problem speaks of; none where it is of the consortium as a whole."""
    return _in_order(_found(problem, draft), draft)


def at_odds(problem: Problem, draft: Draft) -> tuple[str, ...]:
    """The parties whose answers do not fit together, or do not fit the term; none for a problem of another kind."""
    return parties_of(problem, draft) if problem.rule in _TOGETHER else ()


def _in_order(found: Iterable[str], draft: Draft) -> tuple[str, ...]:
    known = frozenset(found)
    return tuple(code for code in draft.parties_by_id if code in known)


def _found(problem: Problem, draft: Draft) -> Iterable[str]:
    place = _PLACE.match(problem.field)
    if place is None:
        return ()
    table, number = place.group(1), place.group(2)
    if number is None:
        return _named(rows(draft, table)) if problem.rule in _TOGETHER else ()
    if table == _MEMBERS:
        return _alike(draft, int(number), problem.rule)
    row = rows(draft, table)[int(number)]
    return _named(_TOGETHER.get(problem.rule, _alone)(row, rows(draft, table)))


def _named(table: Iterable[Row]) -> Iterable[str]:
    """Everybody that rows name."""
    return [name for row in table for cell in row.values() for name in _entries(cell)]


def _entries(cell: Value) -> tuple[str, ...]:
    return tuple(map(str, cell)) if isinstance(cell, tuple) else (str(cell),)


def _alike(draft: Draft, number: int, rule: str) -> Iterable[str]:
    """A member; and, where two are called the same, the other one."""
    member = draft.members[number]
    if rule != "CR-02":
        return (member.member_id,)
    alike = (one for one in draft.members if one.reg_no and one.reg_no == member.reg_no)
    return (member.member_id, *(one.member_id for one in alike))


def _alone(row: Row, table: tuple[Row, ...]) -> tuple[Row, ...]:
    return (row,)


def _all(row: Row, table: tuple[Row, ...]) -> tuple[Row, ...]:
    return table


def _same_service(row: Row, table: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows of one service in one area: those who claim it, or, where nobody does, all of them."""
    same = tuple(
        each
        for each in table
        if (each.get("service"), each.get("where")) == (row.get("service"), row.get("where"))
    )
    return tuple(each for each in same if each.get("role") == "accountable") or same


_TOGETHER: Mapping[str, Callable[[Row, tuple[Row, ...]], tuple[Row, ...]]] = MappingProxyType(
    {
        "CR-24": _all,
        "CR-31": _all,
        "CR-32": _same_service,
        "CR-33": _alone,
        "CR-45": _all,
        "TX-14": _all,
    }
)
"""The rules about several parties' answers, and the rows that each of their problems is about."""

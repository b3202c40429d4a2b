"""Whether an answer matters: a draft in which another allowed answer makes the agreement read otherwise.

In: the catalogue, drafts to try in, and values of a question. Out: those values that no draft tells apart. What
is compared is the digest of all that a reader sees: parties, recitals, clauses, definitions, schedules and
execution blocks. A draft in which the question's clause is absent proves nothing and is passed over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from types import MappingProxyType

from govflow.core.answers import Kind, Limits, Question, Value
from govflow.core.assembly import Assembled, assemble
from govflow.core.catalogue import Catalogue
from govflow.core.draft import Draft

Options = Mapping[str, str]
Pair = tuple[Value, Value]


@dataclass(frozen=True, slots=True)
class Ground:
    """A draft to try in, and how it reads."""

    draft: Draft
    assembled: Assembled


def ground(catalogue: Catalogue, draft: Draft) -> Ground:
    """A draft to try in."""
    return Ground(draft, assemble(catalogue, draft))


@dataclass(frozen=True, slots=True)
class Trial:
    """Values to tell apart. ``name``: of a question, or of a column of it ("shares.share_pct")."""

    name: str
    values: tuple[Value, ...]


def untold(
    catalogue: Catalogue, question: Question, grounds: Sequence[Ground], setting: Mapping[str, Value]
) -> list[str]:
    """What no ground tells apart: "vote_basis: one_member_one_vote = equal", "shares.share_pct".

    ``setting``: answers without which the question is not asked.
    """
    left: dict[str, set[tuple[int, int]]] = {}
    names: dict[str, tuple[Value, ...]] = {}
    for at in grounds:
        if not _has(catalogue, question, at):
            continue
        parties = [member.member_id for member in at.draft.members]
        for trial in _trials(question, parties):
            names[trial.name] = trial.values
            pairs = left.setdefault(trial.name, set(combinations(range(len(trial.values)), 2)))
            if pairs:
                read = [_read(catalogue, at, {**setting, question.name: value}) for value in trial.values]
                pairs -= {(one, other) for one, other in pairs if read[one] != read[other]}
        if not any(left.values()):
            return []
    if not left:
        return [question.name]
    return [
        _said(question, name, names[name], pair) for name, pairs in left.items() for pair in sorted(pairs)
    ]


def _has(catalogue: Catalogue, question: Question, at: Ground) -> bool:
    with_it = at.draft.with_answers({question.name: True})
    return any(
        one.id == question.clause for one in catalogue.clauses_in(with_it.type, frozenset(with_it.answers))
    )


def _read(catalogue: Catalogue, at: Ground, answers: Mapping[str, Value]) -> str:
    return assemble(catalogue, at.draft.with_answers(answers), at.assembled).document.digest


def _said(question: Question, name: str, values: tuple[Value, ...], pair: tuple[int, int]) -> str:
    if question.kind is Kind.TABLE or not question.options:
        return name
    return f"{name}: {values[pair[0]]} = {values[pair[1]]}"


def _trials(question: Question, parties: Sequence[str]) -> list[Trial]:
    """The options against each other, each column by itself, or two values."""
    if question.kind is Kind.TABLE:
        return _columns(question, parties)
    if question.kind is Kind.ENUM:
        return [Trial(question.name, tuple(question.options))]
    if question.kind is Kind.MULTI:
        return [Trial(question.name, tuple((code,) for code in question.options))]
    return [Trial(question.name, two_values(question.kind, question.limits, question.options, parties))]


def _columns(question: Question, parties: Sequence[str]) -> list[Trial]:
    pairs = {
        column.name: two_values(column.kind, column.limits, column.options, parties)
        for column in question.columns
    }
    row = {name: pair[0] for name, pair in pairs.items()}
    changed = {name: MappingProxyType({**row, name: pair[1]}) for name, pair in pairs.items()}
    whole: Value = (MappingProxyType(row),)
    return [Trial(f"{question.name}.{name}", (whole, (one,))) for name, one in changed.items()]


def two_values(kind: Kind, limits: Limits, options: Options, parties: Sequence[str]) -> Pair:
    """Two different allowed values."""
    least, most = limits.least or Decimal(0), limits.most
    match kind:
        case Kind.TEXT | Kind.LONGTEXT:
            count = limits.least_words or 1
            return " ".join(["amber"] * count), " ".join(["birch"] * count)
        case Kind.INT:
            return int(least) + 1, int(least) + 2
        case Kind.DECIMAL | Kind.PERCENT | Kind.MONEY:
            step = (most - least) / 4 if most is not None else Decimal(100)
            return least + step, least + 2 * step
        case Kind.DATE:
            return date(2027, 4, 1), date(2028, 7, 1)
        case Kind.BOOL:
            return True, False
        case Kind.ENUM:
            first, second, *_ = options
            return first, second
        case Kind.PARTY:
            return parties[0], parties[1]
        case Kind.PARTIES:
            return (parties[0],), (parties[1],)
        case _:
            return _two_lists(limits.least_items or 1, tuple(options))


def _two_lists(count: int, codes: tuple[str, ...]) -> Pair:
    if codes:
        return codes[:count], codes[-count:]
    return tuple(f"amber {n}" for n in range(count)), tuple(f"birch {n}" for n in range(count))

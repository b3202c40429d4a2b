"""The agreement goes on without a member: the draft as it then reads.

In: a draft, the catalogue (which columns name parties) and a member's id. Out: the draft without it. Then true:
the member is no party and no table row, list or answer names it; the shares of those who stay total 100.00
again; its part of the grant is in the joint pool.

Source: docs/procedure.md, "Leaving a member out".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from govflow.core.answers import Kind, Question, Row, Value
from govflow.core.catalogue import Catalogue
from govflow.core.draft import Draft, rows
from govflow.core.mechanics import scaled_to_100
from govflow.core.text import canonical

SHARES = ("delivery_shares", "shares")
SHARE = "share_pct"
GRANTS = "grant_split"
POOL = "grant_pool_amount"

_SAY_WHO = ("owner", "payer", "who", "controllers", "processor")
"""Columns of free words that say who: an organisation may stand there by its name. A service, a place or a word of the
agreement's own may be called like an organisation, and is none.
"""


@dataclass(frozen=True, slots=True)
class _Gone:
    """The member that leaves. ``name``: as names are compared, "" where it has none."""

    member_id: str
    name: str

    def is_named_by(self, entry: Value, says_who: bool) -> bool:
        """Whether a cell, or an entry of its list, is its id or, where a column says who, its legal name, whatever its
        spaces and capitals.
        """
        by_name = says_who and isinstance(entry, str) and _compared(entry) == self.name != ""
        return entry == self.member_id or by_name


def _compared(name: str) -> str:
    return canonical(name).casefold()


def without(draft: Draft, catalogue: Catalogue, member_id: str) -> Draft:
    """The draft without a member. Answers of questions nobody knows are left as they are."""
    member = draft.parties_by_id.get(member_id)
    gone = _Gone(member_id, "" if member is None else _compared(member.legal_name))
    answers = {
        name: left
        for name, value in draft.answers.items()
        if (left := _left(catalogue.questions.get(name), value, gone)) is not None
    }
    for table in SHARES:
        if table in answers and answers[table] != draft.answers[table]:
            answers[table] = _rescaled(rows(draft.with_answers(answers), table))
    freed = _freed_grant(draft, member_id)
    if freed:
        answers[POOL] = _money(answers.get(POOL)) + freed
    members = tuple(member for member in draft.members if member.member_id != member_id)
    return replace(draft, members=members, answers=MappingProxyType(answers))


def _left(question: Question | None, value: Value, gone: _Gone) -> Value | None:
    """What is left of one answer; None when nothing is."""
    if question is None:
        return value
    match question.kind:
        case Kind.PARTY:
            return None if value == gone.member_id else value
        case Kind.PARTIES if isinstance(value, tuple):
            return _others(value, gone, says_who=False) or None
        case Kind.TABLE if isinstance(value, tuple):
            return tuple(row for one in value if (row := _row(one, gone))) or None
        case _:
            return value


def _is_own_name(column: str) -> bool:
    """Whether a column holds ids of rows, which may look like a member's."""
    return column in ("id", "row_id", "kpi_id", "kpi_ids")


def _row(row: Value, gone: _Gone) -> Row | None:
    """What is left of a row; None for one that names the member, or a list of which is left empty."""
    if not isinstance(row, Mapping):
        return None
    left: dict[str, Value] = {}
    for name, cell in row.items():
        if not _is_own_name(name):
            says_who = name in _SAY_WHO
            if gone.is_named_by(cell, says_who):
                return None
            if isinstance(cell, tuple) and cell:
                cell = _others(cell, gone, says_who)
                if not cell:
                    return None
        left[name] = cell
    return MappingProxyType(left)


def _others(entries: tuple[Value, ...], gone: _Gone, says_who: bool) -> tuple[Value, ...]:
    return tuple(entry for entry in entries if not gone.is_named_by(entry, says_who))


def _rescaled(table: Iterable[Row]) -> tuple[Row, ...]:
    """Shares that total 100.00 again, in the same proportions."""
    kept = tuple(table)
    # Named by the member first, because the id decides between equals, then by row, should one be there twice.
    names = [f"{row.get('member_id')} {number}" for number, row in enumerate(kept)]
    exact = {name: _money(row.get(SHARE)) for name, row in zip(names, kept, strict=True)}
    if any(share < 0 for share in exact.values()):
        return kept  # outside its limits: the draft has errors, and is not put to the boards
    shares = scaled_to_100(exact)
    return tuple(
        MappingProxyType({**row, SHARE: shares[name]}) for name, row in zip(names, kept, strict=True)
    )


def _freed_grant(draft: Draft, member_id: str) -> Decimal:
    own = (row for row in rows(draft, GRANTS) if row.get("member_id") == member_id)
    return sum((_money(row.get("amount")) for row in own), Decimal(0))


def _money(value: Value | None) -> Decimal:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else Decimal(0)

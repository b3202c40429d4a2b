"""What an agreement means for one party: every row that names it, what it may have to pay, and how it may leave.

In: the draft a version was made of, its text, and a party's id. Out: lines in words, by what they are about, each
with the clause it comes from. Then true: a row of a table is shown whole, and the sums that are worked out say
what of. It chooses and adds up; it judges nothing.

Source: the clause pack (which column names a party, and the category of each clause); docs/domain 4.3.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from govflow.core.answers import Kind, Question, Row, Value, in_words, is_absent
from govflow.core.catalogue import Catalogue
from govflow.core.document import Document
from govflow.core.draft import Draft, Member, rows
from govflow.core.mechanics import money, part_of
from govflow.core.words import capital

WORK, MONEY, LIABILITY, PENALTIES, LEAVING = (
    "What we do",
    "Money in and out",
    "What we are liable for",
    "Penalties",
    "How we can leave",
)

# By the category of a clause; what has another category is about what the party does and gives.
_OF_CATEGORY = {"money": MONEY, "liability": LIABILITY, "penalties": PENALTIES, "exit": LEAVING}

# What binds every member alike and a board must know of: questions by what they are about.
_FOR_ALL = {
    MONEY: ("payment_days", "deficit_rule", "deficit_cap_pct", "hub_fee_pct"),
    LIABILITY: ("liability_model", "no_fault_split", "cap_basis", "cap_pct", "cap_fixed"),
    PENALTIES: ("penalties_used", "penalty_total_cap_pct", "withhold_pct", "ld_cap_pct", "appeal_days"),
    LEAVING: (
        "leave_notice_months",
        "min_commitment_months",
        "leave_point",
        "handover_days",
        "replacement_cost_share_pct",
    ),
}
_EVERYBODY = ("all", "each member", "all members", "every member")

# Rows that say who acts or answers for a party: they bind nobody to anything.
_NOT_FOR_A_BOARD = ("signatories", "notice_addresses", "parties")

_NUMBERS_OF_ROWS = ("row_id", "kpi_id", "id")

# Percentages of a party's own yearly allocation, and what the sum is called.
_OF_ALLOCATION = {
    "cap_pct": "That is at most {sum} in our case",
    "penalty_total_cap_pct": "All of them together cost us at most {sum} a year",
    "deficit_cap_pct": "Where members are called on, that is at most {sum} a year in our case",
}


_IN_SHORT = {
    "cap_pct": "What we are liable for is limited to {sum}, but for what the clause leaves outside the limit.",
    "cap_fixed": "What we are liable for is limited to {sum}, but for what the clause leaves outside the limit.",
    "penalty_total_cap_pct": "Penalties can cost us {sum} a year at most.",
    "deficit_cap_pct": "If members are called on for a deficit, we pay {sum} a year at most.",
    "leave_notice_months": "We can leave with {sum} of notice.",
    "min_commitment_months": "We stay for at least {sum}.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing. ``clause``: the id of the part it stands in; ``place``: what that is called, "" where nowhere."""

    clause: str
    place: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """The lines about one matter."""

    title: str
    lines: tuple[Line, ...]


def meanings(draft: Draft, document: Document, catalogue: Catalogue, party: Member) -> tuple[Meaning, ...]:
    """What the agreement means for a party, matter by matter; a matter without a line is left out."""
    places = {part.id: part.label for part in document.parts}
    found: dict[str, list[Line]] = {title: [] for title in (WORK, MONEY, LIABILITY, PENALTIES, LEAVING)}
    for title, line in _lines(draft, catalogue, party, places):
        found[title].append(line)
    return tuple(Meaning(title, tuple(lines)) for title, lines in found.items() if lines)


def in_short(draft: Draft, catalogue: Catalogue, party: Member) -> tuple[str, ...]:
    """The few sums and spans that a board asks for first; one without an answer is left out."""
    return tuple(_sentences(draft, catalogue, party))


def _sentences(draft: Draft, catalogue: Catalogue, party: Member) -> Iterator[str]:
    allocation = _allocation(draft, party)
    if allocation:
        yield f"Our work is worth {in_words(allocation, Kind.MONEY)} a year."
    for name, words in _IN_SHORT.items():
        value, question = draft.answers.get(name), catalogue.questions.get(name)
        if question is None:  # a shorter instrument does not ask it
            continue
        if isinstance(value, bool) or not isinstance(value, Decimal | int):
            continue
        if not value and question.zero:  # a nought that stands for nothing of the kind
            continue
        if question.kind is not Kind.PERCENT:
            yield words.format(sum=in_words(value, question.kind, question.unit))
        elif allocation:
            yield words.format(sum=in_words(money(part_of(value, allocation)), Kind.MONEY))


def _lines(
    draft: Draft, catalogue: Catalogue, party: Member, places: Mapping[str, str]
) -> Iterator[tuple[str, Line]]:
    names = {one.member_id: one.name for one in draft.parties_by_id.values()}
    yield from _worth(draft, catalogue, party, places)
    for question in catalogue.questions.values():
        if question.clause not in places or question.name in _NOT_FOR_A_BOARD:
            continue
        value = draft.answers.get(question.name)
        about = _OF_CATEGORY.get(catalogue.clauses[question.clause].change_category, WORK)
        for words in _words(question, value, draft, party, names):
            yield about, _line(question, places, words)
        if question.name in _FOR_ALL.get(about, ()) and not is_absent(value):
            assert value is not None
            yield about, _line(question, places, _of_all(question, value, draft, party))


def _line(question: Question, places: Mapping[str, str], words: str) -> Line:
    label = capital(question.label)
    return Line(question.clause, places[question.clause], label, words)


def _words(
    question: Question, value: Value | None, draft: Draft, party: Member, names: Mapping[str, str]
) -> Iterator[str]:
    """What one answer says of a party in particular."""
    if question.kind is Kind.PARTY and value == party.member_id:
        yield "We are named here."
    if question.kind is Kind.PARTIES and isinstance(value, tuple) and party.member_id in value:
        yield "We are one of those named here."
    if question.kind is Kind.TABLE:
        for row in rows(draft, question.name):
            if _concerns(row, party.member_id) or (question.name == "fee_bands" and _in_band(row, party)):
                yield _row_in_words(question, row, party.member_id, names)


def _concerns(row: Row, party: str) -> bool:
    """Whether a row names the party, or everybody."""
    return any(
        cell == party
        or (isinstance(cell, str) and cell.casefold() in _EVERYBODY)
        or (isinstance(cell, tuple) and (party in cell or "all" in cell))
        for cell in row.values()
    )


def _in_band(row: Row, party: Member) -> bool:
    """Whether a band of income is this party's; the top band may have no end."""
    least, most, income = row.get("income_from"), row.get("income_to"), party.annual_income
    if income is None or not isinstance(least, Decimal | int) or income < least:
        return False
    return is_absent(most) or (isinstance(most, Decimal | int) and income < most)


def _row_in_words(question: Question, row: Row, party: str, names: Mapping[str, str]) -> str:
    """A row, each cell with its heading; who reads need not be told that it is theirs."""
    said = []
    for column in question.columns:
        cell = row.get(column.name)
        if is_absent(cell) or cell == party or column.name in _NUMBERS_OF_ROWS:
            continue
        assert cell is not None
        words = in_words(_named(cell, names), column.kind, "", column.options)
        said.append(f"{column.heading}: {words.removesuffix('.')}")
    return f"{'; '.join(said)}."


def _named(cell: Value, names: Mapping[str, str]) -> Value:
    """A cell with organisations by their names."""
    if isinstance(cell, tuple):
        return tuple(_named(one, names) for one in cell)
    return names.get(cell, cell) if isinstance(cell, str) else cell


def _of_all(question: Question, value: Value, draft: Draft, party: Member) -> str:
    """What every member is bound by, and what that comes to for this one."""
    unit = question.unit if question.unit.startswith("%") else ""
    words = in_words(value, question.kind, question.unit, question.options)
    said = f"{capital(words)}{unit.removeprefix('%')}."
    allocation = _allocation(draft, party)
    if question.name in _OF_ALLOCATION and allocation and isinstance(value, Decimal | int):
        amount = in_words(money(part_of(value, allocation)), Kind.MONEY)
        said = f"{said} {_OF_ALLOCATION[question.name].format(sum=amount)}."
    return said


def _worth(
    draft: Draft, catalogue: Catalogue, party: Member, places: Mapping[str, str]
) -> Iterator[tuple[str, Line]]:
    """What the party's rows of work add up to."""
    allocation, question = _allocation(draft, party), catalogue.questions.get("delivery_matrix")
    if allocation and question is not None and question.clause in places:
        words = f"Our rows add up to {in_words(allocation, Kind.MONEY)} a year."
        yield MONEY, Line(question.clause, places[question.clause], "What our work is worth", words)


def _allocation(draft: Draft, party: Member) -> Decimal:
    """The yearly value of a party's rows of work, as the penalties and caps are counted from."""
    values = [
        row.get("annual_value")
        for row in rows(draft, "delivery_matrix")
        if row.get("member_id") == party.member_id
    ]
    return money(sum((Decimal(value) for value in values if isinstance(value, Decimal | int)), Decimal(0)))

"""What is given in a draft, as the rules of consistency look at it: None is absent.

In: a draft, or one row of a table. Out: exact numbers (``Fraction``), dates, texts and lists, and None where
nothing was given. An absent part of a sum counts as nothing, an absent table has no rows, an empty list is given.
Money compares to the penny.

Source: docs/domain, section 2.21, the paragraph above the table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from govflow.core.answers import Value, plain_number
from govflow.core.draft import Draft, Member

NOTHING = Fraction(0)
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a rule found something wrong; ``field`` is like ``delivery_matrix[2].where``."""

    field: str
    message: str
    mend: str


@dataclass(frozen=True, slots=True)
class Given:
    """The answers of a draft, or the cells of one row."""

    values: Mapping[str, Value]

    def number(self, name: str) -> Fraction | None:
        """A number, exactly."""
        value = self.values.get(name)
        return Fraction(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None

    def part(self, name: str) -> Fraction:
        """A part of a sum: an absent one counts as nothing."""
        return self.number(name) or NOTHING

    def text(self, name: str) -> str | None:
        """Words, a choice or an id; blank words are absent."""
        value = self.values.get(name)
        return value if isinstance(value, str) and value.strip() else None

    def day(self, name: str) -> date | None:
        """A date."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def true(self, name: str) -> bool:
        """Whether the answer is yes."""
        return self.values.get(name) is True

    def entries(self, name: str) -> tuple[str, ...] | None:
        """The entries of a list; () is a list without entries, which is given."""
        value = self.values.get(name)
        return tuple(str(entry) for entry in value) if isinstance(value, tuple) else None

    def has(self, name: str, entry: str) -> bool:
        """Whether a list has an entry; an absent list has none."""
        return entry in (self.entries(name) or ())

    def lacking(self, name: str, needed: Iterable[str]) -> tuple[str, ...]:
        """Those of the needed entries that a list has not."""
        return tuple(entry for entry in needed if not self.has(name, entry))

    def lacks(self, name: str) -> bool:
        """Whether there is nothing at all under that name."""
        return self.text(name) is None and self.number(name) is None and self.day(name) is None


@dataclass(frozen=True, slots=True)
class GivenDraft(Given):
    """The answers of a draft, its type, its members and its vehicle."""

    draft: Draft

    @property
    def type(self) -> str:
        """LB, SPV, AL, COOP or NET."""
        return self.draft.type

    @property
    def members(self) -> tuple[Member, ...]:
        """The members, in order; ``members[n]`` is the n-th, from 0."""
        return self.draft.members

    @property
    def vehicle(self) -> Member | None:
        """The vehicle, whether or not it is a party."""
        return self.draft.vehicle

    @property
    def vehicle_is_party(self) -> bool:
        """Whether the vehicle signs too."""
        return self.draft.vehicle_is_party

    @property
    def full_members(self) -> tuple[tuple[int, Member], ...]:
        """The members of class full, each with its place in the list of members."""
        return tuple((n, member) for n, member in enumerate(self.members) if member.member_class == "full")

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the members."""
        return frozenset(member.member_id for member in self.members)

    @property
    def has_charity(self) -> bool:
        """Whether a member is a charity."""
        return any(member.is_charity for member in self.members)

    def rows(self, table: str) -> tuple[Given, ...]:
        """The rows of a table."""
        value = self.values.get(table)
        return (
            tuple(Given(row) for row in value if isinstance(row, Mapping)) if isinstance(value, tuple) else ()
        )

    def name_of(self, member_id: str | None) -> str:
        """What to call a party in a message."""
        names = (member.name for member in self.members if member.member_id == member_id)
        return next(names, member_id or "nobody")

    def worth_of(self, member_id: str) -> Fraction:
        """What a member's delivery rows come to in a year."""
        rows = self.rows("delivery_matrix")
        return total((row for row in rows if row.text("member_id") == member_id), "annual_value")


def given_in(draft: Draft) -> GivenDraft:
    """Look at a draft."""
    return GivenDraft(draft.answers, draft)


def total(rows: Iterable[Given], column: str) -> Fraction:
    """The sum of a column."""
    return sum((row.part(column) for row in rows), NOTHING)


def pence(amount: Fraction) -> int:
    """An amount to the penny, a half upwards: amounts compare by it."""
    return floor(amount * 100 + HALF)


def pounds(amount: Fraction) -> str:
    """An amount as a message says it: "£640,800", "£0.50"."""
    whole, rest = divmod(abs(pence(amount)), 100)
    sign = "-" if pence(amount) < 0 else ""
    return f"{sign}£{whole:,}" + (f".{rest:02d}" if rest else "")


def figure(number: Fraction) -> str:
    """A number as a message says it: "66.7"."""
    return plain_number(Decimal(number.numerator) / Decimal(number.denominator))


def count(number: int | Fraction, noun: str) -> str:
    """A number of things: "1 member", "2 members"."""
    return f"{figure(Fraction(number))} {noun}{'' if number == 1 else 's'}"


def in_quotes(names: Iterable[str]) -> str:
    """Ids and names, as they are: “LB1”, “K_1”."""
    return ", ".join(f"“{name}”" for name in names)


def choices(codes: Iterable[str]) -> str:
    """Choices as a message names them: “own board”, “insurer”."""
    return in_quotes(code.replace("_", " ") for code in codes)

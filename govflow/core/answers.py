"""Question kinds, and answers as typed values with one face per reader.

In: what a file or a form holds for a question. Out: a value of the question's kind, and faults, each with its
place, when it is not one. An answer outside its limits keeps its value (the rules still apply to it); one of
the wrong kind is absent. Money and percentages are exact decimals, dates are dates, lists are tuples, a table
is a tuple of rows. Absent is: missing, null or blank text, and a table without rows; a list without entries is
given, though it says nothing.

Source: docs/domain, sections 2.1 to 2.21 (types, units and allowed values).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType

from govflow.core.words import capital, day, join_words, number_of

type_ = type
Row = Mapping[str, "Value"]
Value = str | int | bool | Decimal | date | tuple["Value", ...] | Row


class Kind(StrEnum):
    """What sort of answer a question or a table column takes."""

    TEXT = "text"
    LONGTEXT = "longtext"
    INT = "int"
    DECIMAL = "decimal"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    BOOL = "bool"
    ENUM = "enum"
    MULTI = "multi"
    LIST = "list"
    PARTY = "party"
    PARTIES = "parties"
    TABLE = "table"


class AskedOf(StrEnum):
    """Who answers a question."""

    CONSORTIUM = "consortium"
    EACH_MEMBER = "each_member"
    LEAD_OR_VEHICLE = "lead_or_vehicle"
    FACILITATOR = "facilitator"


class IfAbsent(StrEnum):
    """What the text does where a question has no answer."""

    BLANK = "blank"
    """A marked blank: the agreement needs this answer."""
    USUAL = "usual"
    """The usual choice stands, as the model text's own position."""
    OMIT = "omit"
    """Nothing is said: the paragraphs that need it are not printed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The allowed values. Numbers: ``least`` to ``most``; text: characters or words; lists: items; days: the first and
    the last.
    """

    least: Decimal | None = None
    most: Decimal | None = None
    least_words: int | None = None
    most_words: int | None = None
    most_characters: int | None = None
    least_items: int | None = None
    most_items: int | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table question. ``options``: code -> words, for enum and multi columns.

    A text column with options offers them, and takes other words too: what a rule then says of them is said there.
    """

    name: str
    heading: str
    kind: Kind
    limits: Limits = Limits()
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the catalogue. ``usual`` is the usual choice, ``usual_for`` by type of consortium.

    ``options``: code -> the words the clause text uses. ``asked_when``: condition in the words of
    ``core.applies`` ("" is always). ``unit``: as the reader sees it, e.g. "months", "% of contract value".
    ``zero``: what a nought stands for ("no limit"), "" where it says no more than the figure.
    """

    name: str
    clause: str
    kind: Kind
    label: str
    ask: str
    unit: str = ""
    zero: str = ""
    limits: Limits = Limits()
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    columns: tuple[Column, ...] = ()
    asked_of: AskedOf = AskedOf.CONSORTIUM
    asked_when: str = ""
    if_absent: IfAbsent = IfAbsent.BLANK
    usual: Value | None = None
    usual_for: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))

    def usual_choice(self, consortium_type: str) -> Value | None:
        """The usual choice for a type of consortium (LB, SPV, AL, COOP, NET), or None."""
        return self.usual_for.get(consortium_type, self.usual)


class FaultKind(StrEnum):
    """What is wrong with a value: the codes of `govflow check`."""

    UNKNOWN = "AN-01"
    WRONG_KIND = "AN-02"
    OUT_OF_LIMITS = "AN-03"
    TYPE_DIFFERS = "AN-04"


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong value: ``field`` is like ``delivery_matrix[2].where``."""

    kind: FaultKind
    field: str
    message: str
    mend: str


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one answer: its value (None when absent or of the wrong kind) and its faults."""

    value: Value | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Roll:
    """The ids that a party answer may name: members by id, and the vehicle as ``SPV``."""

    members: tuple[str, ...]
    vehicle: bool

    @property
    def parties(self) -> tuple[str, ...]:
        """Every id an answer may name."""
        return (*self.members, "SPV") if self.vehicle else self.members


def is_absent(value: object) -> bool:
    """Whether there is nothing to say: missing, null, blank text or nothing in a list."""
    return value is None or value in ("", (), []) or (isinstance(value, str) and not value.strip())


def read_answer(question: Question, raw: object, roll: Roll) -> Read:
    """Read what a file or form holds for a question. Never raises: what is wrong comes back as faults."""
    if question.kind is Kind.TABLE:
        return _read_table(question, raw, roll)
    return _read_value(
        _Place(question.name, question.label), question.kind, question.limits, question.options, raw, roll
    )


@dataclass(frozen=True, slots=True)
class _Place:
    field: str
    label: str

    def wrong(self, wanted: str, mend: str) -> Read:
        message = f"{capital(self.label)} is not {wanted}."
        return Read(None, (Fault(FaultKind.WRONG_KIND, self.field, message, mend),))

    def outside(self, value: Value | None, told: str, mend: str) -> Read:
        message = f"{capital(self.label)} {told}."
        return Read(value, (Fault(FaultKind.OUT_OF_LIMITS, self.field, message, mend),))


def _read_table(question: Question, raw: object, roll: Roll) -> Read:
    if is_absent(raw):
        return Read(None)
    if not isinstance(raw, list):
        return _Place(question.name, question.label).wrong("a table", "Give a list of rows.")
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, raw_row in enumerate(raw):
        row, wrong = _read_row(question, number, raw_row, roll)
        rows.append(row)
        faults += wrong
    return Read(tuple(rows), tuple(faults))


def _read_row(question: Question, number: int, raw: object, roll: Roll) -> tuple[Row, list[Fault]]:
    at = f"{question.name}[{number}]"
    row_label = f"row {number + 1} of {question.label}"
    if not isinstance(raw, dict):
        return MappingProxyType({}), [
            *_Place(at, row_label).wrong("a row", "Give one value for each column.").faults
        ]
    row: dict[str, Value] = {}
    faults: list[Fault] = []
    columns = {column.name: column for column in question.columns}
    for name, cell in raw.items():
        place = f"{at}.{name}"
        if name not in columns:
            message = f"{capital(question.label)} has no column called “{name}” (row {number + 1})."
            mend = f"The columns are {', '.join(columns)}."
            faults.append(Fault(FaultKind.UNKNOWN, place, message, mend))
            continue
        column = columns[name]
        label = f"“{column.heading}” in {row_label}"
        read = _read_value(_Place(place, label), column.kind, column.limits, column.options, cell, roll)
        faults += read.faults
        if read.value is not None:
            row[name] = read.value
    return MappingProxyType(row), faults


def _read_value(
    place: _Place, kind: Kind, limits: Limits, options: Mapping[str, str], raw: object, roll: Roll
) -> Read:
    if is_absent(raw) and raw != []:
        return Read(None)
    match kind:
        case Kind.TEXT | Kind.LONGTEXT:
            return _read_text(place, limits, raw)
        case Kind.INT | Kind.DECIMAL | Kind.PERCENT | Kind.MONEY:
            return _read_number(place, kind, limits, raw)
        case Kind.DATE:
            return _read_date(place, limits, raw)
        case Kind.BOOL:
            return Read(raw) if isinstance(raw, bool) else place.wrong("yes or no", "Answer true or false.")
        case Kind.ENUM:
            return _read_enum(place, options, raw)
        case Kind.PARTY:
            return _read_party(place, raw, roll)
        case Kind.PARTIES if raw == "all" and "all" in options:
            return Read(("all",))
        case _:
            return _read_list(place, kind, limits, options, raw, roll)


def _read_text(place: _Place, limits: Limits, raw: object) -> Read:
    if not isinstance(raw, str):
        return place.wrong("text", "Give it in words.")
    words = len(raw.split())
    if limits.most_characters is not None and len(raw.strip()) > limits.most_characters:
        told = f"has {len(raw.strip())} characters"
        return place.outside(raw, told, f"Use at most {limits.most_characters} characters.")
    if limits.least_words is not None and words < limits.least_words:
        return place.outside(
            raw, f"has {number_of(words, 'word')}", f"Use at least {limits.least_words} words."
        )
    if limits.most_words is not None and words > limits.most_words:
        return place.outside(
            raw, f"has {number_of(words, 'word')}", f"Use at most {limits.most_words} words."
        )
    return Read(raw)


def _read_number(place: _Place, kind: Kind, limits: Limits, raw: object) -> Read:
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        return place.wrong("a number", "Give a number, without a sign for pounds or per cent.")
    value: int | Decimal = raw
    if kind is Kind.INT:
        if value != int(value):
            return place.wrong("a whole number", "Give a whole number.")
        value = int(value)
    if limits.least is not None and value < limits.least:
        return place.outside(
            value, f"is {value}, under the least allowed", f"Give {plain_number(limits.least)} or more."
        )
    if limits.most is not None and value > limits.most:
        return place.outside(
            value, f"is {value}, over the most allowed", f"Give {plain_number(limits.most)} or less."
        )
    return Read(value)


def _read_date(place: _Place, limits: Limits, raw: object) -> Read:
    mend = "Give a date as year-month-day, for example 2027-04-01."
    on = day_or_none(raw.strip()) if isinstance(raw, str) else None
    if on is None:
        return place.wrong("a date", mend)
    if limits.first_day is not None and on < limits.first_day:
        return place.outside(on, "is too long ago", f"Give {day(limits.first_day)} or a later day.")
    if limits.last_day is not None and on > limits.last_day:
        return place.outside(on, "is too far away", f"Give {day(limits.last_day)} or an earlier day.")
    return Read(on)


def _read_enum(place: _Place, options: Mapping[str, str], raw: object) -> Read:
    if not isinstance(raw, str):
        return place.wrong("one of the choices", f"Choose one of: {', '.join(options)}.")
    if raw not in options:
        return place.outside(
            raw, f"is “{raw}”, which is not one of the choices", f"Choose one of: {', '.join(options)}."
        )
    return Read(raw)


def _read_party(place: _Place, raw: object, roll: Roll) -> Read:
    parties = ", ".join(roll.parties)
    mend = f"Give one of: {parties}." if parties else "Add the members first, then name one of them."
    if not isinstance(raw, str):
        return place.wrong("the id of a party", mend)
    if raw not in roll.parties:
        return place.outside(raw, f"is “{raw}”, which is not a party", mend)
    return Read(raw)


def _read_list(
    place: _Place, kind: Kind, limits: Limits, options: Mapping[str, str], raw: object, roll: Roll
) -> Read:
    if not isinstance(raw, list):
        return place.wrong("a list", "Give a list of values.")
    values: list[Value] = []
    faults: list[Fault] = []
    for number, entry in enumerate(raw):
        at = _Place(f"{place.field}[{number}]", f"entry {number + 1} of {place.label}")
        read = _read_entry(at, kind, options, entry, roll)
        faults += read.faults
        if read.value is not None:
            values.append(read.value)
    count = len(values)
    counted = f"has {number_of(count, 'entry', 'entries')}"
    if limits.least_items is not None and count < limits.least_items:
        faults += place.outside(None, counted, f"Give at least {limits.least_items}.").faults
    characters = sum(len(str(value)) for value in values)
    if limits.most_characters is not None and characters > limits.most_characters:
        mend = f"Use at most {limits.most_characters} characters."
        faults += place.outside(None, f"has {characters} characters", mend).faults
    if limits.most_items is not None and count > limits.most_items:
        faults += place.outside(None, counted, f"Give at most {limits.most_items}.").faults
    return Read(tuple(values), tuple(faults))


def _read_entry(place: _Place, kind: Kind, options: Mapping[str, str], raw: object, roll: Roll) -> Read:
    if is_absent(raw):
        return Read(None)
    if kind is Kind.PARTIES:
        return _read_party(place, raw, roll)
    if options:
        return _read_enum(place, options, raw)
    if isinstance(raw, str | int | Decimal) and not isinstance(raw, bool):
        return Read(raw)
    return place.wrong("text or a number", "Give it in words or as a number.")


MOST_FIGURES = 30
"""Before the point of any number here: "1E9999999" would be written out in as many."""


def number_or_none(text: str) -> Decimal | None:
    """The exact number a person typed ("1,200.50"), or None."""
    try:
        number = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and number.adjusted() < MOST_FIGURES else None


def day_or_none(text: str) -> date | None:
    """The day written as 2027-04-01, or None; the other spellings of ISO 8601 (20270401, 2027-W13-4) are none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


_PLURALS = {"people": "person", "meetings": "meeting"}


def in_words(
    value: Value, kind: Kind, unit: str = "", options: Mapping[str, str] = MappingProxyType({})
) -> str:
    """An answer as the clause text says it: "6 months", "£24,000", "8%", "1 April 2027", "a, b and c"."""
    match value:
        case bool():
            return "yes" if value else "no"
        case date():
            return day(value)
        case tuple():
            return join_words([in_words(entry, Kind.TEXT, "", options) for entry in value])
        case int() | Decimal():
            return _number_in_words(value, kind, unit)
        case str():
            return options.get(value, value)
        case Mapping():
            raise TypeError("a row is printed by its columns")


def _number_in_words(value: int | Decimal, kind: Kind, unit: str) -> str:
    number = plain_number(value)
    if kind is Kind.MONEY:
        # A unit price may be less than a penny: it is never rounded.
        pounds, _, pence = number.partition(".")
        return f"£{pounds}.{pence:0<2}" if pence else f"£{pounds}"
    if kind is Kind.PERCENT:
        return f"{number}%"
    noun = unit.split("/")[0].split(" in ")[0]
    if not noun.isalpha() or noun in ("per",) or len(noun) < 4:
        return number
    single = _PLURALS.get(noun, noun.removesuffix("s"))
    return f"{number} {single if value == 1 else noun}"


def plain_number(value: int | Decimal) -> str:
    """A number without needless zeros or an exponent; thousands are marked."""
    # A whole number formatted with a point would pass through a float and come out another number.
    exact = f"{value:,}" if isinstance(value, int) else f"{value:,f}"
    return exact.rstrip("0").rstrip(".") if "." in exact else exact

"""What a person typed, chose or pasted, as the plain data that ``read_answer`` reads; and back again.

In: text, as a form or a spreadsheet holds it: amounts with a pound sign, thousands marked, per cent or the unit
asked for after them; days as 2027-04-01, 1 April 2027 or 1/4/2027 (the day first, as in the United Kingdom);
choices and parties by their code or by their words. Out: plain data; text that is none of these stays as it is,
and ``read_answer`` says what is wrong with it.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from govflow.core.answers import (
    Column,
    Fault,
    FaultKind,
    Kind,
    Limits,
    Question,
    day_or_none,
    number_or_none,
    plain_number,
)
from govflow.core.cells import inert, told_by
from govflow.core.dates import FIRST_DAY, LAST_DAY
from govflow.core.text import canonical

Text = str | Sequence[str]
"""What one field holds: a text, or the entries of a choice of several."""
TypedRow = Mapping[str, Text]
Typed = Text | Sequence[TypedRow]
"""What the fields of one question hold; a table: its rows, by column."""

SEVERAL = (Kind.MULTI, Kind.LIST, Kind.PARTIES)
NUMBERS = (Kind.INT, Kind.DECIMAL, Kind.PERCENT, Kind.MONEY)
CHOICES = (Kind.ENUM, Kind.MULTI, Kind.PARTY, Kind.PARTIES)
IN_LINES = (Kind.TEXT, Kind.LONGTEXT, Kind.LIST)
"""What may stand in several lines of one cell."""

MOST_FIGURES = 15
"""Of a number that somebody types: before the point, and after it. More are a slip of the hand, and no sum of money."""
MOST_CHARACTERS = 10_000
"""Of what stands in one field of words."""
_MOST = Decimal(10**MOST_FIGURES - 1)

_FIGURES = rf"(?:\d{{1,3}}(?:[, \u00a0]\d{{3}})+|\d+)(?:\.\d{{1,{MOST_FIGURES}}})?"
_TIMES = frozenset({"hour", "day", "week", "month", "quarter", "year"})
_UNITS = "gbp|pounds?|hours?|days?|weeks?|months?|quarters?|years?|meetings?|members?|people|person|periods?|seats?"
_ALONE = rf"(?P<sign>[+-]?)\s*(?P<pound>£?)\s*(?P<figures>{_FIGURES})\s*"
_BEGINNING = re.compile(rf"{_ALONE}(?!\d)")
_NUMBER = re.compile(
    rf"{_ALONE}(?:(?P<percent>%|per ?cent)|(?P<unit>{_UNITS})?(?:\s+(?:an?|per)\s+(?P<each>\w+))?)",
    re.IGNORECASE,
)
_FOR_EACH = ("a", "an", "per", "each", "every", "/")
_CALLED = {"annum": "year", "gbp": "£", "pound": "£", "percent": "%", "percentage": "%"}
_IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,})\.?,?\s+(\d{4})", re.IGNORECASE)
_IN_FIGURES = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_MONTHS = tuple(f"{date(2000, month, 1):%B}".casefold() for month in range(1, 13))
_YES = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


def plain_of(question: Question, typed: Typed, parties: Mapping[str, str]) -> object:
    """What was typed for a question as plain data; None where nothing was. ``parties``: id -> name.

    Rows without a word in them are left out.
    """
    if question.kind is Kind.TABLE:
        filled = [row for row in typed if isinstance(row, Mapping) and not is_blank(row)]
        return [_plain_row(question.columns, row, parties) for row in filled] or None
    texts = typed if isinstance(typed, str) else [entry for entry in typed if isinstance(entry, str)]
    return _plain(question, question.unit, texts, parties, "\n")


def bounded(question: Question) -> Question:
    """A question as a page asks it: where it says itself of no limit, a field holds no more than somebody types.

    What stands in a file, or was answered before, is held to the question's own limits alone.
    """
    columns = (replace(column, limits=_bounded(column.kind, column.limits)) for column in question.columns)
    return replace(question, limits=_bounded(question.kind, question.limits), columns=tuple(columns))


def _bounded(kind: Kind, limits: Limits) -> Limits:
    if kind in NUMBERS:
        return replace(
            limits,
            least=-_MOST if limits.least is None else limits.least,
            most=_MOST if limits.most is None else limits.most,
        )
    if kind is Kind.DATE:
        return replace(limits, first_day=FIRST_DAY, last_day=LAST_DAY)
    if kind in IN_LINES and limits.most_characters is None:
        return replace(limits, most_characters=MOST_CHARACTERS)
    return limits


def mend_of(fault: Fault, kind: Kind, named: Mapping[str, str]) -> str:
    """How to mend what was typed, in words for a page. ``named``: what may be chosen, by code; codes do not show."""
    if fault.kind is FaultKind.OUT_OF_LIMITS and kind in CHOICES:
        sign = "; " if any("," in words for words in named.values()) else ", "
        return f"Choose one of: {sign.join(named.values())}."
    if fault.kind is FaultKind.WRONG_KIND and kind in NUMBERS:
        wanted = (
            "Give a whole number, like 30" if kind is Kind.INT else "Type it in figures, like 1250 or 12.5"
        )
        return f"{wanted}, and in no unit but the one asked for. Use at most {MOST_FIGURES} figures."
    if fault.kind is FaultKind.WRONG_KIND and kind is Kind.DATE:
        return "Give the day, the month and the year, like 1 April 2027."
    return fault.mend


def told_twice(question: Question, plain: object) -> tuple[Fault, ...]:
    """What stands in a list more than once: on a page it is a slip of the hand; a file may say it."""
    if question.kind is not Kind.LIST or not isinstance(plain, list):
        return ()
    same: dict[str, list[str]] = {}
    for entry in map(str, plain):
        words = question.options.get(entry, entry)
        same.setdefault(canonical(words).casefold(), []).append(words)
    return tuple(
        Fault(
            FaultKind.OUT_OF_LIMITS,
            question.name,
            f"“{words[0]}” is in the list more than once.",
            "Keep it once.",
        )
        for words in same.values()
        if len(words) > 1
    )


def is_blank(row: TypedRow) -> bool:
    """Whether nothing was typed in a row."""
    return not any(cell.strip() if isinstance(cell, str) else cell for cell in row.values())


def _plain_row(columns: Sequence[Column], row: TypedRow, parties: Mapping[str, str]) -> dict[str, object]:
    own = row.get("unit", "")
    cells = {
        column.name: _plain(column, _unit_of(column, str(own)), row.get(column.name, ""), parties, ";,")
        for column in columns
    }
    return {name: cell for name, cell in cells.items() if cell is not None}


def _unit_of(column: Column, own: str) -> str:
    """The words that name the unit of a column's numbers: its heading, or, where that names none, the row's own,
    which is what a quantity counts and what a price is paid for.
    """
    named = not _TIMES.isdisjoint(_words_of_unit(column.heading))
    if named or column.kind not in (Kind.DECIMAL, Kind.MONEY) or not own.strip():
        return column.heading
    return f"{column.heading} per {own}" if column.kind is Kind.MONEY else own


def _plain(
    asked: Question | Column, unit: str, typed: Text, parties: Mapping[str, str], parted: str
) -> object:
    """One field as plain data. ``unit``: the words that name the unit of a number."""
    if asked.kind in SEVERAL:
        return _plain_list(asked, typed, parties, parted)
    text = (typed if isinstance(typed, str) else "".join(typed[:1])).replace("\r\n", "\n").strip()
    match asked.kind:
        case _ if not text:
            return None
        case Kind.INT | Kind.DECIMAL | Kind.PERCENT | Kind.MONEY:
            return _number(text, asked.kind, unit)
        case Kind.DATE:
            return _day(text)
        case Kind.BOOL:
            return _YES.get(text.casefold(), text)
        case Kind.ENUM | Kind.TEXT:
            return _code(text, asked.options)
        case Kind.PARTY:
            return _code(text, parties)
        case _:
            return text


def _plain_list(asked: Question | Column, typed: Text, parties: Mapping[str, str], parted: str) -> object:
    named = {**parties, **asked.options} if asked.kind is Kind.PARTIES else asked.options
    entries = _parted(typed, parted) if isinstance(typed, str) else typed
    given = [entry.strip() for entry in entries if entry.strip()]
    if _holds_numbers(asked):
        return [_number_or_text(entry) for entry in given] or None
    codes = [_code(entry, named) for entry in given]
    return "all" if asked.kind is Kind.PARTIES and "all" in codes else codes or None


def _holds_numbers(asked: Question | Column) -> bool:
    """Whether numbers may stand in a list: its usual choice shows it. Areas and names of measures are words."""
    usual = asked.usual if isinstance(asked, Question) else None
    return isinstance(usual, tuple) and any(isinstance(entry, int | Decimal) for entry in usual)


def _parted(text: str, signs: str) -> list[str]:
    """A text cut at the first of these signs that is in it, and at the end of each line."""
    sign = next((sign for sign in signs if sign in text), "\n")
    return text.replace(sign, "\n").split("\n")


def _code(text: str, named: Mapping[str, str]) -> str:
    """The code that a text is, or is the words of; the text itself where it is neither."""
    if text in named:
        return text
    wanted = canonical(text).casefold()
    fits = (code for code, words in named.items() if wanted in (code.casefold(), canonical(words).casefold()))
    return next(fits, text)


def _number_or_text(entry: str) -> object:
    """The number that an entry is, where it is said again as it was typed; else its text."""
    number = number_or_none(entry)
    return _exact(number) if number is not None and plain_number(_exact(number)) == entry else entry


def _number(text: str, kind: Kind, unit: str) -> object:
    """The number that is typed, without its signs and unit; the text where it is none, or one of another unit."""
    found = _NUMBER.fullmatch(_without(unit, _one_line(text)))
    number = None if found is None else number_or_none(re.sub("[ \u00a0]", "", found["figures"]))
    if found is None or number is None or not _fits(found, kind, unit):
        return text
    return _exact(-number if found["sign"] == "-" else number)


def _without(unit: str, text: str) -> str:
    """A text without its unit, where that is all that follows the figures, word for word."""
    found = _BEGINNING.match(text)
    named = found is not None and _words_of_unit(text[found.end() :]) == _words_of_unit(unit)
    return found[0] if found is not None and named else text


def _fits(found: re.Match[str], kind: Kind, unit: str) -> bool:
    """Whether what stands about the figures leaves their size as it is: "3 years" are no number of months, but six
    meetings may be called so.
    """
    words = _words_of_unit(unit)
    cut = next((place for place, word in enumerate(words) if word in _FOR_EACH), len(words))
    asked, asked_each = words[:cut], words[cut:]
    of, each = (_one_of(found[name] or "") for name in ("unit", "each"))
    in_pounds = bool(found["pound"]) or of == "£"
    if kind is Kind.MONEY:
        counted = of in ("", "£")
    elif of in _TIMES or _TIMES.intersection(asked[:1]):
        counted = not of or of in asked
    else:
        counted = kind is not Kind.PERCENT or not of
    return (
        counted
        and (each not in _TIMES or each in asked_each)
        and (kind is Kind.MONEY or not in_pounds or asked == ["£"])
        and (kind is Kind.PERCENT or "%" in asked or not found["percent"])
    )


def _words_of_unit(unit: str) -> list[str]:
    """A unit's words and signs, each by the name it goes by here."""
    joined = re.sub(r"\bper cent\b", "%", unit.casefold())
    return [_one_of(word) for word in re.findall(r"[^\W\d_]+|\S", joined)]


def _one_of(word: str) -> str:
    """One of a unit, by the name it goes by here."""
    one = word.casefold().removesuffix("s")
    return _CALLED.get(one, one)


def _exact(number: Decimal) -> int | Decimal:
    return int(number) if number == int(number) else number


def _day(text: str) -> str:
    """The day that is typed, as year-month-day; the text where it is none."""
    if found := _IN_WORDS.fullmatch(text):
        day, name, year = found.groups()
        month = next((place for place, full in enumerate(_MONTHS, 1) if full.startswith(name.casefold())), 0)
    elif found := _IN_FIGURES.fullmatch(text):
        day, month, year = found[1], int(found[2]), found[3]
    else:
        return text
    told = f"{year}-{month:02}-{int(day):02}"
    return text if day_or_none(told) is None else told


def typed_of(question: Question, plain: object) -> Typed:
    """Plain data as the fields of a question hold it: what ``plain_of`` reads as the same again."""
    if question.kind is Kind.TABLE:
        rows = [row for row in plain if isinstance(row, Mapping)] if isinstance(plain, list | tuple) else []
        return [
            {column.name: _typed_cell(column, row.get(column.name)) for column in question.columns}
            for row in rows
        ]
    if question.kind not in SEVERAL:
        return _text(plain)
    entries = _entries(plain)
    free = question.kind is Kind.LIST and not question.options
    return "\n".join(entries) if free else entries


def _typed_cell(column: Column, plain: object) -> Text:
    if column.kind is Kind.LIST:
        return _joined(_entries(plain))
    return _entries(plain) if column.kind in SEVERAL else _text(plain)


def _joined(entries: Sequence[str]) -> str:
    joined = "; ".join(entries)
    # A comma alone would part it.
    return f"{joined};" if "," in joined and ";" not in joined else joined


def _entries(plain: object) -> list[str]:
    if isinstance(plain, list | tuple):
        return [_text(entry) for entry in plain]
    return [_text(plain)] if plain else []


def _text(plain: object) -> str:
    match plain:
        case None:
            return ""
        case bool():
            return "yes" if plain else "no"
        case int() | Decimal():
            return plain_number(plain)
        case _:
            return str(plain)


@dataclass(frozen=True, slots=True)
class Pasted:
    """The rows of a pasted block, and what could not be read of it, each with the number of its row.

    ``numbers``: of the rows, as the block has them.
    """

    rows: tuple[TypedRow, ...]
    faults: tuple[str, ...]
    numbers: tuple[int, ...] = ()


def block_of(columns: Sequence[Column], rows: Sequence[TypedRow], parties: Mapping[str, str]) -> str:
    """Rows as a file with commas, headings first: what `read_block` reads as the same rows again.

    Choices and parties stand in it by their words, wherever these say which one is meant.
    """
    lines: list[str] = []
    table = csv.writer(SimpleNamespace(write=lines.append), lineterminator="\r\n")
    table.writerow([column.heading for column in columns])
    for row in rows:
        cells = [_cell_in_words(column, row.get(column.name, ""), parties) for column in columns]
        table.writerow([inert(cell) for cell in cells])
    return "".join(lines)


def _cell_in_words(column: Column, typed: Text, parties: Mapping[str, str]) -> str:
    named = {**parties, **column.options} if column.kind in (Kind.PARTY, Kind.PARTIES) else column.options
    if isinstance(typed, str):
        return _words_of(typed, named) if column.kind in (Kind.ENUM, Kind.PARTY, Kind.TEXT) else typed
    entries = [_words_of(entry, named) for entry in typed]
    if any(sign in entry for entry in entries for sign in ";\n"):
        entries = list(typed)
    return _joined(entries)


def _words_of(code: str, named: Mapping[str, str]) -> str:
    """The words of a code; the code where they would be read as another one."""
    words = named.get(code, code)
    return words if _code(words, named) == code else code


def read_block(columns: Sequence[Column], block: str) -> Pasted:
    """Read rows copied from a spreadsheet, or from a file with commas or semicolons.

    A first row of headings is known by them; without one the cells stand in the order of the columns.
    """
    try:
        table = _cut(columns, block)
    except csv.Error:
        return Pasted((), ("This is no block of rows: a cell in it is too long.",))
    rows: list[TypedRow] = []
    faults: list[str] = []
    numbers: list[int] = []
    names: tuple[str, ...] = ()
    in_lines = {column.name for column in columns if column.kind in IN_LINES}
    for number, cells in enumerate(table, 1):
        if not any(cells):
            continue
        if not names:
            headings = _headings(columns, cells)
            names = headings or tuple(column.name for column in columns)
            unknown = [cell for cell, name in zip(cells, headings, strict=False) if cell and not name]
            faults += [f"Row {number}: no column is called “{cell}”." for cell in unknown]
            if headings:
                continue
        if any(cells[len(names) :]):
            faults.append(f"Row {number} has {len(cells)} cells, but there are {len(names)} columns.")
        told = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        rows.append({name: told[name] if name in in_lines else _one_line(told[name]) for name in told})
        numbers.append(number)
    return Pasted(tuple(rows), tuple(faults), tuple(numbers))


def _cut(columns: Sequence[Column], block: str) -> list[list[str]]:
    """A block cut into cells, at the sign by which its first row names most columns; of equals at a tab, if it has one.

    :raises csv.Error: it is no block of cells.
    """
    lines, signs = block.splitlines(keepends=True), "\t,;" if "\t" in block else ",;"
    tables = [[[_cell(cell) for cell in row] for row in csv.reader(lines, delimiter=sign)] for sign in signs]

    def named(table: list[list[str]]) -> int:
        first = next((row for row in table if any(row)), [])
        return sum(map(bool, _headings(columns, first)))

    return max(tables, key=named)


def _cell(text: str) -> str:
    """A cell without the space around its lines; a guard before a formula is none of its words."""
    lines = (_one_line(line) for line in told_by(text).splitlines())
    return "\n".join(lines).strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _headings(columns: Sequence[Column], cells: Sequence[str]) -> tuple[str, ...]:
    """The columns that a row names, "" for what is none of them; () where it is no row of headings.

    A heading may be told in part ("Share" for "Delivery share") where only one has those words. One cell may look
    like a heading by chance; two, or all there are, do not.
    """
    names = tuple(_column(columns, _one_line(cell).casefold()) for cell in cells)
    return names if sum(map(bool, names)) >= min(2, len(columns)) else ()


def _column(columns: Sequence[Column], told: str) -> str:
    """The column of this name, "" for none."""
    called = [(column.name, column.heading.casefold()) for column in columns]
    exact = [name for name, heading in called if told in (name, heading)]
    in_part = [name for name, heading in called if told and set(told.split()) <= set(heading.split())]
    return next((found[0] for found in (exact, in_part) if len(found) == 1), "")

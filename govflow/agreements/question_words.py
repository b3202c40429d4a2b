"""Answers as a page tells them: in words, as entries, or as rows.

In: a question and its answer as it was given, be it one that cannot be read any more. Out: words; codes and ids never
show.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from govflow.core.answers import Kind, Question, Roll, Row, Value, in_words, is_absent, read_answer
from govflow.core.text import typographic
from govflow.core.words import capital, join_words, number_of

ALL = "All members"


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: ``words`` for one thing, ``entries`` for several, ``headings`` and ``rows`` for a table."""

    words: str = ""
    entries: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def tell_answer(question: Question, plain: object, parties: Mapping[str, str]) -> Told:
    """An answer in words; ``plain`` None: none, or it was taken away."""
    roll = Roll(tuple(code for code in parties if code != "SPV"), "SPV" in parties)
    value = read_answer(question, plain, roll).value
    if value is None:
        return Told("" if is_absent(plain) else str(plain))
    return tell_value(question, value, parties)


def tell_value(question: Question, value: Value, parties: Mapping[str, str]) -> Told:
    """A value in words."""
    if question.kind is Kind.TABLE and isinstance(value, tuple):
        shown = [row for row in value if isinstance(row, Mapping)]
        used = [column for column in question.columns if any(column.name in row for row in shown)]
        rows = tuple(
            tuple(_cell(row, column.name, column.kind, column.options, parties) for column in used)
            for row in shown
        )
        return Told(headings=tuple(column.heading for column in used), rows=rows)
    named = question.options if question.options else parties
    if isinstance(value, tuple):
        return Told(entries=tuple(_entry(entry, named) for entry in value))
    if question.kind is Kind.PARTY:
        return Told(parties.get(str(value), str(value)))
    return Told(typographic(_with_unit(question, value)))


def in_short(told: Told) -> str:
    """An answer in a line."""
    if told.rows:
        count = len(told.rows)
        firsts = join_words([row[0] for row in told.rows[:3]], "and")
        more = f" and {count - 3} more" if count > 3 else ""
        return f"{number_of(count, 'row')}: {firsts}{more}"
    if any("," in entry for entry in told.entries):
        return "; ".join(told.entries)
    return told.words or join_words(told.entries)


def _cell(row: Row, name: str, kind: Kind, options: Mapping[str, str], parties: Mapping[str, str]) -> str:
    value = row.get(name)
    if value is None or is_absent(value):
        return "–"
    if kind is Kind.PARTY:
        return parties.get(str(value), str(value))
    if isinstance(value, tuple):
        return join_words([_entry(entry, {**options, **parties}) for entry in value])
    return typographic(capital(in_words(value, kind, "", options)) if options else in_words(value, kind))


def _entry(entry: Value, named: Mapping[str, str]) -> str:
    if entry == "all":
        return ALL
    return capital(typographic(named.get(str(entry), in_words(entry, Kind.TEXT))))


def _with_unit(question: Question, value: Value) -> str:
    if question.zero and value == 0:
        return capital(question.zero)
    words = in_words(value, question.kind, question.unit, question.options)
    match question.kind:
        case Kind.MONEY:
            _, _, period = question.unit.partition("/")
            return f"{words} a {period}" if period else words
        case Kind.PERCENT:
            return words + question.unit.removeprefix("%")
        case Kind.INT | Kind.DECIMAL if question.unit[:1].isalpha() and words[-1:].isdecimal():
            return f"{words} {question.unit.replace('/', ' a ')}"
        case Kind.ENUM | Kind.BOOL:
            return capital(words)
        case _:
            return words

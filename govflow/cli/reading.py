"""Read a JSON file that somebody hands to a command, and say in one line where it cannot be read.

In: a path. Out: plain JSON values; numbers with a fraction are ``Decimal``, never floats. Then true: the text
was UTF-8 JSON (RFC 8259), no deeper than ``DEEPEST``, every number finite and every string writable as UTF-8.
What cannot be read raises ``Unreadable``; ``one_line_for`` turns that into the one line and exit code 2 that
every command promises.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NoReturn

import click

from govflow.core.answers import day_or_none

LARGEST = 20 * 1024 * 1024
DEEPEST = 100
# More digits than a float can reach; the end keeps exact arithmetic from growing without end.
LONGEST_NUMBER = 400
WRITTEN_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


class Unreadable(Exception):
    """The input could not be read: ``place`` says where in it, ``reason`` why, both in a few plain words."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, reason)
        self.place = place
        self.reason = reason


@contextmanager
def one_line_for(file: str) -> Iterator[None]:
    """End the command with ``FILE: place: reason`` on stderr and exit code 2 when ``file`` is unreadable."""
    try:
        yield
    except Unreadable as unreadable:
        line = f"{file}: {unreadable.place}: {unreadable.reason}"
        click.echo(shown(" ".join(line.split())), err=True)
        raise SystemExit(2) from None


def shown(words: str) -> str:
    """Words for a terminal: a file's own words could clear the screen or turn a line around, so such are spelled."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape", "backslashreplace").decode()
        for letter in words
    )


def first_line(error: Exception) -> str:
    """What a database's driver said, without what SQLAlchemy adds for programmers."""
    cause = getattr(error, "orig", None) or error
    return str(cause).partition("\n")[0] or type(cause).__name__


def read_json(path: str | Path) -> object:
    """The value in a JSON file.

    :raises Unreadable: not there, not a file, too large, not UTF-8, not JSON, too deep, or a number or string
        that cannot be kept exactly.
    """
    return read_json_text(_text(path))


def read_json_text(text: str, *, once: bool = False) -> object:
    """The value that a JSON text is. ``once``: no object may give a name twice, else the last one counts.

    :raises Unreadable: not JSON, too deep, or a number or string that cannot be kept exactly.
    """
    try:
        value: object = json.loads(
            text,
            parse_float=_fraction,
            parse_int=_whole,
            parse_constant=_not_a_number,
            object_pairs_hook=_each_once if once else None,
        )
    except json.JSONDecodeError as wrong:
        raise Unreadable(f"line {wrong.lineno} column {wrong.colno}", f"not JSON: {wrong.msg}") from None
    except RecursionError:
        raise _too_deep() from None
    _check_strings_and_depth(value)
    return value


def _text(path: str | Path) -> str:
    try:
        with Path(path).open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as wrong:
        raise Unreadable("file", (wrong.strerror or "cannot be opened").lower()) from None
    if len(content) > LARGEST:
        raise Unreadable("file", f"larger than {LARGEST // 1024 // 1024} MB")
    try:
        # A byte order mark, as some editors leave it, is no part of the text.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Unreadable(f"byte {wrong.start}", "not UTF-8 text") from None


def _fraction(written: str) -> Decimal:
    too_long = Unreadable(f"number {written[:20]}", "too long a number")
    try:
        number = Decimal(written)
    except InvalidOperation:
        # An exponent of its own many digits is beyond even the decimals.
        raise too_long from None
    if len(written) > LONGEST_NUMBER or abs(number.adjusted()) > LONGEST_NUMBER:
        raise too_long
    return number


def _whole(written: str) -> int:
    if len(written) > LONGEST_NUMBER:
        raise Unreadable(f"number {written[:20]}", "too long a number")
    return int(written)


def _not_a_number(written: str) -> NoReturn:
    raise Unreadable(f"number {written}", "not a number in JSON")


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    times = Counter(name for name, _ in pairs)
    twice = next((name for name in times if times[name] > 1), None)
    if twice is not None:
        raise Unreadable(twice, "is given twice")
    return dict(pairs)


def _too_deep() -> Unreadable:
    return Unreadable("file", f"nested more than {DEEPEST} deep")


def _check_strings_and_depth(value: object) -> None:
    level = [value]
    for _ in range(DEEPEST + 1):
        _check_strings(level)
        wholes = [part for part in level if isinstance(part, dict | list)]
        if not wholes:
            return
        level = [part for whole in wholes for part in _parts(whole)]
    raise _too_deep()


def _parts(whole: dict[object, object] | list[object]) -> list[object]:
    return [*whole, *whole.values()] if isinstance(whole, dict) else whole


def _check_strings(values: list[object]) -> None:
    for value in values:
        # JSON can spell half a character ("\ud800") that no page, database or PDF can hold.
        if isinstance(value, str) and not _writable(value):
            raise Unreadable(f"text {ascii(value)[:40]}", "half a character (a lone surrogate)")


def _writable(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a file and the place where it stands, such as ``votes[2].basis``.

    Each method gives the value as one kind, or raises ``Unreadable`` with the place.
    """

    value: object
    place: str = ""

    def wrong(self, reason: str) -> Unreadable:
        """What to raise when this value will not do."""
        return Unreadable(self.place or "file", reason)

    def fields(self) -> dict[str, "Node"]:
        """An object's fields, in the order of the file."""
        if not isinstance(self.value, dict):
            raise self.wrong("must be an object {...}")
        return {key: Node(value, f"{self.place}.{key}".lstrip(".")) for key, value in self.value.items()}

    def field(self, key: str) -> "Node":
        """One field that must be there and not be null."""
        node = self.optional(key)
        if node is None:
            raise self.wrong(f'lacks "{key}"')
        return node

    def optional(self, key: str) -> "Node | None":
        """One field, or None where it is missing or null."""
        node = self.fields().get(key)
        return None if node is None or node.value is None else node

    def items(self) -> tuple["Node", ...]:
        """A list's items."""
        if not isinstance(self.value, list):
            raise self.wrong("must be a list [...]")
        return tuple(Node(value, f"{self.place}[{i}]") for i, value in enumerate(self.value))

    def text(self) -> str:
        """A string."""
        if not isinstance(self.value, str):
            raise self.wrong("must be text")
        return self.value

    def one_of(self, allowed: tuple[str, ...]) -> str:
        """A string out of a closed list."""
        if self.value not in allowed:
            raise self.wrong(f"must be one of {', '.join(allowed)}")
        return self.text()

    def truth(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.wrong("must be true or false")
        return self.value

    def whole(self) -> int:
        """A whole number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.wrong("must be a whole number")
        return self.value

    def number(self) -> Decimal:
        """A number, written as a number or as text like "28480.00"."""
        value = self.value
        written = isinstance(value, str) and len(value) <= LONGEST_NUMBER and WRITTEN_NUMBER.fullmatch(value)
        if isinstance(value, bool) or not (written or isinstance(value, int | Decimal)):
            raise self.wrong("must be a number")
        return Decimal(str(value))

    def day(self) -> date:
        """A date written as 2026-11-22."""
        day = day_or_none(self.text())
        if day is None:
            raise self.wrong("must be a date like 2026-11-22")
        return day

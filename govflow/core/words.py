"""How numbers of things, lists and days are said: one way, on every page, in every letter and in the agreement.

In: values. Out: words.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime


def capital(words: str) -> str:
    """Words as they begin a sentence; the rest as it is, for a name may be in it."""
    return f"{words[:1].upper()}{words[1:]}"


def number_of(count: int, one: str, more: str = "") -> str:
    """ "1 board", "4 boards", "2 parties". ``more``: several of them, where that is not ``one`` with an s."""
    return f"{count} {one if count == 1 else more or f'{one}s'}"


def join_words(words: Sequence[str], last: str = "and") -> str:
    """ "a, b and c"."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def first_of(names: Sequence[str], most: int = 3) -> str:
    """ "Ash CIO, Birch CIC and 4 more": so many are named, the rest are counted."""
    more = (f"{len(names) - most} more",) if len(names) > most else ()
    return join_words((*names[:most], *more))


def day(of: date) -> str:
    """ "10 March 2027"."""
    return f"{of.day} {of:%B %Y}"


def moment(at: datetime) -> str:
    """A moment on the record and on paper: "10 March 2027, 12:00 UTC"."""
    utc = at.astimezone(UTC)
    return f"{day(utc)}, {utc:%H:%M} UTC"

"""How the overview says numbers, days and names."""

from collections.abc import Sequence
from datetime import date


def number_of(count: int, one: str, more: str = "") -> str:
    """ "1 board", "4 boards"."""
    return f"{count} {one if count == 1 else more or f'{one}s'}"


def names(these: Sequence[str], most: int = 3) -> str:
    """ "Ash CIO, Birch CIC and 4 more"."""
    if len(these) > most:
        return f"{', '.join(these[:most])} and {len(these) - most} more"
    return f"{', '.join(these[:-1])} and {these[-1]}" if len(these) > 1 else "".join(these)


def days_until(day: date, today: date) -> str:
    """How far a day is, as a tag says it: "in 3 days", "today", "2 days late"."""
    left = (day - today).days
    if left < 0:
        return f"{number_of(-left, 'day')} late"
    return {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")

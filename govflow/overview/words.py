"""How the overview says how far a day is, and many names."""

from collections.abc import Sequence
from datetime import date

from govflow.core.words import join_words, number_of


def names(these: Sequence[str], most: int = 3) -> str:
    """ "Ash CIO, Birch CIC and 4 more"."""
    if len(these) > most:
        return f"{', '.join(these[:most])} and {len(these) - most} more"
    return join_words(these)


def days_until(day: date, today: date) -> str:
    """How far a day is, as a tag says it: "in 3 days", "today", "2 days late"."""
    left = (day - today).days
    if left < 0:
        return f"{number_of(-left, 'day')} late"
    return {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")

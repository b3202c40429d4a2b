"""Calendar months: the same day some months later, or the last of that month where it has no such day.

In: a day and a number of months. Out: a day; beyond the calendar, the first or the last day there is. Source:
docs/domain, section 2.21 (calendar months, end-of-month clamp).
"""

from calendar import monthrange
from datetime import date

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2200, 12, 31)
"""Nobody plans with a day outside these: a slip of typing may be any, and there is no room around the last of all."""


def is_in_reach(day: date) -> bool:
    """Whether a day is one that somebody may plan with."""
    return FIRST_DAY <= day <= LAST_DAY


def months_later(day: date, months: int) -> date:
    """The same day some months later; before it where ``months`` is under 0."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

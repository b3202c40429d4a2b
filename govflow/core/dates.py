"""Calendar months: the same day some months later, or the last of that month where it has no such day.

In: a day and a number of months. Out: a day; beyond the calendar, the first or the last day there is. Source:
docs/domain, section 2.21 (calendar months, end-of-month clamp).
"""

from calendar import monthrange
from datetime import date


def months_later(day: date, months: int) -> date:
    """The same day some months later; before it where ``months`` is under 0."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

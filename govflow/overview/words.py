"""How the overview says how far a day is."""

from datetime import date

from govflow.core.words import number_of


def days_until(day: date, today: date) -> str:
    """How far a day is, as a tag says it: "in 3 days", "today", "2 days late"."""
    left = (day - today).days
    if left < 0:
        return f"{number_of(-left, 'day')} late"
    return {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")

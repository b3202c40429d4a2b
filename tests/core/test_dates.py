"""Calendar months."""

from datetime import date

import pytest

from govflow.core.dates import FIRST_DAY, LAST_DAY, is_in_reach, months_later


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 4, 1), 36, date(2030, 4, 1)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2027, 12, 15), 0, date(2027, 12, 15)),
        (date(2027, 1, 15), -1, date(2026, 12, 15)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_beyond_the_calendar_is_its_first_or_last_day() -> None:
    assert months_later(date(2027, 4, 1), 10**30) == date.max
    assert months_later(date(9999, 12, 31), 1) == date.max
    assert months_later(date(2027, 4, 1), -(10**30)) == date.min
    assert months_later(date(1, 1, 1), -1) == date.min


def test_nobody_plans_with_a_day_at_the_end_of_the_calendar() -> None:
    assert is_in_reach(FIRST_DAY) and is_in_reach(LAST_DAY)
    assert not is_in_reach(date.min) and not is_in_reach(date.max)

"""Times as people in the United Kingdom read them."""

from datetime import UTC, date, datetime

from govflow.clock import uk_day
from govflow.web.uk_time import clock_time, moment


def test_in_winter_the_clock_is_that_of_the_record() -> None:
    assert moment(datetime(2026, 11, 23, 20, 30, tzinfo=UTC)) == "23 November 2026, 20:30"


def test_in_summer_the_clock_is_an_hour_on_and_so_may_the_day_be() -> None:
    assert moment(datetime(2027, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2027, 00:30"
    assert clock_time(datetime(2027, 3, 28, 0, 59, tzinfo=UTC)) == "00:59"
    assert clock_time(datetime(2027, 3, 28, 1, 0, tzinfo=UTC)) == "02:00"


def test_the_day_of_a_moment_is_that_of_a_calendar_on_the_wall() -> None:
    late = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)
    assert (uk_day(late), uk_day(late.replace(month=11))) == (date(2027, 7, 1), date(2027, 11, 30))

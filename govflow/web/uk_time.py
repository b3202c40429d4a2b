"""Times as people in the United Kingdom read them on a clock; the record and everything on paper tell UTC.

In: a moment. Out: its words. Source: Summer Time Act 1972, in the time zone database of IANA (a library: the rule
has been changed before, and a minimal system has no copy of the database).
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from govflow.core.words import day

UK = ZoneInfo("Europe/London")


def clock_time(at: datetime) -> str:
    """The time of day: 20:30."""
    return f"{at.astimezone(UK):%H:%M}"


def moment(at: datetime) -> str:
    """A moment: 23 November 2026, 20:30."""
    return f"{day(at.astimezone(UK))}, {clock_time(at)}"

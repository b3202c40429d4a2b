"""Times as people in the United Kingdom read them on a clock; the record and everything on paper tell UTC.

In: a moment. Out: its words.
"""

from datetime import datetime

from govflow.clock import UK
from govflow.core.words import day


def clock_time(at: datetime) -> str:
    """The time of day: 20:30."""
    return f"{at.astimezone(UK):%H:%M}"


def moment(at: datetime) -> str:
    """A moment: 23 November 2026, 20:30."""
    return f"{day(at.astimezone(UK))}, {clock_time(at)}"

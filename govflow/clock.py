"""The clock acts go by: the machine's, or one that was set.

In: a clock, when the application is made; out: the present moment, aware and in UTC. A rehearsal and the tests
bring a clock of their own; nobody else asks a machine for the time of an act. Source of summer time: Summer Time
Act 1972, in the time zone database of IANA (a library: the rule has been changed before, and a minimal system has no
copy of the database).
"""

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from flask import Flask, current_app

UK = ZoneInfo("Europe/London")

_EXTENSION = "govflow.clock"


class Clock(Protocol):
    """Whatever tells the time."""

    def now(self) -> datetime: ...


class WallClock:
    """The time of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SetClock:
    """A clock that stands where it was set."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def use_clock(app: Flask, clock: Clock) -> None:
    """Give the application its clock."""
    app.extensions[_EXTENSION] = clock


def now() -> datetime:
    """The present moment for the application at work."""
    clock: Clock = current_app.extensions[_EXTENSION]
    return clock.now()


def uk_today() -> date:
    """The day on a calendar on the wall: the latest that people may give to what they did today.

    Days of the procedure are in UTC; in summer this one begins an hour before them.
    """
    return uk_day(now())


def uk_day(moment: datetime) -> date:
    """The day on which pages tell a moment."""
    return moment.astimezone(UK).date()

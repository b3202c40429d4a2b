"""How often a code may be asked for, and when it may be asked for again.

In: the codes asked for lately. Out: nothing, or how long to wait. A stranger who keeps asking for somebody's
address uses up what strangers may ask, and what their own internet address may ask; never what the browser may
ask in which that person was signed in before. Figures: OWASP ASVS 5.0, 6.3.1 and 6.6.3, made humane.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from govflow.core.words import number_of

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """One code that was asked for. ``known``: in a browser where that address was signed in before."""

    address: str
    asker: str
    known: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in a time, of those that are alike; ``strangers``: it is for those alone."""

    most: int
    within: timedelta
    alike: Callable[[Asked], tuple[str, ...]]
    strangers: bool = False


def _both(asked: Asked) -> tuple[str, ...]:
    return (asked.address, asked.asker)


SIGN_IN = (
    Limit(5, QUARTER, _both),
    Limit(10, HOUR, _both),
    Limit(20, QUARTER, lambda asked: (asked.asker,), strangers=True),
    Limit(20, HOUR, lambda asked: (asked.address,), strangers=True),
)
"""To sign in: five in a row for who mistypes; twenty for an office of trustees behind one internet address."""

CONFIRM = (Limit(10, QUARTER, _both), Limit(20, HOUR, _both))
"""To confirm a vote or signature, by somebody who is signed in already."""

LONGEST = HOUR


def wait(limits: Iterable[Limit], lately: Iterable[Asked], asking: Asked) -> timedelta:
    """How long who asks now has to wait; nothing when they need not."""
    before = sorted(lately, key=lambda asked: asked.at)
    waits = (
        _wait(limit, [asked for asked in before if _counts(limit, asked, asking)], asking.at)
        for limit in limits
        if not (limit.strangers and asking.known)
    )
    return max(waits, default=timedelta())


def _counts(limit: Limit, asked: Asked, asking: Asked) -> bool:
    recent = asked.at > asking.at - limit.within
    return recent and limit.alike(asked) == limit.alike(asking) and not (limit.strangers and asked.known)


def _wait(limit: Limit, counted: list[Asked], present: datetime) -> timedelta:
    if len(counted) < limit.most:
        return timedelta()
    return counted[-limit.most].at + limit.within - present


def in_words(waiting: timedelta) -> str:
    """A wait as people say it, never too short."""
    minutes = -(-waiting // timedelta(minutes=1))
    return number_of(minutes, "minute")

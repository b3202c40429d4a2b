"""How a measurement is taken and told.

In: two acts that reach the same end, ours and the one it is compared with. Out: a `Comparison`. The two take
turns, so that whatever else the machine does falls on both; the best of the rounds counts, because noise only
ever adds.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

Act = Callable[[], object]


@dataclass(frozen=True)
class Comparison:
    """``ours`` and ``theirs`` in milliseconds; ``theirs`` is None for a time that stands alone."""

    what: str
    ours: float
    against: str = ""
    theirs: float | None = None
    aim: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.theirs is None else self.ours / self.theirs


class Measurement(Protocol):
    """A module of this package: what it compares."""

    def measure(self) -> Iterable[Comparison]: ...


def milliseconds(act: Act) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def alone(what: str, act: Act, rounds: int = 7) -> Comparison:
    return Comparison(what, min(milliseconds(act) for _ in range(rounds)))


def compare(
    what: str,
    ours: Act,
    against: str,
    theirs: Act,
    rounds: int = 7,
    times: int = 1,
    aim: float | None = None,
) -> Comparison:
    """The best of ``rounds`` turns of each. ``times``: how often an act does the thing; told is the time of one.

    ``aim``: the ratio we want to stay at or under.
    """
    turns = [(milliseconds(ours) / times, milliseconds(theirs) / times) for _ in range(rounds)]
    return Comparison(what, min(turn[0] for turn in turns), against, min(turn[1] for turn in turns), aim)


def as_line(comparison: Comparison) -> str:
    line = f"{comparison.what:<52} {comparison.ours:>10.2f} ms"
    if comparison.ratio is None:
        return line
    line += f" {comparison.theirs:>10.2f} ms {comparison.ratio:>9.3f}  {comparison.against}"
    if comparison.aim is None:
        return line
    return f"{line} (aim {comparison.aim:g}: {'met' if comparison.ratio <= comparison.aim else 'missed'})"


HEADINGS = f"{'what':<52} {'ours':>13} {'theirs':>13} {'ratio':>9}  against"

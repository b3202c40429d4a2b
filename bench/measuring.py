"""How a measurement is taken and told.

In: two acts that reach the same end, ours and the one it is compared with. Out: a `Comparison`. The two take
turns, so that whatever else the machine does falls on both; the best of the rounds counts, because noise only
ever adds. What waits for a disk is timed by the clock on the wall; what only reckons, by the processor time of
this process and of those it started, which a busy machine changes little.
"""

import os
import resource
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

Act = Callable[[], object]
Watch = Callable[[], float]
"""Tells seconds."""


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


def processor() -> float:
    """Seconds of processor time of this process and all it started, those that are gone included."""
    gone = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        time.process_time()
        + gone.ru_utime
        + gone.ru_stime
        + sum(_spent(pid) for pid in _descendants(os.getpid()))
    )


def _descendants(parent: int) -> list[int]:
    """The processes that a process started and that still run, and those that they started."""
    found = []
    for listed in Path(f"/proc/{parent}/task").glob("*/children"):
        for child in map(int, listed.read_text("utf-8").split()):
            found += [child, *_descendants(child)]
    return found


def _spent(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def milliseconds(act: Act, watch: Watch = time.perf_counter) -> float:
    began = watch()
    act()
    return (watch() - began) * 1000


def alone(what: str, act: Act, rounds: int = 7, watch: Watch = time.perf_counter) -> Comparison:
    return Comparison(what, min(milliseconds(act, watch) for _ in range(rounds)))


def compare(
    what: str,
    ours: Act,
    against: str,
    theirs: Act,
    rounds: int = 7,
    times: int = 1,
    aim: float | None = None,
    watch: Watch = time.perf_counter,
) -> Comparison:
    """The best of ``rounds`` turns of each. ``times``: how often an act does the thing; told is the time of one.

    ``aim``: the ratio we want to stay at or under.
    """
    turns = [(milliseconds(ours, watch) / times, milliseconds(theirs, watch) / times) for _ in range(rounds)]
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

"""Where the parts of a picture stand: pure geometry, drawn by `templates/components/{timeline,kinds,parts}.html`.

In: dated words, and today. Out: coordinates in a field of `WIDTH` units, such that no words lie over others or
over the line that leads to them. The words of a picture are always in a table beside it too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate, groupby, pairwise

from govflow.core.words import day

WIDTH = 1000
MOST_TICKS = 12

_MARGIN = 20
_ROW = 26
_TOP = 14
_AXIS_ROOM = 52
_LETTER = 7.4
"""The width of a letter of 14 units in Inter, on average and a little over."""
_KEPT, _LONGEST = 40, 60
"""Letters that a label is sure to keep, and that it has at most: the table has all of them."""
_NEWEST, _TOO_FEW = 6, 3
"""Of what happened, so many rows are in sight; fewer than so many more are not worth folding away."""
_TODAY_ROOM = 30
"""No month is named so near to today's line, which would run through its name."""
_MONTHS_APART = (1, 2, 3, 6, 12, 24, 60, 120)


Row = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day. ``tone``: good (it happened), wait, bad, plain or new, as of a tag."""

    on: date
    words: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Dot:
    """A day with something on it; its words stand at (x, label_y), to the right."""

    x: float
    label_y: float
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Tick:
    """The first of a month on the line."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A line with days on it. ``events``: what the table says, in order."""

    height: float
    axis_y: float
    end_x: float
    today: date
    today_x: float
    ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    events: tuple[Event, ...]
    width: int = WIDTH

    @property
    def rows(self) -> tuple[Row, ...]:
        """The same as a table: the day, what, and whether it is past."""
        return tuple((day(each.on), each.words, _when(each.on, self.today)) for each in self.events)

    @property
    def earlier(self) -> tuple[Row, ...]:
        """The rows that fold away: where there are many, all but the newest of what is not to come."""
        happened = sum(each.on <= self.today for each in self.events)
        return self.rows[: happened - _NEWEST] if happened > _NEWEST + _TOO_FEW else ()

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows that do not."""
        return self.rows[len(self.earlier) :]


@dataclass(frozen=True, slots=True)
class Share:
    """Votes of one kind, as a length."""

    x: float
    width: float
    words: str
    count: float
    tone: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How votes stand. ``needed_x``: where enough is reached, 0 where no number is set."""

    parts: tuple[Share, ...]
    needed: float | str
    needed_x: float
    width: int = WIDTH


def tally(
    votes: Sequence[tuple[str, float, str]], of: float, needed: float = 0, needed_words: str = ""
) -> Tally:
    """Lay votes out along a bar. ``votes``: words, number, tone; ``of``: all votes there may be, over nothing.

    ``needed_words``: said in the place of the number.
    """
    unit = WIDTH / of
    counts = [count for _, count, _ in votes]
    starts = [0, *accumulate(counts)]
    parts = (
        Share(round(start * unit, 1), round(count * unit, 1), words, count, tone)
        for start, (words, count, tone) in zip(starts, votes, strict=False)
    )
    return Tally(tuple(parts), needed_words or needed, round(needed * unit, 1))


def timeline(events: Sequence[Event], today: date) -> Timeline:
    """Lay events out along a line. ``events``: any order; those of one day share a dot."""
    ordered = tuple(sorted(events, key=lambda event: event.on))
    days = [(on, tuple(of_day)) for on, of_day in groupby(ordered, key=lambda event: event.on)]
    widths = {on: _wide(_label(on, of_day, _KEPT)) for on, of_day in days}
    scale = _Scale.of(today, widths)
    places = [scale.x(on) for on, _ in days]
    labels = [_label(on, of_day, _fits(x)) for x, (on, of_day) in zip(places, days, strict=True)]
    rows = _rows(places, [_wide(label) for label in labels])
    axis_y = _TOP + _ROW * (max(rows, default=0) + 1)
    dots = tuple(
        Dot(x, axis_y - _ROW * (row + 1) + _TOP / 2, label, _tone(of_day))
        for x, row, label, (_, of_day) in zip(places, rows, labels, days, strict=True)
    )
    return Timeline(
        height=axis_y + _AXIS_ROOM,
        axis_y=axis_y,
        end_x=scale.end_x,
        today=today,
        today_x=scale.x(today),
        ticks=tuple(_ticks(scale, scale.x(today))),
        dots=dots,
        events=ordered,
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date
    end_x: float

    @classmethod
    def of(cls, today: date, widths: Mapping[date, float]) -> "_Scale":
        """The longest line on which the words of every day still end inside the picture."""
        first, last = min([today, *widths]), max([today, *widths])
        air = max(timedelta(days=3), (last - first) / 25)
        whole = cls(first - air, last + air, WIDTH - _MARGIN)
        rooms = [_MARGIN + (WIDTH - wide - _MARGIN) / whole.part(on) for on, wide in widths.items()]
        return replace(whole, end_x=round(min([whole.end_x, *rooms]), 1))

    def part(self, on: date) -> float:
        """How far along a day is: above 0, below 1."""
        return (on - self.first) / (self.last - self.first)

    def x(self, on: date) -> float:
        """Where a day stands."""
        return round(_MARGIN + self.part(on) * (self.end_x - _MARGIN), 1)


def _when(on: date, today: date) -> str:
    if on == today:
        return "today"
    return "past" if on < today else "to come"


def _label(on: date, of_day: Sequence[Event], letters: int) -> str:
    """What is said of a day in so many letters at most."""
    more = f" and {len(of_day) - 1} more" if len(of_day) > 1 else ""
    words, room = f"{on.day} {on:%b}: {of_day[0].words}", letters - len(more)
    return f"{words if len(words) <= room else words[: room - 1].rstrip() + '…'}{more}"


def _fits(x: float) -> int:
    return min(_LONGEST, int((WIDTH - x) / _LETTER) - 2)


def _wide(label: str) -> float:
    return (len(label) + 2) * _LETTER


def _tone(of_day: Sequence[Event]) -> str:
    tones = {event.tone for event in of_day}
    return next(tone for tone in ("bad", "wait", "new", "plain", "good") if tone in tones)


def _rows(places: Sequence[float], widths: Sequence[float]) -> list[int]:
    """The row of each label, from the line up.

    A label reaches from its own place to the right. So from the right, each stands above every label whose
    leading line it would cross: then nothing overlaps, neither words nor lines.
    """
    rows: list[int] = []
    for at in reversed(range(len(places))):
        crossed = [
            row
            for x, row in zip(places[:at:-1], rows, strict=True)
            if places[at] <= x < places[at] + widths[at]
        ]
        rows.append(max(crossed, default=-1) + 1)
    return rows[::-1]


def _ticks(scale: _Scale, today_x: float) -> Iterator[Tick]:
    months = [*_months(scale)]
    apart = next((each for each in _MONTHS_APART if len(months) / each <= MOST_TICKS), len(months))
    for month in months:
        if (month.year * 12 + month.month - 1) % apart == 0:
            named = f"{month:%b %Y}" if apart > 1 or month.month == 1 else f"{month:%b}"
            x = scale.x(month)
            yield Tick(x, named if abs(x - today_x) > _TODAY_ROOM else "")


def _months(scale: _Scale) -> Iterator[date]:
    month = scale.first.replace(day=1)
    while (month := (month + timedelta(days=32)).replace(day=1)) <= scale.last:
        yield month


@dataclass(frozen=True, slots=True)
class Box:
    """Somebody in a picture of who contracts with whom: a box with a word or two in it."""

    x: float
    y: float
    width: float
    words: str
    tone: str

    @property
    def middle(self) -> float:
        """Where its words stand."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Line:
    """What joins two boxes. ``firm``: a contract; else they only talk."""

    x1: float
    y1: float
    x2: float
    y2: float
    firm: bool


@dataclass(frozen=True, slots=True)
class WhoHolds:
    """A picture of who contracts with whom. ``words``: what it shows, for whoever does not see it."""

    words: str
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int = 300
    height: int = 190
    box_height: int = 40


_LEFT, _CENTRE, _RIGHT = 5.0, 105.0, 205.0
_BOX, _WIDE, _WIDE_LEFT = 90.0, 150.0, 75.0
_BUYER_Y, _HOLDER_Y, _MEMBERS_Y = 5.0, 75.0, 145.0
_TALL = 40.0


def who_holds(buyer: str, holder: str, words: str, *, is_member: bool = False) -> WhoHolds:
    """Draw a buyer over who holds its contract over three members.

    ``buyer``, ``holder``: what they are called, "" where there is none. Without a holder the members stand side by
    side and only talk, with each other and with whoever is above. ``is_member``: the holder is one of the three.
    """
    places = [_LEFT, _RIGHT] if is_member else [_LEFT, _CENTRE, _RIGHT]
    members = [Box(x, _MEMBERS_Y if buyer else _HOLDER_Y, _BOX, "Member", "plain") for x in places]
    top = [Box(_WIDE_LEFT, _BUYER_Y, _WIDE, buyer, "new")] if buyer else []
    middle = [Box(_WIDE_LEFT, _HOLDER_Y, _WIDE, holder, "plain" if is_member else "good")] if holder else []
    firm = bool(holder)
    if middle:
        over = middle[0]
        lines = [_line(each, over, firm) for each in members]
        lines += [_line(over, each, firm) for each in top]
    else:
        lines = [_line(each, over, firm) for each in members for over in top]
        lines += [
            Line(one.x + one.width, one.y + _TALL / 2, other.x, other.y + _TALL / 2, firm)
            for one, other in pairwise(members)
        ]
    return WhoHolds(words, (*top, *middle, *members), tuple(lines))


def _line(under: Box, over: Box, firm: bool) -> Line:
    """From the upper edge of one box to the lower edge of another, no further aside than it must go."""
    x2 = min(max(under.middle, over.x + 15), over.x + over.width - 15)
    return Line(under.middle, under.y, x2, over.y + _TALL, firm)

"""Acts in words: who did what, for whom, when; with the names that the reader may be told, and no others.

In: lines of the journal, names, and a slice. Out: deeds as pages show them. Then true: what one person does many
times in a row is told once, with its number; of somebody of another organisation only the organisation is named.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from types import MappingProxyType
from uuid import UUID

from govflow.clock import uk_day
from govflow.core.words import number_of
from govflow.overview.act_words import ACTS
from govflow.overview.journal_queries import ActLine
from govflow.overview.slices import Slice
from govflow.web.uk_time import clock_time

ReceiptUrl = Callable[[UUID], str]


@dataclass(frozen=True, slots=True)
class Known:
    """What acts are told with: names of people and organisations by id, and of versions by digest.

    ``instruments``: what agreements are by id, where they are not the agreement itself.
    """

    people: Mapping[UUID, str]
    organisations: Mapping[UUID, str]
    versions: Mapping[str, str]
    instruments: Mapping[UUID, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Deed:
    """One act, or several alike in a row. ``receipt_url``: "" for what somebody else did."""

    who: str
    did: str
    moment: datetime
    receipt_url: str

    @property
    def time(self) -> str:
        """The time of its day, as pages tell it."""
        return clock_time(self.moment)


@dataclass(frozen=True, slots=True)
class Day:
    """The deeds of one day, newest first."""

    on: date
    deeds: tuple[Deed, ...]


def deeds(lines: Sequence[ActLine], told: Slice, known: Known, receipt: ReceiptUrl) -> tuple[Deed, ...]:
    """Acts in words, in the order given."""

    def alike(line: ActLine) -> tuple[object, ...]:
        about = None if line.subject is None else known.instruments.get(line.subject)
        version = known.versions.get(line.digest)
        return line.kind, line.person, line.organisation, uk_day(line.moment), about, version

    return tuple(_deed(tuple(group), told, known, receipt) for _, group in groupby(lines, alike))


def days(of: Sequence[Deed]) -> tuple[Day, ...]:
    """Deeds by day."""
    return tuple(Day(on, tuple(group)) for on, group in groupby(of, key=lambda deed: uk_day(deed.moment)))


def _deed(group: tuple[ActLine, ...], told: Slice, known: Known, receipt: ReceiptUrl) -> Deed:
    newest = group[0]
    mine = newest.person == told.person
    return Deed(
        who=who(newest, told, known),
        did="".join(_did(newest, len(group), known)),
        moment=newest.moment,
        receipt_url=receipt(newest.act_key) if mine and len(group) == 1 else "",
    )


def _did(line: ActLine, times: int, known: Known) -> Iterator[str]:
    words = ACTS[line.kind]
    version = known.versions.get(line.digest)
    yield words.did.format(version="a version" if version is None else f"version {version}")
    if line.subject is not None and (instrument := known.instruments.get(line.subject)):
        yield f" ({instrument})"
    if times > 1:
        yield f", {number_of(times, 'time')}"


def who(line: ActLine, told: Slice, known: Known) -> str:
    """Who did it, as far as the reader may be told."""
    organisation = "" if line.organisation is None else known.organisations.get(line.organisation, "")
    if line.person is None:
        return "govflow itself" if line.by_itself else organisation or "Somebody"
    if line.person == told.person:
        return f"You, for {organisation}," if organisation else "You"
    name = known.people.get(line.person, "") if told.names(line.organisation) else ""
    if name and organisation:
        return f"{name}, for {organisation},"
    return name or organisation or "Somebody"

"""The dates of an agreement: for the picture on its page, and for people's calendars.

In: the facts of an agreement and what happened to it. Out: dated words; and the text of a calendar file. Then
true: nothing in them quotes the agreement; an entry keeps its identity whenever the file is made anew, so that a
calendar moves it and does not show it twice.

Source: RFC 5545 (3.1 lines of 75 octets and CRLF, 3.3.11 escaped text, 3.6.1 events of whole days, 3.8.4.7 UID).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from govflow.core.approval import Status
from govflow.core.dates import is_in_reach
from govflow.core.words import first_of
from govflow.overview.facts import AgreementFacts
from govflow.web.pictures import Event

LONGEST_LINE = 75
"""Octets of a line, its end not counted."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened, on its day: ``did`` follows ``who``, "" where it is nobody's. ``tone``: as of a tag."""

    on: date
    did: str
    tone: str = "good"
    who: str = ""


@dataclass(frozen=True, slots=True)
class Dated:
    """A day to keep in mind: ``did`` follows ``who``. ``key``: what it is, the same for ever."""

    key: str
    on: date
    did: str
    who: str = ""

    @property
    def words(self) -> str:
        """What a calendar says."""
        return f"{self.who}{self.did}"


def days_to_keep(facts: AgreementFacts) -> tuple[Dated, ...]:
    """The days that people keep: deadline, long-stop date, conditions due, approvals run out, questions to settle."""
    if facts.is_over:
        return ()
    days = (each for each in _days(facts) if is_in_reach(each.on))
    return tuple(sorted(days, key=lambda each: (each.on, each.key)))


def _days(facts: AgreementFacts) -> Iterator[Dated]:
    if facts.deadline is not None:
        yield Dated(
            f"deadline {facts.version}",
            facts.deadline,
            f"Deadline for the boards, version {facts.version}",
        )
    if facts.long_stop is not None:
        yield Dated("long stop", facts.long_stop, "Long-stop date")
    for party in facts.parties:
        if party.approval is Status.CONDITIONAL:
            for condition in party.conditions:
                if condition.due is not None:
                    key = f"condition {party.code} {condition.id}"
                    yield Dated(key, condition.due, ": a condition is due", party.name)
        if party.effective and party.last_day is not None:
            key = f"approval {party.code} {party.version}"
            yield Dated(key, party.last_day, ": the approval runs out", party.name)
    for one in facts.unsure:
        yield Dated(f"unsure {one.question} {one.code}".rstrip(), one.due, f"Not sure yet: {one.label}", "")


def events(facts: AgreementFacts, happened: Sequence[Happened]) -> tuple[Event, ...]:
    """What the picture shows: what happened and the days to come; what several did alike on one day, once."""
    to_come = [Happened(each.on, each.did, "wait", each.who) for each in days_to_keep(facts)]
    alike: dict[tuple[date, str, str], list[str]] = {}
    for each in (*happened, *to_come):
        alike.setdefault((each.on, each.did, each.tone), []).append(each.who)
    return tuple(Event(on, f"{first_of(who)}{did}", tone) for (on, did, tone), who in alike.items())


def calendar_file(
    title: str, agreements: Sequence[AgreementFacts], made: datetime, host: str, url: str
) -> bytes:
    """The file that calendars read, of all that a consortium agrees.

    ``title``: the consortium's; ``made``: UTC; ``host``: of this server; ``url``: the consortium's page.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//govflow//govflow//EN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{escaped(title)}")
    for facts in agreements:
        for each in days_to_keep(facts):
            lines += _entry(facts, each, made, host, url)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _entry(facts: AgreementFacts, each: Dated, made: datetime, host: str, url: str) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{identity(facts.agreement_id, each.key)}@{host}",
        f"DTSTAMP:{made.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{each.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{each.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(f'{each.words} ({facts.consortium})')}",
        f"URL:{url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def identity(agreement_id: UUID, key: str) -> UUID:
    """The identity of an entry: the same whenever it is made."""
    return uuid5(agreement_id, key)


def escaped(text: str) -> str:
    """Text as a calendar file spells it (RFC 5545 3.3.11); what could end a line is a space."""
    plain = "".join(" " if sign < " " or sign in "\x7f\x85\u2028\u2029" else sign for sign in text)
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain


def folded(line: str) -> bytes:
    """A line, broken where it is too long: never within a character (RFC 5545 3.1)."""
    parts: list[bytes] = []
    part = b""
    for sign in line:
        octets = sign.encode()
        # A line that goes on begins with a space, which counts.
        if len(part) + len(octets) > LONGEST_LINE - (1 if parts else 0):
            parts.append(part)
            part = b""
        part += octets
    return b"\r\n ".join([*parts, part]) + b"\r\n"

"""The dates of an agreement, and the file that calendars open."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from govflow.core.approval import Status
from govflow.core.procedure import AgreementState
from govflow.overview.dates import Happened, calendar_file, days_to_keep, escaped, events, folded
from govflow.overview.facts import AgreementFacts, OpenCondition, PartyFacts

MADE = datetime(2026, 11, 2, 12, tzinfo=UTC)
CONDITIONAL = PartyFacts(
    "LB1",
    "Ash; Birch, and Co",
    approval=Status.CONDITIONAL,
    conditions=(OpenCondition("c1", date(2026, 12, 20)), OpenCondition("c2")),
)
APPROVED = PartyFacts(
    "LB2", "Birch CIO", approval=Status.APPROVED, effective=True, version="0.9", last_day=date(2027, 5, 17)
)
FACTS = AgreementFacts(
    UUID(int=1),
    "Hollin Partnership",
    UUID(int=2),
    date(2026, 11, 2),
    state=AgreementState.APPROVING,
    version="0.9",
    deadline=date(2026, 11, 30),
    long_stop=date(2027, 3, 31),
    parties=(CONDITIONAL, APPROVED),
)


def file_of(facts: AgreementFacts = FACTS) -> str:
    return calendar_file(
        facts.consortium, [facts], MADE, "example.org", "https://example.org/consortia/1"
    ).decode()


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def values(name: str, text: str) -> list[str]:
    return [line.partition(":")[2] for line in unfolded(text) if re.match(f"{name}[:;]", line)]


def test_the_deadline_the_long_stop_what_is_due_and_what_runs_out_are_kept() -> None:
    assert [(each.on, each.words) for each in days_to_keep(FACTS)] == [
        (date(2026, 11, 30), "Deadline for the boards, version 0.9"),
        (date(2026, 12, 20), "Ash; Birch, and Co: a condition is due"),
        (date(2027, 3, 31), "Long-stop date"),
        (date(2027, 5, 17), "Birch CIO: the approval runs out"),
    ]


def test_what_several_did_alike_on_one_day_is_told_once() -> None:
    day = date(2026, 11, 5)
    told = [
        Happened(day, " approved version 0.9", who=name) for name in ("Ash", "Birch", "Cedar", "Elm", "Fir")
    ]
    shown = events(AgreementFacts(UUID(int=1), "Hollin", UUID(int=2), day), [*told, Happened(day, "Begun")])
    assert [event.words for event in shown] == [
        "Ash, Birch, Cedar and 2 more approved version 0.9",
        "Begun",
    ]


def test_an_executed_agreement_has_no_day_left_to_keep() -> None:
    assert days_to_keep(replace(FACTS, state=AgreementState.EXECUTED)) == ()


def test_a_calendar_reads_whole_days_with_their_words() -> None:
    text = file_of()
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert values("DTSTART", text)[0] == "20261130"
    assert values("DTEND", text)[0] == "20261201"
    assert values("DTSTAMP", text) == ["20261102T120000Z"] * 4
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 4
    assert "Ash\\; Birch\\, and Co: a condition is due (Hollin Partnership)" in values("SUMMARY", text)


def test_an_entry_keeps_its_identity_when_its_day_moves() -> None:
    later = replace(FACTS, long_stop=date(2027, 6, 30))
    assert sorted(values("UID", file_of())) == sorted(values("UID", file_of(later)))
    assert len(set(values("UID", file_of()))) == 4


def test_a_name_cannot_bring_a_line_of_its_own() -> None:
    text = file_of(replace(FACTS, consortium="Evil\r\nEND:VCALENDAR\nX\u2028Y"))
    assert unfolded(text).count("END:VCALENDAR") == 1


@given(st.text(max_size=300))
def test_no_line_is_longer_than_75_octets_and_nothing_is_lost(words: str) -> None:
    line = f"SUMMARY:{escaped(words)}"
    broken = folded(line)
    assert all(len(part) <= 75 for part in broken.split(b"\r\n"))
    assert broken.endswith(b"\r\n")
    assert broken.decode().replace("\r\n ", "").removesuffix("\r\n") == line


def test_an_agreement_without_days_makes_an_empty_calendar() -> None:
    bare = AgreementFacts(UUID(int=1), "Hollin", UUID(int=2), date(2026, 11, 2))
    assert "VEVENT" not in file_of(bare)

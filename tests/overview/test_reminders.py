"""Reminders: who is written to, when, how often, and what never stands in a letter."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from govflow.accounts.services import bring_in
from govflow.clock import SetClock
from govflow.core.permissions import Role
from govflow.jobs.services import Job
from govflow.jobs.worker import drain
from govflow.members.queries import role_holders
from govflow.members.services import end_role
from govflow.overview import reminders
from govflow.overview.rehearsal import Rehearsal
from govflow.transaction import transaction
from tests.cast import ALICE
from tests.stage import approved, begin, carried
from tests.web.people import joined, mailed

DEADLINE = date(2026, 12, 14)
SECRETARY, SIGNATORY = "sam@example.org", "sig@example.org"


@pytest.fixture
def play(app: Flask, clock: SetClock) -> Rehearsal:
    """A version is before the boards, with a deadline."""
    play = begin(clock)
    play.circulate("0.9", DEADLINE, {})
    came(play, "LB2", Role.BOARD_SECRETARY, name="Sam Secretary", email=SECRETARY)
    drain()
    return play


def came(play: Rehearsal, code: str, *roles: Role, name: str = "Alice Fictional", email: str = "") -> None:
    """Somebody who has signed in since they were invited."""
    bring_in([joined(play.consortium_id, code, *roles, name=name, email=email)])


def run(clock: SetClock, on: date, hour: int = 9) -> None:
    """What the worker does at an hour of a day."""
    clock.moment = datetime(on.year, on.month, on.day, hour, tzinfo=UTC)
    for handler in reminders.DUTIES.handlers.values():
        effect = handler(Job(uuid.uuid4(), "", None, 1, uuid.uuid4()), lambda words: None)
        if effect is not None:
            with transaction() as session:
                effect(session, clock.moment)


def letters(app: Flask, email: str, about: str = "waits for you") -> list[str]:
    return [text for text in mailed(app, email) if about in text]


@pytest.mark.parametrize(("before", "subject"), [(7, "In 7 days: "), (1, "Tomorrow: "), (0, "Today: ")])
def test_a_week_a_day_and_on_the_day_a_letter_says_what_is_due(
    app: Flask, clock: SetClock, play: Rehearsal, before: int, subject: str
) -> None:
    run(clock, DEADLINE - timedelta(days=before))
    [text] = letters(app, SECRETARY)
    assert text.startswith(f"{subject}Have your board decide on version 0.9: agreement,")
    assert "Have your board decide on version 0.9, by 14 December 2026" in text
    assert "http://localhost:8000/" in text


@pytest.mark.parametrize("before", [30, 8, 6, 2, -1])
def test_on_other_days_nobody_is_written_to(
    app: Flask, clock: SetClock, play: Rehearsal, before: int
) -> None:
    run(clock, DEADLINE - timedelta(days=before))
    assert letters(app, SECRETARY) == []


def test_nobody_is_written_to_twice_on_a_day(app: Flask, clock: SetClock, play: Rehearsal) -> None:
    for hour in (8, 9, 17):
        run(clock, DEADLINE, hour)
    assert len(letters(app, SECRETARY)) == 1


def test_nobody_is_written_to_at_night(app: Flask, clock: SetClock, play: Rehearsal) -> None:
    run(clock, DEADLINE, hour=5)
    assert letters(app, SECRETARY) == []


def test_who_has_acted_is_not_reminded(app: Flask, clock: SetClock, play: Rehearsal) -> None:
    play.resolve("LB2", "0.9", carried())
    run(clock, DEADLINE)
    assert letters(app, SECRETARY) == []


def test_whose_role_ended_is_not_reminded(app: Flask, clock: SetClock, play: Rehearsal) -> None:
    [role] = [each for each in role_holders(play.consortium_id) if each.email == SECRETARY]
    end_role(play.consortium_id, role.role_id, ALICE, uuid.uuid4())
    run(clock, DEADLINE)
    assert letters(app, SECRETARY) == []


def test_whose_invitation_ran_out_is_not_reminded(app: Flask, clock: SetClock, play: Rehearsal) -> None:
    joined(play.consortium_id, "LB2", Role.BOARD_MEMBER, email="tess@example.org")
    assert DEADLINE - clock.moment.date() > timedelta(days=14)
    run(clock, DEADLINE)
    assert letters(app, "tess@example.org") == []


def test_everybody_is_reminded_of_their_own_part_alone(app: Flask, clock: SetClock, play: Rehearsal) -> None:
    came(play, "LB2", Role.BOARD_MEMBER, email="tess@example.org")
    run(clock, DEADLINE)
    [text] = letters(app, "tess@example.org")
    assert "Say whether you have an interest" in text
    assert "Have your board decide" not in text


def test_a_letter_names_nobody_and_quotes_nothing(app: Flask, clock: SetClock, play: Rehearsal) -> None:
    came(play, "LB2", Role.BOARD_MEMBER, name="Canary Voter")
    run(clock, DEADLINE)
    [text] = letters(app, SECRETARY)
    assert "Canary" not in text
    assert "Sam" not in text


def test_a_signatory_is_told_once_when_signing_opens(app: Flask, clock: SetClock) -> None:
    play = approved(clock)
    joined(play.consortium_id, "LB2", Role.SIGNATORY, name="Sig Natory", email=SIGNATORY)
    drain()
    for days in (0, 0, 1):
        run(clock, clock.moment.date() + timedelta(days=days))
    [text] = letters(app, SIGNATORY, "Read it and sign here")
    assert f"/agreements/{play.agreement_id}/signing/LB2/sign" in text


def test_before_the_boards_have_approved_no_signatory_is_told(
    app: Flask, clock: SetClock, play: Rehearsal
) -> None:
    joined(play.consortium_id, "LB2", Role.SIGNATORY, email=SIGNATORY)
    run(clock, clock.moment.date())
    assert letters(app, SIGNATORY, "Read it and sign here") == []


def test_who_signed_is_not_told_to_sign(app: Flask, clock: SetClock) -> None:
    play = approved(clock)
    joined(play.consortium_id, "LB2", Role.SIGNATORY, email=SIGNATORY)
    play.sign(("LB2",), "0.9")
    run(clock, clock.moment.date())
    assert letters(app, SIGNATORY, "Read it and sign here") == []

"""A non-disclosure agreement before the boards needs its own people, and writes to them by its own name."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from govflow.cli.rehearse import read_cast
from govflow.clock import SetClock
from govflow.core.permissions import Role
from govflow.jobs.services import Job
from govflow.jobs.worker import drain
from govflow.overview import reminders
from govflow.overview.rehearsal import Rehearsal
from govflow.transaction import transaction
from tests.stage import BEGUN, EXAMPLES, carried
from tests.web.checked_pages import read_page, words
from tests.web.people import joined, mailed, signed_in

DEADLINE = date(2026, 12, 14)
SECRETARY, SIGNATORY = "sam@example.org", "sig@example.org"
FOUR = ("K1", "K2", "K3", "K4")
ITS_NAME = "Kelderwick Supported Living (non-disclosure agreement): mutual non-disclosure agreement"


@pytest.fixture
def play(app: Flask, clock: SetClock) -> Rehearsal:
    """A non-disclosure agreement is before the boards, with a deadline."""
    play = Rehearsal(read_cast(str(EXAMPLES / "nda_4.json")), clock, BEGUN)
    play.circulate("0.9", DEADLINE, {})
    return play


def run(clock: SetClock, on: date) -> None:
    """What the worker does in the morning of a day."""
    clock.moment = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    for handler in reminders.DUTIES.handlers.values():
        effect = handler(Job(uuid.uuid4(), "", None, 1, uuid.uuid4()), lambda words: None)
        if effect is not None:
            with transaction() as session:
                effect(session, clock.moment)


def test_a_board_is_needed_for_it_and_reminded_of_it(app: Flask, clock: SetClock, play: Rehearsal) -> None:
    sam = joined(play.consortium_id, "K2", Role.BOARD_SECRETARY, name="Sam Secretary", email=SECRETARY)
    drain()
    start = words(read_page(signed_in(app, sam).get("/").text).find(".//main"))
    assert "Have your board decide on version 0.9" in start
    assert ITS_NAME in start
    run(clock, DEADLINE - timedelta(days=7))
    [letter] = [text for text in mailed(app, SECRETARY) if "waits for you" in text]
    assert letter.startswith("In 7 days: Have your board decide on version 0.9: mutual non-disclosure")
    named = "It is for the mutual non-disclosure agreement of Kelderwick Supported Living"
    assert named in " ".join(letter.split())
    assert "Have your board decide on version 0.9, by 14 December 2026" in letter


def test_every_page_of_its_board_opens(app: Flask, play: Rehearsal) -> None:
    roles = (Role.BOARD_MEMBER, Role.BOARD_SECRETARY, Role.SIGNATORY)
    browser = signed_in(app, joined(play.consortium_id, "K2", *roles))
    room = f"/agreements/{play.agreement_id}/boards/K2"
    page = browser.get(room)
    assert page.status_code == 200
    assert ITS_NAME in page.text
    main = read_page(page.text).find(".//main")
    assert main is not None
    led = {link.get("href", "").partition("#")[0] for link in main.iter("a")} - {""}
    assert len(led) > 3
    assert {address: browser.get(address).status_code for address in led} == dict.fromkeys(led, 200)


def test_who_decided_on_it_is_needed_no_more_and_its_signatories_are(
    app: Flask, clock: SetClock, play: Rehearsal
) -> None:
    sam = joined(play.consortium_id, "K2", Role.BOARD_SECRETARY, name="Sam Secretary", email=SECRETARY)
    sig = joined(play.consortium_id, "K2", Role.SIGNATORY, name="Sig Fictional", email=SIGNATORY)
    for member in FOUR:
        play.resolve(member, "0.9", carried())
    drain()
    start = words(read_page(signed_in(app, sam).get("/").text).find(".//main"))
    assert "Nothing needs you now" in start
    start = words(read_page(signed_in(app, sig).get("/").text).find(".//main"))
    assert "Sign" in start
    assert ITS_NAME in start
    run(clock, DEADLINE - timedelta(days=7))
    assert [text for text in mailed(app, SECRETARY) if "waits for you" in text] == []

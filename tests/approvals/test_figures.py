"""The figures of a meeting as they are typed: what contradicts itself is asked about, never quietly left out."""

import io

import pytest
from flask import Flask

from govflow.clock import SetClock
from govflow.core.approval import Status
from tests.approvals.boards import board
from tests.approvals.test_ballots import room
from tests.approvals.test_papers import PDF
from tests.web.checked_pages import read_page, words
from tests.web.people import signed_in, submit

TIE = {
    "held_on": "2026-11-02",
    "present": "2",
    "conflicted": "0",
    "votes_for": "1",
    "against": "1",
    "abstain": "0",
}
ONE_BACK = {"present": "3", "conflicted": "1"}
LOST = {"present": "3", "votes_for": "1", "against": "2"}
NO_CONDITIONS = "By these figures your board did not approve, so no conditions can be recorded."


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"chair_conflicted": "y"}, "Nobody stepped back by your figures."),
        (
            {**ONE_BACK, "chair_voted": "for", "chair_conflicted": "y"},
            "A chair who stepped back has no casting vote.",
        ),
        ({**LOST, "chair_voted": "for"}, "1 for and 2 against are not equal"),
        ({"votes_for": "0", "against": "0", "abstain": "2", "chair_voted": "for"}, "Nobody voted for it"),
        ({**LOST, "conditions-0-text": "Insurance first"}, NO_CONDITIONS),
        (
            {"present": "1", "votes_for": "1", "against": "0", "conditions-0-text": "Insurance first"},
            NO_CONDITIONS,
        ),
    ],
)
def test_figures_that_contradict_each_other_are_asked_about_and_kept(
    app: Flask, clock: SetClock, typed: dict[str, str], told: str
) -> None:
    found = board(clock)
    sam = signed_in(app, found.secretary)
    for page, more in (("/meeting", {}), ("/paper", {"scan": (io.BytesIO(PDF), "a.pdf")})):
        answer = submit(sam, found.page(page), {**TIE, **typed, **more})
        assert answer.status_code == 422 and told in words(read_page(answer.text)), page
        assert typed.get("conditions-0-text", "") in answer.text
    assert room(found).status is Status.ASKED and not room(found).papers


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"chair_voted": "for", "conditions-0-text": "Insurance first"}, Status.CONDITIONAL),
        ({"chair_voted": "against"}, Status.REJECTED),
        ({**ONE_BACK, "chair_conflicted": "y"}, Status.REJECTED),
    ],
)
def test_figures_that_agree_are_recorded(
    app: Flask, clock: SetClock, typed: dict[str, str], status: Status
) -> None:
    found = board(clock)
    recorded = submit(signed_in(app, found.secretary), found.page("/meeting"), {**TIE, **typed})
    assert recorded.status_code == 302 and room(found).status is status

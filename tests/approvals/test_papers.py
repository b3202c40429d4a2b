"""A decision on paper counts once a second person of that board has compared it."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from govflow import blobs
from govflow.approvals import papers_services, services
from govflow.approvals.board_queries import FileKind, PaperTold
from govflow.approvals.papers_services import Scan, kind_of_file
from govflow.clock import SetClock
from govflow.core.approval import Condition, Status
from govflow.core.counting import Meeting
from govflow.core.errors import Refused
from tests.approvals.boards import MEMBER, Board, board
from tests.approvals.test_ballots import meet, room
from tests.watched import refused
from tests.web.checked_pages import read_page
from tests.web.people import filled, mailed, signed_in

PDF = b"%PDF-1.7 a scan"
UNANIMOUS = Meeting(3, 0, 3, 0, 0)


def sent(
    found: Board, votes: Meeting = UNANIMOUS, held_on: date | None = None, months: int = 12
) -> uuid.UUID:
    told = PaperTold(
        votes, held_on or found.play.today, (Condition("", "Our insurer agrees"),), months, "Minute 4"
    )
    scan = Scan(blobs.put(PDF), FileKind.PDF, len(PDF))
    by = found.actor(found.secretary)
    return papers_services.send_paper(found.agreement_id, MEMBER, told, scan, found.seen(), by, uuid.uuid4())


def confirm(found: Board, paper_id: uuid.UUID, person_id: uuid.UUID) -> None:
    papers_services.confirm_paper(
        found.agreement_id, MEMBER, paper_id, found.seen(), found.actor(person_id), uuid.uuid4()
    )


def test_a_paper_counts_once_a_second_person_compared_it(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    paper_id = sent(found)
    assert room(found).status is Status.ASKED
    confirm(found, paper_id, found.trustees[0])
    told = room(found)
    assert told.status is Status.CONDITIONAL
    last = told.approval.last
    assert last is not None and (last.confirmed_by, last.reason) == ("Ada Fictional", "Minute 4")
    assert [(each.id, each.text) for each in told.approval.conditions] == [("C1", "Our insurer agrees")]


def test_who_sent_it_in_cannot_confirm_it(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    paper_id = sent(found)
    with refused("own_paper"):
        confirm(found, paper_id, found.secretary)
    assert room(found).status is Status.ASKED


def test_a_refused_paper_counts_for_nothing_and_says_why(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    paper_id = sent(found)
    by = found.actor(found.trustees[0])
    papers_services.refuse_paper(found.agreement_id, MEMBER, paper_id, "It says 2 for", by, uuid.uuid4())
    (paper,) = room(found).papers
    assert paper.judged is not None and (paper.judged.confirmed, paper.judged.reason) == (
        False,
        "It says 2 for",
    )
    assert room(found).status is Status.ASKED
    with refused("nothing_to_act_on"):
        confirm(found, paper_id, found.trustees[1])


def test_a_paper_about_an_earlier_version_is_not_confirmed(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    paper_id = sent(found)
    found.play.circulate("1", None, {})
    with refused("version_superseded"):
        confirm(found, paper_id, found.trustees[0])
    with refused("version_superseded"):
        papers_services.confirm_paper(
            found.agreement_id,
            MEMBER,
            paper_id,
            found.seen("1"),
            found.actor(found.trustees[0]),
            uuid.uuid4(),
        )


def test_figures_that_do_not_add_up_are_told_to_who_has_the_paper(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    with refused("numbers_do_not_add_up"):
        sent(found, Meeting(3, 0, 2, 0, 0))
    assert not room(found).papers


@pytest.mark.parametrize("days", [-1, 1], ids=["before it was put to them", "tomorrow"])
def test_a_day_that_cannot_be_is_refused(app: Flask, clock: SetClock, days: int) -> None:
    found = board(clock)
    with refused("date_does_not_fit"):
        sent(found, held_on=found.play.today + timedelta(days=days))


def test_an_approval_runs_from_the_day_the_board_decided(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    clock.moment += timedelta(days=10)
    paper_id = sent(found, held_on=date(2026, 11, 5))
    confirm(found, paper_id, found.trustees[0])
    last = room(found).approval.last
    assert last is not None and (last.on, last.last_day) == (date(2026, 11, 5), date(2027, 11, 5))


@pytest.mark.parametrize("taken_back", [False, True], ids=["after a no", "after a withdrawal"])
def test_an_older_decision_never_undoes_what_the_board_did_later(
    app: Flask, clock: SetClock, taken_back: bool
) -> None:
    found = board(clock)
    paper_id = sent(found)
    clock.moment += timedelta(days=5)
    ada, page = signed_in(app, found.trustees[0]), found.page(f"/paper/{paper_id}")
    shown = filled(read_page(ada.get(page).text).findall(".//main//form")[-1])
    meet(found, UNANIMOUS if taken_back else Meeting(3, 0, 0, 3, 0))
    if taken_back:
        by = found.actor(found.secretary)
        services.withdraw_approval(found.agreement_id, MEMBER, "We changed our mind", by, uuid.uuid4())
    before = room(found).approval
    late = ada.post(page, data={**shown, "verdict": "yes"})
    assert late.status_code == 422 and "This paper is of an earlier day, so it does not count." in late.text
    assert "Your board decided without it" in ada.get(page).text
    clock.moment += timedelta(days=1)
    with refused("decided_later"):
        confirm(found, paper_id, found.trustees[0])
    # An older no would end what was opened since, and take the place of the newer words.
    no, lacking, day = Meeting(3, 0, 0, 3, 0), Meeting(1, 0, 1, 0, 0), date(2026, 11, 3)
    for older in (UNANIMOUS, no, lacking):
        with refused("decided_later"):
            sent(found, older, day)
    for older in (UNANIMOUS, no):
        with refused("decided_later"):
            meet(found, older, day)
    assert len(room(found).papers) == 1 and room(found).approval == before
    # A meeting without a quorum decided nothing: it is kept, and changes nothing.
    meet(found, lacking, day)
    assert room(found).approval == replace(before, recorded=before.recorded + 1)
    confirm(found, sent(found, held_on=date(2026, 11, 7)), found.trustees[0])
    assert room(found).status is Status.CONDITIONAL


def test_the_others_of_that_board_are_asked_to_compare(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    paper_id = sent(found)
    for address in ("ada@example.org", "bela@example.org", "cleo@example.org"):
        (letter,) = mailed(app, address)
        assert found.page(f"/paper/{paper_id}") in letter
    assert not mailed(app, "sam@example.org") and not mailed(app, "oli@example.org")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4", FileKind.PDF),
        (b"\xff\xd8\xff\xe0", FileKind.JPEG),
        (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
        (b"<html>", None),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_a_file_is_what_it_begins_with(content: bytes, kind: FileKind | None) -> None:
    assert kind_of_file(content) is kind


def test_a_paper_of_another_board_is_not_there(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    paper_id = sent(found)
    with pytest.raises(Refused) as no:
        papers_services.confirm_paper(
            found.agreement_id,
            "LB3",
            paper_id,
            found.seen(),
            found.actor(found.strangers[0], "LB3"),
            uuid.uuid4(),
        )
    assert no.value.code == "nothing_to_act_on"

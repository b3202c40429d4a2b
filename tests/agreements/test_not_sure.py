"""Not sure: a question is given to somebody with a day, is told wherever it matters, and ends when it is answered."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from govflow.agreements.flag_queries import Flag, open_flags
from govflow.agreements.flag_services import LONGEST_NOTE, Unsure, flag_question
from govflow.agreements.queries import the_agreement
from govflow.agreements.question_queries import history
from govflow.agreements.services import take_usual_choices
from govflow.agreements.version_services import Freezing, Reasons
from govflow.catalogue.loader import load
from govflow.clock import SetClock
from govflow.core.errors import Refused
from govflow.core.permissions import Role
from govflow.core.text import typographic
from govflow.extensions import db
from govflow.journal.queries import entries
from govflow.members.queries import role_holders
from tests.agreements.test_question_pages import Browser, Site, bare, said, site
from tests.cast import ALICE
from tests.overview.test_reminders import run
from tests.stage import circulated, released
from tests.watched import statements
from tests.web.checked_pages import read_page, words
from tests.web.people import joined, mailed, submit

__all__ = ["bare", "site"]

NOTE = "Is it six months, or a whole year? Zulu."
ASK = typographic(load().questions["leave_notice_months"].ask)


@pytest.fixture
def dana(site: Site) -> Browser:
    """Who drafts for the consortium."""
    return site.as_("", Role.DRAFTER, name="Dana Fictional")


@pytest.fixture
def fay(site: Site) -> Browser:
    """Who facilitates it."""
    return site.as_("", Role.FACILITATOR, name="Fay Fictional")


def who(site: Site, name: str) -> str:
    """The id of somebody in the consortium."""
    holders = role_holders(the_agreement(site.agreement_id).consortium_id)
    return next(str(holder.person_id) for holder in holders if holder.name == name)


def flag(browser: Browser, question: str, **fields: Any) -> TestResponse:
    """Say on the page that one is not sure."""
    where = browser.url(f"/questions/{question}/not-sure")
    return submit(browser.client, where, {"do": "ask", **fields})


def open_of(site: Site) -> tuple[Flag, ...]:
    db.session.rollback()
    return open_flags(site.agreement_id)


def today(clock: SetClock) -> date:
    return clock.moment.date()


def test_who_is_not_sure_gives_the_question_to_somebody_with_a_day(
    site: Site, dana: Browser, fay: Browser, clock: SetClock
) -> None:
    page = dana.get("/questions/leave_notice_months")
    (link,) = (each for each in page.iter("a") if words(each) == "Not sure? Ask somebody")
    due = today(clock) + timedelta(days=9)
    answer = submit(
        dana.client,
        link.attrib["href"],
        {"do": "ask", "to": who(site, "Fay Fictional"), "due": due.isoformat(), "note": NOTE},
    )
    assert (answer.status_code, answer.location) == (302, dana.url("/questions/leave_notice_months"))
    (one,) = open_of(site)
    assert (one.question, one.party, one.by, one.to_name, one.due, one.note) == (
        "leave_notice_months",
        "",
        "Dana Fictional",
        "Fay Fictional",
        due,
        NOTE,
    )
    told = words(fay.get("/questions/leave_notice_months").find(".//main"))
    assert "Not sure Dana Fictional is not sure. Given to you, by" in told and NOTE in told


def test_the_form_suggests_the_facilitator_and_a_week(
    site: Site, dana: Browser, fay: Browser, clock: SetClock
) -> None:
    page = dana.get("/questions/leave_notice_months/not-sure")
    chosen = page.find(".//select/option")
    day = page.find(".//input[@name='due']")
    assert chosen is not None and day is not None
    assert words(chosen) == "Fay Fictional, facilitator"
    assert day.get("value") == (today(clock) + timedelta(days=7)).isoformat()
    assert words(page.findall(".//select/option")[-1]) == "Yourself"


def test_an_organisation_may_ask_its_board_and_is_offered_nobody_of_another(
    site: Site, dana: Browser
) -> None:
    editor = site.as_("LB2", Role.EDITOR, name="Edith Fictional")
    for code, role, name in (
        ("LB2", Role.BOARD_SECRETARY, "Sam Fictional"),
        ("LB2", Role.BOARD_MEMBER, "Mo Fictional"),
        ("LB2", Role.CHIEF_OFFICER, "Cleo Fictional"),
        ("LB3", Role.EDITOR, "Ed Fictional"),
    ):
        site.as_(code, role, name=name)
    page = editor.get("/questions/expected_gains/not-sure")
    assert [words(each) for each in page.findall(".//select/option")] == [
        "Dana Fictional, drafter",
        "Cleo Fictional, Brindlecroft Community CIO",
        "Our board: Sam Fictional, its secretary",
        "Yourself",
    ]


def test_of_the_lead_its_own_people_can_be_asked(site: Site, dana: Browser) -> None:
    lead = site.as_("LB1", Role.CHIEF_OFFICER, name="Lena Fictional")
    offered = [words(each) for each in dana.get("/questions/lead_duties/not-sure").findall(".//option")]
    assert "Lena Fictional, Tamebrook Wellbeing Trust" in offered
    assert "Lena" not in words(dana.get("/questions/cap_pct/not-sure").find(".//select"))
    assert lead.get("/questions/lead_duties/not-sure") is not None


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"due": ""}, "Choose the day by which you need it."),
        ({"due": "2020-01-01"}, "Choose today or a later day."),
        ({"due": "9999-12-31"}, "That is too far away. Choose 31 December 2200 or an earlier day."),
        ({"to": str(uuid.uuid4())}, "Choose one of those on the page."),
        ({"note": "x" * (LONGEST_NOTE + 1)}, f"Keep it under {LONGEST_NOTE} characters."),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_marked(
    site: Site, dana: Browser, fields: dict[str, str], told: str
) -> None:
    answer = flag(dana, "leave_notice_months", **{"note": NOTE, **fields})
    assert answer.status_code == 422
    assert told in said(answer) and "There is a problem" in said(answer)
    if "note" not in fields:
        assert NOTE in (read_page(answer.text).find(".//textarea").text or "")  # type: ignore[union-attr]
    assert open_of(site) == ()


@pytest.mark.parametrize("code", ["LB2", "LB3"])
def test_who_may_not_answer_a_question_may_not_mark_it(site: Site, dana: Browser, code: str) -> None:
    editor = site.as_(code, Role.EDITOR, name="Edith Fictional")
    where = editor.url("/questions/leave_notice_months/not-sure")
    assert editor.client.get(where).status_code == 404
    assert "Not sure? Ask somebody" not in words(editor.get("/questions/leave_notice_months"))
    assert dana.client.get(dana.url("/questions/expected_gains/not-sure")).status_code == 404
    assert dana.client.get(dana.url("/questions/no_such/not-sure")).status_code == 404


def test_an_answer_given_later_ends_it_and_nothing_is_written_for_that(site: Site, dana: Browser) -> None:
    flag(dana, "leave_notice_months")
    dana.save("cap_pct", answer="110")
    assert len(open_of(site)) == 1
    dana.press("leave_notice_months", "save", "away")
    assert len(open_of(site)) == 1
    dana.save("leave_notice_months", answer="9")
    assert open_of(site) == ()
    assert "is not sure" not in words(dana.get("/questions/leave_notice_months"))
    dana.press("leave_notice_months", "save", "away")
    assert open_of(site) == ()


def test_to_say_the_same_once_more_settles_it(site: Site, dana: Browser) -> None:
    flag(dana, "leave_notice_months")
    before = len(history(site.agreement_id, "leave_notice_months"))
    assert dana.save("leave_notice_months").status_code == 302
    db.session.rollback()
    assert len(history(site.agreement_id, "leave_notice_months")) == before + 1
    assert open_of(site) == ()


def test_what_nobody_answered_ends_nothing(bare: Site) -> None:
    dana = bare.as_("", Role.DRAFTER, name="Dana Fictional")
    flag(dana, "leave_notice_months")
    take_usual_choices(bare.agreement_id, ALICE, uuid.uuid4())
    assert bare.answer("leave_notice_months") is not None
    assert [each.question for each in open_of(bare)] == ["leave_notice_months"]
    dana.save("leave_notice_months")
    assert open_of(bare) == ()


def test_to_leave_an_organisation_out_settles_nothing(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    dana = Site(app, play.agreement_id).as_("", Role.DRAFTER, name="Dana Fictional")
    flag(dana, "delivery_matrix")
    before = history(play.agreement_id, "delivery_matrix")
    play.leave_out("LB6", Freezing("0.10", "It cannot carry the risk", Reasons({}, "They know each other")))
    db.session.rollback()
    assert len(history(play.agreement_id, "delivery_matrix")) == len(before) + 1
    assert [each.question for each in open_flags(play.agreement_id)] == ["delivery_matrix"]


def test_it_is_taken_back(site: Site, dana: Browser) -> None:
    flag(dana, "leave_notice_months")
    answer = submit(dana.client, dana.url("/questions/leave_notice_months/not-sure"), {"do": "take_back"})
    assert answer.status_code == 302
    assert "no longer marked" in words(read_page(dana.client.get(answer.location).text))
    assert open_of(site) == ()


def test_what_is_not_marked_is_not_taken_back_once_more(site: Site, dana: Browser) -> None:
    consortium_id = the_agreement(site.agreement_id).consortium_id
    where = dana.url("/questions/leave_notice_months/not-sure")
    answer = submit(dana.client, where, {"do": "take_back"})
    assert (answer.status_code, answer.location) == (302, dana.url("/questions/leave_notice_months"))
    db.session.rollback()
    assert "flag_taken_back" not in [each.kind for each in entries(consortium_id)]


def test_what_one_organisation_is_not_sure_of_stands_until_that_one_answers(
    site: Site, dana: Browser
) -> None:
    editor, other = (site.as_(code, Role.EDITOR, name=f"Ed of {code} Fictional") for code in ("LB2", "LB3"))
    flag(editor, "expected_gains", to=who(site, "Ed of LB2 Fictional"))
    (one,) = open_of(site)
    assert one.party == "LB2"
    assert "is not sure" not in words(other.get("/questions/expected_gains").find(".//main"))
    kept = other.fill("expected_gains")
    other.press("expected_gains", "save", "away")
    other.send("expected_gains", {**other.fill("expected_gains"), **_typed(kept), "save": "back"})
    assert len(open_of(site)) == 1
    editor.save("expected_gains")
    assert open_of(site) == ()


def _typed(fields: dict[str, object]) -> dict[str, object]:
    return {name: text for name, text in fields.items() if name.startswith("answer-")}


def test_whom_it_was_given_to_passes_it_on_though_they_may_not_answer(site: Site, dana: Browser) -> None:
    editor = site.as_("LB2", Role.EDITOR, name="Edith Fictional")
    secretary = site.as_("LB2", Role.BOARD_SECRETARY, name="Sam Fictional")
    where = secretary.url("/questions/expected_gains/not-sure")
    assert secretary.client.get(where).status_code == 404
    flag(editor, "expected_gains", to=who(site, "Sam Fictional"), note=NOTE)
    assert NOTE in words(secretary.get("/questions/expected_gains"))
    assert (
        flag(secretary, "expected_gains", to=who(site, "Edith Fictional"), note="Say six.").status_code == 302
    )
    (one,) = open_of(site)
    assert (one.party, one.to_name, one.note, one.by) == (
        "LB2",
        "Edith Fictional",
        "Say six.",
        "Sam Fictional",
    )
    assert secretary.client.get(where).status_code == 404


def test_the_list_and_the_check_page_count_what_is_not_sure(
    site: Site, dana: Browser, fay: Browser, clock: SetClock
) -> None:
    before = words(dana.get("/questions").find(".//*[@class='bar-words']"))
    flag(dana, "leave_notice_months", to=who(site, "Fay Fictional"))
    editor = site.as_("LB2", Role.EDITOR, name="Edith Fictional")
    flag(editor, "expected_gains", to=who(site, "Dana Fictional"))
    page = dana.get("/questions")
    told = words(page.find(".//main"))
    assert "Not sure: 2" in told
    assert "Dana Fictional is not sure. Given to Fay Fictional, by" in told
    assert "Edith Fictional (Brindlecroft Community CIO) is not sure about Brindlecroft Community CIO" in told
    # It takes no answer away: what is answered stays answered.
    assert words(page.find(".//*[@class='bar-words']")) == before
    lines = [words(each) for each in page.findall(".//ul[@class='tasks']/li")]
    assert [each for each in lines if "; 1 not sure" in each and each.startswith("Leaving")]
    own = [words(each) for each in editor.get("/questions").findall(".//ul[@class='tasks']")[0]]
    assert any(each.endswith("Not sure") for each in own)
    (party,) = (each for each in lines if each.startswith("Brindlecroft") and "; 1 not sure" in each)
    assert "answered" in party
    checked = words(dana.get("/answers?section=18").find(".//main"))
    assert "Not sure: 1" in checked and "Given to Fay Fictional, by" in checked
    assert "Not sure: 1" in words(dana.get("/answers?party=LB2").find(".//main"))
    assert "Not sure" not in words(dana.get("/answers?party=LB3").find(".//main"))
    clock.moment += timedelta(days=8)
    later = site.as_("", Role.DRAFTER, name="Dan Fictional")
    assert "Overdue" in words(later.get("/questions").find(".//main"))
    assert "Overdue" in words(later.get("/questions/leave_notice_months").find(".//main"))


def test_the_one_it_was_given_to_is_needed_and_nobody_else(site: Site, dana: Browser, fay: Browser) -> None:
    flag(dana, "leave_notice_months", to=who(site, "Fay Fictional"), note=NOTE)
    home = words(read_page(fay.client.get("/").text).find(".//main"))
    assert f"Settle a question: {ASK}" in home
    assert NOTE not in home
    assert "Settle a question" not in words(read_page(dana.client.get("/").text))
    fay.save("leave_notice_months", answer="9")
    assert "Settle a question" not in words(read_page(fay.client.get("/").text))


def test_it_is_in_the_calendar_and_in_the_activity(site: Site, dana: Browser, clock: SetClock) -> None:
    flag(dana, "leave_notice_months", note=NOTE)
    consortium_id = the_agreement(site.agreement_id).consortium_id
    calendar = dana.client.get(f"/consortia/{consortium_id}/dates.ics").text
    due = today(clock) + timedelta(days=7)
    assert f"DTSTART;VALUE=DATE:{due:%Y%m%d}" in calendar
    assert "Not sure yet: notice to leave" in calendar and "Zulu" not in calendar
    activity = words(read_page(dana.client.get(f"/consortia/{consortium_id}/activity").text))
    assert "You asked somebody to settle a question" in activity


def test_a_letter_reminds_the_one_who_was_asked_without_the_note(
    app: Flask, site: Site, dana: Browser, clock: SetClock
) -> None:
    consortium_id = the_agreement(site.agreement_id).consortium_id
    joined(consortium_id, "", Role.FACILITATOR, name="Fay Fictional", email="fay@example.org")
    flag(dana, "leave_notice_months", to=who(site, "Fay Fictional"), note=NOTE)
    run(clock, today(clock) + timedelta(days=6))
    (letter,) = (each for each in mailed(app, "fay@example.org") if "Settle a question" in each)
    assert ASK in letter
    assert "Zulu" not in letter


def test_a_draft_goes_to_the_boards_with_doubts_and_says_how_many(site: Site, dana: Browser) -> None:
    assert "not sure" not in words(dana.get("/circulate").find(".//main"))
    flag(dana, "leave_notice_months")
    page = dana.get("/circulate")
    assert "1 question is still marked “not sure”." in words(page.find(".//main"))
    flag(dana, "cap_pct")
    page = dana.get("/circulate")
    assert "2 questions are still marked “not sure”." in words(page.find(".//main"))
    (link,) = (each for each in page.iter("a") if words(each) == "See which")
    assert link.attrib["href"] == dana.url("/questions")


def test_pages_ask_as_often_for_one_flag_as_for_twenty(site: Site, dana: Browser, fay: Browser) -> None:
    counts = []
    for questions in (["leave_notice_months"], sorted(load().questions)[:25]):
        for name in questions:
            if dana.client.get(dana.url(f"/questions/{name}/not-sure")).status_code == 200:
                flag(dana, name, to=who(site, "Fay Fictional"))
        for address in (dana.url("/questions"), dana.url("/answers"), "/"):
            fay.client.get(address)
            with statements() as sent:
                fay.client.get(address)
            counts.append(len(sent))
    assert len(open_of(site)) > 12
    assert counts[:3] == counts[3:]


def test_nonsense_is_refused(site: Site) -> None:
    for unsure, code in (
        (Unsure("cap_pct", to=uuid.uuid4(), due=date.max), "nobody_to_ask"),
        (Unsure("no_such"), "not_an_answer"),
        (Unsure("expected_gains", party="LB9"), "not_an_answer"),
        (Unsure("cap_pct", note="x" * (LONGEST_NOTE + 1)), "odd_words"),
    ):
        with pytest.raises(Refused, match=code):
            flag_question(site.agreement_id, unsure, ALICE, uuid.uuid4())
    assert open_of(site) == ()


def test_a_signed_agreement_is_not_doubted(app: Flask, clock: SetClock) -> None:
    site = Site(app, released(clock).agreement_id)
    drafter = site.as_("", Role.DRAFTER, name="Dana Fictional")
    assert drafter.client.get(drafter.url("/questions/cap_pct/not-sure")).status_code == 404
    with pytest.raises(Refused, match="already_released"):
        flag_question(site.agreement_id, Unsure("cap_pct"), ALICE, uuid.uuid4())

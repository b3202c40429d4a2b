"""The overview's pages, as people of a consortium see them."""

from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from govflow.approvals.services import ResolutionTold
from govflow.clock import SetClock
from govflow.core.approval import Condition, Route
from govflow.core.counting import Meeting
from govflow.core.permissions import Role
from govflow.core.voting import Choice
from govflow.overview.rehearsal import Rehearsal
from govflow.transaction import at_work
from tests.agreements.begun import begun, example
from tests.agreements.texts import answered
from tests.approvals.boards import BY_MOST, board
from tests.cast import found
from tests.stage import SIX, approved, begin, carried, circulated, released
from tests.watched import statements
from tests.web.checked_pages import CheckedClient, read_page, words
from tests.web.people import also, joined, person, signed_in, submit

PURPOSE = "To help people who leave hospital to settle again near those they know."
LOST = ResolutionTold(Route.MEETING, Meeting(5, 0, 1, 4, 0))


def text_of(client: CheckedClient, address: str) -> str:
    """What a page says in its main part."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return words(read_page(answer.text).find(".//main"))


def next_step(client: CheckedClient, address: str = "/") -> tuple[str, str]:
    """The one thing to do now: its title, and where its button leads."""
    step = read_page(client.get(address).text).find(".//main//section")
    assert step is not None
    button = step.find(".//a")
    assert button is not None
    return words(step.find("h2")), button.attrib["href"]


def test_a_reply_to_a_first_written_decision_tells_others_nothing(app: Flask, clock: SetClock) -> None:
    found = board(clock, BY_MOST)
    other = signed_in(app, found.strangers[0])
    page = f"/consortia/{found.play.consortium_id}"
    found.open_ballot()
    before = text_of(other, page)
    found.vote(found.trustees[0], Choice.FOR)
    assert text_of(other, page) == before
    assert "to decide again" not in before


def test_a_stranger_is_told_what_this_is_and_how_to_come_in(client: CheckedClient) -> None:
    said = text_of(client, "/")
    assert "One agreement, approved by every board" in said
    assert "Sign in" in said
    assert "Verify a document" in said


def test_somebody_in_no_consortium_is_told_what_will_show_here(app: Flask) -> None:
    assert "You are in no consortium yet" in text_of(signed_in(app, person()), "/")


def test_a_trustee_who_comes_back_sees_one_next_step(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    trustee = signed_in(app, joined(play.consortium_id, "LB2", Role.BOARD_MEMBER))
    title, address = next_step(trustee)
    assert title == "Say whether you have an interest"
    assert address == f"/agreements/{play.agreement_id}/boards/LB2/interests"
    assert trustee.get(address).status_code == 200
    said = text_of(trustee, "/")
    assert "For Brindlecroft Community CIO, in Tamebrook Wellbeing Partnership" in said


def test_when_nothing_needs_somebody_the_page_says_what_is_waited_for(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    said = text_of(signed_in(app, joined(play.consortium_id, "", Role.AUDITOR)), "/")
    assert "Nothing needs you now" in said
    assert "Tamebrook Wellbeing Partnership waits for" in said
    assert "and 3 more to approve" in said
    assert "Before the boards: 0 of 6 boards approved version 0.9" in said


def test_needs_of_several_organisations_stand_together_the_earliest_first(
    app: Flask, clock: SetClock
) -> None:
    early, late = begin(clock), begin(clock)
    early.circulate("0.9", date(2026, 11, 20), {})
    late.circulate("0.9", date(2026, 12, 20), {})
    who = joined(late.consortium_id, "LB2", Role.BOARD_SECRETARY)
    also(who, early.consortium_id, "LB3", Role.BOARD_SECRETARY)
    browser = signed_in(app, who)
    said = text_of(browser, "/")
    assert said.index("20 November 2026") < said.index("20 December 2026")
    assert next_step(browser)[1] == f"/agreements/{early.agreement_id}/boards/LB3"
    assert "in 18 days" in said


@pytest.mark.parametrize(
    ("code", "role", "title"),
    [
        ("", Role.DRAFTER, "Put the draft to the boards"),
        ("", Role.CONSORTIUM_CHAIR, "Put the draft to the boards"),
        ("LB2", Role.CHIEF_OFFICER, "Invite a board secretary and a signatory"),
    ],
)
def test_while_drafting_the_next_step_leads_to_a_page(
    app: Flask, clock: SetClock, code: str, role: Role, title: str
) -> None:
    play = begin(clock)
    browser = signed_in(app, joined(play.consortium_id, code, role))
    found_title, address = next_step(browser)
    assert found_title == title
    assert browser.get(address).status_code == 200


def test_what_happened_on_one_day_stands_in_its_order(app: Flask, clock: SetClock) -> None:
    play = released(clock)
    said = text_of(
        signed_in(app, joined(play.consortium_id, "", Role.AUDITOR)), f"/consortia/{play.consortium_id}"
    )
    told = (
        "Agreement begun",
        "Version 0.9 put to the boards",
        "Tamebrook Wellbeing Trust, Brindlecroft Community CIO, Lanternworks CIC and 3 more approved",
        "Tamebrook Wellbeing Trust, Brindlecroft Community CIO, Lanternworks CIC and 3 more signed",
        "Released and dated",
    )
    table = said[said.index("What happened") :]
    assert sorted(told, key=table.index) == list(told)


def test_what_became_of_a_version_stands_before_the_next_one(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    play.resolve("LB1", "0.9", carried())
    play.resolve("LB2", "0.9", LOST)
    play.circulate("0.10", None, {})
    play.resolve("LB2", "0.10", carried())
    auditor = signed_in(app, joined(play.consortium_id, "", Role.AUDITOR))
    said = text_of(auditor, f"/consortia/{play.consortium_id}")
    told = (
        "Version 0.9 put to the boards",
        "Tamebrook Wellbeing Trust approved version 0.9",
        "Brindlecroft Community CIO said no to version 0.9",
        "Version 0.10 put to the boards",
        "Brindlecroft Community CIO approved version 0.10",
    )
    table = said[said.index("What happened") :]
    assert sorted(told, key=table.index) == list(told)


def test_when_everything_is_in_place_the_chair_is_asked_to_release(app: Flask, clock: SetClock) -> None:
    play = approved(clock)
    play.sign(SIX, "0.9")
    chair = signed_in(app, joined(play.consortium_id, "", Role.CONSORTIUM_CHAIR))
    title, address = next_step(chair)
    assert title == "Record 5 conditions precedent"
    assert chair.get(address).status_code == 200
    for name in ("due_diligence_passed", "nda_signed", "trust_meetings_held", "contract_awarded"):
        play.meet_precedents((name,), "chair", "Minute 4")
    play.meet_precedents(("insurance_evidence",), "chair", "Minute 4")
    title, address = next_step(chair)
    assert title == "Release and date the agreement"
    assert chair.get(address).status_code == 200


def test_a_signatory_is_asked_to_sign_and_then_no_more(app: Flask, clock: SetClock) -> None:
    play = approved(clock)
    signatory = signed_in(app, joined(play.consortium_id, "LB2", Role.SIGNATORY))
    title, address = next_step(signatory)
    assert title == "Sign version 0.9"
    assert signatory.get(address).status_code == 200
    play.sign(("LB2",), "0.9")
    assert "Nothing needs you now" in text_of(signatory, "/")


def test_once_it_is_signed_the_agreement_is_one_link_away(app: Flask, clock: SetClock) -> None:
    play = released(clock)
    browser = signed_in(app, joined(play.consortium_id, "LB2", Role.BOARD_MEMBER))
    said = text_of(browser, "/")
    assert "Nothing needs you now" in said
    assert "Signed and released, dated 2 November 2026" in said
    assert "Download the signed agreement" in said


def test_a_witness_who_may_see_nothing_else_is_told_of_no_consortium(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    said = text_of(signed_in(app, joined(play.consortium_id, "LB2", Role.WITNESS)), "/")
    assert "Tamebrook" not in said


def test_a_consortium_says_who_holds_it_up_and_what_would_help(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    play.resolve("LB1", "0.9", carried())
    play.resolve("LB3", "0.9", carried(Condition("c1", "Canary of a condition", due=date(2027, 1, 10))))
    play.resolve("LB4", "0.9", LOST)
    chief = signed_in(app, joined(play.consortium_id, "LB2", Role.CHIEF_OFFICER))
    said = text_of(chief, f"/consortia/{play.consortium_id}")
    assert "1 of 6 boards" in said
    assert "It approved on 1 condition still open, the first due on 10 January 2027." in said
    assert "Talk to it, put a changed text to the boards, or go on without it." in said
    assert "yours" in said
    assert "Lanternworks CIC approved version 0.9 on conditions" in said
    assert "Long-stop date" in said
    assert "Canary" not in said


@pytest.mark.parametrize("stage", [begin, circulated, approved, released])
def test_a_consortium_has_a_page_at_every_stage(app: Flask, clock: SetClock, stage: object) -> None:
    assert callable(stage)
    play: Rehearsal = stage(clock)
    browser = signed_in(app, joined(play.consortium_id, "", Role.CONSORTIUM_CHAIR))
    said = text_of(browser, f"/consortia/{play.consortium_id}")
    assert "What comes next" in said
    assert "Every organisation" in said


def test_a_consortium_without_an_agreement_says_so_and_its_facilitator_begins_it(app: Flask) -> None:
    consortium_id = found()
    facilitator = signed_in(app, joined(consortium_id, "", Role.FACILITATOR))
    address = f"/consortia/{consortium_id}"
    assert "Write the first draft" in text_of(facilitator, address)
    assert "Its agreement has not been begun" in text_of(facilitator, "/")
    assert next_step(facilitator) == ("Write the first draft", f"{address}/agreement/first")
    purpose = {"purpose_statement": PURPOSE}
    assert submit(facilitator, f"{address}/agreement/first", purpose).status_code == 302
    assert "What comes next" in text_of(facilitator, address)
    other_id = found(title="Another Partnership")
    member = signed_in(app, joined(other_id, "LB1", Role.BOARD_MEMBER))
    assert "The agreement has not been begun" in text_of(member, f"/consortia/{other_id}")
    assert "Nothing needs you now" in text_of(member, "/")


@pytest.mark.parametrize("page", ["", "/activity", "/journal", "/journal.csv", "/dates.ics"])
def test_another_consortium_is_not_there(app: Flask, clock: SetClock, page: str) -> None:
    play = circulated(clock)
    stranger = signed_in(app, joined(found(), "LB1", Role.CHIEF_OFFICER, Role.BOARD_SECRETARY))
    assert stranger.get(f"/consortia/{play.consortium_id}{page}").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/", "/consortia/{consortium}", "/consortia/{consortium}/activity", "/consortia/{consortium}/journal"],
)
def test_thirty_members_cost_no_more_queries_than_six(app: Flask, address: str) -> None:
    counts = {}
    for name in ("lead_body_6", "spv_30"):
        alice = person()
        agreement_id = begun(example(name), alice)
        consortium_id = app.extensions["govflow.places"].consortium_of(agreement_id)
        also(alice, consortium_id, "", Role.FACILITATOR, Role.DRAFTER)
        also(
            alice,
            consortium_id,
            "LB1" if name == "lead_body_6" else "MO1",
            Role.CHIEF_OFFICER,
            Role.BOARD_MEMBER,
        )
        browser = signed_in(app, alice)
        where = address.format(consortium=consortium_id)
        assert browser.get(where).status_code == 200
        with statements() as asked:
            browser.get(where)
        counts[name] = len(asked)
    assert counts["lead_body_6"] == counts["spv_30"]


def test_a_facilitator_begins_a_non_disclosure_agreement_and_finds_it_on_the_page(app: Flask) -> None:
    consortium_id = found()
    facilitator = signed_in(app, joined(consortium_id, "", Role.FACILITATOR, Role.DRAFTER))
    address = f"/consortia/{consortium_id}"
    assert "Begin: Mutual non-disclosure agreement" in text_of(facilitator, address)
    begun_at = submit(facilitator, address, {"instrument": "nda"})
    assert begun_at.status_code == 302
    page = text_of(facilitator, address)
    assert "Begin: Mutual non-disclosure agreement" not in page
    assert "Begin: Heads of terms" in page
    assert "mutual non-disclosure agreement" in text_of(facilitator, "/")
    short = begun_at.location.removesuffix("/questions")
    assert "name of the consortium: to be agreed" not in text_of(facilitator, short)
    assert facilitator.get(begun_at.location).status_code == 200
    assert facilitator.get(begun_at.location.removesuffix("/questions")).status_code == 200
    member = signed_in(app, joined(consortium_id, "LB1", Role.BOARD_MEMBER))
    page = text_of(member, address)
    assert "Mutual non-disclosure agreement" in page
    assert "Begin: Heads of terms" not in page


def test_before_the_agreement_the_header_leads_to_what_is_begun(app: Flask) -> None:
    consortium_id = found()
    facilitator = signed_in(app, joined(consortium_id, "", Role.FACILITATOR, Role.DRAFTER))
    address = f"/consortia/{consortium_id}"
    assert "/questions" not in facilitator.get(address).text
    short = submit(facilitator, address, {"instrument": "nda"}).location
    header, _, _ = facilitator.get(f"{address}/members").text.partition("<main")
    assert f'href="{short}"' in header
    main = submit(facilitator, f"{address}/agreement/first", {"purpose_statement": PURPOSE}).location
    assert text_of(facilitator, "/").count("Invite somebody of") == 1
    for page, shown in (
        (f"{address}/members", main),
        (main, main),
        (short, short.removesuffix("/questions")),
    ):
        header, _, _ = facilitator.get(page).text.partition("<main")
        assert f'href="{shown}"' in header


def test_every_page_says_which_agreement_it_is_about(app: Flask) -> None:
    consortium_id = found()
    facilitator = signed_in(app, joined(consortium_id, "", Role.FACILITATOR, Role.DRAFTER))
    address = f"/consortia/{consortium_id}"
    short = submit(facilitator, address, {"instrument": "nda"}).location.removesuffix("/questions")
    assert ": mutual non-disclosure agreement" in text_of(facilitator, f"{short}/questions")
    assert "Questions: mutual non-disclosure agreement" in text_of(
        facilitator, f"{short}/questions/nda_months"
    )
    assert ": mutual non-disclosure agreement" in text_of(facilitator, f"{short}/versions")
    assert "Try the rules" not in text_of(facilitator, short)
    assert facilitator.get(f"{short}/simulator").status_code == 404
    submit(facilitator, address, {"instrument": "heads_of_terms"})
    activity = text_of(facilitator, f"{address}/activity")
    assert "began the agreement (heads of terms)" in activity
    assert "began the agreement (mutual non-disclosure agreement)" in activity
    assert "2 times" not in activity


def test_the_first_draft_says_what_it_takes_over(app: Flask) -> None:
    consortium_id = found()
    facilitator = signed_in(app, joined(consortium_id, "", Role.FACILITATOR, Role.DRAFTER))
    address = f"/consortia/{consortium_id}"
    first = f"{address}/agreement/first"
    assert "takes over" not in text_of(facilitator, first)
    short = submit(facilitator, address, {"instrument": "nda"}).location
    assert "takes over" not in text_of(facilitator, first)
    with at_work(app):
        answered(UUID(short.split("/")[2]), "purpose_statement", PURPOSE)
    page = text_of(facilitator, first)
    assert "takes over 1 answer that you gave in an earlier document" in page
    assert PURPOSE in page

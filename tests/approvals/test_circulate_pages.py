"""The drafters put a version to the boards: what is frozen, what it means, who is told."""

import uuid
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from govflow.agreements import services as drafting
from govflow.agreements.models import AnswerRow
from govflow.agreements.queries import the_agreement
from govflow.approvals import queries
from govflow.approvals.board_queries import InterestTold
from govflow.approvals.circulation_queries import next_name
from govflow.clock import SetClock
from govflow.core.approval import Condition
from govflow.core.permissions import Role
from govflow.extensions import db
from govflow.journal.leaf import Actor
from tests.approvals.boards import Board, board
from tests.approvals.test_ballots import approve, declare, room
from tests.approvals.test_room_pages import said
from tests.stage import carried
from tests.web.checked_pages import CheckedClient, read_page, words
from tests.web.people import filled, joined, mailed, signed_in, submit


def drafter(app: Flask, found: Board) -> CheckedClient:
    return signed_in(app, joined(found.play.consortium_id, "", Role.DRAFTER, name="Dora Fictional"))


def place(found: Board, name: str = "circulate") -> str:
    return f"/agreements/{found.agreement_id}/{name}"


def answer(found: Board, question: str, value: object) -> None:
    """Somebody answers a question of the draft."""
    by = Actor(found.secretary, None, "test")
    drafting.record_answer(
        found.agreement_id, question, value, the_agreement(found.agreement_id).revision, by, uuid.uuid4()
    )


def test_the_first_version_is_put_to_every_board_and_their_people_are_told(
    app: Flask, clock: SetClock
) -> None:
    found = board(clock, before=True)
    dora = drafter(app, found)
    told = said(dora, place(found))
    assert "Is asked to decide" in told and "What changed since" not in told
    done = submit(dora, place(found), {"why": "The draft is ready", "deadline": "2027-01-31"})
    assert done.status_code == 302, done.text
    circulated = queries.circulation(found.agreement_id)
    assert circulated is not None and (circulated.version.name, circulated.version.why) == (
        "1",
        "The draft is ready",
    )
    for address in ("ada@example.org", "sam@example.org", "oli@example.org"):
        (letter,) = mailed(app, address)
        assert "Please decide by 31 January 2027." in letter
    assert found.page() in mailed(app, "ada@example.org")[0]


def test_a_later_version_says_what_changed_and_what_each_board_has_to_do(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    approve(found)
    answer(found, "cap_pct", 100)
    dora = drafter(app, found)
    told = said(dora, place(found))
    assert "“125%” replaced by “100%”" in told and "By the rules this change is Material" in told
    assert "Decides again: what it approved has changed" in told
    assert "Decides again: nobody was delegated to accept it" in told
    wrong = submit(dora, place(found), {"why": "Asked for", "change_class": "minor"})
    assert wrong.status_code == 422 and "Every board reads this reason." in wrong.text
    done = submit(
        dora, place(found), {"why": "Asked for", "change_class": "minor", "override": "A slip of the pen"}
    )
    assert done.status_code == 302
    told = said(signed_in(app, found.secretary), found.page())
    assert "A person set this class, and not the rules: A slip of the pen." in told


def test_a_text_that_stands_approved_is_not_put_to_the_boards_again_unchanged(
    app: Flask, clock: SetClock
) -> None:
    found = board(clock)
    dora = drafter(app, found)
    early = dora.get(place(found))
    (form,) = read_page(early.text).findall(".//main//form[@method='post']")
    assert "Is asked to decide" in words(read_page(early.text).find(".//main"))
    approve(found)
    told = said(dora, place(found))
    why = "No word has changed since version 0.9, which 1 board has approved"
    assert f"{why}. Putting it to them again would undo that. Change the text first." in told
    assert "Decides again" not in told and "Put this version to the boards" not in told
    found.play.resolve("LB4", "0.9", carried(Condition("C1", "Our insurer agrees")))
    assert "which 1 board has approved and 1 board has approved on conditions." in said(dora, place(found))
    late = dora.post(place(found), data={**filled(form), "why": "Once more"})
    assert late.status_code == 422 and why in late.text and "Once more" in late.text
    assert "Decides again" not in late.text
    newest = queries.circulation(found.agreement_id)
    assert newest is not None and newest.version.name == "0.9"
    assert str(room(found).status) == "approved"
    last = room(found).case.terms.long_stop
    assert last is not None
    clock.moment += last - clock.now().date() + timedelta(days=1)
    lapsed = said(drafter(app, found), place(found))
    assert why in lapsed and "would undo that. Set a later long-stop date first." in lapsed
    assert "Change the text first" not in lapsed


def test_who_pressed_twice_is_answered_as_at_first_though_a_board_approved_meanwhile(
    app: Flask, clock: SetClock
) -> None:
    found = board(clock)
    dora = drafter(app, found)
    (form,) = read_page(dora.get(place(found)).text).findall(".//main//form[@method='post']")
    pressed = {**filled(form), "why": "A later day"}
    assert dora.post(place(found), data=pressed).status_code == 302
    found.play.resolve("LB4", "0.10", carried())
    again = dora.post(place(found), data=pressed)
    assert again.status_code == 302, again.text


def test_what_changed_while_the_page_was_open_is_not_frozen_unread(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    dora = drafter(app, found)
    form = read_page(dora.get(place(found)).text)
    hidden = {
        each.attrib["name"]: each.get("value", "")
        for each in form.findall(".//main//form//input")
        if each.get("type") == "hidden"
    }
    answer(found, "cap_pct", 100)
    sent = {**hidden, "version_name": "1", "why": "Ready", "change_class": ""}
    late = dora.post(place(found), data=sent)
    assert late.status_code == 422 and "Somebody changed the draft while you had this page open." in late.text
    assert "Ready" in late.text
    newest = queries.circulation(found.agreement_id)
    assert newest is not None and newest.version.name == "0.9"


def test_errors_are_listed_with_the_way_to_mend_them_and_nothing_can_be_sent(
    app: Flask, clock: SetClock
) -> None:
    found = board(clock, before=True)
    answer(found, "lead_body", None)
    dora = drafter(app, found)
    page = read_page(dora.get(place(found)).text)
    assert "Mend these first" in words(page)
    assert not [form for form in page.findall(".//main//form") if form.get("method") == "post"]
    links = [each.get("href", "") for each in page.findall(".//main//li//a")]
    assert any("/questions/" in link or "#" in link for link in links)


def test_a_clause_in_words_that_cannot_stand_is_named(app: Flask, clock: SetClock) -> None:
    found = board(clock, before=True)
    # No page takes such words, but those of a rehearsal's file are taken as they are.
    odd = drafting.Amendment(rewordings={"quorum": drafting.Rewording(" ")})
    act = db.session.scalars(select(AnswerRow.act_key)).first()
    assert act is not None
    drafting.amend(db.session(), found.agreement_id, odd, clock.moment, act)
    db.session.commit()
    page = read_page(drafter(app, found).get(place(found)).text)
    assert "“Quorum” has no words, or too many." in words(page)
    assert not [form for form in page.findall(".//main//form") if form.get("method") == "post"]


def test_each_warning_needs_a_reason_and_what_was_typed_is_kept(app: Flask, clock: SetClock) -> None:
    found = board(clock, before=True)
    answer(found, "penalty_total_cap_pct", 25)
    dora = drafter(app, found)
    told = said(dora, place(found))
    assert "Why do you leave it?" in told
    wrong = submit(dora, place(found), {"why": "Ready"})
    assert wrong.status_code == 422
    assert "Say why you leave this warning, or mend what it is about." in wrong.text and "Ready" in wrong.text
    fields = {
        each.attrib["name"]: "Our funder asks for it"
        for each in read_page(wrong.text).iter("textarea")
        if each.attrib["name"].startswith("why_")
    }
    assert fields and submit(dora, place(found), {"why": "Ready", **fields}).status_code == 302
    circulated = queries.circulation(found.agreement_id)
    assert circulated is not None
    assert {warning.reason for warning in circulated.version.warnings} == {"Our funder asks for it"}


def test_a_name_that_is_taken_is_refused_at_its_field(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    wrong = submit(drafter(app, found), place(found), {"version_name": "0.9", "why": "Again"})
    assert wrong.status_code == 422 and "“0.9” is the name of an earlier version." in wrong.text
    for name, told in (
        ("31/03/2027", "Use letters, figures, spaces, points and dashes, like 1.0 or 2027-03."),
        ("1.0 \U0001f319", "Use letters, figures, spaces, points and dashes, like 1.0 or 2027-03."),
        ("\u16a01", "Use letters, figures, spaces, points and dashes, like 1.0 or 2027-03."),
        ("\uff10.1", "Use letters, figures, spaces, points and dashes, like 1.0 or 2027-03."),
        ("O.9", "There is a version “0.9”. Choose a name that nobody can mistake for it."),
        ("..", "Use letters, figures, spaces, points and dashes, like 1.0 or 2027-03."),
        ("Draft", "“Draft” means another text here. Choose another name, like 1.0."),
        ("", "Give the version a name."),
    ):
        odd = submit(drafter(app, found), place(found), {"version_name": name, "why": "Again"})
        assert odd.status_code == 422 and told in odd.text and f'value="{name}"' in odd.text


def test_a_name_or_a_reason_of_spaces_is_none(app: Flask, clock: SetClock) -> None:
    found = board(clock, before=True)
    wrong = submit(drafter(app, found), place(found), {"version_name": "   ", "why": " \n "})
    assert wrong.status_code == 422 and "Give the version a name." in wrong.text
    assert "Say in a sentence or two why it is put to the boards now." in wrong.text
    assert "is the name of an earlier version" not in wrong.text
    assert queries.circulation(found.agreement_id) is None


def test_no_two_versions_have_names_that_look_alike(app: Flask, clock: SetClock) -> None:
    found = board(clock, before=True)
    dora = drafter(app, found)
    submit(dora, place(found), {"version_name": "Draft one", "why": "Ready"})
    wrong = submit(dora, place(found), {"version_name": " DRAFT   one ", "why": "Ready"})
    assert wrong.status_code == 422 and "There is a version “Draft one”." in wrong.text


def test_boards_are_asked_to_decide_by_a_day_they_can_meet(app: Flask, clock: SetClock) -> None:
    found = board(clock, before=True)
    dora = drafter(app, found)
    for day, told in (
        ("2026-11-01", "1 November 2026 has passed. Choose today or a later day."),
        ("2027-03-16", "Choose 15 March 2027 or an earlier day."),
    ):
        wrong = submit(dora, place(found), {"why": "Ready", "deadline": day})
        assert wrong.status_code == 422 and told in wrong.text and f'value="{day}"' in wrong.text
    clock.moment += timedelta(days=120)
    wrong = submit(drafter(app, found), place(found), {"why": "Ready", "deadline": ""})
    assert (
        wrong.status_code == 422 and "26 February 2027 has passed. Choose today or a later day." in wrong.text
    )
    assert queries.circulation(found.agreement_id) is None


def test_the_agreement_goes_on_without_a_member(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    approve(found)
    dora = drafter(app, found)
    told = said(dora, place(found, "leave-out/LB4"))
    assert "Go on without Stonelow Tenants Benefit Society" in told and "Is left out" in told
    (form,) = read_page(dora.get(place(found, "leave-out/LB4")).text).findall(".//main//form[@method='post']")
    pressed = {**filled(form), "why": "It cannot carry the risk"}
    done, again = (dora.post(place(found, "leave-out/LB4"), data=pressed) for _ in range(2))
    assert (done.status_code, again.status_code) == (302, 302), again.text
    db.session.rollback()
    assert "Left out" in said(dora, done.location)
    for member, why in (("LB4", "It asked for it"), ("LB5", "It cannot carry the risk")):
        other = dora.post(place(found, f"leave-out/{member}"), data={**pressed, "why": why})
        assert other.status_code == 422 and why in other.text
        assert "This was recorded when you pressed first, and nothing was recorded now." in other.text
    db.session.rollback()
    assert "LB5" in queries.case_of(found.agreement_id, found.play.today).terms.parties
    assert str(room(found).status) == "superseded"
    assert dora.get(place(found, "leave-out/LB9")).status_code == 404


def test_who_goes_on_without_a_member_gives_the_others_a_day_they_can_meet(
    app: Flask, clock: SetClock
) -> None:
    found = board(clock)
    clock.moment += timedelta(days=120)
    dora, page = drafter(app, found), place(found, "leave-out/LB4")
    wrong = submit(dora, page, {"why": "It cannot carry the risk"})
    assert wrong.status_code == 422 and "26 February 2027 has passed." in wrong.text
    done = submit(dora, page, {"why": "It cannot carry the risk", "deadline": "2027-03-12"})
    assert done.status_code == 302, done.text
    assert "Please decide by 12 March 2027." in mailed(app, "ada@example.org")[-1]
    circulated = queries.circulation(found.agreement_id)
    assert circulated is not None and circulated.deadline == date(2027, 3, 12)


def test_only_those_who_circulate_see_these_pages(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    for person_id in (found.secretary, *found.strangers):
        client = signed_in(app, person_id)
        assert client.get(place(found)).status_code == 404
        assert client.get(place(found, "leave-out/LB4")).status_code == 404


def test_who_has_an_open_reply_to_an_earlier_version_is_told_of_the_new_one(
    app: Flask, clock: SetClock
) -> None:
    found = board(clock)
    declare(found, found.trustees[0], InterestTold(False))
    dora = drafter(app, found)
    assert submit(dora, place(found), {"why": "A correction"}).status_code == 302
    assert (
        f"Version 0.10 of the agreement of {room(found).consortium.title}"
        in mailed(app, "ada@example.org")[-1]
    )


def test_the_next_name_follows_the_last() -> None:
    assert next_name(frozenset(), "") == "1"
    assert next_name(frozenset({"0.9"}), "0.9") == "0.10"
    assert next_name(frozenset({"1", "2"}), "1") == "3"
    assert next_name(frozenset({"Spring"}), "Spring") == "2"


REASON = "They have known each other for years."


def test_the_reason_for_a_warning_is_read_by_boards_and_offered_again(app: Flask, clock: SetClock) -> None:
    found = board(clock, before=True)
    answer(found, "trust_meetings_min", 3)
    dora = drafter(app, found)
    done = submit(dora, place(found), {"why": "The draft is ready", "why_CR_08": REASON})
    assert done.status_code == 302, done.text
    ada = signed_in(app, found.trustees[0])
    for page in ("", "/pack"):
        told = said(ada, found.page(page))
        assert "Only 3 meetings must be held before signing." in told
        assert f"Left because: {REASON}" in told
    answer(found, "consortium_name", "Another name")
    again = dora.get(place(found)).text
    assert "The reason given for version 1." in words(read_page(again))
    assert f">{REASON}</textarea>" in again.replace("\r\n", "").replace("\n", "")
    answer(found, "trust_meetings_min", 2)
    other = dora.get(place(found)).text
    assert "The reason given for version 1." not in words(read_page(other)) and REASON not in other

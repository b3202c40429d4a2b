"""The pages of members: the roll, the boards, the people; each as those who may see it, and nobody else."""

from datetime import timedelta
from uuid import UUID, uuid4
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from govflow.accounts.models import Person
from govflow.clock import SetClock
from govflow.core.draft import Member
from govflow.core.permissions import Role
from govflow.extensions import db
from govflow.members.queries import capacities, parties, party, recorded_rules, role_holders, roles_given
from govflow.members.services import NewParty, found_consortium
from govflow.transaction import transaction
from tests.cast import ALICE, LEAD_BODY, found
from tests.web.checked_pages import CheckedClient, read_page, words
from tests.web.people import also, filled, joined, mailed, person, signed_in, submit

ORGANISATION = {
    "legal_name": "Fourth Fictional Society",
    "legal_form": "cbs",
    "jurisdiction": "scotland",
    "reg_no": "99000044",
    "member_class": "associate",
    "annual_income": "12,50",
}
RULES = {"seats": "9", "in_office": "7", "quorum": "3", "source": "Constitution, clause 12"}


@pytest.fixture
def hollin(app: Flask) -> UUID:
    return found()


def roll_of(consortium_id: UUID) -> str:
    return f"/consortia/{consortium_id}/members"


def test_the_roll_tells_form_nation_number_class_and_board(app: Flask, hollin: UUID) -> None:
    page = signed_in(app, joined(hollin, "LB2", Role.EDITOR)).get(roll_of(hollin)).text
    for told in (
        "Hollin Bank Trust",
        "Charitable company limited by guarantee",
        "England and Wales",
        "99000001",
    ):
        assert told in page
    assert "9 in office, quorum 3" in page and "Add an organisation" not in page


def test_another_consortium_is_not_there(app: Flask, hollin: UUID) -> None:
    stranger = signed_in(app, joined(found(title="Another Partnership"), "LB1", Role.CHIEF_OFFICER))
    for address in ("", "/LB1", "/LB1/board-rules", "/LB1/correct", "/new"):
        assert stranger.get(roll_of(hollin) + address).status_code == 404
    assert stranger.get(f"/consortia/{hollin}/people").status_code == 404


def test_the_facilitator_adds_an_organisation_and_nothing_typed_is_lost(app: Flask, hollin: UUID) -> None:
    browser = signed_in(app, joined(hollin, "", Role.FACILITATOR))
    wrong = submit(browser, f"{roll_of(hollin)}/new", {**ORGANISATION, "annual_income": "-1"})
    assert wrong.status_code == 422
    limits = "Enter an amount in pounds, from 0 to 99,999,999,999."
    assert limits in wrong.text and "Fourth Fictional Society" in wrong.text
    rich = submit(browser, f"{roll_of(hollin)}/new", {**ORGANISATION, "annual_income": "99999999999999"})
    assert rich.status_code == 422 and limits in rich.text
    for typed in ("about a million", "1e9", "1_000", "sNaN", "Infinity", "9" * 31):
        words = submit(browser, f"{roll_of(hollin)}/new", {**ORGANISATION, "annual_income": typed})
        assert words.text.count("Enter an amount in pounds, 0 or more.") == 2 and typed in words.text
    assert len(parties(hollin)) == 3
    right = submit(browser, f"{roll_of(hollin)}/new", {**ORGANISATION, "annual_income": "£1,250 a year"})
    assert right.status_code == 302
    added = parties(hollin)[3]
    assert (added.code, added.member.legal_name, added.member.jurisdiction) == (
        "LB4",
        "Fourth Fictional Society",
        "scotland",
    )


def test_pressed_twice_an_organisation_is_added_once(app: Flask, hollin: UUID) -> None:
    address, key = f"{roll_of(hollin)}/new", {"key": str(uuid4())}
    browser = signed_in(app, joined(hollin, "", Role.FACILITATOR))
    typed = {**ORGANISATION, "annual_income": "1250", **key}
    once, again = (submit(browser, address, typed) for _ in range(2))
    assert (once.status_code, again.status_code) == (302, 302)
    assert again.location == once.location and len(parties(hollin)) == 4
    assert submit(browser, address, {**typed, "legal_name": "Another Society"}).status_code == 422
    somebody = signed_in(app, joined(hollin, "", Role.FACILITATOR, name="Bob Fictional"))
    assert submit(somebody, address, typed).status_code == 422
    assert len(parties(hollin)) == 4


def test_what_was_mistyped_is_corrected_by_those_who_look_after_it(app: Flask, hollin: UUID) -> None:
    officer = signed_in(app, joined(hollin, "LB2", Role.CHIEF_OFFICER))
    told = {"legal_name": "Careful Strides CIO", "jurisdiction": "england_wales", "member_class": "full"}
    answer = submit(officer, f"{roll_of(hollin)}/LB2/correct", told)
    assert answer.status_code == 302
    corrected = party(hollin, "LB2")
    assert corrected is not None and corrected.member.legal_name == "Careful Strides CIO"
    assert corrected.member.is_charity
    assert officer.get(f"{roll_of(hollin)}/LB1/correct").status_code == 404


def test_no_two_organisations_bear_the_same_name(app: Flask, hollin: UUID) -> None:
    browser = signed_in(app, joined(hollin, "", Role.FACILITATOR))
    told = "An organisation of this name is on the roll already."
    same = submit(browser, f"{roll_of(hollin)}/new", {**ORGANISATION, "legal_name": "HOLLIN  bank trust"})
    assert same.status_code == 422 and told in same.text and len(parties(hollin)) == 3
    spaces = submit(browser, f"{roll_of(hollin)}/new", {**ORGANISATION, "legal_name": "   "})
    assert spaces.status_code == 422 and "Enter the name as it stands in its register." in spaces.text
    address = f"{roll_of(hollin)}/LB2/correct"
    other = submit(browser, address, {"legal_name": "hollin bank trust"})
    assert other.status_code == 422 and told in other.text
    spelt = {"legal_name": "Careful  steps cio", "jurisdiction": "scotland", "member_class": "full"}
    assert submit(browser, address, spelt).status_code == 302


def test_the_secretary_tells_how_the_board_decides_and_where_that_comes_from(
    app: Flask, hollin: UUID
) -> None:
    secretary = signed_in(app, joined(hollin, "LB2", Role.BOARD_SECRETARY))
    address = f"{roll_of(hollin)}/LB2/board-rules"
    crowded = submit(secretary, address, {**RULES, "in_office": "10"})
    assert crowded.status_code == 422
    assert "There cannot be more people in office (10) than seats (9)." in crowded.text
    assert submit(secretary, address, {**RULES, "source": "  "}).status_code == 422
    assert submit(secretary, address, RULES).status_code == 302
    page = secretary.get(f"{roll_of(hollin)}/LB2").text
    assert "7 of 9 seats" in page and "Constitution, clause 12" in page
    place = party(hollin, "LB2")
    assert place is not None and recorded_rules(hollin)[place.id].rules.quorum == 3
    assert secretary.get(f"{roll_of(hollin)}/LB1/board-rules").status_code == 404


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ({"quorum": "99"}, "Quorum: it cannot be larger than the number of seats (9)."),
        ({"quorum": "0"}, "Quorum: enter a whole number of people, from 1 to 999."),
        ({"seats": "1000"}, "Seats: enter a whole number of people, from 1 to 999."),
        ({"seats": "0", "in_office": "0"}, "Seats: enter a whole number of people, from 1 to 999."),
        ({"in_office": "1000"}, "People in office now: enter a whole number of people, from 0 to 999."),
        ({"seats": "", "quorum": "99"}, "Seats: enter a whole number of people."),
    ],
)
def test_a_board_has_a_quorum_that_its_seats_can_make(
    app: Flask, hollin: UUID, numbers: dict[str, str], told: str
) -> None:
    secretary = signed_in(app, joined(hollin, "LB2", Role.BOARD_SECRETARY))
    answer = submit(secretary, f"{roll_of(hollin)}/LB2/board-rules", {**RULES, **numbers})
    assert answer.status_code == 422 and answer.text.count(told) == 2


def test_each_organisation_invites_its_own_people(app: Flask, hollin: UUID) -> None:
    officer = signed_in(app, joined(hollin, "LB2", Role.CHIEF_OFFICER))
    address = f"/consortia/{hollin}/people/invite?member=LB2"
    bob = {"name": "Bob Fictional", "email": "bob@example.org", "roles": ["board_member"]}
    assert submit(officer, address, {**bob, "email": "bob"}).status_code == 422
    assert submit(officer, address, {**bob, "roles": ["facilitator"]}).status_code == 422
    assert submit(officer, address, bob).status_code == 302
    assert "Bob Fictional" in officer.get(f"/consortia/{hollin}/people").text
    assert len(mailed(app, "bob@example.org")) == 1
    assert officer.get(f"/consortia/{hollin}/people/invite?member=LB1").status_code == 404
    assert officer.get(f"/consortia/{hollin}/people/invite").status_code == 404


def test_addresses_are_shown_to_those_who_look_after_the_people(app: Flask, hollin: UUID) -> None:
    joined(hollin, "LB1", Role.SIGNATORY, name="Carol Fictional", email="carol@example.org")
    other = signed_in(app, joined(hollin, "LB2", Role.CHIEF_OFFICER)).get(f"/consortia/{hollin}/people").text
    own = signed_in(app, joined(hollin, "LB1", Role.CHIEF_OFFICER)).get(f"/consortia/{hollin}/people").text
    assert "Carol Fictional" in other and "carol@example.org" not in other
    assert "carol@example.org" in own


def test_a_role_ends_at_the_next_thing_asked_for(app: Flask, hollin: UUID) -> None:
    bob = signed_in(app, joined(hollin, "LB2", Role.EDITOR, name="Bob Fictional"))
    officer = signed_in(app, joined(hollin, "LB2", Role.CHIEF_OFFICER))
    assert bob.get(roll_of(hollin)).status_code == 200
    editor = next(each for each in role_holders(hollin) if each.role is Role.EDITOR)
    people = f"/consortia/{hollin}/people"
    ended = submit(officer, people, form=str(editor.role_id))
    assert ended.status_code == 302 and ended.location == people
    assert editor.role_id not in {each.role_id for each in role_holders(hollin)}
    assert bob.get(roll_of(hollin)).status_code == 404


def test_who_ends_a_role_that_has_ended_is_told_so(app: Flask, hollin: UUID) -> None:
    joined(hollin, "LB2", Role.EDITOR, name="Bob Fictional")
    officer = signed_in(app, joined(hollin, "LB2", Role.CHIEF_OFFICER))
    editor = next(each for each in role_holders(hollin) if each.role is Role.EDITOR)
    people = f"/consortia/{hollin}/people"
    address, sent = f"{people}/{editor.role_id}/end", filled(form_on(officer.get(people).text))
    for said in ("Bob Fictional is no longer editor.", "This role has ended already."):
        answer = officer.post(address, data=sent)
        assert (answer.status_code, answer.location) == (302, people)
        assert said in officer.get(people).text
    stranger = joined(found(title="Another Partnership"), "LB1", Role.CHIEF_OFFICER)
    elsewhere = signed_in(app, stranger)
    (theirs,) = capacities(stranger)
    address = f"/consortia/{theirs.consortium_id}/people/{editor.role_id}/end"
    token = browser_token(elsewhere, theirs.consortium_id)
    assert elsewhere.post(address, data={"csrf_token": token}).status_code == 404


def test_somebody_in_two_organisations_chooses_for_which_they_act(app: Flask, hollin: UUID) -> None:
    bob = joined(hollin, "LB1", Role.CHIEF_OFFICER)
    also(bob, hollin, "LB2", Role.CHIEF_OFFICER)
    browser = signed_in(app, bob)
    assert browser.get(f"/consortia/{hollin}/people/invite?member=LB2").status_code == 404
    token = {"csrf_token": browser_token(browser, hollin)}
    chosen = {**token, "consortium_id": str(hollin), "member": "LB2"}
    assert browser.post("/acting", data=chosen).status_code == 302
    assert browser.get(f"/consortia/{hollin}/people/invite?member=LB2").status_code == 200
    assert browser.post("/acting", data={**chosen, "member": "LB3"}).status_code == 404


def browser_token(browser: CheckedClient, consortium_id: UUID) -> str:
    page = read_page(browser.get(roll_of(consortium_id)).text)
    token = page.find(".//input[@name='csrf_token']")
    assert token is not None
    return token.attrib["value"]


def test_who_was_let_in_by_the_server_founds_a_consortium(app: Flask) -> None:
    dora = person("Dora Fictional")
    browser = signed_in(app, dora)
    assert browser.get("/consortia/new").status_code == 404
    with transaction() as session:
        session.get_one(Person, dora).may_found = True
    assert "Begin a consortium" in browser.get("/").text
    assert submit(browser, "/consortia/new", {"title": ""}).status_code == 422
    founded = submit(browser, "/consortia/new", {"title": "Dora’s Partnership", "type": "NET"})
    assert founded.status_code == 302
    page = browser.get(founded.location)
    assert "Dora’s Partnership" in page.text and "Add another organisation" in page.text


def test_an_invitation_that_waited_too_long_gives_nothing(app: Flask, clock: SetClock, hollin: UUID) -> None:
    late = joined(hollin, "LB2", Role.EDITOR, name="Late Fictional")
    in_time = joined(hollin, "LB2", Role.EDITOR, name="Early Fictional")
    officer = signed_in(app, joined(hollin, "LB2", Role.CHIEF_OFFICER))
    assert officer.get(roll_of(hollin) + "/LB2").text.count("not signed in yet") == 2
    clock.moment += timedelta(days=14)
    early = signed_in(app, in_time)
    assert early.get(roll_of(hollin)).status_code == 200
    clock.moment += timedelta(seconds=1)
    assert signed_in(app, late).get(roll_of(hollin)).status_code == 404
    also(late, hollin, "LB2", Role.SIGNATORY)
    assert signed_in(app, late).get(roll_of(hollin)).status_code == 200


def test_a_chief_officer_who_came_too_late_is_invited_again_by_the_facilitator(
    app: Flask, clock: SetClock, hollin: UUID
) -> None:
    facilitator = joined(hollin, "", Role.FACILITATOR)
    browser, people = signed_in(app, facilitator), f"/consortia/{hollin}/people"
    chloe = {"name": "Chloe Fictional", "email": "chloe@example.org", "roles": ["chief_officer"]}
    assert submit(browser, f"{people}/invite?member=LB2", chloe).status_code == 302
    clock.moment += timedelta(days=15)
    (invited,) = (each for each in roles_given(hollin) if each.name == "Chloe Fictional")
    assert signed_in(app, invited.person_id).get(roll_of(hollin)).status_code == 404
    browser = signed_in(app, facilitator)
    page = browser.get(people).text
    assert "invitation ran out" in page and "End<span" in page
    assert "Nobody yet" in browser.get(roll_of(hollin)).text
    assert submit(browser, f"{people}/invite?member=LB2", chloe).status_code == 302
    assert signed_in(app, invited.person_id).get(f"{people}/invite?member=LB2").status_code == 200
    assert "invitation ran out" not in browser.get(people).text


def test_an_invitation_that_ran_out_is_ended_on_the_page_of_people(
    app: Flask, clock: SetClock, hollin: UUID
) -> None:
    chief = joined(hollin, "LB2", Role.CHIEF_OFFICER)
    signed_in(app, chief)
    joined(hollin, "LB2", Role.BOARD_MEMBER, name="Cleo Fictional")
    clock.moment += timedelta(days=15)
    (cleo,) = (each for each in roles_given(hollin) if each.ran_out)
    browser = signed_in(app, chief)
    assert submit(browser, f"/consortia/{hollin}/people", form=str(cleo.role_id)).status_code == 302
    assert [each.person_id for each in roles_given(hollin)] == [chief]


def test_who_corrects_late_sees_what_somebody_else_corrected_and_loses_nothing(
    app: Flask, hollin: UUID
) -> None:
    address = f"{roll_of(hollin)}/LB1/correct"
    quick, late = (
        signed_in(app, joined(hollin, code, role))
        for code, role in (("LB1", Role.CHIEF_OFFICER), ("", Role.FACILITATOR))
    )
    began = filled(form_on(late.get(address).text))
    assert submit(quick, address, {"registered_office": "9 New Street"}).status_code == 302
    answer = late.post(address, data={**began, "role": "Treasurer"})
    assert answer.status_code == 422 and "Somebody else corrected this organisation" in answer.text
    main = words(read_page(answer.text).find(".//main"))
    assert "9 New Street" in main and "Lead body" in main and "Treasurer" in answer.text
    assert (member_of(hollin).registered_office, member_of(hollin).role) == ("9 New Street", "Lead body")
    sent = {**filled(form_on(answer.text)), "registered_office": "9 New Street"}
    assert late.post(address, data=sent).status_code == 302
    assert late.post(address, data=sent).status_code == 302
    assert (member_of(hollin).registered_office, member_of(hollin).role) == ("9 New Street", "Treasurer")


def test_two_who_correct_the_same_are_not_held_up(app: Flask, hollin: UUID) -> None:
    address = f"{roll_of(hollin)}/LB1/correct"
    browser = signed_in(app, joined(hollin, "", Role.FACILITATOR))
    began = filled(form_on(browser.get(address).text))
    assert submit(browser, address, {"role": "Treasurer"}).status_code == 302
    assert browser.post(address, data={**began, "role": "Treasurer"}).status_code == 302


def test_who_goes_back_and_corrects_again_is_told_that_it_was_recorded_before(
    app: Flask, hollin: UUID
) -> None:
    address = f"{roll_of(hollin)}/LB1/correct"
    browser = signed_in(app, joined(hollin, "", Role.FACILITATOR))
    began = filled(form_on(browser.get(address).text))
    assert browser.post(address, data={**began, "registered_office": "9 New Street"}).status_code == 302
    back = {**began, "registered_office": "9 New Street", "role": "Treasurer"}
    for _ in range(2):
        answer = browser.post(address, data=back)
        assert answer.status_code == 422 and "This was recorded when you pressed first" in answer.text
        assert "Treasurer" in answer.text and member_of(hollin).role == "Lead body"


def form_on(text: str) -> Element:
    found = read_page(text).find(".//main//form")
    assert found is not None
    return found


def member_of(consortium_id: UUID, code: str = "LB1") -> Member:
    db.session.rollback()
    found = party(consortium_id, code)
    assert found is not None
    return found.member


def test_the_vehicle_has_no_class_of_membership(app: Flask) -> None:
    spv = found_consortium("SPV", "Fictional Company", True, [NewParty(LEAD_BODY)], ALICE, uuid4())
    browser = signed_in(app, joined(spv, "", Role.FACILITATOR))
    company = {**ORGANISATION, "annual_income": "", "is_vehicle": "y", "member_class": "full"}
    assert submit(browser, f"{roll_of(spv)}/new", company).status_code == 302
    assert member_of(spv, "SPV").member_class == ""
    address = f"{roll_of(spv)}/SPV/correct"
    assert "Class of membership" not in browser.get(address).text
    assert submit(browser, address, {"legal_name": "Third Name CIC"}).status_code == 302
    assert (member_of(spv, "SPV").legal_name, member_of(spv, "SPV").member_class) == ("Third Name CIC", "")

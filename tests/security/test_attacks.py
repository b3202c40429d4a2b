"""What somebody sends who does not use our pages as they are meant: answered in words, and nothing is changed."""

import time
from uuid import UUID

import pytest
from flask import Flask

from govflow.agreements.queries import consortium_of
from govflow.core.permissions import Role
from govflow.members.queries import party, recorded_rules, role_holders
from tests.agreements.begun import begun, example
from tests.cast import found
from tests.web.checked_pages import CheckedClient, read_page
from tests.web.people import also, filled, joined, person, signed_in

ENDLESS = "9" * 5_000
"""A number of more figures than a machine reads at once."""


TOLD = {"jurisdiction": "england_wales", "member_class": "full"}
"""What the example leaves open of an organisation."""


def form_of(browser: CheckedClient, address: str) -> dict[str, object]:
    """What the form of a page would send as it stands."""
    page = read_page(browser.get(address).text)
    return filled(next(each for each in page.findall(".//main//form") if each.get("method") == "post"))


def test_the_key_of_one_act_does_no_other(app: Flask) -> None:
    hollin = found()
    officer = signed_in(app, joined(hollin, "LB2", Role.CHIEF_OFFICER))
    address = f"/consortia/{hollin}/members/LB2/correct"
    sent = {**form_of(officer, address), **TOLD}
    assert officer.post(address, data={**sent, "legal_name": "First Fictional"}).status_code == 302
    again = officer.post(address, data={**sent, "legal_name": "Second Fictional Society of Somewhere"})
    assert again.status_code == 422 and "nothing was recorded now" in again.text
    assert "Second Fictional Society of Somewhere" in again.text, "what was typed is kept"
    kept = party(hollin, "LB2")
    assert kept is not None and kept.member.legal_name == "First Fictional"
    somebody = next(each for each in role_holders(hollin) if each.code == "LB2")
    ended = officer.post(
        f"/consortia/{hollin}/people/{somebody.role_id}/end",
        data={"csrf_token": sent["csrf_token"], "key": sent["key"]},
    )
    assert ended.status_code == 302 and somebody in role_holders(hollin)


@pytest.mark.parametrize("typed", [ENDLESS, "-1", "1e400", "\u00b2", "NaN"])
def test_a_number_without_end_is_a_typing_error(app: Flask, typed: str) -> None:
    hollin = found()
    secretary = signed_in(app, joined(hollin, "LB2", Role.BOARD_SECRETARY))
    address, before = f"/consortia/{hollin}/members/LB2/board-rules", recorded_rules(hollin)
    answer = secretary.post(
        address, data={**form_of(secretary, address), "seats": typed, "source": "Clause 1"}
    )
    assert answer.status_code == 422
    assert recorded_rules(hollin) == before


@pytest.mark.parametrize("typed", ["sNaN", "NaN", "Infinity", ENDLESS, "1E+9999999"])
def test_an_amount_that_is_none_is_a_typing_error(app: Flask, typed: str) -> None:
    hollin = found()
    officer = signed_in(app, joined(hollin, "LB2", Role.CHIEF_OFFICER))
    address = f"/consortia/{hollin}/members/LB2/correct"
    answer = officer.post(address, data={**form_of(officer, address), **TOLD, "annual_income": typed})
    assert answer.status_code == 422 and "Enter an amount in pounds, " in answer.text


def drafting(app: Flask) -> tuple[CheckedClient, UUID]:
    """Somebody who words and answers the six-member example, in a browser of their own."""
    drafter = person("Dora Fictional")
    agreement_id = begun(example("alliance_19"), drafter)
    consortium_id = consortium_of(agreement_id)
    assert consortium_id is not None
    also(drafter, consortium_id, "", Role.DRAFTER)
    return signed_in(app, drafter), agreement_id


def test_a_revision_that_nobody_could_have_seen_is_stale(app: Flask) -> None:
    drafter, agreement_id = drafting(app)
    for place, name in (("questions/chair_term_months", "seen"), ("circulate", "revision")):
        address = f"/agreements/{agreement_id}/{place}"
        answer = drafter.post(address, data={**form_of(drafter, address), name: ENDLESS, "save": "on"})
        assert answer.status_code in {200, 302, 422}, place


def test_the_rows_of_a_list_have_plain_numbers_and_an_end(app: Flask) -> None:
    drafter, agreement_id = drafting(app)
    address = f"/agreements/{agreement_id}/questions/extra_definitions"
    sent = form_of(drafter, address)
    for number in ("\u00b2", ENDLESS, "-1"):
        odd = drafter.post(address, data={**sent, f"answer-{number}-cell_term": "Odd", "row": "add"})
        assert odd.status_code == 200 and "Odd" not in odd.text
    began = time.monotonic()
    many = {f"answer-{place}-cell_term": "x" for place in range(3_000)}
    assert drafter.post(address, data={**sent, **many, "row": "add"}).status_code == 413
    assert time.monotonic() - began < 5


def test_no_facilitator_brings_in_a_chief_officer_beside_the_one_who_came(app: Flask) -> None:
    hollin = found()
    facilitator = signed_in(app, joined(hollin, "", Role.FACILITATOR))
    officer = joined(hollin, "LB2", Role.CHIEF_OFFICER)
    address = f"/consortia/{hollin}/people/invite?member=LB2"
    accomplice = {"name": "Max Fictional", "email": "max@example.org", "roles": str(Role.CHIEF_OFFICER)}
    mistyped = facilitator.post(address, data={**form_of(facilitator, address), **accomplice})
    assert mistyped.status_code == 302, "nobody came yet: an address may have been mistyped"
    signed_in(app, officer)
    before = role_holders(hollin)
    sent = form_of(facilitator, address)
    refused = facilitator.post(address, data={**sent, **accomplice, "email": "eve@example.org"})
    assert refused.status_code == 422
    for holder in (each for each in before if each.code == "LB2"):
        ended = facilitator.post(f"/consortia/{hollin}/people/{holder.role_id}/end", data=sent)
        assert ended.status_code == 404
    assert role_holders(hollin) == before


@pytest.mark.parametrize(
    "typed", ["<max@example.org>", '"Max"@example.org', "max:eve@example.org;", "a,b@example.org"]
)
def test_one_address_is_one_person(app: Flask, typed: str) -> None:
    hollin = found()
    facilitator = signed_in(app, joined(hollin, "", Role.FACILITATOR))
    address, before = f"/consortia/{hollin}/people/invite", role_holders(hollin)
    sent = {**form_of(facilitator, address), "name": "Max", "email": typed, "roles": str(Role.OBSERVER)}
    assert facilitator.post(address, data=sent).status_code == 422
    assert role_holders(hollin) == before


def test_a_name_brings_no_lines_of_its_own_into_a_letter(app: Flask) -> None:
    hollin = found()
    facilitator = signed_in(app, joined(hollin, "", Role.FACILITATOR))
    address = f"/consortia/{hollin}/people/invite"
    lines = {"name": "Max\n\nPay here", "office": "Guest\nof all", "email": "max@example.org"}
    sent = {**form_of(facilitator, address), **lines, "roles": str(Role.OBSERVER)}
    assert facilitator.post(address, data=sent).status_code == 302
    invited = next(each for each in role_holders(hollin) if each.email == "max@example.org")
    assert (invited.name, invited.office) == ("Max Pay here", "Guest of all")

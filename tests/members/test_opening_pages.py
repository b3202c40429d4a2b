"""The opening: which kind fits, everybody who is in it on one page, and a first draft from the usual choices."""

import uuid
from uuid import UUID

import pytest
from flask import Flask

from govflow.accounts.models import Person
from govflow.agreements import begin_views
from govflow.agreements.queries import agreement_of, draft_source, examine, the_agreement
from govflow.agreements.question_queries import unconfirmed
from govflow.agreements.services import Amendment, begin_agreement
from govflow.core.draft import JURISDICTIONS, Member
from govflow.core.permissions import Role
from govflow.members.founding_forms import FORM_WORDS, SHORT_NAMES, read_pasted
from govflow.members.queries import parties
from govflow.members.services import NewParty, found_consortium
from govflow.transaction import transaction
from tests.cast import ALICE, found
from tests.watched import statements
from tests.web.checked_pages import CheckedClient, read_page
from tests.web.people import filled, joined, person, signed_in, submit

PURPOSE = "To help people who leave hospital to settle again at home, near those who know them."


@pytest.fixture
def founder(app: Flask) -> CheckedClient:
    dora = person("Dora Fictional")
    with transaction() as session:
        session.get_one(Person, dora).may_found = True
    return signed_in(app, dora)


@pytest.fixture
def empty(app: Flask) -> UUID:
    """A consortium with nobody on its roll."""
    return found_consortium("LB", "Hollin Together", False, (), ALICE, uuid.uuid4())


@pytest.fixture
def facilitator(app: Flask, empty: UUID) -> CheckedClient:
    return signed_in(app, joined(empty, "", Role.FACILITATOR))


def together(consortium_id: UUID) -> str:
    return f"/consortia/{consortium_id}/members/together"


def row(place: int, name: str = "", form: str = "", number: str = "", nation: str = "") -> dict[str, str]:
    return {
        f"rows-{place}-legal_name": name,
        f"rows-{place}-legal_form": form,
        f"rows-{place}-reg_no": number,
        f"rows-{place}-jurisdiction": nation,
    }


def test_from_nothing_to_a_first_draft(founder: CheckedClient) -> None:
    assert "Choose a kind" in founder.get("/").text
    chosen = founder.get("/consortia/new/kind?work=deliver&contract=soon&risk=one").text
    assert "By your answers: lead body" in chosen and "/consortia/new?kind=LB" in chosen
    founded = submit(founder, "/consortia/new?kind=LB", {"title": "Hollin Together"})
    members = {
        **row(0, "Hollin Bank Trust", "clg_charity", "9900001", "england_wales"),
        **row(1, "Careful Steps CIO", "cio", "9900002"),
    }
    entered = submit(founder, founded.location, members)
    first = submit(founder, entered.location, {"purpose_statement": PURPOSE, "lead_body": "LB1"})
    assert first.status_code == 302
    text = founder.get(first.location).text
    assert "Your first draft is written" in text and PURPOSE.rstrip(".") in text
    assert "Hollin Bank Trust" in text and "usual choices stand that nobody has confirmed" in text
    assert 'class="broken"' not in text and "To agree:" in text


@pytest.mark.parametrize(("code", "form"), [("SPV", "cic_clg"), ("COOP", "coop_society")])
def test_a_vehicle_is_named_with_the_first_draft_and_signs_as_a_party(
    founder: CheckedClient, code: str, form: str
) -> None:
    founded = submit(founder, f"/consortia/new?kind={code}", {"title": "Hollin Together"})
    members = {
        **row(0, "Hollin Bank Trust", "clg_charity", "9900001", "scotland"),
        **row(1, "Careful Steps CIO", "cio", "9900002"),
    }
    first = submit(founder, founded.location, members).location
    nameless = submit(founder, first, {"purpose_statement": PURPOSE})
    assert nameless.status_code == 422 and "Enter a name for the company or society" in nameless.text
    taken = submit(founder, first, {"purpose_statement": PURPOSE, "spv_name": "careful  steps CIO"})
    assert taken.status_code == 422 and "One of the members has this name." in taken.text
    long = submit(founder, first, {"purpose_statement": PURPOSE, "spv_name": "x" * 301})
    assert long.status_code == 422 and "at most 300 characters" in long.text
    named = {"purpose_statement": PURPOSE, "spv_name": "Hollin Homes Together"}
    written = submit(founder, first, named)
    assert written.status_code == 302
    consortium_id = UUID(founded.location.split("/")[2])
    *_, vehicle = parties(consortium_id)
    assert (vehicle.is_vehicle, vehicle.code, vehicle.member.legal_form) == (True, "SPV", form)
    assert (vehicle.member.name, vehicle.member.jurisdiction) == ("Hollin Homes Together", "scotland")
    agreement_id = agreement_of(consortium_id)
    assert agreement_id is not None
    found = examine(draft_source(agreement_id)).problems
    assert [one.message for one in found if one.rule == "CR-03"] == []


def test_the_six_questions_need_no_account_and_found_nothing(app: Flask, client: CheckedClient) -> None:
    page = client.get("/consortia/new/kind").text
    assert "What will you do together?" in page and "Begin with this kind" not in page
    assert "/consortia/new/kind" in client.get("/help/types").text
    unsure = client.get("/consortia/new/kind?work=unsure").text
    assert "None of your answers says anything" in unsure and "Fits best" not in unsure
    assert "None of your answers says anything" in client.get("/consortia/new/kind?show=yes").text
    chosen = client.get("/consortia/new/kind?work=meet&risk=none").text
    assert "By your answers: network" in chosen and "Fits best" in chosen and "What would tip it" in chosen
    assert 'value="meet" checked' in chosen and "Not answered yet:" in chosen


@pytest.mark.parametrize(
    "odd", ["work=%00", "work=" + "x" * 3000, "work=deliver&work=voice&x=1", "work=%E2%80%AE"]
)
def test_an_address_that_somebody_made_up_breaks_nothing(client: CheckedClient, odd: str) -> None:
    assert client.get(f"/consortia/new/kind?{odd}").status_code in (200, 404)


def test_every_organisation_goes_on_the_roll_in_one_act_or_none_does(
    facilitator: CheckedClient, empty: UUID
) -> None:
    one = submit(facilitator, together(empty), row(0, "Hollin Bank Trust"))
    assert one.status_code == 422 and "Enter two organisations or more." in one.text
    assert "Hollin Bank Trust" in one.text and parties(empty) == ()
    twice = submit(facilitator, together(empty), {**row(0, "Hollin Trust"), **row(1, "HOLLIN  trust")})
    assert twice.status_code == 422 and "This organisation is there already." in twice.text
    nameless = submit(facilitator, together(empty), {**row(0, "A"), **row(1, form="cio"), **row(2, "C")})
    assert nameless.status_code == 422 and 'href="#rows-1-legal_name"' in nameless.text
    assert parties(empty) == ()
    entered = submit(
        facilitator, together(empty), {**row(0, "A", nation="scotland"), **row(2, "C", "scio", "SC012345")}
    )
    assert entered.status_code == 302
    assert [(each.code, each.member.legal_name) for each in parties(empty)] == [("LB1", "A"), ("LB2", "C")]
    second = parties(empty)[1].member
    assert (second.jurisdiction, second.member_class, second.is_charity) == ("scotland", "full", True)
    again = submit(facilitator, together(empty), row(0, "a"))
    assert again.status_code == 422 and "This organisation is there already." in again.text
    assert submit(facilitator, together(empty), row(0, "D")).status_code == 302


def test_a_number_that_looks_odd_is_told_once_and_then_stands(
    facilitator: CheckedClient, empty: UUID
) -> None:
    typed = {**row(0, "A", "clg", "in the post"), **row(1, "B")}
    told = submit(facilitator, together(empty), typed)
    assert told.status_code == 422 and "A company number has eight figures" in told.text
    assert "The numbers are right as they stand" in told.text and parties(empty) == ()
    assert submit(facilitator, together(empty), {**typed, "numbers_right": "on"}).status_code == 302
    assert parties(empty)[0].member.reg_no == "in the post"


def test_rows_are_added_and_pasted_without_a_script_and_nothing_is_saved(
    facilitator: CheckedClient, empty: UUID
) -> None:
    more = submit(facilitator, together(empty), {**row(0, "A"), "add": "yes"})
    assert more.status_code == 200 and "Organisation 4" in more.text and 'value="A"' in more.text
    headings = "Legal name\tLegal form\tRegistered number\tNation"
    block = f"{headings}\nB\tCharitable incorporated organisation\t9900002\tScotland"
    pasted = submit(facilitator, together(empty), {**row(0, "A"), "paste": "yes", "pasted": block})
    assert pasted.status_code == 200 and 'value="B"' in pasted.text and 'value="9900002"' in pasted.text
    page = read_page(pasted.text)
    form = next(each for each in page.findall(".//main//form") if "together" in each.get("action", ""))
    assert filled(form)["rows-1-legal_form"] == "cio" and filled(form)["rows-1-jurisdiction"] == "scotland"
    nothing = submit(facilitator, together(empty), {"paste": "yes", "pasted": " "})
    assert nothing.status_code == 422 and "Paste the rows first" in nothing.text
    many = submit(
        facilitator, together(empty), {"paste": "yes", "pasted": "\n".join(f"O{at}" for at in range(61))}
    )
    assert many.status_code == 422 and "Send at most 60 organisations at once." in many.text
    assert parties(empty) == ()


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (
            "Acme\tCompany limited by guarentee\t\tWales",
            "Row 1: “Company limited by guarentee” is no legal form here; use Company limited by guarantee,",
        ),
        (
            "Acme\tcic",
            "Row 1: “cic” may be more than one legal form here; use Community interest company limited",
        ),
        (
            "Acme\tsaddlery",
            "Row 1: “saddlery” is no legal form here; leave the cell empty, and choose one in the",
        ),
        (
            "A\n\nAcme\t\t\tJersey",
            "Row 3: “Jersey” is no nation here; use England and Wales, Scotland or Northern Ireland.",
        ),
    ],
)
def test_a_pasted_choice_that_is_unknown_is_told_and_stays_pasted(cells: str, told: str) -> None:
    read, faults = read_pasted(cells, room=3)
    assert read == [] and len(faults) == 1 and faults[0].startswith(told)


def test_a_pasted_choice_may_bear_its_short_name() -> None:
    block = "A\tCIO\t\tWales\nB\tcouncil\t\tN.  Ireland\nC\tCo-op\t\tengland & wales"
    rows, faults = read_pasted(block, room=3)
    assert [(row["legal_form"], row["jurisdiction"]) for row in rows] == [
        ("cio", "england_wales"),
        ("local_authority", "northern_ireland"),
        ("coop_society", "england_wales"),
    ]
    assert faults == []
    codes = [code for named in SHORT_NAMES.values() for meant in named.values() for code in meant]
    assert set(codes) <= {*FORM_WORDS, *JURISDICTIONS}


def test_rows_that_cannot_be_read_stay_in_the_box(facilitator: CheckedClient, empty: UUID) -> None:
    block = "Acme\tCIO\t12345678\tJersey"
    told = submit(facilitator, together(empty), {**row(0, "A"), "paste": "yes", "pasted": block})
    assert told.status_code == 422 and "“Jersey” is no nation here" in told.text
    assert block in told.text and 'value="A"' in told.text and '<details class="details" open>' in told.text


def test_rows_left_in_the_box_are_not_lost_when_somebody_saves(
    facilitator: CheckedClient, empty: UUID
) -> None:
    typed = {**row(0, "A"), **row(1, "B"), "pasted": "C\tCIO"}
    told = submit(facilitator, together(empty), typed)
    assert told.status_code == 422 and "Press “Read these rows” first, or empty the box." in told.text
    assert "C\tCIO" in told.text and parties(empty) == ()
    more = submit(facilitator, together(empty), {**typed, "add": "yes"})
    assert more.status_code == 200 and "C\tCIO" in more.text


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("\0", 422),
        ("x" * 301, 422),
        ("x" * 100_000, 422),
        ("\u202e", 422),
        ("<b>{{ 7*7 }}</b>", 302),
        ("=1+1", 302),
    ],
)
def test_whatever_is_typed_as_a_name_is_taken_or_told(
    facilitator: CheckedClient, empty: UUID, name: str, status: int
) -> None:
    answer = submit(facilitator, together(empty), {**row(0, name, "clg"), **row(1, "B")})
    assert answer.status_code == status
    assert len(parties(empty)) == (2 if status == 302 else 0)


def test_rows_without_end_are_refused(facilitator: CheckedClient, empty: UUID) -> None:
    rows = {key: value for at in range(70) for key, value in row(at, f"Organisation {at}").items()}
    many = submit(facilitator, together(empty), rows)
    assert many.status_code == 422 and "Send at most 60 organisations at once." in many.text
    one_more = submit(facilitator, together(empty), {**rows, "add": "yes"})
    assert one_more.status_code == 422 and "Send at most 60 organisations at once." in one_more.text
    assert 'value="Organisation 69"' in one_more.text and "rows-70" not in one_more.text
    endless = {f"rows-{at}-legal_name": "x" for at in range(3000)}
    assert submit(facilitator, together(empty), endless).status_code == 413
    far = submit(
        facilitator, together(empty), {"rows-99999999-legal_name": "A", "rows-5-legal_form": "no such form"}
    )
    assert far.status_code == 422 and parties(empty) == ()


def test_the_same_key_enters_nobody_twice(facilitator: CheckedClient, empty: UUID) -> None:
    typed = {**row(0, "A"), **row(1, "B"), "key": str(uuid.uuid4())}
    once, again = (submit(facilitator, together(empty), typed) for _ in range(2))
    assert (once.status_code, again.status_code) == (302, 302)
    assert again.location == once.location and len(parties(empty)) == 2
    other = submit(facilitator, together(empty), typed | row(1, "C"))
    assert other.status_code == 422 and "This organisation is there already." in other.text
    alone = submit(facilitator, together(empty), {**row(0, "C"), **row(1), "key": typed["key"]})
    assert alone.status_code == 422 and len(parties(empty)) == 2


def first(consortium_id: UUID) -> str:
    return f"/consortia/{consortium_id}/agreement/first"


def test_a_first_draft_is_begun_once(app: Flask) -> None:
    consortium_id = found()
    facilitator = signed_in(app, joined(consortium_id, "", Role.FACILITATOR))
    short = submit(facilitator, first(consortium_id), {"consortium_name": "", "purpose_statement": "Help."})
    assert (
        short.status_code == 422 and "Enter a name." in short.text and "Use at least 10 words." in short.text
    )
    odd = {
        "purpose_statement": PURPOSE,
        "lead_body": "LB9",
        "start_date": "soon",
        "initial_term_months": "x\0",
    }
    wrong = submit(facilitator, first(consortium_id), odd)
    assert wrong.status_code == 422 and wrong.text.count('class="form-error"') == 3
    assert "Choose one of: Hollin Bank Trust, " in wrong.text and "like 1 April 2027." in wrong.text
    assert agreement_of(consortium_id) is None
    begun = submit(facilitator, first(consortium_id), {"purpose_statement": PURPOSE})
    agreement_id = agreement_of(consortium_id)
    assert agreement_id is not None and begun.location == f"/agreements/{agreement_id}"
    answers = draft_source(agreement_id)["answers"]
    assert isinstance(answers, dict) and answers["initial_term_months"] == 36
    assert facilitator.get(first(consortium_id)).location == begun.location
    assert agreement_of(consortium_id) == agreement_id


def test_an_answer_taken_over_and_cleared_on_the_page_stays_away(app: Flask) -> None:
    consortium_id = found()
    heads = Amendment({"purpose_statement": PURPOSE, "lead_body": "LB2"})
    begin_agreement(consortium_id, heads, ALICE, uuid.uuid4(), "heads_of_terms")
    facilitator = signed_in(app, joined(consortium_id, "", Role.FACILITATOR))
    page = read_page(facilitator.get(first(consortium_id)).text)
    assert [one.get("value") for one in page.iter("option") if one.get("selected") is not None] == ["LB2"]
    submit(facilitator, first(consortium_id), {"lead_body": ""})
    agreement_id = agreement_of(consortium_id)
    assert agreement_id is not None
    answers = draft_source(agreement_id)["answers"]
    assert isinstance(answers, dict)
    assert answers["purpose_statement"] == PURPOSE and "lead_body" not in answers


@pytest.mark.parametrize("address", ["agreement/first", "agreement"])
def test_who_begins_a_moment_after_somebody_is_led_to_theirs(
    app: Flask, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    consortium_id = found()
    facilitator = signed_in(app, joined(consortium_id, "", Role.FACILITATOR))
    page = read_page(facilitator.get(first(consortium_id)).text)
    sent = filled(next(each for each in page.findall(".//main//form") if each.get("method") == "post"))
    theirs = begin_agreement(consortium_id, Amendment({"purpose_statement": "Ours."}), ALICE, uuid.uuid4())
    # What each reads before it begins: nothing yet.
    seen = iter([None, theirs])
    monkeypatch.setattr(begin_views, "agreement_of", lambda _: next(seen))
    late = facilitator.post(
        f"/consortia/{consortium_id}/{address}", data={**sent, "purpose_statement": PURPOSE}
    )
    assert late.status_code == 302 and str(late.location).startswith(f"/agreements/{theirs}")
    assert "This is theirs: yours was not saved." in facilitator.get(str(late.location)).text


def test_who_has_nobody_on_the_roll_is_led_there(facilitator: CheckedClient, empty: UUID) -> None:
    assert facilitator.get(first(empty)).location == together(empty)
    assert "Begin the agreement" in facilitator.get(f"/consortia/{empty}").text


def test_usual_choices_are_told_apart_until_somebody_confirms_them(app: Flask) -> None:
    consortium_id = found()
    facilitator = signed_in(app, joined(consortium_id, "", Role.FACILITATOR))
    submit(facilitator, first(consortium_id), {"purpose_statement": PURPOSE})
    agreement_id = agreement_of(consortium_id)
    assert agreement_id is not None
    before = unconfirmed(the_agreement(agreement_id))
    assert "leave_notice_months" in before and "purpose_statement" not in before
    check = facilitator.get(f"/agreements/{agreement_id}/answers").text
    assert check.count("(the usual choice; nobody changed it)") >= len(before)
    question = f"/agreements/{agreement_id}/questions/leave_notice_months"
    assert "You may leave this one: then the usual choice stands." in facilitator.get(question).text
    assert submit(facilitator, question, {"save": "back"}).status_code == 302
    assert unconfirmed(the_agreement(agreement_id)) == before - {"leave_notice_months"}


def test_usual_choices_are_taken_later_too(app: Flask) -> None:
    consortium_id = found()
    facilitator = signed_in(app, joined(consortium_id, "", Role.FACILITATOR))
    page = read_page(facilitator.get(first(consortium_id)).text)
    form = next(each for each in page.findall(".//main//form") if each.get("method") == "post")
    blank = facilitator.post(f"/consortia/{consortium_id}/agreement", data=filled(form))
    agreement_id = agreement_of(consortium_id)
    assert agreement_id is not None and blank.location == f"/agreements/{agreement_id}/questions"
    assert unconfirmed(the_agreement(agreement_id)) == frozenset()
    assert submit(facilitator, blank.location, form="/usual").status_code == 302
    assert len(unconfirmed(the_agreement(agreement_id))) > 200
    tasks = facilitator.get(blank.location).text
    assert "keep the usual choice" in tasks and "/usual" not in tasks


def test_usual_choices_cost_no_more_queries_however_many_members_there_are(app: Flask) -> None:
    counts = set()
    for members in (2, 20):
        roll = [NewParty(Member(f"LB{at}", f"Organisation {at}")) for at in range(1, members + 1)]
        consortium_id = found_consortium("LB", "Hollin Together", False, roll, ALICE, uuid.uuid4())
        browser = signed_in(app, joined(consortium_id, "", Role.FACILITATOR))
        with statements() as asked:
            browser.get(first(consortium_id))
        submit(browser, first(consortium_id), {"purpose_statement": PURPOSE})
        agreement_id = agreement_of(consortium_id)
        for address in ("", "/questions", "/answers", "/usual/18"):
            browser.get(f"/agreements/{agreement_id}{address}")
            with statements() as more:
                browser.get(f"/agreements/{agreement_id}{address}")
            asked += more
        counts.add(len(asked))
    assert len(counts) == 1

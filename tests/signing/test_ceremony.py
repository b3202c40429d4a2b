"""The ceremony: each person their own part, the last one holds the signature, and every no says how to mend it."""

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from govflow.agreements.services import Amendment
from govflow.agreements.version_services import Freezing
from govflow.cli.rehearse import read_cast
from govflow.clock import SetClock
from govflow.core.ceremony import open_seats
from govflow.core.counting import BoardRules
from govflow.core.permissions import Role
from govflow.core.signature import SignatureStatus
from govflow.extensions import db
from govflow.journal.queries import entries
from govflow.members.services import set_board_rules
from govflow.overview.queries import standing
from govflow.overview.rehearsal import Rehearsal
from govflow.signing.ceremony_queries import Part, awaited_parties, ceremony_of, parts
from govflow.signing.queries import signature_histories
from tests.cast import ALICE
from tests.conftest import one_engine
from tests.faults import all_rows
from tests.signing.parties import Signing, Somebody, ready, trustees
from tests.stage import BEGUN, SIX, begin, carried, circulated
from tests.web.checked_pages import read_page, words
from tests.web.people import filled, joined, mailed, signed_in

CORNERS = Path(__file__).parent.parent / "journeys" / "corners"


@pytest.fixture
def signing(app: Flask, clock: SetClock) -> Signing:
    return ready(app, clock)


def status(signing: Signing, member: str) -> SignatureStatus:
    db.session.rollback()
    return standing(signing.play.agreement_id, signing.play.today).parties[member].signature


def people(signing: Signing, member: str) -> list[tuple[str, str]]:
    db.session.rollback()
    signed = signature_histories(signing.play.agreement_id)[member].signature.signed
    assert signed is not None
    return [(person.role, person.name) for person in signed.people]


def done(signing: Signing, member: str) -> tuple[Part, ...]:
    db.session.rollback()
    return parts(signing.play.agreement_id).get(member, ())


def awaited(signing: Signing) -> list[str]:
    db.session.rollback()
    told = ceremony_of(signing.play.agreement_id)
    return sorted(
        one.name
        for member in awaited_parties(told)
        for one in told.signatories(member)
        if open_seats(told.seats(member), str(one.person_id), told.now)
    )


def signing_in_office(signing: Signing, member: str) -> int:
    return ceremony_of(signing.play.agreement_id).in_office[member]


def kinds(signing: Signing, last: int) -> list[str]:
    db.session.rollback()
    return [entry.kind for entry in list(entries(signing.play.consortium_id))[-last:]]


def test_one_signatory_alone_completes_a_signature(signing: Signing) -> None:
    maria = signing.signatory("LB1", "Maria Hughes")
    assert maria.signs("Maria Louise Hughes").location == f"{signing.address}/signing"
    assert status(signing, "LB1") is SignatureStatus.HELD
    assert people(signing, "LB1") == [("Authorised person", "Maria Louise Hughes")]
    assert kinds(signing, 2) == ["signature_part_given", "signature_held"]
    seen = maria.sees()
    assert "You signed on 2 November 2026" in seen and "is held. It binds nobody" in seen
    [part] = done(signing, "LB1")
    assert (part.office, part.known_by, part.person_id) == ("Director", "fresh_email_code", maria.id)
    assert part.consent.startswith("I agree to sign this agreement electronically.")
    assert "under the decision of its board of 2 November 2026" in part.statement
    held = list(entries(signing.play.consortium_id))[-1]
    assert held.facts["actor"] == str(maria.id) and held.facts["seen"] == part.digest
    [letter] = [text for text in mailed(signing.app, maria.email) if "is held" in text]
    assert f"{signing.address}/signing" in letter and "Maria" not in letter


def test_what_nobody_sees_in_a_typed_name_is_not_kept(signing: Signing) -> None:
    maria = signing.signatory("LB1", "Maria Hughes")
    maria.signs("Maria\x00\u202e\n Louise\u200b Hughes", office="Direc\u00adtor\nof everything\x85")
    assert people(signing, "LB1") == [("Authorised person", "Maria Louise Hughes")]
    [part] = done(signing, "LB1")
    assert (part.name, part.office) == ("Maria Louise Hughes", "Director of everything")


def test_two_signatories_complete_it_in_any_order(signing: Signing) -> None:
    ann, ben = signing.signatory("LB2", "Ann Bell"), signing.signatory("LB2", "Ben Ash")
    assert awaited(signing) == ["Ann Bell", "Ben Ash"]
    ben.signs()
    assert status(signing, "LB2") is SignatureStatus.NONE
    assert "Charity trustee: Ben Ash" in ann.sees() and "1 of 2 done" in ann.sees()
    assert "May sign for it: Ann Bell" in ann.sees() and "(Ann Bell)" in ann.sees()
    assert awaited(signing) == ["Ann Bell"]
    again = ben.browser.get(signing.of("LB2", "sign"))
    assert "You have signed already. Nobody signs in two places." in again.text
    ann.signs()
    assert status(signing, "LB2") is SignatureStatus.HELD
    assert people(signing, "LB2") == [("Charity trustee", "Ben Ash"), ("Charity trustee", "Ann Bell")]
    assert awaited(signing) == []


def test_the_secretary_takes_her_own_place_first(signing: Signing) -> None:
    signing.plan("LB3", "two_authorised")
    secretary, director = signing.signatory("LB3", "Sue Pen"), signing.signatory("LB3", "Dan Reed")
    secretary.signs(office="Company secretary", place=1)
    director.signs()
    assert people(signing, "LB3") == [
        ("Director", "Dan Reed"),
        ("Director or company secretary", "Sue Pen"),
    ]


def test_a_signatory_and_a_witness_at_one_device(signing: Signing, clock: SetClock) -> None:
    signing.plan("LB1", "director_and_witness")
    maria = signing.signatory("LB1", "Maria Hughes")
    assert maria.signs().location == signing.of("LB1", "witness")
    assert status(signing, "LB1") is SignatureStatus.NONE
    page = maria.sees("signing/LB1/sign")
    assert "You are the witness" in page and "I was physically present and saw Maria Hughes sign." in page
    clock.moment += timedelta(minutes=14)
    assert maria.lets_witness().location == f"{signing.address}/signing"
    assert status(signing, "LB1") is SignatureStatus.HELD
    assert people(signing, "LB1") == [("Director", "Maria Hughes"), ("Witness", "Wyn Neighbour")]
    assert kinds(signing, 3) == ["signature_part_given", "signature_witnessed", "signature_held"]
    *_, witnessed, held = entries(signing.play.consortium_id)
    assert "actor" not in witnessed.facts and witnessed.facts["auth"] == {"method": "beside_signatory"}
    assert held.facts["actor"] == str(maria.id) and held.facts["auth"] == {"method": "fresh_email_code"}
    signed = signature_histories(signing.play.agreement_id)["LB1"].signature.signed
    assert signed is not None
    director, witness = signed.people
    assert "Known by: code by e-mail." in director.statement
    assert witness.statement.startswith(
        "Teacher, of 5 Fictional Row, Hollin, HX9 9ZZ. “I was physically present"
    )


def test_a_witness_who_comes_too_late_is_told_what_to_do(signing: Signing, clock: SetClock) -> None:
    signing.plan("LB1", "director_and_witness")
    maria = signing.signatory("LB1", "Maria Hughes")
    maria.signs()
    open_page = maria.browser.get(signing.of("LB1", "witness"))
    clock.moment += timedelta(minutes=15, seconds=1)
    here = signing.of("LB1", "witness")
    told = {
        "name": "Wyn Neighbour",
        "address": "5 Row",
        "occupation": "Teacher",
        "present": "y",
        "adult": "y",
    }
    late = maria.sends(open_page, here, told)
    assert late.status_code == 422 and "More than 15 minutes have passed." in late.text
    assert status(signing, "LB1") is SignatureStatus.NONE
    maria.signs()
    maria.lets_witness()
    assert status(signing, "LB1") is SignatureStatus.HELD
    assert len(done(signing, "LB1")) == 3


def test_a_witness_at_another_browser_is_refused(signing: Signing) -> None:
    signing.plan("LB1", "director_and_witness")
    maria = signing.signatory("LB1", "Maria Hughes")
    maria.signs()
    elsewhere = Somebody(signing, "LB1", maria.id, signed_in(signing.app, maria.id))
    answer = elsewhere.lets_witness()
    assert answer.status_code == 422 and "on the same device" in answer.text
    assert status(signing, "LB1") is SignatureStatus.NONE


@one_engine
@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"name": "maria HUGHES"}, "The witness must be somebody else than a signatory."),
        ({"name": "Tom Other"}, "takes part for Brindlecroft Community CIO, and cannot be a witness."),
        ({"email": "TOM@example.org"}, "takes part for Brindlecroft Community CIO, and cannot be a witness."),
        ({"present": None}, "The witness ticks this box, or cannot be a witness."),
        ({"adult": None}, "The witness ticks this box, or cannot be a witness."),
        ({"address": " "}, "Type the witness’s postal address."),
        ({"occupation": ""}, "Type the witness’s occupation."),
    ],
)
def test_who_may_not_witness_is_told_why(signing: Signing, told: dict[str, str | None], said: str) -> None:
    signing.plan("LB1", "director_and_witness")
    joined(signing.play.consortium_id, "LB2", Role.BOARD_MEMBER, name="Tom Other", email="tom@example.org")
    maria = signing.signatory("LB1", "Maria Hughes")
    maria.signs()
    answer = maria.lets_witness(**told)
    assert answer.status_code == 422
    assert said in words(read_page(answer.text).find(".//main"))
    assert status(signing, "LB1") is SignatureStatus.NONE


def test_all_trustees_sign_a_contract(app: Flask, clock: SetClock) -> None:
    signing = ready(app, clock, {"LB6": trustees("all_trustees")})
    in_office = signing_in_office(signing, "LB6")
    for number in range(in_office):
        assert status(signing, "LB6") is SignatureStatus.NONE
        signing.signatory("LB6", f"Trustee Number {chr(65 + number)}").signs(office="Trustee")
    assert status(signing, "LB6") is SignatureStatus.HELD
    assert [role for role, _ in people(signing, "LB6")] == ["Trustee"] * in_office


def test_a_deed_of_trustees_has_a_witness_for_each(app: Flask, clock: SetClock) -> None:
    signing = ready(
        app,
        clock,
        {
            **{code: {"execution_method": "two_authorised"} for code in ("LB1", "LB3", "LB4", "LB5")},
            "LB6": trustees("s333_two_trustees"),
        },
        sign_as="deed",
        legal_effect="binding_deed",
        accession_instrument="deed",
    )
    ann, ben = signing.signatory("LB6", "Ann Bell"), signing.signatory("LB6", "Ben Ash")
    ann.signs(office="Trustee")
    ben.signs(office="Trustee")
    ben.lets_witness(name="Una Neighbour")
    assert status(signing, "LB6") is SignatureStatus.NONE
    ann.lets_witness()
    assert people(signing, "LB6") == [
        ("Charity trustee", "Ann Bell"),
        ("Witness", "Wyn Neighbour"),
        ("Charity trustee", "Ben Ash"),
        ("Witness", "Una Neighbour"),
    ]


def test_where_all_sign_somebody_must_have_said_how_many_they_are(app: Flask, clock: SetClock) -> None:
    signing = ready(app, clock, {"LB6": trustees("all_trustees")})
    vacant = BoardRules(seats=5, in_office=0, quorum=0)
    consortium_id = signing.play.consortium_id
    set_board_rules(consortium_id, signing.play.ids["LB6"], vacant, ALICE, uuid.uuid4())
    ann = signing.signatory("LB6", "Ann Bell")
    assert "nobody has recorded how many are in office" in ann.sees("signing/LB6/sign")


def test_a_common_seal_is_not_put_on_in_a_browser(signing: Signing) -> None:
    signing.plan("LB1", "seal")
    maria = signing.signatory("LB1", "Maria Hughes")
    page = maria.sees("signing/LB1/sign")
    assert "A common seal is put on paper." in page and "Plan how it signs" in page


def test_where_the_agreement_asks_for_ink_nobody_signs_in_a_browser(app: Flask, clock: SetClock) -> None:
    signing = ready(app, clock, e_sign=False)
    maria = signing.signatory("LB1", "Maria Hughes")
    told = "This agreement asks everyone to sign in ink. A signature recorded here is not what it asks for."
    mend = "change the answer about electronic signing and put the changed text to the boards."
    seen = maria.sees()
    assert told in seen and mend in seen and "Everyone signs on paper" in seen
    assert "Sign for Tamebrook" not in seen and "Sign, Tamebrook" not in seen
    assert "Signatures: everyone signs on paper, outside this service." in seen
    assert "May sign for it" not in seen and "the role of signatory" not in seen
    for page in ("plan", "sign", "sign?step=sign"):
        assert told in maria.sees(f"signing/LB1/{page}") and mend in maria.sees(f"signing/LB1/{page}")
    assert "Sign version 0.9" not in words(read_page(maria.browser.get("/").text).find(".//main"))
    before = all_rows()
    (form,) = read_page(maria.browser.get(signing.of("LB1", "decline")).text).findall(
        ".//main//form[@method='post']"
    )
    sent = {**filled(form), "read": "agreement", "consent": "y", "name": maria.name}
    for step in ("read", "consent", "name", "sign"):
        no = maria.browser.post(f"{signing.of('LB1', 'sign')}?step={step}", data=sent)
        assert no.status_code == 422 and told in no.text and "<form" not in no.text.partition("<main")[2]
    assert all_rows() == before
    assert maria.browser.get(signing.of("LB1", "witness")).location == f"{signing.address}/signing"
    chair = signing.somebody("", "Carol Chair", Role.CONSORTIUM_CHAIR)
    needs = chair.sees("release")
    assert told in needs and "It signs on paper, outside this service." in needs
    assert "It waits for" not in needs and "the role of signatory" not in needs
    overview = words(read_page(chair.browser.get(f"/consortia/{signing.play.consortium_id}").text))
    assert "Everyone signs on paper" in overview and "invite a signatory" not in overview
    signing.play.sign(("LB1",), "0.9")
    assert status(signing, "LB1") is SignatureStatus.HELD
    assert "Take it back" in maria.sees() and told in maria.sees()


def test_a_signature_pressed_twice_is_one(signing: Signing) -> None:
    maria = signing.signatory("LB1", "Maria Hughes")
    last = maria.comes_to_sign()
    page = maria.presses(last, button="send_code")
    code = maria.code()
    answers = [maria.sends(page, last, {"code": code}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(done(signing, "LB1")) == 1
    assert kinds(signing, 2) == ["signature_part_given", "signature_held"]


def test_a_wrong_code_signs_nothing_and_loses_nothing(signing: Signing) -> None:
    maria = signing.signatory("LB1", "Maria Hughes")
    last = maria.comes_to_sign()
    page = maria.presses(last, button="send_code")
    wrong = f"{(int(maria.code()) + 1) % 10**6:06}"
    answer = maria.sends(page, last, {"code": wrong})
    assert answer.status_code == 422 and "That is not the code." in answer.text
    assert "Maria Hughes" in answer.text
    assert done(signing, "LB1") == ()


def test_each_step_asks_for_what_it_needs_and_cannot_be_skipped(signing: Signing) -> None:
    maria = signing.signatory("LB1", "Maria Hughes")
    sign = signing.of("LB1", "sign")
    for step in ("consent", "name", "sign", "nonsense"):
        assert maria.browser.get(f"{sign}?step={step}").location == f"{sign}?step=read"
    unread = maria.presses(sign, {"read": ["agreement"]})
    assert unread.status_code == 422 and "Read every part, and tick each of them." in unread.text
    page = read_page(maria.browser.get(sign).text)
    ticks = [each.get("value") for each in page.findall(".//input[@name='read']")]
    maria.presses(sign, {"read": ticks})
    no = maria.presses(f"{sign}?step=consent")
    assert no.status_code == 422 and "Tick the box to sign electronically, or sign on paper." in no.text
    maria.presses(f"{sign}?step=consent", {"consent": "y"})
    other = maria.presses(f"{sign}?step=name", {"name": "Tom Other", "office": "Director"})
    assert other.status_code == 422
    assert "you are signed in as Maria Hughes. If that is not you, do not sign." in other.text
    assert 'value="Tom Other"' in other.text


def test_whoever_is_pressed_finds_whom_to_call(signing: Signing) -> None:
    signing.somebody("LB1", "Sally Secretary", Role.BOARD_SECRETARY)
    maria = signing.signatory("LB1", "Maria Hughes")
    page = maria.sees("signing/LB1/sign")
    assert "I am being pressed to sign" in page and "Sally Secretary, board secretary" in page
    assert "I would rather sign on paper" in page


def test_a_text_that_changed_meanwhile_is_not_signed(signing: Signing) -> None:
    maria = signing.signatory("LB1", "Maria Hughes")
    last = maria.comes_to_sign()
    page = maria.presses(last, button="send_code")
    code = maria.code()
    signing.play.change(Amendment({"contact_point": "Front desk"}), Freezing("0.10"))
    answer = maria.sends(page, last, {"code": code})
    assert done(signing, "LB1") == ()
    told = words(
        read_page(maria.browser.get(answer.location or last, follow_redirects=True).text).find(".//main")
    )
    assert "Signing is not open" in told


def test_parts_are_void_with_the_text_they_were_given_for(signing: Signing) -> None:
    ann, ben = signing.signatory("LB2", "Ann Bell"), signing.signatory("LB2", "Ben Ash")
    ann.signs()
    signing.play.change(Amendment({"contact_point": "Front desk"}), Freezing("0.10"))
    for member in SIX:
        signing.play.resolve(member, "0.10", carried())
    ben.signs()
    assert status(signing, "LB2") is SignatureStatus.NONE
    ann.signs()
    assert status(signing, "LB2") is SignatureStatus.HELD
    assert people(signing, "LB2") == [("Charity trustee", "Ben Ash"), ("Charity trustee", "Ann Bell")]


def test_a_new_plan_begins_anew(signing: Signing) -> None:
    signing.plan("LB1", "two_authorised")
    ann, ben = signing.signatory("LB1", "Ann Bell"), signing.signatory("LB1", "Ben Ash")
    ann.signs(place=0)
    signing.plan("LB1", "authorised_person")
    assert "1 of 2 done" not in ann.sees()
    ben.signs()
    assert people(signing, "LB1") == [("Authorised person", "Ben Ash")]


def test_a_held_signature_is_taken_back_and_given_again(signing: Signing) -> None:
    maria = signing.signatory("LB1", "Maria Hughes")
    maria.signs()
    assert maria.presses(signing.of("LB1", "withdraw"), {"reason": "The wrong annex"}).status_code == 302
    assert status(signing, "LB1") is SignatureStatus.WITHDRAWN
    assert "You signed on" not in maria.sees()
    maria.signs()
    assert status(signing, "LB1") is SignatureStatus.HELD


def test_half_a_signature_is_taken_back_too(signing: Signing) -> None:
    ann, ben = signing.signatory("LB2", "Ann Bell"), signing.signatory("LB2", "Ben Ash")
    ann.signs()
    page = ben.sees("signing/LB2/withdraw")
    assert "Others have signed for Brindlecroft Community CIO already: Ann Bell." in page
    ann.presses(signing.of("LB2", "withdraw"), {"reason": "I want to ask somebody"})
    assert "Charity trustee: not signed yet" in ann.sees()
    nothing = ann.presses(signing.of("LB2", "withdraw"), {"reason": "Again"})
    assert nothing.status_code == 422 and "There is nothing to do here any more" in nothing.text
    ben.signs()
    assert "You signed on" in ben.sees() and "You signed on" not in ann.sees()


def test_a_party_declines_with_a_reason_that_others_read(signing: Signing) -> None:
    maria = signing.signatory("LB1", "Maria Hughes")
    empty = maria.presses(signing.of("LB1", "decline"))
    assert empty.status_code == 422 and "Say why in a few words." in empty.text
    maria.presses(signing.of("LB1", "decline"), {"reason": "We need legal advice"})
    assert status(signing, "LB1") is SignatureStatus.DECLINED
    other = signing.somebody("LB2", "Tom Other", Role.BOARD_MEMBER)
    assert "Its reason: We need legal advice" in other.sees()
    maria.signs()
    assert status(signing, "LB1") is SignatureStatus.HELD


def test_another_organisations_signing_is_not_there(signing: Signing) -> None:
    tom = signing.signatory("LB2", "Tom Other")
    for page in ("plan", "sign", "witness", "decline", "withdraw"):
        assert tom.browser.get(signing.of("LB1", page)).status_code == 404
        assert tom.browser.get(signing.of("LB2", page)).status_code in (200, 302)
        assert tom.browser.get(signing.of("XX9", page)).status_code == 404
    reader = signing.somebody("LB1", "Bea Board", Role.BOARD_MEMBER)
    for page in ("plan", "sign", "witness", "decline", "withdraw"):
        assert reader.browser.get(signing.of("LB1", page)).status_code == 404
    for link in ("Sign", "Plan how it signs", "Decline to sign"):
        assert f"{link}, Tamebrook" not in reader.sees()


def test_looking_at_a_ceremony_writes_nothing(signing: Signing) -> None:
    maria = signing.signatory("LB1", "Maria Hughes")
    maria.comes_to_sign()
    before = all_rows()
    for page in (
        "sign?step=read",
        "sign?step=consent",
        "sign?step=name",
        "sign?step=sign",
        "witness",
        "decline",
        "withdraw",
        "plan",
    ):
        assert maria.browser.get(signing.of("LB1", page)).status_code in (200, 302)
    maria.browser.get(f"{signing.address}/signing")
    assert all_rows() == before


def test_signing_before_the_boards_decided_says_what_is_missing(app: Flask, clock: SetClock) -> None:
    signing = Signing(app, circulated(clock))
    maria = signing.signatory("LB1", "Maria Hughes")
    assert "Signing is not open" in maria.sees("signing/LB1/sign")
    seen = maria.sees()
    assert "The boards decide first" in seen and "Enough boards have approved" not in seen
    assert "The boards: 0 approvals count, 6 are needed, the lead body’s among them." in seen
    assert awaited(signing) == []


def test_a_vehicle_whose_own_board_is_awaited_is_named(app: Flask, clock: SetClock) -> None:
    play = Rehearsal(read_cast(str(CORNERS / "vehicle_and_three.json")), clock, BEGUN)
    play.circulate("1", None, {})
    for member in ("S01", "S02", "S03"):
        play.resolve(member, "1", carried())
    told = ceremony_of(play.agreement_id)
    vehicle = told.party(told.case.terms.vehicle).name
    signatory = Signing(app, play).signatory("S01", "Ann One")
    counted = "3 boards have approved this version, and 3 must (80 per cent of 3, rounded up)."
    assert f"{counted} The vehicle’s own board must approve too." in signatory.sees("boards")
    seen = signatory.sees()
    assert "own board has approved" not in seen
    assert seen.count("3 approvals count, 3 are needed. The vehicle’s own board must approve too.") == 2
    assert f"Not yet: {vehicle}." in seen


def test_before_any_version_the_page_says_so(app: Flask, clock: SetClock) -> None:
    signing = Signing(app, begin(clock))
    maria = signing.signatory("LB1", "Maria Hughes")
    assert "Signing begins once a version was put to the boards" in maria.sees()
    assert maria.browser.get(signing.of("LB1", "sign")).status_code == 404

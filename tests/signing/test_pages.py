"""The pages of signing that are not one person's: where it stands, plans, conditions, release, the document."""

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from flask import Flask

from govflow.agreements.queries import the_agreement
from govflow.approvals.services import ResolutionTold
from govflow.cli.rehearse import read_cast
from govflow.clock import SetClock
from govflow.core.approval import Route
from govflow.core.counting import Meeting
from govflow.core.errors import Refused
from govflow.core.permissions import Role
from govflow.extensions import db
from govflow.jobs.worker import drain
from govflow.journal.queries import entries
from govflow.members.queries import board_rules
from govflow.overview.rehearsal import Rehearsal
from govflow.pdf.pages import front, paged_html
from govflow.pdf.paper import Paper
from govflow.signing import sealing
from govflow.signing.certificates import executed_text
from govflow.signing.queries import executed, register, signature_histories
from tests.faults import all_rows
from tests.signing.parties import Signing, Somebody, ready
from tests.stage import BEGUN, EXAMPLES, PRECEDENTS, SIX, carried, cast
from tests.watched import statements
from tests.web.checked_pages import read_page, words
from tests.web.people import joined, mailed, signed_in


@pytest.fixture
def signing(app: Flask, clock: SetClock) -> Signing:
    return ready(app, clock)


def chair_of(signing: Signing) -> Somebody:
    return signing.somebody("", "Carol Chair", Role.CONSORTIUM_CHAIR)


def releases(chair: Somebody, **told: str) -> str:
    """Release as the chair does; what the answer says, or where it leads."""
    address = f"{chair.signing.address}/release"
    asked = chair.presses(address, button="send_code")
    assert asked.status_code == 200, words(read_page(asked.text).find(".//main"))
    answer = chair.sends(asked, address, {"sure": "y", "code": chair.code(), **told})
    return answer.location or words(read_page(answer.text).find(".//main"))


def test_a_plan_shows_the_ways_of_this_legal_form_with_their_statutes(signing: Signing) -> None:
    secretary = signing.somebody("LB2", "Sally Secretary", Role.BOARD_SECRETARY)
    page = secretary.sees("signing/LB2/plan")
    assert "Two charity trustees" in page and "Charitable Incorporated Organisations (General)" in page
    assert "One charity trustee before a witness" in page and "reg 20" in page
    assert "One signatory, before a witness" not in page
    secretary.presses(signing.of("LB2", "plan"), {"way": "authorised_person"})
    assert "Signs by one authorised person." in secretary.sees()
    impossible = secretary.presses(signing.of("LB2", "plan"), {"way": "director_and_witness"})
    assert impossible.status_code == 422


def test_a_way_that_is_not_certain_asks_for_a_reason(app: Flask, clock: SetClock) -> None:
    signing = ready(app, clock, {"LB5": {"jurisdiction": "scotland"}})
    signatory = signing.signatory("LB5", "Fiona Glen")
    page = signatory.sees("signing/LB5/plan")
    assert "This party is in Scotland." in page and "Ask your solicitor before anybody signs." in page
    assert "Not certain: ask your solicitor" in page
    no = signatory.presses(signing.of("LB5", "plan"), {"way": "two_authorised"})
    assert no.status_code == 422 and "Say why this way is right" in no.text
    yes = {"way": "two_authorised", "reason": "Our solicitor, in a letter of 3 March"}
    assert signatory.presses(signing.of("LB5", "plan"), yes).status_code == 302
    db.session.rollback()
    planned = signature_histories(signing.play.agreement_id)["LB5"].signature
    assert planned.planned_because == "Our solicitor, in a letter of 3 March"


def test_the_chair_records_what_is_met_and_others_read_it(signing: Signing) -> None:
    chair = chair_of(signing)
    address = f"{signing.address}/precedents"
    assert "What must happen first" in chair.sees("precedents")
    form = f"{address}?condition=nda_signed"
    empty = chair.presses(form, {"how": "met"})
    assert empty.status_code == 422 and "Say what shows it" in empty.text
    assert chair.presses(form, {"how": "met", "proof": "Six signed copies"}).location == address
    db.session.rollback()
    assert register(signing.play.agreement_id)["nda_signed"].closed.proof == "Six signed copies"
    reader = signing.somebody("LB2", "Tom Other", Role.BOARD_MEMBER)
    assert "Met 2 November 2026, says the chair: Six signed copies" in reader.sees()
    assert reader.browser.get(address).status_code == 404


def test_a_condition_recorded_meanwhile_loses_nothing_that_was_typed(signing: Signing) -> None:
    chair = chair_of(signing)
    form = f"{signing.address}/precedents?condition=nda_signed"
    first, second = chair.browser.get(form), chair.browser.get(form)
    met = {"how": "met", "proof": "Six signed copies"}
    for _ in range(2):  # the button is pressed twice
        assert chair.sends(first, form, met).location == f"{signing.address}/precedents"
        assert "It is recorded." in chair.browser.get(f"{signing.address}/precedents").text
    late = chair.sends(second, form, {"how": "waived", "proof": "All agreed on 1 November", "who": list(SIX)})
    assert late.status_code == 422
    assert "There is nothing to do here any more: somebody did it a moment ago." in late.text
    [typed] = read_page(late.text).findall(".//textarea")
    assert typed.text is not None and typed.text.strip() == "All agreed on 1 November"
    assert len(read_page(late.text).findall(".//input[@name='who'][@checked]")) == len(SIX)
    db.session.rollback()
    assert register(signing.play.agreement_id)["nda_signed"].closed.proof == "Six signed copies"
    assert "What must happen first" in chair.sees("precedents?condition=nda_signed")


def test_before_a_version_is_put_to_the_boards_no_condition_is_recorded(app: Flask, clock: SetClock) -> None:
    signing = Signing(app, Rehearsal(cast(), clock, BEGUN))
    chair = chair_of(signing)
    assert "Record a condition" not in chair.sees()
    for page in ("precedents", "precedents?condition=nda_signed"):
        assert "Signing begins once a version was put to the boards" in chair.sees(page)


def test_a_condition_is_waived_by_whom_the_agreement_says(signing: Signing) -> None:
    chair = chair_of(signing)
    form = f"{signing.address}/precedents?condition=contract_awarded"
    nobody = chair.presses(form, {"how": "waived", "proof": "Not needed"})
    assert nobody.status_code == 422 and "Tick who waives it." in nobody.text
    some = chair.presses(form, {"how": "waived", "proof": "Not needed", "who": list(SIX[:5])})
    assert some.status_code == 422 and "the agreement does not let you" in some.text
    everybody = {"how": "waived", "proof": "Not needed", "who": list(SIX)}
    assert chair.presses(form, everybody).status_code == 302
    db.session.rollback()
    assert register(signing.play.agreement_id)["contract_awarded"].closed.by == SIX


def test_release_says_what_is_missing_and_offers_no_button(signing: Signing) -> None:
    chair = chair_of(signing)
    signing.play.sign(SIX[:5], "0.9")
    page = chair.sees("release")
    assert "Not yet: Hazelbank Carers Project has signed" in page
    assert "Yes: Tamebrook Wellbeing Trust has signed" in page
    assert "The chair records it when it is met." in page
    assert "It cannot be released yet" in page and "Release the agreement" not in page
    signatory = signing.signatory("LB1", "Maria Hughes")
    assert signatory.browser.get(f"{signing.address}/release").status_code == 404


def approved_by(boards: Iterable[str], clock: SetClock, **answers: object) -> Rehearsal:
    """The agreement with other answers, approved by some of its boards."""
    told = cast()
    given = replace(told.amendment, answers={**told.amendment.answers, **answers})
    play = Rehearsal(replace(told, amendment=given), clock, BEGUN)
    play.circulate("0.9", None, {})
    for member in boards:
        play.resolve(member, "0.9", carried())
    return play


WITHOUT = "can be released without them"


def test_who_is_not_yet_a_party_is_said_to_be_missing_only_where_it_can_go_on_without(
    app: Flask, clock: SetClock
) -> None:
    play = approved_by(SIX[:3], clock)
    chair = chair_of(Signing(app, play))
    for page in ("signing", "release"):
        told = chair.sees(page)
        assert "more approvals are needed before the agreement can be released" in told
        assert WITHOUT not in told and "join" not in told
    enough = approved_by(SIX[:5], clock, min_approvals_pct=80, cps=["min_boards_approved"])
    chair = chair_of(Signing(app, enough))
    for page in ("signing", "release"):
        assert f"The agreement {WITHOUT}, and they may join it later." in chair.sees(page)
    enough.sign(SIX[:5], "0.9")
    enough.release(None)
    assert "It was released without them, and they may join it later." in chair.sees()
    late = approved_by(SIX[:5], clock, min_approvals_pct=80, cps=["min_boards_approved"])
    clock.moment += timedelta(days=200)
    assert WITHOUT not in chair_of(Signing(app, late)).sees()


def test_a_signed_text_is_not_put_to_the_boards_again_unchanged(signing: Signing) -> None:
    signing.play.sign(SIX, "0.9")
    drafter = signing.somebody("", "Dora Drafter", Role.DRAFTER)
    both = "which 6 boards have approved and 6 parties have signed. Putting it to them again would undo that."
    assert both in drafter.sees("circulate")
    for member in SIX:
        signing.play.withdraw_approval(member, "New facts")
    told = drafter.sees("circulate")
    assert "which 6 parties have signed. Putting it to the boards again would undo that." in told
    assert "Boards that have not approved can still decide on version 0.9." in told


def test_release_that_waits_for_a_board_leads_to_the_boards(app: Flask, clock: SetClock) -> None:
    cps = ["all_boards_approved", "min_boards_approved"]
    play = approved_by(SIX[:5], clock, min_approvals_pct=80, cps=cps)
    play.sign(SIX[:5], "0.9")
    page = chair_of(Signing(app, play)).sees()
    assert "and the release waits for every board." in page and WITHOUT not in page
    assert "The other boards decide Everybody who may sign has. Release waits for every board" in page
    assert "Record what is met" not in page


def test_the_chair_is_told_once_nothing_is_missing(signing: Signing) -> None:
    chair = chair_of(signing)
    signing.play.sign(SIX[1:], "0.9")
    signing.play.meet_precedents(PRECEDENTS, "chair", "Minute 4")
    assert not [letter for letter in mailed(signing.app, chair.email) if letter.startswith("Please release")]
    signing.signatory("LB1", "Maria Hughes").signs()
    [letter] = [one for one in mailed(signing.app, chair.email) if one.startswith("Please release")]
    assert f"{signing.address}/release" in letter
    assert "You can release and date the agreement." in chair.sees()


def test_the_chair_releases_dates_and_everybody_is_told(signing: Signing, quick_print: None) -> None:
    chair = chair_of(signing)
    signatory = signing.signatory("LB2", "Ann Bell")
    signing.sign_the_rest()
    unsure = chair.presses(f"{signing.address}/release", {"code": "123456"})
    assert unsure.status_code == 422 and "Tick the box to release the agreement." in unsure.text
    for wrong in ("2026-11-01", "2026-11-03"):
        refused = chair.presses(f"{signing.address}/release", {"sure": "y", "dated": wrong, "code": "123456"})
        assert "Choose a date from 2 November 2026" in refused.text
    assert releases(chair) == f"{signing.address}/executed"
    printing = chair.sees("executed")
    assert "It is being printed and sealed" in printing
    for kind in ("agreement.pdf", "agreement.tlog-proof", "evidence.zip", "log.pub"):
        assert chair.browser.get(f"{signing.address}/executed/{kind}").status_code == 404
    drain()
    ready_page = signatory.sees("executed")
    assert "Signed, released and sealed" in ready_page and "Dated 2 November 2026." in ready_page
    letters = [one.splitlines()[0] for one in mailed(signing.app, signatory.email)]
    assert [one for one in letters if one.startswith("The agreement is released and dated 2 November 2026")]
    assert [one for one in letters if one.startswith("The signed agreement is ready")]
    leaf = next(entry for entry in entries(signing.play.consortium_id) if entry.kind == "agreement_released")
    assert leaf.facts["actor"] == str(chair.id) and leaf.facts["auth"] == {"method": "fresh_email_code"}
    assert chair.browser.get(f"{signing.address}/release").location == f"{signing.address}/executed"
    assert "The agreement was released. Nothing about signing" in signatory.sees("signing/LB2/sign")


def test_it_bears_no_day_after_the_last_one_for_signing(app: Flask, clock: SetClock) -> None:
    signing = ready(app, clock, long_stop_date="2027-07-10", approval_valid_months=12)
    signing.sign_the_rest()
    clock.moment = datetime(2027, 7, 10, 23, 30, tzinfo=UTC)
    page = read_page(chair_of(signing).browser.get(f"{signing.address}/release").text)
    assert [each.get("value") for each in page.findall(".//input[@name='dated']")] == ["2027-07-10"]


def test_just_after_midnight_in_summer_it_can_bear_the_day_on_the_wall(app: Flask, clock: SetClock) -> None:
    signing = ready(app, clock, long_stop_date="2027-12-31", approval_valid_months=12)
    signing.sign_the_rest()
    clock.moment = datetime(2027, 7, 10, 23, 30, tzinfo=UTC)
    chair = chair_of(signing)
    page = read_page(chair.browser.get(f"{signing.address}/release").text)
    assert [each.get("value") for each in page.findall(".//input[@name='dated']")] == ["2027-07-11"]
    tomorrow = chair.presses(
        f"{signing.address}/release", {"sure": "y", "dated": "2027-07-12", "code": "123456"}
    )
    assert "Choose a date from 2 November 2026" in tomorrow.text
    assert releases(chair) == f"{signing.address}/executed"
    assert the_agreement(signing.play.agreement_id).dated == date(2027, 7, 11)


def field_dated(chair: Somebody) -> tuple[str, str, bool]:
    """The date that the release page offers, what it says of it, and whether it is fixed."""
    page = read_page(chair.browser.get(f"{chair.signing.address}/release").text)
    [dated] = page.findall(".//input[@name='dated']")
    [hint] = page.findall(".//p[@id='dated-hint']")
    return dated.get("value", ""), words(hint), "readonly" in dated.attrib


def test_an_agreement_dated_with_its_last_signature_bears_no_other_day(app: Flask, clock: SetClock) -> None:
    signing = ready(app, clock, dating="on_last_signature", approval_valid_months=12)
    signing.play.sign(SIX[:5], "0.9")
    clock.moment += timedelta(days=3)
    signing.play.sign(SIX[5:], "0.9")
    signing.play.meet_precedents(PRECEDENTS, "chair", "Minute 4")
    clock.moment += timedelta(days=4)
    chair = chair_of(signing)
    told = "The agreement says so: it is dated with the day on which the last party signed."
    assert field_dated(chair) == ("2026-11-05", told, True)
    for wrong in ("2026-11-04", "2026-11-06", "2026-11-09"):
        answer = chair.presses(f"{signing.address}/release", {"sure": "y", "dated": wrong, "code": "123456"})
        assert answer.status_code == 422
        assert "dated with the day on which the last party signed, 5 November 2026." in answer.text
        # The day that is right stands there again: nobody can type in this field.
        [dated] = read_page(answer.text).findall(".//input[@name='dated']")
        assert dated.get("value") == "2026-11-05"
    assert releases(chair) == f"{signing.address}/executed"
    assert the_agreement(signing.play.agreement_id).dated == date(2026, 11, 5)


@pytest.mark.parametrize(
    ("dating", "offered", "told"),
    [
        ("by_chair_on_release", "2026-11-02", "Usually today. Not before the last party signed."),
        (
            "fixed",
            "",
            "The agreement says: the date that the parties have fixed in writing. Not before the last party signed.",
        ),
    ],
)
def test_the_chair_is_told_which_date_the_agreement_asks_for(
    app: Flask, clock: SetClock, dating: str, offered: str, told: str
) -> None:
    signing = ready(app, clock, dating=dating)
    signing.sign_the_rest()
    assert field_dated(chair_of(signing)) == (offered, told, False)


def test_files_of_the_executed_agreement_are_what_the_journal_knows(
    signing: Signing, quick_print: None
) -> None:
    signing.plan("LB1", "director_and_witness")
    maria = signing.signatory("LB1", "Maria Hughes")
    maria.signs()
    maria.lets_witness()
    signing.sign_the_rest("LB1")
    releases(chair_of(signing))
    drain()
    db.session.rollback()
    sealed = executed(signing.play.agreement_id)
    assert sealed is not None
    files = {
        kind: maria.browser.get(f"{signing.address}/executed/{kind}")
        for kind in ("agreement.pdf", "agreement.tlog-proof", "evidence.zip", "log.pub")
    }
    assert {answer.status_code for answer in files.values()} == {200}
    for kind, answer in files.items():
        assert answer.headers["Content-Disposition"] == f"attachment; filename={kind}"
    assert sealed.pdf_sha256[:8] in maria.sees("executed")
    page = read_page(maria.browser.get(f"{signing.address}/executed").text)
    [receipt] = [each.attrib["href"] for each in page.iter("a") if words(each) == "Receipt of the sealing"]
    assert maria.browser.get(receipt).status_code == 200
    bundle = zipfile.ZipFile(io.BytesIO(files["evidence.zip"].data))
    assert bundle.read("agreement.pdf") == files["agreement.pdf"].data
    signed = json.loads(bundle.read("signatures.json"))["parts"]
    assert [part["role"] for part in signed] == ["Director", "Witness"]
    director, witness = signed
    assert director["consent"].startswith("I agree to sign this agreement electronically.")
    assert (director["known_by"], witness["known_by"]) == ("fresh_email_code", "beside_signatory")
    assert witness["address"] == "5 Fictional Row\nHollin\nHX9 9ZZ"
    assert director["circumstances"]["read_at"] and "127.0.0.1" not in json.dumps(signed)
    kinds = {entry.index: entry.kind for entry in entries(signing.play.consortium_id)}
    assert [kinds[part["journal_entry"]] for part in signed] == [
        "signature_part_given",
        "signature_witnessed",
    ]
    told = executed_text(signing.play.agreement_id)
    printed = paged_html(front(told.document, certificate=told.certificate))
    assert (
        "Known by: code by e-mail." in printed and "Teacher, of 5 Fictional Row, Hollin, HX9 9ZZ." in printed
    )
    for kind in ("agreement.doc", "..", "agreement.json"):
        assert maria.browser.get(f"{signing.address}/executed/{kind}").status_code == 404


def test_another_consortiums_agreement_and_its_files_are_not_there(
    app: Flask, clock: SetClock, signing: Signing, quick_print: None
) -> None:
    signing.sign_the_rest()
    releases(chair_of(signing))
    drain()
    other = ready(app, clock)
    stranger = other.somebody("LB1", "Sam Stranger", *Role)
    for page in (
        "signing",
        "precedents",
        "release",
        "executed",
        "executed/agreement.pdf",
        "executed/evidence.zip",
    ):
        assert stranger.browser.get(f"{signing.address}/{page}").status_code == 404
    witness_only = joined(signing.play.consortium_id, "", Role.OBSERVER)
    assert signed_in(app, witness_only).get(f"{signing.address}/executed/agreement.pdf").status_code == 404


def test_what_failed_to_print_is_seen_and_tried_again(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overrun(*_: object) -> Paper:
        raise Refused("print_overran", limit="time")

    with monkeypatch.context() as broken:
        broken.setattr(sealing, "print_agreement", overrun)
        signing.sign_the_rest()
        chair = chair_of(signing)
        releases(chair)
        drain()
    page = chair.sees("executed")
    assert "could not be printed and sealed" in page and "print_overran" in page
    reader = signing.somebody("LB2", "Tom Other", Role.BOARD_MEMBER)
    assert "The chair can have it tried again." in reader.sees("executed")
    monkeypatch.setattr(sealing, "print_agreement", lambda *_: Paper(_blank(), 1, "a blank page", 1))
    assert chair.presses(f"{signing.address}/executed").location == f"{signing.address}/executed"
    assert "It is being printed and sealed" in chair.sees("executed")
    drain()
    assert "Signed, released and sealed" in chair.sees("executed")
    kinds = [entry.kind for entry in entries(signing.play.consortium_id)]
    assert kinds.count("sealing_ordered_again") == 1


def _blank() -> bytes:
    output = io.BytesIO()
    blank = pikepdf.new()
    blank.add_blank_page()
    blank.save(output, linearize=False)
    return output.getvalue()


def test_after_the_last_day_nobody_signs_and_the_page_says_so(signing: Signing, clock: SetClock) -> None:
    maria = signing.signatory("LB1", "Maria Hughes")
    clock.moment += timedelta(days=200)
    late = Somebody(signing, "LB1", maria.id, signed_in(signing.app, maria.id))
    assert "The last day has passed" in late.sees()
    assert "The last day for signing has passed." in late.sees("signing/LB1/sign")


def test_looking_at_signing_writes_nothing(signing: Signing) -> None:
    chair = chair_of(signing)
    before = all_rows()
    for page in ("signing", "precedents", "precedents?condition=nda_signed", "release", "executed"):
        assert chair.browser.get(f"{signing.address}/{page}").status_code == 200
    assert all_rows() == before


def thirty(app: Flask, clock: SetClock) -> Signing:
    """The example of thirty members, approved by every board."""
    play = Rehearsal(read_cast(str(Path(EXAMPLES) / "spv_30.json")), clock, BEGUN)
    play.circulate("1", None, {})
    rules = board_rules(play.consortium_id)
    for code, identity in play.ids.items():
        if identity in rules:
            present = rules[identity].in_office
            play.resolve(code, "1", ResolutionTold(Route.MEETING, Meeting(present, 0, present, 0, 0)))
    return Signing(app, play)


def test_thirty_parties_cost_no_more_queries_than_six(app: Flask, clock: SetClock) -> None:
    asked: list[list[int]] = []
    for signing in (ready(app, clock), thirty(app, clock)):
        code = next(iter(signing.play.ids))
        maria = signing.somebody(code, "Maria Hughes", *Role)
        counts = []
        for page in (
            "signing",
            "precedents",
            "release",
            "executed",
            f"signing/{code}/plan",
            f"signing/{code}/sign",
        ):
            with statements() as sent:
                assert maria.browser.get(f"{signing.address}/{page}").status_code == 200, page
            counts.append(len(sent))
        asked.append(counts)
    assert asked[0] == asked[1]
    assert max(asked[0]) <= 24

"""What somebody sends to the pages of a draft who does not use them as they are meant: told in words, never a failure.

Forged mends, keys used twice, files that are none, flags for strangers, days that no calendar has, and addresses that
somebody made up.
"""

import io
import time
import uuid
import zipfile
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from govflow.agreements.flag_queries import open_flags
from govflow.agreements.flag_services import Unsure, flag_question
from govflow.agreements.queries import agreements_of, consortium_of, the_agreement
from govflow.agreements.question_queries import answer_at
from govflow.agreements.services import record_answer
from govflow.core.permissions import Role
from govflow.extensions import db
from govflow.members.queries import parties
from tests.agreements.begun import begun, example
from tests.agreements.test_mends import LABEL, offers
from tests.cast import ALICE, found
from tests.conftest import one_engine
from tests.faults import all_rows
from tests.security.test_attacks import form_of
from tests.stage import released
from tests.web.checked_pages import CheckedClient, read_page
from tests.web.people import also, filled, joined, person, signed_in

FAST = 5
"""Seconds that no answer takes, on a busy machine either."""


@pytest.fixture
def both(app: Flask) -> tuple[CheckedClient, UUID, UUID]:
    """Somebody who drafts and facilitates in two consortia, and their agreements: the same mend is open in each."""
    source, somebody = example("lead_body_6"), person("Dora Fictional")
    assert isinstance(source["answers"], dict)
    source["answers"]["quorum_board_count"] = 9
    agreements = begun(source, somebody), begun(source, somebody)
    for each in agreements:
        consortium_id = consortium_of(each)
        assert consortium_id is not None
        also(somebody, consortium_id, "", Role.DRAFTER, Role.FACILITATOR)
    return (signed_in(app, somebody), *agreements)


def of(agreement_id: UUID) -> UUID:
    """Its consortium."""
    found = consortium_of(agreement_id)
    assert found is not None
    return found


def quorum(agreement_id: UUID) -> object:
    db.session.rollback()
    return answer_at(agreement_id, "quorum_board_count")


def mend_of(browser: CheckedClient, agreement_id: UUID) -> dict[str, object]:
    """What the button that mends would send."""
    page = browser.get(f"/agreements/{agreement_id}/answers").text
    form = read_page(page).find(".//form[@id='mend']")
    assert form is not None
    return {**filled(form), "mend": offers(page)[LABEL]}


def test_the_key_of_a_mend_mends_no_other_agreement(both: tuple[CheckedClient, UUID, UUID]) -> None:
    dora, one, another = both
    sent = mend_of(dora, one)
    assert dora.post(f"/agreements/{one}/mend", data=sent).status_code == 302
    again = dora.post(f"/agreements/{another}/mend", data=sent)
    assert again.status_code == 409 and "Nothing was changed." in again.text
    assert (quorum(one), quorum(another)) == (5, 9)


def test_a_mend_that_was_undone_is_done_again(both: tuple[CheckedClient, UUID, UUID]) -> None:
    """The page that went back in a browser says the same as before, and so it must do the same."""
    dora, one, _ = both
    sent, where = mend_of(dora, one), f"/agreements/{one}/questions/quorum_board_count"
    dora.post(f"/agreements/{one}/mend", data=sent)
    dora.post(where, data={**form_of(dora, where), "answer": "9", "save": "on"})
    assert quorum(one) == 9
    dora.post(f"/agreements/{one}/mend", data=sent)
    assert quorum(one) == 5


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "x" * 100_000, "../../you"])
def test_a_mend_leads_back_to_a_page_of_its_agreement(
    both: tuple[CheckedClient, UUID, UUID], back: str
) -> None:
    dora, one, _ = both
    answer = dora.post(f"/agreements/{one}/mend", data={**mend_of(dora, one), "back": back})
    assert answer.location == f"/agreements/{one}"


def test_the_key_of_one_instrument_begins_no_other_consortiums(
    both: tuple[CheckedClient, UUID, UUID],
) -> None:
    dora, one, another = both
    token = form_of(dora, f"/consortia/{of(one)}/people/invite")["csrf_token"]
    sent = {"csrf_token": token, "key": str(uuid.uuid4()), "instrument": "nda"}
    for _ in range(2):
        assert dora.post(f"/consortia/{of(one)}/instruments", data=sent).status_code == 302
    assert dora.post(f"/consortia/{of(another)}/instruments", data=sent).status_code == 409
    db.session.rollback()
    assert {each.instrument for each in agreements_of(of(one))} == {"agreement", "nda"}
    assert {each.instrument for each in agreements_of(of(another))} == {"agreement"}
    for unknown in ("", "agreement", "NDA", "x" * 100_000):
        told = {**sent, "key": str(uuid.uuid4()), "instrument": unknown}
        assert dora.post(f"/consortia/{of(another)}/instruments", data=told).status_code == 400


def test_a_question_is_given_to_nobody_of_another_consortium(
    both: tuple[CheckedClient, UUID, UUID],
) -> None:
    dora, one, another = both
    where, stranger = f"/agreements/{one}/questions/leave_notice_months/not-sure", person("Zed Fictional")
    also(stranger, of(another), "", Role.DRAFTER)
    for to in (str(stranger), str(uuid.uuid4()), "", "x" * 9000):
        answer = dora.post(where, data={**form_of(dora, where), "do": "ask", "to": to})
        assert answer.status_code == 422 and "Zed" not in answer.text
    assert open_flags(one) == ()


def test_a_day_that_no_calendar_has_breaks_no_page(both: tuple[CheckedClient, UUID, UUID]) -> None:
    dora, one, _ = both
    where = f"/agreements/{one}/questions/leave_notice_months/not-sure"
    for due in ("0001-01-01", "9999-12-31", "20000-01-01", "2027-02-30", "NaN", ""):
        assert dora.post(where, data={**form_of(dora, where), "do": "ask", "due": due}).status_code == 422
    # One that was given before such days were refused stays, and harms nothing.
    faye = joined(of(one), "", Role.FACILITATOR)
    unsure = Unsure("leave_notice_months", to=faye, due=date.max, note="")
    flag_question(one, unsure, ALICE, uuid.uuid4())
    for address in ("/", f"/consortia/{of(one)}", f"/consortia/{of(one)}/dates.ics", where):
        assert dora.get(address).status_code == 200, address
    assert "Not sure yet" not in dora.get(f"/consortia/{of(one)}/dates.ics").text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_start_that_no_calendar_has_breaks_no_page(
    both: tuple[CheckedClient, UUID, UUID], day: str
) -> None:
    dora, one, _ = both
    where = f"/agreements/{one}/questions/start_date"
    assert dora.post(where, data={**form_of(dora, where), "answer": day, "save": "on"}).status_code == 422
    record_answer(one, "start_date", day, the_agreement(one).revision, ALICE, uuid.uuid4())
    for page in ("", "/answers", "/questions", "/circulate", "/simulator", "/simulator/sums/leaving"):
        assert dora.get(f"/agreements/{one}{page}").status_code == 200, page
    assert dora.get(f"/consortia/{of(one)}").status_code == 200


def test_a_file_in_the_place_of_a_text_is_nothing(both: tuple[CheckedClient, UUID, UUID]) -> None:
    dora, one, _ = both
    questions = f"/agreements/{one}/questions"
    for where, name in (
        (f"{questions}/leave_notice_months/not-sure", "due"),
        (f"{questions}/purpose_statement", "answer"),
        (f"/consortia/{of(one)}/members/together", "rows-0-legal_name"),
        (f"/consortia/{of(one)}/people/invite", "name"),
    ):
        form = {each: value for each, value in form_of(dora, where).items() if each != name}
        before = all_rows()
        answer = dora.post(where, data={**form, "save": "on", name: (io.BytesIO(b"words"), "words.txt")})
        assert answer.status_code == 422, where
        assert all_rows() == before, where
    noted = f"{questions}/leave_notice_months/not-sure"
    file = (io.BytesIO(b"words"), "words.txt")
    assert dora.post(noted, data={**form_of(dora, noted), "do": "ask", "note": file}).status_code == 302
    db.session.rollback()  # what the browser did is to be seen
    assert [each.note for each in open_flags(one)] == [""]


def _packed() -> bytes:
    folder = io.BytesIO()
    with zipfile.ZipFile(folder, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("rows.csv", "LB1,1\r\n" * 1_000_000)
    return folder.getvalue()


FILES = {
    "formulas": b'=HYPERLINK("x"),=1+1\r\n@SUM(1),-1\r\n',
    "signs that nobody sees": "\0L\u202eB1\x1b\x07\uffff\x85,1\0".encode(),
    "UTF-16": "LB1,33\r\n".encode("utf-16"),
    "UTF-32": "LB1,33\r\n".encode("utf-32"),
    "an older spelling": b"Caf\xe9,1\r\n",
    "a folder of files": _packed(),
    "many rows": b"LB1,1\r\n" * 36_000,
    "no rows": b"\n" * 250_000,
    "cells without end": b"," * 250_000,
    "a cell without end": b"x" * 250_000,
    "an open quote": b'"a\r\n' * 60_000,
    "headings without end": b"Party,Share," * 20_000,
}


@one_engine
@pytest.mark.parametrize("content", FILES.values(), ids=list(FILES))
def test_whatever_file_is_sent_is_read_or_told(
    both: tuple[CheckedClient, UUID, UUID], content: bytes
) -> None:
    """Nothing is saved by reading a file; the page itself is read strictly, signs that nobody sees included."""
    dora, one, _ = both
    where = f"/agreements/{one}/questions/delivery_shares"
    form, before, began = form_of(dora, where), all_rows(), time.monotonic()
    answers: list[TestResponse] = [
        dora.post(where, data={**form, "paste": "yes", "file": (io.BytesIO(content), "rows.csv")}),
        dora.post(where, data={**form, "paste": "yes", "pasted": content.decode("latin-1")}),
    ]
    assert time.monotonic() - began < 2 * FAST
    assert {each.status_code for each in answers} <= {200, 413, 422}
    assert all_rows() == before


def test_a_file_of_ten_megabytes_is_told_to_be_too_large(both: tuple[CheckedClient, UUID, UUID]) -> None:
    dora, one, _ = both
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="rows.csv"\r\n\r\n'
        + b"LB1,1\r\n" * 1_500_000
    )
    where = f"/agreements/{one}/questions/delivery_shares"
    answer = dora.post(where, data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413 and "Send a smaller file" in answer.text


def test_rows_without_end_are_told_and_soon(app: Flask) -> None:
    hollin = found()
    facilitator = signed_in(app, joined(hollin, "", Role.FACILITATOR))
    where = f"/consortia/{hollin}/members/together"
    form, began, before = form_of(facilitator, where), time.monotonic(), parties(hollin)
    pasted = "\n".join(f"Organisation {each}\tcharity\t{each}\tEngland" for each in range(10_000))
    assert facilitator.post(where, data={**form, "paste": "yes", "pasted": pasted}).status_code == 422
    rows = {f"rows-{each}-legal_name": f"Organisation {each}" for each in range(10_000)}
    assert facilitator.post(where, data={**form, **rows}).status_code == 413
    assert time.monotonic() - began < 2 * FAST
    assert parties(hollin) == before


ODD = (
    "1000000000",
    "9" * 99,
    "NaN",
    "sNaN",
    "-Infinity",
    "1e-400",
    "0.0000000001",
    "1/0",
    "<b>",
    "\u0660",
    "\x85",
)


def test_an_address_that_somebody_made_up_is_answered_in_words(
    both: tuple[CheckedClient, UUID, UUID],
) -> None:
    dora, one, _ = both
    for page in ("/votes/ordinary_rule", "/power/ordinary_rule", "/sums/deficit", "/sums/performance"):
        address, began = f"/agreements/{one}/simulator{page}", time.monotonic()
        names = [str(each.get("name")) for each in read_page(dora.get(address).text).findall(".//*[@name]")]
        asked = [[(name, typed) for name in names] for typed in ODD]
        asked.append([(name, typed) for name in names for typed in ("1", "2", "for", "for")])
        asked.append([(f"{name}-{each}", "for") for name in ("does", "share") for each in range(5_000)])
        asked.append([("does-LB1\0\x85\ufffe", "for"), ("all", "\u202e"), ("measure", "x" * 9000)])
        for each in asked:
            assert dora.get(f"{address}?{urlencode(each)}").status_code in {200, 422}, (page, each[:2])
        assert time.monotonic() - began < 4 * FAST
    for nowhere in ("/votes/nothing", "/votes/leave_notice_months", "/power/" + "x" * 5000, "/sums/x"):
        assert dora.get(f"/agreements/{one}/simulator{nowhere}").status_code == 404
    long = "&".join(f"work{each}=1" for each in range(20_000))
    for odd in ("work=deliver&work=voice", "work=%ff", "work[]=x", "risk=" + "9" * 5_000, long):
        assert dora.get(f"/consortia/new/kind?{odd}").status_code == 200


def test_what_is_signed_and_released_is_begun_and_answered_no_more(app: Flask, clock: object) -> None:
    play = released(clock)  # type: ignore[arg-type]
    dora = signed_in(app, joined(play.consortium_id, "", Role.FACILITATOR, Role.DRAFTER))
    invite = f"/consortia/{play.consortium_id}/people/invite"
    token, before = form_of(dora, invite)["csrf_token"], all_rows()
    for where in (
        f"/agreements/{play.agreement_id}/usual",
        f"/agreements/{play.agreement_id}/mend",
        f"/agreements/{play.agreement_id}/questions/leave_notice_months",
        f"/agreements/{play.agreement_id}/questions/leave_notice_months/not-sure",
        f"/consortia/{play.consortium_id}/agreement",
        f"/consortia/{play.consortium_id}/agreement/first",
    ):
        sent = {"csrf_token": token, "key": str(uuid.uuid4()), "save": "on", "do": "ask", "answer": "3"}
        assert dora.post(where, data=sent).status_code in {302, 404, 422}, where
    assert all_rows() == before

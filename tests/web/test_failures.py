"""What a person reads when the database fails while something of theirs is recorded."""

import pytest
from flask import Flask, Response, abort
from sqlalchemy import text

from govflow.core.permissions import Role
from govflow.extensions import db
from govflow.transaction import transaction
from govflow.web.access import SIGNED_IN, policy
from govflow.web.forms import ActForm
from tests.cast import found
from tests.web.checked_pages import read_page, words
from tests.web.people import filled, joined, person, signed_in

UNKNOWN = "00000000-0000-4000-8000-000000000000"
SECRET = "the draft's own words: £250,000"


def record() -> Response:
    with transaction() as session:
        session.execute(text("SELECT * FROM not_there WHERE words = :words"), {"words": SECRET})
    return Response()


def test_who_cannot_know_whether_it_is_recorded_is_told_to_press_again(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    app.add_url_rule("/record", "record", policy(SIGNED_IN)(record), methods=["GET", "POST"])
    browser = signed_in(app, person())
    sent = filled(read_page(browser.get("/you").text).findall(".//main//form")[0])
    answer = browser.post("/record", data=sent)
    assert answer.status_code == 503
    page = read_page(answer.text)
    assert words(page.find(".//h1")) == "Not recorded for certain"
    assert "Go back and press the button again: it will not be done twice." in words(page)
    (logged,) = caplog.records
    assert isinstance(logged.args, tuple) and str(logged.args[0]) in answer.text
    assert SECRET not in caplog.text and SECRET not in answer.text
    # Nothing was to be recorded by looking: that is told otherwise.
    assert browser.get("/record").status_code == 500


def test_the_page_does_not_ask_the_database_that_failed(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    record_there = policy(SIGNED_IN)(lambda consortium_id: record())
    app.add_url_rule("/record/<uuid:consortium_id>", "record_there", record_there, methods=["POST"])
    consortium_id = found()
    browser = signed_in(app, joined(consortium_id, "LB1", Role.CHIEF_OFFICER))
    sent = filled(read_page(browser.get("/you").text).findall(".//main//form")[0])
    # What stands around a page of a consortium is asked of this table.
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE agreement RENAME TO agreement_that_is_gone"))
    answer = browser.post(f"/record/{consortium_id}", data=sent)
    assert (answer.status_code, len(caplog.records)) == (503, 1)


def test_who_was_signed_out_while_writing_gets_their_words_back(app: Flask) -> None:
    app.add_url_rule("/record", "record", policy(SIGNED_IN)(record), methods=["POST"])
    written = "\n <b>Our</b> members pay what they can.\nThe rest comes from the grant. "
    browser = signed_in(app, person())
    sent = {**filled(read_page(browser.get("/you").text).findall(".//main//form")[0]), "seen": "0" * 64}
    browser.delete_cookie("govflow")
    answer = browser.post("/record", data={**sent, "words": written, "short": "a word"})
    assert answer.status_code == 400
    page = read_page(answer.text)
    (kept,) = page.findall(".//textarea")
    assert kept.text == written
    assert kept.get("readonly") is not None
    assert "You are signed out" in words(page) and "Nothing was changed." in words(page)


def test_who_wrote_for_a_page_that_went_meanwhile_gets_their_words_back(app: Flask) -> None:
    app.add_url_rule("/gone", "gone", policy(SIGNED_IN)(lambda: abort(404)), methods=["POST"])
    written = "Our members pay what they can, and the rest comes from the grant."
    browser = signed_in(app, person())
    sent = filled(read_page(browser.get("/you").text).findall(".//main//form")[0])
    answer = browser.post(
        "/gone", data={**sent, "words": written, "blocks-0-when": "clause board and type is LB"}
    )
    assert answer.status_code == 404
    page = read_page(answer.text)
    assert [kept.text for kept in page.findall(".//textarea")] == [written]
    assert words(page.find(".//h1")) == "What you wrote this for is not here any more"
    assert "Nothing was changed." in words(page)


@pytest.mark.parametrize("site", ["same-origin", "cross-site"])
def test_what_is_sent_to_no_page_is_not_read(app: Flask, site: str) -> None:
    browser = signed_in(app, person())
    answer = browser.post(
        "/no-such-page", data={"words": "so long " * 2**18}, headers={"Sec-Fetch-Site": site}
    )
    assert answer.status_code == {"same-origin": 404, "cross-site": 400}[site]
    assert not read_page(answer.text).findall(".//textarea")


def test_who_sends_too_much_stays_known_and_is_told_how_much_it_may_be(app: Flask) -> None:
    app.add_url_rule("/record", "record", policy(SIGNED_IN)(record), methods=["GET", "POST"])
    browser = signed_in(app, person("Dora Fictional"))
    page = read_page(browser.post("/record", data={"words": "x" * 2**20}).text)
    assert "1 MB at most goes through this page at once." in words(page) and "Dora Fictional" in words(page)
    assert [one.get("href") for one in page.iter("a") if words(one) == "Open the form again"] == ["/record"]
    assert "Sign in" not in words(page)


@pytest.mark.parametrize("media", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_who_sends_too_many_fields_is_told_so_and_keeps_what_was_read(app: Flask, media: str) -> None:
    app.add_url_rule(
        "/write", "write", policy(SIGNED_IN)(lambda: ActForm().key.data), methods=["GET", "POST"]
    )
    browser, written = signed_in(app, person("Dora Fictional")), "Our members pay what they can."
    sent = filled(read_page(browser.get("/you").text).findall(".//main//form")[0])
    many = {**sent, "words": written} | {f"part {number}": "" for number in range(2_100)}
    answer = browser.post("/write", data=many, content_type=media)
    page = read_page(answer.text)
    assert (
        answer.status_code == 413
        and "2,000 fields and 1 MB of words at most go through this page at once." in words(page)
    )
    assert "Dora Fictional" in words(page)
    read = media != "multipart/form-data"
    assert [kept.text for kept in page.findall(".//textarea")] == [written] * read
    assert [one.get("href") for one in page.iter("a") if words(one) == "Open the form again"] == ["/write"]


def test_a_page_that_takes_a_scan_says_its_own_limit(app: Flask) -> None:
    address = f"/agreements/{UNKNOWN}/boards/LB1/paper"
    sent = {"CONTENT_LENGTH": str(12 * 2**20)}
    answer = signed_in(app, person()).post(address, data=b"x", environ_overrides=sent)
    assert answer.status_code == 413 and "10 MB at most goes through this page at once." in answer.text

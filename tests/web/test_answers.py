"""What every answer is like: kept by nobody, nothing inline, and a page also for what went wrong."""

import logging
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from wtforms import StringField

from govflow.core.permissions import Role
from govflow.extensions import db
from govflow.web.access import ANYBODY, policy
from govflow.web.forms import ActForm
from tests.cast import found
from tests.web.checked_pages import read_page
from tests.web.people import joined, person, signed_in, token_of

MULTIPART = "multipart/form-data"
SECRET = "the draft's own words: £250,000"


def test_static_files_are_kept_until_they_change(client: FlaskClient) -> None:
    page = read_page(client.get("/").text)
    files = [each.get("href", each.get("src", "")) for each in page.iter() if each.tag in {"link", "img"}]
    assert len(files) >= 4
    for file in files:
        answer = client.get(file)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=2592000"
        assert "Set-Cookie" not in answer.headers
        assert re.search(r"\?v=[0-9a-f]{8}$", file)
        unchanged = client.get(file, headers={"If-None-Match": answer.headers["ETag"]})
        assert unchanged.status_code == 304


def test_a_file_that_is_not_there_is_not_remembered(client: FlaskClient) -> None:
    answer = client.get("/static/css/none.css")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


@pytest.mark.parametrize(
    "address", ["/static/../config.py", "/static/%2e%2e/extensions.py", "/static//etc/passwd"]
)
def test_only_static_files_are_served(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code in {308, 404}


def test_an_address_with_a_sign_that_no_database_keeps_leads_nowhere(app: Flask) -> None:
    consortium_id = found()
    browser = signed_in(app, joined(consortium_id, "LB2", Role.EDITOR))
    members = f"/consortia/{consortium_id}/members"
    assert browser.get(members).status_code == 200
    for address in (f"{members}/LB%00", f"{members}?of=%00", "/help/%00"):
        assert browser.get(address).status_code == 404


def test_what_nobody_sees_of_what_is_typed_is_left_out(app: Flask) -> None:
    class Naming(ActForm):
        name = StringField()

    sent = {"name": "Ann\u202e Fic\x00tional\x07\r\nof Hollin\t"}
    with app.test_request_context(method="POST", data=sent):
        assert Naming().name.data == "Ann Fictional\nof Hollin\t"


def test_a_page_that_cannot_be_sent_to_says_what_can_be_done(client: FlaskClient) -> None:
    answer = client.put("/")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "That cannot be done here" in answer.text


def too_large(client: FlaskClient) -> Iterator[tuple[str, int]]:
    """How each of three bodies, each too large in its own way, is answered."""
    token = token_of(client, "/open/any")
    long = client.post("/open/any", data={"csrf_token": token, "words": "x" * 2**20})
    assert "Send a smaller file" in long.text
    yield "a form too long", long.status_code
    many = {"csrf_token": token} | {f"part {number}": "" for number in range(3_000)}
    yield "too many parts", client.post("/open/any", data=many, content_type=MULTIPART).status_code
    told = client.post("/open/any", data=b"x", environ_overrides={"CONTENT_LENGTH": str(31 * 2**20)})
    yield "a body said to be too long", told.status_code


def test_what_is_too_large_is_refused(client: FlaskClient) -> None:
    assert {how: code for how, code in too_large(client) if code != 413} == {}


def test_a_failure_of_ours_has_a_reference_and_tells_nothing(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(words: str) -> str:
        try:
            raise LookupError(SECRET)
        except LookupError as error:
            raise RuntimeError(words) from error

    app.add_url_rule("/fails/<words>", "fails", policy(ANYBODY)(fail))
    with caplog.at_level(logging.DEBUG):
        answer = client.get(f"/fails/{SECRET}")
    assert answer.status_code == 500
    (record,) = caplog.records
    logged = record.getMessage() + caplog.text
    assert isinstance(record.args, tuple) and str(record.args[0]) in answer.text
    assert SECRET not in answer.text and SECRET not in logged
    assert "RuntimeError" in logged and "LookupError" in logged and "in fail" in logged


def test_the_page_of_a_failure_needs_no_database(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    alice = person()
    browser = signed_in(app, alice)
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE person RENAME TO person_that_is_gone"))
    answer = browser.get("/you")
    assert answer.status_code == 500
    assert "give us this reference" in answer.text
    assert len(caplog.records) == 1
    assert str(alice) not in caplog.text

"""The cookie that says who is signed in: for this site alone, out of reach of scripts, and not for ever."""

import time
from dataclasses import replace
from http.cookies import Morsel, SimpleCookie

import pytest
from flask.testing import FlaskClient

from govflow import create_app
from govflow.settings import Settings
from govflow.transaction import at_work
from govflow.web import SESSION_LIFE
from tests.agreements.begun import begun, example, somebody
from tests.web.checked_pages import CheckedClient
from tests.web.visitor import link_to, press_open, token_of


def cookie(client: FlaskClient) -> "Morsel[str]":
    """The one cookie that the page of a link sets."""
    (found,) = SimpleCookie(client.get("/open/any").headers["Set-Cookie"]).values()
    return found


def test_the_cookie_is_ours_alone(client: FlaskClient) -> None:
    found = cookie(client)
    assert found.key == "govflow"
    assert (found["httponly"], found["samesite"], found["path"], found["domain"]) == (True, "Lax", "/", "")
    assert (found["max-age"], found["expires"]) == ("", "")


def test_a_page_that_needs_no_cookie_sets_none(client: FlaskClient) -> None:
    for address in ("/", "/nowhere", "/static/mark.svg"):
        assert "Set-Cookie" not in client.get(address).headers


def test_an_encrypted_site_keeps_its_cookie_encrypted(settings: Settings) -> None:
    app = create_app(replace(settings, url="https://agreements.example.org/"))
    app.test_client_class = CheckedClient
    with at_work(app):
        client = app.test_client()
        found = cookie(client)
        assert (found.key, found["secure"], found["path"]) == ("__Host-govflow", True, "/")
        assert client.get("/").headers["Strict-Transport-Security"] == "max-age=31536000"


def test_an_open_site_does_not_pretend(client: FlaskClient) -> None:
    assert not cookie(client)["secure"]
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_nobody_stays_signed_in_for_ever(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    alice = somebody()
    address = press_open(client, link_to(begun(example("lead_body_6"), alice), alice)).location
    assert client.get(address).status_code == 200
    later = time.time() + SESSION_LIFE.total_seconds() + 1
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    assert client.get(address).status_code == 404


def test_a_cookie_carried_to_another_browser_is_worth_nothing(client: FlaskClient) -> None:
    alice = somebody()
    address = press_open(client, link_to(begun(example("lead_body_6"), alice), alice)).location
    assert client.get(address, headers={"User-Agent": "somebody else's"}).status_code == 404


def test_signing_in_begins_a_new_session(client: FlaskClient) -> None:
    alice = somebody()
    agreement_id = begun(example("lead_body_6"), alice)
    before = token_of(client, "/open/any")
    assert press_open(client, link_to(agreement_id, alice)).status_code == 302
    assert client.post("/open/any", data={"csrf_token": before}).status_code == 400

"""The cookie that says who is signed in: for this site alone, out of reach of scripts, and not for ever."""

import time
from dataclasses import replace
from http.cookies import Morsel, SimpleCookie

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient

from govflow import create_app
from govflow.accounts.services import SIGN_IN, open_link
from govflow.settings import Settings
from govflow.transaction import at_work
from govflow.web import SESSION_LIFE
from govflow.web.access import ANYBODY, policy
from tests.web.checked_pages import CheckedClient, read_page
from tests.web.people import filled, person, signed_in, submit


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


def test_a_file_that_others_may_keep_carries_no_cookie(app: Flask) -> None:
    browser = signed_in(app, person())
    assert "Set-Cookie" in browser.get("/you").headers
    for _ in range(2):
        answer = browser.get("/static/mark.svg")
        assert answer.headers["Cache-Control"].startswith("public")
        assert "Set-Cookie" not in answer.headers


def test_who_does_nothing_is_signed_out(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, present = signed_in(app, person()), time.time()
    idle = SESSION_LIFE.total_seconds()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: present)
    for _ in range(5):
        # Every page renews the time, a file does not.
        present += idle - 60
        assert browser.get("/you").status_code == 200
        browser.get("/static/mark.svg")
    present += idle + 1
    assert browser.get("/you").location == "/sign-in"


def test_a_cookie_carried_to_another_browser_is_worth_nothing(app: Flask) -> None:
    browser = signed_in(app, person())
    assert browser.get("/you", headers={"User-Agent": "somebody else's"}).location == "/sign-in"


def test_a_phone_that_finds_another_network_stays_signed_in(app: Flask) -> None:
    browser = signed_in(app, person())
    assert browser.get("/you", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200


def test_signing_in_begins_a_new_session(app: Flask, client: FlaskClient) -> None:
    assert isinstance(client, CheckedClient)
    before = filled(read_page(client.get("/open/any").text).findall(".//main//form")[0])
    assert submit(client, f"/open/{open_link(person(), SIGN_IN, '/you')}").status_code == 302
    assert client.post("/open/any", data=before).status_code == 400


@pytest.mark.parametrize(("proxies", "told"), [(0, "127.0.0.1"), (1, "192.0.2.2"), (2, "192.0.2.1")])
def test_only_servers_of_ours_are_believed_who_asks(settings: Settings, proxies: int, told: str) -> None:
    app = create_app(replace(settings, proxies=proxies))
    app.add_url_rule(
        "/who", "who", policy(ANYBODY)(lambda: Response(request.remote_addr, mimetype="text/plain"))
    )
    with at_work(app):
        answer = app.test_client().get("/who", headers={"X-Forwarded-For": "192.0.2.1, 192.0.2.2"})
    assert answer.text == told

"""The page of a one-use link."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from govflow.accounts.services import SIGN_IN, open_link
from tests.web.checked_pages import CheckedClient, read_page, words
from tests.web.people import person, submit


@pytest.fixture
def browser(client: FlaskClient) -> CheckedClient:
    assert isinstance(client, CheckedClient)
    return client


def test_a_link_shows_a_button_and_leads_to_its_page(app: Flask, browser: CheckedClient) -> None:
    link = f"/open/{open_link(person(), SIGN_IN, '/you')}"
    page = read_page(browser.get(link).text)
    assert words(page.find(".//h1")) == "Open govflow"
    assert words(page.find(".//main//form/button")) == "Open"
    assert submit(browser, link).location == "/you"
    assert "Alice Fictional" in browser.get("/you").text


def test_the_page_of_a_link_tells_nothing_of_what_is_behind(app: Flask, browser: CheckedClient) -> None:
    alice = person()
    shown = browser.get(f"/open/{open_link(alice, SIGN_IN, '/agreements/1')}")
    forged = browser.get("/open/forged")
    assert (shown.status_code, forged.status_code) == (200, 200)
    for telling in ("Alice", "agreements", str(alice)):
        assert telling not in shown.text


def test_a_link_works_once_even_for_its_owner(app: Flask, browser: CheckedClient) -> None:
    link = f"/open/{open_link(person(), SIGN_IN, '/you')}"
    submit(browser, link)
    assert submit(browser, link).status_code == 404
    # The owner stays in: a second press is no harm.
    assert browser.get("/you").status_code == 200


def test_a_link_of_somebody_else_takes_the_place_of_who_was_in(app: Flask, browser: CheckedClient) -> None:
    alice, bob = person(), person("Bob Fictional")
    for each in (alice, bob):
        submit(browser, f"/open/{open_link(each, SIGN_IN, '/you')}")
    page = browser.get("/you").text
    assert "Bob Fictional" in page and "Alice Fictional" not in page

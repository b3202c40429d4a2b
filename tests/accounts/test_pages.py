"""The first page, and the page of a link."""

from flask.testing import FlaskClient

from tests.agreements.begun import begun, example, somebody
from tests.web.checked_pages import read_page, words
from tests.web.visitor import link_to, press_open


def test_the_first_page_says_what_this_is_and_how_to_come_in(client: FlaskClient) -> None:
    page = read_page(client.get("/").text)
    assert words(page.find(".//h1")) == "One agreement, approved by every board"
    assert "open the link you were given" in words(page)
    assert "govflow gives no legal advice" in words(page.find(".//footer"))


def test_a_link_shows_a_button_and_leads_to_its_page(client: FlaskClient) -> None:
    alice = somebody()
    agreement_id = begun(example("lead_body_6"), alice)
    link = link_to(agreement_id, alice)
    page = read_page(client.get(link).text)
    assert words(page.find(".//h1")) == "Open your agreement"
    assert words(page.find(".//form/button")) == "Open"
    assert press_open(client, link).location == f"/agreements/{agreement_id}"


def test_the_page_of_a_link_tells_nothing_of_what_is_behind(client: FlaskClient) -> None:
    alice = somebody()
    link = link_to(begun(example("lead_body_6"), alice), alice)
    shown, forged = client.get(link), client.get("/open/forged")
    assert (shown.status_code, forged.status_code) == (200, 200)
    for telling in ("Alice", "Tamebrook", str(alice)):
        assert telling not in shown.text


def test_a_link_works_once_even_for_its_owner(client: FlaskClient) -> None:
    alice = somebody()
    link = link_to(begun(example("lead_body_6"), alice), alice)
    address = press_open(client, link).location
    assert press_open(client, link).status_code == 404
    # The owner stays in: a second press is no harm.
    assert client.get(address).status_code == 200


def test_a_second_link_takes_the_place_of_the_first(client: FlaskClient) -> None:
    alice = somebody()
    first, second = (begun(example(name), alice) for name in ("lead_body_6", "alliance_19"))
    before = press_open(client, link_to(first, alice)).location
    after = press_open(client, link_to(second, alice)).location
    assert client.get(after).status_code == 200
    assert client.get(before).status_code == 404

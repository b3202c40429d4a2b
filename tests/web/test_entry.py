"""Who may enter: every route says so, and what is not yours looks like what is not there."""

import uuid
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete
from werkzeug.routing import Rule

from govflow.accounts.models import LinkToken, Person
from govflow.clock import SetClock
from govflow.transaction import transaction
from govflow.web.access import ANYBODY, SIGNED_IN, Policy, every_route_has_a_policy, policy_of
from tests.agreements.begun import begun, example, somebody
from tests.faults import all_rows
from tests.web.visitor import link_to, press_open, token_of

POLICIES = {
    "static": ANYBODY,
    "accounts.start": ANYBODY,
    "accounts.open_page": ANYBODY,
    "accounts.open_link": ANYBODY,
    "agreements.read": SIGNED_IN,
}
"""The written table: a new route is not served before somebody has thought of it here."""


@pytest.fixture
def alice(app: Flask) -> UUID:
    return somebody()


@pytest.fixture
def agreement_id(alice: UUID) -> UUID:
    return begun(example("lead_body_6"), alice)


def addresses(app: Flask, known: dict[str, str]) -> list[tuple[Rule, str]]:
    """Every route, with an address of it."""
    build = app.url_map.bind("").build
    return [
        (rule, build(rule.endpoint, {name: known[name] for name in rule.arguments}))
        for rule in app.url_map.iter_rules()
    ]


def test_every_route_is_open_to_those_the_table_says(app: Flask) -> None:
    found: dict[str, Policy | None] = {name: policy_of(app, name) for name in app.view_functions}
    assert found == POLICIES


def test_a_route_without_a_policy_stops_the_start(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "everybody may read this")
    with pytest.raises(RuntimeError, match="no policy is declared for: forgotten"):
        every_route_has_a_policy(app)


def test_a_route_that_came_later_is_nobodys(
    app: Flask, client: FlaskClient, alice: UUID, agreement_id: UUID
) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "everybody may read this")
    assert press_open(client, link_to(agreement_id, alice)).status_code == 302
    assert client.get("/forgotten").status_code == 404


def test_what_is_not_yours_looks_like_what_is_not_there(
    app: Flask, client: FlaskClient, clock: SetClock, alice: UUID, agreement_id: UUID
) -> None:
    bob = somebody("Bob Fictional", "bob@example.org")
    second = begun(example("alliance_19"), bob)
    link, late = link_to(agreement_id, alice), link_to(agreement_id, alice)
    address = press_open(client, link).location
    assert client.get(address).status_code == 200
    stranger, of_bob = app.test_client(), app.test_client()
    assert press_open(of_bob, link_to(second, bob)).status_code == 302
    clock.moment = clock.moment.replace(hour=13)
    refused = {
        "an unknown address": stranger.get("/nowhere"),
        "nobody signed in": stranger.get(address),
        "another person's agreement": of_bob.get(address),
        "another agreement than the opened one": client.get(f"/agreements/{second}"),
        "no agreement at all": client.get(f"/agreements/{uuid.uuid4()}"),
        "the same agreement spelt otherwise": client.get(
            address.upper().replace("/AGREEMENTS", "/agreements")
        ),
        "not an id": client.get("/agreements/1"),
        "a used link": press_open(stranger, link),
        "an expired link": press_open(stranger, late),
        "a forged link": press_open(stranger, "/open/forged"),
    }
    assert {why for why, answer in refused.items() if answer.status_code != 404} == set()
    assert len({answer.data for answer in refused.values()}) == 1
    assert "There is nothing here for you" in refused["a used link"].text


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_changes_nothing(client: FlaskClient, alice: UUID, agreement_id: UUID, method: str) -> None:
    link = link_to(agreement_id, alice)
    address = press_open(client, link_to(agreement_id, alice)).location
    before = all_rows()
    known = {
        "token": link.removeprefix("/open/"),
        "agreement_id": str(agreement_id),
        "filename": "css/page.css",
    }
    for rule, each in addresses(client.application, known):
        if method in (rule.methods or ()):
            assert client.open(each, method=method).status_code == 200, each
    assert all_rows() == before
    assert press_open(client, link).location == address


def test_a_form_without_its_token_is_refused(client: FlaskClient, alice: UUID, agreement_id: UUID) -> None:
    link = link_to(agreement_id, alice)
    known = {
        "token": link.removeprefix("/open/"),
        "agreement_id": str(agreement_id),
        "filename": "css/page.css",
    }
    sending = [each for rule, each in addresses(client.application, known) if "POST" in (rule.methods or ())]
    assert sending == [link]
    before = all_rows()
    for each in sending:
        for told in ({}, {"csrf_token": "forged"}, {"csrf_token": token_of(client, link) + "x"}):
            answer = client.post(each, data=told)
            assert answer.status_code == 400
            assert "Go back, reload it and try again. Nothing was changed." in answer.text
    assert all_rows() == before


def test_a_form_that_another_site_sends_is_refused(
    client: FlaskClient, alice: UUID, agreement_id: UUID
) -> None:
    link = link_to(agreement_id, alice)
    told, before = {"csrf_token": token_of(client, link)}, all_rows()
    for site in ("cross-site", "same-site", "none"):
        answer = client.post(link, data=told, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 400
    assert all_rows() == before
    assert client.post(link, data=told, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302


def test_who_is_removed_is_out_at_the_next_request(
    client: FlaskClient, alice: UUID, agreement_id: UUID
) -> None:
    address = press_open(client, link_to(agreement_id, alice)).location
    assert client.get(address).status_code == 200
    with transaction() as session:
        session.execute(delete(LinkToken))
        session.execute(delete(Person).where(Person.id == alice))
    assert client.get(address).status_code == 404

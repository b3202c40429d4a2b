"""Every route, as every role, in one's own organisation and another's, in one's own consortium and another's.

The table is `matrix.csv`: what somebody wrote down who thought about each route. A route without its rows fails.
"""

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask, Response, after_this_request

from govflow.clock import SetClock
from govflow.core.permissions import CONSORTIUM_ROLES, Role
from govflow.settings import Settings
from govflow.web.access import SAFE
from tests.cast import found
from tests.faults import all_rows
from tests.security.conftest import Played
from tests.security.places import OTHER, OURS, OWN, Places, Stage
from tests.web.checked_pages import CheckedClient, read_page
from tests.web.people import also, person, signed_in, token_of

TABLE = Path(__file__).parent / "matrix.csv"
ROLES = tuple(Role)
MARK = "X-Let-In"

LEAVING = ("accounts.sign_out", "accounts.end_others", "accounts.end_session")
"""What ends one's own session: asked last."""


@dataclass(frozen=True)
class Row:
    """One route. `place`: "own" or "other" where its address names an organisation. `found`: who is let in finds
    it there; else it may be absent at this stage, or for fewer than the address tells.
    """

    endpoint: str
    method: str
    place: str
    let_in: frozenset[str]
    found: bool

    @property
    def name(self) -> str:
        return f"{self.method} {self.endpoint} {self.place}".strip()


def rows() -> list[Row]:
    """The table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                line["endpoint"],
                line["method"],
                line["place"],
                frozenset(name for name in ("nobody", *ROLES) if line[name] == "yes"),
                line["found"] == "yes",
            )
            for line in csv.DictReader(file)
        ]


@pytest.fixture
def stage(played: Played) -> Stage:
    """Where everything is."""
    return played.stage


@pytest.fixture
def settings(played: Played, tmp_path: Path) -> Settings:
    """An installation of this test's own, at this stage; on one engine, for access asks the same of both."""
    shutil.copytree(played.data, tmp_path / "instance")
    return Settings(data=tmp_path / "instance")


@pytest.fixture
def clock(stage: Stage) -> SetClock:
    """The clock of this test's application."""
    return SetClock(stage.moment)


@pytest.fixture
def places(app: Flask, stage: Stage) -> Places:
    """Where every page is. Who is let in is marked in the answer."""

    def mark() -> None:
        def with_mark(response: Response) -> Response:
            response.headers[MARK] = "yes"
            return response

        after_this_request(with_mark)

    app.before_request(mark)
    return Places(app, stage)


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Every route with each method, and whose organisation it names."""
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            for place in ("own", "other") if "member" in rule.arguments else ("",):
                if rule.endpoint != "static":
                    yield rule.endpoint, method, place


def test_every_route_has_its_row_and_every_row_its_route(app: Flask) -> None:
    written = [(row.endpoint, row.method, row.place) for row in rows()]
    assert len(written) == len(set(written))
    assert set(written) == set(routes(app))


def ask(browser: CheckedClient, row: Row, places: Places, token: str) -> tuple[bool, int]:
    """Whether somebody was let in, and how they were answered."""
    address = address_of(row, places)
    told = None if row.method in SAFE else {"csrf_token": token}
    answer = browser.open(address, method=row.method, data=told)
    return MARK in answer.headers, answer.status_code


def give(somebody: UUID, places: Places, role: Role) -> None:
    """Let somebody be something in each consortium of ours."""
    for where in OURS:
        also(somebody, places.stage.consortia[where], "" if role in CONSORTIUM_ROLES else OWN, role)


def in_order() -> list[Row]:
    return sorted(rows(), key=lambda row: row.endpoint in LEAVING)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_let_in_exactly_where_the_table_says(app: Flask, places: Places, role: Role) -> None:
    somebody = person(f"{role} of {OWN}")
    give(somebody, places, role)
    browser = signed_in(app, somebody)
    token = token_of(browser, "/you")
    wrong: list[tuple[str, str, int]] = []
    for row in in_order():
        try:
            let_in, status = ask(browser, row, places, token)
        except AssertionError as fault:
            wrong.append((row.name, str(fault), 0))
            continue
        expected = bool({str(role), "nobody"} & row.let_in)
        gone = not expected or (status == 404 and not row.found)
        if let_in != expected or (status == 404) != gone or status >= 500:
            wrong.append((row.name, "let in" if let_in else "not let in", status))
        if row.endpoint in LEAVING:
            browser = signed_in(app, somebody)
            token = token_of(browser, "/you")
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", ROLES)
def test_another_consortium_is_not_there_for_any_role(app: Flask, places: Places, role: Role) -> None:
    somebody, elsewhere = person(f"{role} elsewhere"), found(title="Another Partnership")
    also(somebody, elsewhere, "" if role in CONSORTIUM_ROLES else OWN, role)
    browser = signed_in(app, somebody)
    token = token_of(browser, "/you")
    wrong = []
    for row in rows():
        if places.is_of_consortium(row.endpoint):
            let_in, status = ask(browser, row, places, token)
            if let_in or status != 404:
                wrong.append((row.name, status))
    assert wrong == []


def test_who_is_not_signed_in_is_asked_to(app: Flask, places: Places) -> None:
    app.test_client_class = CheckedClient
    browser = app.test_client()
    assert isinstance(browser, CheckedClient)
    token = read_page(browser.get("/sign-in").text).find(".//input[@name='csrf_token']")
    assert token is not None
    wrong = []
    for row in in_order():
        let_in, status = ask(browser, row, places, token.attrib["value"])
        asked = status == (302 if row.method in SAFE else 401)
        if let_in != ("nobody" in row.let_in) or (not let_in and not asked):
            wrong.append((row.name, status))
    assert wrong == []


@pytest.fixture
def everything(app: Flask, places: Places) -> CheckedClient:
    """A browser of somebody who is everything."""
    somebody = person("Everything Fictional")
    for role in ROLES:
        give(somebody, places, role)
    return signed_in(app, somebody)


def address_of(row: Row, places: Places) -> str:
    """Where a row of the table is asked."""
    return places.address(row.endpoint, {"own": OWN, "other": OTHER}.get(row.place, ""))


@pytest.mark.parametrize("method", sorted(SAFE))
def test_looking_changes_nothing(everything: CheckedClient, places: Places, method: str) -> None:
    before = all_rows()
    for row in rows():
        if row.method in SAFE:
            everything.open(address_of(row, places), method=method)
    assert all_rows() == before


def test_a_form_without_its_token_is_refused(everything: CheckedClient, places: Places) -> None:
    token, before = token_of(everything, "/you"), all_rows()
    sent = [address_of(row, places) for row in rows() if row.method not in SAFE]
    for told in ({}, {"csrf_token": "forged"}, {"csrf_token": f"{token}x"}):
        assert {everything.post(address, data=told).status_code for address in sent} == {400}
    assert all_rows() == before


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_form_that_another_site_sends_is_refused(
    everything: CheckedClient, places: Places, site: str
) -> None:
    told, before = {"csrf_token": token_of(everything, "/you")}, all_rows()
    heads = {"Sec-Fetch-Site": site}
    sent = [address_of(row, places) for row in rows() if row.method not in SAFE]
    assert {everything.post(address, data=told, headers=heads).status_code for address in sent} == {400}
    assert all_rows() == before


def test_every_role_is_in_the_table(places: Places) -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == ["endpoint", "method", "place", "found", "nobody", *ROLES]
    assert isinstance(places.consortium_id, UUID)

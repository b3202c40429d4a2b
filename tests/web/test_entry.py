"""Who may enter, and who comes in how: what is not yours looks like what is not there, and nobody is led astray.

Who is let in where is the table of `tests/security/matrix.csv`.
"""

import re
import uuid
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete
from werkzeug.test import TestResponse

from govflow.accounts.models import LinkToken, SignInSession
from govflow.accounts.services import LINK_LIFE, end_other_sessions, open_link
from govflow.agreements.queries import consortium_of
from govflow.clock import SetClock
from govflow.core.permissions import Role
from govflow.members.queries import role_holders
from govflow.members.services import end_role
from govflow.transaction import transaction
from govflow.web.access import every_route_has_a_policy
from tests.agreements.begun import begun, example
from tests.cast import ALICE
from tests.faults import all_rows
from tests.web.checked_pages import CheckedClient, read_page, words
from tests.web.people import SIGN_IN, code_in_mail, joined, person, signed_in, submit, token_of

EMAIL = "edith@example.org"
TYPED = "The members share the surplus by the hours that each of them gave."


@pytest.fixture
def agreement_id(app: Flask) -> UUID:
    return begun(example("lead_body_6"), person("Drafter Fictional"))


@pytest.fixture
def consortium_id(agreement_id: UUID) -> UUID:
    found = consortium_of(agreement_id)
    assert found is not None
    return found


@pytest.fixture
def edith(consortium_id: UUID) -> UUID:
    """Editor at the second member."""
    return joined(consortium_id, "LB2", Role.EDITOR, name="Edith Fictional", email=EMAIL)


@pytest.fixture
def browser(client: FlaskClient) -> CheckedClient:
    assert isinstance(client, CheckedClient)
    return client


def come_in(app: Flask, browser: CheckedClient) -> TestResponse:
    """Edith signs in with the code that was mailed to her."""
    submit(browser, "/sign-in", {"email": EMAIL})
    return submit(browser, "/sign-in/code", {"code": code_in_mail(app, EMAIL)})


def test_a_route_without_a_policy_stops_the_start(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "everybody may read this")
    with pytest.raises(RuntimeError, match="no policy is declared for: forgotten"):
        every_route_has_a_policy(app)


def test_a_route_that_came_later_is_nobodys(app: Flask, browser: CheckedClient, edith: UUID) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "everybody may read this")
    assert browser.get("/forgotten").status_code == 404
    assert signed_in(app, edith).get("/forgotten").status_code == 404


def unmarked(page: TestResponse) -> tuple[int, str]:
    """A status and a body, without the form's token, which is another one every second."""
    return page.status_code, re.sub(r'name="csrf_token" value="[^"]+"', "", page.text)


def test_what_is_not_yours_looks_like_what_is_not_there(app: Flask, agreement_id: UUID, edith: UUID) -> None:
    second = begun(example("alliance_19"), person("Bob Fictional"))
    browser, other = signed_in(app, edith), consortium_of(second)
    mine = f"/agreements/{agreement_id}"
    assert browser.get(mine).status_code == 200
    refused = {
        "another consortium": f"/consortia/{other}",
        "its agreement": f"/agreements/{second}",
        "a file of it": f"/agreements/{second}/draft.txt",
        "its rules to try": f"/agreements/{second}/simulator",
        "no consortium at all": f"/consortia/{uuid.uuid4()}",
        "another board's room": f"{mine}/boards/LB3",
        "the room of a board that I am not on": f"{mine}/boards/LB2",
        "the room of no board": f"{mine}/boards/LB99",
        "what the chair alone does": f"{mine}/release",
    }
    absent = unmarked(browser.get(f"/agreements/{uuid.uuid4()}"))
    assert absent[0] == 404 and "There is nothing here for you" in absent[1]
    told_more = {why for why, address in refused.items() if unmarked(browser.get(address)) != absent}
    assert told_more == set()
    for address in ("/nowhere", "/agreements/1", f"{mine}/nothing"):
        answer = browser.get(address)
        assert (answer.status_code, "There is nothing here for you" in answer.text) == (404, True)


def test_who_is_not_signed_in_learns_nothing_of_what_exists(
    browser: CheckedClient, agreement_id: UUID
) -> None:
    for address in (f"/agreements/{agreement_id}", f"/agreements/{uuid.uuid4()}"):
        answer = browser.get(address)
        assert (answer.status_code, answer.location) == (302, "/sign-in")
    token = token_of(browser, "/sign-in")
    sent = [
        browser.post(f"/agreements/{each}/questions/quorum_board_count", data={"csrf_token": token})
        for each in (agreement_id, uuid.uuid4())
    ]
    assert unmarked(sent[0]) == unmarked(sent[1])
    assert sent[0].status_code == 401


def test_a_link_that_is_not_good_does_not_say_why(
    app: Flask, browser: CheckedClient, clock: SetClock, edith: UUID
) -> None:
    used, late, other = (open_link(edith, purpose, "/you") for purpose in (SIGN_IN, SIGN_IN, "another"))
    assert submit(browser, f"/open/{used}").location == "/you"
    clock.moment += LINK_LIFE
    stranger = app.test_client()
    assert isinstance(stranger, CheckedClient)
    answers = [unmarked(submit(stranger, f"/open/{token}")) for token in (used, late, other, "forged")]
    assert answers[0][0] == 404
    assert len(set(answers)) == 1
    assert stranger.get("/you").location == "/sign-in"


def test_who_signs_in_comes_back_to_the_page_they_wanted(
    app: Flask, browser: CheckedClient, agreement_id: UUID, edith: UUID
) -> None:
    wanted = f"/agreements/{agreement_id}/compare?view=list"
    assert browser.get(wanted).location == "/sign-in"
    assert come_in(app, browser).location == wanted
    # It is remembered once.
    assert browser.get(f"/agreements/{agreement_id}").status_code == 200
    submit(browser, "/you", form="sign-out")
    assert come_in(app, browser).location == "/"


@pytest.mark.parametrize(
    "asked",
    [
        "//example.org/you",
        "/\\example.org/you",
        "/you/%0d%0aLocation:%20//example.org",
        "/sign-in?next=//example.org",
        "/sign-in?after=https://example.org/",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(
    app: Flask, browser: CheckedClient, edith: UUID, asked: str
) -> None:
    browser.get(asked)
    assert come_in(app, browser).location == "/"


def test_what_is_remembered_is_a_path_whatever_the_browser_calls_us(
    app: Flask, browser: CheckedClient, edith: UUID
) -> None:
    wanted = "/you?next=https://example.org/"
    assert browser.get(wanted, base_url="http://localhost").location == "/sign-in"
    with browser.session_transaction() as kept:
        assert kept["after"] == wanted
    assert come_in(app, browser).location == wanted


@pytest.mark.parametrize(
    "target", ["https://example.org/", "//example.org/", "/\\example.org", "/\t/example.org", "you", ""]
)
def test_a_link_leads_nowhere_but_here(app: Flask, browser: CheckedClient, edith: UUID, target: str) -> None:
    assert submit(browser, f"/open/{open_link(edith, SIGN_IN, target)}").location == "/"


def test_who_was_signed_out_while_writing_is_given_their_words_back(
    app: Flask, agreement_id: UUID, edith: UUID
) -> None:
    browser = signed_in(app, edith)
    address, token = f"/agreements/{agreement_id}/questions/quorum_board_count", token_of(browser, "/you")
    with transaction() as session:
        session.execute(delete(SignInSession))
    before = all_rows()
    answer = browser.post(address, data={"csrf_token": token, "value": TYPED, "short": "two words"})
    assert answer.status_code == 401
    page = read_page(answer.text)
    assert [each.text for each in page.findall(".//textarea")] == [TYPED]
    assert "You are signed out" in words(page) and "Nothing was changed." in words(page)
    assert all_rows() == before


def test_whose_role_is_ended_is_out_at_the_next_request(
    app: Flask, agreement_id: UUID, consortium_id: UUID, edith: UUID
) -> None:
    browser, address = signed_in(app, edith), f"/agreements/{agreement_id}"
    assert browser.get(address).status_code == 200
    for holder in role_holders(consortium_id):
        if holder.person_id == edith:
            end_role(consortium_id, holder.role_id, ALICE, uuid.uuid4())
    assert unmarked(browser.get(address)) == unmarked(browser.get(f"/agreements/{uuid.uuid4()}"))


def test_whose_session_is_ended_elsewhere_is_out_at_the_next_request(app: Flask, edith: UUID) -> None:
    lost, kept = signed_in(app, edith), signed_in(app, edith)
    assert lost.get("/you").status_code == 200
    submit(kept, "/you", form="end-others")
    assert (lost.get("/you").status_code, kept.get("/you").status_code) == (302, 200)
    end_other_sessions(edith, uuid.uuid4())
    assert kept.get("/you").status_code == 302


def test_no_link_is_kept_that_could_be_used(edith: UUID) -> None:
    token = open_link(edith, SIGN_IN, "/you")
    assert LinkToken.__tablename__ in all_rows()
    assert token not in str(all_rows())

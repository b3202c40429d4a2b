"""A fresh code before a vote or a signature: for this person, in this browser, for this act."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask, Response, make_response, render_template_string
from werkzeug.test import TestResponse
from wtforms import StringField

from govflow.accounts.code_services import CODE_LIFE, MOST_TRIES
from govflow.accounts.forms import CODE_WORDS, ConfirmForm
from govflow.accounts.queries import email_hint
from govflow.clock import SetClock
from govflow.core.errors import Refused
from govflow.web.access import SIGNED_IN, policy, reader
from govflow.web.forms import Said, tell
from tests.faults import all_rows
from tests.web.checked_pages import CheckedClient, read_page, words
from tests.web.people import code_in_mail, filled, mailed, person, signed_in

ALICE, BOB = "alice@example.org", "bob@example.org"

PAGE = """
{% extends "base.html" %}
{% import "components/form.html" as forms %}
{% import "components/confirm.html" as confirm %}
{% block title %}Vote{% endblock %}
{% block main %}
<h1>Vote</h1>
{{ forms.errors(page.form) }}
<form method="post" action="/vote">
  {{ forms.hidden(page.form) }}
  {{ forms.field(page.form.reason) }}
  {{ confirm.confirm(page.form, page.email_hint) }}
  {{ forms.button("Vote") }}
</form>
{% endblock %}
"""


class VoteForm(ConfirmForm):
    reason = StringField("Your reason")


@pytest.fixture
def votes(app: Flask) -> list[tuple[UUID, str, str]]:
    """The votes of a page that is like those of a board, and that is served from now on."""
    cast: list[tuple[UUID, str, str]] = []

    def vote() -> Response:
        form, who = VoteForm(), reader()
        page = {"form": form, "email_hint": email_hint(who.person_id)}
        if form.asks_for_code():
            return make_response(render_template_string(PAGE, page=page))
        if form.validate_on_submit():
            try:
                form.confirm(who.person_id)
                if form.reason.data == "refuse me":
                    raise Refused("stale")
                cast.append((form.act_key, form.reason.data, who.confirmed.method))
                return Response("done", mimetype="text/plain")
            except Refused as no:
                tell(form, no, {**CODE_WORDS, "stale": Said("reason", "The text has changed.")})
        return make_response(render_template_string(PAGE, page=page), 422 if form.errors else 200)

    app.add_url_rule("/vote", "vote", policy(SIGNED_IN)(vote), methods=["GET", "POST"])
    return cast


@pytest.fixture
def alice(app: Flask) -> UUID:
    return person("Alice Fictional", ALICE)


@pytest.fixture
def browser(app: Flask, alice: UUID) -> CheckedClient:
    return signed_in(app, alice)


Form = dict[str, object]


def form_of(answer: TestResponse) -> Form:
    found = read_page(answer.text).find(".//main//form")
    assert found is not None
    return filled(found)


def asked(browser: CheckedClient, **typed: object) -> TestResponse:
    """Press "Send me a code" on a new page."""
    form = form_of(browser.get("/vote"))
    return browser.post("/vote", data={**form, **typed, "send_code": "1"})


def vote(browser: CheckedClient, form: Form, code: str) -> TestResponse:
    return browser.post("/vote", data={**form, "code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


Votes = list[tuple[UUID, str, str]]


def test_a_vote_is_confirmed_by_a_fresh_code(app: Flask, votes: Votes, browser: CheckedClient) -> None:
    page = browser.get("/vote")
    assert "we send a code to a•••@example.org" in words(read_page(page.text))
    assert ALICE not in page.text
    answer = asked(browser, reason="It is good")
    assert answer.status_code == 200
    shown = read_page(answer.text)
    assert "A code is on its way to a•••@example.org" in words(shown)
    code = shown.find(".//input[@name='code']")
    assert code is not None
    assert (code.get("inputmode"), code.get("autocomplete")) == ("numeric", "one-time-code")
    assert "autofocus" in code.attrib
    form = form_of(answer)
    assert form["reason"] == "It is good"
    assert vote(browser, form, code_in_mail(app, ALICE)).text == "done"
    (cast,) = votes
    assert (str(cast[0]), cast[1], cast[2]) == (form["key"], "It is good", "fresh_email_code")


def test_enter_does_not_ask_for_another_code(votes: Votes, browser: CheckedClient) -> None:
    form = read_page(browser.get("/vote").text).find(".//main//form")
    assert form is not None
    # A browser takes the first button of a form for Enter (HTML, implicit submission).
    first = next(each for each in form.iter("button"))
    assert first.get("name") is None
    assert (first.get("tabindex"), first.get("aria-hidden")) == ("-1", "true")


@pytest.mark.parametrize("code", ["", "12", "letters"])
def test_without_a_code_nothing_is_done_and_all_is_kept(
    votes: Votes, browser: CheckedClient, code: str
) -> None:
    form, before = form_of(browser.get("/vote")), all_rows()
    answer = vote(browser, {**form, "reason": "It is good"}, code)
    assert answer.status_code == 422
    assert "Type the 6 digits of the code" in answer.text
    assert {**form_of(answer), "csrf_token": ""} == {
        **form,
        "reason": "It is good",
        "code": code,
        "csrf_token": "",
    }
    assert not votes and all_rows() == before


def test_a_code_that_was_never_asked_for_is_none(votes: Votes, browser: CheckedClient) -> None:
    answer = vote(browser, form_of(browser.get("/vote")), "123456")
    assert answer.status_code == 422
    assert "Ask for a new one" in answer.text
    assert not votes


def test_a_code_is_good_for_one_act_alone(app: Flask, votes: Votes, browser: CheckedClient) -> None:
    form = form_of(asked(browser))
    code = code_in_mail(app, ALICE)
    assert vote(browser, form, code).text == "done"
    # The button was pressed twice: the same act again.
    assert vote(browser, form, code).text == "done"
    assert len({cast[0] for cast in votes}) == 1
    another = vote(browser, form_of(browser.get("/vote")), code)
    assert another.status_code == 422
    assert "That code was used already" in another.text
    assert len({cast[0] for cast in votes}) == 1


def test_who_is_refused_for_another_reason_need_not_ask_again(
    app: Flask, votes: Votes, browser: CheckedClient
) -> None:
    form = form_of(asked(browser, reason="refuse me"))
    answer = vote(browser, form, code_in_mail(app, ALICE))
    assert answer.status_code == 422 and "The text has changed." in answer.text
    again = form_of(answer)
    assert again["code"] == code_in_mail(app, ALICE)
    assert browser.post("/vote", data={**again, "reason": "Now"}).text == "done"


def test_a_fresh_code_lives_ten_minutes(
    app: Flask, votes: Votes, browser: CheckedClient, clock: SetClock
) -> None:
    form = form_of(asked(browser))
    clock.moment += CODE_LIFE
    answer = vote(browser, form, code_in_mail(app, ALICE))
    assert answer.status_code == 422 and "too old" in answer.text
    assert not votes


def test_a_fresh_code_bears_five_tries(app: Flask, votes: Votes, browser: CheckedClient) -> None:
    form = form_of(asked(browser))
    code = code_in_mail(app, ALICE)
    for _ in range(MOST_TRIES):
        assert vote(browser, form, wrong(code)).status_code == 422
    assert "fifth try" in vote(browser, form, code).text
    assert not votes


def other_browser(app: Flask, alice: UUID) -> CheckedClient:
    return signed_in(app, alice)


def other_person(app: Flask, alice: UUID) -> CheckedClient:
    return signed_in(app, person("Bob Fictional", BOB))


@pytest.mark.parametrize("other", [other_browser, other_person])
def test_a_code_is_worth_nothing_elsewhere(
    app: Flask,
    votes: Votes,
    browser: CheckedClient,
    alice: UUID,
    other: Callable[[Flask, UUID], CheckedClient],
) -> None:
    mine = form_of(asked(browser))
    code = code_in_mail(app, ALICE)
    elsewhere = other(app, alice)
    assert vote(elsewhere, form_of(elsewhere.get("/vote")), code).status_code == 422
    theirs = form_of(asked(elsewhere))
    answer = vote(elsewhere, theirs, code)
    assert answer.status_code == 422 or code == code_in_mail(app, BOB)
    assert not votes
    assert vote(browser, mine, code).text == "done"


def test_a_code_for_signing_in_confirms_nothing(app: Flask, votes: Votes, browser: CheckedClient) -> None:
    asked(browser)
    for _ in range(3):
        answer = browser.get("/sign-in")
        browser.post("/sign-in", data={**form_of(answer), "email": ALICE})
        code = code_in_mail(app, ALICE)
        if code != mailed(app, ALICE)[0]:
            break
    assert vote(browser, form_of(browser.get("/vote")), code).status_code == 422
    assert not votes


def test_who_asks_for_many_codes_is_told_when_to_ask_again(
    app: Flask, votes: Votes, browser: CheckedClient, clock: SetClock
) -> None:
    for _ in range(10):
        assert "A code is on its way" in asked(browser).text
    answer = asked(browser, reason="kept")
    assert "We sent you several codes already. Use the newest, or ask again in 15 minutes." in answer.text
    assert form_of(answer)["reason"] == "kept"
    assert len(mailed(app, ALICE)) == 10
    # The newest code is still good.
    assert vote(browser, form_of(answer), code_in_mail(app, ALICE)).text == "done"
    clock.moment += timedelta(minutes=15)
    assert "A code is on its way" in asked(browser).text

"""Signing in with a code: typed into the browser that asked for it, and telling nobody who is known here."""

import logging
import re
import threading
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from govflow.accounts import code_services
from govflow.accounts.code_services import CODE_LIFE, KEEP_CODES, MOST_TRIES, Asker
from govflow.accounts.queries import sessions_of
from govflow.accounts.services import KEEP_LINKS, KEEP_SESSIONS, SESSION_LIFE, open_link
from govflow.clock import SetClock
from govflow.core.errors import Refused
from govflow.jobs.services import Order, enqueue
from govflow.jobs.worker import drain
from govflow.transaction import transaction
from tests.faults import Struck, all_rows, lose_the_answer, striking_at
from tests.watched import statements
from tests.web.checked_pages import CheckedClient, read_page, words
from tests.web.people import code_in_mail, filled, mailed, person, signed_in, submit

ALICE, NOBODY = "alice@example.org", "nobody@example.org"


@pytest.fixture
def alice(app: Flask) -> UUID:
    return person("Alice Fictional", ALICE)


@pytest.fixture
def browser(client: FlaskClient) -> CheckedClient:
    assert isinstance(client, CheckedClient)
    return client


def another(app: Flask, **told: str) -> CheckedClient:
    found = app.test_client()
    assert isinstance(found, CheckedClient)
    found.environ_base.update(told)
    return found


def ask(browser: CheckedClient, email: str = ALICE) -> TestResponse:
    return submit(browser, "/sign-in", {"email": email})


def type_in(browser: CheckedClient, code: str) -> TestResponse:
    return submit(browser, "/sign-in/code", {"code": code})


def is_in(browser: CheckedClient) -> bool:
    return browser.get("/you").status_code == 200


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_person_signs_in_with_the_code_that_was_mailed(
    app: Flask, browser: CheckedClient, alice: UUID
) -> None:
    assert not is_in(browser)
    asked = ask(browser)
    assert (asked.status_code, asked.location) == (302, "/sign-in/code")
    page = read_page(browser.get("/sign-in/code").text)
    assert "If we know alice@example.org, a code is on its way there." in words(page)
    assert type_in(browser, code_in_mail(app, ALICE)).status_code == 302
    assert is_in(browser)
    (kept,) = sessions_of(alice)
    assert (kept.method, kept.name) == ("email_code", "Alice Fictional")


def test_the_letter_says_what_the_code_is_for_and_holds_no_link(
    app: Flask, browser: CheckedClient, alice: UUID
) -> None:
    ask(browser)
    (letter,) = mailed(app, ALICE)
    assert letter.startswith("Your code to sign in to govflow\n")
    assert "10 minutes, once, and in that browser only" in letter
    assert "http" not in letter


@pytest.mark.parametrize("spelt", ["{0}", " {0} ", "{1} {2}", "{1}-{2}", "{1}\u2009{2}"])
def test_how_a_code_is_spelt_does_not_matter(
    app: Flask, browser: CheckedClient, alice: UUID, spelt: str
) -> None:
    ask(browser)
    code = code_in_mail(app, ALICE)
    type_in(browser, spelt.format(code, code[:3], code[3:]))
    assert is_in(browser)


def test_an_address_is_known_whatever_its_letters(app: Flask, browser: CheckedClient, alice: UUID) -> None:
    ask(browser, " ALICE@Example.org ")
    type_in(browser, code_in_mail(app, ALICE))
    assert is_in(browser)


def shown_to(browser: CheckedClient, email: str) -> list[tuple[int, str, str]]:
    """Everything that somebody is shown who asks for codes and guesses, tokens of forms and the address left out."""
    answers = [ask(browser, email), browser.get("/sign-in/code")]
    answers += [type_in(browser, "000000") for _ in range(MOST_TRIES + 1)]
    answers += [ask(browser, email) for _ in range(6)]
    return [
        (
            answer.status_code,
            answer.location or "",
            re.sub(r'value="[\w.-]{60,}"', "", answer.text.replace(email, "")),
        )
        for answer in answers
    ]


def test_nobody_learns_who_is_known_here(app: Flask, browser: CheckedClient, alice: UUID) -> None:
    known, unknown = (
        shown_to(another(app, REMOTE_ADDR=place), email)
        for place, email in (("192.0.2.1", ALICE), ("192.0.2.2", NOBODY))
    )
    assert known == unknown
    assert {status for status, _, _ in known} == {302, 200, 422, 429}
    assert mailed(app, ALICE) and not mailed(app, NOBODY)


def test_the_same_work_is_done_for_an_address_that_nobody_has(
    app: Flask, browser: CheckedClient, alice: UUID
) -> None:
    asked: dict[str, list[str]] = {}
    for email in (ALICE, NOBODY):
        visitor = another(app, REMOTE_ADDR=f"192.0.2.{len(asked)}")
        with statements() as sent:
            ask(visitor, email)
            type_in(visitor, "000000")
        asked[email] = sent
    assert asked[ALICE] == asked[NOBODY]
    assert not any("person" in statement for statement in asked[ALICE])


def test_a_code_works_once(app: Flask, browser: CheckedClient, alice: UUID) -> None:
    ask(browser)
    code = code_in_mail(app, ALICE)
    again = another(app)
    cookie = browser.get_cookie("govflow")
    assert cookie is not None
    type_in(browser, code)
    # The button was pressed twice: with the cookie of before, nothing more happens and nothing is said against it.
    again.set_cookie("govflow", cookie.value)
    assert type_in(again, code).location == "/"
    assert not is_in(again)
    assert len(sessions_of(alice)) == 1


def test_a_code_lives_ten_minutes(app: Flask, browser: CheckedClient, alice: UUID, clock: SetClock) -> None:
    ask(browser)
    code = code_in_mail(app, ALICE)
    clock.moment += CODE_LIFE
    answer = type_in(browser, code)
    assert answer.status_code == 422
    assert "That code is too old" in answer.text
    clock.moment -= timedelta(seconds=1)
    assert type_in(browser, code).status_code == 302
    assert is_in(browser)


def test_a_code_bears_five_tries(app: Flask, browser: CheckedClient, alice: UUID) -> None:
    ask(browser)
    code = code_in_mail(app, ALICE)
    for _ in range(MOST_TRIES - 1):
        answer = type_in(browser, wrong(code))
        assert answer.status_code == 422
        assert "That is not the code." in answer.text
    assert "That was the fifth try" in type_in(browser, wrong(code)).text
    assert "That was the fifth try" in type_in(browser, code).text
    assert not is_in(browser)


def test_a_slip_of_the_finger_is_no_try(app: Flask, browser: CheckedClient, alice: UUID) -> None:
    ask(browser)
    code = code_in_mail(app, ALICE)
    for slip in ("", "12345", "1234567", "O12345", "12.456", "' OR 1=1 --", "1" * 5000):
        answer = type_in(browser, slip)
        assert answer.status_code == 422
        assert "Type the 6 digits of the code" in answer.text
    assert type_in(browser, code).status_code == 302


def test_a_code_is_worth_nothing_in_another_browser(app: Flask, browser: CheckedClient, alice: UUID) -> None:
    ask(browser)
    code = code_in_mail(app, ALICE)
    thief = another(app, REMOTE_ADDR="192.0.2.9")
    assert thief.get("/sign-in/code").location == "/sign-in"
    ask(thief)
    assert type_in(thief, code).status_code == 422 or code == code_in_mail(app, ALICE)
    assert not is_in(thief)
    assert type_in(browser, code).status_code == 302


def test_only_the_newest_code_works(app: Flask, browser: CheckedClient, alice: UUID) -> None:
    ask(browser)
    first = code_in_mail(app, ALICE)
    again = read_page(browser.get("/sign-in/code").text).find(".//details//form")
    assert again is not None and again.get("action") == "/sign-in"
    assert browser.post("/sign-in", data=filled(again)).location == "/sign-in/code"
    second = code_in_mail(app, ALICE)
    assert first == second or type_in(browser, first).status_code == 422
    assert type_in(browser, second).status_code == 302


@pytest.mark.parametrize(
    "email",
    ["", " ", "alice", "@example.org", "a b@example.org", "a@" + "x" * 300, "a\r\nBcc: b@example.org"],
)
def test_what_is_no_address_is_told_and_kept(app: Flask, browser: CheckedClient, email: str) -> None:
    before = all_rows()
    answer = ask(browser, email)
    assert answer.status_code == 422
    field = read_page(answer.text).find(".//input[@name='email']")
    assert field is not None and field.get("aria-invalid") == "true"
    assert words(read_page(answer.text).find(".//p[@id='email-error']")).startswith("Error: ")
    assert all_rows() == before


def test_who_asks_too_often_is_told_when_to_ask_again(
    app: Flask, browser: CheckedClient, alice: UUID, clock: SetClock
) -> None:
    for _ in range(5):
        assert ask(browser).status_code == 302
    before = all_rows()
    answer = ask(browser)
    assert answer.status_code == 429
    assert "Several codes were asked for already. Ask again in 15 minutes." in answer.text
    assert all_rows() == before
    assert len(mailed(app, ALICE)) == 5
    clock.moment += timedelta(minutes=15)
    assert ask(browser).status_code == 302


def test_who_asks_many_times_at_once_gets_no_more(app: Flask) -> None:
    barrier, refused = threading.Barrier(12), []

    def rush(number: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                code_services.ask(code_services.SIGN_IN, ALICE, Asker("here", False), f"browser {number}")
            except Refused as no:
                refused.append(no.code)

    threads = [threading.Thread(target=rush, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["too_many_codes"] * 7
    assert len(all_rows()["mailed_code"]) == 5


def test_a_code_whose_answer_was_lost_was_sent_once(app: Flask) -> None:
    asker = Asker("here", False)
    lose_the_answer(lambda: code_services.ask(code_services.SIGN_IN, ALICE, asker, "a browser"))
    assert [len(all_rows()[table]) for table in ("mailed_code", "job")] == [1, 1]


def test_asking_for_a_code_fails_whole(app: Flask) -> None:
    asker = Asker("here", False)
    before = all_rows()
    for point in (1, 3, 5):
        with striking_at(point), pytest.raises(Struck):
            code_services.ask(code_services.SIGN_IN, ALICE, asker, "a browser")
        assert all_rows() == before


def test_nobody_can_keep_a_person_out_by_asking_for_their_codes(
    app: Flask, browser: CheckedClient, alice: UUID, clock: SetClock
) -> None:
    ask(browser)
    type_in(browser, code_in_mail(app, ALICE))
    submit(browser, "/you", form="/sign-out")
    for number in range(30):
        ask(another(app, REMOTE_ADDR=f"192.0.2.{number}"))
    assert ask(another(app, REMOTE_ADDR="198.51.100.1")).status_code == 429
    assert ask(browser).status_code == 302
    type_in(browser, code_in_mail(app, ALICE))
    assert is_in(browser)


def test_the_cookie_of_a_known_browser_is_for_one_address_and_cannot_be_made(
    app: Flask, browser: CheckedClient, alice: UUID
) -> None:
    ask(browser)
    type_in(browser, code_in_mail(app, ALICE))
    known = browser.get_cookie("govflow-known")
    assert known is not None and known.http_only and known.same_site == "Lax"
    assert ALICE not in known.value
    for value, email in (("forged.forged", ALICE), ("..", ALICE), (known.value, NOBODY)):
        for number in range(20):
            ask(another(app, REMOTE_ADDR=f"192.0.2.{number}"), email)
        stranger = another(app, REMOTE_ADDR="198.51.100.1")
        stranger.set_cookie("govflow-known", value)
        assert ask(stranger, email).status_code == 429


def test_after_signing_in_one_comes_to_the_page_one_wanted(
    app: Flask, browser: CheckedClient, alice: UUID
) -> None:
    assert browser.get("/you?from=mail").location == "/sign-in"
    ask(browser)
    assert type_in(browser, code_in_mail(app, ALICE)).location == "/you?from=mail"


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "you",
        "",
    ],
)
def test_nobody_is_sent_elsewhere(app: Flask, browser: CheckedClient, alice: UUID, target: str) -> None:
    link = f"/open/{open_link(alice, 'sign_in', target)}"
    assert submit(browser, link).location == "/"
    # And nothing in an address can say where to go.
    out = another(app)
    out.get("/sign-in?next=https://elsewhere.example/&after=//elsewhere.example")
    ask(out)
    assert type_in(out, code_in_mail(app, ALICE)).location == "/"


def test_signing_in_keeps_nothing_of_before(app: Flask, browser: CheckedClient, alice: UUID) -> None:
    ask(browser)
    with browser.session_transaction() as kept:
        kept["planted"] = "by somebody else"
    type_in(browser, code_in_mail(app, ALICE))
    with browser.session_transaction() as kept:
        assert set(kept) <= {"_user_id", "_fresh", "_id", "_permanent", "csrf_token"}
        assert kept.permanent


def test_who_is_signed_out_stays_out_also_with_the_cookie_of_before(
    app: Flask, browser: CheckedClient, alice: UUID
) -> None:
    ask(browser)
    type_in(browser, code_in_mail(app, ALICE))
    cookie = browser.get_cookie("govflow")
    assert cookie is not None
    answer = submit(browser, "/you", form="/sign-out")
    assert answer.location == "/"
    assert not is_in(browser)
    thief = another(app)
    thief.set_cookie("govflow", cookie.value)
    assert not is_in(thief)


def test_signing_in_again_ends_the_sign_in_before(app: Flask, browser: CheckedClient, alice: UUID) -> None:
    ask(browser)
    type_in(browser, code_in_mail(app, ALICE))
    (first,) = sessions_of(alice)
    submit(browser, f"/open/{open_link(alice, 'sign_in', '/you')}")
    (second,) = sessions_of(alice)
    assert second.id != first.id


def test_a_sign_in_is_over_after_twelve_hours(
    app: Flask, browser: CheckedClient, alice: UUID, clock: SetClock
) -> None:
    browser = signed_in(app, alice)
    assert is_in(browser)
    clock.moment += SESSION_LIFE
    assert browser.get("/you").location == "/sign-in"


def test_reading_writes_nothing_and_asks_little(app: Flask, alice: UUID) -> None:
    browser = signed_in(app, alice)
    before = all_rows()
    with statements() as few:
        assert is_in(browser)
    others = [signed_in(app, alice) for _ in range(5)]
    between = all_rows()
    with statements() as many:
        assert is_in(browser)
    assert len(few) == len(many) <= 5
    assert others and before != between == all_rows()


def test_you_see_where_you_are_signed_in_and_end_it(app: Flask, alice: UUID) -> None:
    here, phone, third = (signed_in(app, alice) for _ in range(3))
    page = read_page(here.get("/you").text)
    lines = page.findall(".//ul[@class='sign-ins']/li")
    assert len(lines) == 3
    assert sum("this browser" in words(line) for line in lines) == 1
    assert "Alice Fictional" in words(page) and ALICE in words(page)
    sessions = {kept.id for kept in sessions_of(alice)}
    action = page.find(".//ul[@class='sign-ins']//form")
    assert action is not None
    assert submit(here, "/you", form=action.get("action", "")).location == "/you"
    assert "That browser is signed out." in words(read_page(here.get("/you").text))
    assert len({kept.id for kept in sessions_of(alice)} & sessions) == 2
    assert sorted(map(is_in, (here, phone, third))) == [False, True, True]
    signed_in(app, alice)
    assert submit(here, "/you", form="end-others").location == "/you"
    assert [is_in(each) for each in (here, phone, third)] == [True, False, False]


def test_nobody_ends_another_persons_sign_in(app: Flask, alice: UUID) -> None:
    browser, bob = signed_in(app, alice), person("Bob Fictional")
    signed_in(app, bob)
    (of_bob,) = sessions_of(bob)
    token = read_page(browser.get("/you").text).find(".//main//input[@name='csrf_token']")
    assert token is not None
    answer = browser.post(f"/you/sessions/{of_bob.id}/end", data={"csrf_token": token.get("value")})
    assert answer.status_code == 404
    assert sessions_of(bob)


def test_no_code_and_no_token_is_kept_logged_or_shown(
    app: Flask, browser: CheckedClient, alice: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    shown = []
    with caplog.at_level(logging.DEBUG):
        ask(browser)
        shown.append(browser.get("/sign-in/code").text)
        code = code_in_mail(app, ALICE)
        type_in(browser, code)
        shown.append(browser.get("/you").text)
    with browser.session_transaction() as kept:
        token = kept["_user_id"]
    stored = re.sub(r"1:[0-9a-f]{8}:[A-Za-z0-9+/=]+", "encrypted", str(all_rows()))
    for place in (*shown, caplog.text, stored):
        assert token not in place
        assert not re.search(rf"(?<![\w.:-]){code}(?![\w.:-])", place)


@pytest.mark.parametrize("address", ["/sign-in", "/sign-in/code", "/you", "/open/x"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_changes_nothing(app: Flask, alice: UUID, address: str, method: str) -> None:
    browser = signed_in(app, alice)
    before = all_rows()
    assert browser.open(address, method=method).status_code in {200, 302}
    assert all_rows() == before
    assert is_in(browser)


def test_what_is_over_long_ago_is_forgotten(
    app: Flask, browser: CheckedClient, alice: UUID, clock: SetClock
) -> None:
    def upkeep() -> dict[str, int]:
        with transaction() as session:
            enqueue(session, Order("sign_ins_forgotten"))
        drain()
        return {name: len(all_rows()[name]) for name in ("mailed_code", "link_token", "sign_in_session")}

    ask(browser)
    signed_in(app, alice)
    assert upkeep() == {"mailed_code": 1, "link_token": 1, "sign_in_session": 1}
    clock.moment += KEEP_CODES + timedelta(seconds=1)
    assert upkeep() == {"mailed_code": 0, "link_token": 1, "sign_in_session": 1}
    clock.moment += KEEP_LINKS
    assert upkeep() == {"mailed_code": 0, "link_token": 0, "sign_in_session": 1}
    clock.moment += KEEP_SESSIONS
    assert upkeep() == {"mailed_code": 0, "link_token": 0, "sign_in_session": 0}

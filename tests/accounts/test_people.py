"""People, the links that let them in once, and where they are signed in."""

import threading
import uuid
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from govflow.accounts.queries import (
    email_hint,
    masked,
    may_found,
    person,
    person_by_email,
    session_of,
    sessions_of,
)
from govflow.accounts.services import (
    LINK_LIFE,
    SESSION_LIFE,
    SIGN_IN,
    add_person,
    end_other_sessions,
    end_session,
    invite_founder,
    open_link,
    sign_in_by_link,
)
from govflow.clock import SetClock
from govflow.core.errors import Refused
from govflow.extensions import db
from govflow.journal.leaf import SYSTEM
from tests.faults import FailEverywhere, all_rows

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def alice() -> uuid.UUID:
    return add_person(" Alice Fictional ", "Alice@example.org", SYSTEM, uuid.uuid4())


def signed_in(person_id: uuid.UUID, device: str = FIREFOX) -> str:
    return sign_in_by_link(open_link(person_id, SIGN_IN, "/agreements/1"), device).token


def test_a_person_is_found_by_id_and_by_address(app: Flask) -> None:
    identity = alice()
    card = person(identity)
    assert card is not None
    assert (card.name, card.email) == ("Alice Fictional", "Alice@example.org")
    assert person_by_email(" alice@EXAMPLE.org") == card
    assert person_by_email("bob@example.org") is None
    assert person(uuid.uuid4()) is None


def test_the_disk_sees_neither_name_nor_address_nor_browser(app: Flask) -> None:
    signed_in(alice())
    stored = str(all_rows())
    assert not any(told in stored for told in ("lice", "example.org", "Firefox"))


@pytest.mark.parametrize(
    "email", ["", "alice", "@example.org", "alice@", "a lice@example.org", "a\r\nb@example.org"]
)
def test_what_is_no_address_is_refused(app: Flask, email: str) -> None:
    with pytest.raises(Refused) as refused:
        add_person("Alice", email, SYSTEM, uuid.uuid4())
    assert refused.value.code == "email_not_an_address"
    with pytest.raises(Refused) as refused:
        invite_founder("Alice", email, "", uuid.uuid4())
    assert refused.value.code == "email_not_an_address"


def test_nobody_is_added_without_a_name(app: Flask) -> None:
    with pytest.raises(Refused) as refused:
        add_person("  ", "alice@example.org", SYSTEM, uuid.uuid4())
    assert refused.value.code == "name_missing"


def test_an_address_belongs_to_one_person(app: Flask) -> None:
    alice()
    with pytest.raises(Refused) as refused:
        add_person("Another", "ALICE@example.org", SYSTEM, uuid.uuid4())
    assert refused.value.code == "email_taken"


def test_adding_a_person_fails_whole(app: Flask, fail_at_every_statement: FailEverywhere) -> None:
    key = uuid.uuid4()
    assert fail_at_every_statement(lambda: add_person("Alice", "alice@example.org", SYSTEM, key)) > 6


def test_who_is_invited_to_found_is_added_once_and_keeps_their_name(app: Flask) -> None:
    identity = alice()
    assert not may_found(identity)
    assert invite_founder("Alice Otherwise", "ALICE@example.org", "", uuid.uuid4()) == identity
    card = person(identity)
    assert card is not None and (card.name, card.may_found) == ("Alice Fictional", True)
    assert may_found(identity)
    bob = invite_founder("Bob Fictional", "bob@example.org", "", uuid.uuid4())
    assert may_found(bob)
    assert not may_found(uuid.uuid4())


def test_inviting_a_founder_fails_whole(app: Flask, fail_at_every_statement: FailEverywhere) -> None:
    key = uuid.uuid4()
    assert fail_at_every_statement(lambda: invite_founder("Alice", "alice@example.org", "Hollin", key)) > 6


def test_an_address_is_shown_so_that_only_its_owner_recognises_it(app: Flask) -> None:
    assert masked("robin@example.org") == "r•••@example.org"
    assert email_hint(alice()) == "A•••@example.org"
    assert email_hint(uuid.uuid4()) == ""


def test_a_link_works_once(app: Flask) -> None:
    identity = alice()
    token = open_link(identity, SIGN_IN, "/agreements/1")
    opened = sign_in_by_link(token, FIREFOX)
    assert (opened.person_id, opened.target) == (identity, "/agreements/1")
    assert not_good(token)


def test_a_link_is_for_one_purpose_and_one_time(app: Flask, clock: SetClock) -> None:
    identity = alice()
    token = open_link(identity, SIGN_IN, "/")
    assert not_good(open_link(identity, "something else", "/"))
    assert not_good(token + "x")
    clock.moment += LINK_LIFE
    assert not_good(token)
    clock.moment -= timedelta(seconds=1)
    assert not not_good(token)


def test_no_token_is_in_the_database(app: Flask) -> None:
    link = open_link(alice(), SIGN_IN, "/")
    opened = sign_in_by_link(link, FIREFOX)
    stored = str(all_rows())
    assert link not in stored and opened.token not in stored


def test_of_two_who_use_a_link_at_once_one_gets_in(app: Flask) -> None:
    token, barrier, outcomes = open_link(alice(), SIGN_IN, "/"), threading.Barrier(4), []

    def use() -> None:
        with app.app_context():
            barrier.wait()
            outcomes.append(not_good(token))

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False, True, True, True]
    assert db.session.scalar(text("SELECT count(*) FROM sign_in_session")) == 1


def test_the_first_sign_in_is_remembered_and_no_later_one(app: Flask, clock: SetClock) -> None:
    identity, first = alice(), clock.moment
    signed_in(identity)
    clock.moment += timedelta(days=1)
    signed_in(identity)
    card = person(identity)
    assert card is not None and card.signed_in_at == first


def test_a_session_ends_by_itself_after_its_time(app: Flask, clock: SetClock) -> None:
    token = signed_in(alice())
    clock.moment += SESSION_LIFE - timedelta(seconds=1)
    assert session_of(token) is not None
    clock.moment += timedelta(seconds=1)
    assert session_of(token) is None


def test_a_session_is_ended_by_its_owner_alone(app: Flask) -> None:
    identity, bob = alice(), add_person("Bob", "bob@example.org", SYSTEM, uuid.uuid4())
    token = signed_in(identity)
    found = session_of(token)
    assert found is not None and (found.person_id, found.method, found.device) == (identity, "link", FIREFOX)
    assert not end_session(bob, found.id)
    assert not end_session(identity, uuid.uuid4())
    assert session_of(token) == found
    assert end_session(identity, found.id)
    assert session_of(token) is None
    assert not end_session(identity, found.id)


def test_all_other_sessions_are_ended_at_once(app: Flask) -> None:
    identity, bob = alice(), add_person("Bob", "bob@example.org", SYSTEM, uuid.uuid4())
    tokens, of_bob = [signed_in(identity) for _ in range(3)], signed_in(bob)
    here = session_of(tokens[1])
    assert here is not None and len(sessions_of(identity)) == 3
    assert end_other_sessions(identity, here.id) == 2
    assert sessions_of(identity) == (here,)
    assert session_of(of_bob) is not None


def not_good(token: str) -> bool:
    try:
        sign_in_by_link(token, FIREFOX)
    except Refused as refused:
        assert refused.code == "link_not_good"
        return True
    return False

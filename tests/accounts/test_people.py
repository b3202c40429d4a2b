"""People, and the links that let them in once."""

import threading
import uuid
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from govflow.accounts.queries import person, person_by_email
from govflow.accounts.services import LINK_LIFE, OpenedLink, add_person, open_link, use_link
from govflow.clock import SetClock
from govflow.core.errors import Refused
from govflow.extensions import db
from govflow.journal.leaf import SYSTEM
from tests.faults import FailEverywhere


def alice() -> uuid.UUID:
    return add_person(" Alice Fictional ", "Alice@example.org", SYSTEM, uuid.uuid4())


def test_a_person_is_found_by_id_and_by_address(app: Flask) -> None:
    identity = alice()
    card = person(identity)
    assert card is not None
    assert (card.name, card.email) == ("Alice Fictional", "Alice@example.org")
    assert person_by_email(" alice@EXAMPLE.org") == card
    assert person_by_email("bob@example.org") is None
    assert person(uuid.uuid4()) is None


def test_the_disk_sees_neither_name_nor_address(app: Flask) -> None:
    alice()
    tables = ("person", "journal_entry", "journal_body")
    stored = [
        str(tuple(row)) for table in tables for row in db.session.execute(text(f"SELECT * FROM {table}"))
    ]
    assert not any("lice" in row or "example.org" in row for row in stored)


@pytest.mark.parametrize(
    "email", ["", "alice", "@example.org", "alice@", "a lice@example.org", "a\r\nb@example.org"]
)
def test_what_is_no_address_is_refused(app: Flask, email: str) -> None:
    with pytest.raises(Refused) as refused:
        add_person("Alice", email, SYSTEM, uuid.uuid4())
    assert refused.value.code == "email_not_an_address"


def test_an_address_belongs_to_one_person(app: Flask) -> None:
    alice()
    with pytest.raises(Refused) as refused:
        add_person("Another", "ALICE@example.org", SYSTEM, uuid.uuid4())
    assert refused.value.code == "email_taken"


def test_adding_a_person_fails_whole(app: Flask, fail_at_every_statement: FailEverywhere) -> None:
    key = uuid.uuid4()
    assert fail_at_every_statement(lambda: add_person("Alice", "alice@example.org", SYSTEM, key)) > 6


def test_a_link_works_once(app: Flask) -> None:
    identity = alice()
    token = open_link(identity, "read", "/agreements/1")
    assert use_link(token, "read") == OpenedLink(identity, "read", "/agreements/1")
    assert not_good(token, "read")


def test_a_link_is_for_one_purpose_and_one_time(app: Flask, clock: SetClock) -> None:
    token = open_link(alice(), "read", "/agreements/1")
    assert not_good(token, "sign")
    assert not_good(token + "x", "read")
    clock.moment += LINK_LIFE
    assert not_good(token, "read")
    clock.moment -= timedelta(seconds=1)
    assert use_link(token, "read").target == "/agreements/1"


def test_a_token_is_nowhere_in_the_database(app: Flask) -> None:
    token = open_link(alice(), "read", "/agreements/1")
    assert token not in str([tuple(row) for row in db.session.execute(text("SELECT * FROM link_token"))])


def test_of_two_who_use_a_link_at_once_one_gets_in(app: Flask) -> None:
    token, barrier, outcomes = open_link(alice(), "read", "/"), threading.Barrier(4), []

    def use() -> None:
        with app.app_context():
            barrier.wait()
            outcomes.append(not_good(token, "read"))

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False, True, True, True]


def not_good(token: str, purpose: str) -> bool:
    try:
        use_link(token, purpose)
    except Refused as refused:
        assert refused.code == "link_not_good"
        return True
    return False

"""Private text and files at rest: the disk sees nothing of them, and nothing changed or moved opens."""

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from govflow import create_app
from govflow.cipher import CannotOpen, Cipher, make_keys, read_keys
from govflow.columns import PrivateJSON, PrivateText
from govflow.extensions import Base, db
from govflow.members.models import ConsortiumRow, MemberRow
from govflow.members.queries import parties
from govflow.settings import Settings
from govflow.transaction import transaction
from tests.cast import found

OLD, NEW = make_keys(), make_keys()
CIPHER = read_keys(NEW + OLD)


@given(st.text())
def test_what_is_sealed_opens_in_its_place(plain: str) -> None:
    assume_writable(plain)
    sealed = CIPHER.seal("person|name", plain)
    assert sealed.startswith("1:")
    assert CIPHER.open("person|name", sealed) == plain
    assert CIPHER.open_bytes("a", CIPHER.seal_bytes("a", plain.encode())) == plain.encode()


def assume_writable(plain: str) -> None:
    from hypothesis import assume

    assume(not any("\ud800" <= sign <= "\udfff" for sign in plain))


def test_equal_values_do_not_look_equal_and_are_found_by_equal_marks() -> None:
    assert CIPHER.seal("a|b", "same") != CIPHER.seal("a|b", "same")
    assert CIPHER.mark("a|b", "same") == CIPHER.mark("a|b", "same") != CIPHER.mark("a|c", "same")
    assert read_keys(OLD).mark("a|b", "same") == CIPHER.mark("a|b", "same")


@pytest.mark.parametrize("place", range(0, 60, 3))
def test_a_changed_value_does_not_open(place: int) -> None:
    sealed = CIPHER.seal("person|name", "Alice Fictional")
    changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
    with pytest.raises(CannotOpen):
        CIPHER.open("person|name", changed)
    stored = CIPHER.seal_bytes("blobs|x", b"Alice Fictional")
    torn = bytearray(stored)
    torn[place % len(stored)] ^= 1
    with pytest.raises(CannotOpen):
        CIPHER.open_bytes("blobs|x", bytes(torn))


def test_a_plain_value_cannot_be_written_without_the_key_nor_moved() -> None:
    off = Cipher(CIPHER.keys, sealing=False)
    forged = off.seal("a|b", "for").replace("for", "against")
    for value in (forged, "0:against", off.seal("a|c", "for"), off.seal("a|b", "")[:-2]):
        with pytest.raises(CannotOpen):
            CIPHER.open("a|b", value)
        with pytest.raises(CannotOpen):
            CIPHER.open_bytes("a|b", value.encode())


def test_a_moved_value_does_not_open() -> None:
    with pytest.raises(CannotOpen, match="changed or moved"):
        CIPHER.open("person|email", CIPHER.seal("person|name", "Alice"))


def test_old_values_open_after_a_renewal_of_keys_and_not_without_their_key() -> None:
    sealed = read_keys(OLD).seal("a|b", "Alice")
    assert CIPHER.open("a|b", sealed) == "Alice"
    with pytest.raises(CannotOpen, match="is not here"):
        read_keys(NEW).open("a|b", sealed)


def test_with_encryption_off_values_are_plain_and_sealed_ones_still_open() -> None:
    off = Cipher(CIPHER.keys, sealing=False)
    assert off.seal("a|b", "1:x").endswith(":1:x")
    assert CIPHER.open("a|b", off.seal("a|b", "1:x")) == "1:x"
    assert off.open_bytes("a", off.seal_bytes("a", b"\x00")) == b"\x00"
    assert off.open("a|b", CIPHER.seal("a|b", "Alice")) == "Alice"


@pytest.mark.parametrize("stored", ["", "Alice", "2:x", "1:", "1:00000000:*", "1:00000000:AB=="])
def test_what_is_no_private_value_does_not_open(stored: str) -> None:
    with pytest.raises(CannotOpen):
        CIPHER.open("a|b", stored)
    with pytest.raises(CannotOpen):
        CIPHER.open_bytes("a|b", stored.encode())


def test_every_private_column_names_its_own_place() -> None:
    # Two columns of one place could be swapped unseen.
    private = {
        f"{table.name}|{column.name}": column.type.place
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, PrivateText | PrivateJSON)
    }
    assert private
    assert {place for place, named in private.items() if place != named} == set()


def test_the_disk_sees_nothing_private(app: Flask, settings: Settings) -> None:
    consortium = found()
    row = db.session.scalars(select(MemberRow)).first()
    assert row is not None
    db.session.rollback()
    with transaction() as session:
        session.get_one(MemberRow, row.id).details = {"reserves_months": "CANARY"}
    assert parties(consortium)[0].details == {"reserves_months": "CANARY"} or len(parties(consortium)) == 3
    stored = db.session.scalars(text("SELECT details FROM member")).all()
    assert all(str(value).startswith("1:") for value in stored)
    assert "CANARY" not in str(stored)


def test_encryption_is_a_switch(settings: Settings) -> None:
    from dataclasses import replace

    plain = create_app(replace(settings, encryption=False))
    with plain.app_context():
        consortium = found()
        stored = set(db.session.scalars(text("SELECT details FROM member")))
        assert all(value.startswith("0:") and value.endswith(":{}") for value in stored)
        db.session.remove()
        db.engine.dispose()
    sealed = create_app(settings)
    with sealed.app_context():
        assert len(parties(consortium)) == 3
        db.session.remove()
        db.engine.dispose()


def test_moments_are_aware_and_in_utc_on_both_engines(app: Flask) -> None:
    summer = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    identity = uuid.uuid4()
    with transaction() as session:
        session.add(
            ConsortiumRow(id=identity, type="LB", title="T", vehicle_is_party=False, created_at=summer)
        )
    kept = db.session.get_one(ConsortiumRow, identity).created_at
    assert (kept, kept.tzinfo) == (summer, UTC)
    with pytest.raises(StatementError, match="time zone"), transaction() as session:
        session.get_one(ConsortiumRow, identity).created_at = datetime(2026, 7, 1)  # noqa: DTZ001
        session.flush()

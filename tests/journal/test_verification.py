"""Nothing in the journal can be changed, added or taken away without being found."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.exc import DatabaseError

from govflow.core.merkle import consistency_proof, leaf_hash, verify_consistency
from govflow.extensions import db
from govflow.jobs.worker import drain, order_what_recurs
from govflow.journal import queries
from govflow.journal.keys import make_signer, read_signer, signer
from govflow.journal.leaf import Actor, build_leaf
from govflow.journal.models import ActKey, JournalBody, JournalCheckpoint, JournalEntry, JournalHead
from govflow.journal.note import Checkpoint, read_checkpoint
from govflow.journal.peaks import Peaks
from govflow.journal.perform import Act, Done, perform
from govflow.journal.proof import check_proof
from govflow.journal.services import sign_checkpoint
from govflow.journal.verification import verify_journal
from tests.cast import ALICE, found
from tests.conftest import full_or_small
from tests.journal.test_leaf import MOMENT
from tests.journal.test_perform import record

APPEND_ONLY = (ActKey, JournalEntry, JournalBody, JournalCheckpoint)


@pytest.fixture
def journal(app: Flask) -> str:
    """Four acts and two checkpoints; the newest of them, as somebody outside holds it."""
    consortium = found()
    for title in ("One", "Two"):
        perform(Act("noted", ALICE, consortium, None, record(title).work, {"title": title}), uuid.uuid4())
    sign_checkpoint()
    perform(Act("noted", ALICE, consortium, None, lambda *_: Done(), {"title": "Three"}), uuid.uuid4())
    assert verify() == ()
    return str(queries.newest_checkpoint())


def verify(*held: str) -> tuple[str, ...]:
    return verify_journal(signer().verifier, held)


def drop_triggers() -> None:
    """What somebody who owns the database can do first."""
    db.session.rollback()
    on = {"sqlite": "", "postgresql": " ON {table}"}[db.engine.dialect.name]
    with db.engine.begin() as connection:
        for table in (model.__tablename__ for model in APPEND_ONLY):
            for change in ("update", "delete"):
                name = f"{table}_refuses_{change}"
                connection.execute(text(f"DROP TRIGGER {name}{on.format(table=table)}"))


@contextmanager
def undone() -> Iterator[None]:
    """What is changed within is taken back at the end."""
    try:
        yield
    finally:
        db.session.rollback()


def test_a_journal_of_acts_verifies(journal: str) -> None:
    assert verify(journal) == ()


def test_an_empty_journal_verifies(app: Flask) -> None:
    assert verify() == ()


@pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
@pytest.mark.parametrize("model", APPEND_ONLY)
def test_the_database_itself_refuses_to_change_what_is_kept(journal: str, model: type, change: str) -> None:
    table = model.__tablename__  # type: ignore[attr-defined]
    column = model.__table__.primary_key.columns[0].name  # type: ignore[attr-defined]
    with pytest.raises(DatabaseError, match="kept as written"):
        db.session.execute(text(change.format(table, column)))
    db.session.rollback()


def test_postgresql_refuses_to_empty_what_is_kept(journal: str, engine_name: str) -> None:
    if engine_name == "sqlite":
        # SQLite has no TRUNCATE; DELETE without a condition is refused above.
        return
    with pytest.raises(DatabaseError, match="kept as written"):
        db.session.execute(text("TRUNCATE journal_body, journal_entry"))
    db.session.rollback()


@pytest.mark.soak
def test_every_changed_byte_of_every_leaf_is_found(journal: str) -> None:
    drop_triggers()
    step = full_or_small(1, 13)
    for entry in list(queries.entries()):
        for place in range(0, len(entry.leaf), step):
            changed = bytearray(entry.leaf)
            changed[place] ^= 1
            with undone():
                row = update(JournalEntry).where(JournalEntry.idx == entry.index)
                db.session.execute(row.values(leaf=bytes(changed)))
                assert verify(), f"byte {place} of leaf {entry.index}"
                # A careful forger puts the hash right too: then the tree and the checkpoint say no.
                db.session.execute(row.values(leaf_hash=leaf_hash(bytes(changed))))
                assert verify(), f"byte {place} of leaf {entry.index} with its hash"


def changed_text(stored: str) -> str:
    return stored[:-3] + ("A" if stored[-3] != "A" else "B") + stored[-2:]


PLACES = {"journal_entry": "idx", "journal_body": "idx", "journal_checkpoint": "size", "journal_head": "id"}
CHANGES: list[tuple[str, Callable[[object], object]]] = [
    ("journal_entry.leaf_hash", lambda _: b"\x00" * 32),
    ("journal_entry.act_key", lambda _: None),
    ("journal_entry.consortium_id", lambda _: uuid.uuid4()),
    ("journal_entry.kind", lambda kind: f"{kind}s"),
    ("journal_entry.idx", lambda index: index + 100),  # type: ignore[operator]
    ("journal_body.sealed", lambda stored: changed_text(str(stored))),
    ("journal_checkpoint.size", lambda size: size + 1),  # type: ignore[operator]
    ("journal_checkpoint.note", lambda note: changed_text(str(note))),
    ("journal_head.size", lambda size: size + 1),  # type: ignore[operator]
    ("journal_head.peaks", lambda peaks: peaks[:-1] + b"\x00\x00"),  # type: ignore[index]
    ("journal_head.last_moment", lambda _: None),
]


@pytest.mark.parametrize(("column", "change"), CHANGES, ids=[column for column, _ in CHANGES])
def test_every_changed_value_of_every_row_is_found(
    journal: str, column: str, change: Callable[[object], object]
) -> None:
    drop_triggers()
    table_name, name = column.split(".")
    key = PLACES[table_name]
    plain = text(f"SELECT {key} AS place, {name} AS value FROM {table_name}")
    for place, value in db.session.execute(plain).all():
        with undone():
            unbind_references(table_name)
            new = change(value)
            if column == "journal_entry.act_key":
                new = uuid.uuid4()
                db.session.execute(ActKey.__table__.insert().values(key=new))  # type: ignore[attr-defined]
            set_raw(table_name, name, new, key, place)
            assert verify(), f"{column} of row {place}"


@pytest.mark.parametrize(
    "column", ["journal_entry.act_key", "journal_entry.consortium_id", "journal_head.last_moment"]
)
def test_a_value_that_is_not_of_its_kind_is_found_or_cannot_be_written(
    journal: str, column: str, engine_name: str
) -> None:
    drop_triggers()
    table, name = column.split(".")
    with undone():
        unbind_references(table)
        if engine_name == "postgresql":
            with pytest.raises(DatabaseError):
                set_raw(table, name, "nonsense", "1", 1)
        else:
            set_raw(table, name, "nonsense", PLACES[table], 1)
            assert verify() == ("a row of the journal holds what cannot stand there, and cannot be read",)


def test_a_head_taken_away_is_found(journal: str) -> None:
    drop_triggers()
    with undone():
        db.session.execute(text("DELETE FROM journal_head"))
        assert verify() == ("the journal has no head",)


def unbind_references(table: str) -> None:
    """Let rows be moved without the bodies that refer to them."""
    if table == "journal_entry" and db.engine.dialect.name == "postgresql":
        db.session.execute(text("ALTER TABLE journal_body DROP CONSTRAINT fk_journal_body_idx"))
    if table == "journal_entry" and db.engine.dialect.name == "sqlite":
        db.session.rollback()
        db.session.connection().connection.execute("PRAGMA defer_foreign_keys = ON")


def set_raw(table: str, name: str, value: object, key: str, place: object) -> None:
    if isinstance(value, uuid.UUID) and db.engine.dialect.name == "sqlite":
        value = value.hex
    statement = text(f"UPDATE {table} SET {name} = :value WHERE {key} = :place")
    db.session.execute(statement, {"value": value, "place": place})


def test_a_body_moved_to_another_act_is_found(journal: str) -> None:
    drop_triggers()
    with undone():
        db.session.execute(
            text(
                "UPDATE journal_body SET sealed = (SELECT sealed FROM journal_body WHERE idx = 1) WHERE idx = 2"
            )
        )
        assert verify() == ("entry 2: its key or private body is missing or not the one the leaf commits to",)


def test_an_act_taken_away_is_found(journal: str) -> None:
    drop_triggers()
    for index in range(4):
        with undone():
            take_away(index)
            assert verify()


def test_a_tail_cut_off_with_a_fitting_head_is_found_by_a_checkpoint_kept(journal: str) -> None:
    drop_triggers()
    cut_to(2)
    assert verify() == ("a checkpoint signs 3 entries, there are only 2",)


def test_a_cleanly_cut_journal_is_found_by_a_checkpoint_somebody_holds(journal: str) -> None:
    drop_triggers()
    cut_to(2)
    db.session.execute(text("DELETE FROM journal_checkpoint WHERE size > 2"))
    db.session.commit()
    assert verify() == ()
    assert verify(journal) == ("a checkpoint signs 3 entries, there are only 2",)


def test_a_history_rewritten_with_the_log_s_own_key_is_found_by_a_checkpoint_somebody_holds(
    journal: str,
) -> None:
    drop_triggers()
    hashes = list(queries.leaf_hashes(4))
    older = read_checkpoint(journal, signer().verifier)
    rewrite(1, build_leaf("noted", MOMENT, Actor(uuid.uuid4(), None, "link"), None, None, None, None, "ab"))
    assert verify(journal)[-1] == "the first 3 entries are not those a checkpoint signs"
    forged = list(queries.leaf_hashes(4))
    newer = Checkpoint(signer().name, 4, Peaks().root)
    assert hashes != forged
    proof = consistency_proof(3, forged)
    assert not verify_consistency(older.size, newer.size, older.root, newer.root, proof)


def test_a_checkpoint_of_another_log_is_not_believed(journal: str) -> None:
    stranger = read_signer(make_signer(signer().name))
    assert verify(stranger.sign(Checkpoint(stranger.name, 4, b"\x00" * 32).text))[0].startswith(
        "checkpoint 1 you hold cannot be believed"
    )
    assert len(verify_journal(stranger.verifier)) == 2


def test_every_act_under_a_checkpoint_is_proven_and_none_before(journal: str) -> None:
    for index in range(3):
        proof = queries.proof_of(index)
        assert proof is not None
        assert check_proof(proof, signer().verifier).size == (1 if index == 0 else 3)
    assert queries.proof_of(3) is None
    assert queries.proof_of(99) is None
    sign_checkpoint()
    assert queries.proof_of(3) is not None


def test_signing_the_head_again_is_the_same_checkpoint(journal: str) -> None:
    assert sign_checkpoint() == sign_checkpoint()
    assert list(queries.checkpoint_notes()) == [1, 3, 4]


def test_the_head_is_signed_every_hour(journal: str) -> None:
    order_what_recurs()
    assert drain() > 0
    assert max(queries.checkpoint_notes()) == 4
    order_what_recurs()
    assert drain() == 0


def test_entries_of_one_consortium_are_its_own(app: Flask) -> None:
    first, second = found(), found(title="Another")
    assert [entry.index for entry in queries.entries(first)] == [0]
    assert [entry.index for entry in queries.entries(second)] == [1]
    assert queries.entry(7) is None


def take_away(index: int) -> None:
    for table in ("journal_body", "journal_entry"):
        db.session.execute(text(f"DELETE FROM {table} WHERE idx = :index"), {"index": index})


def cut_to(size: int) -> None:
    """Cut the tail off, keys included, and put the head right, as a careful forger would."""
    kept = list(queries.entries())[:size]
    peaks = Peaks()
    for entry in kept:
        peaks = peaks.grown(entry.leaf_hash)
    for index in range(size, 4):
        take_away(index)
    db.session.execute(text("DELETE FROM act_key WHERE key NOT IN (SELECT act_key FROM journal_entry)"))
    last = db.session.scalars(text("SELECT last_moment FROM journal_head")).one()
    db.session.execute(update(JournalHead).values(size=size, peaks=peaks.packed))
    assert last is not None
    db.session.commit()


def rewrite(index: int, leaf: bytes) -> None:
    """Put another leaf in a place, its hash, head and newest checkpoint with it."""
    db.session.execute(
        update(JournalEntry)
        .where(JournalEntry.idx == index)
        .values(leaf=leaf, leaf_hash=leaf_hash(leaf), consortium_id=None, kind="noted")
    )
    peaks = Peaks()
    for node in queries.leaf_hashes(4):
        peaks = peaks.grown(node)
    db.session.execute(update(JournalHead).values(peaks=peaks.packed))
    db.session.execute(text("DELETE FROM journal_checkpoint WHERE size > 1"))
    db.session.commit()

"""An act with its journal leaf, against inserting the same row bare; on both databases, every commit on disk."""

import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Column, MetaData, Table, Text, Uuid, insert
from sqlalchemy.orm import Session

from bench.measuring import Comparison, compare
from govflow import create_app
from govflow.extensions import db
from govflow.journal.perform import SYSTEM, Act, Done, perform
from govflow.schema import bring_up_to_date
from govflow.settings import Settings
from tests.cluster import running_cluster

ACTS = 200

note = Table("bench_note", MetaData(), Column("id", Uuid, primary_key=True), Column("words", Text))


def measure() -> list[Comparison]:
    with running_cluster() as cluster:
        return [_compared("SQLite", ""), _compared("PostgreSQL", cluster.create("bench"))]


def _compared(engine: str, database_url: str) -> Comparison:
    with _installation(database_url):
        note.metadata.create_all(db.engine)
        return compare(
            f"an act with its journal leaf, {engine}",
            partial(_repeat, perform_one),
            "a bare insert",
            partial(_repeat, _insert_one),
            rounds=5,
            times=ACTS,
        )


@contextmanager
def _installation(database_url: str) -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data=Path(folder), database_url=database_url))
        with app.app_context():
            bring_up_to_date()
            yield
            db.session.remove()
            db.engine.dispose()


def _repeat(once: Callable[[], None]) -> None:
    for _ in range(ACTS):
        once()


def perform_one() -> None:
    perform(Act("noted", SYSTEM, None, None, _write_note, body={"words": "a note"}), uuid.uuid4())


def _write_note(session: Session, moment: datetime) -> Done:
    session.execute(insert(note).values(id=uuid.uuid4(), words="a note"))
    return Done()


def _insert_one() -> None:
    with db.engine.begin() as connection:
        connection.execute(insert(note).values(id=uuid.uuid4(), words="a note"))

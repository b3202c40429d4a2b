"""Faults on purpose: failing at every statement of an act, and killing whoever acts at any instant.

Both are for every room: hand them an act of yours.
"""

import multiprocessing
import random
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import TypeAlias

from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.engine import Connection as DatabaseConnection
from sqlalchemy.exc import OperationalError

from govflow import create_app
from govflow.extensions import Base, db
from govflow.settings import Settings

Rows: TypeAlias = "dict[str, list[tuple[object, ...]]]"
Deed: TypeAlias = Callable[[], object]
FailEverywhere: TypeAlias = Callable[[Deed], int]


class Struck(Exception):
    """The fault we made."""


def all_rows() -> Rows:
    """Every row of every table, as the disk sees it."""
    with db.engine.connect() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in connection.execute(text(f'SELECT * FROM "{table.name}"'))), key=repr
            )
            for table in Base.metadata.sorted_tables
        }


def fail_everywhere(deed: Deed, stride: int = 1) -> int:
    """Do a deed failing at its first statement, then at its second, and so on until it comes through, its
    commit included; the last point it failed at. ``stride``: 1 fails at every statement.

    `deed` does one act under one fixed key. After every failure the database is as it was before; when the
    commit succeeded but its answer was lost, it is as after. Done again, the deed changes nothing more.
    """
    before, point = all_rows(), 1
    while True:
        with striking_at(point) as struck:
            try:
                deed()
            except Struck:
                assert all_rows() == before, f"a fault at statement {point} left half of the act behind"
        if not struck:
            break
        point += stride
    after = all_rows()
    assert after != before, "the act changed nothing"
    deed()
    assert all_rows() == after, "the act done again under its key was done twice"
    return point - stride


def lose_the_answer(deed: Deed) -> object:
    """Do a deed whose commit succeeds while its answer is lost with the connection; what it then says.

    It is tried again by itself and must find that it happened.
    """
    lost: list[str] = []

    def commit_and_lose(connection: DatabaseConnection) -> None:
        if not lost:
            lost.append("answer")
            connection.connection.commit()
            raise OperationalError("COMMIT", {}, Exception("connection lost"), connection_invalidated=True)

    event.listen(db.engine, "commit", commit_and_lose)
    try:
        answer = deed()
    finally:
        event.remove(db.engine, "commit", commit_and_lose)
    assert lost, "the deed never committed"
    return answer


@contextmanager
def striking_at(point: int) -> Iterator[list[str]]:
    """Raise `Struck` before the statement of this number (a commit counts as one); what was struck."""
    passed = 0
    struck: list[str] = []

    def strike(statement: str) -> None:
        nonlocal passed
        passed += 1
        if passed == point:
            struck.append(statement)
            raise Struck(statement)

    def on_statement(_: object, __: object, statement: str, *___: object) -> None:
        strike(statement)

    def on_commit(_: DatabaseConnection) -> None:
        strike("COMMIT")

    event.listen(db.engine, "before_cursor_execute", on_statement)
    event.listen(db.engine, "commit", on_commit)
    try:
        yield struck
    finally:
        event.remove(db.engine, "before_cursor_execute", on_statement)
        event.remove(db.engine, "commit", on_commit)


KeyedDeed: TypeAlias = Callable[[uuid.UUID], object]

# Children are forked from a process that has everything loaded and no thread, engine or connection.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.loaded", "tests.faults"])


@dataclass
class Killed:
    """What a run of kills came to: every key handed out, those acknowledged, and how many were killed."""

    keys: list[uuid.UUID] = field(default_factory=list)
    acknowledged: list[uuid.UUID] = field(default_factory=list)
    kills: int = 0


def kill_at_random_instants(settings: Settings, deed: KeyedDeed, kills: int, seed: int = 1) -> Killed:
    """Let a child act, kill it (SIGKILL) at a random instant, let the next one repeat what was not
    acknowledged and go on; `kills` times, and at the end a last one in peace.

    `deed` is a function at the top of a module: it does one act under the key it is given.
    """
    chance, told = random.Random(seed), Killed()
    open_keys: list[uuid.UUID] = []
    for left in range(kills, -1, -1):
        new = [uuid.UUID(int=chance.getrandbits(128), version=4) for _ in range(200 if left else 5)]
        # What was begun and not acknowledged is done again, as a browser or a person would.
        begun, done = _run_child(
            settings, deed, open_keys + new, chance.uniform(0.005, 0.25) if left else None
        )
        told.keys += [key for key in begun if key in set(new)]
        told.acknowledged += done
        open_keys = [key for key in begun if key not in set(done)]
        told.kills += left > 0
    assert not open_keys
    return told


def _run_child(
    settings: Settings, deed: KeyedDeed, keys: Sequence[uuid.UUID], kill_after: float | None
) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    ours, theirs = processes.Pipe(duplex=False)
    child = processes.Process(target=_act, args=(settings, deed, keys, theirs))
    child.start()
    theirs.close()
    ready = ours.recv()
    assert ready == "ready"
    if kill_after is not None:
        time.sleep(kill_after)
        child.kill()
    begun: list[uuid.UUID] = []
    done: list[uuid.UUID] = []
    try:
        while True:
            word, key = ours.recv()
            (begun if word == "begun" else done).append(key)
    except EOFError:
        # The pipe is closed: whatever the child had told before it went is read.
        child.join()
    ours.close()
    assert kill_after is not None or child.exitcode == 0
    return begun, done


def _act(settings: Settings, deed: KeyedDeed, keys: Sequence[uuid.UUID], parent: Connection) -> None:
    app: Flask = create_app(settings)
    with app.app_context():
        parent.send("ready")
        for key in keys:
            parent.send(("begun", key))
            deed(key)
            parent.send(("done", key))
        db.engine.dispose()

"""The database server itself is killed while acts are done: nothing acknowledged is lost, nothing done twice."""

import os
import signal
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from govflow import create_app
from govflow.journal import queries
from govflow.journal.keys import signer
from govflow.journal.perform import perform
from govflow.journal.verification import verify_journal
from govflow.schema import bring_up_to_date
from govflow.settings import Settings
from govflow.transaction import at_work
from tests.cluster import Cluster, running_cluster
from tests.conftest import full_or_small
from tests.journal.test_perform import record, titles

HANDS = 4


@pytest.fixture
def fragile() -> Iterator[Cluster]:
    """A server of this test's own, that keeps what it acknowledged."""
    with running_cluster("fsync=on", "recovery_init_sync_method=syncfs") as started:
        yield started


@pytest.fixture
def served(fragile: Cluster, tmp_path: Path) -> Iterator[Flask]:
    settings = Settings(data=tmp_path / "instance", database_url=fragile.create("fragile"))
    with at_work(create_app(settings)) as app:
        bring_up_to_date()
        yield app


def kill(cluster: Cluster) -> None:
    """Kill the server with all its processes, as a loss of power would, and start it again."""
    postmaster = int((cluster.folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="utf-8").split()
    for process in (postmaster, *map(int, children)):
        os.kill(process, signal.SIGKILL)
    while Path(f"/proc/{postmaster}").exists():
        time.sleep(0.01)
    (cluster.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
    cluster.start()


@pytest.mark.soak
def test_a_killed_server_loses_nothing_acknowledged(served: Flask, fragile: Cluster) -> None:
    kills, stop = full_or_small(12, 1), threading.Event()
    acknowledged: list[uuid.UUID] = []
    outages: list[DBAPIError] = []

    def act() -> None:
        with served.app_context():
            while not stop.is_set():
                key = uuid.uuid4()
                while not acted(key):
                    time.sleep(0.05)

    def acted(key: uuid.UUID) -> bool:
        """One try, as a person makes it: told that it was not recorded, they send the same form again."""
        try:
            perform(record(str(key)), key)
        except DBAPIError as error:
            outages.append(error)
            return False
        acknowledged.append(key)
        return True

    hands = [threading.Thread(target=act) for _ in range(HANDS)]
    for hand in hands:
        hand.start()
    for _ in range(kills):
        time.sleep(0.7)
        kill(fragile)
    time.sleep(0.3)
    stop.set()
    for hand in hands:
        hand.join()
    assert outages, "the server was never missed"
    assert len(acknowledged) > 10 * kills
    assert titles() == sorted(map(str, acknowledged))
    assert {entry.act_key for entry in queries.entries()} == set(acknowledged)
    assert verify_journal(signer().verifier) == ()

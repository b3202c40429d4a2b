"""Whether the server lives and can work, as whatever watches it asks."""

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text, update

from govflow.extensions import db
from govflow.jobs.models import JobRow
from govflow.jobs.services import Order, enqueue
from govflow.journal import keys
from govflow.journal.keys import make_signer, read_signer
from govflow.settings import Settings
from govflow.transaction import transaction
from tests.cast import found
from tests.web.checked_pages import CheckedClient


def test_a_server_that_answers_is_alive(client: CheckedClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok\n", "text/plain")


def test_it_lives_while_its_database_is_away(app: Flask, client: CheckedClient) -> None:
    take_database_away(app)
    assert client.get("/healthz").status_code == 200


def test_a_server_at_work_is_ready(client: CheckedClient) -> None:
    found()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.text == "database: ok\nmigrations: ok\nkeys: ok\nworker: ok\n"


def test_it_is_not_ready_while_its_database_is_away(app: Flask, client: CheckedClient) -> None:
    take_database_away(app)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "database: does not answer\n")


def test_it_is_not_ready_on_a_database_of_another_shape(client: CheckedClient) -> None:
    with transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "run: govflow db upgrade" in answer.text


def test_it_is_not_ready_with_another_key_than_the_record_was_signed_with(
    app: Flask, client: CheckedClient
) -> None:
    found()
    keys.use_signer(app, read_signer(make_signer()))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "keys: the key of the journal is not the one" in answer.text


def test_it_is_not_ready_while_nobody_does_the_work(client: CheckedClient) -> None:
    with transaction() as session:
        enqueue(session, Order("mail_sent", {"to": "canary@example.org"}, key=str(uuid.uuid4())))
        session.execute(update(JobRow).values(run_at=datetime.now(UTC) - timedelta(minutes=25)))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "worker: a job is late by 25 minutes; run: govflow worker" in answer.text
    assert "canary" not in answer.text


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_what_it_says_holds_no_secret(
    app: Flask, client: CheckedClient, settings: Settings, address: str
) -> None:
    secrets = [path.read_text("utf-8").strip() for path in settings.keys.iterdir()]
    said = client.get(address).text
    assert secrets
    assert not [secret for secret in (*secrets, str(settings.data), settings.database) if secret in said]


def take_database_away(app: Flask) -> None:
    """As if the machine it runs on were gone."""
    db.session.remove()
    db.engine.dispose()
    if db.engine.dialect.name == "sqlite":
        Path(str(db.engine.url.database)).write_bytes(b"not a database at all, " * 400)
    else:
        event.listen(db.engine, "do_connect", _ask_the_wrong_port)


def _ask_the_wrong_port(dialect: object, record: object, args: object, params: dict[str, object]) -> None:
    params["port"] = 1

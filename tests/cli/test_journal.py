"""`govflow journal` and `govflow worker` as operators call them."""

import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import text

from govflow.cli.journal import command as journal
from govflow.extensions import db
from govflow.journal import queries
from govflow.journal.services import sign_checkpoint
from govflow.settings import Settings
from tests.cast import found


@pytest.fixture
def environment(settings: Settings, app: Flask) -> dict[str, str]:
    """The environment of the installation the test has at work."""
    given = {"GOVFLOW_DATA": str(settings.data), "GOVFLOW_DATABASE_URL": settings.database_url}
    return {name: value for name, value in given.items() if value}


def call(environment: dict[str, str], *words: str) -> Result:
    # The command brings an application of its own.
    db.session.rollback()
    return CliRunner(env={"GOVFLOW_DATABASE_URL": None, **environment}).invoke(journal, words)


def test_a_journal_that_holds_exits_with_0(environment: dict[str, str]) -> None:
    found()
    result = call(environment, "verify")
    assert result.exit_code == 0
    assert result.stdout == "The journal holds: 1 act, 1 signed head, 0 heads you hold.\n"
    assert "--held" in result.stderr


def test_heads_kept_elsewhere_are_compared(environment: dict[str, str], tmp_path: Path) -> None:
    found()
    found(title="Another")
    head, proof = tmp_path / "head", tmp_path / "act.tlog-proof"
    head.write_text(call(environment, "checkpoint").stdout, encoding="utf-8")
    told = queries.proof_of(0)
    assert told is not None
    proof.write_text(told.text, encoding="utf-8")
    result = call(environment, "verify", "--held", str(head), "--held", str(proof))
    assert (result.exit_code, result.stdout) == (
        0,
        "The journal holds: 2 acts, 2 signed heads, 2 heads you hold.\n",
    )
    nonsense = tmp_path / "nonsense"
    nonsense.write_bytes(b"\xff")
    assert call(environment, "verify", "--held", str(nonsense)).exit_code == 1


def test_one_head_is_told_as_one_and_may_have_come_through_windows(
    environment: dict[str, str], tmp_path: Path
) -> None:
    found()
    head = tmp_path / "head"
    head.write_bytes(call(environment, "checkpoint").stdout.replace("\n", "\r\n").encode())
    result = call(environment, "verify", "--held", str(head))
    assert (result.exit_code, result.stdout) == (
        0,
        "The journal holds: 1 act, 1 signed head, 1 head you hold.\n",
    )


def test_a_journal_that_does_not_hold_exits_with_1_and_says_why(environment: dict[str, str]) -> None:
    found()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE journal_head SET size = 2"))
    result = call(environment, "verify")
    assert result.exit_code == 1
    assert "the head says 2 entries" in result.stdout


def test_a_wrong_setting_is_one_line(environment: dict[str, str]) -> None:
    result = call({**environment, "GOVFLOW_PROT": "1"}, "verify")
    assert result.exit_code == 2
    assert result.stderr == "Error: There is no setting GOVFLOW_PROT. Did you mean GOVFLOW_PORT?\n"


def test_a_database_of_another_shape_is_not_judged(environment: dict[str, str]) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    result = call(environment, "verify")
    assert result.exit_code == 2
    assert "govflow db upgrade" in result.stderr


def test_a_journal_that_cannot_be_asked_is_not_taken_for_one_that_does_not_hold(
    environment: dict[str, str],
) -> None:
    closed = {**environment, "GOVFLOW_DATABASE_URL": "postgresql://me:hidden@127.0.0.1:1/none"}
    for answer in (call(closed, "verify"), call(closed, "checkpoint")):
        assert answer.exit_code == 2
        assert answer.stdout == ""
        assert answer.stderr.startswith("Error: The database does not answer: ")
        assert "hidden" not in answer.stderr


def test_asking_for_a_journal_makes_no_installation(environment: dict[str, str], tmp_path: Path) -> None:
    answer = call({**environment, "GOVFLOW_DATA": str(tmp_path / "elsewhere")}, "verify")
    assert answer.exit_code == 2
    assert "Nothing was ever started in" in answer.stderr
    assert not (tmp_path / "elsewhere").exists()


def test_a_head_that_cannot_be_opened_is_told_in_one_line(
    environment: dict[str, str], tmp_path: Path
) -> None:
    for file, reason in (
        (tmp_path / "none", "no such file or directory"),
        (tmp_path, "is a directory"),
        (Path("/dev/zero"), "larger than 64 KB"),
    ):
        answer = call(environment, "verify", "--held", str(file))
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert answer.stderr == f"{file}: file: {reason}\n"


def test_a_worker_ends_when_it_is_asked_to(environment: dict[str, str]) -> None:
    sign_checkpoint()
    command = [sys.executable, "-c", "from govflow.cli import main; main()", "worker"]
    worker = subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.PIPE, text=True)
    with worker:
        assert worker.stderr is not None
        assert "Working" in worker.stderr.readline()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
    assert uuid.UUID(int=0) not in {entry.act_key for entry in queries.entries()}

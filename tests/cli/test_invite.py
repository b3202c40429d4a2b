"""`govflow invite`: the first person of a server, from an empty folder to the page that founds a consortium."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from govflow import create_app
from govflow.accounts.queries import person_by_email
from govflow.cli import govflow
from govflow.settings import Settings
from govflow.transaction import at_work
from tests.web.checked_pages import CheckedClient
from tests.web.people import code_in_mail, mailed, submit

ALICE = "alice@example.org"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOVFLOW_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GOVFLOW_URL", "http://agree.example.org")
    return tmp_path / "data"


def invite(*words: str) -> Result:
    return CliRunner().invoke(govflow, ["invite", *words])


def test_the_first_person_of_an_empty_server_can_found_a_consortium(data: Path) -> None:
    answer = invite("--email", ALICE, "--name", "Alice Fictional", "--consortium-title", "Hollin Together")
    assert answer.exit_code == 0, answer.output
    assert "http://agree.example.org/sign-in" in answer.stdout
    assert "Dear Alice Fictional" in answer.stdout and "“Hollin Together”" in answer.stdout
    app = create_app(Settings(data=data))
    app.test_client_class = CheckedClient
    with at_work(app):
        (letter,) = mailed(app, ALICE)
        assert letter.split() == answer.stdout.split()
        card = person_by_email(ALICE)
        assert card is not None and card.may_found and card.signed_in_at is None
        browser = app.test_client()
        assert isinstance(browser, CheckedClient)
        browser.get("/consortia/new")
        submit(browser, "/sign-in", {"email": ALICE})
        assert (
            submit(browser, "/sign-in/code", {"code": code_in_mail(app, ALICE)}).location == "/consortia/new"
        )
        assert browser.get("/consortia/new").status_code == 200


def test_what_is_printed_lets_nobody_in(data: Path) -> None:
    answer = invite("--email", ALICE, "--name", "Alice Fictional")
    assert "set up your consortium" in answer.stdout
    assert re.findall(r"http\S+", answer.stdout) == ["http://agree.example.org/sign-in"]
    assert not re.search(r"\d{6}", answer.stdout)


def test_to_invite_again_is_to_remind(data: Path) -> None:
    for name in ("Alice Fictional", "Alice Otherwise"):
        assert invite("--email", ALICE, "--name", name).exit_code == 0
    app = create_app(Settings(data=data))
    with at_work(app):
        assert len(mailed(app, ALICE)) == 2
        card = person_by_email(ALICE)
        assert card is not None and card.name == "Alice Fictional"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Missing option '--email'"),
        (("--email", ALICE), "Missing option '--name'"),
        (("--email", "alice", "--name", "Alice"), "'alice' is not an e-mail address"),
        (("--email", "a\nb@example.org", "--name", "Alice"), "is not an e-mail address"),
        (("--email", ALICE, "--name", " "), "--name: it is empty"),
        (("--email", ALICE, "--name", "A" * 201), "--name: it is longer than 200 letters"),
        (("--email", ALICE, "--name", "Alice\nDear Bob"), "--name: it must be one line"),
        (("--email", f"{'a' * 243}@example.org", "--name", "A"), "--email: it is longer than 254 letters"),
        (("--email", ALICE, "--name", "A", "--consortium-title", "T" * 301), "it is longer than 300 letters"),
        (("--email", ALICE, "--name", "A", "--consortium-title", "T\nDear Bob"), "it must be one line"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line_and_changes_nothing(
    data: Path, words: tuple[str, ...], said: str
) -> None:
    answer = invite(*words)
    assert answer.exit_code == 2
    assert said in answer.stderr and answer.stdout == ""
    assert not data.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("invite", "--email", ALICE, "--name", "Alice Fictional"),
        ("worker",),
        ("demo", "links"),
        ("db", "current"),
    ],
)
def test_a_database_that_is_away_is_told_in_one_line(
    data: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    (data / "keys").mkdir(parents=True)
    monkeypatch.delenv("GOVFLOW_URL")
    monkeypatch.setenv("GOVFLOW_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    answer = CliRunner().invoke(govflow, words)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith("govflow: The database cannot be used: connection failed: ")
    assert answer.stderr.endswith(" Ask: govflow doctor\n") and answer.stderr.count("\n") == 1

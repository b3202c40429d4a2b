"""Mail follows from acts, leaves by a job, and is one message however often it is tried."""

import email
import email.policy
import smtplib
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from govflow import mail
from govflow.jobs import queries
from govflow.jobs.models import JobState
from govflow.jobs.services import enqueue
from govflow.jobs.worker import drain
from govflow.mail import Message, Post
from govflow.settings import Settings
from govflow.transaction import transaction

MESSAGE = Message("alice@example.org", "Your board’s decision", "Tŷ Gwyn has decided.\nThank you.\n")


def order(message: Message, key: str = "") -> None:
    with transaction() as session:
        enqueue(session, message.order(key))


def written(settings: Settings) -> list[EmailMessage]:
    folder = settings.data / "mail"
    parse = email.message_from_bytes
    return [parse(path.read_bytes(), policy=email.policy.default) for path in sorted(folder.glob("*.eml"))]


def test_without_a_server_mail_is_written_to_a_folder(app: Flask, settings: Settings) -> None:
    order(MESSAGE)
    drain()
    (message,) = written(settings)
    assert (message["To"], message["From"]) == (MESSAGE.to, "govflow@localhost")
    assert message["Subject"] == MESSAGE.subject
    assert message.get_content().replace("\r\n", "\n") == MESSAGE.text
    assert message["Message-ID"].endswith("@localhost>")


def test_a_message_ordered_twice_under_one_key_is_one(app: Flask, settings: Settings) -> None:
    order(MESSAGE, "decided:1:alice")
    order(MESSAGE, "decided:1:alice")
    drain()
    assert len(written(settings)) == 1


def test_a_line_break_cannot_add_a_header(app: Flask, settings: Settings) -> None:
    order(replace(MESSAGE, subject="Hello\r\nBcc: bob@example.org"))
    order(replace(MESSAGE, to="alice@example.org\r\nBcc: bob@example.org"))
    drain()
    assert written(settings) == []
    assert queries.counts()[JobState.WAITING] == 2


class Server:
    """A mail server that writes down what it is told."""

    def __init__(self, *where: object, **how: object) -> None:
        SAID.append(("connected", where))

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        SAID.append(("closed",))

    def starttls(self, context: object) -> None:
        SAID.append(("starttls",))

    def login(self, user: str, password: str) -> None:
        SAID.append(("login", user, password))

    def send_message(self, message: EmailMessage) -> None:
        SAID.append(("sent", message["To"], message["Message-ID"]))


SAID: list[tuple[object, ...]] = []


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
def test_with_a_server_mail_is_handed_over(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, security: str
) -> None:
    SAID.clear()
    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(smtplib, "SMTP_SSL", Server)
    post = Post("desk@agree.example", tmp_path, "", "mail.example", 25, security, "desk", "word")
    mail.use_post(app, post)
    order(MESSAGE)
    drain()
    words = [said[0] for said in SAID]
    start = ["starttls"] if security == "starttls" else []
    assert words == ["connected", *start, "login", "sent", "closed"]
    assert SAID[0] == ("connected", ("mail.example", 25))
    assert str(SAID[-2][2]).endswith("@agree.example>")


def test_a_server_that_is_away_is_tried_again_with_the_same_message(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Away:
        def __init__(self, *_: object, **__: object) -> None:
            raise ConnectionRefusedError("mail.example refuses")

    monkeypatch.setattr(smtplib, "SMTP", Away)
    mail.use_post(app, Post("desk@agree.example", tmp_path, "", "mail.example", security="none"))
    order(MESSAGE)
    drain()
    (line,) = queries.jobs(JobState.WAITING)
    assert "mail.example refuses" in str(line.error)

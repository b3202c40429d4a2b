"""Mail, sent by a job and never by an act: an act orders it, and cannot be held up by it.

In: messages ordered in an act's transaction. Out: each one handed to the mail server, or written to a folder
where there is no server. A message keeps one Message-ID, made of its job's id, however often it is tried, so
a mail program shows it once.
"""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from flask import Flask, current_app

from govflow.columns import Json
from govflow.jobs.services import Job, Order
from govflow.jobs.worker import Duties, Report
from govflow.settings import Settings

_EXTENSION = "govflow.post"
_KIND = "mail_sent"
_TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Message:
    """A message to one person, in plain text."""

    to: str
    subject: str
    text: str

    def order(self, key: str = "") -> Order:
        """The job that sends it; with a key, ordering it again is still one message."""
        return Order(_KIND, {"to": self.to, "subject": self.subject, "text": self.text}, key)


@dataclass(frozen=True)
class Post:
    """How messages leave: through a server, or without one into a folder."""

    sender: str
    folder: Path
    address: str = ""
    server: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = ""


def post_of(settings: Settings) -> Post:
    """The post an installation's settings describe."""
    return Post(
        settings.mail_from,
        settings.data / "mail",
        settings.address,
        settings.mail_server,
        settings.mail_port,
        settings.mail_security,
        settings.mail_user,
        settings.mail_password,
    )


def use_post(app: Flask, post: Post) -> None:
    """Give the application its post."""
    app.extensions[_EXTENSION] = post


def address() -> str:
    """The address of this server in letters, without a slash at the end."""
    post = current_app.extensions[_EXTENSION]
    assert isinstance(post, Post)
    return post.address


def folder() -> Path:
    """Where messages are written that no server takes."""
    post = current_app.extensions[_EXTENSION]
    assert isinstance(post, Post)
    return post.folder


def send(job: Job, report: Report) -> None:
    """The handler: build the message and hand it over."""
    post = current_app.extensions[_EXTENSION]
    assert isinstance(post, Post) and isinstance(job.args, Mapping)
    message = build_message(job.args, post.sender, str(job.id))
    if post.server:
        _hand_over(post, message)
    else:
        post.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = post.folder / f"{job.id}.eml"
        path.touch(0o600)
        path.write_bytes(message.as_bytes())


def build_message(args: Mapping[str, Json], sender: str, identity: str) -> EmailMessage:
    """The message as it goes out. A line break in an address or subject is refused by the library."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, str(args["to"]), str(args["subject"])
    message["Message-ID"] = f"<{identity}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(str(args["text"]))
    return message


def _hand_over(post: Post, message: EmailMessage) -> None:
    with _connected(post) as server:
        if post.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if post.user:
            server.login(post.user, post.password)
        server.send_message(message)


def _connected(post: Post) -> smtplib.SMTP:
    if post.security == "tls":
        safe = ssl.create_default_context()
        return smtplib.SMTP_SSL(post.server, post.port, timeout=_TIMEOUT_SECONDS, context=safe)
    return smtplib.SMTP(post.server, post.port, timeout=_TIMEOUT_SECONDS)


DUTIES = Duties({_KIND: send})

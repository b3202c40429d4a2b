"""The mail of a demo, as pages: what the people of it would have found in their letter boxes.

In: a demo on this machine, whose mail is written to a folder. Out: its messages, newest first. They hold codes and
names, so the pages exist in a demo alone, and answer only to this machine's own names: a page elsewhere that calls
itself by our address is told nothing.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from flask import Blueprint, Flask, abort, render_template, request

from govflow.mail import address, folder
from govflow.settings import LOOPBACK
from govflow.web.access import ANYBODY, policy

rooms = Blueprint("dev", __name__)

MOST = 100
"""So many messages are listed: a demo that was just loaded has sent hundreds."""

_SUFFIX = ".eml"
_NAME = re.compile(r"[0-9a-f-]{1,40}")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message. ``name``: of its page; ``written``: when it left, in UTC."""

    name: str
    written: datetime
    to: str
    subject: str


@dataclass(frozen=True, slots=True)
class Words:
    """A part of a message's text. ``path``: where it leads on this server, "" where it is no link."""

    text: str
    path: str


@dataclass(frozen=True, slots=True)
class MailPage:
    """Messages, newest first. ``more``: how many older ones are not listed."""

    letters: tuple[Letter, ...]
    more: int


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One message, paragraph by paragraph."""

    letter: Letter
    paragraphs: tuple[tuple[Words, ...], ...]


def use_dev_mail(app: Flask) -> None:
    """Show the mail where a demo is shown."""
    if app.config.get("GOVFLOW_DEMO"):
        app.register_blueprint(rooms)


@rooms.before_request
def refuse_other_names() -> None:
    """Answer to this machine's own names alone."""
    if (request.host.rpartition(":")[0] or request.host).strip("[]") not in LOOPBACK:
        abort(404)


@rooms.get("/dev/mail")
@policy(ANYBODY)
def mail() -> str:
    """The newest messages."""
    paths = sorted(folder().glob(f"*{_SUFFIX}"), key=lambda each: each.stat().st_mtime_ns, reverse=True)
    newest = tuple(_letter(path, _read(path)) for path in paths[:MOST])
    page = MailPage(newest, len(paths) - len(newest))
    return render_template("dev/mail.html", page=page)


@rooms.get("/dev/mail/<name>")
@policy(ANYBODY)
def message(name: str) -> str:
    """One message."""
    path = folder() / f"{name}{_SUFFIX}"
    if not _NAME.fullmatch(name) or not path.is_file():
        abort(404)
    found = _read(path)
    return render_template("dev/message.html", page=LetterPage(_letter(path, found), _paragraphs(found)))


def _read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), EmailMessage, policy=SMTP)


def _letter(path: Path, found: EmailMessage) -> Letter:
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Letter(path.stem, written, str(found["To"]), str(found["Subject"]))


def _paragraphs(found: EmailMessage) -> tuple[tuple[Words, ...], ...]:
    body = found.get_body(("plain",))
    text = "" if body is None else str(body.get_content())
    ours = re.compile(rf"{re.escape(address())}(/[\w/.~-]*)")
    return tuple(_linked(paragraph, ours) for paragraph in re.split(r"\r?\n(?:\r?\n)+", text.strip()))


def _linked(text: str, ours: re.Pattern[str]) -> tuple[Words, ...]:
    """The text with addresses on this server told apart. A dot at the end is the sentence's."""
    words: list[Words] = []
    start = 0
    for found in ours.finditer(text):
        path = found[1].rstrip(".")
        end = found.start(1) + len(path)
        words += [Words(text[start : found.start()], ""), Words(text[found.start() : end], path)]
        start = end
    return (*words, Words(text[start:], ""))

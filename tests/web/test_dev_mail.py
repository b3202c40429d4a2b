"""The mail of a demo as pages: newest first, its links leading to our own pages alone."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from govflow import create_app
from govflow.clock import SetClock
from govflow.mail import build_message
from govflow.settings import Settings
from govflow.transaction import at_work
from govflow.web.dev_mail import MOST
from tests.web.checked_pages import CheckedClient, read_page, words


@pytest.fixture
def demo(tmp_path: Path, clock: SetClock) -> Iterator[Flask]:
    app = create_app(Settings(data=tmp_path / "data", demo=True), clock)
    app.test_client_class = CheckedClient
    with at_work(app):
        yield app


def write(demo: Flask, number: int, subject: str, text: str) -> str:
    """A message as a worker writes it, some seconds after the one before."""
    name = f"00000000-0000-0000-0000-{number:012d}"
    folder = Path(demo.instance_path) / "mail"
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.eml"
    args = {"to": "alice@example.org", "subject": subject, "text": text}
    path.write_bytes(build_message(args, "govflow@localhost", name).as_bytes())
    os.utime(path, (number, number))
    return name


def test_there_is_no_mail_yet(demo: Flask) -> None:
    assert "No mail yet" in demo.test_client().get("/dev/mail").text


def test_messages_are_listed_newest_first(demo: Flask) -> None:
    for number, subject in enumerate(("First", "Second", "Third")):
        write(demo, number, subject, "Words")
    page = read_page(demo.test_client().get("/dev/mail").text)
    assert [words(link) for link in page.findall(".//main//li/a")] == ["Third", "Second", "First"]


def test_a_full_letter_box_shows_the_newest(demo: Flask) -> None:
    for number in range(MOST + 2):
        write(demo, number, f"Message {number}", "Words")
    page = demo.test_client().get("/dev/mail").text
    assert len(read_page(page).findall(".//main//li/a")) == MOST
    assert "2 older messages are not listed." in page


def test_a_message_is_read_and_its_links_lead_to_our_pages_alone(demo: Flask) -> None:
    text = (
        "Your code is 123456. It is good for 10 minutes.\n\n"
        "Open http://localhost:8000/sign-in/code.\n\n"
        "Or <b>not</b>: http://elsewhere.example/sign-in, http://localhost:8000"
    )
    name = write(demo, 1, "Köde & more", text)
    page = read_page(demo.test_client().get(f"/dev/mail/{name}").text)
    assert words(page.find(".//h1")) == "Köde & more"
    assert "Your code is 123456." in words(page.find(".//article"))
    assert "<b>not</b>" in words(page.find(".//article"))
    links = [link.attrib["href"] for link in page.findall(".//article//a")]
    assert links == ["/sign-in/code"]


@pytest.mark.parametrize("name", ["no-such", "..", "%2e%2e%2fkeys%2flog.key", "A" * 50, "ffff"])
def test_what_is_no_message_is_not_there(demo: Flask, name: str) -> None:
    assert demo.test_client().get(f"/dev/mail/{name}").status_code == 404


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("agree.example", 404),
        ("localhost.agree.example:8000", 404),
    ],
)
def test_only_this_machines_own_names_are_answered(demo: Flask, host: str, status: int) -> None:
    assert demo.test_client().get("/dev/mail", headers={"Host": host}).status_code == status

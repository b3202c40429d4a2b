"""`govflow serve --example`, from a bare folder to the agreement on the screen."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from govflow.cli import govflow
from tests.cli.test_serve import free_port
from tests.web.checked_pages import check_page, read_page, words

PATIENCE_SECONDS = 60
COMMAND = (sys.executable, "-c", "from govflow.cli import main; main()", "serve", "--example")


@dataclass
class Visitor:
    """A browser without anything but a cookie."""

    port: int
    cookie: str = ""

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """The status, where it leads, and the page."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)) as connection:
            headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            self.cookie = answer.getheader("Set-Cookie", self.cookie).partition(";")[0]
            return answer.status, answer.getheader("Location", ""), answer.read().decode()

    def press_open(self, link: str) -> tuple[int, str, str]:
        """Open a link and press its button."""
        token = read_page(self.ask("GET", link)[2]).find(".//input[@name='csrf_token']")
        assert token is not None
        return self.ask("POST", link, urlencode({"csrf_token": token.attrib["value"]}))


@contextmanager
def serving(data: Path) -> Iterator[tuple[Visitor, str]]:
    """The server with the example; somebody at its door, and the link that was printed."""
    port = free_port()
    told = {"GOVFLOW_DATA": str(data), "GOVFLOW_HOST": "127.0.0.1", "GOVFLOW_PORT": str(port)}
    with subprocess.Popen(
        COMMAND, env={**os.environ, **told}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            printed = re.fullmatch(
                rf"Open the example's agreement \(the link works once, within 10 minutes\): "
                rf"http://127\.0\.0\.1:{port}(/open/\S+)\n",
                line,
            )
            assert printed, line
            wait_for(port)
            yield Visitor(port), printed[1]
            server.send_signal(signal.SIGTERM)
            said, aside = server.communicate(timeout=PATIENCE_SECONDS)
        finally:
            server.kill()
    assert (said, server.returncode) == ("", 0)
    assert "Traceback" not in aside


def wait_for(port: int) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            Visitor(port).ask("GET", "/")
            return
        except ConnectionError:
            assert time.monotonic() < until, "the server did not come up"
            time.sleep(0.1)


def rows(data: Path) -> dict[str, int]:
    """How much of each kind the database holds."""
    with closing(sqlite3.connect(data / "govflow.sqlite3")) as database:
        kinds = ("person", "consortium", "member", "agreement", "answer", "journal_entry")
        return {kind: database.execute(f"SELECT count(*) FROM {kind}").fetchone()[0] for kind in kinds}


def test_the_example_is_served_and_loaded_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as (visitor, link):
        status, address, _ = visitor.press_open(link)
        assert status == 302
        status, _, page = visitor.ask("GET", address)
        assert status == 200
        check_page(page)
        assert words(read_page(page).find(".//h1")) == "Joint venture agreement"
        assert "Tamebrook Wellbeing Partnership" in page
        assert Visitor(visitor.port).press_open(link)[0] == 404
        assert Visitor(visitor.port).ask("GET", address)[0] == 404
    first = rows(data)
    assert (first["person"], first["consortium"], first["member"], first["agreement"]) == (1, 1, 6, 1)
    with serving(data) as (again, second):
        assert second != link
        assert again.press_open(second)[:2] == (302, address)
        assert visitor.cookie and Visitor(again.port, visitor.cookie).ask("GET", address)[0] == 200
    assert rows(data) == first
    keys = list((data / "keys").iterdir())
    assert {key.stat().st_mode & 0o777 for key in keys} == {0o600}
    assert {key.name for key in keys} == {"session.key", "private.key", "log.key", "seal.key"}
    assert data.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_the_example_is_not_shown_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("GOVFLOW_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GOVFLOW_HOST", host)
    answer = CliRunner().invoke(govflow, ["serve", "--example"])
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert "shown on this machine only. Set GOVFLOW_HOST=localhost." in answer.stderr
    assert not (tmp_path / "data").exists()

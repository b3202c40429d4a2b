"""`govflow serve --demo`, from a bare folder to somebody signed in; and what is kept from others."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from govflow.cli import govflow
from govflow.core.permissions import Role
from govflow.demo.links import KINDS
from tests.cli.test_serve import free_port
from tests.web.checked_pages import check_page, read_page, words

PATIENCE_SECONDS = 300
COMMAND = (sys.executable, "-c", "from govflow.cli import main; main()")


@dataclass
class Visitor:
    """A browser without anything but cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: str = "", host: str = "") -> tuple[int, str, str]:
        """The status, where it leads, and the page."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)) as connection:
            headers = {
                "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                "Content-Type": "application/x-www-form-urlencoded",
                "Host": host or f"127.0.0.1:{self.port}",
            }
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, told = value.partition(";")[0].partition("=")
                    self.cookies[key] = told
            return answer.status, answer.getheader("Location", ""), answer.read().decode()

    def press_open(self, link: str) -> tuple[int, str, str]:
        """Open a link and press its button."""
        token = read_page(self.ask("GET", link)[2]).find(".//input[@name='csrf_token']")
        assert token is not None
        return self.ask("POST", link, urlencode({"csrf_token": token.attrib["value"]}))


def told_to(data: Path, port: int) -> dict[str, str]:
    """The environment of a server, and of commands beside it."""
    ours = {"GOVFLOW_DATA": str(data), "GOVFLOW_HOST": "127.0.0.1", "GOVFLOW_PORT": str(port)}
    return {**os.environ, **ours, "PYTHONUNBUFFERED": "1"}


@contextmanager
def serving(data: Path) -> Iterator[tuple[Visitor, str]]:
    """The server with the demo; somebody at its door, and what was printed."""
    port, printed = free_port(), data.with_suffix(".out")
    with (
        printed.open("w", encoding="utf-8") as out,
        subprocess.Popen(
            (*COMMAND, "serve", "--demo"),
            env=told_to(data, port),
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
        ) as server,
    ):
        try:
            wait_for(port)
            yield Visitor(port), printed.read_text(encoding="utf-8")
            server.send_signal(signal.SIGTERM)
            _, aside = server.communicate(timeout=PATIENCE_SECONDS)
        finally:
            server.kill()
    assert server.returncode == 0
    assert "Traceback" not in aside


def wait_for(port: int) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            Visitor(port).ask("GET", "/healthz")
            return
        except ConnectionError:
            assert time.monotonic() < until, "the server did not come up"
            time.sleep(0.1)


def rows(data: Path) -> dict[str, int]:
    """How much of each kind the database holds."""
    with closing(sqlite3.connect(data / "govflow.sqlite3")) as database:
        kinds = ("person", "consortium", "member", "agreement", "answer", "version", "role")
        return {kind: database.execute(f"SELECT count(*) FROM {kind}").fetchone()[0] for kind in kinds}


def test_the_demo_is_served_and_loaded_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as (visitor, printed):
        links = re.findall(rf"http://127\.0\.0\.1:{visitor.port}(/open/\S+)", printed)
        assert len(set(links)) == len(KINDS)
        status, address, _ = visitor.press_open(links[0])
        assert (status, address) == (302, "/")
        status, _, page = visitor.ask("GET", address)
        assert status == 200
        check_page(page)
        assert "Every Voice Health Alliance" in page
        # A link works once; without it nothing of this is told.
        assert Visitor(visitor.port).press_open(links[0])[0] == 404
        assert "Every Voice" not in Visitor(visitor.port).ask("GET", address)[2]
        links_print_for_everybody(data, visitor)
        the_mail_is_a_page(visitor)
    first = rows(data)
    assert (first["consortium"], first["member"], first["agreement"]) == (3, 56, 3)
    with serving(data) as (again, printed):
        second = re.findall(rf"http://127\.0\.0\.1:{again.port}(/open/\S+)", printed)
        assert not set(second) & set(links)
        assert again.press_open(second[0])[:2] == (302, address)
    assert rows(data) == first
    keys = list((data / "keys").iterdir())
    assert {key.stat().st_mode & 0o777 for key in keys} == {0o600}
    assert data.stat().st_mode & 0o777 == 0o700


def links_print_for_everybody(data: Path, visitor: Visitor) -> None:
    """`govflow demo links --json`, run beside the server."""
    told = subprocess.run(
        (*COMMAND, "demo", "links", "--json"),
        env=told_to(data, visitor.port),
        capture_output=True,
        check=True,
        timeout=PATIENCE_SECONDS,
    )
    links = json.loads(told.stdout)
    assert {tuple(sorted(each)) for each in links} == {("consortium", "name", "organisation", "roles", "url")}
    assert len({each["url"] for each in links}) == len(links)
    assert {role for each in links for role in each["roles"]} >= set(Role) - {Role.DELEGATE}
    trustee = next(each for each in links if each["organisation"] == "Lanternworks CIC")
    path = trustee["url"].removeprefix(f"http://127.0.0.1:{visitor.port}")
    before = Visitor(visitor.port)
    assert before.ask("GET", path)[0] == before.ask("GET", path)[0] == 200
    assert before.press_open(path)[0] == 302


def the_mail_is_a_page(visitor: Visitor) -> None:
    """Messages arrive on a page; another name for this machine is told nothing."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not (found := re.findall(r"/dev/mail/[0-9a-f-]+", visitor.ask("GET", "/dev/mail")[2])):
        assert time.monotonic() < until, "no mail came"
        time.sleep(0.2)
    status, _, page = visitor.ask("GET", found[0])
    assert status == 200
    check_page(page)
    assert words(read_page(page).find(".//h1"))
    for path in ("/dev/mail", found[0]):
        assert visitor.ask("GET", path, host="agree.example")[0] == 404
        assert visitor.ask("GET", path, host=f"localhost:{visitor.port}")[0] == 200


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("GOVFLOW_HOST", "0.0.0.0", "Set GOVFLOW_HOST=localhost"),
        ("GOVFLOW_HOST", "::", "Set GOVFLOW_HOST=localhost"),
        ("GOVFLOW_HOST", "192.0.2.1", "Set GOVFLOW_HOST=localhost"),
        ("GOVFLOW_URL", "https://agree.example", "leave GOVFLOW_URL empty"),
        ("GOVFLOW_URL", "http://[", "leave GOVFLOW_URL empty"),
        ("GOVFLOW_MAIL_SERVER", "mail.example", "do without GOVFLOW_MAIL_SERVER"),
        ("GOVFLOW_PROXIES", "1", "do without GOVFLOW_PROXIES"),
    ],
)
@pytest.mark.parametrize("command", [("serve", "--demo"), ("demo", "links")])
def test_the_demo_is_not_shown_to_others(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    name: str,
    value: str,
    mend: str,
) -> None:
    monkeypatch.setenv("GOVFLOW_DATA", str(tmp_path / "data"))
    monkeypatch.setenv(name, value)
    answer = CliRunner().invoke(govflow, list(command))
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert mend in answer.stderr
    assert not (tmp_path / "data").exists()

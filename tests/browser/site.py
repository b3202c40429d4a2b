"""A server of the tests on this machine, with agreements on it, and readers of them in a real browser.

The browser is the system's Chromium where there is one, else the one that playwright brought.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from playwright.sync_api import Browser, Page, StorageState, ViewportSize, expect, sync_playwright
from werkzeug.serving import make_server

from govflow import create_app
from govflow.accounts.services import open_link
from govflow.agreements.queries import consortium_of
from govflow.core.permissions import Role
from govflow.members.queries import parties
from govflow.settings import Settings
from govflow.transaction import at_work
from tests.agreements.begun import begun
from tests.web.people import SIGN_IN, joined, person

QUIET = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
SCREENS = Path(__file__).parents[2] / "build" / "screens"
"""Where screenshots are kept, to be looked at; git leaves them out."""

PATIENCE = 120_000
"""Milliseconds: a busy machine is slow and not wrong."""

DESK: ViewportSize = {"width": 1360, "height": 1000}
PHONE: ViewportSize = {"width": 320, "height": 640}

Source: TypeAlias = dict[str, object]
Scheme: TypeAlias = Literal["light", "dark"]


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Chromium. As root it runs without its sandbox, which refuses root."""
    expect.set_options(timeout=PATIENCE)
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments) as browser,
    ):
        yield browser


@contextmanager
def window(
    browser: Browser,
    viewport: ViewportSize | None = None,
    *,
    scripts: bool = True,
    scheme: Scheme = "light",
    signed_in: StorageState | None = None,
    permissions: tuple[str, ...] = (),
) -> Iterator[Page]:
    """A window of somebody who shares no cookie with any other, closed in the end."""
    with browser.new_context(
        viewport=viewport or DESK,
        java_script_enabled=scripts,
        color_scheme=scheme,
        storage_state=signed_in,
        permissions=permissions,
    ) as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


@dataclass
class Site:
    """A server that listens. Agreements are begun on it, and opened once by their link."""

    app: Flask
    address: str
    browser: Browser
    _opened: dict[str, tuple[str, StorageState]] = field(default_factory=dict)

    def link(self, source: Source, *roles: Role) -> str:
        """Begin the agreement of a draft's source; a one-use link to it for somebody of its first party."""
        with at_work(self.app):
            agreement_id = begun(source, person())
            consortium_id = consortium_of(agreement_id)
            assert consortium_id is not None
            code = parties(consortium_id)[0].code
            reader = joined(consortium_id, code, *(roles or (Role.BOARD_MEMBER,)))
            return self.address + f"/open/{open_link(reader, SIGN_IN, f'/agreements/{agreement_id}')}"

    def opened(self, name: str, make: Callable[[], Source]) -> tuple[str, StorageState]:
        """Where the agreement of this name is read, and the cookie of who opened it."""
        if name not in self._opened:
            with window(self.browser) as page:
                press_open(page, self.link(make()))
                self._opened[name] = page.url, page.context.storage_state()
        return self._opened[name]


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    """A server on a free port of this machine, as a thread: its address."""
    server = make_server("127.0.0.1", 0, _in_one_piece(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _in_one_piece(app: Flask) -> WSGIApplication:
    """The application, each answer read and closed at once: the server of the tests leaves a file open where the
    browser hung up while it was sent.
    """

    def answer(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        body: Any = app(environ, start)
        with closing(body):
            return [b"".join(body)]

    return answer


@contextmanager
def serving(data: Path, browser: Browser) -> Iterator[Site]:
    """A server of an installation, and a browser for it."""
    app = create_app(Settings(data=data))
    with listening(app) as address:
        yield Site(app, address, browser)


def press_open(page: Page, link: str) -> None:
    """Open a link and press its button."""
    page.goto(link)
    page.get_by_role("main").get_by_role("button").click()


def keep_screen(page: Page, name: str) -> None:
    """Keep what is on the screen."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"{name}.png")

"""Pages over HTTP: the server we ship, against gunicorn on the same installation.

Each serves with two processes of four threads; a few browsers that keep their connection ask for one page again and
again. Told for each page: the time of one request while all of them ask (a second divided by the requests per
second), and how long half of them and all but one in a hundred wait. The two servers take turns.
"""

import itertools
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from bench.measuring import Comparison
from govflow import create_app
from govflow.agreements.queries import consortium_of
from govflow.core.permissions import Role
from govflow.schema import bring_up_to_date
from govflow.settings import Settings
from govflow.transaction import at_work
from tests.agreements.begun import begun, example, somebody
from tests.web.people import also, signed_in

PROCESSES, THREADS = 2, 4
BROWSERS = 4
ROUNDS = 2
SECONDS = 1.0
"""How long the browsers ask in one round; two pages, two servers and two rounds make eight of them."""

PATIENCE_SECONDS = 60

GRANIAN = ("-c", "from govflow.cli import main; main()", "serve", "--processes", str(PROCESSES))
GUNICORN = (
    *("-m", "gunicorn", "--workers", str(PROCESSES), "--threads", str(THREADS), "--log-level", "error"),
    "govflow.wsgi:app",
)


@dataclass(frozen=True)
class Waits:
    """How long each request took, in milliseconds, and how long all of them took together."""

    each: tuple[float, ...]
    whole: float

    @property
    def one(self) -> float:
        """A thousand milliseconds divided by the requests per second."""
        return self.whole / len(self.each)

    def under(self, hundredth: int) -> float:
        """The wait that so many in a hundred stay under."""
        return statistics.quantiles(self.each, n=100, method="inclusive")[hundredth - 1]


def measure() -> Iterator[Comparison]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        data = Path(folder) / "instance"
        pages, heads = _installation(data)
        ports = [servers.enter_context(_serving(data, command)) for command in (GRANIAN, GUNICORN)]
        for what, address in pages.items():
            told: dict[int, list[Waits]] = {port: [] for port in ports}
            for port, _ in itertools.product(ports, range(3)):
                _ask(port, address, heads, time.monotonic() + SECONDS / 5)
            for _, port in itertools.product(range(ROUNDS), ports):
                told[port].append(_round(port, address, heads))
            ours, theirs = (min(told[port], key=lambda waits: waits.one) for port in ports)
            name = f"{what} over HTTP, {BROWSERS} browsers"
            yield Comparison(
                f"{name}: one request", ours.one, f"gunicorn ({_rates(ours, theirs)})", theirs.one
            )
            for hundredth in (50, 99):
                yield Comparison(
                    f"{name}: p{hundredth}", ours.under(hundredth), "gunicorn", theirs.under(hundredth)
                )


def _rates(ours: Waits, theirs: Waits) -> str:
    return f"{1000 / ours.one:.0f} requests a second against {1000 / theirs.one:.0f}"


def _round(port: int, address: str, heads: dict[str, str]) -> Waits:
    """All browsers ask at once, each as fast as it is answered."""
    waits: list[float] = []
    began = time.perf_counter()
    until = time.monotonic() + SECONDS
    browsers = [
        threading.Thread(target=lambda: waits.extend(_ask(port, address, heads, until)))
        for _ in range(BROWSERS)
    ]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()
    return Waits(tuple(waits), (time.perf_counter() - began) * 1000)


def _ask(port: int, address: str, heads: dict[str, str], until: float) -> list[float]:
    """Ask for a page over one connection until a moment, at least twice; how long each answer took."""
    waits: list[float] = []
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)) as connection:
        while time.monotonic() < until or len(waits) < 2:
            began = time.perf_counter()
            connection.request("GET", address, headers=heads)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, (address, answer.status)
            waits.append((time.perf_counter() - began) * 1000)
    return waits


def _installation(data: Path) -> tuple[dict[str, str], dict[str, str]]:
    """An installation with an agreement: its pages, and what the browser of somebody sends who may read them."""
    app = create_app(Settings(data=data))
    with at_work(app):
        bring_up_to_date()
        reader = somebody()
        agreement_id = begun(example("lead_body_6"), reader)
        consortium_id = consortium_of(agreement_id)
        assert consortium_id is not None
        also(reader, consortium_id, "", Role.DRAFTER, Role.FACILITATOR)
        browser = signed_in(app, reader)
        device = browser.get("/you").request.headers["User-Agent"]
        kept = browser.get_cookie("govflow")
        assert kept is not None
    pages = {
        "the agreement page": f"/agreements/{agreement_id}",
        "the consortium": f"/consortia/{consortium_id}",
    }
    # A cookie that another browser brings is worth nothing.
    return pages, {"Cookie": f"govflow={kept.value}", "User-Agent": device}


@contextmanager
def _serving(data: Path, command: tuple[str, ...]) -> Iterator[int]:
    """A server of the installation, as a program of its own, on a free port: the port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = int(free.getsockname()[1])
    told = {
        "GOVFLOW_DATA": str(data),
        "GOVFLOW_HOST": "127.0.0.1",
        "GOVFLOW_PORT": str(port),
        "GOVFLOW_WORKER": "off",
        "GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{port} --keep-alive {PATIENCE_SECONDS}",
    }
    with (
        (data / f"{port}.err").open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            (sys.executable, *command), env={**os.environ, **told}, stdout=errors, stderr=errors
        ) as server,
    ):
        try:
            _wait_for(port)
            yield port
        finally:
            server.terminate()
            try:
                server.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)) as connection:
                connection.request("GET", "/healthz")
                assert connection.getresponse().status == 200
                return
        except ConnectionError:
            assert time.monotonic() < until, "the server did not come up"
            time.sleep(0.1)

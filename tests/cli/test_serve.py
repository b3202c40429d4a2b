"""`govflow serve`: it listens where it was told, does the work beside, and stops when told."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import CliRunner

from govflow.cli import govflow

PATIENCE_SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status(port: int) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/no-such-page")
        return connection.getresponse().status
    finally:
        connection.close()


def wait_for_an_answer(port: int) -> int:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return status(port)
        except ConnectionError:
            assert time.monotonic() < until, "the server did not come up"
            time.sleep(0.1)


def press_ctrl_c(server: subprocess.Popen[str]) -> None:
    """As a terminal does it: every process of the group is told."""
    os.killpg(server.pid, signal.SIGINT)


@pytest.mark.parametrize("stop", [subprocess.Popen.terminate, press_ctrl_c])
def test_a_new_installation_serves_and_stops(
    tmp_path: Path, stop: Callable[[subprocess.Popen[str]], None]
) -> None:
    port = free_port()
    told = {"GOVFLOW_DATA": str(tmp_path / "data"), "GOVFLOW_HOST": "127.0.0.1", "GOVFLOW_PORT": str(port)}
    with subprocess.Popen(
        [sys.executable, "-c", "from govflow.cli import main; main()", "serve"],
        env={**os.environ, **told},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as server:
        try:
            assert wait_for_an_answer(port) == 404
            stop(server)
            said, aside = server.communicate(timeout=PATIENCE_SECONDS)
        finally:
            server.kill()
    assert server.returncode == 0
    assert said == ""
    assert f"http://127.0.0.1:{port}" in aside
    assert "Traceback" not in aside
    assert (tmp_path / "data" / "govflow.sqlite3").exists()


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("GOVFLOW_DATA", str(tmp_path / "data"))
        monkeypatch.setenv("GOVFLOW_HOST", "127.0.0.1")
        monkeypatch.setenv("GOVFLOW_PORT", str(other.getsockname()[1]))
        answer = CliRunner().invoke(govflow, ["serve"])
    assert answer.exit_code == 2
    assert "Set another GOVFLOW_HOST or GOVFLOW_PORT" in answer.stderr
    assert not (tmp_path / "data").exists()

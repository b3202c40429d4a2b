"""The press: what may never end ends, what wants to leave is stopped, what breaks does not stay broken."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from govflow.core.errors import Refused
from govflow.pdf.frames import Broken, Message, receive, send
from govflow.pdf.press import ChildFailed, LibraryMissing, Limits, Press

FACTS = {
    "draft": False,
    "cjk": "",
    "most_pages": 50,
    "dated": "",
    "generator": "a test",
    "links": {},
    "attachments": [],
}
SHORT = b'<html lang="en-GB"><title>t</title><body><h1>Short</h1>'
MEGABYTE = 1024 * 1024

BOMBS = {
    "boxes in boxes": b"<div>" * 3000,
    "tables in tables": b"<table><tr><td>" * 60,
    "spans without end": b"<table>" + b"<tr><td colspan=65000>x</td></tr>" * 50 + b"</table>",
    "a tiny page": b"<style>@page { size: 1mm; margin: 0 }</style>" + b"word " * 4000,
    "a thousand columns": b'<div style="columns: 1000">' + b"word " * 20000,
    "one word of a megabyte": b"<p>" + b"x" * MEGABYTE,
}

CHANNELS = {
    "a picture from the disk": b'<img alt="x" src="file:///etc/passwd">',
    "a picture from the network": b'<img alt="x" src="http://127.0.0.1:9/x.png">',
    "a picture within the page": b'<img alt="x" src="data:image/png;base64,AAAA">',
    "a background": b'<p style="background: url(file:///etc/passwd)">x',
    "an import of styles": b"<style>@import url(file:///etc/passwd)</style>",
    "a sheet of styles": b"<link rel=stylesheet href=file:///etc/passwd>",
    "an attachment": b"<link rel=attachment href=file:///etc/passwd>",
    "a typeface": b"<style>@font-face { font-family: x; src: url(file:///etc/passwd) }</style>",
    "an object": b'<object data="file:///etc/passwd">x</object>',
    "a picture in a drawing": (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
        b'<title>x</title><image xlink:href="file:///etc/passwd" width="9" height="9"/></svg>'
    ),
}


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    """A press with little patience."""
    made = Press("print", Limits(memory=1024 * MEGABYTE, processor=3, clock=20, weight=1000))
    yield made
    made.close()


def page(body: bytes) -> tuple[bytes, ...]:
    """The parts of a job that prints this body."""
    return (b'<html lang="en-GB"><title>t</title><body>' + body,)


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_ends_within_the_limits_and_the_press_goes_on(press: Press, bomb: bytes) -> None:
    began = time.monotonic()
    try:
        press.run(FACTS, page(bomb))
    except Refused as refused:
        assert refused.code == "print_overran"
        assert refused.facts["limit"] in {"time", "memory", "depth", "pages"}
    assert time.monotonic() - began < 30
    assert press.run(FACTS, (SHORT,)).number("pages") == 1


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS)
def test_nothing_is_fetched_whatever_the_page_asks_for(press: Press, channel: bytes) -> None:
    with pytest.raises(Refused, match="print_blocked") as refused:
        press.run(FACTS, page(channel))
    assert str(refused.value.facts["what"]).startswith(("file:", "http:", "data:"))


def test_more_pages_than_allowed_are_refused(press: Press) -> None:
    many = page(b"<p style='break-after: page'>x" * 4)
    assert press.run(FACTS, many).number("pages") == 4
    with pytest.raises(Refused, match="print_overran") as refused:
        press.run({**FACTS, "most_pages": 3}, many)
    assert refused.value.facts["limit"] == "pages"


def test_when_the_clock_runs_out_the_child_is_killed() -> None:
    hasty = Press("print", Limits(memory=1024 * MEGABYTE, processor=60, clock=2, weight=100))
    try:
        hasty.run(FACTS, (SHORT,))
        with pytest.raises(Refused, match="print_overran") as refused:
            hasty.run(FACTS, page(BOMBS["a thousand columns"]))
        assert refused.value.facts["limit"] == "time"
    finally:
        hasty.close()


def test_without_memory_it_stops_and_says_so() -> None:
    small = Press("print", Limits(memory=400 * MEGABYTE, processor=60, clock=60, weight=100))
    try:
        with pytest.raises(Refused, match="print_overran") as refused:
            small.run(FACTS, page(b"<p>A paragraph of words that is not long.</p>" * 40_000))
        assert refused.value.facts["limit"] == "memory"
        assert small.run(FACTS, (SHORT,)).number("pages") == 1
    finally:
        small.close()


def pid_of(press: Press) -> int:
    """The child that works now."""
    assert press._child is not None
    return press._child._process.pid


def test_the_child_is_kept_warm_and_replaced_when_it_has_done_its_share() -> None:
    worn = Press("print", Limits(memory=1024 * MEGABYTE, processor=20, clock=60, weight=2))
    try:
        worn.run(FACTS, (SHORT,))
        first = pid_of(worn)
        worn.run(FACTS, (SHORT,))
        assert pid_of(worn) == first
        worn.run(FACTS, (SHORT,))
        assert pid_of(worn) != first
    finally:
        worn.close()


def test_a_closed_press_leaves_no_process_behind(tmp_path: Path) -> None:
    brief = Press("print", Limits(memory=1024 * MEGABYTE, processor=20, clock=60, weight=10))
    brief.run(FACTS, (SHORT,))
    pid = pid_of(brief)
    brief.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_copy_of_the_process_gets_a_child_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = Press("print", Limits(memory=1024 * MEGABYTE, processor=20, clock=60, weight=10))
    shared.run(FACTS, (SHORT,))
    first, ours = shared._child, pid_of(shared)
    assert first is not None
    try:
        with monkeypatch.context() as copied:
            copied.setattr(os, "getpid", lambda: 1)
            shared.run(FACTS, (SHORT,))
            assert pid_of(shared) != ours
            shared.close()
        assert first.alive
    finally:
        first.kill()


def test_a_child_that_was_killed_from_outside_is_replaced(press: Press) -> None:
    press.run(FACTS, (SHORT,))
    os.kill(pid_of(press), 9)
    time.sleep(0.2)
    assert press.run(FACTS, (SHORT,)).number("pages") == 1


def test_a_job_that_makes_no_sense_is_our_fault_and_told_with_its_last_words(press: Press) -> None:
    with pytest.raises(ChildFailed, match="most_pages"):
        press.run({**FACTS, "most_pages": "many"}, (SHORT,))


def test_a_missing_library_is_told_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "weasyprint").mkdir()
    (tmp_path / "weasyprint" / "__init__.py").write_text(
        "raise OSError(\"cannot load library 'libpango-1.0-0'\")", encoding="utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    bare = Press("print", Limits(memory=1024 * MEGABYTE, processor=20, clock=60, weight=10))
    with pytest.raises(LibraryMissing) as missing:
        bare.run(FACTS, (SHORT,))
    told = str(missing.value)
    assert "libpango-1.0-0" in told.splitlines()[0]
    assert "sudo apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0" in told
    assert "python3-venv" not in told


@pytest.mark.parametrize(
    "act",
    [
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('localhost', 80)",
    ],
)
def test_the_child_can_start_no_program_and_reach_no_network(act: str) -> None:
    guarded = f"import sys; from govflow.pdf.child import _guard; sys.addaudithook(_guard); {act}"
    tried = subprocess.run([sys.executable, "-c", guarded], capture_output=True, text=True, check=False)
    assert tried.returncode == 1
    assert "NotAllowed" in tried.stderr


def test_what_crosses_the_pipe_comes_back_as_it_was_sent(tmp_path: Path) -> None:
    message = Message({"draft": True, "words": "Ŵ", "pages": 3}, (b"", b"\x00" * 70_000))
    with (tmp_path / "pipe").open("w+b") as pipe:
        send(pipe, message)
        pipe.seek(0)
        assert receive(pipe) == message
        with pytest.raises(Broken):
            receive(pipe)


@pytest.mark.parametrize(
    "sent", [b"", b"\x00", b"\x00\x00\x00\x02{}", b"\x00\x00\x00\x03[1]", b"\x00\x00\x00\x09{}"]
)
def test_what_is_no_message_is_refused(sent: bytes, tmp_path: Path) -> None:
    file = tmp_path / "pipe"
    file.write_bytes(sent)
    with file.open("rb") as pipe, pytest.raises(Broken):
        receive(pipe)


def test_a_fact_of_the_wrong_kind_is_refused() -> None:
    odd = Message({"pages": True, "overran": 3})
    with pytest.raises(Broken):
        odd.number("pages")
    with pytest.raises(Broken):
        odd.text("overran")
    assert odd.text("absent") == ""

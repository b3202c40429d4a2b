"""The press: a child process that prints, kept warm, held to limits, killed when time is up.

In: a job. Out: the answer, or ``Refused``: ``print_overran`` (limit: pages, memory, time, depth) and
``print_blocked``. Spawned, never forked, so that a server with threads can have one. A missing library raises
``LibraryMissing``, which says what to install; everything but PDF works without it.
"""

import atexit
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from govflow.core.errors import Refused
from govflow.installed_files import share
from govflow.pdf import typefaces
from govflow.pdf.frames import Broken, Message, receive, send

_KEPT_FROM_ENVIRONMENT = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "PYTHONHASHSEED", "TZ")
_START_SECONDS = 60
# How a child ends at the limits the kernel keeps: a C library that gets no memory gives up at once.
_ENDED_BY = {
    -signal.SIGXCPU: "time",
    -signal.SIGABRT: "memory",
    -signal.SIGTRAP: "memory",
    -signal.SIGSEGV: "memory",
}


class ChildFailed(Exception):
    """A child ended that had no reason to: our fault. The words are its own last ones."""


class LibraryMissing(Exception):
    """A system library is not installed; the words say which, and the line that installs it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: bytes of memory in its life; seconds of processor and of clock for each job.

    ``jobs_weight``: after jobs that weigh as much together (a page each) it is replaced by a fresh one.
    """

    memory: int
    processor: int
    clock: int
    weight: int


@dataclass
class Press:
    """One child for one task. Jobs wait for each other; ``close`` ends it."""

    task: str
    limits: Limits
    _child: "_Child | None" = None
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def run(self, facts: Mapping[str, object], parts: tuple[bytes, ...]) -> Message:
        """Have one job done.

        :raises Refused: ``print_overran``, ``print_blocked``.
        :raises LibraryMissing: the child cannot do its task on this machine.
        """
        with self._turn:
            child = self._warm()
            answer = child.run(Message({**facts, "seconds": self.limits.processor}, parts), self.limits.clock)
            pages = answer.facts.get("pages", 1)
            child.done += pages if isinstance(pages, int) else 1
        if overran := answer.text("overran"):
            raise Refused("print_overran", limit=overran)
        if blocked := answer.text("blocked"):
            raise Refused("print_blocked", what=blocked)
        return answer

    def identity(self) -> str:
        """What the child says it is.

        :raises LibraryMissing: as ``run``.
        """
        with self._turn:
            return self._warm().identity

    def close(self) -> None:
        """End the child."""
        with self._turn:
            if self._child is not None:
                self._child.kill()
                self._child = None

    def _warm(self) -> "_Child":
        child = self._child
        if child is not None and (child.done >= self.limits.weight or not child.alive):
            child.kill()
            child = None
        if child is None:
            child = _Child(self.task, self.limits.memory)
        self._child = child
        return child


class _Child:
    """The process, its pipes, and a folder of its own."""

    def __init__(self, task: str, memory: int) -> None:
        self.done = 0
        self._owner = os.getpid()
        self._folder = tempfile.TemporaryDirectory(prefix="govflow-")
        folder = Path(self._folder.name)
        self._words = (folder / "words").open("w+b")
        self._process = _start(task, memory, folder, self._words)
        atexit.register(self.kill)
        ready = self._within(_START_SECONDS, self._receive)
        if missing := ready.text("missing"):
            self.kill()
            raise LibraryMissing(how_to_install(missing))
        self.identity = ready.text("ready")

    @property
    def alive(self) -> bool:
        """Whether it works, and for us: a server that forks leaves its copies a child that is not theirs."""
        return self._owner == os.getpid() and self._process.poll() is None

    def run(self, job: Message, seconds: int) -> Message:
        def answer() -> Message:
            assert self._process.stdin is not None
            send(self._process.stdin, job)
            return self._receive()

        return self._within(seconds, answer)

    def _receive(self) -> Message:
        assert self._process.stdout is not None
        return receive(self._process.stdout)

    def _within(self, seconds: int, act: Callable[[], Message]) -> Message:
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._kill_tree()

        watch = threading.Timer(seconds, stop)
        watch.daemon = True
        watch.start()
        try:
            return act()
        except Broken as broken:
            # It is gone or about to be; how it ended says why.
            ended = self._end()
            if limit := "time" if late.is_set() else _ENDED_BY.get(ended):
                raise Refused("print_overran", limit=limit) from broken
            raise ChildFailed(f"it ended with {ended}: {self._last_words()}") from broken
        finally:
            watch.cancel()
            watch.join()

    def _end(self) -> int:
        try:
            return self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._kill_tree()
            return self._process.wait()

    def _last_words(self) -> str:
        self._words.seek(0)
        return self._words.read()[-2000:].decode(errors="replace")

    def _kill_tree(self) -> None:
        # The child leads a group of its own; whatever it may have started dies with it.
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)

    def kill(self) -> None:
        """End it and clear up after it. Twice is once, and a copy of its owner leaves it alone."""
        atexit.unregister(self.kill)
        if self._owner != os.getpid():
            return
        self._kill_tree()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._words):
            if stream is not None:
                # What was still to be written goes nowhere: the reader is dead.
                with suppress(BrokenPipeError):
                    stream.close()
        self._folder.cleanup()


def _start(task: str, memory: int, folder: Path, words: IO[bytes]) -> subprocess.Popen[bytes]:
    fonts = folder / "fonts.conf"
    fonts.write_text(typefaces.fontconfig(), encoding="utf-8")
    environment = {name: os.environ[name] for name in _KEPT_FROM_ENVIRONMENT if name in os.environ}
    environment |= {"FONTCONFIG_FILE": str(fonts), "XDG_CACHE_HOME": str(folder), "TMPDIR": str(folder)}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "govflow.pdf.child", task, str(memory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=words,
        cwd=folder,
        env={**environment, "HOME": str(folder), "PYTHONUTF8": "1"},
        start_new_session=True,
    )


def how_to_install(missing: str) -> str:
    """What to tell somebody whose machine lacks a library: the line that installs all of them."""
    packages = [line.split()[1] for line in _system_packages() if line.startswith("run") and ".so" in line]
    return (
        f"A PDF needs system libraries that this machine lacks ({missing}). On Debian or Ubuntu install them with:\n"
        f"  sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
    )


def _system_packages() -> list[str]:
    return (share() / "requirements" / "system.txt").read_text(encoding="utf-8").splitlines()

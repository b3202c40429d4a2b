"""A child process for work that may be hostile or may never end: laying out pages, reading a stranger's PDF.

Run as ``python -m govflow.pdf.child TASK``. Out first: that it is ready, or why not (a library is missing).
Then for each job in: one answer out, until the pipe closes. It has a memory limit from its start, a limit of
processor time for each job, and can neither start programs nor reach a network; its parent kills it when time
is up.
"""

import os
import resource
import sys
import time
from collections.abc import Mapping
from importlib import import_module
from typing import BinaryIO, Protocol, cast

from govflow.pdf.frames import Broken, Message, receive, send

TASKS: Mapping[str, str] = {"print": "govflow.pdf.printing", "examine": "govflow.pdf.examination"}

_FORBIDDEN = frozenset(
    {
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.spawn",
        "os.system",
        "pty.spawn",
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.sendto",
        "subprocess.Popen",
    }
)
# Fonts that a page needs are the only files written.
_LARGEST_FILE = 64 * 1024 * 1024


class Task(Protocol):
    """What a module must have to be a task: its answer, and what it is, in a few words."""

    def work(self, job: Message) -> Message: ...

    def identity(self) -> str: ...


class NotAllowed(BaseException):
    """The work tried to leave this process. A BaseException: no library may swallow it."""


def _guard(event: str, _: object) -> None:
    if event in _FORBIDDEN:
        raise NotAllowed(event)


def limit(memory: int) -> None:
    """Limits that hold for this process's whole life."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))


def _limit_processor(seconds: int) -> None:
    # The soft limit counts from the process's birth, so each job moves it on from what was used.
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + seconds, hard))


def serve(task: Task, jobs: BinaryIO, answers: BinaryIO) -> None:
    """Answer jobs until the parent closes the pipe."""
    while True:
        try:
            job = receive(jobs)
        except Broken:
            return
        _limit_processor(job.number("seconds"))
        before = time.process_time()
        answer = _answer(task, job)
        spent = round((time.process_time() - before) * 1_000_000)
        send(answers, Message({**answer.facts, "microseconds": spent}, answer.parts))


def _answer(task: Task, job: Message) -> Message:
    try:
        return task.work(job)
    except MemoryError:
        return Message({"overran": "memory"})
    except RecursionError:
        return Message({"overran": "depth"})
    except NotAllowed as tried:
        return Message({"blocked": str(tried)})


def main() -> None:
    """Serve the task that the command line names, with the memory limit it names."""
    name, memory = sys.argv[1], int(sys.argv[2])
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not land between two messages.
    os.dup2(2, 1)
    limit(memory)
    try:
        task = cast(Task, import_module(TASKS[name]))
    except OSError as missing:
        send(answers, Message({"missing": str(missing).splitlines()[0]}))
        return
    sys.addaudithook(_guard)
    send(answers, Message({"ready": task.identity()}))
    serve(task, jobs, answers)


if __name__ == "__main__":
    main()

"""A file that somebody says is sealed: handed to a child process, judged there within limits.

In: its bytes, and the certificate that somebody vouches for. Out: an ``Examination``. Whatever the file is, the
answer comes: a file that breaks its reader or runs into the limits cannot be read.
"""

from dataclasses import dataclass
from functools import cache

from govflow.core.errors import Refused
from govflow.pdf.frames import Broken, Message
from govflow.pdf.press import ChildFailed, Limits, Press

LARGEST = 25 * 1024 * 1024
LIMITS = Limits(memory=768 * 1024 * 1024, processor=10, clock=30, weight=200)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at, whether it holds, and what that means in words."""

    name: str
    ok: bool
    words: str


@dataclass(frozen=True, slots=True)
class Examination:
    """``unreadable``: why nothing could be judged, "" where it was. ``sealed_by``: the name on the seal."""

    unreadable: str
    checks: tuple[Check, ...]
    sealed_by: str = ""


@cache
def the_bench() -> Press:
    """The process's one child that reads strangers' files."""
    return Press("examine", LIMITS)


def examine(pdf: bytes, certificate: str, own: bool = False) -> Examination:
    """Judge a file. ``certificate``: PEM, or "" where nobody vouches for a key; ``own``: it is this server's."""
    if len(pdf) > LARGEST:
        return Examination(f"it is larger than {LARGEST // 1024 // 1024} MB", ())
    if not pdf:
        return Examination("it is empty", ())
    try:
        return _told(the_bench().run({"own": own}, (pdf, certificate.encode())))
    except (Refused, ChildFailed, Broken):
        return Examination("reading it breaks every limit a sealed agreement keeps", ())


def _told(answer: Message) -> Examination:
    checks = answer.facts.get("checks")
    if not isinstance(checks, list):
        raise Broken("no checks")
    return Examination(
        answer.text("unreadable"),
        tuple(Check(str(each["name"]), each["ok"] is True, str(each["words"])) for each in checks),
        answer.text("sealed_by"),
    )

"""Whether the server lives, and whether it can do its work: for whatever watches it.

In: nothing. Out: `/healthz` says "ok" and asks nothing of anything; `/readyz` looks at the database, its shape, the
keys and the background work, a line each, and answers 503 where one is not as it should be. Then true: no line
holds a name, an address, a path or anything that was kept.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, Response, make_response
from sqlalchemy.exc import SQLAlchemyError

from govflow.jobs.queries import lateness
from govflow.journal.keys import seal, signer
from govflow.journal.note import BadNote, read_checkpoint
from govflow.journal.queries import newest_checkpoint
from govflow.schema import pinned_head, revision
from govflow.web.access import ANYBODY, policy

rooms = Blueprint("health", __name__)

LATEST = timedelta(minutes=10)
"""A job that is due for longer shows that nobody does the work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``trouble``: "" where all is well."""

    what: str
    trouble: str = ""

    @property
    def line(self) -> str:
        """As the page says it."""
        return f"{self.what}: {self.trouble or 'ok'}"


@rooms.get("/healthz")
@policy(ANYBODY)
def alive() -> Response:
    """The server answers."""
    return _plain("ok\n", 200)


@rooms.get("/readyz")
@policy(ANYBODY)
def ready() -> Response:
    """The server can do its work."""
    found = tuple(findings())
    text = "".join(f"{finding.line}\n" for finding in found)
    return _plain(text, 503 if any(finding.trouble for finding in found) else 200)


def findings() -> Iterator[Finding]:
    """Everything that is looked at. Without a database nothing else can be asked."""
    try:
        at = revision()
    except SQLAlchemyError:
        yield Finding("database", "does not answer")
        return
    yield Finding("database")
    if at != pinned_head():
        yield Finding("migrations", "the database has not the shape of this release; run: govflow db upgrade")
        return
    yield Finding("migrations")
    for what, look in LOOKS.items():
        try:
            yield Finding(what, look())
        except SQLAlchemyError:
            yield Finding(what, "the database does not answer")


def _keys() -> str:
    """The keys are there, and the newest head was signed with this one."""
    seal()
    note = newest_checkpoint()
    try:
        if note is not None:
            read_checkpoint(note, signer().verifier)
    except BadNote:
        return "the key of the journal is not the one that its newest head was signed with"
    return ""


def _worker() -> str:
    late = lateness()
    if late <= LATEST:
        return ""
    return f"a job is late by {late // timedelta(minutes=1)} minutes; run: govflow worker"


LOOKS: dict[str, Callable[[], str]] = {"keys": _keys, "worker": _worker}


def _plain(text: str, code: int) -> Response:
    response = make_response(text, code)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    return response

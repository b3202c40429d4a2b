"""The working draft as PDF, printed in the background and kept for two days.

In: the order of somebody who may read the draft. Out: the file among those kept, found by what it was printed from;
a draft that changed is another file. Then it is forgotten: a working draft is nobody's record, and the same
words print to the same bytes again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from govflow import blobs
from govflow.agreements.text_queries import WorkingText, working_text
from govflow.clock import now
from govflow.core.errors import Refused
from govflow.core.fingerprint import digest
from govflow.jobs.queries import is_ordered, job_of
from govflow.jobs.services import Effect, Job, Order, enqueue, retry
from govflow.jobs.worker import Duties, GiveUp, Report
from govflow.pdf.draft_forms import FORMATS, Drafted, why_not
from govflow.pdf.pages import front
from govflow.pdf.press import LibraryMissing
from govflow.transaction import insist, transaction

PRINTED, FORGOTTEN = "draft_printed", "draft_print_forgotten"
KEPT_FOR = timedelta(days=2)
"""Longer than the day on which a printing is found again."""


@dataclass(frozen=True)
class Printing:
    """How far a printing is. ``kept``: the file's name among the kept, "" before; ``failed``: why it never will be."""

    ordered: bool
    kept: str = ""
    failed: str = ""


def drafted(text: WorkingText) -> Drafted:
    """The working draft, ready to be taken away."""
    return Drafted(text.examined.draft, front(text.examined.assembled.document))


def printing(text: WorkingText) -> Printing:
    """How far the printing of a draft is, just as it reads now."""
    found = job_of(_key(_content(text)))
    if found is None:
        return Printing(ordered=False)
    if found.dead:
        return Printing(ordered=False, failed=found.error or "It could not be printed.")
    kept = found.progress.removeprefix(_KEPT_AS)
    return Printing(True, kept) if found.done and blobs.has(kept) else Printing(ordered=not found.done)


def order(text: WorkingText) -> None:
    """Have the draft printed as it reads now, unless that is under way."""
    content = _content(text)
    found = job_of(_key(content))
    if found is not None and found.dead:
        insist(lambda: retry(found.id))
        return
    args = {"agreement": str(text.agreement.id), "content": content}

    def ordered() -> None:
        with transaction() as session:
            enqueue(session, Order(PRINTED, args, _key(content), most_attempts=2))

    insist(ordered)


def _content(text: WorkingText) -> str:
    return digest(drafted(text).data)


def _key(content: str) -> str:
    """What the printing of these words is found by today."""
    return f"{PRINTED}:{content}:{now():%Y-%m-%d}"


_KEPT_AS = "kept as "


def print_draft(job: Job, report: Report) -> Effect | None:
    """Print the draft and keep it; nothing where it changed meanwhile: nobody looks for that file any more."""
    assert isinstance(job.args, Mapping)
    text = working_text(UUID(str(job.args["agreement"])))
    content = str(job.args["content"])
    if _content(text) != content:
        return None
    report("printing")
    try:
        kept = blobs.put(FORMATS["pdf"](drafted(text)))
    except Refused as refused:
        raise GiveUp(why_not(refused)) from refused
    except LibraryMissing as missing:
        raise GiveUp(str(missing)) from missing
    report(_KEPT_AS + kept)

    def effect(session: Session, moment: datetime) -> None:
        args = {"content": content, "kept": kept}
        enqueue(session, Order(FORGOTTEN, args, f"{FORGOTTEN}:{job.id}", moment + KEPT_FOR))

    return effect


def forget_draft(job: Job, report: Report) -> None:
    """Forget a printed draft, unless the same words were printed again today: that file has its own turn."""
    assert isinstance(job.args, Mapping)
    if not is_ordered(_key(str(job.args["content"]))):
        blobs.forget(str(job.args["kept"]))


DUTIES = Duties({PRINTED: print_draft, FORGOTTEN: forget_draft})
"""What the workers do for this room."""

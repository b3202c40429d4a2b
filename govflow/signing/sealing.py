"""What follows from a release: the executed agreement is printed, sealed, kept, and put on the record.

In: the job that a release ordered. Out: the sealed PDF among the kept files, its SHA-256 in the journal under a
checkpoint of its own. The agreement is executed whatever becomes of this: the legal state never waits for it.
Printing may happen twice, when a worker died in between; only one printing is ever put on the record.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from govflow import blobs
from govflow.agreements.queries import the_agreement
from govflow.core.errors import Refused
from govflow.core.fingerprint import agreement_json, canonical_json
from govflow.jobs.services import Effect, Job
from govflow.jobs.worker import Duties, GiveUp, Report
from govflow.journal.keys import seal
from govflow.pdf.pages import front
from govflow.pdf.paper import Paper, approvals_json, print_agreement, printable
from govflow.pdf.typefaces import in_words
from govflow.signing.certificates import ExecutedText, executed_text
from govflow.signing.queries import SEALING, executed
from govflow.signing.services import record_sealed

REASON = "The agreement that the boards approved and the parties signed, released by the chair"


def print_and_seal(job: Job, report: Report) -> Effect | None:
    """Print a released agreement, seal it and keep it; the effect puts it on the record."""
    assert isinstance(job.args, Mapping)
    agreement_id = UUID(str(job.args["agreement"]))
    if executed(agreement_id) is not None:
        return None
    released_at = the_agreement(agreement_id).released_at
    assert released_at is not None
    report("printing")
    paper = _print(executed_text(agreement_id))
    report("sealing")
    # Read here: who never seals need not wait for the library at every start.
    from govflow.pdf.sealing import seal_pdf

    kept = blobs.put(seal_pdf(paper.pdf, seal(), released_at, REASON))

    def effect(session: Session, moment: datetime) -> None:
        key = uuid5(agreement_id, SEALING)
        record_sealed(session, agreement_id, kept, paper.pages, paper.renderer, moment, key)

    return effect


def _print(text: ExecutedText) -> Paper:
    """Print the text with its certificate.

    The text was looked through before it was frozen. An office, a reason or a name on the record cannot be taken
    back: what of them no typeface has is spelled out on paper, and stands in the data beside it as it was typed.

    :raises GiveUp: it cannot be printed as it is, however often it is tried.
    """
    document = replace(text.document, execution=printable(text.document.execution))
    page = front(document, certificate=printable(text.certificate))
    agreement = canonical_json(agreement_json(text.draft, text.document))
    try:
        return print_agreement(page, agreement, approvals_json(text.certificate))
    except Refused as refused:
        unprintable = refused.code == "unprintable_character"
        raise GiveUp(in_words(refused) if unprintable else f"{refused.code}: {refused.facts}") from refused


DUTIES = Duties({SEALING: print_and_seal})
"""What the workers do for this room."""

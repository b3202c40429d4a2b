"""The executed agreement: how far printing and sealing has come, then its files and how to check them.

In: a ``Ceremony``, the sealed document and the job that seals it. Out: the frozen page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_wtf import FlaskForm

from govflow.core.fingerprint import groups
from govflow.core.permissions import Permission
from govflow.core.words import day
from govflow.members.queries import Consortium
from govflow.signing.ceremony_queries import Ceremony, Sealing
from govflow.signing.queries import Executed
from govflow.signing.release_pages import address, staged
from govflow.web.access import Reader
from govflow.web.uk_time import moment


@dataclass(frozen=True, slots=True)
class ExecutedPage:
    """The executed agreement, or how far it is. ``state``: not_released, printing, failed, ready."""

    form: FlaskForm
    consortium: str
    state: str
    dated: date | None
    released_at: datetime | None
    steps: tuple[tuple[str, str, str], ...]
    failure: str
    may_retry: bool
    facts: tuple[tuple[str, str, str, str], ...]
    files: tuple[tuple[str, str, str], ...]
    digest: tuple[str, ...]
    verify_url: str
    receipt_url: str
    back_url: str


FILES = {
    "agreement.pdf": ("The signed agreement (PDF)", "application/pdf"),
    "agreement.tlog-proof": ("Its proof, to check the file with", "text/plain"),
    "evidence.zip": ("The evidence: who signed what and how, and all that proves it", "application/zip"),
    "log.pub": ("This server’s public key, to compare with the copy you were given", "text/plain"),
}
"""What can be downloaded: what it is, and its media type."""


def executed_page(
    form: FlaskForm,
    told: Ceremony,
    founded: Consortium,
    sealed: Executed | None,
    job: Sealing,
    who: Reader,
) -> ExecutedPage:
    """The executed agreement, or how far it is."""
    state = _state(told, sealed, job)
    files = [(name, words, address(told, "signing.file", kind=name)) for name, (words, _) in FILES.items()]
    return ExecutedPage(
        form=form,
        consortium=founded.title,
        state=state,
        dated=told.agreement.dated,
        released_at=told.agreement.released_at,
        steps=_printing(told, sealed, job),
        failure=_failure(job),
        may_retry=state == "failed" and who.may(Permission.RELEASE),
        facts=() if sealed is None else tuple(_facts(told, sealed)),
        files=tuple(files) if sealed is not None else (),
        digest=() if sealed is None else groups(sealed.pdf_sha256),
        verify_url=url_for("verify.start"),
        receipt_url=""
        if sealed is None
        else url_for("overview.receipt", consortium_id=told.agreement.consortium_id, act_key=sealed.act_key),
        back_url=address(told, "signing.start"),
    )


def _state(told: Ceremony, sealed: Executed | None, job: Sealing) -> str:
    if told.agreement.released_at is None:
        return "not_released"
    if sealed is not None:
        return "ready"
    return "failed" if job.failure else "printing"


def _failure(job: Sealing) -> str:
    """Why printing failed, where that is for people: what a program says of itself is for the operator's log."""
    is_for_people = "Traceback" not in job.failure and "\n" not in job.failure.strip()
    return (
        job.failure if is_for_people else "It failed on our side. The operator of this server finds out why."
    )


def _printing(told: Ceremony, sealed: Executed | None, job: Sealing) -> tuple[tuple[str, str, str], ...]:
    doing, done = job.doing, sealed is not None
    steps = (
        ("Released", moment(told.agreement.released_at) if told.agreement.released_at else "", True),
        ("Printed", "going on" if doing == "printing" else "", done or doing == "sealing"),
        ("Sealed", "going on" if doing == "sealing" else "", done),
    )
    return tuple(staged(steps))


def _facts(told: Ceremony, sealed: Executed) -> Iterator[tuple[str, str, str, str]]:
    assert told.agreement.dated is not None and told.agreement.released_at is not None
    yield "Dated", day(told.agreement.dated), "", ""
    yield "Released", moment(told.agreement.released_at), "", ""
    yield "Sealed", moment(sealed.sealed_at), "", ""
    yield "Version", told.case.version, "", ""
    yield "Pages", str(sealed.pages), "", ""

"""A board's pack on paper: the same words as on the page, and the whole text it is asked about.

In: a job that names a board. Out: a PDF among the files that are kept, and where it is. The edition is the digest
of everything the pack says: a pack that says something else is another file.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy.orm import Session

from govflow import blobs
from govflow.approvals.pack_page import BoardPack, pack_of
from govflow.approvals.packs_services import PRINTING, write_down
from govflow.approvals.room_head import head_of
from govflow.approvals.room_queries import board_room, tabled
from govflow.clock import now
from govflow.core.fingerprint import digest_of
from govflow.core.record import Plain, write
from govflow.jobs.queries import JobLine
from govflow.jobs.services import Effect, Job
from govflow.jobs.worker import Duties, GiveUp, Report
from govflow.pdf.pages import Front, Placed
from govflow.pdf.paper import print_pages, printable, texts


def edition_of(pack: BoardPack) -> str:
    """The digest of everything a pack says."""
    return digest_of(write(pack))


def progress_words(job: JobLine) -> str:
    """How far the making of a PDF is, in words; "" once it is made."""
    if job.state == "done":
        return ""
    if job.state == "dead":
        return "The PDF could not be made. Tell whoever runs this server; the page itself can be printed."
    return job.progress or "Waiting for its turn"


def print_pack(job: Job, report: Report) -> Effect:
    """The handler: set the pack and the text, keep the file."""
    assert isinstance(job.args, Mapping)
    agreement_id, member = UUID(str(job.args["agreement"])), str(job.args["member"])
    found = board_room(agreement_id, member, now().date())
    text = None if found is None else tabled(found)
    if found is None or text is None:
        raise GiveUp("there is no such board, or nothing is before it")
    pack = pack_of(found, text)
    front = Front(text.document, text.version.name, None)
    report(f"Setting {len(text.document.parts)} clauses and schedules")
    template = current_app.jinja_env.get_template("approvals/pack_paper.html")
    # What no typeface has is spelled out: the text was looked through before it was frozen, what people say was not.
    told, head = printable(pack), printable(head_of(found))
    html = template.render(pack=told, head=head, page=front)
    paper = print_pages(html, (*texts(front), *_words(told)), text.document)
    report(f"Keeping {paper.pages} pages")
    sha256, edition = blobs.put(paper.pdf), edition_of(pack)

    def effect(session: Session, moment: datetime) -> None:
        write_down(session, agreement_id, found.party.id, edition, sha256, paper.pages, moment)

    return effect


def _words(pack: BoardPack) -> Iterator[Placed]:
    """Every word of the pack, to be looked up in the typefaces."""
    yield Placed("the board pack", " ".join(_strings(write(pack))))


def _strings(plain: Plain) -> Iterator[str]:
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, Mapping):
        for value in plain.values():
            yield from _strings(value)
    elif isinstance(plain, list | tuple):
        for value in plain:
            yield from _strings(value)


DUTIES = Duties({PRINTING: print_pack})

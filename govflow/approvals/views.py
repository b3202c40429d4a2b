"""The boards: where every one of them stands; one board's own room, its pack on screen and on paper."""

from uuid import UUID

from flask import Blueprint, abort, make_response, redirect, request, url_for
from werkzeug import Response

from govflow import blobs
from govflow.approvals import boards_page, pack_page, packs_services, printing, room_head, room_pages
from govflow.approvals.board_queries import FileKind, Paper, printed_pack
from govflow.approvals.forms import CloseBallotForm
from govflow.approvals.papers_services import LARGEST_FILE
from govflow.approvals.room_queries import Room, board_room, every_board, tabled
from govflow.clock import now
from govflow.core.permissions import Permission
from govflow.jobs.queries import job_of_key
from govflow.web.access import notice, policy, reader
from govflow.web.forms import ActForm, shown

rooms = Blueprint("approvals", __name__)

_ROOM_FOR_FIELDS = 2**18
"""What a form with a file sends besides the file, in bytes."""


@rooms.url_value_preprocessor
def let_a_scan_in(endpoint: str | None, values: object) -> None:
    """A page that takes a file takes more than others; said before anything reads the form."""
    if endpoint == "approvals.paper":
        request.max_content_length = LARGEST_FILE + _ROOM_FOR_FIELDS


@rooms.get("/agreements/<uuid:agreement_id>/boards")
@policy(Permission.OUTCOME_READ)
def boards(agreement_id: UUID) -> Response:
    """Where every board stands."""
    found = every_board(agreement_id, now().date())
    return shown("approvals/boards.html", boards_page.boards_page(found, agreement_id, reader()))


@rooms.get("/agreements/<uuid:agreement_id>/boards/<member>")
@policy(Permission.BOARD_READ)
def room(agreement_id: UUID, member: str) -> Response:
    """One board's room."""
    found = own_room(agreement_id, member)
    ballot = found.open_ballot
    form = CloseBallotForm(ballot=None if ballot is None else ballot.id)
    page = room_pages.room_page(found, tabled(found), reader(), form)
    return shown("approvals/room.html", page)


@rooms.get("/agreements/<uuid:agreement_id>/boards/<member>/pack")
@policy(Permission.BOARD_READ)
def pack(agreement_id: UUID, member: str) -> Response:
    """The board's pack, to be read or printed."""
    found = own_room(agreement_id, member)
    text = tabled(found)
    if text is None:
        abort(404)
    edition = printing.edition_of(pack_page.pack_of(found, text))
    printed = printed_pack(agreement_id, found.party.id, edition)
    job = job_of_key(packs_services.job_key(agreement_id, member, edition))
    page = pack_page.PackPage(
        room_head.head_of(found),
        pack_page.pack_on_page(found, text),
        pack_page.since_asked(found, text),
        printed,
        "" if job is None else printing.progress_words(job),
        ActForm(),
    )
    return shown("approvals/pack.html", page)


@rooms.post("/agreements/<uuid:agreement_id>/boards/<member>/pack")
@policy(Permission.BOARD_READ)
def make_pack(agreement_id: UUID, member: str) -> Response:
    """Have the pack printed to a file."""
    found, form = own_room(agreement_id, member), ActForm()
    text = tabled(found)
    if text is None:
        abort(404)
    if form.validate_on_submit():
        edition = printing.edition_of(pack_page.pack_of(found, text))
        packs_services.order_pack(agreement_id, member, edition, reader().actor, form.act_key)
        notice("The PDF is being made. Look again in a moment.")
    return redirect(url_for("approvals.pack", agreement_id=agreement_id, member=member))


@rooms.get("/agreements/<uuid:agreement_id>/boards/<member>/pack.pdf")
@policy(Permission.BOARD_READ)
def pack_file(agreement_id: UUID, member: str) -> Response:
    """The pack as a PDF."""
    found = own_room(agreement_id, member)
    text = tabled(found)
    if text is None:
        abort(404)
    made = printed_pack(agreement_id, found.party.id, printing.edition_of(pack_page.pack_of(found, text)))
    if made is None:
        abort(404)
    return attachment(
        blobs.get(made.sha256), FileKind.PDF, f"board-pack-{member}-version-{text.version.name}"
    )


@rooms.get("/agreements/<uuid:agreement_id>/boards/<member>/paper/<uuid:paper_id>/file")
@policy(Permission.BOARD_READ)
def paper_file(agreement_id: UUID, member: str, paper_id: UUID) -> Response:
    """The scan of a paper decision, for its own board."""
    found = the_paper(own_room(agreement_id, member), paper_id)
    return attachment(blobs.get(found.sha256), found.kind, f"decision-{found.told.held_on}")


_MEDIA = {FileKind.PDF: "application/pdf", FileKind.JPEG: "image/jpeg", FileKind.PNG: "image/png"}


def attachment(content: bytes, kind: FileKind, name: str) -> Response:
    """A file to keep, never one that a browser opens within our pages."""
    response = make_response(content)
    response.mimetype = _MEDIA[kind]
    kept = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-.") else "-" for sign in name)
    response.headers["Content-Disposition"] = f'attachment; filename="{kept}.{kind}"'
    return response


def own_room(agreement_id: UUID, member: str) -> Room:
    """The room of the board that the reader acts for; any other is not there."""
    capacity = reader().capacity
    if capacity is None or capacity.code != member:
        abort(404)
    found = board_room(agreement_id, member, now().date())
    if found is None:
        abort(404)
    return found


def the_paper(found: Room, paper_id: UUID) -> Paper:
    """A paper of this board; any other is not there."""
    one = next((each for each in found.papers if each.id == paper_id), None)
    if one is None:
        abort(404)
    return one

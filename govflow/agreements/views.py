"""The agreement's text in the browser: read, reworded, frozen versions, compared, taken away."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug import Response

from govflow import blobs
from govflow.agreements import comparing, printing, queries, reading
from govflow.agreements.desk import Desk, Tried, both, desk, differs, tried
from govflow.agreements.edit_page import edit_page, stale_page
from govflow.agreements.forms import (
    WORDS,
    ModelTextForm,
    OrderForm,
    RewordForm,
    blame,
    filled,
    rearranged,
)
from govflow.agreements.printing_page import printing_page
from govflow.agreements.question_queries import unconfirmed
from govflow.agreements.services import Rewording, reword
from govflow.agreements.text_page import around, place
from govflow.agreements.text_queries import (
    frozen_by,
    rewordings_of,
    versions_of,
    working_text,
)
from govflow.agreements.version_pages import version_page, versions_page
from govflow.core.errors import Refused
from govflow.core.permissions import Permission
from govflow.pdf.draft_forms import FORMATS
from govflow.web.access import notice, policy, reader
from govflow.web.forms import shown, tell

rooms = Blueprint("agreements", __name__)

EDIT, STALE = "agreements/edit.html", "agreements/stale.html"


@rooms.get("/agreements/<uuid:agreement_id>")
@policy(Permission.AGREEMENT_READ)
def read(agreement_id: UUID) -> Response:
    """Read the working draft; once the agreement is signed, the version that was signed: the newest there is."""
    text, who = working_text(agreement_id), reader()
    if text.agreement.released_at is not None:
        signed = versions_of(agreement_id)[0].version.name
        return redirect(url_for("agreements.version", agreement_id=agreement_id, name=signed))
    rights = reading.Rights(who.may(Permission.CLAUSE_REWORD), who.may(Permission.QUESTION_ANSWER))
    page = reading.read_page(text, rights, len(unconfirmed(text.agreement)))
    return around("agreements/read.html", page)


@rooms.get("/agreements/<uuid:agreement_id>/versions")
@policy(Permission.AGREEMENT_READ)
def versions(agreement_id: UUID) -> Response:
    """Every version, newest first."""
    found = versions_of(agreement_id)
    return shown("agreements/versions.html", versions_page(working_text(agreement_id), found))


@rooms.get("/agreements/<uuid:agreement_id>/versions/<name>")
@policy(Permission.AGREEMENT_READ)
def version(agreement_id: UUID, name: str) -> Response:
    """A version, exactly as it was frozen."""
    found = frozen_by(agreement_id, name)
    if found is None:
        abort(404)
    page = version_page(found, queries.version_document(found.version.id), queries.signed_on(found.version))
    return around("agreements/version.html", page)


@rooms.get("/agreements/<uuid:agreement_id>/compare")
@policy(Permission.AGREEMENT_READ)
def compare(agreement_id: UUID) -> Response:
    """What changed between two texts."""
    ends = (request.args.get("from", ""), request.args.get("to", ""))
    page = comparing.compare_page(
        working_text(agreement_id),
        versions_of(agreement_id),
        *ends,
        comparing.view_named(request.args.get("view")),
    )
    if page is None:
        abort(404)
    return shown("agreements/compare.html", page)


def _desk(agreement_id: UUID, clause: str) -> Desk:
    text = working_text(agreement_id)
    if clause not in text.examined.catalogue.clauses or text.part(clause) is None:
        abort(404)
    return desk(text, text.examined.catalogue.clauses[clause], rewordings_of(agreement_id, clause))


@rooms.route("/agreements/<uuid:agreement_id>/clauses/<clause>/edit", methods=["GET", "POST"])
@policy(Permission.CLAUSE_REWORD)
def edit(agreement_id: UUID, clause: str) -> Response:
    """Put a clause in other words."""
    here = _desk(agreement_id, clause)
    if request.method == "GET":
        form = filled(here.blocks_at(here.revision), here.revision, here.revision)
        return shown(EDIT, edit_page(here, form))
    do = request.form.get("do", "")
    return _DONE_WITH.get(do, _rearrange)(here, RewordForm())


def _rearrange(here: Desk, form: RewordForm) -> Response:
    moved = rearranged(form, request.form.get("do", ""))
    return shown(EDIT, edit_page(here, moved), moved)


def _combine(here: Desk, form: RewordForm) -> Response:
    """Both rewordings in one, to be looked at and changed before anybody saves it."""
    combined = both(here, form)
    if combined is None:
        return _edit_on(here, form)
    form = filled(combined, here.revision, here.revision, form.reason.data or "", form.key.data)
    return shown(EDIT, edit_page(here, form, tried(here, combined)))


def _edit_on(here: Desk, form: RewordForm) -> Response:
    """What was typed, to be changed further with their words as the ones it is compared with."""
    return shown(EDIT, edit_page(here, form, tried(here, form.typed())))


def _look(here: Desk, form: RewordForm) -> Response:
    looked = tried(here, form.typed())
    if here.touched_since(form.revision()):
        return _stale(here, form, looked)
    form.validate()
    for fault in looked.faults:
        blame(form, fault.block, fault.words)
    return shown(EDIT, edit_page(here, form, looked), form)


def _save(here: Desk, form: RewordForm) -> Response:
    looked = tried(here, form.typed())
    if looked.faults or not form.validate():
        return _look(here, form)
    if not differs(here, looked):
        return _back_to_text(here, "Nothing was changed, so nothing was saved.")
    rewording = Rewording(looked.words, (form.reason.data or "").strip())
    try:
        reword(
            here.text.agreement.id, here.clause.id, rewording, form.revision(), reader().actor, form.act_key
        )
    except Refused as no:
        if no.code == "someone_else_answered":
            return _stale(_desk(here.text.agreement.id, here.clause.id), form, looked)
        tell(form, no, WORDS)
        return shown(EDIT, edit_page(here, form, looked), form)
    return _back_to_text(here, f"“{here.clause.title}” is saved in your words.")


def _stale(here: Desk, form: RewordForm, looked: Tried) -> Response:
    """409: somebody was quicker. From here on their words are the ones that were seen."""
    form.seen.data = form.seen.raw_data = str(here.revision)
    page = stale_page(here, form, looked)
    return make_response(render_template(STALE, page=page), 409)


_DONE_WITH: dict[str, Callable[[Desk, RewordForm], Response]] = {
    "save": _save,
    "look": _look,
    "both": _combine,
    "edit": _edit_on,
}


@rooms.post("/agreements/<uuid:agreement_id>/clauses/<clause>/model-text")
@policy(Permission.CLAUSE_REWORD)
def undo_rewording(agreement_id: UUID, clause: str) -> Response:
    """Let the model text of a clause stand again."""
    here, form = _desk(agreement_id, clause), ModelTextForm()
    back = Rewording(None, "Back to the model text")
    try:
        reword(agreement_id, clause, back, form.revision(), reader().actor, form.act_key)
    except Refused as no:
        notice(_REFUSED.get(no.code, "That cannot be done now."))
        return redirect(url_for("agreements.edit", agreement_id=agreement_id, clause=clause))
    return _back_to_text(here, f"“{here.clause.title}” stands in the model text again.")


_REFUSED = {
    "someone_else_answered": "Somebody reworded this clause a moment ago. Look at their words below first.",
    "already_released": "The agreement is signed and dated: its text no longer changes.",
}


def _back_to_text(here: Desk, words: str) -> Response:
    notice(words)
    return redirect(place("read", here.text.agreement.id, _anchor=here.clause.id))


_TYPES = {"pdf": "application/pdf", "html": "text/html", "txt": "text/plain", "json": "application/json"}


@rooms.get("/agreements/<uuid:agreement_id>/draft.<any(pdf, html, txt, json):kind>")
@policy(Permission.AGREEMENT_READ)
def download(agreement_id: UUID, kind: str) -> Response:
    """The working draft to take away. The PDF is printed first: until then, how far that is."""
    text = working_text(agreement_id)
    if kind != "pdf":
        return _file(kind, FORMATS[kind](printing.drafted(text)))
    found = printing.printing(text)
    if found.kept and "wait" not in request.args:
        return _file(kind, blobs.get(found.kept))
    return shown("agreements/printing.html", printing_page(text, found, OrderForm()))


@rooms.post("/agreements/<uuid:agreement_id>/draft.pdf")
@policy(Permission.AGREEMENT_READ)
def print_draft(agreement_id: UUID) -> Response:
    """Have the working draft printed."""
    printing.order(working_text(agreement_id))
    return redirect(place("download", agreement_id, kind="pdf", wait="yes"))


def _file(kind: str, content: bytes) -> Response:
    answer = make_response(content)
    answer.mimetype = _TYPES[kind]
    answer.headers["Content-Disposition"] = f'attachment; filename="agreement-draft.{kind}"'
    return answer

"""The usual choices of one section, looked through and confirmed on one page."""

from uuid import UUID

from flask import Blueprint, abort, redirect
from werkzeug import Response

from govflow.agreements.question_asking import asking_of
from govflow.agreements.services import confirm_usual_choices
from govflow.agreements.usual_page import ConfirmForm, usual_page
from govflow.core.errors import Refused
from govflow.core.permissions import Permission
from govflow.web.access import notice, policy
from govflow.web.forms import Said, shown, tell

rooms = Blueprint("usual", __name__)

_WORDS = {
    "someone_else_answered": Said(
        "",
        "Somebody changed something here while you were looking. Nothing is confirmed yet. Look through the list as it "
        "is now, and press the button again.",
    ),
    "already_released": Said("", "The agreement is signed and dated: its answers cannot change any more."),
    "nothing_left": Said(
        "", "Somebody else was faster: nothing is left here to be confirmed. What they changed is told below."
    ),
    "key_reused": Said(
        "", "This page was used before for something else. Look through the list, and press again."
    ),
}


@rooms.route("/agreements/<uuid:agreement_id>/usual/<int:section>", methods=["GET", "POST"])
@policy(Permission.QUESTION_ANSWER)
def confirm(agreement_id: UUID, section: int) -> Response:
    """Look through the usual choices of a section, and say that they are right."""
    asking, form = asking_of(agreement_id), ConfirmForm()
    if section not in asking.catalogue.sections:
        abort(404)
    page = usual_page(asking, section, form)
    if form.validate_on_submit():
        try:
            confirm_usual_choices(
                agreement_id, section, str(form.seen.data), asking.reader.actor, form.act_key
            )
        except Refused as no:
            asking = asking_of(agreement_id)
            page = usual_page(asking, section, form)
            tell(form, no if page.rows or asking.closed else Refused("nothing_left"), _WORDS)
            form.use_new_key()
        else:
            notice(f"{page.title}: confirmed. They count as your answers now, and can still be changed.")
            return redirect(page.next_url)
    form.seen.data, form.shown.data = page.digest, page.names
    return shown("questions/usual.html", page, form)

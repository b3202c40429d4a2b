"""The beginning of an agreement, once the members are on the roll: from the usual choices, or with all open."""

from uuid import UUID

from flask import Blueprint, abort, redirect, url_for
from werkzeug import Response

from govflow.agreements.begin_forms import answers_of, first_form, vehicle_named
from govflow.agreements.begin_page import first_page
from govflow.agreements.queries import agreement_of, blank_source
from govflow.agreements.services import (
    FOUNDED_WITH,
    Amendment,
    begin_agreement,
    take_usual_choices,
    taken_over,
)
from govflow.catalogue.loader import load
from govflow.core.catalogue import AGREEMENT, TYPES
from govflow.core.draft import read_draft
from govflow.core.errors import Refused
from govflow.core.permissions import Permission
from govflow.members.queries import consortium
from govflow.members.services import NewParty, add_member, key_of
from govflow.web.access import notice, policy, reader
from govflow.web.forms import ActForm, shown

rooms = Blueprint("beginning", __name__)

FEWEST = 2
"""So many organisations make an agreement."""


@rooms.route("/consortia/<uuid:consortium_id>/agreement/first", methods=["GET", "POST"])
@policy(Permission.CONSORTIUM_WRITE)
def first(consortium_id: UUID) -> Response:
    """Begin with the usual choices: a few answers, and the first draft is there."""
    founded = consortium(consortium_id) or abort(404)
    begun = agreement_of(consortium_id)
    if begun is not None:
        return redirect(url_for("agreements.read", agreement_id=begun))
    draft = read_draft(blank_source(consortium_id), load()).draft
    if len(draft.members) < FEWEST:
        return redirect(url_for("opening.together", consortium_id=consortium_id))
    taken = taken_over(consortium_id, AGREEMENT)
    form = first_form(draft, founded.title, taken)
    if form.validate_on_submit() and (answers := answers_of(form, draft)) is not None:
        if (vehicle := vehicle_named(answers, draft)) is not None:
            add_member(
                consortium_id, NewParty(vehicle, True), reader().actor, key_of(form.act_key, "vehicle")
            )
        return redirect(url_for("agreements.read", agreement_id=_begin(consortium_id, answers, form)))
    return shown(
        "opening/first.html", first_page(founded, draft, form, len(taken.keys() - FOUNDED_WITH)), form
    )


def _begin(consortium_id: UUID, answers: dict[str, object], form: ActForm) -> UUID:
    agreement_id, is_ours = _begun(consortium_id, Amendment(answers), form)
    if is_ours:
        take_usual_choices(agreement_id, reader().actor, key_of(form.act_key, "usual choices"))
        notice("Your first draft is written. Its open points are marked.")
    return agreement_id


def _begun(consortium_id: UUID, amendment: Amendment, form: ActForm) -> tuple[UUID, bool]:
    """The agreement, and whether it is the one just begun: somebody may have begun it a moment before."""
    try:
        return begin_agreement(consortium_id, amendment, reader().actor, form.act_key), True
    except Refused as no:
        begun = agreement_of(consortium_id)
        if no.code != "already_begun" or begun is None:
            raise
        notice("Somebody began the agreement a moment ago. This is theirs: yours was not saved.")
        return begun, False


@rooms.post("/consortia/<uuid:consortium_id>/agreement")
@policy(Permission.CONSORTIUM_WRITE)
def begin(consortium_id: UUID) -> Response:
    """Begin the agreement of a consortium with every question open; where it was begun meanwhile, go there."""
    form, founded = ActForm(), consortium(consortium_id)
    if founded is None or not form.validate_on_submit():
        abort(400)
    agreement_id = agreement_of(consortium_id)
    if agreement_id is None:
        amendment = Amendment({"consortium_type": TYPES[founded.type]})
        agreement_id, is_ours = _begun(consortium_id, amendment, form)
        if is_ours:
            notice("The agreement is begun. Answer the questions, and watch it being written.")
    return redirect(url_for("questions.tasks", agreement_id=agreement_id))


@rooms.post("/agreements/<uuid:agreement_id>/usual")
@policy(Permission.QUESTION_ANSWER)
def take(agreement_id: UUID) -> Response:
    """Take the usual choices for whatever nobody answered."""
    form = ActForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        take_usual_choices(agreement_id, reader().actor, form.act_key)
    except Refused as no:
        notice(_WORDS.get(no.code, "That cannot be done now. Look how things stand, and try again."))
    else:
        notice("The usual choices are in the draft. Nobody has confirmed them yet.")
    return redirect(url_for("questions.tasks", agreement_id=agreement_id))


_WORDS = {
    "nothing_to_take": "There was nothing to take: every usual choice is in the draft already.",
    "already_released": "The agreement is signed and dated: its answers cannot change any more.",
    "someone_else_answered": "Somebody answered a question at the same moment. Press the button again.",
}

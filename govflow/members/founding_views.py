"""The opening: which kind of consortium fits, and its organisations, all on one page."""

from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug import Response

from govflow.accounts.queries import may_found
from govflow.core.choosing import choose
from govflow.core.errors import Refused
from govflow.core.permissions import Permission
from govflow.members import queries, services
from govflow.members.founding_forms import (
    WORDS,
    MembersForm,
    are_there,
    form_of,
    has_odd_numbers,
    tell_faults,
    with_another,
    with_pasted,
)
from govflow.members.founding_pages import kind_page, together_page
from govflow.members.queries import Consortium
from govflow.members.services import NewParty
from govflow.web.access import ANYBODY, notice, places, policy, present, reader
from govflow.web.forms import is_done, shown, tell

rooms = Blueprint("opening", __name__)


@rooms.get("/consortia/new/kind")
@policy(ANYBODY)
def kind() -> Response:
    """Which kind of consortium fits: six questions, whose answers stand in the address."""
    given, who = request.args.to_dict(), present()
    may = who is not None and may_found(who.person_id)
    return shown("opening/kind.html", kind_page(choose(given), given, may))


@rooms.route("/consortia/<uuid:consortium_id>/members/together", methods=["GET", "POST"])
@policy(Permission.CONSORTIUM_WRITE)
def together(consortium_id: UUID) -> Response:
    """Enter organisations on the roll, as many as there are, in one act."""
    founded = queries.consortium(consortium_id) or abort(404)
    if request.method == "GET":
        return _shown(founded, form_of([]))
    form = MembersForm()
    if "add" in request.form:
        return _shown(founded, with_another(form) or form)
    if "paste" in request.form:
        return _shown(founded, with_pasted(form) or form)
    if form.validate_on_submit() and _enter(founded, form):
        begun = places().agreement_of(consortium_id) is not None
        notice("The organisations are on the roll.")
        return redirect(url_for("members.roll" if begun else "beginning.first", consortium_id=consortium_id))
    return _shown(founded, form)


def _shown(founded: Consortium, form: MembersForm) -> Response:
    on_roll = tuple(party.member.name for party in queries.parties(founded.id))
    odd = bool(form.errors) and has_odd_numbers(form)
    return shown("opening/together.html", together_page(founded, form, on_roll, odd), form)


def _enter(founded: Consortium, form: MembersForm) -> bool:
    """Enter what was typed; False where it cannot be, and the form says why."""
    parties = queries.parties(founded.id)
    on_roll = [party.member.name for party in parties]
    if are_there(form, on_roll) and is_done(form):  # pressed twice
        return True
    if tell_faults(form, on_roll):
        return False
    members = form.members(queries.free_codes(founded, parties))
    try:
        services.add_members(founded.id, [NewParty(each) for each in members], reader().actor, form.act_key)
    except Refused as no:
        tell(form, no, WORDS)
        return False
    return True

"""The beginning of a shorter instrument beside the agreement: one button for each."""

from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug import Response

from govflow.agreements.queries import agreements_of
from govflow.agreements.services import FOUNDED_WITH, Amendment, begin_agreement, taken_over
from govflow.catalogue.loader import instruments
from govflow.core.catalogue import AGREEMENT, TYPES
from govflow.core.errors import Refused
from govflow.core.permissions import Permission
from govflow.members.queries import consortium
from govflow.members.services import key_of
from govflow.web.access import notice, policy, reader
from govflow.web.forms import ActForm

rooms = Blueprint("instruments", __name__)


@rooms.post("/consortia/<uuid:consortium_id>/instruments")
@policy(Permission.CONSORTIUM_WRITE)
def begin(consortium_id: UUID) -> Response:
    """Begin the instrument whose button was pressed; where it was begun meanwhile, go there."""
    form, founded = ActForm(), consortium(consortium_id)
    instrument = request.form.get("instrument", "")
    named = {each.code: each for each in instruments() if each.code != AGREEMENT}.get(instrument)
    if named is None or founded is None or not form.validate_on_submit():
        abort(400)
    # The buttons of the page share one form: each is an act of its own.
    key = key_of(form.act_key, instrument)
    before = taken_over(consortium_id, instrument)
    name = before.get("consortium_name", founded.title)
    amendment = Amendment({"consortium_type": TYPES[founded.type], "consortium_name": name})
    taken = len(before.keys() - FOUNDED_WITH)
    try:
        begin_agreement(consortium_id, amendment, reader().actor, key, instrument)
    except Refused as no:
        if no.code != "already_begun":
            raise
        notice(f"{named.title}: it is begun already.")
    else:
        notice(f"{named.title}: it is begun{_with(taken)}. Answer the questions, and read it as it grows.")
    begun = next(each.id for each in agreements_of(consortium_id) if each.instrument == instrument)
    return redirect(url_for("questions.tasks", agreement_id=begun))


def _with(taken: int) -> str:
    return f", with {taken} answer{'' if taken == 1 else 's'} that you gave before" if taken else ""

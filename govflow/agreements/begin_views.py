"""The beginning of an agreement: one button, once the members are on the roll."""

from uuid import UUID

from flask import Blueprint, abort, redirect, url_for
from werkzeug import Response

from govflow.agreements.queries import agreement_of
from govflow.agreements.services import Amendment, begin_agreement
from govflow.core.catalogue import TYPES
from govflow.core.permissions import Permission
from govflow.members.queries import consortium
from govflow.web.access import notice, policy, reader
from govflow.web.forms import ActForm

rooms = Blueprint("beginning", __name__)


@rooms.post("/consortia/<uuid:consortium_id>/agreement")
@policy(Permission.CONSORTIUM_WRITE)
def begin(consortium_id: UUID) -> Response:
    """Begin the agreement of a consortium; where it was begun meanwhile, go there."""
    form, founded = ActForm(), consortium(consortium_id)
    if founded is None or not form.validate_on_submit():
        abort(400)
    agreement_id = agreement_of(consortium_id)
    if agreement_id is None:
        begun = Amendment({"consortium_type": TYPES[founded.type]})
        agreement_id = begin_agreement(consortium_id, begun, reader().actor, form.act_key)
        notice("The agreement is begun. Answer the questions, and watch it being written.")
    return redirect(url_for("questions.tasks", agreement_id=agreement_id))

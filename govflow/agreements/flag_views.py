"""Not sure: a question is given to somebody to settle, passed on, or taken back."""

from uuid import UUID

from flask import Blueprint, abort, redirect, request
from werkzeug import Response

from govflow.agreements.flag_page import (
    WORDS,
    UnsureForm,
    flag_page,
    may_flag,
    own_flag,
    people_to_ask,
    unsure_form,
)
from govflow.agreements.flag_services import Unsure, flag_question
from govflow.agreements.question_asking import Asking, asking_of
from govflow.clock import now
from govflow.core.answers import Question
from govflow.core.errors import Refused
from govflow.core.permissions import Permission
from govflow.members.queries import role_holders
from govflow.web.access import notice, policy, reader
from govflow.web.forms import shown, tell

rooms = Blueprint("unsure", __name__)

TAKE_BACK = "take_back"
NO_LONGER = "It is no longer marked “not sure”."


@rooms.route("/agreements/<uuid:agreement_id>/questions/<question>/not-sure", methods=["GET", "POST"])
@policy(Permission.QUESTION_ANSWER, Permission.OWN_QUESTION_ANSWER, Permission.RESOLUTION_RECORD)
def flag(agreement_id: UUID, question: str) -> Response:
    """Give a question to somebody. A board's secretary finds it here only if it was given to them."""
    asking = asking_of(agreement_id)
    asked = asking.catalogue.questions.get(question)
    if asked is None or question not in asking.asked or not may_flag(asking, asked):
        abort(404)
    consortium_id = reader().consortium_id
    assert consortium_id is not None
    form = unsure_form(people_to_ask(asking, asked, role_holders(consortium_id)), now().date())
    if request.method == "POST" and _is_done(asking, asked, form):
        return redirect(asking.url(question))
    return shown("questions/not_sure.html", flag_page(asking, asked, form, now().date()), form)


def _is_done(asking: Asking, question: Question, form: UnsureForm) -> bool:
    back = request.form.get("do") == TAKE_BACK
    if not back and not form.validate():
        return False
    standing = own_flag(asking, question)
    if back and standing is None:
        notice(NO_LONGER)
        return True
    party = asking.answering(question).own if standing is None else standing.party
    unsure = Unsure(question.name, party)
    if not back:
        unsure = Unsure(
            question.name, party, UUID(form.to.data), form.due.data, (form.note.data or "").strip()
        )
    try:
        flag_question(asking.agreement_id, unsure, asking.reader.actor, form.act_key)
    except Refused as no:
        tell(form, no, WORDS)
        return False
    notice(NO_LONGER if back else "It is marked “not sure”, and given on.")
    return True

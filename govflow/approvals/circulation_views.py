"""The drafters put a version to the boards, or go on without a member.

What is signed is of a room above: it gives an application the whole case, with its signatures, to ask.
"""

from collections.abc import Callable
from datetime import date
from typing import cast
from uuid import UUID

from flask import Flask, abort, current_app, redirect, url_for
from werkzeug import Response

from govflow.agreements.version_services import Freezing
from govflow.approvals import circulation_services
from govflow.approvals.circulation_forms import CIRCULATE_WORDS, CirculateForm, circulate_form, reason_name
from govflow.approvals.circulation_pages import circulate_page, undone
from govflow.approvals.circulation_queries import Proposal, next_name, proposal
from govflow.approvals.queries import case_of
from govflow.approvals.refusal_words import say
from govflow.approvals.views import rooms
from govflow.clock import now
from govflow.core.approval import Status
from govflow.core.errors import Refused
from govflow.core.permissions import Permission
from govflow.core.procedure import Case
from govflow.web.access import notice, policy, reader
from govflow.web.forms import ActForm, is_done, shown

__all__ = ["rooms"]

_WHOLE_CASE = "govflow.whole_case"

WholeCase = Callable[[UUID, date], Case]


def use_whole_case(app: Flask, whole_case: WholeCase) -> None:
    """Let an application know where to ask for a case with its signatures."""
    app.extensions[_WHOLE_CASE] = whole_case


def _whole_case(agreement_id: UUID, today: date) -> Case:
    return cast(WholeCase, current_app.extensions[_WHOLE_CASE])(agreement_id, today)


@rooms.route("/agreements/<uuid:agreement_id>/circulate", methods=["GET", "POST"])
@policy(Permission.VERSION_CIRCULATE)
def circulate(agreement_id: UUID) -> Response:
    """Freeze the draft and put it to the boards."""
    found = proposal(agreement_id, now().date())
    form = _form(found)
    if not is_done(form):
        form.undone = undone(found, _whole_case(agreement_id, found.case.today))
    if found.last is None:
        del form.change_class, form.override
    if form.validate_on_submit():
        freezing = Freezing(form.version_name.data, form.why.data, form.reasons(), form.chosen_class())
        try:
            circulation_services.circulate(
                agreement_id, freezing, form.deadline.data, reader().actor, form.act_key, form.seen_revision
            )
        except Refused as no:
            _say(form, found, no)
        else:
            notice(f"Version {freezing.name} is before the boards. Everybody who must act is told.")
            return redirect(url_for("approvals.boards", agreement_id=agreement_id))
    return shown("approvals/circulate.html", circulate_page(found, form, ""), form)


@rooms.route("/agreements/<uuid:agreement_id>/leave-out/<left_out>", methods=["GET", "POST"])
@policy(Permission.VERSION_CIRCULATE)
def leave_out(agreement_id: UUID, left_out: str) -> Response:
    """Go on without a member: a new version for the others."""
    today = now().date()
    case = case_of(agreement_id, today)
    # Who pressed twice is answered as at first, though the member is no party any more.
    pressed_twice = case.status_of(left_out) is Status.LEFT_OUT and is_done(ActForm())
    if not (left_out in case.terms.parties or pressed_twice) or not case.version:
        abort(404)
    found = proposal(agreement_id, today, left_out)
    form = _form(found)
    del form.change_class, form.override
    if form.validate_on_submit():
        freezing = Freezing(form.version_name.data, form.why.data, form.reasons())
        try:
            circulation_services.leave_out(
                agreement_id,
                left_out,
                freezing,
                reader().actor,
                form.act_key,
                form.seen_revision,
                form.deadline.data,
            )
        except Refused as no:
            _say(form, found, no)
        else:
            notice(f"The agreement goes on without them: version {freezing.name} is before the other boards.")
            return redirect(url_for("approvals.boards", agreement_id=agreement_id))
    return shown("approvals/leave_out.html", circulate_page(found, form, left_out), form)


def _form(found: Proposal) -> CirculateForm:
    form = circulate_form(found.warned_of)()
    form.standing = circulation_services.standing_deadline(found.case, found.terms)
    form.long_stop = found.terms.long_stop
    form.earlier = tuple(found.case.versions)
    if not form.is_submitted():
        last = "" if found.last is None else found.last.name
        form.version_name.data = next_name(found.case.versions, last)
        form.deadline.data = form.standing
        form.revision.data = str(found.agreement.revision)
        for rule, reason in found.given_before.items():
            if reason_name(rule) in form:
                form[reason_name(rule)].data = reason
    return form


def _say(form: CirculateForm, found: Proposal, no: Refused) -> None:
    """Put a refusal's words on the form, which from now on is about the draft as it is shown."""
    say(form, no, CIRCULATE_WORDS)
    form.revision.data = str(found.agreement.revision)

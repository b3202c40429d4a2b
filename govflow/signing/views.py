"""The pages of signing for everybody and for the chair: where it stands, plans, conditions, release, the document."""

import io
from uuid import UUID

from flask import Blueprint, abort, redirect, request, send_file, url_for
from werkzeug import Response

from govflow.accounts.queries import email_hint
from govflow.agreements.queries import consortium_for
from govflow.approvals.services import Seen
from govflow.clock import uk_day, uk_today
from govflow.core.approval import Closing
from govflow.core.errors import Refused
from govflow.core.permissions import Permission
from govflow.core.precedents import CHAIR, Waiver
from govflow.core.procedure import days_to_date
from govflow.core.terms import Dating
from govflow.core.words import capital
from govflow.members.queries import Consortium
from govflow.signing import ceremony_services, services
from govflow.signing.ceremony_queries import Ceremony, ceremony_of, sealing_of
from govflow.signing.evidence import file_of
from govflow.signing.executed_page import FILES, executed_page
from govflow.signing.forms import WORDS, AgainForm, PlanForm, PrecedentForm, ReleaseForm
from govflow.signing.plan_page import plan_page, way_lines
from govflow.signing.queries import executed as executed_agreement
from govflow.signing.release_pages import (
    DATED,
    PrecedentsPage,
    ReleasePage,
    absent,
    absent_words,
    closable_lines,
    closings,
    in_ink,
    needs,
    precedent_codes,
    precedent_words,
    waiver_words,
    waivers,
)
from govflow.signing.start_page import start_page
from govflow.web.access import notice, policy, reader
from govflow.web.forms import shown, tell

rooms = Blueprint("signing", __name__)


@rooms.get("/agreements/<uuid:agreement_id>/signing")
@policy(Permission.OUTCOME_READ)
def start(agreement_id: UUID) -> Response:
    """Where signing stands."""
    told = ceremony_of(agreement_id)
    sealed = executed_agreement(agreement_id) is not None
    page = start_page(told, founded(told), sealed, reader())
    return shown("signing/start.html", page)


@rooms.route("/agreements/<uuid:agreement_id>/signing/<member>/plan", methods=["GET", "POST"])
@policy(Permission.SIGNING_PLAN)
def plan(agreement_id: UUID, member: str) -> Response:
    """How one party will sign."""
    told = party_of(agreement_id, member)
    form = PlanForm(way=told.method(member), reason=told.case.signature_of(member).planned_because)
    form.way.choices = [(line.method, line.words) for line in way_lines(told, member)]
    if form.validate_on_submit():
        try:
            ceremony_services.plan_way(
                agreement_id, member, form.way.data, form.reason.data, reader().actor, form.act_key
            )
        except Refused as no:
            tell(form, no, WORDS)
        else:
            notice("The plan is recorded.")
            return redirect(url_for("signing.start", agreement_id=agreement_id))
    return shown("signing/plan.html", plan_page(form, told, founded(told), member), form)


@rooms.route("/agreements/<uuid:agreement_id>/precedents", methods=["GET", "POST"])
@policy(Permission.PRECEDENT_MEET)
def precedents(agreement_id: UUID) -> Response:
    """The conditions precedent: the chair records each as met, or as waived by whom the agreement says."""
    told = ceremony_of(agreement_id)
    if told.draft is None:
        return redirect(url_for("signing.start", agreement_id=agreement_id))
    chosen = request.form.get("condition") or request.args.get("condition", "")
    # What was typed about a condition that was recorded meanwhile is shown again, beside the refusal.
    offered = precedent_codes() if request.method == "POST" else _closable(told)
    form = _precedent_form(told, chosen) if chosen in offered else None
    if form is not None and form.validate_on_submit():
        try:
            _close(told, form, chosen)
        except Refused as no:
            tell(form, no, WORDS)
        else:
            notice("It is recorded.")
            return redirect(url_for("signing.precedents", agreement_id=agreement_id))
    page = PrecedentsPage(
        form,
        founded(told).title,
        closable_lines(told, _closable(told)),
        capital(precedent_words(chosen)),
        waiver_words(told),
        told.case.terms.waiver is not Waiver.NONE,
        url_for("signing.start", agreement_id=agreement_id),
    )
    return shown("signing/precedents.html", page, form)


@rooms.route("/agreements/<uuid:agreement_id>/release", methods=["GET", "POST"])
@policy(Permission.RELEASE)
def release(agreement_id: UUID) -> Response:
    """Release and date the agreement."""
    told = ceremony_of(agreement_id)
    form = _release_form(told) if all(need.ok for need in needs(told)) else None
    if told.case.released_on is not None:
        return redirect(url_for("signing.executed", agreement_id=agreement_id))
    if form is not None and not form.asks_for_code() and form.validate_on_submit():
        try:
            form.confirm(reader().person_id)
            seen = Seen(told.case.version, form.digest.data)
            services.release(agreement_id, form.dated.data, reader().confirmed, form.act_key, seen)
        except Refused as no:
            tell(form, no, WORDS)
        else:
            notice("The agreement is released and dated. It is being printed and sealed now.")
            return redirect(url_for("signing.executed", agreement_id=agreement_id))
    page = ReleasePage(
        form,
        founded(told).title,
        in_ink(told),
        told.case.version,
        DATED[told.case.terms.dating],
        needs(told),
        absent(told),
        absent_words(told),
        email_hint(reader().person_id),
        url_for("signing.start", agreement_id=agreement_id),
    )
    return shown("signing/release.html", page, form)


@rooms.get("/agreements/<uuid:agreement_id>/executed")
@policy(Permission.EXECUTED_READ)
def executed(agreement_id: UUID) -> Response:
    """The executed agreement, or how far it is."""
    told, sealed = ceremony_of(agreement_id), executed_agreement(agreement_id)
    page = executed_page(AgainForm(), told, founded(told), sealed, sealing_of(agreement_id), reader())
    return shown("signing/executed.html", page)


@rooms.post("/agreements/<uuid:agreement_id>/executed/again")
@policy(Permission.RELEASE)
def seal_again(agreement_id: UUID) -> Response:
    """Have a released agreement printed and sealed after all."""
    form = AgainForm()
    try:
        ceremony_services.order_sealing_again(agreement_id, reader().actor, form.act_key)
        notice("We are trying again.")
    except Refused:
        notice("There was nothing to try again: look how far it is.")
    return redirect(url_for("signing.executed", agreement_id=agreement_id))


@rooms.get("/agreements/<uuid:agreement_id>/executed/<kind>")
@policy(Permission.EXECUTED_READ)
def file(agreement_id: UUID, kind: str) -> Response:
    """One file of the executed agreement."""
    content = file_of(agreement_id, kind) if kind in FILES else None
    if content is None:
        abort(404)
    _, media = FILES[kind]
    return send_file(io.BytesIO(content), mimetype=media, as_attachment=True, download_name=kind)


def founded(told: Ceremony) -> Consortium:
    """The consortium an agreement is of."""
    return consortium_for(told.agreement.id)


def party_of(agreement_id: UUID, member: str) -> Ceremony:
    """Signing as it stands, for a page of one party; absent where the version has no such party."""
    told = ceremony_of(agreement_id)
    if told.draft is None or member not in told.case.terms.parties:
        abort(404)
    return told


def _closable(told: Ceremony) -> tuple[str, ...]:
    return () if told.case.released_on is not None else told.case.open_precedents


def _precedent_form(told: Ceremony, chosen: str) -> PrecedentForm:
    form = PrecedentForm(condition=chosen)
    form.how.choices = closings(told, chosen)
    form.who.choices = list(waivers(told))
    return form


def _close(told: Ceremony, form: PrecedentForm, chosen: str) -> None:
    """Record a condition as met by what the chair saw, or as waived by those who did."""
    agreement_id, by, key = told.agreement.id, reader().actor, form.act_key
    if form.how.data == Closing.MET:
        services.meet_precedents(agreement_id, (chosen,), CHAIR, form.proof.data, by, key)
        return
    who = tuple(form.who.data)
    services.waive_precedents(agreement_id, (chosen,), who, "", form.proof.data, by, key)


def _release_form(told: Ceremony) -> ReleaseForm:
    dating = told.case.terms.dating
    earliest, latest = days_to_date(told.case, uk_today(), uk_day)
    # A date that the parties have fixed is not guessed.
    form = ReleaseForm(dated=None if dating is Dating.FIXED else latest, digest=told.case.digest)
    form.earliest, form.latest = earliest, latest
    if dating is Dating.ON_LAST_SIGNATURE:
        form.on_last_signature, form.dated.render_kw = True, {"readonly": True}
    return form

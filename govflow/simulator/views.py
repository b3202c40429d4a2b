"""The rules of an agreement to play with. All is asked with GET: nothing is recorded, an address can be shared."""

from uuid import UUID

from flask import Blueprint, abort, render_template, request
from werkzeug import Response

from govflow.agreements.text_queries import working_text
from govflow.catalogue.loader import load
from govflow.core.catalogue import AGREEMENT
from govflow.core.permissions import Permission
from govflow.core.voting import RULES
from govflow.core.voting_terms import VotingTerms
from govflow.simulator.decision_words import BY, MEMBERS
from govflow.simulator.ground import Ground
from govflow.simulator.power_page import power_page
from govflow.simulator.start_page import start_page
from govflow.simulator.sums import SUMS
from govflow.simulator.sums_page import sum_page
from govflow.simulator.unsaid_page import unsaid_page
from govflow.simulator.votes_page import votes_page
from govflow.web.access import policy
from govflow.web.forms import shown

rooms = Blueprint("simulator", __name__)


@rooms.get("/agreements/<uuid:agreement_id>/simulator")
@policy(Permission.AGREEMENT_READ)
def start(agreement_id: UUID) -> str:
    """Everything to play with."""
    return render_template("simulator/start.html", page=start_page(_ground(agreement_id)))


@rooms.get("/agreements/<uuid:agreement_id>/simulator/votes/<rule>")
@policy(Permission.AGREEMENT_READ)
def votes(agreement_id: UUID, rule: str) -> Response:
    """A vote, played."""
    ground, terms = _found(agreement_id, rule)
    if terms is None:
        return shown("simulator/unsaid.html", unsaid_page(ground, rule))
    page = votes_page(ground, terms, request.args)
    return shown("simulator/votes.html", page, page.form)


@rooms.get("/agreements/<uuid:agreement_id>/simulator/power/<rule>")
@policy(Permission.AGREEMENT_READ)
def power(agreement_id: UUID, rule: str) -> Response:
    """What each member's vote can do."""
    ground, terms = _found(agreement_id, rule)
    if terms is None:
        return shown("simulator/unsaid.html", unsaid_page(ground, rule))
    return shown("simulator/power.html", power_page(ground, terms))


@rooms.get("/agreements/<uuid:agreement_id>/simulator/sums/<matter>")
@policy(Permission.AGREEMENT_READ)
def sums(agreement_id: UUID, matter: str) -> Response:
    """A sum or a date, worked out line by line."""
    if matter not in SUMS:
        abort(404)
    page = sum_page(_ground(agreement_id), matter, request.args)
    return shown("simulator/sum.html", page, page.form)


def _ground(agreement_id: UUID) -> Ground:
    """What there is to play with; a shorter instrument makes no rules for decisions, money or leaving."""
    text = working_text(agreement_id)
    if text.examined.draft.instrument != AGREEMENT:
        abort(404)
    return Ground(text)


def _found(agreement_id: UUID, rule: str) -> tuple[Ground, VotingTerms | None]:
    """The terms of a decision; None where the agreement does not say yet how it is made."""
    question = load().questions.get(rule)
    if question is None or frozenset(question.options) != frozenset(RULES):
        abort(404)
    ground = _ground(agreement_id)
    terms = ground.terms.get(rule)
    return ground, terms if request.args.get(BY) == MEMBERS else ground.board.get(rule, terms)

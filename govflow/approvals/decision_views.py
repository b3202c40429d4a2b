"""What the people of one board do: interests, a meeting, a written decision, a paper, conditions, delegations."""

from uuid import UUID

from flask import abort, redirect, request, url_for
from werkzeug import Response

from govflow import blobs
from govflow.accounts.forms import CODE_WORDS
from govflow.approvals import ballots_services, papers_services, services
from govflow.approvals.act_pages import (
    decision_page,
    delegate_choices,
    delegation_page,
    form_page,
    hint_of,
    minor_page,
    paper_page,
    vote_page,
    written_page,
)
from govflow.approvals.board_queries import InterestTold, PaperTold
from govflow.approvals.forms import (
    CloseBallotForm,
    ConditionForm,
    DecisionForm,
    DelegationForm,
    InterestForm,
    JudgePaperForm,
    MinorForm,
    OpenBallotForm,
    PaperForm,
    VoteForm,
    WithdrawForm,
)
from govflow.approvals.papers_services import Scan
from govflow.approvals.refusal_words import CLOSE_WORDS, CONFIRM_WORDS, OPEN_WORDS, WORDS, say
from govflow.approvals.room_queries import CARRIED, Room, tabled
from govflow.approvals.services import ResolutionTold
from govflow.approvals.views import own_room, rooms, the_paper
from govflow.catalogue.loader import load
from govflow.core.approval import LIVING, STANDING, CloseCondition, Closing, Delegated, Delegation, Route
from govflow.core.counting import BoardDecision, decide_at_meeting
from govflow.core.errors import Refused
from govflow.core.permissions import Permission
from govflow.core.voting import Choice
from govflow.core.words import capital
from govflow.web.access import notice, policy, reader
from govflow.web.forms import OTHERWISE, shown

__all__ = ["rooms"]

_BOARD = "/agreements/<uuid:agreement_id>/boards/<member>"


# Said before anybody fills in what could not be recorded.
DECIDED_WORDS = "Your board has decided on this version already."
CLOSED_WORDS = "Nothing is recorded on this agreement any more."
NOT_APPROVED_WORDS = "Your board has no approval that it could take back."


def _led_away(room: Room, is_open: bool = True, words: str = DECIDED_WORDS) -> Response | None:
    """Away from a form that could only be refused; what was sent is answered by the act itself."""
    if request.method == "POST" or (is_open and not room.closed):
        return None
    return _to_room(room.agreement_id, room.party.code, CLOSED_WORDS if room.closed else words)


def _to_room(agreement_id: UUID, member: str, words: str) -> Response:
    notice(words)
    return redirect(url_for("approvals.room", agreement_id=agreement_id, member=member))


@rooms.route(f"{_BOARD}/interests", methods=["GET", "POST"])
@policy(Permission.VOTE)
def interests(agreement_id: UUID, member: str) -> Response:
    """Declare an interest of one's own, or none."""
    room, who = own_room(agreement_id, member), reader()
    if away := _led_away(room, room.status not in STANDING):
        return away
    mine = room.interests.get(who.person_id)
    form = InterestForm(data={} if mine is None else _as_typed(mine.told))
    if form.validate_on_submit():
        try:
            ballots_services.declare_interest(agreement_id, member, form.told(), who.actor, form.act_key)
        except Refused as no:
            say(form, no)
        else:
            return _to_room(agreement_id, member, "Your declaration is recorded.")
    return shown("approvals/interests.html", form_page(room, form), form)


def _as_typed(told: InterestTold) -> dict[str, str]:
    steps_back = ("yes" if told.steps_back else "no") if told.interested else ""
    return {
        "interested": "yes" if told.interested else "no",
        "nature": told.nature,
        "steps_back": steps_back,
    }


@rooms.route(f"{_BOARD}/meeting", methods=["GET", "POST"])
@policy(Permission.RESOLUTION_RECORD)
def meeting(agreement_id: UUID, member: str) -> Response:
    """Record what the board decided at a meeting."""
    room, form = own_room(agreement_id, member), DecisionForm()
    if away := _led_away(room, room.status not in STANDING):
        return away
    preview = _figures(room, form)
    if not form.asks_for_more() and form.validate_on_submit():
        told = ResolutionTold(
            Route.MEETING,
            form.meeting(),
            form.resolved_conditions(),
            form.valid_months.data,
            form.reason.data,
            held_on=form.held_on.data,
        )
        try:
            if form.preview.data:
                preview = _worked_out(room, form).arithmetic
            else:
                _conditions_fit(room, form)
                services.record_resolution(
                    agreement_id, member, told, form.seen, reader().actor, form.act_key
                )
                return _to_room(agreement_id, member, "The decision of your board is recorded.")
        except Refused as no:
            say(form, no)
    return shown("approvals/meeting.html", decision_page(room, form, preview), form)


def _figures(room: Room, form: DecisionForm) -> str:
    """Make a form of figures ready: which version it is about, and what a condition may be about."""
    circulated, text = room.circulation, tabled(room)
    if circulated is None or text is None:
        abort(404)
    form.see(circulated.version.name, circulated.version.digest)
    clauses = [(part.id, capital(f"{part.label}, {part.title}")) for part in text.document.clauses]
    form.offer(clauses, room.rules is not None and room.rules.rules.chair_settles)
    return ""


def _worked_out(room: Room, form: DecisionForm) -> BoardDecision:
    """What the figures come to, recorded nowhere.

    :raises Refused: ``numbers_do_not_add_up``.
    """
    rules = services.NO_BOARD if room.rules is None else room.rules.rules
    return decide_at_meeting(rules, form.meeting())


def _conditions_fit(room: Room, form: DecisionForm) -> None:
    """Only an approval has conditions: none that were typed is left out without a word.

    :raises Refused: ``not_carried``, ``numbers_do_not_add_up``.
    """
    if form.resolved_conditions() and _worked_out(room, form).outcome not in CARRIED:
        raise Refused("not_carried")


@rooms.route(f"{_BOARD}/written", methods=["GET", "POST"])
@policy(Permission.RESOLUTION_RECORD)
def open_ballot(agreement_id: UUID, member: str) -> Response:
    """Ask the board to decide in writing."""
    room, form = own_room(agreement_id, member), OpenBallotForm()
    if room.circulation is None:
        abort(404)
    if away := _led_away(room, room.status not in STANDING):
        return away
    form.see(room.circulation.version.name, room.circulation.version.digest)
    form.long_stop, deadline = room.case.terms.long_stop, room.case.deadline
    if not form.is_submitted() and deadline is not None and deadline >= room.case.today:
        form.closes_on.data = deadline
    if form.validate_on_submit():
        try:
            ballots_services.open_ballot(
                agreement_id, member, form.closes_on.data, form.seen, reader().actor, form.act_key
            )
        except Refused as no:
            say(form, no, OPEN_WORDS)
        else:
            return _to_room(
                agreement_id, member, "The written decision is open. Everybody on the board is told."
            )
    return shown("approvals/written.html", written_page(room, form), form)


@rooms.post(f"{_BOARD}/written/close")
@policy(Permission.RESOLUTION_RECORD)
def close_ballot(agreement_id: UUID, member: str) -> Response:
    """End a written decision early, without a decision."""
    own_room(agreement_id, member)
    form = CloseBallotForm()
    try:
        ballots_services.close_ballot(agreement_id, member, _ballot_of(form), reader().actor, form.act_key)
    except Refused as no:
        return _to_room(agreement_id, member, CLOSE_WORDS.get(no.code, OTHERWISE).words)
    return _to_room(agreement_id, member, "The written decision is closed, without a decision.")


@rooms.route(f"{_BOARD}/vote", methods=["GET", "POST"])
@policy(Permission.VOTE)
def vote(agreement_id: UUID, member: str) -> Response:
    """Vote in a written decision, for oneself."""
    room, who, form = own_room(agreement_id, member), reader(), VoteForm()
    ballot, circulated = room.open_ballot, room.circulation
    if ballot is not None and circulated is not None:
        form.see(circulated.version.name, circulated.version.digest, str(ballot.id))
    if not form.asks_for_code() and form.validate_on_submit():
        try:
            form.confirm(who.person_id)
            ballot_id, choice = _ballot_of(form), Choice(form.choice.data)
            ballots_services.cast_vote(
                agreement_id, member, ballot_id, choice, form.seen, who.confirmed, form.act_key
            )
        except Refused as no:
            say(form, no, {**WORDS, **CODE_WORDS})
        else:
            decided = own_room(agreement_id, member).open_ballot is None
            more = (
                "With it your board has decided."
                if decided
                else "You can change it until your board has decided."
            )
            return _to_room(agreement_id, member, f"Your vote is recorded. {more}")
    return shown("approvals/vote.html", vote_page(room, tabled(room), form, who, hint_of(who)), form)


def _ballot_of(form: CloseBallotForm | VoteForm) -> UUID:
    try:
        return UUID(str(form.ballot.data))
    except ValueError:
        abort(400)


@rooms.route(f"{_BOARD}/paper", methods=["GET", "POST"])
@policy(Permission.RESOLUTION_RECORD)
def paper(agreement_id: UUID, member: str) -> Response:
    """Send in a decision on paper."""
    room, form = own_room(agreement_id, member), PaperForm()
    if away := _led_away(room, room.status not in STANDING):
        return away
    preview = _figures(room, form)
    if not form.asks_for_more() and form.validate_on_submit():
        assert form.kind is not None
        told = PaperTold(
            form.meeting(),
            form.held_on.data,
            form.resolved_conditions(),
            form.valid_months.data,
            form.reason.data,
        )
        try:
            _conditions_fit(room, form)
            scan = Scan(blobs.put(form.content), form.kind, len(form.content))
            papers_services.send_paper(
                agreement_id, member, told, scan, form.seen, reader().actor, form.act_key
            )
        except Refused as no:
            say(form, no)
        else:
            return _to_room(
                agreement_id, member, "The paper is kept. It counts once a second person has compared it."
            )
    return shown("approvals/paper.html", decision_page(room, form, preview), form)


@rooms.route(f"{_BOARD}/paper/<uuid:paper_id>", methods=["GET", "POST"])
@policy(Permission.RESOLUTION_CONFIRM)
def confirm_paper(agreement_id: UUID, member: str, paper_id: UUID) -> Response:
    """Compare a paper with the figures that were typed."""
    room, form = own_room(agreement_id, member), JudgePaperForm()
    found = the_paper(room, paper_id)
    if room.circulation is not None:
        form.see(room.circulation.version.name, room.circulation.version.digest)
    if form.validate_on_submit():
        try:
            if form.verdict.data == "yes":
                papers_services.confirm_paper(
                    agreement_id, member, paper_id, form.seen, reader().actor, form.act_key
                )
                words = "You confirmed the paper. The decision of your board is recorded."
            else:
                papers_services.refuse_paper(
                    agreement_id, member, paper_id, form.reason.data, reader().actor, form.act_key
                )
                words = "The paper does not count. Your reason is shown to your board."
        except Refused as no:
            say(form, no, CONFIRM_WORDS)
        else:
            return _to_room(agreement_id, member, words)
    return shown("approvals/confirm_paper.html", paper_page(room, found, form, reader()), form)


@rooms.route(f"{_BOARD}/conditions/<condition>", methods=["GET", "POST"])
@policy(Permission.CONDITION_DISCHARGE)
def condition(agreement_id: UUID, member: str, condition: str) -> Response:
    """Meet or waive a condition of the board's own."""
    room, form = own_room(agreement_id, member), ConditionForm()
    found = next((each for each in room.approval.conditions if each.id == condition), None)
    if found is None:
        abort(404)
    if away := _led_away(room):
        return away
    if form.validate_on_submit():
        closing = CloseCondition(condition, Closing(form.how.data), form.proof.data)
        try:
            services.close_condition(agreement_id, member, closing, member, reader().actor, form.act_key)
        except Refused as no:
            say(form, no)
        else:
            return _to_room(agreement_id, member, "What became of the condition is recorded.")
    return shown("approvals/condition.html", form_page(room, form, condition, (found.text,)), form)


@rooms.route(f"{_BOARD}/delegations", methods=["GET", "POST"])
@policy(Permission.RESOLUTION_RECORD)
def delegate(agreement_id: UUID, member: str) -> Response:
    """Record that the board lets people accept minor changes."""
    room, form = own_room(agreement_id, member), DelegationForm()
    if away := _led_away(room):
        return away
    form.people.choices = dict(delegate_choices(room))
    form.limits.choices = {**load().questions["material_changes"].options, "none": "anything else"}
    if form.people.choices and form.validate_on_submit():
        named = tuple(UUID(each) for each in dict.fromkeys(form.people.data))
        given = Delegation(
            Delegated.MINOR_CHANGES, len(named), form.until.data, tuple(form.limits.data or ())
        )
        try:
            services.delegate(agreement_id, (member,), given, reader().actor, form.act_key, named)
        except Refused as no:
            say(form, no)
        else:
            return _to_room(agreement_id, member, "The delegation is recorded.")
    return shown("approvals/delegate.html", delegation_page(room, form), form)


@rooms.route(f"{_BOARD}/minor", methods=["GET", "POST"])
@policy(Permission.MINOR_CHANGE_ACCEPT, Permission.RESOLUTION_RECORD)
def minor(agreement_id: UUID, member: str) -> Response:
    """Accept a minor change for the board, or object to its class."""
    room, who, form = own_room(agreement_id, member), reader(), MinorForm()
    text = tabled(room)
    if room.circulation is None or text is None:
        abort(404)
    form.see(room.circulation.version.name, room.circulation.version.digest)
    page = minor_page(room, text, form, who)
    form.answer.choices = dict(page.choices)
    if form.validate_on_submit():
        try:
            if form.answer.data == "accept":
                services.accept_minor(agreement_id, (member,), form.seen, who.actor, form.act_key)
            else:
                services.object_to_minor(
                    agreement_id, member, form.seen, form.reason.data, who.actor, form.act_key
                )
        except Refused as no:
            say(form, no)
        else:
            notice("Your answer is recorded.")
            return redirect(url_for("approvals.boards", agreement_id=agreement_id))
    return shown("approvals/minor.html", page, form)


@rooms.route(f"{_BOARD}/withdraw", methods=["GET", "POST"])
@policy(Permission.RESOLUTION_RECORD)
def withdraw(agreement_id: UUID, member: str) -> Response:
    """Record that the board takes its approval back."""
    room, form = own_room(agreement_id, member), WithdrawForm()
    if away := _led_away(room, room.status in LIVING, NOT_APPROVED_WORDS):
        return away
    if form.validate_on_submit():
        try:
            services.withdraw_approval(agreement_id, member, form.reason.data, reader().actor, form.act_key)
        except Refused as no:
            say(form, no)
        else:
            return _to_room(agreement_id, member, "The approval of your board is taken back.")
    return shown("approvals/withdraw.html", form_page(room, form), form)

"""The pages of a consortium's members: the roll, each board and its rules, the people and their roles."""

from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug import Response

from govflow.accounts.queries import may_found
from govflow.core.draft import VEHICLE_TYPES, Member
from govflow.core.errors import Refused
from govflow.core.permissions import Permission, Role
from govflow.members import pages, queries, services
from govflow.members.forms import WORDS, BoardRulesForm, FoundForm, InviteForm, MemberForm
from govflow.members.pages import ROLE_HINTS, FormPage, MemberPage, PeoplePage, RollPage, Row
from govflow.members.queries import Consortium, Party
from govflow.members.services import NewParty, Post
from govflow.web.access import SIGNED_IN, choose, notice, places, policy, reader
from govflow.web.forms import OTHERWISE, ActForm, is_done, shown, tell

rooms = Blueprint("members", __name__)


@rooms.route("/consortia/new", methods=["GET", "POST"])
@policy(SIGNED_IN)
def found() -> Response:
    """Found a consortium."""
    who, form = reader(), FoundForm(data={"type": request.args.get("kind")})
    if not may_found(who.person_id):
        abort(404)
    if form.validate_on_submit():
        kind, title = form.type.data, form.title.data.strip()
        is_party = kind in VEHICLE_TYPES
        consortium_id = services.found_consortium(kind, title, is_party, (), who.actor, form.act_key)
        given = services.key_of(form.act_key, "facilitator")
        services.give_roles(Post(consortium_id), who.person_id, [Role.FACILITATOR], who.actor, given)
        notice("The consortium is founded. Now say who is in it.")
        return redirect(url_for("opening.together", consortium_id=consortium_id))
    return shown("members/found.html", FormPage(None, "", "", form), form)


@rooms.get("/consortia/<uuid:consortium_id>/members")
@policy(Permission.CONSORTIUM_READ)
def roll(consortium_id: UUID) -> Response:
    """Everybody on the roll."""
    who, founded = reader(), _consortium(consortium_id)
    lines = pages.roll_lines(
        queries.parties(consortium_id),
        queries.recorded_rules(consortium_id),
        queries.role_holders(consortium_id),
    )
    may_write = who.may(Permission.CONSORTIUM_WRITE)
    may_begin = may_write and len(lines) > 1 and places().agreement_of(consortium_id) is None
    kind = pages.TYPE_WORDS[founded.type]
    return shown("members/roll.html", RollPage(founded, kind, lines, may_write, may_begin))


@rooms.route("/consortia/<uuid:consortium_id>/members/new", methods=["GET", "POST"])
@policy(Permission.CONSORTIUM_WRITE)
def add_member(consortium_id: UUID) -> Response:
    """Enter an organisation on the roll."""
    founded, form = _consortium(consortium_id), MemberForm()
    parties = queries.parties(consortium_id)
    form.others = [party.member.name for party in parties]
    if founded.type not in VEHICLE_TYPES or any(party.is_vehicle for party in parties):
        del form.is_vehicle
    # Pressed twice, its own name is on the roll already.
    if (form.is_there and is_done(form)) or (form.validate_on_submit() and _entered(founded, parties, form)):
        notice(f"{form.legal_name.data} is on the roll.")
        return redirect(url_for("members.roll", consortium_id=consortium_id))
    return shown("members/organisation.html", FormPage(founded, "", "", form), form)


def _entered(founded: Consortium, parties: tuple[Party, ...], form: MemberForm) -> bool:
    """Enter what was typed; False where it cannot be, and the form says why."""
    is_vehicle = "is_vehicle" in form and form.is_vehicle.data
    member = form.member(queries.next_code(founded, parties, is_vehicle))
    try:
        services.add_member(founded.id, NewParty(member, is_vehicle), reader().actor, form.act_key)
    except Refused as no:
        tell(form, no, WORDS)
        return False
    return True


@rooms.route("/consortia/<uuid:consortium_id>/members/<member>/correct", methods=["GET", "POST"])
@policy(Permission.CONSORTIUM_WRITE, Permission.PEOPLE_WRITE)
def correct(consortium_id: UUID, member: str) -> Response:
    """Correct what is told of an organisation."""
    founded, party = _consortium(consortium_id), _party(consortium_id, member)
    form = MemberForm(obj=party.member, seen=queries.as_seen(party.member))
    theirs: tuple[Row, ...] = ()
    form.others = [each.member.name for each in queries.parties(consortium_id) if each.id != party.id]
    del form.is_vehicle
    if party.is_vehicle:
        del form.member_class
    if form.validate_on_submit():
        typed = form.member(party.code, party.member)
        try:
            services.correct_member(
                consortium_id, party.id, typed, form.seen.data, reader().actor, form.act_key
            )
        except Refused as no:
            if no.code not in WORDS:
                raise
            tell(form, no, WORDS)
            if no.code == "someone_else_corrected":
                theirs = _overtaken(form, _party(consortium_id, member), typed)
        else:
            notice("What you corrected is in the draft now.")
            return redirect(url_for("members.member", consortium_id=consortium_id, member=party.code))
    page = FormPage(founded, party.code, party.member.name, form, theirs=theirs)
    return shown("members/organisation.html", page, form)


def _overtaken(form: MemberForm, party: Party, typed: Member) -> tuple[Row, ...]:
    """What stands there now, and is shown from here on: whoever saves again has seen it."""
    form.seen.data = queries.as_seen(party.member)
    return pages.otherwise(party, typed)


@rooms.get("/consortia/<uuid:consortium_id>/members/<member>")
@policy(Permission.CONSORTIUM_READ)
def member(consortium_id: UUID, member: str) -> Response:
    """One organisation, its board and its people."""
    who, party = reader(), _party(consortium_id, member)
    holders = queries.roles_given(consortium_id)
    page = MemberPage(
        consortium=_consortium(consortium_id),
        code=party.code,
        name=party.member.name,
        facts=pages.facts_of(party),
        rules=pages.rules_in_words(queries.recorded_rules(consortium_id).get(party.id)),
        people=pages.people_of(holders, party.code, who),
        may_correct=who.may(Permission.CONSORTIUM_WRITE) or who.may(Permission.PEOPLE_WRITE, party.code),
        may_set_rules=pages.may_set_rules(who, party.code),
        may_invite=bool(pages.gives(who, holders, party.code)),
    )
    return shown("members/member.html", page)


@rooms.route("/consortia/<uuid:consortium_id>/members/<member>/board-rules", methods=["GET", "POST"])
@policy(Permission.BOARD_RULES_WRITE)
def board_rules(consortium_id: UUID, member: str) -> Response:
    """Tell how an organisation's board decides."""
    party = _party(consortium_id, member)
    recorded = queries.recorded_rules(consortium_id).get(party.id)
    source = "" if recorded is None else recorded.source
    form = BoardRulesForm(obj=None if recorded is None else recorded.rules, source=source)
    if form.validate_on_submit():
        try:
            services.set_board_rules(
                consortium_id, party.id, form.rules(), reader().actor, form.act_key, form.source.data.strip()
            )
        except Refused as no:
            tell(form, no, WORDS)
        else:
            notice("The rules of the board are recorded.")
            return redirect(url_for("members.member", consortium_id=consortium_id, member=party.code))
    page = FormPage(_consortium(consortium_id), party.code, party.member.name, form)
    return shown("members/board_rules.html", page, form)


@rooms.get("/consortia/<uuid:consortium_id>/people")
@policy(Permission.CONSORTIUM_READ)
def people(consortium_id: UUID) -> Response:
    """Everybody, by organisation."""
    groups = pages.groups_of(queries.parties(consortium_id), queries.roles_given(consortium_id), reader())
    return shown("members/people.html", PeoplePage(_consortium(consortium_id), groups, ActForm()))


@rooms.route("/consortia/<uuid:consortium_id>/people/invite", methods=["GET", "POST"])
@policy(Permission.CONSORTIUM_WRITE, Permission.PEOPLE_WRITE)
def invite(consortium_id: UUID) -> Response:
    """Invite somebody to an organisation, or to the consortium as a whole."""
    who, code = reader(), request.args.get("member", "")
    party = _party(consortium_id, code) if code else None
    offered = pages.gives(who, queries.role_holders(consortium_id), code)
    if not offered:
        abort(404)
    form = InviteForm()
    form.offer(offered)
    if Role.OBSERVER not in offered:
        del form.granted
    if form.validate_on_submit():
        try:
            _invite(Post(consortium_id, None if party is None else party.id, form.office.data.strip()), form)
        except Refused as no:
            tell(form, no, WORDS)
        else:
            notice(f"{form.name.data} is invited. We wrote to {form.email.data}.")
            return redirect(url_for("members.people", consortium_id=consortium_id))
    name = "the consortium as a whole" if party is None else party.member.name
    hints = {str(role): words for role, words in ROLE_HINTS.items()}
    return shown("members/invite.html", FormPage(_consortium(consortium_id), code, name, form, hints), form)


def _invite(post: Post, form: InviteForm) -> None:
    roles = [Role(role) for role in form.roles.data]
    granted = "granted" in form and form.granted.data
    name, email = form.name.data.strip(), form.email.data.strip()
    services.invite(post, name, email, roles, reader().actor, form.act_key, granted=granted)


@rooms.post("/consortia/<uuid:consortium_id>/people/<uuid:role_id>/end")
@policy(Permission.CONSORTIUM_WRITE, Permission.PEOPLE_WRITE)
def end_role(consortium_id: UUID, role_id: UUID) -> Response:
    """End somebody's role."""
    who, form = reader(), ActForm()
    back = redirect(url_for("members.people", consortium_id=consortium_id))
    holders = queries.roles_given(consortium_id)
    holder = next((each for each in holders if each.role_id == role_id), None)
    if holder is None and queries.has_ended(consortium_id, role_id):
        notice(WORDS["nothing_to_act_on"].words)
        return back
    if holder is None or holder.role not in pages.gives(who, holders, holder.code):
        abort(404)
    if not form.validate_on_submit():
        abort(400)
    try:
        services.end_role(consortium_id, role_id, who.actor, form.act_key)
    except Refused as no:
        notice(WORDS.get(no.code, OTHERWISE).words)
    else:
        notice(f"{holder.name} is no longer {pages.ROLE_WORDS[holder.role].lower()}.")
    return back


@rooms.post("/acting")
@policy(SIGNED_IN)
def act_for() -> Response:
    """Act for another organisation of a consortium from now on."""
    wanted = (request.form.get("consortium_id"), request.form.get("member"))
    chosen = next((one for one in reader().capacities if (str(one.consortium_id), one.code) == wanted), None)
    if chosen is None:
        abort(404)
    choose(chosen.consortium_id, chosen.code)
    notice(f"You act for {chosen.organisation or 'the consortium as a whole'} now.")
    return redirect(url_for("overview.consortium", consortium_id=chosen.consortium_id))


def _consortium(consortium_id: UUID) -> Consortium:
    return queries.consortium(consortium_id) or abort(404)


def _party(consortium_id: UUID, code: str) -> Party:
    return queries.party(consortium_id, code) or abort(404)

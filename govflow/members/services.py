"""What is done about consortia: one is founded, members join its roll, boards tell how they decide.

And people are given roles there, and lose them: at the next thing they ask for, the role counts no more.
"""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from govflow.accounts.models import Person
from govflow.accounts.queries import person_by_email
from govflow.accounts.services import add_person
from govflow.columns import Json
from govflow.core.counting import BoardRules
from govflow.core.draft import Member
from govflow.core.errors import Refused
from govflow.core.permissions import Role
from govflow.jobs.services import Order
from govflow.journal.perform import Act, Actor, Done, Lock, perform
from govflow.mail import Message, address
from govflow.mail.words import letter
from govflow.members.models import BoardRulesRow, ConsortiumRow, MemberRow, RoleRow
from govflow.members.queries import as_seen, consortium, ran_out
from govflow.members.queries import party as party_there


@dataclass(frozen=True)
class NewParty:
    """An organisation to enter on the roll. `details`: what else is known of it, private.

    `source`: where the rules of its board come from, a clause of its governing document, say.
    """

    member: Member
    is_vehicle: bool = False
    board: BoardRules | None = None
    source: str = ""
    details: Json = field(default_factory=dict)


def found_consortium(
    type: str, title: str, vehicle_is_party: bool, parties: Sequence[NewParty], by: Actor, key: UUID
) -> UUID:
    """Found a consortium with its first parties in one act; its id.

    :raises Refused: ``member_twice``, ``numbers_do_not_add_up``.
    """
    identity = uuid.uuid5(key, "consortium")

    def work(session: Session, moment: datetime) -> Done:
        session.add(
            ConsortiumRow(
                id=identity, type=type, title=title, vehicle_is_party=vehicle_is_party, created_at=moment
            )
        )
        session.flush()
        for party in parties:
            _enter(session, identity, party, moment)
        return Done()

    body: Json = {
        "type": type,
        "title": title,
        "vehicle_is_party": vehicle_is_party,
        "parties": [_told(party) for party in parties],
    }
    perform(Act("consortium_founded", by, identity, identity, work, body), key)
    return identity


def add_member(consortium_id: UUID, party: NewParty, by: Actor, key: UUID) -> UUID:
    """Enter an organisation on a consortium's roll; its id.

    :raises Refused: ``member_twice``, ``numbers_do_not_add_up``.
    """
    identity = _member_id(consortium_id, party.member.member_id)

    def work(session: Session, moment: datetime) -> Done:
        _enter(session, consortium_id, party, moment)
        return Done()

    lock = Lock(ConsortiumRow, consortium_id)
    perform(Act("member_added", by, consortium_id, identity, work, _told(party), lock), key)
    return identity


def add_members(consortium_id: UUID, parties: Sequence[NewParty], by: Actor, key: UUID) -> None:
    """Enter several organisations on a consortium's roll in one act: all of them, or none.

    :raises Refused: ``member_twice``, ``numbers_do_not_add_up``.
    """

    def work(session: Session, moment: datetime) -> Done:
        for party in parties:
            _enter(session, consortium_id, party, moment)
        return Done()

    body: Json = {"parties": [_told(party) for party in parties]}
    lock = Lock(ConsortiumRow, consortium_id)
    perform(Act("members_added", by, consortium_id, consortium_id, work, body, lock), key)


def correct_member(
    consortium_id: UUID, party_id: UUID, member: Member, seen: str, by: Actor, key: UUID
) -> None:
    """Correct what is told of an organisation; versions that were frozen keep what they were frozen with.

    ``seen``: what stood there when somebody began to type (`as_seen`).

    :raises Refused: ``someone_else_corrected`` (since then).
    """

    def work(session: Session, moment: datetime) -> Done:
        there = party_there(consortium_id, member.member_id)
        if there is None or (there.member != member and as_seen(there.member) != seen):
            raise Refused("someone_else_corrected")
        row = session.get_one(MemberRow, party_id)
        for name, value in _columns(member).items():
            setattr(row, name, value)
        return Done()

    body: Json = {**asdict(member), "annual_income": _pence(member.annual_income)}
    lock = Lock(MemberRow, party_id)
    perform(Act("member_corrected", by, consortium_id, party_id, work, body, lock), key)


def set_board_rules(
    consortium_id: UUID, member_id: UUID, rules: BoardRules, by: Actor, key: UUID, source: str = ""
) -> None:
    """Record how a party's board decides from now on; what it decided before stands.

    ``source``: where the rules come from.

    :raises Refused: ``numbers_do_not_add_up``.
    """

    def work(session: Session, moment: datetime) -> Done:
        write_rules(session, member_id, rules, moment, source)
        return Done()

    act = Act(
        "board_rules_set",
        by,
        consortium_id,
        member_id,
        work,
        {**_board_told(rules), "source": source},
        Lock(MemberRow, member_id),
    )
    perform(act, key)


@dataclass(frozen=True)
class Post:
    """Where a role is held: at an organisation, or (``member_id`` None) in the consortium as a whole.

    ``office``: what the person is called there ("Trustee", "Director").
    """

    consortium_id: UUID
    member_id: UUID | None = None
    office: str = ""


def give_roles(
    post: Post,
    person_id: UUID,
    roles: Sequence[Role],
    by: Actor,
    key: UUID,
    *,
    granted: bool = False,
    orders: tuple[Order, ...] = (),
) -> None:
    """Give a person roles. ``granted``: an observer may read.

    One they took up there already stays as it is, unless it is told otherwise now; one that still waits for them, or
    ran out, waits anew. An office that is not told again stays.

    :raises Refused: ``no_role_given``.
    """

    def work(session: Session, moment: datetime) -> Done:
        found = session.scalars(
            select(RoleRow).where(
                RoleRow.consortium_id == post.consortium_id,
                RoleRow.member_id == post.member_id,
                RoleRow.person_id == person_id,
                RoleRow.role.in_(roles),
                RoleRow.ended_at.is_(None),
            )
        )
        came, here = session.get_one(Person, person_id).signed_in_at, {row.role: row for row in found}
        for role in dict.fromkeys(roles):
            row, reads = here.get(role), granted and role is Role.OBSERVER
            office = post.office or ("" if row is None else row.office)
            if row is not None:
                taken_up = came is not None and not ran_out(row.given_at, came, moment)
                if taken_up and (row.office, row.granted) == (office, reads):
                    continue
                row.ended_at, row.ended_by = moment, key
            _give(session, replace(post, office=office), person_id, role, reads, moment, key)
        return Done(orders=orders)

    if not roles:
        raise Refused("no_role_given")
    body: Json = {
        "person": str(person_id),
        "roles": [str(role) for role in roles],
        "office": post.office,
        "granted": granted,
    }
    lock = Lock(ConsortiumRow, post.consortium_id)
    perform(Act("roles_given", by, post.consortium_id, post.member_id, work, body, lock), key)


def _give(
    session: Session, post: Post, person_id: UUID, role: Role, granted: bool, moment: datetime, key: UUID
) -> None:
    session.add(
        RoleRow(
            id=uuid.uuid5(key, f"role {role}"),
            consortium_id=post.consortium_id,
            member_id=post.member_id,
            person_id=person_id,
            role=str(role),
            office=post.office,
            granted=granted,
            given_at=moment,
            given_by=key,
        )
    )


def end_role(consortium_id: UUID, role_id: UUID, by: Actor, key: UUID) -> None:
    """End a role.

    :raises Refused: ``nothing_to_act_on`` (no such role, or ended already), ``last_of_its_kind`` (nobody would
        be left to look after the people there).
    """

    def work(session: Session, moment: datetime) -> Done:
        row = session.get(RoleRow, role_id)
        if row is None or row.consortium_id != consortium_id or row.ended_at is not None:
            raise Refused("nothing_to_act_on")
        if row.role in _LOOK_AFTER and _alone(session, row, moment):
            raise Refused("last_of_its_kind", role=row.role)
        row.ended_at, row.ended_by = moment, key
        return Done()

    lock = Lock(ConsortiumRow, consortium_id)
    perform(Act("role_ended", by, consortium_id, role_id, work, {"role": str(role_id)}, lock), key)


_LOOK_AFTER = (Role.FACILITATOR, Role.CHIEF_OFFICER)


def _alone(session: Session, row: RoleRow, moment: datetime) -> bool:
    """Whether this is the only one whose invitation to the same role at the same place has not run out."""
    holders = (
        select(RoleRow.id, RoleRow.given_at, Person.signed_in_at)
        .join(Person, Person.id == RoleRow.person_id)
        .where(
            RoleRow.consortium_id == row.consortium_id,
            RoleRow.role == row.role,
            RoleRow.ended_at.is_(None),
        )
    )
    if row.role == Role.CHIEF_OFFICER:
        holders = holders.where(RoleRow.member_id == row.member_id)
    found = session.execute(holders)
    return {each.id for each in found if not ran_out(each.given_at, each.signed_in_at, moment)} == {row.id}


def invite(
    post: Post,
    name: str,
    email: str,
    roles: Sequence[Role],
    by: Actor,
    key: UUID,
    *,
    granted: bool = False,
) -> UUID:
    """Invite somebody: they are added if we do not know their address, given roles, and told by mail; their id.

    :raises Refused: ``email_not_an_address``, ``name_missing``, ``no_role_given``.
    """
    if not roles:
        raise Refused("no_role_given")
    known = person_by_email(email)
    person_id = add_person(name, email, by, uuid.uuid5(key, "person")) if known is None else known.id
    give_roles(post, person_id, roles, by, key, granted=granted, orders=(_invitation(post, email, key),))
    return person_id


def _invitation(post: Post, email: str, key: UUID) -> Order:
    found = consortium(post.consortium_id)
    assert found is not None
    subject, text = letter("invitation", consortium=found.title, address=f"{address()}/sign-in", email=email)
    return Message(email, subject, text).order(f"invitation:{key}")


def _enter(session: Session, consortium_id: UUID, party: NewParty, moment: datetime) -> None:
    member, identity = party.member, _member_id(consortium_id, party.member.member_id)
    if session.get(MemberRow, identity) is not None:
        raise Refused("member_twice", member=member.member_id)
    position = session.scalars(
        select(func.coalesce(func.max(MemberRow.position) + 1, 0)).where(
            MemberRow.consortium_id == consortium_id
        )
    ).one()
    session.add(
        MemberRow(
            id=identity,
            consortium_id=consortium_id,
            code=member.member_id,
            position=position,
            is_vehicle=party.is_vehicle,
            details=party.details,
            **_columns(member),
        )
    )
    session.flush()
    if party.board is not None:
        write_rules(session, identity, party.board, moment, party.source)


def write_rules(
    session: Session, member_id: UUID, rules: BoardRules, moment: datetime, source: str = ""
) -> None:
    """Record a board's rules within an act.

    :raises Refused: ``numbers_do_not_add_up``.
    """
    if not (0 <= rules.in_office <= rules.seats and rules.quorum >= 0):
        raise Refused(
            "numbers_do_not_add_up", seats=rules.seats, in_office=rules.in_office, quorum=rules.quorum
        )
    number = session.scalars(
        select(func.coalesce(func.max(BoardRulesRow.number) + 1, 1)).where(
            BoardRulesRow.member_id == member_id
        )
    ).one()
    session.add(
        BoardRulesRow(
            id=uuid.uuid5(member_id, f"board rules {number}"),
            member_id=member_id,
            number=number,
            seats=rules.seats,
            in_office=rules.in_office,
            quorum=rules.quorum,
            majority=str(rules.majority),
            basis=str(rules.basis),
            chair_casting=rules.chair_casting,
            written=str(rules.written),
            source=source,
            since=moment,
        )
    )


def _columns(member: Member) -> dict[str, object]:
    """What the roll keeps of an organisation, but its place there."""
    facts = asdict(member)
    del facts["member_id"]
    facts["annual_income_pence"] = _pence(facts.pop("annual_income"))
    return facts


def key_of(key: UUID, what: str) -> UUID:
    """The key of a further act that one button does."""
    return uuid.uuid5(key, what)


def _member_id(consortium_id: UUID, code: str) -> UUID:
    return uuid.uuid5(consortium_id, f"member {code}")


def _pence(pounds: Decimal | None) -> int | None:
    return None if pounds is None else int((pounds * 100).to_integral_value())


def _told(party: NewParty) -> Json:
    facts = asdict(party.member)
    facts["annual_income"] = None if facts["annual_income"] is None else str(facts["annual_income"])
    board = None if party.board is None else _board_told(party.board)
    return {"member": facts, "is_vehicle": party.is_vehicle, "board": board, "details": party.details}


def _board_told(rules: BoardRules) -> dict[str, Json]:
    return asdict(rules)

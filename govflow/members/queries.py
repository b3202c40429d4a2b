"""What is told about a consortium: itself, its parties in order, how each one's board decides, who is what there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from uuid import UUID

from sqlalchemy import bindparam, func, select

from govflow.accounts.models import Person
from govflow.clock import now
from govflow.columns import Json
from govflow.core.counting import BoardRules, WrittenRule
from govflow.core.draft import VEHICLE_ID, Member
from govflow.core.fingerprint import canonical_json, digest, member_plain
from govflow.core.permissions import Capacity, Role
from govflow.core.voting import Basis, RuleCode
from govflow.extensions import db
from govflow.members.models import BoardRulesRow, ConsortiumRow, MemberRow, RoleRow


@dataclass(frozen=True)
class Consortium:
    """A consortium; `type` is one of the catalogue's five."""

    id: UUID
    type: str
    title: str
    vehicle_is_party: bool
    created_at: datetime


@dataclass(frozen=True)
class Party:
    """An organisation on the roll of a consortium: a member, or the vehicle. `details` are private."""

    id: UUID
    consortium_id: UUID
    is_vehicle: bool
    member: Member
    details: Json

    @property
    def code(self) -> str:
        """Its id in answers and acts."""
        return self.member.member_id


def consortium(identity: UUID) -> Consortium | None:
    """One consortium."""
    row = db.session.get(ConsortiumRow, identity)
    if row is None:
        return None
    return Consortium(row.id, row.type, row.title, row.vehicle_is_party, row.created_at)


def parties(consortium_id: UUID) -> tuple[Party, ...]:
    """Everyone on the roll in the order they were entered, the vehicle where there is one."""
    statement = select(MemberRow).where(MemberRow.consortium_id == consortium_id).order_by(MemberRow.position)
    return tuple(_party(row) for row in db.session.scalars(statement))


def party(consortium_id: UUID, code: str) -> Party | None:
    """The party with this id in answers and acts."""
    statement = select(MemberRow).where(MemberRow.consortium_id == consortium_id, MemberRow.code == code)
    row = db.session.scalars(statement).one_or_none()
    return None if row is None else _party(row)


def as_seen(member: Member) -> str:
    """A digest of what the page shows that corrects an organisation: its way of signing is not there."""
    return digest(canonical_json(member_plain(replace(member, execution_method=""))))


def next_code(founded: Consortium, parties: tuple[Party, ...], is_vehicle: bool) -> str:
    """The id in answers and acts that the next organisation gets."""
    return VEHICLE_ID if is_vehicle else next(free_codes(founded, parties))


def free_codes(founded: Consortium, parties: tuple[Party, ...]) -> Iterator[str]:
    """The ids in answers and acts that the next members get, one after the other."""
    taken = {each.code for each in parties}
    return (code for number in count(1) if (code := f"{founded.type}{number}") not in taken)


@dataclass(frozen=True)
class RecordedRules:
    """How a board decides, where that comes from, and since when we know."""

    rules: BoardRules
    source: str
    since: datetime


def board_rules(consortium_id: UUID) -> Mapping[UUID, BoardRules]:
    """How each party's board decides now, by the party's id; a board whose rules nobody gave is absent."""
    return {party: kept.rules for party, kept in recorded_rules(consortium_id).items()}


def recorded_rules(consortium_id: UUID) -> Mapping[UUID, RecordedRules]:
    """As `board_rules`, with the source."""
    newest = (
        select(BoardRulesRow.member_id, func.max(BoardRulesRow.number).label("number"))
        .group_by(BoardRulesRow.member_id)
        .subquery()
    )
    statement = (
        select(BoardRulesRow)
        .join(
            newest,
            (newest.c.member_id == BoardRulesRow.member_id) & (newest.c.number == BoardRulesRow.number),
        )
        .join(MemberRow, MemberRow.id == BoardRulesRow.member_id)
        .where(MemberRow.consortium_id == consortium_id)
    )
    return {
        row.member_id: RecordedRules(_rules(row), row.source, row.since)
        for row in db.session.scalars(statement)
    }


INVITATION_LIFE = timedelta(days=14)
"""How long an invitation may wait for its person to sign in for the first time."""


def ran_out(given_at: datetime, signed_in_at: datetime | None, moment: datetime) -> bool:
    """Whether a role was given to somebody who signed in too late for the first time, or still has not, too late."""
    return (signed_in_at or moment) > given_at + INVITATION_LIFE


@dataclass(frozen=True)
class RoleHolder:
    """A person in a role. `member_id` None, `code` and `organisation` "" where of no organisation.

    `came`: whether they ever signed in. `ran_out`: their invitation waited too long, and they may do nothing by it.
    """

    role_id: UUID
    person_id: UUID
    name: str
    email: str
    member_id: UUID | None
    code: str
    organisation: str
    role: Role
    office: str
    given_at: datetime
    came: bool
    ran_out: bool


def role_holders(consortium_id: UUID) -> tuple[RoleHolder, ...]:
    """Everybody who holds a role in a consortium: by organisation, by person as they came, by role."""
    return tuple(each for each in roles_given(consortium_id) if not each.ran_out)


def roles_given(consortium_id: UUID) -> tuple[RoleHolder, ...]:
    """As `role_holders`, with those whose invitation ran out: who looks after the people invites them again."""
    moment = now()
    statement = (
        select(
            RoleRow,
            Person,
            func.coalesce(MemberRow.code, "").label("code"),
            func.coalesce(MemberRow.legal_name, "").label("organisation"),
        )
        .join(Person, Person.id == RoleRow.person_id)
        .outerjoin(MemberRow, MemberRow.id == RoleRow.member_id)
        .where(RoleRow.consortium_id == consortium_id, RoleRow.ended_at.is_(None))
        .order_by(func.coalesce(MemberRow.position, -1), RoleRow.given_at, Person.created_at, Person.id)
    )
    found = [
        RoleHolder(
            role.id,
            person.id,
            person.name,
            person.email,
            role.member_id,
            code,
            organisation,
            Role(role.role),
            role.office,
            role.given_at,
            person.signed_in_at is not None,
            ran_out(role.given_at, person.signed_in_at, moment),
        )
        for role, person, code, organisation in db.session.execute(statement)
    ]
    came = {(each.member_id, each.person_id): place for place, each in reversed(list(enumerate(found)))}
    order = list(Role)
    return tuple(
        sorted(found, key=lambda each: (came[each.member_id, each.person_id], order.index(each.role)))
    )


def has_ended(consortium_id: UUID, role_id: UUID) -> bool:
    """Whether somebody held this role in a consortium, and it was ended."""
    row = db.session.get(RoleRow, role_id)
    return row is not None and row.consortium_id == consortium_id and row.ended_at is not None


# Asked by every page, so built once.
_ROLES_OF = (
    select(
        RoleRow.consortium_id,
        RoleRow.member_id,
        RoleRow.role,
        RoleRow.granted,
        RoleRow.given_at,
        Person.signed_in_at,
        ConsortiumRow.title,
        func.coalesce(MemberRow.code, "").label("code"),
        func.coalesce(MemberRow.legal_name, "").label("legal_name"),
    )
    .join(Person, Person.id == RoleRow.person_id)
    .join(ConsortiumRow, ConsortiumRow.id == RoleRow.consortium_id)
    .outerjoin(MemberRow, MemberRow.id == RoleRow.member_id)
    .where(RoleRow.person_id == bindparam("person_id"), RoleRow.ended_at.is_(None))
    .order_by(ConsortiumRow.title, ConsortiumRow.id, func.coalesce(MemberRow.position, -1))
)


def capacities(person_id: UUID) -> tuple[Capacity, ...]:
    """Everything a person may act as: by the title of the consortium, then by organisation.

    An invitation that ran out gives nothing.
    """
    moment, found = now(), dict[tuple[UUID, UUID | None], Capacity]()
    for row in db.session.execute(_ROLES_OF, {"person_id": person_id}):
        if ran_out(row.given_at, row.signed_in_at, moment):
            continue
        place = (row.consortium_id, row.member_id)
        before = found.get(place)
        found[place] = Capacity(
            row.consortium_id,
            row.title,
            row.member_id,
            row.code,
            row.legal_name,
            frozenset({Role(row.role)}) | (before.roles if before else frozenset()),
            row.granted or (before is not None and before.granted),
        )
    return tuple(found.values())


def _rules(row: BoardRulesRow) -> BoardRules:
    return BoardRules(
        row.seats,
        row.in_office,
        row.quorum,
        RuleCode(row.majority),
        Basis(row.basis),
        row.chair_casting,
        WrittenRule(row.written),
    )


def _party(row: MemberRow) -> Party:
    income = row.annual_income_pence
    member = Member(
        member_id=row.code,
        legal_name=row.legal_name,
        legal_form=row.legal_form,
        is_charity=row.is_charity,
        reg_no=row.reg_no,
        jurisdiction=row.jurisdiction,
        registered_office=row.registered_office,
        member_class=row.member_class,
        annual_income=None if income is None else Decimal(income) / 100,
        role=row.role,
        execution_method=row.execution_method,
    )
    return Party(row.id, row.consortium_id, row.is_vehicle, member, row.details)

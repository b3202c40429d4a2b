"""What is told about a consortium: itself, its parties in order, and how each one's board decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from govflow.columns import Json
from govflow.core.counting import BoardRules, WrittenRule
from govflow.core.draft import Member
from govflow.core.voting import Basis, RuleCode
from govflow.extensions import db
from govflow.members.models import BoardRulesRow, ConsortiumRow, MemberRow


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


def board_rules(consortium_id: UUID) -> Mapping[UUID, BoardRules]:
    """How each party's board decides now, by the party's id; a board whose rules nobody gave is absent."""
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
    return {row.member_id: _rules(row) for row in db.session.scalars(statement)}


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

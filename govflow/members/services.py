"""What is done about consortia: one is founded, members join its roll, boards tell how they decide."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from govflow.columns import Json
from govflow.core.counting import BoardRules
from govflow.core.draft import Member
from govflow.core.errors import Refused
from govflow.journal.perform import Act, Actor, Done, Lock, perform
from govflow.members.models import BoardRulesRow, ConsortiumRow, MemberRow


@dataclass(frozen=True)
class NewParty:
    """An organisation to enter on the roll. `details`: what else is known of it, private."""

    member: Member
    is_vehicle: bool = False
    board: BoardRules | None = None
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


def set_board_rules(consortium_id: UUID, member_id: UUID, rules: BoardRules, by: Actor, key: UUID) -> None:
    """Record how a party's board decides from now on; what it decided before stands.

    :raises Refused: ``numbers_do_not_add_up``.
    """

    def work(session: Session, moment: datetime) -> Done:
        write_rules(session, member_id, rules, moment)
        return Done()

    act = Act(
        "board_rules_set",
        by,
        consortium_id,
        member_id,
        work,
        _board_told(rules),
        Lock(MemberRow, member_id),
    )
    perform(act, key)


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
            legal_name=member.legal_name,
            legal_form=member.legal_form,
            is_charity=member.is_charity,
            reg_no=member.reg_no,
            jurisdiction=member.jurisdiction,
            registered_office=member.registered_office,
            member_class=member.member_class,
            annual_income_pence=_pence(member.annual_income),
            role=member.role,
            execution_method=member.execution_method,
            details=party.details,
        )
    )
    session.flush()
    if party.board is not None:
        write_rules(session, identity, party.board, moment)


def write_rules(session: Session, member_id: UUID, rules: BoardRules, moment: datetime) -> None:
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
            since=moment,
        )
    )


def _member_id(consortium_id: UUID, code: str) -> UUID:
    return uuid.uuid5(consortium_id, f"member {code}")


def _pence(pounds: Decimal | None) -> int | None:
    return None if pounds is None else int((pounds * 100).to_integral_value())


def _told(party: NewParty) -> Json:
    facts = asdict(party.member)
    facts["annual_income"] = None if facts["annual_income"] is None else str(facts["annual_income"])
    board = None if party.board is None else _board_told(party.board)
    return {"member": facts, "is_vehicle": party.is_vehicle, "board": board, "details": party.details}


def _board_told(rules: BoardRules) -> Json:
    return asdict(rules)

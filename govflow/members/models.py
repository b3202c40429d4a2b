"""The consortium and its parties. A board's rules are added to and never changed: the newest count."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govflow.columns import Json, PrivateJSON
from govflow.extensions import Base


class ConsortiumRow(Base):
    """A consortium. `type` is one of the five of the catalogue."""

    __tablename__ = "consortium"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(300))
    vehicle_is_party: Mapped[bool]
    created_at: Mapped[datetime]


class MemberRow(Base):
    """An organisation: a member, or the vehicle. `code` is its id in answers and acts (``LB1``, ``SPV``)."""

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("consortium_id", "code"),
        UniqueConstraint("consortium_id", "position"),
        CheckConstraint("annual_income_pence >= 0", name="income_is_not_negative"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    consortium_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consortium.id"))
    code: Mapped[str] = mapped_column(String(100))
    position: Mapped[int]
    is_vehicle: Mapped[bool]
    legal_name: Mapped[str] = mapped_column(String(300))
    legal_form: Mapped[str] = mapped_column(String(60))
    is_charity: Mapped[bool]
    reg_no: Mapped[str] = mapped_column(String(60))
    jurisdiction: Mapped[str] = mapped_column(String(60))
    registered_office: Mapped[str] = mapped_column(String(500))
    member_class: Mapped[str] = mapped_column(String(60))
    annual_income_pence: Mapped[int | None] = mapped_column(BigInteger)
    role: Mapped[str] = mapped_column(String(500))
    execution_method: Mapped[str] = mapped_column(String(60))
    details: Mapped[Json] = mapped_column(PrivateJSON("member|details"))


class BoardRulesRow(Base):
    """How a member's own board decides, from one moment on."""

    __tablename__ = "board_rules"
    __table_args__ = (
        UniqueConstraint("member_id", "number"),
        CheckConstraint("in_office between 0 and seats", name="in_office_fits_the_seats"),
        CheckConstraint("quorum >= 0", name="a_quorum_is_a_number_of_people"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"))
    number: Mapped[int]
    seats: Mapped[int]
    in_office: Mapped[int]
    quorum: Mapped[int]
    majority: Mapped[str] = mapped_column(String(60))
    basis: Mapped[str] = mapped_column(String(60))
    chair_casting: Mapped[bool]
    written: Mapped[str] = mapped_column(String(60))
    since: Mapped[datetime]

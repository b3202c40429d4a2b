"""The consortium, its parties and who is what there. A board's rules are added to: the newest count."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govflow.columns import Json, PrivateJSON, PrivateText
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
    source: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]


class RoleRow(Base):
    """What a person is, for one organisation of a consortium or for none; `ended_at` is set once."""

    __tablename__ = "role"
    __table_args__ = (
        CheckConstraint("(ended_at is null) = (ended_by is null)", name="somebody_ended_what_is_ended"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    consortium_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consortium.id"), index=True)
    member_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("member.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    office: Mapped[str] = mapped_column(PrivateText("role|office"))
    granted: Mapped[bool]
    given_at: Mapped[datetime]
    given_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("act_key.key"))

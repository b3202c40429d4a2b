"""Signatures and the parts people did of them, the register of conditions precedent, the executed document.

Events, register and document are written once and never changed; the projection is what folding the events
gives. That a held signature is void is read from the version put to the boards.
"""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govflow.columns import Json, PrivateJSON, PrivateText
from govflow.core.approval import Closing
from govflow.core.signature import SignatureStatus
from govflow.extensions import Base

_KEPT = tuple(status for status in SignatureStatus if status is not SignatureStatus.VOID)


class SignatureRow(Base):
    """Where a party's signature stands, as recorded: one row for each party, so never two held at once."""

    __tablename__ = "signature"
    __table_args__ = (
        CheckConstraint(
            f"status in ({', '.join(repr(str(status)) for status in _KEPT)})", name="status_is_known"
        ),
        CheckConstraint(
            "status not in ('held', 'released') or (version <> '' and digest is not null)",
            name="a_signature_is_bound_to_a_text",
        ),
    )

    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"), primary_key=True)
    status: Mapped[str] = mapped_column(String(20))
    version: Mapped[str] = mapped_column(Text)
    digest: Mapped[str | None] = mapped_column(String(64))
    events: Mapped[int]


class SignatureEventRow(Base):
    """One thing that happened to a signature. ``kind`` and ``body`` are as `core.record` writes events."""

    __tablename__ = "signature_event"
    __table_args__ = (
        ForeignKeyConstraint(
            ["agreement_id", "member_id"], ["signature.agreement_id", "signature.member_id"]
        ),
    )

    agreement_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(60))
    body: Mapped[Json] = mapped_column(PrivateJSON("signature_event|body"), nullable=False)
    happened_at: Mapped[datetime]
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))


class SignaturePartRow(Base):
    """What one person did towards a party's signature: the signatory at their place, or the witness beside one.

    ``round``: how many things had happened to the party's signature before. A part counts while nothing else
    happens to it: a plan, a signature taken back or declined begins the next round. ``browser``: the mark of the
    browser it was done at; ``circumstances``: what was read when, and where from.
    """

    __tablename__ = "signature_part"
    __table_args__ = (
        UniqueConstraint("agreement_id", "member_id", "number"),
        UniqueConstraint("witness_of"),
        CheckConstraint("(person_id is null) = (witness_of is not null)", name="somebody_signs_or_witnesses"),
        CheckConstraint("length(digest) = 64", name="a_part_is_bound_to_a_text"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"))
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"))
    number: Mapped[int]
    round: Mapped[int]
    version: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    method: Mapped[str] = mapped_column(String(60))
    place: Mapped[int]
    role: Mapped[str] = mapped_column(String(100))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    witness_of: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("signature_part.id"))
    name: Mapped[str] = mapped_column(PrivateText("signature_part|name"))
    office: Mapped[str] = mapped_column(PrivateText("signature_part|office"))
    address: Mapped[str] = mapped_column(PrivateText("signature_part|address"))
    email: Mapped[str] = mapped_column(PrivateText("signature_part|email"))
    consent: Mapped[str] = mapped_column(PrivateText("signature_part|consent"))
    statement: Mapped[str] = mapped_column(PrivateText("signature_part|statement"))
    known_by: Mapped[str] = mapped_column(String(60))
    browser: Mapped[str] = mapped_column(String(64))
    circumstances: Mapped[Json] = mapped_column(PrivateJSON("signature_part|circumstances"), nullable=False)
    done_at: Mapped[datetime]
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))


class PrecedentRow(Base):
    """A condition precedent met or waived, once and for all. ``by``: who says so."""

    __tablename__ = "precedent"
    __table_args__ = (
        CheckConstraint(
            f"how in ({', '.join(repr(str(how)) for how in Closing)})", name="it_is_met_or_waived"
        ),
    )

    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(100), primary_key=True)
    how: Mapped[str] = mapped_column(String(10))
    on: Mapped[date]
    by: Mapped[Json] = mapped_column(PrivateJSON("precedent|by"), nullable=False)
    proof: Mapped[str] = mapped_column(PrivateText("precedent|proof"))
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))


class ExecutedRow(Base):
    """The executed agreement: the sealed PDF by its digest, which the journal holds too."""

    __tablename__ = "executed"
    __table_args__ = (CheckConstraint("length(pdf_sha256) = 64", name="the_document_has_its_digest"),)

    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version.id"))
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int]
    renderer: Mapped[str] = mapped_column(String(500))
    sealed_at: Mapped[datetime]
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))

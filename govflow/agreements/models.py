"""The agreement and what it is made of. All rows but the agreement's own are written once and never changed."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govflow.columns import Json, PrivateJSON, PrivateText
from govflow.core.catalogue import AGREEMENT
from govflow.extensions import Base


class AgreementRow(Base):
    """An agreement: the row that acts on it hold. ``revision`` counts the changes of its working draft.

    ``instrument``: which document of the clause pack it is: the agreement itself, or a shorter one before it.
    """

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint(
            "(released_at is null) = (dated is null)", name="an_agreement_is_dated_when_it_is_released"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    consortium_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consortium.id"), index=True)
    revision: Mapped[int]
    begun_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    dated: Mapped[date | None]
    instrument: Mapped[str] = mapped_column(String(60), default=AGREEMENT)


class AnswerRow(Base):
    """An answer from one revision on: exact JSON, or nothing where it was taken away. The newest counts."""

    __tablename__ = "answer"

    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    question: Mapped[str] = mapped_column(Text, primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[str | None] = mapped_column(PrivateText("answer|value"))
    given_at: Mapped[datetime]
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))


class RewordingRow(Base):
    """A clause's own words from one revision on, or nothing where the model text stands again."""

    __tablename__ = "rewording"

    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    clause: Mapped[str] = mapped_column(Text, primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str | None] = mapped_column(PrivateText("rewording|words"))
    reason: Mapped[str] = mapped_column(PrivateText("rewording|reason"))
    given_at: Mapped[datetime]
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))


class DepartureRow(Base):
    """A member that the agreement goes on without, from one revision on."""

    __tablename__ = "departure"

    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("member.id"), primary_key=True)
    revision: Mapped[int]
    reason: Mapped[str] = mapped_column(PrivateText("departure|reason"))
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))


class VersionRow(Base):
    """A frozen version: the draft it was made of, the text as it reads, and the digest that binds both.

    ``change``: what it changed of the version before; ``warnings``: those that stood, each with its reason.
    Draft and text are read only when asked for: most acts need neither, and they are large.
    """

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("agreement_id", "number"),
        UniqueConstraint("agreement_id", "name"),
        CheckConstraint("length(digest) = 64", name="a_version_has_its_digest"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    revision: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    pack: Mapped[str] = mapped_column(String(200))
    draft: Mapped[str] = mapped_column(PrivateText("version|draft"), deferred=True)
    document: Mapped[str] = mapped_column(PrivateText("version|document"), deferred=True)
    why: Mapped[str] = mapped_column(PrivateText("version|why"))
    change: Mapped[Json] = mapped_column(PrivateJSON("version|change"))
    warnings: Mapped[Json] = mapped_column(PrivateJSON("version|warnings"), nullable=False)
    frozen_at: Mapped[datetime]
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))


class QuestionFlagRow(Base):
    """A question that somebody is not sure of, given to a person by a day; without a person: taken back.

    ``member_id``: whose own rows it is about, where each party fills in its own; ``revision``: of the draft then.
    The newest counts, until an answer is given after it.
    """

    __tablename__ = "question_flag"
    __table_args__ = (CheckConstraint("(person_id is null) = (due is null)", name="who_is_asked_has_a_day"),)

    agreement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[str] = mapped_column(Text)
    member_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("member.id"))
    revision: Mapped[int]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    due: Mapped[date | None]
    note: Mapped[str] = mapped_column(PrivateText("question_flag|note"))
    flagged_at: Mapped[datetime]
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"))

"""People, the links and codes sent to them, and their sign-ins. No token and no code can be read back from here."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from govflow.columns import PrivateText
from govflow.extensions import Base


class Person(Base):
    """A person. The id is the pseudonym the journal knows them by.

    ``signed_in_at``: when first. ``may_found``: whether they may found a consortium on this server.
    """

    __tablename__ = "person"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(PrivateText("person|name"))
    email: Mapped[str] = mapped_column(PrivateText("person|email"))
    email_mark: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    may_found: Mapped[bool] = mapped_column(default=False, server_default=false())


class LinkToken(Base):
    """A link to one page for one person, good once and for a time."""

    __tablename__ = "link_token"
    __table_args__ = (CheckConstraint("expires_at > opened_at", name="a_link_expires_after_it_opens"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(60))
    target: Mapped[str] = mapped_column(String(300))
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInSession(Base):
    """One browser in which a person is signed in, until it is ended or its time is over."""

    __tablename__ = "sign_in_session"
    __table_args__ = (
        CheckConstraint("ends_at > opened_at", name="a_session_ends_after_it_opens"),
        CheckConstraint("method in ('email_code', 'link')", name="method_is_known"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    method: Mapped[str] = mapped_column(String(20))
    device: Mapped[str] = mapped_column(PrivateText("sign_in_session|device"))
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class MailedCode(Base):
    """A code asked for in one browser, whether or not anybody has the address. Kept for a day, for the throttle.

    ``used_for``: the act that it confirmed; for that same act it is good again.
    """

    __tablename__ = "mailed_code"
    __table_args__ = (
        CheckConstraint("purpose in ('sign_in', 'confirm')", name="purpose_is_known"),
        CheckConstraint("expires_at > asked_at", name="a_code_expires_after_it_is_asked_for"),
        CheckConstraint("tries between 0 and 5", name="tries_are_few"),
        CheckConstraint("used_for is null or used_at is not null", name="used_for_something_when_used"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    address_mark: Mapped[str] = mapped_column(String(64), index=True)
    asker_mark: Mapped[str] = mapped_column(String(64), index=True)
    asker_is_known: Mapped[bool]
    bound_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_mark: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int]
    used_at: Mapped[datetime | None]
    used_for: Mapped[uuid.UUID | None]

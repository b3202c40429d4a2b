"""People and the one-use links sent to them. A link's token is kept hashed: nobody can read it back."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from govflow.columns import PrivateText
from govflow.extensions import Base


class Person(Base):
    """A person. The id is the pseudonym the journal knows them by."""

    __tablename__ = "person"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(PrivateText("person|name"))
    email: Mapped[str] = mapped_column(PrivateText("person|email"))
    email_mark: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]


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

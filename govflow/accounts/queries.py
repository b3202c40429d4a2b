"""What is told about people."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from govflow.accounts.models import Person
from govflow.columns import cipher
from govflow.extensions import db


@dataclass(frozen=True)
class PersonCard:
    """A person as pages show them."""

    id: UUID
    name: str
    email: str
    created_at: datetime


def person(identity: UUID) -> PersonCard | None:
    """The person with this id."""
    return _card(db.session.get(Person, identity))


def person_by_email(email: str) -> PersonCard | None:
    """The person with this address; letter case and space around it do not count."""
    statement = select(Person).where(Person.email_mark == email_mark(email))
    return _card(db.session.scalars(statement).one_or_none())


def email_mark(email: str) -> str:
    """What an address is found by, while the address itself is kept encrypted."""
    return cipher().mark("person|email", email.strip().casefold())


def _card(row: Person | None) -> PersonCard | None:
    return None if row is None else PersonCard(row.id, row.name, row.email, row.created_at)

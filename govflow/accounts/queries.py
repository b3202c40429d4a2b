"""What is told about people and their sign-ins."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from govflow.accounts.models import Person, SignInSession
from govflow.clock import now
from govflow.columns import cipher
from govflow.extensions import db


@dataclass(frozen=True)
class PersonCard:
    """A person as pages show them. ``signed_in_at``: when first, None when never."""

    id: UUID
    name: str
    email: str
    created_at: datetime
    signed_in_at: datetime | None = None
    may_found: bool = False


@dataclass(frozen=True)
class OpenSession:
    """A browser in which somebody is signed in. ``device``: what it said of itself."""

    id: UUID
    person_id: UUID
    name: str
    method: str
    device: str
    opened_at: datetime
    ends_at: datetime


def person(identity: UUID) -> PersonCard | None:
    """The person with this id."""
    return _card(db.session.get(Person, identity))


def names_of(identities: Collection[UUID]) -> Mapping[UUID, str]:
    """The names of these people, by their ids."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(identities)))
    return {row.id: row.name for row in rows}


def person_by_email(email: str) -> PersonCard | None:
    """The person with this address; letter case and space around it do not count."""
    statement = select(Person).where(Person.email_mark == email_mark(email))
    return _card(db.session.scalars(statement).one_or_none())


def may_found(person_id: UUID) -> bool:
    """Whether this person may found a consortium on this server."""
    return bool(db.session.scalars(select(Person.may_found).where(Person.id == person_id)).one_or_none())


def email_mark(email: str) -> str:
    """What an address is found by, while the address itself is kept encrypted."""
    return cipher().mark("person|email", email.strip().casefold())


def email_hint(person_id: UUID) -> str:
    """Where a person's codes go, told so that only they recognise it."""
    found = person(person_id)
    return "" if found is None else masked(found.email)


def masked(email: str) -> str:
    """An address as it may be shown over somebody's shoulder: r•••@example.org."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def session_of(token: str) -> OpenSession | None:
    """The open session that a browser's token is for."""
    return next(iter(_sessions(SignInSession.token_hash == hashed(token))), None)


def sessions_of(person_id: UUID) -> tuple[OpenSession, ...]:
    """Where a person is signed in, the newest first."""
    return _sessions(SignInSession.person_id == person_id)


def hashed(token: str) -> str:
    """What is kept of a token: it has 256 bits of chance, so a plain digest tells nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def _sessions(which: ColumnElement[bool]) -> tuple[OpenSession, ...]:
    statement = (
        select(SignInSession, Person.name)
        .join(Person, Person.id == SignInSession.person_id)
        .where(which, SignInSession.ended_at.is_(None), SignInSession.ends_at > now())
        .order_by(SignInSession.opened_at.desc(), SignInSession.id)
    )
    return tuple(
        OpenSession(row.id, row.person_id, name, row.method, row.device, row.opened_at, row.ends_at)
        for row, name in db.session.execute(statement)
    )


def _card(row: Person | None) -> PersonCard | None:
    if row is None:
        return None
    return PersonCard(row.id, row.name, row.email, row.created_at, row.signed_in_at, row.may_found)

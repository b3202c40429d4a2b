"""What is done about people: they are added, and let in by a link that works once."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from govflow.accounts.models import LinkToken, Person
from govflow.accounts.queries import email_mark
from govflow.clock import now
from govflow.core.errors import Refused
from govflow.journal.perform import Act, Actor, Done, perform
from govflow.transaction import transaction

LINK_LIFE = timedelta(minutes=10)
"""How long a link for signing in lives (OWASP ASVS 5.0 6.5.5)."""


@dataclass(frozen=True)
class OpenedLink:
    """What a link was for, told once."""

    person_id: UUID
    purpose: str
    target: str


def add_person(name: str, email: str, by: Actor, key: UUID) -> UUID:
    """Add a person; their id.

    :raises Refused: ``email_not_an_address``, ``email_taken``.
    """
    name, email = name.strip(), email.strip()
    identity = uuid.uuid5(key, "person")

    def work(session: Session, moment: datetime) -> Done:
        _refuse_a_bad_address(session, email)
        session.add(
            Person(id=identity, name=name, email=email, email_mark=email_mark(email), created_at=moment)
        )
        return Done()

    perform(Act("person_added", by, None, identity, work, {"name": name, "email": email}), key)
    return identity


def open_link(person_id: UUID, purpose: str, target: str, life: timedelta = LINK_LIFE) -> str:
    """Open a link to a page for a person; its token, told here and never again."""
    token = secrets.token_urlsafe(32)
    moment = now()
    with transaction() as session:
        session.execute(
            insert(LinkToken).values(
                id=uuid.uuid4(),
                person_id=person_id,
                token_hash=_hashed(token),
                purpose=purpose,
                target=target,
                opened_at=moment,
                expires_at=moment + life,
            )
        )
    return token


def use_link(token: str, purpose: str) -> OpenedLink:
    """Use a link. It works once, for what it was opened for, while it lives.

    :raises Refused: ``link_not_good``; which of the reasons it is, is nobody's business.
    """
    moment = now()
    good = (
        (LinkToken.token_hash == _hashed(token))
        & (LinkToken.purpose == purpose)
        & (LinkToken.used_at.is_(None))
        & (LinkToken.expires_at > moment)
    )
    told = (LinkToken.person_id, LinkToken.purpose, LinkToken.target)
    with transaction() as session:
        row = session.execute(update(LinkToken).where(good).values(used_at=moment).returning(*told)).first()
        if row is None:
            raise Refused("link_not_good")
        return OpenedLink(row.person_id, row.purpose, row.target)


def _refuse_a_bad_address(session: Session, email: str) -> None:
    local, at, domain = email.rpartition("@")
    if not (local and at and domain) or any(sign.isspace() or sign < " " for sign in email):
        raise Refused("email_not_an_address", email=email)
    if session.scalars(select(Person.id).where(Person.email_mark == email_mark(email))).first():
        raise Refused("email_taken", email=email)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

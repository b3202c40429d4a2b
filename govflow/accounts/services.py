"""What is done about people: they are added, let in by a link that works once, and signed out again.

A sign-in is no act of the field and has no place in the journal: what the journal keeps of it is the method,
with each act that follows.
"""

import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from govflow.accounts.models import LinkToken, Person, SignInSession
from govflow.accounts.queries import email_mark, hashed
from govflow.clock import now
from govflow.core.errors import Refused
from govflow.journal.leaf import SYSTEM
from govflow.journal.perform import Act, Actor, Done, perform
from govflow.mail import Message, address
from govflow.mail.words import letter
from govflow.transaction import insist, transaction

LINK_LIFE = timedelta(minutes=10)
"""How long a link for signing in lives (OWASP ASVS 5.0 6.5.5)."""

SESSION_LIFE = timedelta(hours=12)
"""How long somebody stays signed in, whatever they do meanwhile (OWASP ASVS 5.0 7.3.2)."""

KEEP_SESSIONS = timedelta(days=365)
KEEP_LINKS = timedelta(days=30)

SIGN_IN = "sign_in"
"""The purpose of a link that signs its person in."""

BY_CODE, BY_LINK = "email_code", "link"
"""How somebody was known who signed in, as the journal names it."""

LONGEST_DEVICE = 300


@dataclass(frozen=True)
class Opened:
    """A session just opened. ``token``: what the browser keeps, told here and never again."""

    token: str
    person_id: UUID
    target: str = ""


def add_person(name: str, email: str, by: Actor, key: UUID) -> UUID:
    """Add a person; their id.

    :raises Refused: ``name_missing``, ``email_not_an_address``, ``email_taken``.
    """
    name, email = name.strip(), email.strip()
    identity = uuid.uuid5(key, "person")

    def work(session: Session, moment: datetime) -> Done:
        refuse_no_address(email)
        if _person_with(session, email) is not None:
            raise Refused("email_taken", email=email)
        _add(session, identity, name, email, moment)
        return Done()

    perform(Act("person_added", by, None, identity, work, {"name": name, "email": email}), key)
    return identity


def invite_founder(name: str, email: str, consortium: str, key: UUID) -> UUID:
    """Let somebody found consortia on this server, and tell them by mail; their id. Who is known keeps their name.

    ``consortium``: what they are to found, "" where that is left to them.

    :raises Refused: ``name_missing``, ``email_not_an_address``.
    """
    name, email = name.strip(), email.strip()

    def work(session: Session, moment: datetime) -> Done:
        refuse_no_address(email)
        found = _person_with(session, email) or _add(session, uuid.uuid5(key, "person"), name, email, moment)
        found.may_found = True
        order = Message(email, *founder_letter(name, email, consortium)).order(f"founder_invited:{key}")
        return Done(str(found.id), orders=(order,))

    body = {"name": name, "email": email, "consortium": consortium}
    return UUID(str(perform(Act("founder_invited", SYSTEM, None, None, work, body), key)))


def founder_letter(name: str, email: str, consortium: str) -> tuple[str, str]:
    """How the first person of a server is told to sign in."""
    what = f"“{consortium}”" if consortium else "your consortium"
    return letter("founder", name=name, email=email, consortium=what, address=f"{address()}/sign-in")


def open_link(person_id: UUID, purpose: str, target: str, life: timedelta = LINK_LIFE) -> str:
    """Open a link to a page for a person; its token, told here and never again."""
    token = secrets.token_urlsafe(32)
    moment = now()
    with transaction() as session:
        session.execute(
            insert(LinkToken).values(
                id=uuid.uuid4(),
                person_id=person_id,
                token_hash=hashed(token),
                purpose=purpose,
                target=target,
                opened_at=moment,
                expires_at=moment + life,
            )
        )
    return token


def sign_in_by_link(token: str, device: str) -> Opened:
    """Use a link for signing in. It works once, for what it was opened for, while it lives.

    :raises Refused: ``link_not_good``; which of the reasons it is, is nobody's business.
    """
    moment = now()
    good = (
        (LinkToken.token_hash == hashed(token))
        & (LinkToken.purpose == SIGN_IN)
        & (LinkToken.used_at.is_(None))
        & (LinkToken.expires_at > moment)
    )
    use = update(LinkToken).where(good).values(used_at=moment)
    with transaction() as session:
        row = session.execute(use.returning(LinkToken.person_id, LinkToken.target)).first()
        if row is None:
            raise Refused("link_not_good")
        return open_session(session, row.person_id, BY_LINK, device, moment, row.target)


def open_session(
    session: Session, person_id: UUID, method: str, device: str, moment: datetime, target: str = ""
) -> Opened:
    """Sign a person in, within the transaction that proved who they are."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignInSession(
            id=uuid.uuid4(),
            person_id=person_id,
            token_hash=hashed(token),
            method=method,
            device=device[:LONGEST_DEVICE],
            opened_at=moment,
            ends_at=moment + SESSION_LIFE,
        )
    )
    _come_in(session, (person_id,), moment)
    return Opened(token, person_id, target)


def bring_in(people: Collection[UUID]) -> None:
    """Count people as having signed in, who act here without a browser: those of the demo."""
    with transaction() as session:
        _come_in(session, people, now())


def _come_in(session: Session, people: Collection[UUID], moment: datetime) -> None:
    """Note when they signed in first."""
    first = Person.id.in_(people) & Person.signed_in_at.is_(None)
    session.execute(update(Person).where(first).values(signed_in_at=moment))


def end_session(person_id: UUID, session_id: UUID) -> bool:
    """Sign a person out of one browser; False when that is no session of theirs, or over."""
    return _end((SignInSession.person_id == person_id) & (SignInSession.id == session_id)) == 1


def end_other_sessions(person_id: UUID, but: UUID) -> int:
    """Sign a person out of every browser but one; of how many."""
    return _end((SignInSession.person_id == person_id) & (SignInSession.id != but))


def forget_old(session: Session, moment: datetime) -> None:
    """Drop sign-ins and links that were over long ago."""
    session.execute(delete(SignInSession).where(SignInSession.ends_at < moment - KEEP_SESSIONS))
    session.execute(delete(LinkToken).where(LinkToken.expires_at < moment - KEEP_LINKS))


_NAMES_SEVERAL = frozenset('<>()[],;:"\\')
"""Signs by which one line of a letter's head names several people, or one under another name (RFC 5322 3.4)."""


def refuse_no_address(email: str) -> None:
    """Refuse what cannot be an e-mail address.

    :raises Refused: ``email_not_an_address``.
    """
    local, at, domain = email.rpartition("@")
    if not (local and at and domain) or any(
        sign.isspace() or sign < " " or sign in _NAMES_SEVERAL for sign in email
    ):
        raise Refused("email_not_an_address", email=email)


def _end(which: ColumnElement[bool]) -> int:
    moment = now()
    open_still = which & SignInSession.ended_at.is_(None) & (SignInSession.ends_at > moment)

    def once() -> int:
        with transaction() as session:
            ended = update(SignInSession).where(open_still).values(ended_at=moment)
            return len(session.execute(ended.returning(SignInSession.id)).all())

    return insist(once)


def _person_with(session: Session, email: str) -> Person | None:
    return session.scalars(select(Person).where(Person.email_mark == email_mark(email))).first()


def _add(session: Session, identity: UUID, name: str, email: str, moment: datetime) -> Person:
    if not name:
        raise Refused("name_missing")
    added = Person(id=identity, name=name, email=email, email_mark=email_mark(email), created_at=moment)
    session.add(added)
    return added

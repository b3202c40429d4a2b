"""Codes sent by mail: asked for in a browser, typed into that same browser, good once.

In: an address, and what binds the code to one browser. Out: a code on its way, if anybody has the address; whether
they have is looked up by the job that mails it, so that a stranger learns nothing from the answer or from its time.
Then true: a code is six digits, lives ten minutes, bears five tries and works once, and no row tells what it is.
Sources: OWASP ASVS 5.0, 6.5.1, 6.5.5, 6.6.2, 6.6.3, 6.3.8.
"""

import hmac
import re
import secrets
import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from govflow.accounts import throttle
from govflow.accounts.models import MailedCode, Person
from govflow.accounts.queries import email_mark, hashed, person_by_email
from govflow.accounts.services import BY_CODE, Opened, forget_old, open_session
from govflow.accounts.throttle import Asked, Limit, wait
from govflow.clock import now
from govflow.columns import cipher
from govflow.core.errors import Refused
from govflow.jobs.services import Effect, Job, Order, enqueue
from govflow.jobs.worker import Duties, Periodic, Report
from govflow.mail import Message
from govflow.mail.words import letter
from govflow.transaction import alone, insist, transaction

Outcome = TypeVar("Outcome")

DIGITS = 6
CODE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5
KEEP_CODES = timedelta(days=1)

_KIND = "code_mailed"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a code is for: the name in its row, how often it may be asked for, the letter that brings it."""

    name: str
    limits: tuple[Limit, ...]
    letter: str


SIGN_IN = Purpose("sign_in", throttle.SIGN_IN, "sign_in_code")
CONFIRM = Purpose("confirm", throttle.CONFIRM, "confirm_code")


@dataclass(frozen=True, slots=True)
class Asker:
    """Where a code is asked for: an internet address, or a browser in which that address was signed in before."""

    place: str
    known: bool


def ask(purpose: Purpose, email: str, asker: Asker, bound: str) -> None:
    """Send a code to an address. ``bound``: a secret of the one browser where it can be typed in.

    :raises Refused: ``too_many_codes``, with the ``wait`` in words.
    """
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    identity, moment = uuid.uuid4(), now()
    marks = email_mark(email), cipher().mark("mailed_code|asker", asker.place)
    asking = Asked(*marks, asker.known, moment)

    def once() -> None:
        with transaction() as session:
            if session.get(MailedCode, identity) is not None:
                return  # It was committed and the answer was lost.
            alone(session, *marks)
            waiting = wait(purpose.limits, _lately(session, purpose, asking), asking)
            if waiting:
                raise Refused("too_many_codes", wait=throttle.in_words(waiting))
            session.add(_row(identity, purpose, asking, bound, code))
            enqueue(session, Order(_KIND, {"to": email.strip(), "letter": purpose.letter, "code": code}))

    insist(once)


def sign_in_by_code(bound: str, typed: str, device: str) -> Opened:
    """Sign in whoever typed the code that was sent for this browser.

    :raises Refused: ``code_wrong``, ``code_used``, ``code_expired``, ``too_many_tries``.
    """

    def once() -> Opened | Refused:
        moment = now()
        with transaction() as session:
            address = _checked(session, SIGN_IN, bound, typed, None, moment)
            if isinstance(address, Refused):
                return address
            person_id = session.scalars(select(Person.id).where(Person.email_mark == address)).first()
            if person_id is None:
                return Refused("code_wrong")
            return open_session(session, person_id, BY_CODE, device, moment)

    return _or_refused(insist(once))


def check(purpose: Purpose, bound: str, typed: str, act: UUID) -> None:
    """Check the code that was sent for this browser. It is good once, and for the same act again.

    :raises Refused: as `sign_in_by_code`.
    """

    def once() -> str | Refused:
        with transaction() as session:
            return _checked(session, purpose, bound, typed, act, now())

    _or_refused(insist(once))


def as_typed(text: str | None) -> str:
    """A code as it was meant: spaces and hyphens between its digits do not count, nor how wide they are."""
    return re.sub(r"[\s\u2010-\u2015-]", "", unicodedata.normalize("NFKC", text or ""))


def _or_refused(outcome: Outcome | Refused) -> Outcome:
    # Raised out here: a try that failed is committed, or it would not count.
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _checked(
    session: Session, purpose: Purpose, bound: str, typed: str, act: UUID | None, moment: datetime
) -> str | Refused:
    """The mark of the address that a good code was sent to."""
    here = (MailedCode.bound_hash == hashed(bound)) & (MailedCode.purpose == purpose.name)
    row = session.scalars(select(MailedCode).where(here).with_for_update()).first()
    if row is None or row.expires_at <= moment:
        return Refused("code_expired")
    if row.tries >= MOST_TRIES:
        return Refused("too_many_tries")
    if not hmac.compare_digest(row.code_mark, _code_mark(row.id, as_typed(typed))):
        row.tries += 1
        return Refused("code_wrong" if row.tries < MOST_TRIES else "too_many_tries")
    if row.used_at is not None:
        return row.address_mark if act is not None and row.used_for == act else Refused("code_used")
    row.used_at, row.used_for = moment, act
    return row.address_mark


def _lately(session: Session, purpose: Purpose, asking: Asked) -> list[Asked]:
    alike = or_(MailedCode.address_mark == asking.address, MailedCode.asker_mark == asking.asker)
    recent = MailedCode.asked_at > asking.at - throttle.LONGEST
    told = (MailedCode.address_mark, MailedCode.asker_mark, MailedCode.asker_is_known, MailedCode.asked_at)
    statement = select(*told).where(MailedCode.purpose == purpose.name, alike, recent)
    return [Asked(*row) for row in session.execute(statement)]


def _row(identity: UUID, purpose: Purpose, asking: Asked, bound: str, code: str) -> MailedCode:
    return MailedCode(
        id=identity,
        purpose=purpose.name,
        address_mark=asking.address,
        asker_mark=asking.asker,
        asker_is_known=asking.known,
        bound_hash=hashed(bound),
        code_mark=_code_mark(identity, code),
        asked_at=asking.at,
        expires_at=asking.at + CODE_LIFE,
        tries=0,
    )


def _code_mark(identity: UUID, code: str) -> str:
    # A code has few digits: without the key, every one of them could be tried against the row.
    return cipher().mark("mailed_code|code", f"{identity} {code}")


def _mail(job: Job, report: Report) -> Effect | None:
    """The handler: a letter with the code, to whoever we know by that address; to nobody else."""
    assert isinstance(job.args, Mapping)
    known = person_by_email(str(job.args["to"]))
    if known is None:
        return None
    minutes = str(CODE_LIFE // timedelta(minutes=1))
    subject, text = letter(str(job.args["letter"]), code=str(job.args["code"]), minutes=minutes)
    order = Message(known.email, subject, text).order(f"code_mailed:{job.id}")

    def post(session: Session, moment: datetime) -> None:
        enqueue(session, order)

    return post


def _forget(job: Job, report: Report) -> Effect:
    def forget(session: Session, moment: datetime) -> None:
        session.execute(delete(MailedCode).where(MailedCode.asked_at < moment - KEEP_CODES))
        forget_old(session, moment)

    return forget


DUTIES = Duties(
    {_KIND: _mail, "sign_ins_forgotten": _forget}, (Periodic("sign_ins_forgotten", timedelta(days=1)),)
)
"""Codes on their way, and what is over forgotten."""

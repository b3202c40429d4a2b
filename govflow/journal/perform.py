"""One doorway for every act.

In: an act (who, what, on which aggregate, the private body, the work) and an idempotency key made when the
form was shown. Out: the result, and then this is true: the act happened once and whole, its leaf stands in
the journal, and what follows from it is in the ledger of jobs. Or it was refused and nothing changed at all.

In one transaction: record the key; lock the aggregate's row; let the work re-check right, state and the
digest the person had seen, and write; append the leaf; enqueue what follows; commit. A unique key holds
against double submits and lost answers, a row lock against an act on text that was superseded a moment ago;
neither check-then-insert nor SERIALIZABLE alone holds against these.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from govflow.clock import now
from govflow.columns import Json
from govflow.core.errors import Refused
from govflow.jobs.services import Order, enqueue
from govflow.journal import queries, services
from govflow.journal.leaf import SYSTEM, Actor, normal
from govflow.journal.services import Lock, Mode
from govflow.transaction import insist, transaction

__all__ = ["SYSTEM", "Act", "Actor", "Done", "Lock", "Mode", "enact", "perform"]


@dataclass(frozen=True)
class Done:
    """What the work did: the result told to the caller (and kept), a document's digest, what follows.

    `checkpoint` asks for a signed head right after this act: a release, the close of a ballot.
    """

    result: Json = None
    doc_sha256: str | None = None
    orders: tuple[Order, ...] = ()
    checkpoint: bool = False


Work = Callable[[Session, datetime], Done]
"""The act's own function: re-checks, raises `Refused`, writes. It may be called again after a passing fault,
in a new transaction; it touches nothing but the session it is given."""


@dataclass(frozen=True)
class Act:
    """One thing somebody does. `kind` is a past event of the field (``resolution_recorded``), for ever.

    `subject` is the object's id; `seen` the digest of what the person had before them; `body` is private.
    """

    kind: str
    actor: Actor
    consortium_id: UUID | None
    subject: UUID | None
    work: Work = field(compare=False)
    body: Json = None
    lock: Lock | None = None
    seen: str | None = None


def perform(act: Act, key: UUID) -> Json:
    """Do an act once, whole and on the record; the result. The same act under the same key is not done again:
    the first result is returned.

    :raises Refused: ``key_reused`` (another act was done under this key), and whatever the work refuses.
    """

    def once() -> Json:
        with transaction() as session:
            return enact(session, act, key, now())

    return insist(once)


def enact(session: Session, act: Act, key: UUID, moment: datetime) -> Json:
    """An act within a transaction that is open already: the effect of a job, or `perform`.

    :raises Refused: as `perform`.
    """
    if not services.claim_key(session, key):
        return _first_result(session, act, key)
    if act.lock is not None:
        services.hold(session, act.lock)
    done = act.work(session, moment)
    session.flush()
    result = normal(done.result)
    index = services.append(
        session,
        key,
        act.kind,
        moment,
        act.actor,
        act.consortium_id,
        act.subject,
        act.seen,
        done.doc_sha256,
        act.body,
        result,
    )
    if index == 0 or done.checkpoint:
        services.write_checkpoint(session)
    for order in done.orders:
        enqueue(session, order)
    return result


def _first_result(session: Session, act: Act, key: UUID) -> Json:
    first = queries.entry_of_key(session, key)
    if first is None or _told(act) != (first.kind, first.consortium_id, *_facts_told(first), first.body):
        raise Refused("key_reused", kind=act.kind)
    return first.result


def _told(act: Act) -> tuple[object, ...]:
    organisation, person = act.actor.organisation, act.actor.person
    identifiers = (None if one is None else str(one) for one in (organisation, person, act.subject))
    return (act.kind, act.consortium_id, *identifiers, act.seen, normal(act.body))


def _facts_told(first: queries.Entry) -> tuple[object, ...]:
    return tuple(first.facts.get(key) for key in ("org", "actor", "object", "seen"))

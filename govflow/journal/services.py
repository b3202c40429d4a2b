"""What `perform` does to the journal's tables, within its transaction."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from govflow.columns import Json
from govflow.core.merkle import leaf_hash
from govflow.extensions import Base
from govflow.journal.keys import signer
from govflow.journal.leaf import SALT_BYTES, Actor, build_leaf, commitment, normal, private_body
from govflow.journal.models import ActKey, JournalBody, JournalCheckpoint, JournalEntry, JournalHead
from govflow.journal.note import Checkpoint
from govflow.journal.peaks import unpack
from govflow.transaction import insert_unless_there, transaction

# Built once, and run past the object mapper: every act pays for these.
_HEAD = select(JournalHead.size, JournalHead.peaks, JournalHead.last_moment).with_for_update()
_NEW_HEAD = update(JournalHead)
_NEW_ENTRY = insert(JournalEntry)
_NEW_BODY = insert(JournalBody)


class Mode(StrEnum):
    """How the aggregate's row is held."""

    CHANGE = "change"  # alone: change a version, close a ballot
    ACT_UNDER = "act_under"  # beside others: vote, sign


@dataclass(frozen=True)
class Lock:
    """The aggregate's row an act holds until it ends."""

    row: type[Base]
    identity: UUID
    mode: Mode = Mode.CHANGE


def claim_key(session: Session, key: UUID) -> bool:
    """Take an idempotency key for an act; False when an act was done under it already.

    Two submits at one instant meet here: the second waits for the first to end.
    """
    return insert_unless_there(session, ActKey, key=key)


def hold(session: Session, lock: Lock) -> None:
    """Hold an aggregate's row until the act ends, as it stands now.

    :raises NoResultFound: there is no such row; the caller showed one that is gone.
    """
    read = lock.mode is Mode.ACT_UNDER
    session.get_one(lock.row, lock.identity, with_for_update={"read": read}, populate_existing=True)


def append(
    session: Session,
    key: UUID,
    kind: str,
    moment: datetime,
    actor: Actor,
    consortium: UUID | None,
    subject: UUID | None,
    seen: str | None,
    doc_sha256: str | None,
    body: Json,
    result: Json,
) -> int:
    """Write an act's leaf and private body at the end of the journal; its index.

    Every act takes its turn on the head row, so the order is one and has no gap, and no act is told an
    earlier time than the act before it.
    """
    connection = session.connection()
    head = connection.execute(_HEAD).one()
    # Leaves spell whole seconds, and the head keeps what the last leaf spells.
    moment = moment.replace(microsecond=0)
    moment = moment if head.last_moment is None else max(moment, head.last_moment)
    salt = secrets.token_bytes(SALT_BYTES)
    sealed = {"salt": salt.hex(), "act": normal(body), "result": normal(result)}
    commit = commitment(salt, private_body(key, body, result))
    leaf = build_leaf(kind, moment, actor, consortium, subject, seen, doc_sha256, commit)
    peaks = unpack(head.size, head.peaks).grown(leaf_hash(leaf))
    entry = {
        "idx": head.size,
        "leaf": leaf,
        "leaf_hash": leaf_hash(leaf),
        "act_key": key,
        "consortium_id": consortium,
        "kind": kind,
    }
    connection.execute(_NEW_ENTRY, entry)
    connection.execute(_NEW_BODY, {"idx": head.size, "sealed": sealed})
    connection.execute(_NEW_HEAD, {"size": peaks.size, "peaks": peaks.packed, "last_moment": moment})
    return peaks.size - 1


def write_checkpoint(session: Session) -> str:
    """Sign the journal's head as it stands in this transaction; the note. Signing it again is the same."""
    head = session.connection().execute(_HEAD).one()
    peaks = unpack(head.size, head.peaks)
    note = signer().sign(Checkpoint(signer().name, peaks.size, peaks.root).text)
    insert_unless_there(session, JournalCheckpoint, size=peaks.size, note=note)
    return note


def sign_checkpoint() -> str:
    """Sign the journal's head now: on demand and every hour."""
    with transaction() as session:
        return write_checkpoint(session)

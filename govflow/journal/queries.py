"""What the journal tells: entries with their private bodies, hashes, checkpoints and proofs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from govflow.columns import Json
from govflow.core.merkle import inclusion_proof
from govflow.extensions import db
from govflow.journal.keys import signer
from govflow.journal.leaf import Actor, actor_in, read_leaf
from govflow.journal.models import ActKey, JournalBody, JournalCheckpoint, JournalEntry, JournalHead
from govflow.journal.note import Checkpoint, read_checkpoint
from govflow.journal.proof import Proof


@dataclass(frozen=True)
class Entry:
    """One act on the record. `salt` and `body` open the leaf's commitment; they are private."""

    index: int
    leaf: bytes
    leaf_hash: bytes
    act_key: UUID
    consortium_id: UUID | None
    kind: str
    salt: bytes
    body: Json
    result: Json

    @property
    def facts(self) -> Mapping[str, Json]:
        """What the leaf says."""
        return read_leaf(self.leaf)


@dataclass(frozen=True)
class Head:
    """Where the journal stands by its own head row."""

    size: int
    peaks: bytes
    last_moment: datetime | None


def size() -> int:
    """The number of acts on the record."""
    return db.session.scalars(select(JournalHead.size)).one()


def entry(index: int) -> Entry | None:
    """The act at an index."""
    return next(iter(_entries(db.session(), _ALL.where(JournalEntry.idx == index))), None)


def entry_of_key(session: Session, key: UUID) -> Entry | None:
    """The act done under an idempotency key."""
    return next(iter(_entries(session, _ALL.where(JournalEntry.act_key == key))), None)


def actors_of(keys: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Which person did each act, by its idempotency key; an act of no person is absent."""
    return {key: actor.person for key, actor in actors(keys).items() if actor.person is not None}


def actors(keys: Collection[UUID]) -> Mapping[UUID, Actor]:
    """Who did each act, and for which organisation, by its idempotency key."""
    found = select(JournalEntry.act_key, JournalEntry.leaf).where(JournalEntry.act_key.in_(keys))
    return {row.act_key: actor_in(read_leaf(row.leaf)) for row in db.session.execute(found)}


def keys_of(consortium_id: UUID, kind: str) -> frozenset[UUID]:
    """The idempotency keys of the acts of one kind in a consortium."""
    return frozenset(db.session.scalars(_KEYS_OF, {"consortium_id": consortium_id, "kind": kind}))


# Asked by every page of an agreement, so built once.
_KEYS_OF = select(JournalEntry.act_key).where(
    JournalEntry.consortium_id == bindparam("consortium_id"), JournalEntry.kind == bindparam("kind")
)


def entries(consortium_id: UUID | None = None) -> Iterator[Entry]:
    """The acts in order: all of them, or those of one consortium."""
    statement = _ALL if consortium_id is None else _ALL.where(JournalEntry.consortium_id == consortium_id)
    return _entries(db.session(), statement.order_by(JournalEntry.idx).execution_options(yield_per=500))


def leaf_hashes(size: int) -> Sequence[bytes]:
    """The hashes of the first `size` leaves, in order."""
    statement = select(JournalEntry.leaf_hash).where(JournalEntry.idx < size).order_by(JournalEntry.idx)
    return db.session.scalars(statement).all()


def checkpoint_notes() -> Mapping[int, str]:
    """Every checkpoint kept, by size, smallest first."""
    rows = db.session.execute(
        select(JournalCheckpoint.size, JournalCheckpoint.note).order_by(JournalCheckpoint.size)
    )
    return {row.size: row.note for row in rows}


def newest_checkpoint() -> str | None:
    """The note of the largest checkpoint kept."""
    statement = select(JournalCheckpoint.note).order_by(JournalCheckpoint.size.desc()).limit(1)
    return db.session.scalars(statement).first()


def checkpoint_covering(index: int) -> str | None:
    """The note of the first checkpoint that holds the act at an index."""
    statement = (
        select(JournalCheckpoint.note)
        .where(JournalCheckpoint.size > index)
        .order_by(JournalCheckpoint.size)
        .limit(1)
    )
    return db.session.scalars(statement).first()


def proof_of(index: int) -> Proof | None:
    """The proof that an act is on the record, under the first checkpoint that holds it; None before that."""
    note, found = checkpoint_covering(index), entry(index)
    if note is None or found is None:
        return None
    checkpoint: Checkpoint = read_checkpoint(note, signer().verifier)
    return Proof(index, inclusion_proof(index, leaf_hashes(checkpoint.size)), note, found.leaf)


def head() -> Head:
    """The head row, as it stands."""
    row = db.session.execute(select(JournalHead.size, JournalHead.peaks, JournalHead.last_moment)).one()
    return Head(row.size, row.peaks, row.last_moment)


def keys_without_act() -> int:
    """Idempotency keys whose act is not on the record: there are none, unless somebody took rows away."""
    lost = select(func.count()).select_from(ActKey).where(ActKey.key.not_in(select(JournalEntry.act_key)))
    return db.session.scalars(lost).one()


_ALL = select(
    JournalEntry.idx,
    JournalEntry.leaf,
    JournalEntry.leaf_hash,
    JournalEntry.act_key,
    JournalEntry.consortium_id,
    JournalEntry.kind,
    JournalBody.sealed,
).outerjoin(JournalBody, JournalBody.idx == JournalEntry.idx)


def _entries(session: Session, statement: Select[*tuple[object, ...]]) -> Iterator[Entry]:
    with session.execute(statement) as rows:
        for row in rows:
            sealed = row.sealed or {}
            yield Entry(
                row.idx,
                row.leaf,
                row.leaf_hash,
                row.act_key,
                row.consortium_id,
                row.kind,
                bytes.fromhex(sealed.get("salt", "")),
                sealed.get("act"),
                sealed.get("result"),
            )

"""What of the journal somebody is told: a page of acts within their slice, newest first.

In: a consortium, a slice, a filter, a page. Out: lines made of leaves alone. Then true: no private body of an act
is read here, and an act outside the slice is not counted either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.sql.expression import literal

from govflow.agreements.models import AgreementRow, VersionRow
from govflow.extensions import db
from govflow.journal.leaf import SYSTEM, actor_in, read_leaf, read_moment
from govflow.journal.models import JournalEntry
from govflow.members.models import MemberRow
from govflow.overview.slices import Slice


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for. ``kind`` "": every kind; ``organisation`` None: every one's."""

    kind: str = ""
    organisation: UUID | None = None


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act as its leaf tells it. ``digest``: of the text it was done on, or of the document it made.

    ``by_itself``: the server did it, nobody else; ``subject``: the id of what it was done on, None for nothing.
    """

    index: int
    kind: str
    moment: datetime
    person: UUID | None
    organisation: UUID | None
    digest: str
    leaf_hash: bytes
    act_key: UUID
    by_itself: bool
    subject: UUID | None = None


def acts(
    consortium_id: UUID, told: Slice, wanted: Filter, first: int, most: int | None
) -> tuple[ActLine, ...]:
    """Acts of a consortium within a slice, newest first. ``first``: how many to pass over; ``most`` None: all."""
    rows = select(
        JournalEntry.idx, JournalEntry.kind, JournalEntry.leaf, JournalEntry.leaf_hash, JournalEntry.act_key
    )
    statement = rows.where(_within(consortium_id, told, wanted)).order_by(JournalEntry.idx.desc())
    found = db.session.execute(statement.offset(first).limit(most))
    return tuple(_line(row.idx, row.kind, row.leaf, row.leaf_hash, row.act_key) for row in found)


def count(consortium_id: UUID, told: Slice, wanted: Filter) -> int:
    """How many acts that are in all."""
    return db.session.scalars(select(func.count()).where(_within(consortium_id, told, wanted))).one()


def kinds_in(consortium_id: UUID, told: Slice) -> tuple[str, ...]:
    """The kinds of act there are within a slice."""
    kinds = select(JournalEntry.kind).where(_within(consortium_id, told, Filter())).distinct()
    return tuple(sorted(db.session.scalars(kinds)))


def organisations_of(consortium_id: UUID) -> Mapping[UUID, str]:
    """The organisations on a consortium's roll by id, in its order."""
    rows = select(MemberRow.id, MemberRow.code, MemberRow.legal_name)
    statement = rows.where(MemberRow.consortium_id == consortium_id).order_by(MemberRow.position)
    return {row.id: row.legal_name or row.code for row in db.session.execute(statement)}


def version_names_by_digest(consortium_id: UUID) -> Mapping[str, str]:
    """The versions of all that a consortium agrees by the digest that acts on them carry; of equal texts the newest."""
    rows = select(VersionRow.digest, VersionRow.name).join(
        AgreementRow, AgreementRow.id == VersionRow.agreement_id
    )
    rows = rows.where(AgreementRow.consortium_id == consortium_id)
    return {row.digest: row.name for row in db.session.execute(rows.order_by(VersionRow.number))}


def act_of_key(consortium_id: UUID, act_key: UUID) -> ActLine | None:
    """One act of a consortium."""
    here = and_(JournalEntry.consortium_id == consortium_id, JournalEntry.act_key == act_key)
    row = db.session.execute(select(JournalEntry).where(here)).scalar_one_or_none()
    return None if row is None else _line(row.idx, row.kind, row.leaf, row.leaf_hash, row.act_key)


def _within(consortium_id: UUID, told: Slice, wanted: Filter) -> ColumnElement[bool]:
    of_own = false() if told.organisation is None else _says("org", told.organisation)
    allowed = or_(
        JournalEntry.kind.in_(told.of_all),
        and_(JournalEntry.kind.in_(told.of_own), of_own),
        and_(JournalEntry.kind.in_(told.of_self), _says("actor", told.person)),
    )
    asked = [] if not wanted.kind else [JournalEntry.kind == wanted.kind]
    if wanted.organisation is not None:
        asked.append(_says("org", wanted.organisation))
    return and_(JournalEntry.consortium_id == consortium_id, allowed, *asked)


def _says(key: str, identity: UUID) -> ColumnElement[bool]:
    """A leaf says so: it is canonical, so the spelling is one. Nothing else in it can spell a quotation mark."""
    spelled = f'"{key}":"{identity}"'.encode()
    if db.session.get_bind().dialect.name == "sqlite":
        return func.instr(JournalEntry.leaf, spelled) > 0
    return func.position(literal(spelled).op("IN")(JournalEntry.leaf)) > 0


def _line(index: int, kind: str, leaf: bytes, leaf_hash: bytes, act_key: UUID) -> ActLine:
    facts = read_leaf(leaf)
    actor = actor_in(facts)
    return ActLine(
        index=index,
        kind=kind,
        moment=read_moment(str(facts["t"])),
        person=actor.person,
        organisation=actor.organisation,
        digest=str(facts.get("doc_sha256") or facts.get("seen") or ""),
        leaf_hash=leaf_hash,
        act_key=act_key,
        by_itself=actor == SYSTEM,
        subject=UUID(str(facts["object"])) if "object" in facts else None,
    )

"""What is told about signing: the whole case, what happened to signatures, the register, the executed document."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select

from govflow.agreements.models import AgreementRow, VersionRow
from govflow.agreements.queries import name_of
from govflow.approvals.queries import case_of, member_codes
from govflow.catalogue.loader import catalogue_of
from govflow.core.approval import Closing
from govflow.core.draft import Draft
from govflow.core.precedents import PrecedentClosed
from govflow.core.procedure import Case
from govflow.core.record import kinds, read
from govflow.core.signature import Signature, SignatureEvent, fold
from govflow.extensions import db
from govflow.jobs.models import JobRow
from govflow.journal.leaf import read_leaf
from govflow.journal.models import JournalEntry
from govflow.members.models import ConsortiumRow
from govflow.signing.models import ExecutedRow, PrecedentRow, SignatureEventRow

SEALING = "agreement_sealed"
"""The kind of the job that prints and seals a released agreement."""

_KINDS: Mapping[str, type[SignatureEvent]] = kinds(SignatureEvent)


@dataclass(frozen=True)
class SignatureHistory:
    """What happened to one party's signature, oldest first, each with its act."""

    events: tuple[SignatureEvent, ...]
    act_keys: tuple[UUID, ...]

    @property
    def signature(self) -> Signature:
        """Where it stands."""
        return fold(self.events)


@dataclass(frozen=True)
class Closed:
    """A condition precedent met or waived, and its act."""

    closed: PrecedentClosed
    act_key: UUID


@dataclass(frozen=True)
class Executed:
    """The executed agreement: the sealed PDF's SHA-256, under which its bytes are kept."""

    version_id: UUID
    pdf_sha256: str
    pages: int
    renderer: str
    sealed_at: datetime
    act_key: UUID


@dataclass(frozen=True)
class OnRecord:
    """An act as the journal has it: its index, and how the person who did it was known."""

    index: int
    method: str


def full_case(agreement_id: UUID, today: date, draft: Draft | None = None) -> Case:
    """The agreement's case on a day, signatures and conditions precedent included. ``draft``: as `case_of` takes it."""
    case = case_of(agreement_id, today, draft)
    return case_with(case, signature_histories(agreement_id), register(agreement_id))


def case_with(case: Case, histories: Mapping[str, SignatureHistory], closed: Mapping[str, Closed]) -> Case:
    """A case with what is known of signatures and of conditions precedent."""
    return replace(
        case,
        signatures=MappingProxyType({code: each.signature for code, each in histories.items()}),
        register=MappingProxyType({code: each.closed for code, each in closed.items()}),
    )


def signature_histories(agreement_id: UUID) -> Mapping[str, SignatureHistory]:
    """What happened to each signature, by the party's id in acts; a party nothing happened to is absent."""
    rows = select(SignatureEventRow).where(SignatureEventRow.agreement_id == agreement_id)
    of_party: dict[UUID, list[SignatureEventRow]] = {}
    for row in db.session.scalars(rows.order_by(SignatureEventRow.number)):
        of_party.setdefault(row.member_id, []).append(row)
    codes = member_codes(agreement_id)
    return {codes[member_id]: _history(happened) for member_id, happened in of_party.items()}


def _history(rows: list[SignatureEventRow]) -> SignatureHistory:
    return SignatureHistory(
        tuple(read(_KINDS[row.kind], row.body) for row in rows), tuple(row.act_key for row in rows)
    )


def register(agreement_id: UUID) -> Mapping[str, Closed]:
    """The conditions precedent met or waived so far."""
    rows = db.session.scalars(select(PrecedentRow).where(PrecedentRow.agreement_id == agreement_id))
    return {row.code: _closed(row) for row in rows}


def _closed(row: PrecedentRow) -> Closed:
    assert isinstance(row.by, list)
    by = tuple(str(one) for one in row.by)
    return Closed(PrecedentClosed(row.code, Closing(row.how), row.on, by, row.proof), row.act_key)


def executed(agreement_id: UUID) -> Executed | None:
    """The executed document, once it is sealed."""
    row = db.session.get(ExecutedRow, agreement_id)
    if row is None:
        return None
    return Executed(row.version_id, row.pdf_sha256, row.pages, row.renderer, row.sealed_at, row.act_key)


@dataclass(frozen=True)
class Sealed:
    """Which agreement a sealed file of this server is."""

    title: str
    version: str
    dated: date


def sealed_as(pdf_sha256: str) -> Sealed | None:
    """The agreement that a file was sealed as here; None for any other file."""
    row = db.session.execute(
        select(ConsortiumRow.title, AgreementRow.instrument, VersionRow.name, AgreementRow.dated)
        .select_from(ExecutedRow)
        .join(AgreementRow, AgreementRow.id == ExecutedRow.agreement_id)
        .join(ConsortiumRow, ConsortiumRow.id == AgreementRow.consortium_id)
        .join(VersionRow, VersionRow.id == ExecutedRow.version_id)
        .where(ExecutedRow.pdf_sha256 == pdf_sha256, AgreementRow.dated.is_not(None))
    ).first()
    if row is None or row.dated is None:
        return None
    return Sealed(name_of(row.title, catalogue_of(row.instrument).instrument), row.name, row.dated)


def why_not_sealed(agreement_id: UUID) -> str | None:
    """What the last attempt to print and seal a released agreement ended with; None where none failed."""
    failed = select(JobRow.error).where(JobRow.key == f"{SEALING}:{agreement_id}")
    return db.session.scalars(failed).first()


def on_record(act_keys: Iterable[UUID]) -> Mapping[UUID, OnRecord]:
    """Acts as the journal has them, by their keys."""
    rows = db.session.execute(
        select(JournalEntry.act_key, JournalEntry.idx, JournalEntry.leaf).where(
            JournalEntry.act_key.in_(tuple(act_keys))
        )
    )
    return {row.act_key: OnRecord(row.idx, _method(row.leaf)) for row in rows}


def _method(leaf: bytes) -> str:
    known = read_leaf(leaf).get("auth")
    return str(known.get("method")) if isinstance(known, Mapping) else ""

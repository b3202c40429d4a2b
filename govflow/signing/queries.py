"""What is told about signing: the whole case, the register of conditions precedent, the certificate."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select

from govflow.agreements.queries import Version, the_agreement, version_document
from govflow.approvals.queries import (
    NOTHING_HAPPENED,
    ApprovalHistory,
    Circulation,
    case_of,
    circulations,
    histories,
    member_codes,
)
from govflow.catalogue.loader import load
from govflow.core.approval import (
    Approval,
    ApprovalEvent,
    Closing,
    Condition,
    ConditionClosed,
    DecidedBy,
    Delegated,
    MinorChangeAccepted,
    ResolutionRecorded,
    Status,
)
from govflow.core.certificate import (
    BoardDecisionLine,
    Certificate,
    ConditionLine,
    NotYetParty,
    PersonSigned,
    PrecedentLine,
    SignatureLineFact,
    VersionLine,
    WarningLine,
)
from govflow.core.precedents import PrecedentClosed
from govflow.core.procedure import Case
from govflow.core.record import kinds, read
from govflow.core.signature import Signature, SignatureEvent, SignatureStatus, Signed, fold
from govflow.extensions import db
from govflow.journal.keys import signer
from govflow.journal.models import JournalEntry
from govflow.signing.models import ExecutedRow, PrecedentRow, SignatureEventRow

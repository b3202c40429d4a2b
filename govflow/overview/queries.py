"""Where an agreement stands: its state, the arithmetic of approvals, and every party's approval and signature."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from govflow.agreements.queries import consortium_for
from govflow.approvals.queries import circulation
from govflow.core.approval import Approval, DecidedBy, ResolutionRecorded, Route, Status
from govflow.core.catalogue import ChangeClass
from govflow.core.procedure import AgreementState, Case
from govflow.core.signature import SignatureStatus
from govflow.core.voting import Outcome
from govflow.members.queries import parties
from govflow.signing.queries import full_case

_ABOUT_NO_VERSION = (Status.NOT_ASKED, Status.LEFT_OUT)


@dataclass(frozen=True, slots=True)
class AgreementStanding:
    """The agreement. ``version`` and ``digest``: of the one put to the boards, None before any.

    ``effective`` of ``required``: boards. ``open``: conditions precedent not yet met.
    """

    state: AgreementState
    version: str | None
    digest: str | None
    effective: int
    required: int
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeStanding:
    """What the version put to the boards changed."""

    change_class: ChangeClass
    categories: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartyStanding:
    """One party. ``outcome`` and ``arithmetic``: of its board's last count; ``counted`` and ``quorum``: of its
    last meeting; ``awaiting``: replies missing to a written decision on the version put to it.
    """

    approval: Status
    effective: bool
    by: DecidedBy | None
    version: str | None
    signature: SignatureStatus
    outcome: Outcome | None
    counted: int | None
    quorum: int | None
    awaiting: int | None
    arithmetic: str | None


@dataclass(frozen=True)
class Standing:
    """An agreement and all its parties, in the consortium's order; who was left out is among them."""

    agreement: AgreementStanding
    change: ChangeStanding | None
    parties: Mapping[str, PartyStanding]


def standing(agreement_id: UUID, today: date) -> Standing:
    """Where an agreement stands on a day."""
    case = full_case(agreement_id, today)
    agreement = AgreementStanding(
        case.state,
        case.version or None,
        case.digest or None,
        len(case.effective),
        case.terms.required,
        case.open_precedents,
    )
    everybody = _everybody(agreement_id)
    told = {code: _party(case, code) for code in everybody}
    return Standing(agreement, _change(agreement_id), MappingProxyType(told))


def _everybody(agreement_id: UUID) -> tuple[str, ...]:
    """Every member, and the vehicle where it is a party."""
    founded = consortium_for(agreement_id)
    return tuple(
        party.code for party in parties(founded.id) if founded.vehicle_is_party or not party.is_vehicle
    )


def _change(agreement_id: UUID) -> ChangeStanding | None:
    circulated = circulation(agreement_id)
    change = None if circulated is None else circulated.version.change
    return None if change is None else ChangeStanding(change.change_class, change.categories, change.clauses)


def _party(case: Case, code: str) -> PartyStanding:
    approval, status = case.approval_of(code), case.status_of(code)
    last = _last(approval, case.version)
    meeting = approval.meeting
    return PartyStanding(
        approval=status,
        effective=case.is_effective(code),
        by=approval.by,
        version=None if status in _ABOUT_NO_VERSION else approval.version or None,
        signature=case.signature_status_of(code),
        outcome=None if last is None else last.decision.outcome,
        counted=None if meeting is None else meeting.counted,
        quorum=None if meeting is None else meeting.quorum,
        awaiting=_awaiting(last, case.version),
        arithmetic=None if last is None else _arithmetic(last),
    )


def _last(approval: Approval, version: str) -> ResolutionRecorded | None:
    """The last count; one still open about a version that is no longer put to the board is none."""
    last = approval.last
    if last is not None and last.is_open and last.version != version:
        return None
    return last


def _awaiting(last: ResolutionRecorded | None, version: str) -> int | None:
    if last is None or last.route is not Route.WRITTEN or last.version != version:
        return None
    return last.decision.awaiting


def _arithmetic(last: ResolutionRecorded) -> str:
    """The count in words, and that it came late where it did."""
    late = "; decided after the deadline" if last.late else ""
    return f"{last.decision.arithmetic}{late}"

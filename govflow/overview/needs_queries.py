"""The facts of an agreement on a day, gathered from the rooms below.

In: a consortium and a day. Out: `AgreementFacts`, or None where it has no agreement yet. Then true: the number of
queries is the same for six members and for thirty; the draft is examined only while it is not what the boards have.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from govflow.agreements.queries import agreement_of, draft_source, examine, the_agreement
from govflow.approvals.queries import circulation
from govflow.core.approval import Approval
from govflow.core.counting import BoardRules
from govflow.core.errors import Severity
from govflow.core.permissions import Role
from govflow.core.precedents import MEET_THEMSELVES
from govflow.core.procedure import Case
from govflow.members.queries import Party, board_rules, consortium, parties, role_holders
from govflow.overview.facts import AgreementFacts, OpenCondition, PartyFacts
from govflow.signing.queries import executed, full_case


@dataclass(frozen=True)
class _Told:
    """What the rooms below tell, read once for all organisations."""

    case: Case
    rules: Mapping[UUID, BoardRules]
    roles: Mapping[UUID, frozenset[Role]]


def facts_of(consortium_id: UUID, today: date) -> AgreementFacts | None:
    """The facts of a consortium's agreement."""
    founded, agreement_id = consortium(consortium_id), agreement_of(consortium_id)
    if founded is None or agreement_id is None:
        return None
    case = full_case(agreement_id, today)
    agreement, circulated = the_agreement(agreement_id), circulation(agreement_id)
    changed = circulated is not None and circulated.version.revision != agreement.revision
    told = _Told(case, board_rules(consortium_id), _roles(consortium_id))
    return AgreementFacts(
        consortium_id=consortium_id,
        consortium=founded.title,
        agreement_id=agreement_id,
        today=today,
        state=case.state,
        version=case.version,
        deadline=case.deadline,
        long_stop=case.terms.long_stop,
        dated=agreement.dated,
        errors=_errors(agreement_id) if changed or circulated is None else 0,
        changed=changed,
        required=case.terms.required,
        counting=len(case.terms.counting),
        effective=len(case.effective),
        to_sign=case.signatories,
        held=case.held,
        to_meet=tuple(code for code in case.open_precedents if code not in MEET_THEMSELVES),
        sealed=executed(agreement_id) is not None,
        parties=tuple(
            _party(told, party)
            for party in parties(consortium_id)
            if founded.vehicle_is_party or not party.is_vehicle
        ),
    )


def _errors(agreement_id: UUID) -> int:
    return len(examine(draft_source(agreement_id)).of(Severity.ERROR))


def _roles(consortium_id: UUID) -> Mapping[UUID, frozenset[Role]]:
    found: dict[UUID, frozenset[Role]] = {}
    for holder in role_holders(consortium_id):
        if holder.member_id is not None:
            found[holder.member_id] = found.get(holder.member_id, frozenset()) | {holder.role}
    return found


def _party(told: _Told, party: Party) -> PartyFacts:
    case, code = told.case, party.code
    approval = case.approval_of(code)
    return PartyFacts(
        code=code,
        name=party.member.name,
        asked=code in case.terms.asked,
        approval=case.status_of(code),
        effective=case.is_effective(code),
        version=approval.version,
        decided_before=approval.last is not None,
        last_day=approval.last_day,
        signature=case.signature_status_of(code),
        conditions=_conditions(approval),
        has_rules=party.id in told.rules,
        roles=told.roles.get(party.id, frozenset()),
    )


def _conditions(approval: Approval) -> tuple[OpenCondition, ...]:
    return tuple(OpenCondition(condition.id, condition.due) for condition in approval.open_conditions)

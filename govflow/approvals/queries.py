"""What is told about approvals: the case the procedure's rules look at, and everything that happened to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import Select, select

from govflow.agreements.models import VersionRow
from govflow.agreements.queries import (
    Version,
    as_version,
    draft_source,
    the_agreement,
    version_draft,
    version_names,
)
from govflow.approvals.models import ApprovalEventRow, ApprovalRow, BallotRow, CirculationRow, DelegateRow
from govflow.catalogue.loader import draft_in
from govflow.core.approval import Approval, ApprovalEvent, Delegated, DelegationGiven, Status, fold
from govflow.core.catalogue import ChangeClass
from govflow.core.draft import Draft
from govflow.core.permissions import Role
from govflow.core.procedure import FIRST_CIRCULATION, Case, CirculatedChange
from govflow.core.record import kinds, read
from govflow.core.terms import Terms, terms_of
from govflow.extensions import db
from govflow.members.models import MemberRow
from govflow.members.queries import role_holders

_KINDS: Mapping[str, type[ApprovalEvent]] = kinds(ApprovalEvent)


@dataclass(frozen=True)
class Circulation:
    """A version put to the boards. ``deadline``: the last day on which a decision is not late."""

    version: Version
    deadline: date | None
    circulated_at: datetime
    act_key: UUID


@dataclass(frozen=True)
class ApprovalHistory:
    """What happened to one member's approval, oldest first, each with its moment and its act."""

    events: tuple[ApprovalEvent, ...]
    moments: tuple[datetime, ...]
    act_keys: tuple[UUID, ...]

    @property
    def approval(self) -> Approval:
        """Where it stands."""
        return fold(self.events)


NOTHING_HAPPENED = ApprovalHistory((), (), ())


def circulations(agreement_id: UUID) -> tuple[Circulation, ...]:
    """Every circulation of an agreement, oldest first."""
    return tuple(_circulations(_of(agreement_id).order_by(CirculationRow.number)))


def circulation(agreement_id: UUID) -> Circulation | None:
    """The newest circulation: the version now put to the boards."""
    newest = _of(agreement_id).order_by(CirculationRow.number.desc()).limit(1)
    return next(_circulations(newest), None)


def _of(agreement_id: UUID) -> Select[CirculationRow, VersionRow]:
    put = select(CirculationRow, VersionRow).join(VersionRow, VersionRow.id == CirculationRow.version_id)
    return put.where(CirculationRow.agreement_id == agreement_id)


def _circulations(rows: Select[CirculationRow, VersionRow]) -> Iterator[Circulation]:
    for row, frozen in db.session.execute(rows).all():
        yield Circulation(as_version(frozen), row.deadline, row.circulated_at, row.act_key)


def histories(agreement_id: UUID) -> Mapping[str, ApprovalHistory]:
    """What happened to each approval, by the party's id in acts; a party nothing happened to is absent."""
    rows = select(ApprovalEventRow).where(ApprovalEventRow.agreement_id == agreement_id)
    of_member: dict[UUID, list[ApprovalEventRow]] = {}
    for row in db.session.scalars(rows.order_by(ApprovalEventRow.number)):
        of_member.setdefault(row.member_id, []).append(row)
    codes = member_codes(agreement_id)
    return {codes[member_id]: _history(happened) for member_id, happened in of_member.items()}


def _history(rows: list[ApprovalEventRow]) -> ApprovalHistory:
    return ApprovalHistory(
        tuple(read(_KINDS[row.kind], row.body) for row in rows),
        tuple(row.happened_at for row in rows),
        tuple(row.act_key for row in rows),
    )


def member_codes(agreement_id: UUID) -> Mapping[UUID, str]:
    """Every party on the consortium's roll, in its order: its id in acts, by its id in tables."""
    consortium_id = the_agreement(agreement_id).consortium_id
    rows = select(MemberRow.id, MemberRow.code).where(MemberRow.consortium_id == consortium_id)
    return {row.id: row.code for row in db.session.execute(rows.order_by(MemberRow.position))}


def case_of(agreement_id: UUID, today: date, draft: Draft | None = None) -> Case:
    """The agreement's case on a day, without its signatures: those are of the room above.

    ``draft``: the working draft, for who has read it already.
    """
    agreement, circulated = the_agreement(agreement_id), circulation(agreement_id)
    released = agreement.released_at
    approvals = _approvals(agreement_id, today if released is None else released.date())
    names = version_names(agreement_id)
    if circulated is None:
        terms = draft_terms(agreement_id) if draft is None else terms_of(draft)
        return Case(today, terms, versions=names, approvals=MappingProxyType(approvals))
    return Case(
        today=today,
        terms=terms_of(version_draft(circulated.version.id)),
        version=circulated.version.name,
        digest=circulated.version.digest,
        versions=names,
        change=circulated_change(circulated.version),
        deadline=circulated.deadline,
        released_on=None if released is None else released.date(),
        approvals=MappingProxyType(approvals),
    )


def _approvals(agreement_id: UUID, day: date) -> Mapping[str, Approval]:
    """Every approval on a day: where a written decision ended without one, an earlier no or withdrawal stands."""
    found = {code: history.approval for code, history in histories(agreement_id).items()}
    if all(approval.before is None for approval in found.values()):
        return found
    codes = member_codes(agreement_id)
    rows = select(BallotRow).where(BallotRow.agreement_id == agreement_id).order_by(BallotRow.number)
    newest = {codes[row.member_id]: row for row in db.session.scalars(rows)}
    for code, ballot in newest.items():
        if not _has_replies(ballot, found[code], day):
            found[code] = found[code].without_replies
    return found


def _has_replies(ballot: BallotRow, approval: Approval, day: date) -> bool:
    """Whether a written decision goes on and the newest count is of its own replies."""
    goes_on = ballot.closed_at is None and day <= ballot.closes_on
    return goes_on and approval.last is not None and approval.last.number > ballot.after


def recorded_states(agreement_id: UUID) -> Mapping[str, Status]:
    """The state word of every approval as recorded, by the party's id in acts."""
    rows = select(MemberRow.code, ApprovalRow.status).join(MemberRow, MemberRow.id == ApprovalRow.member_id)
    found = db.session.execute(rows.where(ApprovalRow.agreement_id == agreement_id))
    return {row.code: Status(row.status) for row in found}


def delegates(agreement_id: UUID, member: str, what: Delegated) -> tuple[UUID, ...]:
    """The people that a board's newest delegation of this names, and who are delegates still."""
    holders = role_holders(the_agreement(agreement_id).consortium_id)
    still = {each.person_id for each in holders if each.code == member and each.role is Role.DELEGATE}
    named = delegates_of_all(agreement_id, what).get(member, ())
    return tuple(person_id for person_id in named if person_id in still)


def delegates_of_all(agreement_id: UUID, what: Delegated) -> Mapping[str, tuple[UUID, ...]]:
    """The people that each board's newest delegation of this names, by the party's id in acts; some may have left."""
    newest = {
        code: key
        for code, history in histories(agreement_id).items()
        if (key := _newest_delegation(history, what)) is not None
    }
    codes = member_codes(agreement_id)
    rows = select(DelegateRow).where(DelegateRow.act_key.in_(newest.values()))
    found: dict[str, tuple[UUID, ...]] = {}
    for row in db.session.scalars(rows.order_by(DelegateRow.person_id)):
        code = codes[row.member_id]
        if newest.get(code) == row.act_key:
            found[code] = (*found.get(code, ()), row.person_id)
    return found


def _newest_delegation(history: ApprovalHistory, what: Delegated) -> UUID | None:
    """The act of the newest delegation of this."""
    given = [
        key
        for event, key in zip(history.events, history.act_keys, strict=True)
        if isinstance(event, DelegationGiven) and event.delegation.what is what
    ]
    return given[-1] if given else None


def draft_terms(agreement_id: UUID) -> Terms:
    """The terms of the working draft."""
    return terms_of(draft_in(draft_source(agreement_id)).draft)


def circulated_change(circulated: Version) -> CirculatedChange:
    """What a version changed, as the rules look at it."""
    change = circulated.change
    if change is None:
        return FIRST_CIRCULATION
    return CirculatedChange(change.change_class is ChangeClass.MINOR, change.categories)

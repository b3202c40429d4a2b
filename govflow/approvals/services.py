"""What is done about approvals: boards decide, conditions close, delegates accept, approvals are taken back.

Every act is one act of the journal: it holds the agreement's row (alone, where it changes what others act on;
beside others, where a board acts for itself, and then the board's own row), asks the procedure's rules, and
writes what they say follows. What an act was told to be seen (``Seen``) must be what is put to the boards.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count, product
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from govflow.agreements.models import AgreementRow
from govflow.agreements.queries import the_agreement
from govflow.approvals import letters
from govflow.approvals.models import ApprovalEventRow, ApprovalRow, DelegateRow
from govflow.approvals.queries import (
    NOTHING_HAPPENED,
    case_of,
    circulation,
    delegates_of_all,
    histories,
    member_codes,
)
from govflow.clock import uk_today
from govflow.columns import Json
from govflow.core import procedure
from govflow.core.approval import (
    CloseCondition,
    Closing,
    Condition,
    Delegate,
    Delegated,
    Delegation,
    ResolutionRecorded,
    Resolve,
    Route,
    Status,
    evolve,
)
from govflow.core.counting import BoardRules, Meeting, Replies
from govflow.core.errors import Refused
from govflow.core.procedure import ApprovalEvents, Case
from govflow.core.record import kind_of, write
from govflow.core.voting import Outcome
from govflow.journal.perform import Act, Actor, Done, Lock, Mode, perform
from govflow.members.models import MemberRow
from govflow.members.queries import board_rules
from govflow.members.services import write_rules


@dataclass(frozen=True)
class Seen:
    """The version a person had before them when they acted, by name and digest."""

    version: str
    digest: str

    def named(self, case: Case) -> str:
        """The version's name, or "" where the text is not the one put to the boards."""
        return self.version if self.digest == case.digest else ""


@dataclass(frozen=True)
class ResolutionTold:
    """A board's decision as it is told. ``votes``: a meeting's, or the replies to a written decision so far.

    ``conditions``: those without an id get the next number of their board. ``valid_months``: the resolution's own;
    None for the agreement's. ``held_on``: the day the board decided, None
    where that is the day of the act.
    """

    route: Route
    votes: Meeting | Replies
    conditions: tuple[Condition, ...] = ()
    valid_months: int | None = None
    reason: str = ""
    confirmed_by: str = ""
    held_on: date | None = None


NO_BOARD = BoardRules(0, 0, 0)
"""A board whose rules nobody gave: whatever it is said to have decided, the numbers do not add up."""


def record_resolution(
    agreement_id: UUID, member: str, told: ResolutionTold, seen: Seen, by: Actor, key: UUID
) -> None:
    """Record what a member's board decided.

    :raises Refused: ``already_released``, ``not_a_member``, ``long_stop_passed``, ``version_superseded``,
        ``already_decided``, ``route_not_open``, ``unconfirmed_paper``, ``numbers_do_not_add_up``,
        ``nothing_to_act_on``, ``date_does_not_fit``, ``decided_later``.
    """

    def work(session: Session, moment: datetime) -> Done:
        hold_members(session, agreement_id, (member,))
        case = case_of(agreement_id, moment.date())
        events = resolved(agreement_id, member, case, told, seen)
        record(session, agreement_id, case, events, moment, key)
        return Done(orders=letters.decision_recorded(agreement_id, member, events, by.person, key))

    body = {"member": member, "version": seen.version, "resolution": write(told)}
    act_on("resolution_recorded", agreement_id, work, body, by, key, seen, Mode.ACT_UNDER)


def resolved(
    agreement_id: UUID,
    member: str,
    case: Case,
    told: ResolutionTold,
    seen: Seen,
    rules: BoardRules | None = None,
) -> ApprovalEvents:
    """What follows from a board's decision, written nowhere. ``rules``: None for those the board has now.

    :raises Refused: as ``record_resolution``; ``date_does_not_fit`` (decided before the version was put to the
        board, or after today), ``decided_later`` (the board decided, or took an approval back, on a later day; a
        meeting without a quorum, which decided nothing, is kept all the same).
    """
    command = Resolve(
        version=seen.named(case),
        route=told.route,
        votes=told.votes,
        rules=rules or rules_of(agreement_id, member),
        conditions=_numbered(agreement_id, member, told.conditions),
        valid_months=case.terms.valid_months if told.valid_months is None else told.valid_months,
        deadline=case.deadline,
        reason=told.reason,
        confirmed_by=told.confirmed_by,
        held_on=told.held_on,
    )
    events = procedure.resolve(case, member, command)
    circulated = circulation(agreement_id)
    assert circulated is not None  # the version was put to the board: the rules have just said so
    first, last = circulated.circulated_at.date(), uk_today()
    if told.held_on is not None and not first <= told.held_on <= last:
        raise Refused("date_does_not_fit", first=first, last=last)
    settled = case.approval_of(member).settled_on
    if told.held_on is not None and settled is not None and told.held_on < settled:
        outcomes = [each.decision.outcome for each in events[member] if isinstance(each, ResolutionRecorded)]
        # No second person is asked to compare a paper that could change nothing.
        if told.route is Route.PAPER or outcomes != [Outcome.INQUORATE]:
            raise Refused("decided_later", on=settled)
    return events


def _numbered(agreement_id: UUID, member: str, conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """A number for each condition without one: never one that stood for another, whatever was approved before."""
    if all(condition.id for condition in conditions):
        return conditions
    events = histories(agreement_id).get(member, NOTHING_HAPPENED).events
    recorded = (event for event in events if isinstance(event, ResolutionRecorded))
    given = {condition.id for event in recorded for condition in event.conditions}
    free = (name for number in count(1) if (name := f"C{number}") not in given)
    return tuple(replace(condition, id=condition.id or next(free)) for condition in conditions)


def close_condition(
    agreement_id: UUID, member: str, condition: CloseCondition, by_member: str, by: Actor, key: UUID
) -> None:
    """Meet or waive a condition that a member's board set; only that member does.

    :raises Refused: ``already_released``, ``not_a_member``, ``no_authority``, ``long_stop_passed``,
        ``nothing_to_act_on``.
    """
    kind = {Closing.MET: "condition_met", Closing.WAIVED: "condition_waived"}[condition.how]
    body = {"member": member, "condition": write(condition), "by": by_member}
    _for_boards(
        kind,
        agreement_id,
        (member,),
        lambda case: procedure.close_condition(case, member, condition, by_member),
        body,
        by,
        key,
    )


def delegate(
    agreement_id: UUID,
    members: tuple[str, ...],
    delegation: Delegation,
    by: Actor,
    key: UUID,
    named: tuple[UUID, ...] = (),
) -> None:
    """Record that boards delegate to people. ``named``: who they are; none in a rehearsal, which has no people.

    :raises Refused: ``already_released``, ``not_a_member``, ``no_authority`` (the agreement forbids it),
        ``long_stop_passed``, ``numbers_do_not_add_up``.
    """

    def work(session: Session, moment: datetime) -> Done:
        hold_members(session, agreement_id, members)
        case = case_of(agreement_id, moment.date())
        given = procedure.delegate(case, members, Delegate(delegation))
        record(session, agreement_id, case, given, moment, key)
        ids = member_ids(agreement_id)
        for member, person_id in product(members, named):
            session.add(
                DelegateRow(
                    act_key=key, person_id=person_id, agreement_id=agreement_id, member_id=ids[member]
                )
            )
        return Done()

    people = [str(person_id) for person_id in named]
    body = {"members": list(members), "delegation": write(delegation), "people": people}
    act_on("delegation_given", agreement_id, work, body, by, key, mode=Mode.ACT_UNDER)


def accept_minor(agreement_id: UUID, members: tuple[str, ...], seen: Seen, by: Actor, key: UUID) -> None:
    """Record that boards' delegates confirm a minor change.

    :raises Refused: ``already_released``, ``not_a_member``, ``long_stop_passed``, ``version_superseded``,
        ``already_decided``, ``not_delegated`` (nobody was, for this; or it was to others), ``nothing_to_act_on``.
    """

    def decide(case: Case) -> ApprovalEvents:
        accepted = procedure.accept_minor(case, members, seen.named(case))
        named = delegates_of_all(agreement_id, Delegated.MINOR_CHANGES)
        # A rehearsal has no people to name.
        if by.person is not None and not all(by.person in named.get(member, ()) for member in members):
            raise Refused("not_delegated", categories=case.change.categories)
        return accepted

    body = {"members": list(members), "version": seen.version}
    _for_boards(
        "minor_change_accepted",
        agreement_id,
        members,
        decide,
        body,
        by,
        key,
        seen,
    )


def object_to_minor(agreement_id: UUID, member: str, seen: Seen, reason: str, by: Actor, key: UUID) -> None:
    """Record that a board does not accept that a change is minor.

    :raises Refused: ``already_released``, ``not_a_member``, ``long_stop_passed``, ``version_superseded``,
        ``already_decided``, ``nothing_to_act_on``.
    """
    body = {"member": member, "version": seen.version, "reason": reason}
    _for_boards(
        "minor_change_objected_to",
        agreement_id,
        (member,),
        lambda case: procedure.object_to_minor(case, member, seen.named(case), reason),
        body,
        by,
        key,
        seen,
        Mode.CHANGE,
    )


def withdraw_approval(agreement_id: UUID, member: str, reason: str, by: Actor, key: UUID) -> None:
    """Record that a board takes its approval back.

    :raises Refused: ``already_released``, ``not_a_member``, ``long_stop_passed``, ``nothing_to_act_on``.
    """
    _for_boards(
        "approval_withdrawn",
        agreement_id,
        (member,),
        lambda case: procedure.withdraw_approval(case, member, reason),
        {"member": member, "reason": reason},
        by,
        key,
        mode=Mode.CHANGE,
    )


def set_board_rules(agreement_id: UUID, member: str, rules: BoardRules, by: Actor, key: UUID) -> None:
    """Record how a party's board decides from now on; what it decided before stands.

    :raises Refused: ``already_released``, ``not_a_member``, ``long_stop_passed``, ``numbers_do_not_add_up``.
    """

    def work(session: Session, moment: datetime) -> Done:
        hold_members(session, agreement_id, (member,))
        procedure.admit(case_of(agreement_id, moment.date()), (member,))
        write_rules(session, member_ids(agreement_id)[member], rules, moment)
        return Done()

    body = {"member": member, "rules": write(rules)}
    act_on("board_rules_set", agreement_id, work, body, by, key, mode=Mode.ACT_UNDER)


def rules_of(agreement_id: UUID, member: str) -> BoardRules:
    """How a party's board decides now."""
    identity = member_ids(agreement_id).get(member)
    kept = board_rules(the_agreement(agreement_id).consortium_id)
    return NO_BOARD if identity is None else kept.get(identity, NO_BOARD)


def _for_boards(
    kind: str,
    agreement_id: UUID,
    members: tuple[str, ...],
    decide: Callable[[Case], ApprovalEvents],
    body: Json,
    by: Actor,
    key: UUID,
    seen: Seen | None = None,
    mode: Mode = Mode.ACT_UNDER,
) -> None:
    """An act of boards for themselves: beside other boards, but alone on their own rows.

    An act that may end an approval holds the agreement alone: a signature stands on approvals.
    """

    def work(session: Session, moment: datetime) -> Done:
        hold_members(session, agreement_id, members)
        case = case_of(agreement_id, moment.date())
        record(session, agreement_id, case, decide(case), moment, key)
        return Done()

    act_on(kind, agreement_id, work, body, by, key, seen, mode)


def act_on(
    kind: str,
    agreement_id: UUID,
    work: Callable[[Session, datetime], Done],
    body: Json,
    by: Actor,
    key: UUID,
    seen: Seen | None = None,
    mode: Mode = Mode.CHANGE,
) -> None:
    """Do an act on an agreement, holding its row."""
    consortium_id = the_agreement(agreement_id).consortium_id
    digest = None if seen is None else seen.digest
    lock = Lock(AgreementRow, agreement_id, mode)
    perform(Act(kind, by, consortium_id, agreement_id, work, body, lock, digest), key)


def hold_members(session: Session, agreement_id: UUID, members: tuple[str, ...]) -> None:
    """Hold the rows of members within an act, always in one order: two acts of one board wait for each other."""
    ids = member_ids(agreement_id)
    held = sorted(ids[member] for member in set(members) if member in ids)
    rows = select(MemberRow.id).where(MemberRow.id.in_(held)).order_by(MemberRow.id)
    session.execute(rows.with_for_update(key_share=True))


def member_ids(agreement_id: UUID) -> Mapping[str, UUID]:
    """The id in tables of every party on the roll, by its id in acts."""
    return {code: identity for identity, code in member_codes(agreement_id).items()}


def record(
    session: Session, agreement_id: UUID, case: Case, events: ApprovalEvents, moment: datetime, key: UUID
) -> None:
    """Write what happened, and the state word it leads to."""
    ids = member_ids(agreement_id)
    for member, happened in events.items():
        row = _row(session, agreement_id, ids[member])
        state = case.approval_of(member)
        for event in happened:
            state = evolve(state, event)
            row.events += 1
            session.add(
                ApprovalEventRow(
                    agreement_id=agreement_id,
                    member_id=ids[member],
                    number=row.events,
                    kind=kind_of(event),
                    body=write(event),
                    happened_at=moment,
                    act_key=key,
                )
            )
        row.status, row.version = str(state.status), state.version
    session.flush()


def _row(session: Session, agreement_id: UUID, member_id: UUID) -> ApprovalRow:
    row = session.get(ApprovalRow, (agreement_id, member_id))
    if row is None:
        status = str(Status.NOT_ASKED)
        row = ApprovalRow(agreement_id=agreement_id, member_id=member_id, status=status, version="", events=0)
        session.add(row)
        session.flush()
    return row

"""One member's approval of the agreement: what its board may do next, and what each act makes of it.

In: a state (the fold of what happened so far) and a command with its day. Out: the events that follow from it,
or ``Refused``. Then true: an approval counts only for the version now put to the boards, and nobody but the
board, or people it delegated to, ever carries one over. Whether it has expired is never written down: it is
read from the day.

What an act of the whole agreement needs besides (it is not released, the member is a party, the version is the
one put to the boards) is asked first, by ``core.procedure``. Source: docs/procedure.md; docs/domain 4.2 and 4.4.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import assert_never

from govflow.core.counting import (
    BoardDecision,
    BoardRules,
    Meeting,
    Replies,
    decide_at_meeting,
    decide_in_writing,
)
from govflow.core.dates import months_later
from govflow.core.errors import Refused
from govflow.core.voting import Outcome


class Status(StrEnum):
    """The state words of an approval."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    APPROVED = "approved"
    CONDITIONAL = "conditional"
    REJECTED = "rejected"
    INQUORATE = "inquorate"
    MINOR_PENDING = "minor_pending"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    LEFT_OUT = "left_out"


class DecidedBy(StrEnum):
    """Who decided: the board by its votes, its chair by a casting vote, or the people it delegated to."""

    BOARD = "board"
    CASTING_VOTE = "casting_vote"
    DELEGATES = "delegates"


class Route(StrEnum):
    """How a board came to its decision; ``paper`` is a meeting's resolution, already signed, that was sent in."""

    MEETING = "meeting"
    WRITTEN = "written"
    PAPER = "paper"


class Delegated(StrEnum):
    """What a board may delegate."""

    MINOR_CHANGES = "minor_changes"
    SIGN = "sign"


class Closing(StrEnum):
    """How a condition came to its end."""

    MET = "met"
    WAIVED = "waived"


# What still is an approval: a condition may be open, or a minor change may wait for the delegates.
STANDING = (Status.APPROVED, Status.CONDITIONAL)
LIVING = (*STANDING, Status.MINOR_PENDING)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a board asks for before its approval counts; ``how`` is None while it is open."""

    id: str
    text: str
    clause: str = ""
    owner: str = ""
    due: date | None = None
    how: Closing | None = None
    on: date | None = None
    proof: str = ""

    @property
    def late(self) -> bool:
        """Closed after its due date: it counts, and is shown as late."""
        return self.on is not None and self.due is not None and self.on > self.due


@dataclass(frozen=True, slots=True)
class Delegation:
    """A board's delegation to ``people`` persons. ``limits``: the categories it covers, none for every one."""

    what: Delegated
    people: int
    until: date | None = None
    limits: tuple[str, ...] = ()

    def covers(self, categories: Iterable[str], on: date) -> bool:
        """Whether it reaches changes of these categories on a day; its last day is still in."""
        in_time = self.until is None or on <= self.until
        return in_time and (not self.limits or set(categories) <= set(self.limits))


# Events: what happened to this approval, in the past tense, for ever.


@dataclass(frozen=True, slots=True)
class BoardAsked:
    """A version was put to the board."""

    version: str


@dataclass(frozen=True, slots=True)
class BoardNotAsked:
    """A version was put to the boards and this one's approval is not required."""

    version: str


@dataclass(frozen=True, slots=True)
class ApprovalSuperseded:
    """A material change: what the board approved is not the text any more."""

    by_version: str


@dataclass(frozen=True, slots=True)
class MinorChangeOffered:
    """A minor change was put to the board's delegates."""

    version: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResolutionRecorded:
    """A board's decision, or where it stands. ``follows``: the number of the resolution before it, if any.

    ``last_day``: the last day on which an approval by it is good.
    """

    number: int
    version: str
    on: date
    route: Route
    decision: BoardDecision
    conditions: tuple[Condition, ...] = ()
    last_day: date | None = None
    late: bool = False
    reason: str = ""
    confirmed_by: str = ""
    follows: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether replies are still counted: a count so far would tell how the first of them voted."""
        return self.decision.outcome is Outcome.OPEN


@dataclass(frozen=True, slots=True)
class ConditionClosed:
    """A condition was met (``proof`` is the evidence) or waived (``proof`` is the reason)."""

    id: str
    how: Closing
    on: date
    proof: str


@dataclass(frozen=True, slots=True)
class DelegationGiven:
    """The board delegated; an earlier delegation of the same thing ends."""

    delegation: Delegation


@dataclass(frozen=True, slots=True)
class MinorChangeAccepted:
    """The board's delegates accepted a minor change."""

    version: str
    on: date


@dataclass(frozen=True, slots=True)
class MinorChangeObjectedTo:
    """The board does not accept that a change is minor: it will decide itself."""

    version: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ApprovalWithdrawn:
    """The board took its approval back."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class MemberLeftOut:
    """The agreement goes on without this member."""

    by_version: str
    reason: str


ApprovalEvent = (
    BoardAsked
    | BoardNotAsked
    | ApprovalSuperseded
    | MinorChangeOffered
    | ResolutionRecorded
    | ConditionClosed
    | DelegationGiven
    | MinorChangeAccepted
    | MinorChangeObjectedTo
    | ApprovalWithdrawn
    | MemberLeftOut
)


# Commands: what somebody wants done.


@dataclass(frozen=True, slots=True)
class PutVersion:
    """Put a version to the board. ``required``: its approval is; ``minor``: the change since the version before.

    ``may_delegate``: the agreement lets boards delegate minor changes.
    """

    version: str
    required: bool = True
    minor: bool = False
    categories: tuple[str, ...] = ()
    may_delegate: bool = True


@dataclass(frozen=True, slots=True)
class Resolve:
    """Record a board's decision. ``votes``: a meeting's, or the replies to a written decision so far.

    ``valid_months``: None for an approval without end; ``deadline``: the last day that is not late.
    ``held_on``: the day the board decided, None where that is the day of the act.
    """

    version: str
    route: Route
    votes: Meeting | Replies
    rules: BoardRules
    conditions: tuple[Condition, ...] = ()
    valid_months: int | None = None
    deadline: date | None = None
    reason: str = ""
    confirmed_by: str = ""
    held_on: date | None = None


@dataclass(frozen=True, slots=True)
class CloseCondition:
    """Meet or waive a condition of this board."""

    id: str
    how: Closing
    proof: str


@dataclass(frozen=True, slots=True)
class Delegate:
    """Delegate to people."""

    delegation: Delegation


@dataclass(frozen=True, slots=True)
class AcceptMinor:
    """The delegates confirm the version put to them. ``minor``, ``categories``: the change it makes."""

    version: str
    minor: bool
    categories: tuple[str, ...]
    may_delegate: bool = True


@dataclass(frozen=True, slots=True)
class ObjectToMinor:
    """Object to the class of the change that the version makes."""

    version: str
    minor: bool
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawApproval:
    """Take the approval back."""

    reason: str


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Go on without this member."""

    by_version: str
    reason: str


ApprovalCommand = (
    PutVersion
    | Resolve
    | CloseCondition
    | Delegate
    | AcceptMinor
    | ObjectToMinor
    | WithdrawApproval
    | LeaveOut
)


@dataclass(frozen=True, slots=True)
class Approval:
    """Where one member's approval stands.

    ``version``: what the state is about: the version asked about, decided on or, when superseded, approved.
    ``offered``: categories of the minor changes that wait for the delegates. ``last``: the newest resolution that
    stands; ``recorded``: the number of the newest of all; ``decided``: of the newest that carried or lost, 0 for none;
    ``meeting``: the decision of the newest meeting. ``accepted_on``: when the delegates accepted. ``settled_on``: the
    day of its newest decision, or of taking one back: what it decided on an earlier day counts no more. ``before``:
    while replies to a written decision are counted, the no or the withdrawal that stands again should they decide
    nothing.
    """

    status: Status = Status.NOT_ASKED
    version: str = ""
    by: DecidedBy | None = None
    last_day: date | None = None
    conditions: tuple[Condition, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    offered: tuple[str, ...] = ()
    last: ResolutionRecorded | None = None
    recorded: int = 0
    decided: int = 0
    meeting: BoardDecision | None = None
    accepted_on: date | None = None
    settled_on: date | None = None
    reason: str = ""
    before: "Approval | None" = None

    def status_on(self, day: date) -> Status:
        """The state word on a day: an approval past its last day is expired."""
        if self.status in LIVING and self.last_day is not None and day > self.last_day:
            return Status.EXPIRED
        return self.status

    def is_effective(self, version: str, day: date) -> bool:
        """Whether it counts for this version on a day."""
        return self.status_on(day) is Status.APPROVED and self.version == version

    @property
    def without_replies(self) -> "Approval":
        """As it stands once a written decision has ended without one: its count is told no more, and its number and
        its delegations stay.
        """
        if self.before is None:
            return self
        return replace(self.before, recorded=self.recorded, delegations=self.delegations)

    @property
    def counted(self) -> ResolutionRecorded | None:
        """The newest resolution as others may be told of it: none while its replies are still counted."""
        return None if self.last is None or self.last.is_open else self.last

    def delegation(self, what: Delegated) -> Delegation | None:
        """The delegation in force, whatever its limits."""
        return next((given for given in self.delegations if given.what is what), None)

    def delegates_may(self, categories: Iterable[str], on: date) -> bool:
        """Whether the board let delegates accept minor changes of these categories on a day."""
        given = self.delegation(Delegated.MINOR_CHANGES)
        return given is not None and given.covers(categories, on)

    @property
    def open_conditions(self) -> tuple[Condition, ...]:
        """The conditions nobody has met or waived."""
        return tuple(condition for condition in self.conditions if condition.how is None)


UNTOUCHED = Approval()
"""A member whom nobody has asked yet."""


def decide(state: Approval, command: ApprovalCommand, on: date) -> tuple[ApprovalEvent, ...]:
    """What follows from a command on a day.

    :raises Refused: ``already_decided``, ``route_not_open``, ``unconfirmed_paper``, ``numbers_do_not_add_up``,
        ``not_delegated``, ``nothing_to_act_on``; where several apply, the first of these.
    """
    match command:
        case PutVersion():
            return _put(state, command, on)
        case Resolve():
            return _resolve(state, command, on)
        case CloseCondition():
            return _close(state, command, on)
        case Delegate():
            _must(command.delegation.people > 0, "numbers_do_not_add_up", people=command.delegation.people)
            return (DelegationGiven(command.delegation),)
        case AcceptMinor():
            return _accept(state, command, on)
        case ObjectToMinor():
            return _object(state, command, on)
        case WithdrawApproval():
            _must(state.status_on(on) in LIVING, "nothing_to_act_on", approval=state.status_on(on))
            return (ApprovalWithdrawn(on, command.reason),)
        case LeaveOut():
            return (MemberLeftOut(command.by_version, command.reason),)
        case _:
            assert_never(command)


def _put(state: Approval, command: PutVersion, on: date) -> tuple[ApprovalEvent, ...]:
    """What a new version does to an approval; one that is superseded, or left out, stays so."""
    status = state.status_on(on)
    if status is Status.LEFT_OUT:
        return ()
    if not command.required:
        return (BoardNotAsked(command.version),)
    if status is Status.SUPERSEDED:
        return ()
    if status not in LIVING:
        return (BoardAsked(command.version),)
    if not command.minor:
        return (ApprovalSuperseded(command.version),)
    offered = tuple(dict.fromkeys((*state.offered, *command.categories)))
    if command.may_delegate and state.delegates_may(offered, on):
        return (MinorChangeOffered(command.version, offered),)
    return (BoardAsked(command.version),)


def _resolve(state: Approval, command: Resolve, on: date) -> tuple[ApprovalEvent, ...]:
    _must_be_undecided(state, on)
    decision = _count(command)
    _must(state.status is not Status.NOT_ASKED, "nothing_to_act_on", approval=state.status)
    carried = decision.outcome in _CARRIED
    decided_on = command.held_on or on
    return (
        ResolutionRecorded(
            number=state.recorded + 1,
            version=command.version,
            on=decided_on,
            route=command.route,
            decision=decision,
            conditions=command.conditions if carried else (),
            last_day=_last_day(decided_on, command.valid_months) if carried else None,
            late=command.deadline is not None and decided_on > command.deadline,
            reason=command.reason,
            confirmed_by=command.confirmed_by,
            follows=state.recorded or None,
        ),
    )


def _must_be_undecided(state: Approval, on: date) -> None:
    _must(state.status_on(on) not in STANDING, "already_decided", approval=state.status)


def _count(command: Resolve) -> BoardDecision:
    if isinstance(command.votes, Replies):
        return decide_in_writing(command.rules, command.votes)
    if command.route is Route.PAPER:
        _must(bool(command.confirmed_by.strip()), "unconfirmed_paper")
    return decide_at_meeting(command.rules, command.votes)


def _last_day(on: date, months: int | None) -> date | None:
    return None if months is None else months_later(on, months)


def _close(state: Approval, command: CloseCondition, on: date) -> tuple[ApprovalEvent, ...]:
    is_open = any(condition.id == command.id for condition in state.open_conditions)
    _must(is_open and state.status_on(on) in LIVING, "nothing_to_act_on", condition=command.id)
    return (ConditionClosed(command.id, command.how, on, command.proof),)


def _accept(state: Approval, command: AcceptMinor, on: date) -> tuple[ApprovalEvent, ...]:
    _must_be_undecided(state, on)
    categories = state.offered or command.categories
    covered = command.minor and command.may_delegate and state.delegates_may(categories, on)
    _must(covered, "not_delegated", categories=categories)
    _must(state.status_on(on) is Status.MINOR_PENDING, "nothing_to_act_on", approval=state.status_on(on))
    return (MinorChangeAccepted(command.version, on),)


def _object(state: Approval, command: ObjectToMinor, on: date) -> tuple[ApprovalEvent, ...]:
    status = state.status_on(on)
    decided_itself = status in STANDING and state.by is not DecidedBy.DELEGATES
    _must(not (command.minor and decided_itself), "already_decided", approval=status)
    may_object = command.minor and status in (*LIVING, Status.ASKED)
    _must(may_object, "nothing_to_act_on", approval=status)
    return (MinorChangeObjectedTo(command.version, on, command.reason),)


def _must(holds: bool, code: str, **facts: object) -> None:
    if not holds:
        raise Refused(code, **facts)


_CARRIED = (Outcome.CARRIED, Outcome.CARRIED_ON_CASTING_VOTE)
_CASTING = (Outcome.CARRIED_ON_CASTING_VOTE, Outcome.LOST_ON_CASTING_VOTE)


def evolve(state: Approval, event: ApprovalEvent) -> Approval:
    """The state after an event. Total: what happened is never refused."""
    match event:
        case BoardAsked():
            return _asked(state, event.version)
        case BoardNotAsked():
            return replace(_asked(state, ""), status=Status.NOT_ASKED)
        case ApprovalSuperseded():
            return replace(state, status=Status.SUPERSEDED, offered=())
        case MinorChangeOffered():
            return replace(
                state, status=Status.MINOR_PENDING, version=event.version, offered=event.categories
            )
        case ResolutionRecorded():
            return _resolved(state, event)
        case ConditionClosed():
            closed = tuple(_closed(condition, event) for condition in state.conditions)
            return _restored(replace(state, conditions=closed))
        case DelegationGiven():
            others = tuple(given for given in state.delegations if given.what is not event.delegation.what)
            return replace(state, delegations=(*others, event.delegation))
        case MinorChangeAccepted():
            accepted = replace(
                state,
                status=Status.APPROVED,
                version=event.version,
                by=DecidedBy.DELEGATES,
                accepted_on=event.on,
                offered=(),
            )
            return _restored(accepted)
        case MinorChangeObjectedTo():
            return replace(_asked(state, event.version), reason=event.reason)
        case ApprovalWithdrawn():
            return replace(state, status=Status.WITHDRAWN, settled_on=event.on, reason=event.reason)
        case MemberLeftOut():
            return replace(_asked(state, ""), status=Status.LEFT_OUT, reason=event.reason)
        case _:
            assert_never(event)


def fold(events: Iterable[ApprovalEvent]) -> Approval:
    """The state after everything that happened, oldest first."""
    state = UNTOUCHED
    for event in events:
        state = evolve(state, event)
    return state


def _asked(state: Approval, version: str) -> Approval:
    """Nothing stands: the board is asked about a version. Its delegations and its record stay."""
    return Approval(
        status=Status.ASKED,
        version=version,
        delegations=state.delegations,
        last=state.last,
        recorded=state.recorded,
        decided=state.decided,
        meeting=state.meeting,
        settled_on=state.settled_on,
    )


def _resolved(state: Approval, event: ResolutionRecorded) -> Approval:
    outcome = event.decision.outcome
    asked = _asked(state, event.version)
    after = replace(
        asked,
        last=event,
        recorded=event.number,
        meeting=state.meeting if event.route is Route.WRITTEN else event.decision,
        reason=event.reason,
    )
    if outcome is Outcome.OPEN:
        said_no = state if state.status in (Status.REJECTED, Status.WITHDRAWN) else None
        return replace(after, before=state.before or said_no)
    if outcome is Outcome.INQUORATE:
        # A meeting that decided nothing, told after a later one that did, takes nothing of it away.
        if state.settled_on is not None and event.on < state.settled_on:
            return replace(state, recorded=event.number)
        return replace(after, status=Status.INQUORATE)
    after = replace(after, decided=event.number, settled_on=event.on)
    by = DecidedBy.CASTING_VOTE if outcome in _CASTING else DecidedBy.BOARD
    if outcome not in _CARRIED:
        return replace(after, status=Status.REJECTED, by=by)
    approved = replace(
        after, status=Status.APPROVED, by=by, last_day=event.last_day, conditions=event.conditions
    )
    return _restored(approved)


def _closed(condition: Condition, event: ConditionClosed) -> Condition:
    if condition.id != event.id:
        return condition
    return replace(condition, how=event.how, on=event.on, proof=event.proof)


def _restored(state: Approval) -> Approval:
    """Approved, or conditional while a condition is open; one that waits for delegates goes on waiting."""
    if state.status is Status.MINOR_PENDING:
        return state
    return replace(state, status=Status.CONDITIONAL if state.open_conditions else Status.APPROVED)

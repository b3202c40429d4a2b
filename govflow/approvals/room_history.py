"""What happened to the approval of one board, in words.

In: a board's room, as queries tell it. Out: a line for each event, newest first.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from govflow.approvals.room_head import ROUTES, people_in_words, sentence
from govflow.approvals.room_queries import CARRIED, Room
from govflow.core.approval import (
    ApprovalEvent,
    ApprovalSuperseded,
    ApprovalWithdrawn,
    BoardAsked,
    BoardNotAsked,
    Closing,
    ConditionClosed,
    DelegationGiven,
    MemberLeftOut,
    MinorChangeAccepted,
    MinorChangeObjectedTo,
    MinorChangeOffered,
    ResolutionRecorded,
)
from govflow.core.voting import Outcome
from govflow.core.words import day
from govflow.web.uk_time import moment


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened to the approval, newest first."""

    on: str
    words: str
    more: str


def history(room: Room) -> Iterator[HistoryLine]:
    """The lines, newest first."""
    told = zip(reversed(room.history.events), reversed(room.history.moments), strict=True)
    for event, happened in told:
        if isinstance(event, ResolutionRecorded) and event.is_open:
            continue
        words, more = _event_words(event)
        yield HistoryLine(moment(happened), words, more)


def _event_words(event: ApprovalEvent) -> tuple[str, str]:
    match event:
        case BoardAsked():
            return f"Version {event.version} was put to the board", ""
        case BoardNotAsked():
            return f"Version {event.version} went to the boards; this one is not asked", ""
        case ApprovalSuperseded():
            return f"Version {event.by_version} changed what the board had approved", "It decides again."
        case MinorChangeOffered():
            return f"Version {event.version} makes a minor change", "The board’s delegates may accept it."
        case ResolutionRecorded():
            return _decision_words(event)
        case ConditionClosed():
            how = "met" if event.how is Closing.MET else "waived"
            return f"Condition {event.id} was {how}", event.proof
        case DelegationGiven():
            until = f" until {day(event.delegation.until)}" if event.delegation.until else ""
            return f"The board delegated to {people_in_words(event.delegation.people)}{until}", ""
        case MinorChangeAccepted():
            return f"Delegates accepted the minor change in version {event.version}", ""
        case MinorChangeObjectedTo():
            return f"The board objected: the change in version {event.version} is not minor", event.reason
        case ApprovalWithdrawn():
            return "The board took its approval back", event.reason
        case MemberLeftOut():
            return f"The agreement goes on without this member, from version {event.by_version}", event.reason


def _decision_words(event: ResolutionRecorded) -> tuple[str, str]:
    outcome = "did not decide"
    if event.decision.outcome in CARRIED:
        outcome = "approved on conditions" if event.conditions else "approved"
    elif event.decision.outcome is not Outcome.INQUORATE:
        outcome = "rejected"
    confirmed = f" Confirmed by {event.confirmed_by}." if event.confirmed_by else ""
    late = " After the deadline." if event.late else ""
    reason = f" {sentence(event.reason)}" if event.reason else ""
    return (
        f"The board {outcome} version {event.version} {ROUTES[event.route]}, on {day(event.on)}",
        f"{sentence(event.decision.arithmetic)}{late}{confirmed}{reason}",
    )

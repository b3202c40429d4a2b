"""Events written as plain data are read back the same."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from govflow.core.approval import (
    ApprovalEvent,
    ApprovalSuperseded,
    ApprovalWithdrawn,
    BoardAsked,
    BoardNotAsked,
    Closing,
    Condition,
    ConditionClosed,
    Delegated,
    Delegation,
    DelegationGiven,
    MemberLeftOut,
    MinorChangeAccepted,
    MinorChangeObjectedTo,
    MinorChangeOffered,
    ResolutionRecorded,
    Route,
)
from govflow.core.counting import BoardDecision
from govflow.core.record import kind_of, kinds, read, write
from govflow.core.signature import (
    MethodPlanned,
    SignatureEvent,
    SignatureReleased,
    SignatureWithdrawn,
    Signed,
    Signer,
    SigningDeclined,
)
from govflow.core.voting import Outcome

DAY = date(2027, 2, 19)
DECISION = BoardDecision(Outcome.CARRIED, 5, 3, None, "5 counted, quorum 3; 4 for, 1 against; carried")
CONDITION = Condition(
    "C1", "Cap confirmed", "liability-cap", "Finance trustee", DAY, Closing.MET, DAY, "Letter"
)

APPROVALS: list[ApprovalEvent] = [
    BoardAsked("0.9"),
    BoardNotAsked("0.9"),
    ApprovalSuperseded("0.10"),
    MinorChangeOffered("0.11", ("none", "term")),
    ResolutionRecorded(1, "0.9", DAY, Route.MEETING, DECISION, (CONDITION, Condition("C2", "Words"))),
    ResolutionRecorded(2, "0.9", DAY, Route.PAPER, DECISION, (), DAY, True, "why", "The secretary", 1),
    ConditionClosed("C1", Closing.WAIVED, DAY, "Not needed"),
    DelegationGiven(Delegation(Delegated.MINOR_CHANGES, 2, DAY, ("none",))),
    DelegationGiven(Delegation(Delegated.SIGN, 1)),
    MinorChangeAccepted("0.11", DAY),
    MinorChangeObjectedTo("0.11", DAY, "It moves money"),
    ApprovalWithdrawn(DAY, "New facts"),
    MemberLeftOut("0.12", "Cannot insure it"),
]
SIGNATURES: list[SignatureEvent] = [
    MethodPlanned("two_trustees"),
    Signed("0.12", "d" * 64, "seal", (Signer("Witness", "Ada"),), datetime(2027, 3, 3, 12, tzinfo=UTC)),
    SignatureWithdrawn("0.12", "Wait"),
    SigningDeclined("0.12", "Not yet"),
    SignatureReleased("0.12"),
]


@pytest.mark.parametrize("event", [*APPROVALS, *SIGNATURES], ids=kind_of)
def test_what_was_written_is_read_back_the_same(event: object) -> None:
    plain = json.loads(json.dumps(write(event)))
    assert read(type(event), plain) == event


def test_every_kind_of_event_is_held_here() -> None:
    assert {kind_of(event) for event in APPROVALS} == set(kinds(ApprovalEvent))
    assert {kind_of(event) for event in SIGNATURES} == set(kinds(SignatureEvent))


def test_an_event_is_kept_under_its_own_name() -> None:
    assert kind_of(BoardAsked("0.9")) == "board_asked"
    assert kinds(ApprovalEvent)["resolution_recorded"] is ResolutionRecorded


def test_an_event_holds_nothing_that_cannot_be_kept_exactly() -> None:
    with pytest.raises(TypeError, match="an event holds no Decimal"):
        write(Decimal(1))


def test_what_was_written_before_a_field_was_added_can_be_read() -> None:
    assert read(Condition, {"id": "C1", "text": "Words"}) == Condition("C1", "Words")

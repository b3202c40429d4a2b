"""A rehearsal on the test's own application: the six-member example, played act by act."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from govflow.approvals.services import ResolutionTold
from govflow.cli.rehearse import read_cast
from govflow.clock import SetClock
from govflow.core.approval import Condition, Route
from govflow.core.counting import Meeting
from govflow.overview.rehearsal import Cast, Rehearsal

EXAMPLES = Path(__file__).parent / "examples"
BEGUN = datetime(2026, 11, 2, 12, tzinfo=UTC)
SIX = ("LB1", "LB2", "LB3", "LB4", "LB5", "LB6")
PRECEDENTS = (
    "due_diligence_passed",
    "nda_signed",
    "trust_meetings_held",
    "contract_awarded",
    "insurance_evidence",
)


@cache
def cast() -> Cast:
    """Who plays."""
    return read_cast(str(EXAMPLES / "lead_body_6.json"))


def begin(clock: SetClock) -> Rehearsal:
    """A rehearsal whose draft nobody has put to the boards yet."""
    return Rehearsal(cast(), clock, BEGUN)


def carried(*conditions: Condition) -> ResolutionTold:
    """A unanimous meeting of five, which is a quorum of every board of the example."""
    return ResolutionTold(Route.MEETING, Meeting(5, 0, 5, 0, 0), conditions)


def circulated(clock: SetClock) -> Rehearsal:
    """A rehearsal whose first version is before the boards."""
    play = begin(clock)
    play.circulate("0.9", None, {})
    return play


def approved(clock: SetClock) -> Rehearsal:
    """A rehearsal that every board has approved."""
    play = circulated(clock)
    for member in SIX:
        play.resolve(member, "0.9", carried())
    return play


def released(clock: SetClock) -> Rehearsal:
    """A rehearsal that was signed and released, and not printed yet."""
    play = approved(clock)
    play.sign(SIX, "0.9")
    play.meet_precedents(PRECEDENTS, "chair", "Minute 4")
    play.release(None)
    return play

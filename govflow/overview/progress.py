"""How far an agreement has come, in words: its stages, where it stands and what comes next.

In: the facts of an agreement on a day. Out: values to show. Then true: of an organisation nothing is told but its
outcome, which is the consortium's to know.

Source: docs/procedure.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from govflow.core.approval import Status
from govflow.core.procedure import AgreementState
from govflow.core.signature import SignatureStatus
from govflow.core.state_words import WAITS_FOR_BOARDS
from govflow.core.words import day, number_of
from govflow.overview.facts import SIGNING, AgreementFacts, PartyFacts
from govflow.overview.waiting import blocks

STATE_WORDS: Mapping[AgreementState, str] = MappingProxyType(
    {
        AgreementState.DRAFTING: "Being drafted",
        AgreementState.APPROVING: "Before the boards",
        AgreementState.READY_TO_SIGN: "Ready to sign",
        AgreementState.SIGNING: "Being signed",
        AgreementState.EXECUTED: "Signed and released",
        AgreementState.LAPSED: "Lapsed: the long-stop date has passed",
    }
)

WAITS, DONE, WRONG, NOT_YET = "wait", "good", "bad", "plain"

APPROVAL_TAGS: Mapping[Status, tuple[str, str]] = MappingProxyType(
    {
        Status.NOT_ASKED: ("Not asked", NOT_YET),
        Status.ASKED: ("Deciding", WAITS),
        Status.APPROVED: ("Approved", DONE),
        Status.CONDITIONAL: ("Approved on conditions", WAITS),
        Status.REJECTED: ("Said no", WRONG),
        Status.INQUORATE: ("No quorum", WRONG),
        Status.MINOR_PENDING: ("Minor change waits", WAITS),
        Status.SUPERSEDED: ("Decides again", WAITS),
        Status.EXPIRED: ("Run out", WRONG),
        Status.WITHDRAWN: ("Taken back", WRONG),
        Status.LEFT_OUT: ("Left out", NOT_YET),
    }
)
"""The state of an approval in a word or two, and its tone."""

SIGNATURE_TAGS: Mapping[SignatureStatus, tuple[str, str]] = MappingProxyType(
    {
        SignatureStatus.NONE: ("Not signed", NOT_YET),
        SignatureStatus.HELD: ("Signed, held", DONE),
        SignatureStatus.VOID: ("Signed another text", WRONG),
        SignatureStatus.WITHDRAWN: ("Taken back", WRONG),
        SignatureStatus.DECLINED: ("Declined", WRONG),
        SignatureStatus.RELEASED: ("Signed and released", DONE),
    }
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the way. ``state``: "done", "now" or "later"."""

    title: str
    words: str
    state: str


def stages(facts: AgreementFacts) -> tuple[Stage, ...]:
    """The four stages, in numbers."""
    return (_drafted(facts), _approval(facts), _again(facts), _signatures(facts))


def _drafted(facts: AgreementFacts) -> Stage:
    if facts.version:
        return Stage("Drafted", f"version {facts.version}", "done")
    left = facts.questions + sum(each.questions for each in facts.parties)
    if left:
        return Stage("Drafted", f"{number_of(left, 'question')} left", "now")
    mend = number_of(facts.errors, "point")
    return Stage("Drafted", f"{mend} to mend" if facts.errors else "ready for the boards", "now")


def _approval(facts: AgreementFacts) -> Stage:
    if not facts.version:
        return Stage("Board approval", "not started", "later")
    words = f"{facts.effective} of {number_of(facts.required, 'board')}"
    if facts.effective > facts.required:
        words = f"{number_of(facts.effective, 'board')}, {facts.required} needed"
    return Stage("Board approval", words, "now" if facts.state is AgreementState.APPROVING else "done")


def _decides_again(party: PartyFacts) -> bool:
    return party.asked and party.decided_before and party.approval in _OPEN_AGAIN


_OPEN_AGAIN = (Status.ASKED, Status.SUPERSEDED, Status.EXPIRED, Status.INQUORATE, Status.MINOR_PENDING)


def _again(facts: AgreementFacts) -> Stage:
    again = sum(_decides_again(each) for each in facts.parties)
    if again and facts.state is AgreementState.APPROVING:
        return Stage("Re-approval", f"{number_of(again, 'board')} to decide again", "now")
    if facts.state in (*SIGNING, AgreementState.EXECUTED):
        return Stage("Re-approval", "nothing left to approve again", "done")
    return Stage("Re-approval", "not needed so far" if facts.version else "not started", "later")


def _signatures(facts: AgreementFacts) -> Stage:
    if facts.state is AgreementState.EXECUTED:
        dated = "" if facts.dated is None else f", dated {day(facts.dated)}"
        return Stage("Signatures", f"released{dated}", "done")
    if facts.state in SIGNING:
        return Stage(
            "Signatures", f"{len(facts.held)} of {number_of(len(facts.to_sign), 'party', 'parties')}", "now"
        )
    return Stage("Signatures", "not started", "later")


def standing_words(facts: AgreementFacts) -> str:
    """One line: the state, and what the next step waits for."""
    state = STATE_WORDS[facts.state]
    match facts.state:
        case AgreementState.DRAFTING:
            return f"{state}: {_drafted(facts).words}."
        case AgreementState.APPROVING:
            return f"{state}: {_approval(facts).words} approved version {facts.version}."
        case AgreementState.READY_TO_SIGN | AgreementState.SIGNING:
            return f"{state}: {_signatures(facts).words} signed version {facts.version}."
        case AgreementState.EXECUTED:
            return f"{state}." if facts.dated is None else f"{state}, dated {day(facts.dated)}."
        case AgreementState.LAPSED:
            return f"{state}."


def count(facts: AgreementFacts) -> tuple[int, int, str]:
    """How much of the present stage is done, of how much, and in words; of 0 where there is nothing to count."""
    if facts.state is AgreementState.APPROVING:
        of = number_of(facts.required, "board")
        return min(facts.effective, facts.required), facts.required, f"{facts.effective} of {of}"
    if facts.state in SIGNING:
        of = number_of(len(facts.to_sign), "signature")
        return len(facts.held), len(facts.to_sign), f"{len(facts.held)} of {of}"
    return 0, 0, ""


def next_words(facts: AgreementFacts) -> tuple[str, str]:
    """What comes next for the consortium: a title and a sentence."""
    waiting = len(blocks(facts))
    match facts.state:
        case AgreementState.DRAFTING if facts.questions or waiting:
            return "Answer the questions", "The agreement has a blank for each until it is answered."
        case AgreementState.DRAFTING if facts.errors:
            return (
                "Mend the draft",
                f"{number_of(facts.errors, 'point')} must be mended before the boards see it.",
            )
        case AgreementState.DRAFTING:
            return "Put the draft to the boards", "Nothing is left to answer or to mend."
        case AgreementState.APPROVING:
            by = "" if facts.deadline is None else f" They were asked to decide by {day(facts.deadline)}."
            return "The boards decide", f"{facts.effective} of the {facts.required} needed have approved.{by}"
        case AgreementState.READY_TO_SIGN | AgreementState.SIGNING if (
            facts.to_meet and facts.everybody_signed
        ):
            count = number_of(len(facts.to_meet), "condition precedent", "conditions precedent")
            return "Record what must be in place", f"Everybody signed; {count} must be met before release."
        case AgreementState.READY_TO_SIGN | AgreementState.SIGNING if facts.everybody_signed and waiting:
            return WAITS_FOR_BOARDS
        case AgreementState.READY_TO_SIGN | AgreementState.SIGNING if waiting and facts.in_ink:
            return (
                "Everyone signs on paper",
                "The agreement asks for ink: everyone signs on paper, outside this service.",
            )
        case AgreementState.READY_TO_SIGN | AgreementState.SIGNING if waiting:
            return (
                "The parties sign",
                f"{len(facts.held)} of {len(facts.to_sign)} have. Signatures are held until release.",
            )
        case AgreementState.READY_TO_SIGN | AgreementState.SIGNING:
            return (
                "The chair releases the agreement",
                "Everybody signed, and every condition precedent is met.",
            )
        case AgreementState.EXECUTED:
            return "It is done", "The agreement is signed, released and dated."
        case AgreementState.LAPSED:
            return (
                "Set a later long-stop date",
                "Nothing can go on until the boards have a text with a later one.",
            )

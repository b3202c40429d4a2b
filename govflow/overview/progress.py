"""How far an agreement has come, in words: its stages, who holds it up and what would help, and when it can end.

In: the facts of an agreement on a day. Out: values to show. Then true: a forecast names only days that somebody
recorded, and says what is not known; of an organisation nothing is told but its outcome, which is the
consortium's to know.

Source: docs/procedure.md.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from govflow.core.approval import Status
from govflow.core.permissions import Role
from govflow.core.procedure import AgreementState
from govflow.core.signature import SignatureStatus
from govflow.core.words import day, first_of, number_of
from govflow.overview.facts import SIGNING, AgreementFacts, PartyFacts

STATE_WORDS: Mapping[AgreementState, str] = MappingProxyType(
    {
        AgreementState.DRAFTING: "Being drafted",
        AgreementState.APPROVING: "Before the boards",
        AgreementState.READY_TO_SIGN: "Ready to sign",
        AgreementState.SIGNING: "Being signed",
        AgreementState.EXECUTED: "Signed by everybody",
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


@dataclass(frozen=True, slots=True)
class Block:
    """An organisation that the next step waits for: why, and what would help."""

    code: str
    name: str
    why: str
    help: str


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


# Who holds it up.

_BY_ITSELF = "It can record a meeting, decide in writing, or send in a signed paper."
WHY_NOT: Mapping[Status, tuple[str, str]] = MappingProxyType(
    {
        Status.ASKED: ("Its board has not decided yet.", _BY_ITSELF),
        Status.SUPERSEDED: (
            "Its board approved an earlier text, which has changed since.",
            "Its board decides again; only the difference is before it.",
        ),
        Status.EXPIRED: ("Its approval has run out.", "Its board decides again."),
        Status.INQUORATE: (
            "Too few could be counted at its meeting.",
            "Its board meets again, or decides in writing.",
        ),
        Status.CONDITIONAL: (
            "It approved on conditions that are still open.",
            "The organisation itself says that they are met, or waives them. Nobody else can.",
        ),
        Status.MINOR_PENDING: (
            "A minor change waits for its delegates.",
            "A delegate accepts it, or its board decides.",
        ),
        Status.REJECTED: (
            "Its board said no.",
            "Talk to it, put a changed text to the boards, or go on without it.",
        ),
        Status.WITHDRAWN: (
            "It took its approval back.",
            "Talk to it, put a changed text to the boards, or go on without it.",
        ),
    }
)


def blocks(facts: AgreementFacts) -> tuple[Block, ...]:
    """Whom the next step waits for, in the consortium's order."""
    match facts.state:
        case AgreementState.DRAFTING:
            return tuple(_unanswered(facts))
        case AgreementState.APPROVING:
            return tuple(_undecided(facts))
        case AgreementState.READY_TO_SIGN | AgreementState.SIGNING:
            return tuple(_unsigned(facts))
        case AgreementState.EXECUTED | AgreementState.LAPSED:
            return ()


def _unanswered(facts: AgreementFacts) -> Iterator[Block]:
    for party in facts.parties:
        if party.questions:
            why = f"{number_of(party.questions, 'question')} about itself without an answer."
            yield Block(
                party.code,
                party.name,
                why,
                _who(party, Role.EDITOR, "Its editor or chief officer can answer."),
            )


def _undecided(facts: AgreementFacts) -> Iterator[Block]:
    for party in facts.asked:
        if party.effective or party.approval not in WHY_NOT:
            continue
        why, help = WHY_NOT[party.approval]
        if party.approval is Status.CONDITIONAL:
            why = _conditions(party)
        if party.approval is Status.ASKED:
            help = _who(party, Role.BOARD_SECRETARY, help)
        yield Block(party.code, party.name, why, help)


def _conditions(party: PartyFacts) -> str:
    count = number_of(len(party.conditions), "condition")
    due = "" if party.condition_due is None else f", the first due on {day(party.condition_due)}"
    return f"It approved on {count} still open{due}."


def _unsigned(facts: AgreementFacts) -> Iterator[Block]:
    for party in facts.parties:
        if party.code in facts.to_sign and party.code not in facts.held:
            why = {
                SignatureStatus.DECLINED: "It declined to sign.",
                SignatureStatus.WITHDRAWN: "It took its signature back.",
                SignatureStatus.VOID: "It signed an earlier text, so that signature is void.",
            }.get(party.signature, "It has not signed yet.")
            help = (
                "Talk to it: it may still sign."
                if party.signature is SignatureStatus.DECLINED
                else "Its signatory signs."
            )
            yield Block(party.code, party.name, why, _who(party, Role.SIGNATORY, help))


_NEEDED = {
    Role.EDITOR: ((Role.EDITOR, Role.CHIEF_OFFICER), "a chief officer or editor"),
    Role.BOARD_SECRETARY: ((Role.BOARD_SECRETARY,), "a board secretary"),
    Role.SIGNATORY: ((Role.SIGNATORY,), "a signatory"),
}


def _who(party: PartyFacts, role: Role, help: str) -> str:
    """What would help; where nobody could do it, that somebody is invited first."""
    any_of, called = _NEEDED[role]
    return help if party.roles & set(any_of) else f"Nobody can do it there yet: invite {called}."


# Where everything stands, in a line.


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


def waiting_words(facts: AgreementFacts, but: Container[str] = ()) -> str:
    """Whom the next step waits for, in a line; "" for nobody. ``but``: organisations that know it themselves."""
    waiting = [each for each in blocks(facts) if each.code not in but]
    verb = {
        AgreementState.DRAFTING: f"to answer questions about {'itself' if len(waiting) == 1 else 'themselves'}",
        AgreementState.APPROVING: "to approve",
    }.get(facts.state, "to sign")
    if waiting:
        return f"{first_of([each.name for each in waiting])} {verb}"
    if facts.state is AgreementState.SIGNING and not blocks(facts):
        return "the chair to release the agreement"
    return ""


def next_words(facts: AgreementFacts) -> tuple[str, str]:
    """What comes next for the consortium: a title and a sentence."""
    waiting = len(blocks(facts))
    match facts.state:
        case AgreementState.DRAFTING if facts.questions or waiting:
            return "Answer the questions", "The draft can go to the boards once they are answered."
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
        case AgreementState.READY_TO_SIGN | AgreementState.SIGNING if waiting:
            return (
                "The parties sign",
                f"{len(facts.held)} of {len(facts.to_sign)} have. Signatures are held until release.",
            )
        case AgreementState.READY_TO_SIGN | AgreementState.SIGNING if facts.to_meet:
            count = number_of(len(facts.to_meet), "condition precedent", "conditions precedent")
            return "Record what must be in place", f"Everybody signed; {count} must be met before release."
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


# When it can end.


def forecast(facts: AgreementFacts) -> str:
    """When the boards can be done, from recorded days alone; "" where there is nothing to foretell."""
    if facts.state is not AgreementState.APPROVING:
        return ""
    undecided = [
        each for each in facts.asked if not each.effective and each.approval is not Status.CONDITIONAL
    ]
    on_conditions = [each for each in facts.asked if each.approval is Status.CONDITIONAL]
    if undecided and facts.deadline is None:
        return "No day can be foretold: the boards were given no deadline."
    if any(condition.due is None for each in on_conditions for condition in each.conditions):
        return "No day can be foretold: a board set a condition without a day."
    dues = [c.due for each in on_conditions for c in each.conditions if c.due is not None]
    days = [*dues, *([facts.deadline] if undecided and facts.deadline is not None else [])]
    if not days:
        return ""
    last = max(days)
    ifs = " and ".join(_ifs(bool(undecided), bool(on_conditions)))
    if last < facts.today:
        return f"The last day that was set, {day(last)}, has passed. No later one is recorded."
    return f"If {ifs}, signing can begin on {day(last)}.{_against_long_stop(facts, last)}"


def _ifs(undecided: bool, on_conditions: bool) -> Iterator[str]:
    if undecided:
        yield "each board approves by its deadline"
    if on_conditions:
        yield "each condition is met by its day"


def _against_long_stop(facts: AgreementFacts, last: date) -> str:
    if facts.long_stop is None:
        return ""
    left = (facts.long_stop - last).days
    if left < 0:
        return f" That is after the long-stop date, {day(facts.long_stop)}: set a later one in time."
    return f" That leaves {number_of(left, 'day')} to the long-stop date, {day(facts.long_stop)}."

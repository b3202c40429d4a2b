"""Whom the next step of an agreement waits for: why, and what would help.

In: the facts of an agreement on a day. Out: values to show. Then true: of an organisation nothing is told but its
outcome, which is the consortium's to know.

Source: docs/procedure.md.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from govflow.core.approval import Status
from govflow.core.permissions import Role
from govflow.core.procedure import AgreementState
from govflow.core.signature import SignatureStatus
from govflow.core.words import day, first_of, number_of
from govflow.overview.facts import AgreementFacts, PartyFacts


@dataclass(frozen=True, slots=True)
class Block:
    """An organisation that the next step waits for: why, and what would help."""

    code: str
    name: str
    why: str
    help: str


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
            "A minor change waits for its delegates or its board.",
            "Its board decides, or a delegate accepts it where one still may.",
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
        case AgreementState.READY_TO_SIGN | AgreementState.SIGNING if _wants_boards(facts):
            return tuple(_undecided(facts))
        case AgreementState.READY_TO_SIGN | AgreementState.SIGNING:
            return tuple(_unsigned(facts))
        case AgreementState.EXECUTED | AgreementState.LAPSED:
            return ()


def _wants_boards(facts: AgreementFacts) -> bool:
    """Whether release waits for nothing but the boards that have not approved."""
    return facts.everybody_signed and facts.wants_every_board


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
            }.get(party.signature, _NOT_HERE if facts.in_ink else "It has not signed yet.")
            how = "It signs on paper, outside this service." if facts.in_ink else "Its signatory signs."
            declined = party.signature is SignatureStatus.DECLINED
            help = "Talk to it: it may still sign." if declined else how
            yield Block(
                party.code,
                party.name,
                why,
                help if facts.in_ink else _who(party, Role.SIGNATORY, help),
            )


_NOT_HERE = "No signature of it is recorded here."
"""Of a party that signs in ink: whether it has, nobody knows here."""


_NEEDED = {
    Role.EDITOR: ((Role.EDITOR, Role.CHIEF_OFFICER), "a chief officer or editor"),
    Role.BOARD_SECRETARY: ((Role.BOARD_SECRETARY,), "a board secretary"),
    Role.SIGNATORY: ((Role.SIGNATORY,), "a signatory"),
}


def _who(party: PartyFacts, role: Role, help: str) -> str:
    """What would help; where nobody could do it, that somebody is invited first."""
    any_of, called = _NEEDED[role]
    return help if party.roles & set(any_of) else f"Nobody can do it there yet: invite {called}."


def _to_answer(facts: AgreementFacts, codes: list[str]) -> str:
    if len(codes) > 1:
        return "to answer questions about themselves"
    asked = sum(party.questions for party in facts.parties if party.code in codes)
    return f"to answer {'a question' if asked == 1 else 'questions'} about itself"


def _to_sign(facts: AgreementFacts) -> str:
    return "to sign on paper" if facts.in_ink else "to sign"


def waiting_words(facts: AgreementFacts, but: Container[str] = ()) -> str:
    """Whom the next step waits for, in a line; "" for nobody. ``but``: organisations that know it themselves."""
    waiting = [each for each in blocks(facts) if each.code not in but]
    verb = {
        AgreementState.DRAFTING: _to_answer(facts, [each.code for each in waiting]),
        AgreementState.APPROVING: "to approve",
    }.get(facts.state, "to approve" if _wants_boards(facts) else _to_sign(facts))
    if waiting:
        return f"{first_of([each.name for each in waiting])} {verb}"
    if facts.state is AgreementState.SIGNING and not blocks(facts) and not facts.wants_every_board:
        return "the chair to release the agreement"
    return ""

"""One party's signature: planned, held in escrow, released; or void, withdrawn, declined.

In: a state (the fold of what happened so far) and a command. Out: the events that follow, or ``Refused``. Then
true: a signature is bound to one version of the text. That a held one has become void, because another version
was put to the boards, is never written down: it is read from the version.

Source: docs/procedure.md; docs/domain 4.5; Mercury Tax [2008] EWHC 2721 (a signature does not move to
another text).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from govflow.core.errors import Refused


class SignatureStatus(StrEnum):
    """The state words of a signature."""

    NONE = "none"
    HELD = "held"
    VOID = "void"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Signer:
    """A person's place in a signature. ``role``: as the execution page labels it ("Director", "Witness")."""

    role: str
    name: str
    statement: str = ""


@dataclass(frozen=True, slots=True)
class MethodPlanned:
    """How the party will sign. ``reason``: why it may, where no source says so for certain."""

    method: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """The party completed its planned method, witness included. ``at``: UTC."""

    version: str
    digest: str
    method: str
    people: tuple[Signer, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class SignatureWithdrawn:
    """The party took its held signature back."""

    version: str
    reason: str


@dataclass(frozen=True, slots=True)
class SigningDeclined:
    """The party will not sign this version; it may think again."""

    version: str
    reason: str


@dataclass(frozen=True, slots=True)
class SignatureReleased:
    """The chair released the agreement: the party is bound."""

    version: str


SignatureEvent = MethodPlanned | Signed | SignatureWithdrawn | SigningDeclined | SignatureReleased


@dataclass(frozen=True, slots=True)
class PlanMethod:
    """Plan how to sign. ``ways``: the methods open to this party."""

    method: str
    ways: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """Sign. ``ready``: signing is open and this party's approval counts; ``usual``: the method without a plan."""

    version: str
    digest: str
    ready: bool
    usual: str
    ways: tuple[str, ...]
    people: tuple[Signer, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class WithdrawSignature:
    """Take a held signature back."""

    version: str
    reason: str


@dataclass(frozen=True, slots=True)
class DeclineToSign:
    """Say no to signing. ``ready``: signing is open."""

    version: str
    ready: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ReleaseSignature:
    """Release a held signature."""

    version: str


SignatureCommand = PlanMethod | Sign | WithdrawSignature | DeclineToSign | ReleaseSignature


@dataclass(frozen=True, slots=True)
class Signature:
    """Where one party's signature stands. ``planned``: "" while nobody planned; ``signed``: the newest one."""

    status: SignatureStatus = SignatureStatus.NONE
    version: str = ""
    planned: str = ""
    planned_because: str = ""
    signed: Signed | None = None
    reason: str = ""

    def status_for(self, version: str) -> SignatureStatus:
        """The state word while this version is the one put to the boards."""
        if self.status is SignatureStatus.HELD and self.version != version:
            return SignatureStatus.VOID
        return self.status

    def method(self, usual: str) -> str:
        """How the party signs: as planned, else its usual way."""
        return self.planned or usual


UNSIGNED = Signature()
"""A party that has done nothing about signing."""


def decide(state: Signature, command: SignatureCommand) -> tuple[SignatureEvent, ...]:
    """What follows from a command.

    :raises Refused: ``already_decided``, ``nothing_to_act_on``, ``not_ready_to_sign``, ``method_not_open``;
        where several apply, the first of these.
    """
    match command:
        case PlanMethod():
            _must(command.method in command.ways, "method_not_open", method=command.method)
            return (MethodPlanned(command.method, command.reason),)
        case Sign():
            return _sign(state, command)
        case WithdrawSignature():
            held = state.status_for(command.version) is SignatureStatus.HELD
            _must(held, "nothing_to_act_on", signature=state.status_for(command.version))
            return (SignatureWithdrawn(command.version, command.reason),)
        case DeclineToSign():
            answered = state.version == command.version and state.status in _ANSWERED
            _must(not answered, "already_decided", signature=state.status)
            _must(command.ready, "not_ready_to_sign")
            return (SigningDeclined(command.version, command.reason),)
        case ReleaseSignature():
            is_held = state.status_for(command.version) is SignatureStatus.HELD
            return (SignatureReleased(command.version),) if is_held else ()
        case _:
            assert_never(command)


_ANSWERED = (SignatureStatus.HELD, SignatureStatus.DECLINED)


def _sign(state: Signature, command: Sign) -> tuple[SignatureEvent, ...]:
    held = state.status_for(command.version) is SignatureStatus.HELD
    _must(not held, "already_decided", signature=state.status)
    _must(command.ready, "not_ready_to_sign")
    method = state.method(command.usual)
    _must(method in command.ways, "method_not_open", method=method)
    return (Signed(command.version, command.digest, method, command.people, command.at),)


def _must(holds: bool, code: str, **facts: object) -> None:
    if not holds:
        raise Refused(code, **facts)


def evolve(state: Signature, event: SignatureEvent) -> Signature:
    """The state after an event. Total: what happened is never refused."""
    match event:
        case MethodPlanned():
            return replace(state, planned=event.method, planned_because=event.reason)
        case Signed():
            return replace(state, status=SignatureStatus.HELD, version=event.version, signed=event, reason="")
        case SignatureWithdrawn():
            return replace(state, status=SignatureStatus.WITHDRAWN, reason=event.reason)
        case SigningDeclined():
            return replace(state, status=SignatureStatus.DECLINED, version=event.version, reason=event.reason)
        case SignatureReleased():
            return replace(state, status=SignatureStatus.RELEASED)
        case _:
            assert_never(event)


def fold(events: Iterable[SignatureEvent]) -> Signature:
    """The state after everything that happened, oldest first."""
    state = UNSIGNED
    for event in events:
        state = evolve(state, event)
    return state

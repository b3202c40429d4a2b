"""The whole procedure at one moment: where the agreement stands, and which acts its rules refuse.

In: a ``Case``: the terms of the version put to the boards, every approval and signature, the register of
conditions precedent, the day. Out: the agreement's state word, the arithmetic of approvals, what is still open;
and, for an act, its events or ``Refused`` with the code that comes first in ``ORDER``. Then true: an act on
several members is done for all of them or for none.

Source: docs/procedure.md; docs/domain 4.2, 4.4, 4.5 and 5.9.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from govflow.core import approval, precedents, signature
from govflow.core.approval import (
    STANDING,
    UNTOUCHED,
    AcceptMinor,
    Approval,
    ApprovalCommand,
    ApprovalEvent,
    CloseCondition,
    Closing,
    Delegate,
    Delegated,
    LeaveOut,
    ObjectToMinor,
    PutVersion,
    Resolve,
    Status,
    WithdrawApproval,
)
from govflow.core.errors import Refused
from govflow.core.precedents import (
    ALL_BOARDS,
    CHAIR,
    MEET_THEMSELVES,
    MIN_BOARDS,
    PrecedentClosed,
    Register,
)
from govflow.core.signature import (
    UNSIGNED,
    DeclineToSign,
    PlanMethod,
    ReleaseSignature,
    Sign,
    Signature,
    SignatureCommand,
    SignatureEvent,
    SignatureStatus,
    Signer,
    WithdrawSignature,
)
from govflow.core.terms import Dating, SigningWays, Terms

ORDER = (
    "already_released",
    "not_a_member",
    "no_authority",
    "long_stop_passed",
    "version_superseded",
    "already_decided",
    "route_not_open",
    "unconfirmed_paper",
    "numbers_do_not_add_up",
    "not_delegated",
    "nothing_to_act_on",
    "errors_in_draft",
    "not_ready_to_sign",
    "method_not_open",
    "approvals_missing",
    "signatures_missing",
    "precedents_open",
)
"""The refusals of the procedure. Where several apply, the first counts."""


class AgreementState(StrEnum):
    """The state words of an agreement."""

    DRAFTING = "drafting"
    APPROVING = "approving"
    READY_TO_SIGN = "ready_to_sign"
    SIGNING = "signing"
    EXECUTED = "executed"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class CirculatedChange:
    """The change that the circulated version made. The first version makes none that could be minor."""

    minor: bool = False
    categories: tuple[str, ...] = ()


FIRST_CIRCULATION = CirculatedChange()


@dataclass(frozen=True)
class Case:
    """Everything the procedure's rules look at.

    ``version``: the name of the version put to the boards, "" before any; ``versions``: every name used.
    ``terms`` are those of that version, or of the draft before any. ``released_on``: the day of release.
    """

    today: date
    terms: Terms
    version: str = ""
    digest: str = ""
    versions: frozenset[str] = frozenset()
    change: CirculatedChange = FIRST_CIRCULATION
    deadline: date | None = None
    released_on: date | None = None
    approvals: Mapping[str, Approval] = field(default_factory=lambda: MappingProxyType({}))
    signatures: Mapping[str, Signature] = field(default_factory=lambda: MappingProxyType({}))
    register: Register = field(default_factory=lambda: MappingProxyType({}))

    @property
    def day(self) -> date:
        """The day approvals are judged on: an executed agreement is judged as on its release."""
        return self.today if self.released_on is None else self.released_on

    def approval_of(self, member: str) -> Approval:
        """A member's approval."""
        return self.approvals.get(member, UNTOUCHED)

    def signature_of(self, member: str) -> Signature:
        """A party's signature."""
        return self.signatures.get(member, UNSIGNED)

    def status_of(self, member: str) -> Status:
        """The state word of a member's approval."""
        return self.approval_of(member).status_on(self.day)

    def signature_status_of(self, member: str) -> SignatureStatus:
        """The state word of a party's signature."""
        return self.signature_of(member).status_for(self.version)

    def is_effective(self, member: str) -> bool:
        """Whether a member's approval counts for the version put to the boards."""
        return member in self.terms.asked and self.approval_of(member).is_effective(self.version, self.day)

    @property
    def standing(self) -> tuple[str, ...]:
        """The parties whose board's approval stands, its conditions met or not."""
        return tuple(party for party in self.terms.parties if self.status_of(party) in STANDING)

    @property
    def effective(self) -> tuple[str, ...]:
        """The counting members whose approval counts."""
        return tuple(member for member in self.terms.counting if self.is_effective(member))

    @property
    def signatories(self) -> tuple[str, ...]:
        """Every party whose approval is effective: who signs before release."""
        return tuple(party for party in self.terms.parties if self.is_effective(party))

    @property
    def not_yet_parties(self) -> tuple[str, ...]:
        """The parties the text names that are not bound by it: they may accede later."""
        return tuple(party for party in self.terms.parties if not self.is_effective(party))

    @property
    def enough_boards(self) -> bool:
        """As many boards as the agreement requires, the lead body among them; nobody alone binds nobody."""
        enough = bool(self.effective) and len(self.effective) >= self.terms.required
        return enough and (not self.terms.lead or self.is_effective(self.terms.lead))

    @property
    def approved(self) -> bool:
        """Enough boards, and the vehicle's own where there is one."""
        return self.enough_boards and (not self.terms.vehicle or self.is_effective(self.terms.vehicle))

    @property
    def held(self) -> tuple[str, ...]:
        """The parties whose signature is held for the version put to the boards."""
        return tuple(p for p in self.terms.parties if self.signature_status_of(p) is SignatureStatus.HELD)

    @property
    def state(self) -> AgreementState:
        """The agreement's state word."""
        if self.released_on is not None:
            return AgreementState.EXECUTED
        if self.terms.passed(self.today):
            return AgreementState.LAPSED
        if not self.version:
            return AgreementState.DRAFTING
        if not self.approved:
            return AgreementState.APPROVING
        return AgreementState.SIGNING if self.held else AgreementState.READY_TO_SIGN

    @property
    def signing_is_open(self) -> bool:
        """Whether parties may sign."""
        return self.state in (AgreementState.READY_TO_SIGN, AgreementState.SIGNING)

    @property
    def open_precedents(self) -> tuple[str, ...]:
        """The conditions precedent not yet met or waived, in the agreement's order."""
        return precedents.still_open(self.terms.conditions, self.register, self._met_by_themselves)

    @property
    def _met_by_themselves(self) -> frozenset[str]:
        everybody = all(self.is_effective(member) for member in self.terms.asked)
        met = {ALL_BOARDS: bool(self.version) and everybody, MIN_BOARDS: self.enough_boards}
        return frozenset(code for code, holds in met.items() if holds)

    def ways_of(self, party: str) -> SigningWays:
        """How a party can sign."""
        return self.terms.signing[party]


Answer = TypeVar("Answer")
ApprovalEvents = Mapping[str, tuple[ApprovalEvent, ...]]
SignatureEvents = Mapping[str, tuple[SignatureEvent, ...]]


def admit(
    case: Case,
    members: Iterable[str] = (),
    *,
    has_authority: bool = True,
    version: str | None = None,
    revived: bool = False,
) -> None:
    """Ask what every act is asked first, in ``ORDER``. ``version``: the one the person acted on.

    ``revived``: the act is a change that sets a later long-stop date.

    :raises Refused: ``already_released``, ``not_a_member``, ``no_authority``, ``long_stop_passed``,
        ``version_superseded``.
    """
    _must(case.released_on is None, "already_released")
    for member in members:
        _must(member in case.terms.parties, "not_a_member", member=member)
    _must(has_authority, "no_authority")
    _must(revived or not case.terms.passed(case.today), "long_stop_passed", long_stop=case.terms.long_stop)
    _must(
        version is None or (version == case.version and bool(version)), "version_superseded", version=version
    )


def for_each(members: Iterable[str], work: Callable[[str], Answer]) -> dict[str, Answer]:
    """Do something for each member, or for none: of all refusals the first in ``ORDER`` is raised."""
    done: dict[str, Answer] = {}
    refused: list[Refused] = []
    for member in dict.fromkeys(members):
        try:
            done[member] = work(member)
        except Refused as no:
            refused.append(no)
    if refused:
        raise min(refused, key=lambda no: ORDER.index(no.code))
    return done


def _approvals(case: Case, members: Iterable[str], command: ApprovalCommand) -> ApprovalEvents:
    return for_each(members, lambda member: approval.decide(case.approval_of(member), command, case.today))


# What boards do.


def resolve(case: Case, member: str, command: Resolve) -> ApprovalEvents:
    """A board decides.

    :raises Refused: as ``admit`` and ``core.approval.decide``.
    """
    admit(case, [member], version=command.version)
    return _approvals(case, [member], command)


def close_condition(case: Case, member: str, command: CloseCondition, by: str) -> ApprovalEvents:
    """A board's condition is met or waived, by that member alone.

    :raises Refused: as ``admit``; ``no_authority`` (another member's condition), ``nothing_to_act_on``.
    """
    admit(case, [member], has_authority=by == member)
    return _approvals(case, [member], command)


def delegate(case: Case, members: tuple[str, ...], command: Delegate) -> ApprovalEvents:
    """Boards delegate, minor changes only where the agreement lets them.

    :raises Refused: as ``admit``; ``no_authority``, ``numbers_do_not_add_up``.
    """
    signing = command.delegation.what is Delegated.SIGN
    admit(case, members, has_authority=signing or case.terms.may_delegate)
    return _approvals(case, members, command)


def accept_minor(case: Case, members: tuple[str, ...], version: str) -> ApprovalEvents:
    """Boards' delegates confirm a minor change.

    :raises Refused: as ``admit``; ``already_decided``, ``not_delegated``, ``nothing_to_act_on``.
    """
    admit(case, members, version=version)
    command = AcceptMinor(version, case.change.minor, case.change.categories, case.terms.may_delegate)
    return _approvals(case, members, command)


def object_to_minor(case: Case, member: str, version: str, reason: str) -> ApprovalEvents:
    """A board does not accept that a change is minor.

    :raises Refused: as ``admit``; ``already_decided``, ``nothing_to_act_on``.
    """
    admit(case, [member], version=version)
    return _approvals(case, [member], ObjectToMinor(version, case.change.minor, reason))


def withdraw_approval(case: Case, member: str, reason: str) -> ApprovalEvents:
    """A board takes its approval back.

    :raises Refused: as ``admit``; ``nothing_to_act_on``.
    """
    admit(case, [member])
    return _approvals(case, [member], WithdrawApproval(reason))


# What the drafters do.


def admit_new_version(case: Case, name: str, *, revived_until: date | None = None) -> None:
    """Ask whether a version may be made and put to the boards under a name.

    ``revived_until``: the long-stop date that a change sets.

    :raises Refused: ``already_released``, ``long_stop_passed``, ``version_superseded`` (the name stands for
        another text already).
    """
    admit(case, revived=revived_until is not None and case.today <= revived_until)
    _must_be_new(case, name)


def _must_be_new(case: Case, name: str) -> None:
    _must(bool(name.strip()) and name not in case.versions, "version_superseded", version=name)


def put_to_boards(case: Case, version: str, terms: Terms, change: CirculatedChange) -> ApprovalEvents:
    """What a new version means for every approval. ``terms``: those of the new version."""

    def put(member: str) -> tuple[ApprovalEvent, ...]:
        command = PutVersion(
            version,
            required=member in terms.asked,
            minor=change.minor,
            categories=change.categories,
            may_delegate=terms.may_delegate,
        )
        return approval.decide(case.approval_of(member), command, case.today)

    return for_each(terms.parties, put)


def would_only_undo(case: Case, digest: str, terms: Terms) -> bool:
    """Whether to put a text to the boards would change nothing, and undo what they approved or what is signed.

    ``digest``, ``terms``: of that text. A rule for people at a page: the procedure itself lets it pass.
    """
    same = (digest, terms) == (case.digest, case.terms)
    return same and case.released_on is None and bool(case.standing or case.held)


def admit_leaving_out(case: Case, member: str, version: str) -> None:
    """Ask whether the agreement may go on without a member.

    :raises Refused: as ``admit``; ``version_superseded``, ``errors_in_draft`` (the lead body or the vehicle,
        without which there is no such agreement).
    """
    admit(case, [member])
    _must_be_new(case, version)
    _must(member not in (case.terms.lead, case.terms.vehicle), "errors_in_draft", member=member)


def leave_out(case: Case, member: str, version: str, reason: str) -> ApprovalEvents:
    """The member's own part in its being left out; the others get a new version."""
    return _approvals(case, [member], LeaveOut(version, reason))


# What signatories and the chair do.


def _signatures(
    case: Case, members: Iterable[str], command: Callable[[str], SignatureCommand]
) -> SignatureEvents:
    return for_each(members, lambda party: signature.decide(case.signature_of(party), command(party)))


def plan(case: Case, member: str, method: str, reason: str = "") -> SignatureEvents:
    """A party plans how it will sign. ``reason``: why it may, where no source says so for certain.

    :raises Refused: as ``admit``; ``method_not_open``.
    """
    admit(case, [member])
    return _signatures(case, [member], lambda party: PlanMethod(method, case.ways_of(party).ways, reason))


def sign(case: Case, people: Mapping[str, tuple[Signer, ...]], version: str, at: datetime) -> SignatureEvents:
    """Parties sign. ``people``: who signed for each, witnesses included; ``at``: UTC.

    :raises Refused: as ``admit``; ``already_decided``, ``not_ready_to_sign``, ``method_not_open``.
    """
    admit(case, people, version=version)

    def command(party: str) -> Sign:
        open_to = case.ways_of(party)
        ready = _may_sign(case, party)
        return Sign(version, case.digest, ready, open_to.usual, open_to.ways, people[party], at)

    return _signatures(case, people, command)


def _may_sign(case: Case, party: str) -> bool:
    """Signing is open, and this party's own approval is effective."""
    return case.signing_is_open and case.is_effective(party)


def withdraw_signature(case: Case, members: tuple[str, ...], version: str, reason: str) -> SignatureEvents:
    """Parties take held signatures back.

    :raises Refused: as ``admit``; ``nothing_to_act_on``.
    """
    admit(case, members, version=version)
    return _signatures(case, members, lambda party: WithdrawSignature(version, reason))


def decline(case: Case, members: tuple[str, ...], version: str, reason: str) -> SignatureEvents:
    """Parties say no to signing this version.

    :raises Refused: as ``admit``; ``already_decided``, ``not_ready_to_sign``.
    """
    admit(case, members, version=version)
    return _signatures(case, members, lambda party: DeclineToSign(version, _may_sign(case, party), reason))


def meet_precedents(
    case: Case, names: tuple[str, ...], by: str, evidence: str
) -> tuple[PrecedentClosed, ...]:
    """The chair, or a party, shows that conditions precedent are met.

    :raises Refused: as ``admit``; ``no_authority``, ``nothing_to_act_on``.
    """
    admit(case, has_authority=by == CHAIR or by in case.terms.parties)
    closable = tuple(code for code in case.open_precedents if code not in MEET_THEMSELVES)
    return precedents.close(names, closable, Closing.MET, (by,), case.today, evidence)


def waive_precedents(
    case: Case, names: tuple[str, ...], members: tuple[str, ...], by: str, reason: str
) -> tuple[PrecedentClosed, ...]:
    """Those whom the agreement names waive conditions precedent: all ``members`` together, or one, ``by``.

    :raises Refused: as ``admit``; ``no_authority``, ``nothing_to_act_on``.
    """
    who = tuple(dict.fromkeys((*members, by) if by else members))
    heads = frozenset((case.terms.lead, case.terms.vehicle)) - {""}
    allowed = precedents.may_waive(case.terms.waiver, frozenset(who), frozenset(case.terms.asked), heads)
    admit(case, members, has_authority=allowed)
    return precedents.close(names, case.open_precedents, Closing.WAIVED, who, case.today, reason)


def days_to_date(case: Case, today: date, day_of: Callable[[datetime], date]) -> tuple[date, date]:
    """The earliest and the latest day that the agreement may bear, as its own words say: one and the same where it
    is dated with the day of its last signature. ``today``, ``day_of``: by the calendar on the wall.

    A rule for people at a page: the procedure itself takes any day.
    """
    latest = min(today, case.terms.long_stop or date.max)
    signed = [case.signature_of(party).signed for party in case.signatories if party in case.held]
    last = min(max((day_of(one.at) for one in signed if one), default=latest), latest)
    return last, last if case.terms.dating is Dating.ON_LAST_SIGNATURE else latest


def release(case: Case) -> SignatureEvents:
    """The chair releases the agreement: every held signature of an effective party counts from now on.

    :raises Refused: ``already_released``, ``long_stop_passed``, ``approvals_missing``, ``signatures_missing``,
        ``precedents_open``.
    """
    admit(case)
    _must(bool(case.version) and case.approved, "approvals_missing", required=case.terms.required)
    unsigned = tuple(party for party in case.signatories if party not in case.held)
    _must(not unsigned, "signatures_missing", members=unsigned)
    _must(not case.open_precedents, "precedents_open", precedents=case.open_precedents)
    return _signatures(case, case.signatories, lambda party: ReleaseSignature(case.version))


def _must(holds: bool, code: str, **facts: object) -> None:
    if not holds:
        raise Refused(code, **facts)

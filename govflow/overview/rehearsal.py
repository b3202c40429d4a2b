"""A rehearsal: a whole procedure played through the very services the pages use, on a database of its own.

In: a consortium with its draft, and a story: steps of one act each, with what is expected after it. Out: where
everything stood after each step, and every expectation that was not met. Then true: an act that the rules
refuse changed nothing and is told by its code; the people of a rehearsal are nobody, and the record says so.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from govflow.agreements.queries import version_draft, version_named
from govflow.agreements.services import Amendment, begin_agreement
from govflow.agreements.version_services import Freezing, Reasons
from govflow.approvals import circulation_services as circulations
from govflow.approvals import services as approvals
from govflow.approvals.queries import circulation, member_codes
from govflow.approvals.services import ResolutionTold, Seen
from govflow.clock import SetClock
from govflow.core.approval import CloseCondition, Delegation
from govflow.core.assembly import as_deed
from govflow.core.catalogue import AGREEMENT
from govflow.core.counting import BoardRules
from govflow.core.draft import Draft, Member, rows
from govflow.core.errors import Refused
from govflow.core.execution import execution_block
from govflow.core.signature import UNSIGNED, Signer
from govflow.core.terms import terms_of
from govflow.journal.leaf import Actor
from govflow.members.services import NewParty, found_consortium
from govflow.overview.queries import ChangeStanding, PartyStanding, Standing, standing
from govflow.signing import services as signing
from govflow.signing.queries import signature_histories

NOT_GIVEN = "not given"
"""The reason a rehearsal records for a warning that the story gives none for."""

NO_SUCH_NAME = "there is no such name"
"""What is got of a field, or of a member, that there is not."""

NOON = time(12, tzinfo=UTC)
"""A day of a story is this time of it."""

Deed = Callable[["Rehearsal"], None]
"""One act of a story, read and ready to be done."""


@dataclass(frozen=True)
class Step:
    """One step. ``moment``: None where the clock stays; ``wanted``: what is expected, by the names of the answer."""

    number: int
    moment: datetime | None
    deed: Deed
    wanted: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Cast:
    """Who plays: a consortium's type and title, its parties with their boards, and the draft's answers."""

    type: str
    title: str
    vehicle_is_party: bool
    parties: tuple[NewParty, ...]
    amendment: Amendment
    instrument: str = AGREEMENT


@dataclass(frozen=True)
class Played:
    """Where everything stood after a step. ``change``: of the version the step made, if it made one.

    ``errors``: what is wrong with the draft, where the step was refused for that.
    """

    step: int
    refused: str | None
    standing: Standing
    change: ChangeStanding | None
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmet:
    """An expectation that was not met. ``member``: None where it is about the agreement or its change."""

    step: int
    member: str | None
    field: str
    wanted: object
    got: object


class Rehearsal:
    """A procedure at play: one method for each act of a story, each one act of the journal."""

    def __init__(self, cast: Cast, clock: SetClock, begun: datetime) -> None:
        self.clock = clock
        self.clock.moment = begun
        self.consortium_id = found_consortium(
            cast.type, cast.title, cast.vehicle_is_party, cast.parties, _nobody(), uuid.uuid4()
        )
        self.agreement_id = begin_agreement(
            self.consortium_id, cast.amendment, _nobody(), uuid.uuid4(), cast.instrument
        )
        self.ids = {code: identity for identity, code in member_codes(self.agreement_id).items()}

    @property
    def today(self) -> date:
        """The day of the story."""
        return self.clock.moment.date()

    def play(self, step: Step) -> Played:
        """Do one step."""
        if step.moment is not None:
            self.clock.moment = step.moment
        before, refused = circulation(self.agreement_id), None
        errors: tuple[str, ...] = ()
        try:
            step.deed(self)
        except Refused as no:
            refused, errors = no.code, tuple(_errors(no))
        after = standing(self.agreement_id, self.today)
        newest = circulation(self.agreement_id)
        made = newest is not None and (before is None or before.version.id != newest.version.id)
        return Played(step.number, refused, after, after.change if made else None, errors)

    def pass_time(self, to: datetime) -> None:
        """Nothing else happens."""
        self.clock.moment = to

    def circulate(self, version: str, deadline: date | None, reasons: Mapping[str, str]) -> None:
        """Put the draft to the boards."""
        freezing = Freezing(version, reasons=Reasons(reasons, NOT_GIVEN))
        circulations.circulate(self.agreement_id, freezing, deadline, _nobody(), uuid.uuid4())

    def change(self, amendment: Amendment, freezing: Freezing) -> None:
        """Change the draft and put it to the boards."""
        circulations.change(self.agreement_id, amendment, freezing, _nobody(), uuid.uuid4())

    def leave_out(self, member: str, freezing: Freezing) -> None:
        """Go on without a member."""
        circulations.leave_out(self.agreement_id, member, freezing, _nobody(), uuid.uuid4())

    def set_board(self, member: str, changed: Callable[[BoardRules], BoardRules]) -> None:
        """A board's own rules from now on."""
        rules = changed(approvals.rules_of(self.agreement_id, member))
        approvals.set_board_rules(self.agreement_id, member, rules, self._of(member), uuid.uuid4())

    def resolve(self, member: str, version: str, told: ResolutionTold) -> None:
        """A board decides."""
        seen = self._seen(version)
        approvals.record_resolution(self.agreement_id, member, told, seen, self._of(member), uuid.uuid4())

    def close_condition(self, member: str, condition: CloseCondition, by: str) -> None:
        """A board's condition is met or waived."""
        approvals.close_condition(self.agreement_id, member, condition, by, self._of(by), uuid.uuid4())

    def delegate(self, members: tuple[str, ...], delegation: Delegation) -> None:
        """Boards delegate."""
        approvals.delegate(self.agreement_id, members, delegation, self._of(*members), uuid.uuid4())

    def accept_minor(self, members: tuple[str, ...], version: str) -> None:
        """Boards' delegates confirm a minor change."""
        seen = self._seen(version)
        approvals.accept_minor(self.agreement_id, members, seen, self._of(*members), uuid.uuid4())

    def object(self, member: str, version: str, reason: str) -> None:
        """A board does not accept that a change is minor."""
        seen = self._seen(version)
        approvals.object_to_minor(self.agreement_id, member, seen, reason, self._of(member), uuid.uuid4())

    def withdraw_approval(self, member: str, reason: str) -> None:
        """A board takes its approval back."""
        approvals.withdraw_approval(self.agreement_id, member, reason, self._of(member), uuid.uuid4())

    def plan(self, member: str, method: str) -> None:
        """A party plans how it signs."""
        signing.plan_method(self.agreement_id, member, method, self._of(member), uuid.uuid4())

    def sign(self, members: tuple[str, ...], version: str) -> None:
        """Parties sign, each by its planned method, witnesses included."""
        people = dict(self._people(members))
        signing.sign(self.agreement_id, people, self._seen(version), self._of(*members), uuid.uuid4())

    def withdraw_signature(self, members: tuple[str, ...], version: str, reason: str) -> None:
        """Parties take signatures back."""
        seen, by = self._seen(version), self._of(*members)
        signing.withdraw_signature(self.agreement_id, members, seen, reason, by, uuid.uuid4())

    def decline(self, members: tuple[str, ...], version: str, reason: str) -> None:
        """Parties say no to signing."""
        seen, by = self._seen(version), self._of(*members)
        signing.decline(self.agreement_id, members, seen, reason, by, uuid.uuid4())

    def meet_precedents(self, names: tuple[str, ...], by: str, evidence: str) -> None:
        """Conditions precedent are met."""
        signing.meet_precedents(self.agreement_id, names, by, evidence, self._of(by), uuid.uuid4())

    def waive_precedents(
        self, names: tuple[str, ...], members: tuple[str, ...], by: str, reason: str
    ) -> None:
        """Conditions precedent are waived."""
        who = self._of(*members, by)
        signing.waive_precedents(self.agreement_id, names, members, by, reason, who, uuid.uuid4())

    def release(self, dated: date | None) -> None:
        """The chair releases and dates the agreement."""
        signing.release(self.agreement_id, dated or self.today, _nobody(), uuid.uuid4())

    def _seen(self, version: str) -> Seen:
        """What somebody sees who has a version of this name before them."""
        found = version_named(self.agreement_id, version)
        return Seen(version, "" if found is None else found.digest)

    def _of(self, *members: str) -> Actor:
        """Nobody, acting for a member where the act is one member's."""
        one = self.ids.get(members[0]) if len(members) == 1 else None
        return Actor(None, one, "rehearsal")

    def _people(self, members: tuple[str, ...]) -> Iterator[tuple[str, tuple[Signer, ...]]]:
        """Who signs for each; nobody for who cannot sign at all, which the rules then refuse."""
        circulated = circulation(self.agreement_id)
        draft = None if circulated is None else version_draft(circulated.version.id)
        usual = {} if draft is None else terms_of(draft).signing
        histories = signature_histories(self.agreement_id)
        for member in members:
            if draft is None or member not in usual:
                yield member, ()
                continue
            signature = histories[member].signature if member in histories else UNSIGNED
            yield member, _signers(draft, draft.parties_by_id[member], signature.method(usual[member].usual))


def _errors(refused: Refused) -> Iterator[str]:
    """What is wrong with the draft, a line each, where an act was refused for that."""
    problems, rewordings = refused.facts.get("problems"), refused.facts.get("rewordings")
    for each in problems if isinstance(problems, tuple) else ():
        yield f"{each.rule}, {each.field}: {each.message} {each.mend}"
    for clause in rewordings if isinstance(rewordings, tuple) else ():
        yield f"{clause}: it is not in the agreement, or its new words are none or too many."


def _nobody() -> Actor:
    return Actor(None, None, "rehearsal")


def _signers(draft: Draft, party: Member, method: str) -> tuple[Signer, ...]:
    """Invented people for every line of a party's execution block, the first as the agreement names them."""
    block = execution_block(
        party.member_id, party.name, party.legal_form, party.jurisdiction, method, as_deed(draft)
    )
    row = next((row for row in rows(draft, "signatories") if row.get("member_id") == party.member_id), {})
    first = str(row.get("name") or f"Signatory of {party.name}")
    names = {"Witness": f"Witness for {party.name}"}
    return tuple(
        Signer(line.role, names.get(line.role, first if place == 0 else f"Second signatory of {party.name}"))
        for place, line in enumerate(block.lines)
    )


_NO_CHANGE: Mapping[str, object] = dict.fromkeys(("class", "categories", "clauses"))


def unmet(step: Step, played: Played) -> Iterator[Unmet]:
    """The expectations of a step that were not met; a refusal that was not expected is one."""
    agreement = played.standing.agreement
    got = {
        "refused": played.refused,
        "agreement": str(agreement.state),
        **plain_agreement(played),
        "change": plain_change(played.change),
        "members": None,
    }
    wanted = {"refused": None, **step.wanted}
    for name, value in wanted.items():
        if name == "members" and isinstance(value, Mapping):
            yield from _unmet_members(step, played, value)
        elif name == "change" and isinstance(value, Mapping):
            told = plain_change(played.change) or _NO_CHANGE
            for key, each in value.items():
                if not _is_met(key, each, told):
                    yield Unmet(step.number, None, f"change.{key}", each, told.get(key, NO_SUCH_NAME))
        elif not _is_met(name, value, got):
            yield Unmet(step.number, None, name, value, got.get(name, NO_SUCH_NAME))


def _is_met(name: str, wanted: object, got: Mapping[str, object]) -> bool:
    """Whether it is as expected. Nothing is told under a misspelt name: not even nothing is met there."""
    return name in got and got[name] == wanted


def _unmet_members(step: Step, played: Played, wanted: Mapping[str, object]) -> Iterator[Unmet]:
    for member, fields in wanted.items():
        told = played.standing.parties.get(member)
        got = {} if told is None else plain_party(told)
        for name, value in (fields if isinstance(fields, Mapping) else {}).items():
            if not _is_met(name, value, got):
                yield Unmet(step.number, member, name, value, got.get(name, NO_SUCH_NAME))


def plain_agreement(played: Played) -> dict[str, object]:
    """The agreement as the answer tells it."""
    told = played.standing.agreement
    return {
        "state": str(told.state),
        "version": told.version,
        "digest": told.digest,
        "effective": told.effective,
        "required": told.required,
        "open": list(told.open),
    }


def plain_change(change: ChangeStanding | None) -> dict[str, object] | None:
    """A change as the answer tells it."""
    if change is None:
        return None
    return {
        "class": str(change.change_class),
        "categories": list(change.categories),
        "clauses": list(change.clauses),
    }


def plain_party(told: PartyStanding) -> dict[str, object]:
    """A party as the answer tells it."""
    return {
        "approval": str(told.approval),
        "effective": told.effective,
        "by": None if told.by is None else str(told.by),
        "version": told.version,
        "signature": str(told.signature),
        "outcome": None if told.outcome is None else str(told.outcome),
        "counted": told.counted,
        "quorum": told.quorum,
        "awaiting": told.awaiting,
        "arithmetic": told.arithmetic,
    }

"""What is told about the ceremony of signing: who is to sign for each party, who has, and what is still to do.

In: an agreement and a day. Out: a ``Ceremony``: everything the pages of signing look at. Then true: the number of
queries is the same for three parties and for thirty.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy import select

from govflow.agreements.queries import Agreement, the_agreement, version_draft
from govflow.approvals.queries import Circulation, case_of, circulation, member_codes
from govflow.clock import now
from govflow.columns import Json
from govflow.core import ceremony
from govflow.core.assembly import as_deed
from govflow.core.ceremony import Known, PartDone, Seat
from govflow.core.document import ExecutionBlock
from govflow.core.draft import Draft, Member
from govflow.core.execution import ALL, SignedAs, execution_block, required_signatures
from govflow.core.permissions import Role
from govflow.core.procedure import Case
from govflow.core.signature import SignatureStatus, Signed
from govflow.extensions import db
from govflow.jobs.models import JobRow, JobState
from govflow.members.queries import RoleHolder, board_rules, roles_given
from govflow.signing.models import SignaturePartRow
from govflow.signing.queries import (
    SEALING,
    Closed,
    SignatureHistory,
    case_with,
    register,
    signature_histories,
)


@dataclass(frozen=True)
class Part:
    """What one person did towards a party's signature. ``office``: of a witness, the occupation.

    ``round``: how many things had happened to the signature before; ``witness_of``: the part that was witnessed.
    """

    id: UUID
    member: str
    number: int
    round: int
    version: str
    digest: str
    method: str
    place: int
    role: str
    person_id: UUID | None
    witness_of: UUID | None
    name: str
    office: str
    address: str
    email: str
    consent: str
    statement: str
    known_by: str
    browser: str
    circumstances: Json
    at: datetime
    act_key: UUID

    @property
    def done(self) -> PartDone:
        """The part as the rules look at it."""
        person = "" if self.person_id is None else str(self.person_id)
        beside = "" if self.witness_of is None else str(self.witness_of)
        return PartDone(str(self.id), self.place, person, self.name, self.at, self.browser, beside)


@dataclass(frozen=True)
class Ceremony:
    """Signing at one moment. ``circulated``, ``draft``: None before a version was put to the boards.

    ``register``: the conditions precedent met or waived; ``parts``: by party, oldest first, of every round;
    ``in_office``: how many decide for each party, where known; ``given``: every role, with invitations that ran out.
    """

    agreement: Agreement
    now: datetime
    circulated: Circulation | None
    case: Case
    draft: Draft | None
    histories: Mapping[str, SignatureHistory]
    register: Mapping[str, Closed]
    parts: Mapping[str, tuple[Part, ...]]
    given: tuple[RoleHolder, ...]
    in_office: Mapping[str, int]
    ids: Mapping[str, UUID]

    @cached_property
    def deed(self) -> bool:
        """Whether the agreement is signed as a deed."""
        return self.draft is not None and as_deed(self.draft)

    @property
    def signed_as(self) -> SignedAs:
        """A simple contract or a deed."""
        return SignedAs.DEED if self.deed else SignedAs.CONTRACT

    def party(self, member: str) -> Member:
        """A party of the version put to the boards."""
        assert self.draft is not None
        return self.draft.parties_by_id[member]

    def method(self, member: str) -> str:
        """How a party signs: as planned, else as the agreement says."""
        return self.case.signature_of(member).method(self.case.ways_of(member).usual)

    def trustees(self, member: str) -> int:
        """How many sign where all must; 0 where nobody recorded how many are in office."""
        return self.in_office.get(member, 0)

    def block(self, member: str) -> ExecutionBlock:
        """The party's execution block by its method."""
        party = self.party(member)
        return execution_block(
            member,
            party.name,
            party.legal_form,
            party.jurisdiction,
            self.method(member),
            self.deed,
            self.trustees(member),
        )

    def round(self, member: str) -> int:
        """How many things happened to the party's signature so far."""
        return len(self.histories[member].events) if member in self.histories else 0

    def live(self, member: str) -> tuple[Part, ...]:
        """The parts that count towards the signature now."""
        return tuple(
            part
            for part in self.parts.get(member, ())
            if part.round == self.round(member) and part.digest == self.case.digest
        )

    def counting(self, member: str) -> tuple[Part, ...]:
        """The parts that count: those behind the party's signature once it is held, towards it until then."""
        signed = self.case.signature_of(member).signed
        bound = (SignatureStatus.HELD, SignatureStatus.RELEASED)
        if signed is None or self.case.signature_status_of(member) not in bound:
            return self.live(member)
        return parts_behind(signed, self.histories[member], self.parts.get(member, ()))

    def seats(self, member: str) -> tuple[Seat, ...]:
        """The places of the party's method, and who took them."""
        done = tuple(part.done for part in self.live(member))
        return ceremony.seats(ceremony.places(self.block(member)), done)

    def all_sign_uncounted(self, member: str) -> bool:
        """Whether everybody in office must sign and nobody recorded how many they are."""
        signatories, _ = required_signatures(self.method(member), self.deed)
        return signatories == ALL and self.trustees(member) == 0

    @property
    def holders(self) -> tuple[RoleHolder, ...]:
        """Those who can act by their roles."""
        return tuple(one for one in self.given if not one.ran_out)

    def signatories(self, member: str) -> tuple[RoleHolder, ...]:
        """The people who may sign for a party."""
        return tuple(one for one in self.holders if one.code == member and one.role is Role.SIGNATORY)

    def awaited(self, member: str) -> tuple[RoleHolder, ...]:
        """Those of them who have not done their own part yet."""
        done = {
            seat.signed.person for seat in self.seats(member) if seat.complete and seat.signed is not None
        }
        return tuple(one for one in self.signatories(member) if str(one.person_id) not in done)

    def in_role(self, role: Role, member: str = "") -> tuple[RoleHolder, ...]:
        """The people in a role at a party; "": in the consortium."""
        return tuple(one for one in self.holders if one.role is role and one.code == member)

    @property
    def taking_part(self) -> tuple[Known, ...]:
        """Everybody with a role at a party, taken up or not: none of them may witness."""
        return tuple(Known(one.name, one.email, one.organisation) for one in self.given if one.code)


def ceremony_of(agreement_id: UUID, moment: datetime | None = None) -> Ceremony:
    """Signing as it stands."""
    present = moment or now()
    agreement, circulated = the_agreement(agreement_id), circulation(agreement_id)
    ids = {code: identity for identity, code in member_codes(agreement_id).items()}
    rules = board_rules(agreement.consortium_id)
    histories, closed = signature_histories(agreement_id), register(agreement_id)
    return Ceremony(
        agreement=agreement,
        now=present,
        circulated=circulated,
        case=case_with(case_of(agreement_id, present.date()), histories, closed),
        draft=None if circulated is None else version_draft(circulated.version.id),
        histories=histories,
        register=closed,
        parts=parts(agreement_id),
        given=roles_given(agreement.consortium_id),
        in_office={code: rules[identity].in_office for code, identity in ids.items() if identity in rules},
        ids=ids,
    )


def parts(agreement_id: UUID) -> Mapping[str, tuple[Part, ...]]:
    """What people did towards each party's signature, oldest first; a party nobody signed for is absent."""
    codes = member_codes(agreement_id)
    rows = select(SignaturePartRow).where(SignaturePartRow.agreement_id == agreement_id)
    found: dict[str, list[Part]] = {}
    for row in db.session.scalars(rows.order_by(SignaturePartRow.number)):
        found.setdefault(codes[row.member_id], []).append(_part(row, codes[row.member_id]))
    return {code: tuple(done) for code, done in found.items()}


def part_under(key: UUID) -> bool:
    """Whether a part was done under this key."""
    done = select(SignaturePartRow.id).where(SignaturePartRow.act_key == key)
    return db.session.scalars(done).first() is not None


def parts_behind(signed: Signed, history: SignatureHistory, done: Iterable[Part]) -> tuple[Part, ...]:
    """The parts that made a signature held, in the order of the execution block: each signatory, each witness."""
    at = max(number for number, event in enumerate(history.events) if event == signed)
    of_round = [part for part in done if part.round == at and part.digest == signed.digest]
    by_id = {str(part.id): part for part in of_round}
    taken = ceremony.seats(_places(of_round), tuple(part.done for part in of_round))
    both = [one for seat in taken for one in (seat.signed, seat.witness) if one is not None]
    return tuple(by_id[one.id] for one in both)


def _places(done: list[Part]) -> tuple[ceremony.Place, ...]:
    witnessed = {part.place for part in done if part.witness_of is not None}
    roles = {part.place: part.role for part in done if part.person_id is not None}
    return tuple(ceremony.Place(place, roles[place], place in witnessed) for place in sorted(roles))


def awaited_parties(told: Ceremony) -> tuple[str, ...]:
    """The parties that may sign now and whose signature is not held."""
    if not told.case.signing_is_open:
        return ()
    return tuple(party for party in told.case.signatories if party not in told.case.held)


@dataclass(frozen=True, slots=True)
class Sealing:
    """How far printing and sealing has come. ``doing``: "" while it waits; ``failure``: "" unless it failed."""

    doing: str = ""
    failure: str = ""


def sealing_of(agreement_id: UUID) -> Sealing:
    """How far the printing and sealing of a released agreement has come."""
    row = db.session.scalars(select(JobRow).where(JobRow.key == f"{SEALING}:{agreement_id}")).first()
    if row is None:
        return Sealing()
    failed = row.state == JobState.DEAD
    return Sealing(row.progress if row.state == JobState.RUNNING else "", (row.error or "") if failed else "")


def _part(row: SignaturePartRow, member: str) -> Part:
    return Part(
        id=row.id,
        member=member,
        number=row.number,
        round=row.round,
        version=row.version,
        digest=row.digest,
        method=row.method,
        place=row.place,
        role=row.role,
        person_id=row.person_id,
        witness_of=row.witness_of,
        name=row.name,
        office=row.office,
        address=row.address,
        email=row.email,
        consent=row.consent,
        statement=row.statement,
        known_by=row.known_by,
        browser=row.browser,
        circumstances=row.circumstances,
        at=row.done_at,
        act_key=row.act_key,
    )

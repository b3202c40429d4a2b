"""What people do at a signing: each signatory and each witness their own part, until the party's signature is held.

In: a part as somebody did it, and the text they had before them. Out: one act of the journal for each part; the
last one holds the party's signature in the same transaction, by the procedure's own rules. Then true: a part counts
for one text and one plan; nobody does two parts of one party; a witness sat at the signatory's browser within
minutes and takes no part in the consortium.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from govflow.agreements.models import AgreementRow
from govflow.agreements.queries import the_agreement
from govflow.approvals.services import Seen, hold_members
from govflow.clock import now
from govflow.columns import Json
from govflow.core import ceremony, procedure
from govflow.core.ceremony import Attesting
from govflow.core.errors import Refused
from govflow.core.execution import ways
from govflow.core.procedure import Case, SignatureEvents
from govflow.core.record import read, write
from govflow.core.signature import SignatureStatus, Signer
from govflow.core.words import day, moment
from govflow.jobs.services import Order, revive
from govflow.journal.perform import Act, Actor, Done, Lock, Mode, enact, perform
from govflow.signing import letters, services
from govflow.signing.ceremony_queries import Ceremony, Part, ceremony_of
from govflow.signing.certificates import BESIDE, KNOWN_BY
from govflow.signing.models import SignaturePartRow
from govflow.signing.queries import SEALING, full_case
from govflow.transaction import insist, transaction


@dataclass(frozen=True)
class PartTold:
    """A signatory's part as they did it. ``browser``: its mark; ``circumstances``: what was read when, from where."""

    place: int
    name: str
    office: str
    browser: str
    circumstances: Json


@dataclass(frozen=True)
class WitnessTold:
    """A witness's part as they did it, at the signatory's browser. ``email`` may be ""."""

    name: str
    occupation: str
    address: str
    email: str
    browser: str
    circumstances: Json


def plan_way(agreement_id: UUID, member: str, method: str, reason: str, by: Actor, key: UUID) -> None:
    """Record how a party will sign; what people signed by another plan counts no more.

    :raises Refused: ``already_decided`` (its signature is held), ``reason_missing`` (no source says for certain that
        it may), and as `services.plan_method`.
    """

    def decide(case: Case, at: datetime) -> SignatureEvents:
        told = ceremony_of(agreement_id, at)
        events = procedure.plan(case, member, method, reason)
        if case.signature_status_of(member) is SignatureStatus.HELD:
            raise Refused("already_decided")
        party = told.party(member)
        chosen = {way.method: way for way in ways(party.legal_form, party.jurisdiction, told.signed_as)}
        if not chosen[method].certain and not reason.strip():
            raise Refused("reason_missing")
        return events

    body: Json = {"member": member, "method": method, "reason": reason}
    services.for_parties("signing_planned", agreement_id, (member,), decide, body, by, key)


def give_part(agreement_id: UUID, member: str, told: PartTold, seen: Seen, by: Actor, key: UUID) -> None:
    """Record a signatory's part; the last one holds the party's signature.

    :raises Refused: as `services.sign`; ``on_paper_only``, ``people_in_office_unknown``, ``part_done_already``,
        ``place_taken``, ``no_authority``, ``name_is_not_yours``.
    """

    def work(session: Session, at: datetime) -> Done:
        standing = _held(session, agreement_id, member, seen, at)
        seat = ceremony.take(standing.seats(member), told.place, str(by.person), at)
        ceremony.must_be_own_name(told.name, _known_as(standing, member, by))
        part = replace(
            _new_part(standing, member, key, at),
            place=seat.place.number,
            role=seat.place.role,
            person_id=by.person,
            name=told.name,
            office=told.office,
            consent=ceremony.consent(standing.party(member).name),
            statement=statement(standing, member, seat.place.role),
            known_by=by.method,
            browser=told.browser,
            circumstances=told.circumstances,
        )
        return _add(session, agreement_id, standing, part)

    body: Json = {"member": member, "version": seen.version, **_plain(told)}
    _do_part("signature_part_given", agreement_id, member, work, body, seen, by, by, key)


def witness_part(
    agreement_id: UUID, member: str, told: WitnessTold, seen: Seen, signatory: Actor, key: UUID
) -> None:
    """Record that somebody saw a signatory sign, at the signatory's own browser; the last part holds the signature.

    :raises Refused: as `services.sign`; ``nobody_to_witness``, ``witness_too_late``, ``witness_elsewhere``,
        ``witness_is_signatory``, ``witness_takes_part``.
    """

    def work(session: Session, at: datetime) -> Done:
        standing = _held(session, agreement_id, member, seen, at)
        witness = Attesting(told.name, told.email, told.browser)
        seats = standing.seats(member)
        seat = ceremony.attest(seats, str(signatory.person), witness, standing.taking_part, at)
        assert seat.signed is not None
        part = replace(
            _new_part(standing, member, key, at),
            place=seat.place.number,
            role=ceremony.WITNESS,
            witness_of=UUID(seat.signed.id),
            name=told.name,
            office=told.occupation,
            address=told.address,
            email=told.email,
            statement=ceremony.presence(seat.signed.name),
            known_by=BESIDE,
            browser=told.browser,
            circumstances=told.circumstances,
        )
        return _add(session, agreement_id, standing, part)

    body: Json = {"member": member, "version": seen.version, **_plain(told)}
    beside = Actor(None, signatory.organisation, BESIDE)
    _do_part("signature_witnessed", agreement_id, member, work, body, seen, beside, signatory, key)


def take_back(agreement_id: UUID, member: str, reason: str, seen: Seen, by: Actor, key: UUID) -> None:
    """Take a party's held signature back, or what its people have signed of it so far.

    :raises Refused: as `services.withdraw_signature`.
    """

    def decide(case: Case, at: datetime) -> SignatureEvents:
        standing = ceremony_of(agreement_id, at)
        version = seen.named(case)
        if case.signature_status_of(member) is SignatureStatus.HELD or not standing.live(member):
            return procedure.withdraw_signature(case, (member,), version, reason)
        procedure.admit(case, (member,), version=version)
        # To plan the same way once more begins the next round: what was signed before counts no more.
        before = case.signature_of(member)
        planned = before.planned or standing.method(member)
        return procedure.plan(case, member, planned, before.planned_because)

    body: Json = {"members": [member], "version": seen.version, "reason": reason}
    services.for_parties("signature_withdrawn", agreement_id, (member,), decide, body, by, key, seen)


def order_sealing_again(agreement_id: UUID, by: Actor, key: UUID) -> None:
    """Have a released agreement printed and sealed after all, where that failed for good.

    :raises Refused: ``nothing_to_act_on``.
    """

    def work(session: Session, at: datetime) -> Done:
        if not revive(session, f"{SEALING}:{agreement_id}"):
            raise Refused("nothing_to_act_on")
        return Done()

    consortium_id = the_agreement(agreement_id).consortium_id
    perform(Act("sealing_ordered_again", by, consortium_id, agreement_id, work), key)


def statement(standing: Ceremony, member: str, role: str) -> str:
    """What a signatory of a party says by signing in a role."""
    last = standing.case.approval_of(member).last
    decided = "" if last is None else day(last.on)
    return ceremony.intent(standing.case.version, standing.party(member).name, role, decided)


def admit(standing: Ceremony, member: str, seen: Seen, at: datetime) -> None:
    """Ask whether a party's people may sign this text now.

    :raises Refused: as `services.sign`; ``on_paper_only``, ``people_in_office_unknown``.
    """
    procedure.sign(standing.case, {member: ()}, seen.named(standing.case), at)
    if standing.method(member) in ceremony.ON_PAPER_ONLY:
        raise Refused("on_paper_only")
    if standing.all_sign_uncounted(member):
        raise Refused("people_in_office_unknown")


def _held(session: Session, agreement_id: UUID, member: str, seen: Seen, at: datetime) -> Ceremony:
    """The ceremony, with the party's row held, once its people may sign this text now."""
    hold_members(session, agreement_id, (member,))
    standing = ceremony_of(agreement_id, at)
    admit(standing, member, seen, at)
    return standing


def _known_as(standing: Ceremony, member: str, by: Actor) -> str:
    """The name of one who may sign for a party."""
    for one in standing.signatories(member):
        if one.person_id == by.person:
            return one.name
    raise Refused("no_authority")


def _new_part(standing: Ceremony, member: str, key: UUID, at: datetime) -> Part:
    return Part(
        id=uuid.uuid5(key, "part"),
        member=member,
        number=len(standing.parts.get(member, ())) + 1,
        round=standing.round(member),
        version=standing.case.version,
        digest=standing.case.digest,
        method=standing.method(member),
        place=0,
        role="",
        person_id=None,
        witness_of=None,
        name="",
        office="",
        address="",
        email="",
        consent="",
        statement="",
        known_by="",
        browser="",
        circumstances=None,
        at=at,
        act_key=key,
    )


def _add(session: Session, agreement_id: UUID, standing: Ceremony, part: Part) -> Done:
    """Keep a part. The result tells whether it was the last, and then who signed, in the block's order."""
    session.add(
        SignaturePartRow(
            id=part.id,
            agreement_id=agreement_id,
            member_id=standing.ids[part.member],
            number=part.number,
            round=part.round,
            version=part.version,
            digest=part.digest,
            method=part.method,
            place=part.place,
            role=part.role,
            person_id=part.person_id,
            witness_of=part.witness_of,
            name=part.name,
            office=part.office,
            address=part.address,
            email=part.email,
            consent=part.consent,
            statement=part.statement,
            known_by=part.known_by,
            browser=part.browser,
            circumstances=part.circumstances,
            done_at=part.at,
            act_key=part.act_key,
        )
    )
    session.flush()
    done = (*standing.live(part.member), part)
    beside = next((one.known_by for one in done if one.id == part.witness_of), part.known_by)
    people = [write(each) for each in _people(standing, done)]
    return Done({"people": people, "known_by": beside}, checkpoint=True)


def _people(standing: Ceremony, done: tuple[Part, ...]) -> tuple[Signer, ...]:
    """Who signed for a party in the block's order, each witness after their signatory; nobody while any is missing."""
    by_id = {str(part.id): part for part in done}
    of = ceremony.places(standing.block(done[0].member))
    taken = ceremony.seats(of, tuple(part.done for part in done))
    if not ceremony.complete(taken):
        return ()
    both = [one for seat in taken for one in (seat.signed, seat.witness) if one is not None]
    return tuple(signer_of(by_id[one.id]) for one in both)


def signer_of(part: Part) -> Signer:
    """A part as the execution page prints it."""
    known = KNOWN_BY.get(part.known_by, part.known_by)
    if part.witness_of is None:
        return Signer(
            part.role,
            part.name,
            f"{part.office}. “{part.statement}” Signed {moment(part.at)}. Known by: {known}.",
        )
    address = ", ".join(line.strip(" ,") for line in part.address.splitlines() if line.strip())
    return Signer(
        part.role,
        part.name,
        f"{part.office}, of {address}. “{part.statement}” Signed {moment(part.at)}. Known by: {known}.",
    )


def _do_part(
    kind: str,
    agreement_id: UUID,
    member: str,
    work: Callable[[Session, datetime], Done],
    body: Json,
    seen: Seen,
    by: Actor,
    holder: Actor,
    key: UUID,
) -> None:
    """Do a part and, where it was the last, hold the signature: two acts of the journal, both or neither."""
    consortium_id = the_agreement(agreement_id).consortium_id
    lock = Lock(AgreementRow, agreement_id, Mode.ACT_UNDER)
    part = Act(kind, by, consortium_id, agreement_id, work, body, lock, seen.digest)

    def once() -> None:
        with transaction() as session:
            at = now()
            told = enact(session, part, key, at)
            assert isinstance(told, Mapping)
            if told["people"]:
                by_whom = replace(holder, method=str(told["known_by"]))
                enact(session, _holding(part, member, told["people"], seen, by_whom, key), _of(key), at)

    insist(once)


def _of(key: UUID) -> UUID:
    return uuid.uuid5(key, "signature held")


def _holding(part: Act, member: str, people: Json, seen: Seen, holder: Actor, key: UUID) -> Act:
    """The act that holds a signature whose last part was just done."""
    agreement_id = part.subject
    assert agreement_id is not None and isinstance(people, list)
    signers = {member: tuple(read(Signer, each) for each in people)}

    def work(session: Session, at: datetime) -> Done:
        case = full_case(agreement_id, at.date())
        events = procedure.sign(case, signers, seen.named(case), at)
        services.record_events(session, agreement_id, case, events, at, _of(key))
        return Done(checkpoint=True, orders=_letters(agreement_id, member, at, key))

    body: Json = {"version": seen.version, "people": {member: people}}
    return replace(part, kind="signature_held", actor=holder, work=work, body=body)


def _letters(agreement_id: UUID, member: str, at: datetime, key: UUID) -> tuple[Order, ...]:
    """To those who signed, and to the chair once nothing is missing."""
    standing = ceremony_of(agreement_id, at)
    signed = {part.person_id for part in standing.counting(member)}
    people = [one for one in standing.signatories(member) if one.person_id in signed]
    name = standing.party(member).name
    held = letters.signature_held(agreement_id, name, people, key)
    return (*held, *services.ready_letters(agreement_id, at, key))


def _plain(told: PartTold | WitnessTold) -> dict[str, Json]:
    return {name: getattr(told, name) for name in type(told).__dataclass_fields__}

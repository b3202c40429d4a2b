"""Where signing stands, as one reader sees it: the one thing to do now, who signs, what the release waits for.

In: a ``Ceremony``, and who reads. Out: the frozen page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from govflow.core import ceremony
from govflow.core.ceremony import Seat
from govflow.core.execution import METHOD_WORDS
from govflow.core.permissions import Permission
from govflow.core.precedents import MEET_THEMSELVES
from govflow.core.procedure import AgreementState, Case
from govflow.core.signature import SignatureStatus
from govflow.core.state_words import WAITS_FOR_BOARDS
from govflow.core.words import day
from govflow.members.queries import Consortium
from govflow.signing.ceremony_queries import Ceremony, Part, awaited_parties
from govflow.signing.release_pages import (
    Line,
    Need,
    absent,
    absent_words,
    address,
    approvals_in_words,
    condition_lines,
    in_ink,
    needs,
    read_version,
    staged,
    waits_for,
)
from govflow.web.access import Reader
from govflow.web.links import Link
from govflow.web.uk_time import moment


@dataclass(frozen=True, slots=True)
class Next:
    """The one thing to do now."""

    title: str
    text: str
    link_text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PartyCard:
    """How one party stands. ``people``: who has signed and who is to; ``links``: what the reader may do for it."""

    name: str
    how: str
    status: str
    tone: str
    people: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Mine:
    """What the reader did themselves, and what can still be done about it."""

    title: str
    text: str
    receipt_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class StartPage:
    """Where signing stands. ``waits``: what the release waits for, in sentences; addresses are "" where the reader
    has no business. ``in_ink``: as `release_pages.in_ink` says."""

    consortium: str
    in_ink: str
    stages: tuple[tuple[str, str, str], ...]
    next: Next
    mine: Mine | None
    held: int
    of: int
    parties: tuple[PartyCard, ...]
    absent: tuple[Line, ...]
    absent_words: str
    conditions: tuple[Line, ...]
    waits: tuple[tuple[str, Link], ...]
    precedents_url: str


def start_page(told: Ceremony, founded: Consortium, sealed: bool, who: Reader) -> StartPage:
    """Where signing stands, as one reader sees it."""
    missing = tuple(need for need in needs(told) if not need.ok)
    waits = () if told.case.released_on is not None else tuple(waits_for(told))
    return StartPage(
        consortium=founded.title,
        in_ink=in_ink(told),
        stages=_stages(told, sealed),
        next=_next(told, who, missing),
        mine=_mine(told, who),
        held=len(told.case.held) or _released(told.case),
        of=len(told.case.signatories),
        parties=tuple(_card(told, party, who) for party in told.case.signatories if told.draft is not None),
        absent=absent(told),
        absent_words=absent_words(told),
        conditions=condition_lines(told),
        waits=waits,
        precedents_url=_precedents_url(told, who),
    )


def _released(case: Case) -> int:
    return sum(case.signature_status_of(party) is SignatureStatus.RELEASED for party in case.signatories)


def _precedents_url(told: Ceremony, who: Reader) -> str:
    is_open = told.draft is not None and told.case.released_on is None and bool(told.case.open_precedents)
    return address(told, "signing.precedents") if is_open and who.may(Permission.PRECEDENT_MEET) else ""


def _stages(told: Ceremony, sealed: bool) -> tuple[tuple[str, str, str], ...]:
    case = told.case
    signed, of = len(case.held) or _released(case), len(case.signatories)
    conditions = len(case.terms.conditions)
    met = conditions - len(case.open_precedents)
    done = case.released_on is not None
    steps = (
        (
            "Boards approve",
            f"{len(case.effective)} approved, {case.terms.required} needed",
            case.approved or done,
        ),
        ("Parties sign", f"{signed} of {of}", (case.approved and signed == of) or done),
        (
            "Conditions are met",
            f"{met} of {conditions}" if conditions else "none to meet",
            not case.open_precedents or done,
        ),
        ("Released and dated", day(told.agreement.dated) if told.agreement.dated else "by the chair", done),
        ("Printed and sealed", "ready to download" if sealed else "by itself, after release", sealed),
    )
    return tuple(staged(steps))


_STATUS = {
    SignatureStatus.NONE: ("Not signed", "wait"),
    SignatureStatus.HELD: ("Signed and held", "good"),
    SignatureStatus.VOID: ("Void: the text changed", "bad"),
    SignatureStatus.WITHDRAWN: ("Taken back", "wait"),
    SignatureStatus.DECLINED: ("Declined", "bad"),
    SignatureStatus.RELEASED: ("Signed", "good"),
}


def _card(told: Ceremony, party: str, who: Reader) -> PartyCard:
    status, tone = _STATUS[told.case.signature_status_of(party)]
    taken = told.seats(party)
    done = sum(seat.complete for seat in taken)
    if told.live(party):
        status, tone = f"{done} of {len(taken)} done", "new"
    how = f"Signs by {METHOD_WORDS.get(told.method(party), told.method(party))}."
    return PartyCard(
        told.party(party).name,
        how,
        status,
        tone,
        tuple(_people(told, party, taken)),
        tuple(_links(told, party, who)),
    )


def _people(told: Ceremony, party: str, taken: tuple[Seat, ...]) -> Iterator[str]:
    """Who signed, who is to."""
    signature = told.case.signature_of(party)
    status = told.case.signature_status_of(party)
    if status in (SignatureStatus.HELD, SignatureStatus.RELEASED) and signature.signed is not None:
        for person in signature.signed.people:
            yield f"{person.role}: {person.name}"
        yield f"Signed {moment(signature.signed.at)}"
        return
    if status is SignatureStatus.DECLINED:
        yield f"Its reason: {signature.reason}"
    for seat in taken:
        yield _seat(seat, told.now)
    if told.case.terms.in_ink:
        yield "Signs on paper, outside this service"
        return
    people = tuple(dict.fromkeys(one.name for one in told.awaited(party)))
    yield f"May sign for it: {', '.join(people)}" if people else "Nobody may sign for it yet"


def _seat(seat: Seat, now: datetime) -> str:
    if seat.signed is None:
        return f"{seat.place.role}: not signed yet"
    if seat.lapsed(now):
        return f"{seat.place.role}: {seat.signed.name} signs again, before a witness"
    if seat.waits_for_witness:
        return f"{seat.place.role}: {seat.signed.name}, whose witness signs next"
    beside = "" if seat.witness is None else f", witnessed by {seat.witness.name}"
    return f"{seat.place.role}: {seat.signed.name}{beside}"


def _links(told: Ceremony, party: str, who: Reader) -> Iterator[Link]:
    """What the reader may do for a party: only ever for their own."""
    case = told.case
    if case.released_on is not None or case.terms.passed(case.today):
        return
    here = {"member": party}
    held = case.signature_status_of(party) is SignatureStatus.HELD
    if who.may(Permission.SIGNING_PLAN, party) and not held:
        yield "Plan how it signs", address(told, "signing.plan", **here)
    if not who.may(Permission.SIGN, party):
        return
    if told.case.signing_is_open and not held:
        if not case.terms.in_ink and ceremony.open_seats(told.seats(party), str(who.person_id), told.now):
            yield "Sign", address(told, "signing.sign", **here)
        seat = ceremony.seat_of(told.seats(party), str(who.person_id))
        waits = seat is not None and seat.waits_for_witness and not seat.lapsed(told.now)
        if waits and not case.terms.in_ink:
            yield "Let your witness sign", address(told, "signing.witness", **here)
        if case.signature_status_of(party) is not SignatureStatus.DECLINED:
            yield "Decline to sign", address(told, "signing.decline", **here)
    if held or told.live(party):
        yield "Take it back", address(told, "signing.withdraw", **here)


def _next(told: Ceremony, who: Reader, missing: tuple[Need, ...]) -> Next:
    """The one thing to do now: the reader's own, else what everybody waits for."""
    case = told.case
    if case.released_on is not None:
        url = address(told, "signing.executed")
        return Next("It is signed", "The agreement was released and dated.", "Get the signed agreement", url)
    if case.state is AgreementState.LAPSED:
        return Next("The last day has passed", "A new version with a later last day revives the agreement.")
    if (own := _own(told, who)) is not None:
        return own
    if not case.version:
        return Next("Not yet", "Signing begins once a version was put to the boards and they approved it.")
    if not case.approved:
        url = address(told, "approvals.boards")
        return Next("The boards decide first", approvals_in_words(told), "See the boards", url)
    if not missing and who.may(Permission.RELEASE):
        url = address(told, "signing.release")
        return Next("Everything is ready", "You can release and date the agreement.", "Release it", url)
    if not missing:
        return Next("Everything is ready", "The chair releases and dates the agreement next.")
    unsigned = [told.party(one).name for one in awaited_parties(told)]
    if unsigned and case.terms.in_ink:
        return Next("Everyone signs on paper", "Nobody can sign this agreement here.", *read_version(told))
    if unsigned:
        return Next("Parties are signing", f"Still to sign: {', '.join(unsigned)}.")
    if set(case.open_precedents) <= set(MEET_THEMSELVES):
        return Next(*WAITS_FOR_BOARDS, "See the boards", address(told, "approvals.boards"))
    if who.may(Permission.PRECEDENT_MEET):
        url = address(told, "signing.precedents")
        return Next("Conditions are open", "Everybody has signed. Record what is met.", "Record them", url)
    return Next("Conditions are open", "Everybody has signed. The chair records when each condition is met.")


def _own(told: Ceremony, who: Reader) -> Next | None:
    """What waits for the reader themselves."""
    code = "" if who.capacity is None else who.capacity.code
    may_sign = who.may(Permission.SIGN, code) and not told.case.terms.in_ink
    if code not in awaited_parties(told) or not may_sign:
        return None
    party, taken = told.party(code).name, told.seats(code)
    seat = ceremony.seat_of(taken, str(who.person_id))
    if seat is not None and seat.waits_for_witness and not seat.lapsed(told.now):
        url = address(told, "signing.witness", member=code)
        return Next("Your witness signs next", "Hand them this device.", "Let your witness sign", url)
    if ceremony.open_seats(taken, str(who.person_id), told.now):
        url = address(told, "signing.sign", member=code)
        return Next(f"Sign for {party}", "It takes about five minutes after reading.", "Begin", url)
    return None


def _mine(told: Ceremony, who: Reader) -> Mine | None:
    """What the reader did towards the signature that waits, is held or was released."""
    code = "" if who.capacity is None else who.capacity.code
    mine = [part for part in told.counting(code) if part.person_id == who.person_id]
    return _told_of(told, mine[-1], told.case.signature_status_of(code)) if mine else None


def _told_of(told: Ceremony, part: Part, status: SignatureStatus) -> Mine:
    party = told.party(part.member).name
    text = {
        SignatureStatus.HELD: f"The signature of {party} is held. It binds nobody until the chair releases the "
        "agreement, and until then you can take it back.",
        SignatureStatus.RELEASED: f"The agreement was released: it binds {party}.",
    }.get(
        status, f"Others sign for {party} too. Once everybody has, its signature is held until the release."
    )
    receipt = url_for("overview.receipt", consortium_id=told.agreement.consortium_id, act_key=part.act_key)
    released = status is SignatureStatus.RELEASED
    back = "" if released else address(told, "signing.withdraw", member=part.member)
    return Mine(f"You signed on {moment(part.at)}", text, receipt, back)

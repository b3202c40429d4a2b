"""What the pages of signing show: everything decided and in words, so that templates only set it.

In: a ``Ceremony``, and who reads. Out: one frozen page for each view.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_wtf import FlaskForm

from govflow.catalogue.loader import load
from govflow.core import ceremony
from govflow.core.approval import Closing
from govflow.core.ceremony import Seat
from govflow.core.document import Document, PartKind
from govflow.core.draft import JURISDICTIONS
from govflow.core.execution import METHOD_WORDS, Nation, RuledOut, Way, execution_block, ruled_out, ways
from govflow.core.legal_forms import FORMS
from govflow.core.permissions import Permission, Role
from govflow.core.precedents import MEET_THEMSELVES, Waiver
from govflow.core.procedure import AgreementState, Case
from govflow.core.signature import SignatureStatus
from govflow.core.state_words import APPROVAL_WORDS
from govflow.jobs.models import JobState
from govflow.jobs.queries import JobLine
from govflow.members.queries import Consortium
from govflow.pdf.pages import day, moment
from govflow.signing.ceremony_queries import Ceremony, Part, awaited_parties
from govflow.signing.queries import Closed, Executed
from govflow.web.access import Reader

Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Next:
    """The one thing to do now."""

    title: str
    text: str
    link_text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that release needs: whether it is there, what it is, and what would bring it about."""

    ok: bool
    what: str
    mend: str = ""
    link: Link = ("", "")


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
class Line:
    """A line with a state."""

    title: str
    hint: str
    status: str
    tone: str
    url: str = ""


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
    has no business."""

    consortium: str
    stages: tuple[tuple[str, str, str], ...]
    next: Next
    mine: Mine | None
    held: int
    of: int
    parties: tuple[PartyCard, ...]
    absent: tuple[Line, ...]
    conditions: tuple[Line, ...]
    waits: tuple[tuple[str, Link], ...]
    precedents_url: str


@dataclass(frozen=True, slots=True)
class WayLine:
    """A way open to a party: its words, who signs, and by which source."""

    method: str
    words: str
    hint: str
    certain: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """How a party will sign: the ways open to it, those that are not, and what to take advice on."""

    form: FlaskForm
    consortium: str
    party: str
    legal_form: str
    nation: str
    signed_as: str
    now: str
    hints: dict[str, str]
    closed: tuple[RuledOut, ...]
    unsure: bool
    advice: str
    begun: int
    back_url: str


@dataclass(frozen=True, slots=True)
class StepPage:
    """A step of the ceremony, and what the person has to know at it."""

    form: FlaskForm
    consortium: str
    party: str
    version: str
    digest: tuple[str, ...]
    step: int
    of: int
    here_url: str
    before_url: str
    text_url: str
    size: str
    consent: str
    statement: str
    authority: str
    roles: str
    name: str
    office: str
    witnessed: bool
    email_hint: str
    helpers: tuple[tuple[str, str, str], ...]
    decline_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class NotNowPage:
    """Why somebody cannot sign now, and what to do about it."""

    consortium: str
    party: str
    why: str
    link: Link
    back_url: str


@dataclass(frozen=True, slots=True)
class WitnessPage:
    """The witness's own page, on the signatory's device."""

    form: FlaskForm
    consortium: str
    party: str
    signatory: str
    minutes: int
    late: bool
    sign_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class ReasonPage:
    """A no, or a second thought. ``others``: who has signed besides, and would sign again."""

    form: FlaskForm
    consortium: str
    party: str
    others: tuple[str, ...]
    helpers: tuple[tuple[str, str, str], ...]
    back_url: str


@dataclass(frozen=True, slots=True)
class PrecedentsPage:
    """The conditions precedent. ``form``: None until one was chosen; ``waiver``: who may waive, in words."""

    form: FlaskForm | None
    consortium: str
    lines: tuple[Line, ...]
    chosen: str
    waiver: str
    may_waive: bool
    back_url: str


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """Everything that must be true, and then the release itself."""

    form: FlaskForm | None
    consortium: str
    version: str
    needs: tuple[Need, ...]
    absent: tuple[Line, ...]
    email_hint: str
    back_url: str


@dataclass(frozen=True, slots=True)
class ExecutedPage:
    """The executed agreement, or how far it is. ``state``: not_released, printing, failed, ready."""

    form: FlaskForm
    consortium: str
    state: str
    dated: date | None
    released_at: datetime | None
    progress: str
    steps: tuple[tuple[str, str, str], ...]
    failure: str
    may_retry: bool
    facts: tuple[tuple[str, str, str, str], ...]
    files: tuple[tuple[str, str, str], ...]
    digest: tuple[str, ...]
    verify_url: str
    receipt_url: str
    back_url: str


def groups(digest: str) -> tuple[str, ...]:
    """A digest in groups that an eye can compare."""
    return tuple(digest[start : start + 8] for start in range(0, len(digest), 8))


def precedent_words(code: str) -> str:
    """What a condition precedent says."""
    return load().questions["cps"].options.get(code, code)


def capital(words: str) -> str:
    """The words at the beginning of a sentence."""
    return words[:1].upper() + words[1:]


# Where signing stands.


def start_page(told: Ceremony, founded: Consortium, sealed: bool, who: Reader) -> StartPage:
    """Where signing stands, as one reader sees it."""
    missing = tuple(need for need in needs(told) if not need.ok)
    waits = () if told.case.released_on is not None else tuple(_waits_for(told))
    return StartPage(
        consortium=founded.title,
        stages=_stages(told, sealed),
        next=_next(told, who, missing),
        mine=_mine(told, who),
        held=len(told.case.held) or _released(told.case),
        of=len(told.case.signatories),
        parties=tuple(_card(told, party, who) for party in told.case.signatories if told.draft is not None),
        absent=absent(told),
        conditions=condition_lines(told),
        waits=waits,
        precedents_url=_precedents_url(told, who),
    )


def _released(case: Case) -> int:
    return sum(case.signature_status_of(party) is SignatureStatus.RELEASED for party in case.signatories)


def _address(told: Ceremony, endpoint: str, **more: Any) -> str:
    return url_for(endpoint, agreement_id=told.agreement.id, **more)


def _precedents_url(told: Ceremony, who: Reader) -> str:
    is_open = told.case.released_on is None and bool(told.case.open_precedents)
    return _address(told, "signing.precedents") if is_open and who.may(Permission.PRECEDENT_MEET) else ""


def _stages(told: Ceremony, sealed: bool) -> tuple[tuple[str, str, str], ...]:
    case = told.case
    signed, of = len(case.held) or _released(case), len(case.signatories)
    closed = len(case.terms.conditions) - len(case.open_precedents)
    done = case.released_on is not None
    steps = (
        ("Boards approve", f"{len(case.effective)} of {case.terms.required} needed", case.approved or done),
        ("Parties sign", f"{signed} of {of}", (case.approved and signed == of) or done),
        ("Conditions are met", f"{closed} of {len(case.terms.conditions)}", not case.open_precedents or done),
        ("Released and dated", day(told.agreement.dated) if told.agreement.dated else "by the chair", done),
        ("Printed and sealed", "ready to download" if sealed else "by itself, after release", sealed),
    )
    return tuple(_staged(steps))


def _staged(steps: tuple[tuple[str, str, bool], ...]) -> Iterator[tuple[str, str, str]]:
    """Done; then what is going on now; the rest later. Signing and the conditions may run side by side."""
    now = next((title for title, _, done in steps if not done), "")
    for title, words, done in steps:
        yield title, words, "done" if done else "now" if title == now else "later"


def needs(told: Ceremony) -> tuple[Need, ...]:
    """Everything that release needs, in the order the procedure asks."""
    return tuple(_needs(told))


def _needs(told: Ceremony) -> Iterator[Need]:
    case, terms = told.case, told.case.terms
    boards = ("See the boards", _address(told, "approvals.boards"))
    yield Need(
        not terms.passed(case.today),
        "The last day for signing has not passed"
        if terms.long_stop is None
        else f"The last day for signing, {day(terms.long_stop)}, has not passed",
        "It has passed. A new version with a later date revives the agreement.",
    )
    yield Need(
        bool(case.version) and case.enough_boards,
        f"Enough boards have approved: {len(case.effective)} count, {terms.required} are needed"
        + (", the lead body among them" if terms.lead else ""),
        _still_to_approve(told),
        boards,
    )
    if terms.vehicle:
        approved = case.is_effective(terms.vehicle)
        yield Need(approved, "The vehicle’s own board has approved", "Its board decides.", boards)
    for party in case.signatories:
        held = party in case.held or case.released_on is not None
        yield Need(held, f"{told.party(party).name} has signed", _still_to_sign(told, party))
    for code in terms.conditions:
        open_still = code in case.open_precedents and case.released_on is None
        yield Need(not open_still, capital(precedent_words(code)), _still_to_meet(code))


def _waits_for(told: Ceremony) -> Iterator[tuple[str, Link]]:
    """What keeps the agreement from being released and what would unblock it, in a few sentences."""
    case, nothing = told.case, ("", "")
    if case.terms.passed(case.today):
        yield (
            "The last day for signing has passed. A new version with a later one revives the agreement.",
            nothing,
        )
    if not case.approved:
        yield (
            f"The boards: {len(case.effective)} approvals count, {case.terms.required} are needed. "
            f"{_still_to_approve(told)}",
            ("See the boards", _address(told, "approvals.boards")),
        )
    unsigned = [party for party in case.signatories if party not in case.held]
    declined = [one for one in unsigned if case.signature_status_of(one) is SignatureStatus.DECLINED]
    for party in declined:
        reason = case.signature_of(party).reason
        yield (
            f"{told.party(party).name} declined to sign: “{reason}” It may still sign, or be left out.",
            nothing,
        )
    left = [one for one in unsigned if one not in declined]
    if asked := [one for one in left if told.signatories(one)]:
        yield f"Signatures: {'; '.join(_who_signs(told, one) for one in asked)}.", nothing
    if nobody := [told.party(one).name for one in left if not told.signatories(one)]:
        yield (
            f"Nobody may sign yet for {_or(tuple(nobody))}. A chief officer gives somebody the role of "
            "signatory.",
            nothing,
        )
    if (count := len([one for one in case.open_precedents if one not in MEET_THEMSELVES])) and case.version:
        yield f"{count} conditions are open. The chair records each when it is met.", nothing


def _who_signs(told: Ceremony, party: str) -> str:
    names = tuple(dict.fromkeys(one.name for one in told.signatories(party)))
    return f"{told.party(party).name} ({_or(names)})"


def _still_to_approve(told: Ceremony) -> str:
    if told.draft is None:
        return "No version was put to the boards yet. The drafters circulate one."
    waiting = [told.party(one).name for one in told.case.terms.counting if not told.case.is_effective(one)]
    return f"Not yet: {', '.join(waiting)}."


def _still_to_sign(told: Ceremony, party: str) -> str:
    if told.case.signature_status_of(party) is SignatureStatus.DECLINED:
        return f"It declined: “{told.case.signature_of(party).reason}” It may still sign, or be left out."
    people = tuple(dict.fromkeys(one.name for one in told.signatories(party)))
    if not people:
        return "Nobody may sign for it yet: its chief officer gives somebody the role of signatory."
    return f"It waits for {_or(people)}."


def _still_to_meet(code: str) -> str:
    if code in MEET_THEMSELVES:
        return "It is met by itself once the boards have approved."
    return "The chair records it when it is met."


def _or(names: tuple[str, ...]) -> str:
    return " or ".join(", ".join(names).rsplit(", ", 1))


def absent(told: Ceremony) -> tuple[Line, ...]:
    """The parties the text names that would not be bound by release: they may accede later."""
    if told.draft is None:
        return ()
    return tuple(
        Line(told.party(one).name, APPROVAL_WORDS[told.case.status_of(one)], "Not yet a party", "wait")
        for one in told.case.not_yet_parties
    )


def condition_lines(told: Ceremony) -> tuple[Line, ...]:
    """The conditions precedent and what became of each."""
    return tuple(_condition(told, code, told.register.get(code)) for code in told.case.terms.conditions)


def _condition(told: Ceremony, code: str, known: Closed | None) -> Line:
    words = capital(precedent_words(code))
    if known is not None:
        who = ", ".join(_who(told, one) for one in known.closed.by)
        hint = f"{capital(str(known.closed.how))} {day(known.closed.on)}, says {who}: {known.closed.proof}"
        return Line(words, hint, capital(str(known.closed.how)), "good")
    if code not in told.case.open_precedents:
        return Line(words, "The boards have approved.", "Met by itself", "good")
    return Line(words, _still_to_meet(code), "Open", "wait")


def _who(told: Ceremony, who: str) -> str:
    return (
        told.party(who).name if told.draft is not None and who in told.draft.parties_by_id else f"the {who}"
    )


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
    people = tuple(dict.fromkeys(one.name for one in told.signatories(party)))
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
        yield "Plan how it signs", _address(told, "signing.plan", **here)
    if not who.may(Permission.SIGN, party):
        return
    if told.case.signing_is_open and not held:
        if ceremony.open_seats(told.seats(party), str(who.person_id), told.now):
            yield "Sign", _address(told, "signing.sign", **here)
        seat = ceremony.seat_of(told.seats(party), str(who.person_id))
        if seat is not None and seat.waits_for_witness and not seat.lapsed(told.now):
            yield "Let your witness sign", _address(told, "signing.witness", **here)
        if case.signature_status_of(party) is not SignatureStatus.DECLINED:
            yield "Decline to sign", _address(told, "signing.decline", **here)
    if held or told.live(party):
        yield "Take it back", _address(told, "signing.withdraw", **here)


def _next(told: Ceremony, who: Reader, missing: tuple[Need, ...]) -> Next:
    """The one thing to do now: the reader's own, else what everybody waits for."""
    case = told.case
    if case.released_on is not None:
        url = _address(told, "signing.executed")
        return Next("It is signed", "The agreement was released and dated.", "Get the signed agreement", url)
    if case.state is AgreementState.LAPSED:
        return Next("The last day has passed", "A new version with a later last day revives the agreement.")
    if (own := _own(told, who)) is not None:
        return own
    if not case.version:
        return Next("Not yet", "Signing begins once a version was put to the boards and they approved it.")
    if not case.approved:
        url = _address(told, "approvals.boards")
        return Next("The boards decide first", missing[0].what + ".", "See the boards", url)
    if not missing and who.may(Permission.RELEASE):
        url = _address(told, "signing.release")
        return Next("Everything is ready", "You can release and date the agreement.", "Release it", url)
    if not missing:
        return Next("Everything is ready", "The chair releases and dates the agreement next.")
    unsigned = [told.party(one).name for one in awaited_parties(told)]
    if unsigned:
        return Next("Parties are signing", f"Still to sign: {', '.join(unsigned)}.")
    if who.may(Permission.PRECEDENT_MEET):
        url = _address(told, "signing.precedents")
        return Next("Conditions are open", "Everybody has signed. Record what is met.", "Record them", url)
    return Next("Conditions are open", "Everybody has signed. The chair records when each condition is met.")


def _own(told: Ceremony, who: Reader) -> Next | None:
    """What waits for the reader themselves."""
    code = "" if who.capacity is None else who.capacity.code
    if code not in awaited_parties(told) or not who.may(Permission.SIGN, code):
        return None
    party, taken = told.party(code).name, told.seats(code)
    seat = ceremony.seat_of(taken, str(who.person_id))
    if seat is not None and seat.waits_for_witness and not seat.lapsed(told.now):
        url = _address(told, "signing.witness", member=code)
        return Next("Your witness signs next", "Hand them this device.", "Let your witness sign", url)
    if ceremony.open_seats(taken, str(who.person_id), told.now):
        url = _address(told, "signing.sign", member=code)
        return Next(f"Sign for {party}", "It takes about five minutes after reading.", "Begin", url)
    return None


def _mine(told: Ceremony, who: Reader) -> Mine | None:
    """The reader's newest part of a signature that still counts."""
    code = "" if who.capacity is None else who.capacity.code
    mine = [part for part in told.parts.get(code, ()) if part.person_id == who.person_id]
    status = told.case.signature_status_of(code)
    counts = told.live(code) or status in (SignatureStatus.HELD, SignatureStatus.RELEASED)
    if not mine or not counts or mine[-1].digest != told.case.digest:
        return None
    return _told_of(told, mine[-1], status)


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
    back = "" if released else _address(told, "signing.withdraw", member=part.member)
    return Mine(f"You signed on {moment(part.at)}", text, receipt, back)


# The plan of one party.


def plan_page(form: FlaskForm, told: Ceremony, founded: Consortium, member: str) -> PlanPage:
    """How one party will sign."""
    party, lines = told.party(member), way_lines(told, member)
    label = FORMS[party.legal_form].label if party.legal_form in FORMS else party.legal_form
    nation = JURISDICTIONS.get(party.jurisdiction, party.jurisdiction)
    return PlanPage(
        form=form,
        consortium=founded.title,
        party=party.name,
        legal_form=label,
        nation=nation,
        signed_as="as a deed" if told.deed else "as a simple contract",
        now=METHOD_WORDS.get(told.method(member), told.method(member)),
        hints={line.method: line.hint for line in lines},
        closed=ruled_out(party.legal_form, told.deed),
        unsure=not all(line.certain for line in lines),
        advice=_advice(party.jurisdiction),
        begun=len([part for part in told.live(member) if part.person_id is not None]),
        back_url=_address(told, "signing.start"),
    )


def way_lines(told: Ceremony, member: str) -> tuple[WayLine, ...]:
    """The ways open to a party, the usual one first."""
    party = told.party(member)
    found = ways(party.legal_form, party.jurisdiction, told.signed_as)
    return tuple(_way(told, member, way) for way in found)


def _way(told: Ceremony, member: str, way: Way) -> WayLine:
    party = told.party(member)
    block = execution_block(
        member, party.name, party.legal_form, party.jurisdiction, way.method, told.deed, told.trustees(member)
    )
    sure = "" if way.certain else " Not certain: ask your solicitor, and say below why it is right."
    paper = " Done on paper, not here." if way.method in ceremony.ON_PAPER_ONLY else ""
    hint = f"{block.words} Source: {way.source}.{sure}{paper}"
    return WayLine(way.method, capital(METHOD_WORDS.get(way.method, way.method)), hint, way.certain)


def _advice(nation: str) -> str:
    where = {
        Nation.SCOTLAND: "This party is in Scotland. Scots law has its own rules about signing, and no deed as such.",
        Nation.NORTHERN_IRELAND: "This party is in Northern Ireland, which has its own rules about signing.",
    }
    told = where.get(Nation(nation), "") if nation in set(Nation) else ""
    return f"{told} Ask your solicitor before anybody signs." if told else ""


# The ceremony of one person.


def size_of(document: Document) -> str:
    """How long a text is, in words."""
    paragraphs = [para for part in document.parts for para in part.paras]
    words = sum(len(para.text.split()) for para in paragraphs)
    clauses, schedules = len(document.clauses), len(document.schedules)
    return f"{clauses} clauses and {schedules} schedules, about {round(words, -2):,} words"


def parts_to_read(document: Document) -> tuple[tuple[str, str], ...]:
    """What is read, part by part: the agreement, then each schedule."""
    clauses = f"The agreement, {len(document.clauses)} clauses"
    schedules = [part for part in document.parts if part.kind is PartKind.SCHEDULE]
    return (("agreement", clauses), *((part.id, f"{part.label}: {part.title}") for part in schedules))


def authority(told: Ceremony, member: str) -> str:
    """The decision a signature stands on."""
    approval = told.case.approval_of(member)
    last = approval.last
    if last is None:
        return ""
    routes = {"meeting": "at a meeting", "written": "in writing", "paper": "by a resolution sent in on paper"}
    words = f"The board of {told.party(member).name} approved version {last.version} on {day(last.on)}, "
    words += f"{routes.get(str(last.route), str(last.route))}."
    if approval.version != last.version:
        words += f" Its delegates accepted the minor change of version {approval.version}."
    return words


def helpers(told: Ceremony, member: str) -> tuple[tuple[str, str, str], ...]:
    """Whom somebody can turn to: name, who they are, address."""
    found = [(one.name, "board secretary", one.email) for one in told.in_role(Role.BOARD_SECRETARY, member)]
    found += [(one.name, "chief officer", one.email) for one in told.in_role(Role.CHIEF_OFFICER, member)]
    found += [(one.name, "chair of the consortium", one.email) for one in told.in_role(Role.CONSORTIUM_CHAIR)]
    return tuple(dict.fromkeys(found))


# Conditions, release, and the executed agreement.


def closable_lines(told: Ceremony, closable: tuple[str, ...]) -> tuple[Line, ...]:
    """The conditions precedent, with where each open one is recorded."""
    lines = zip(told.case.terms.conditions, condition_lines(told), strict=True)
    return tuple(
        replace(line, url=_address(told, "signing.precedents", condition=code)) if code in closable else line
        for code, line in lines
    )


def closings(told: Ceremony, code: str) -> list[tuple[str, str]]:
    """What can have happened to a condition. One that the boards meet can only be waived."""
    met = [] if code in MEET_THEMSELVES else [(str(Closing.MET), "It is met")]
    waived = [(str(Closing.WAIVED), "It is waived")] if told.case.terms.waiver is not Waiver.NONE else []
    return [*met, *waived]


def waiver_words(told: Ceremony) -> str:
    """Who may waive a condition precedent, as the agreement says."""
    heads = " or ".join(told.party(one).name for one in heads_of(told))
    return {
        Waiver.NONE: "The agreement lets nobody waive a condition.",
        Waiver.UNANIMOUS: "All parties together may waive a condition.",
        Waiver.LEAD_OR_SPV: f"{heads} may waive a condition.",
    }[told.case.terms.waiver]


def heads_of(told: Ceremony) -> tuple[str, ...]:
    """The lead body and the vehicle."""
    return tuple(one for one in (told.case.terms.lead, told.case.terms.vehicle) if one)


def waivers(told: Ceremony) -> tuple[tuple[str, str], ...]:
    """Who may waive: by id and name."""
    who = {
        Waiver.NONE: (),
        Waiver.UNANIMOUS: told.case.terms.asked,
        Waiver.LEAD_OR_SPV: heads_of(told),
    }[told.case.terms.waiver]
    return tuple((one, told.party(one).name) for one in who)


FILES = {
    "agreement.pdf": ("The signed agreement", "application/pdf"),
    "agreement.tlog-proof": ("Its proof: that exactly this file stands in the journal", "text/plain"),
    "evidence.zip": ("The evidence: who signed what and how, and all that proves it", "application/zip"),
    "log.pub": ("This server’s public key, to compare with the copy you were given", "text/plain"),
}
"""What can be downloaded: what it is, and its media type."""


def executed_page(
    form: FlaskForm,
    told: Ceremony,
    founded: Consortium,
    sealed: Executed | None,
    job: JobLine | None,
    who: Reader,
) -> ExecutedPage:
    """The executed agreement, or how far it is."""
    state = _state(told, sealed, job)
    failure = "" if job is None or job.state is not JobState.DEAD else _failure(job)
    files = [(name, words, _address(told, "signing.file", kind=name)) for name, (words, _) in FILES.items()]
    return ExecutedPage(
        form=form,
        consortium=founded.title,
        state=state,
        dated=told.agreement.dated,
        released_at=told.agreement.released_at,
        progress="" if job is None else job.progress,
        steps=_printing(told, sealed, job),
        failure=failure,
        may_retry=state == "failed" and who.may(Permission.RELEASE),
        facts=() if sealed is None else tuple(_facts(told, sealed)),
        files=tuple(files) if sealed is not None else (),
        digest=() if sealed is None else groups(sealed.pdf_sha256),
        verify_url=url_for("verify.start"),
        receipt_url=""
        if sealed is None
        else url_for("overview.receipt", consortium_id=told.agreement.consortium_id, act_key=sealed.act_key),
        back_url=_address(told, "signing.start"),
    )


def _state(told: Ceremony, sealed: Executed | None, job: JobLine | None) -> str:
    if told.agreement.released_at is None:
        return "not_released"
    if sealed is not None:
        return "ready"
    return "failed" if job is not None and job.state is JobState.DEAD else "printing"


def _failure(job: JobLine) -> str:
    """Why printing failed, where that is for people: what a program says of itself is for the operator's log."""
    error = job.error or ""
    is_for_people = "Traceback" not in error and "\n" not in error.strip()
    return error if is_for_people else "It failed on our side. The operator of this server finds out why."


def _printing(
    told: Ceremony, sealed: Executed | None, job: JobLine | None
) -> tuple[tuple[str, str, str], ...]:
    at = "" if job is None else job.progress
    running = job is not None and job.state is JobState.RUNNING
    steps = (
        ("Released", moment(told.agreement.released_at) if told.agreement.released_at else "", True),
        (
            "Printed",
            "going on" if running and at == "printing" else "",
            sealed is not None or at == "sealing",
        ),
        ("Sealed", "going on" if running and at == "sealing" else "", sealed is not None),
    )
    return tuple(_staged(steps))


def _facts(told: Ceremony, sealed: Executed) -> Iterator[tuple[str, str, str, str]]:
    assert told.agreement.dated is not None and told.agreement.released_at is not None
    yield "Dated", day(told.agreement.dated), "", ""
    yield "Released", moment(told.agreement.released_at), "", ""
    yield "Sealed", moment(sealed.sealed_at), "", ""
    yield "Version", told.case.version, "", ""
    yield "Pages", str(sealed.pages), "", ""

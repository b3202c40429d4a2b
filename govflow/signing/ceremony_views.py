"""The pages of one signatory: read, consent, say who you are, sign; the witness beside them; a no; a second thought.

How far somebody has come is kept in their browser's session, so that they can leave for the code in their mail and
come back. The text they had before them goes with every step: on another text they begin anew.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from uuid import UUID

from flask import redirect, request, session, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug import Response

from govflow.accounts.queries import email_hint
from govflow.agreements.queries import version_document
from govflow.approvals.services import Seen
from govflow.clock import now
from govflow.columns import Json
from govflow.core import ceremony
from govflow.core.ceremony import Seat
from govflow.core.errors import Refused
from govflow.core.fingerprint import groups
from govflow.core.permissions import Permission
from govflow.signing import ceremony_services, services
from govflow.signing.ceremony_queries import Ceremony, part_under
from govflow.signing.ceremony_services import PartTold, WitnessTold
from govflow.signing.forms import (
    CHANGED,
    WORDS,
    ConsentForm,
    NameForm,
    ReadForm,
    ReasonForm,
    SignForm,
    WitnessForm,
)
from govflow.signing.release_pages import read_version
from govflow.signing.step_pages import (
    NotNowPage,
    ReasonPage,
    StepPage,
    WitnessPage,
    authority,
    helpers,
    parts_to_read,
    size_of,
)
from govflow.signing.views import founded, party_of, rooms
from govflow.web.access import notice, policy, reader
from govflow.web.forms import OTHERWISE, ActForm, shown, tell

_CEREMONY = "ceremony"
STEPS = ("read", "consent", "name", "sign")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody has come in signing one text for one party. Moments as ISO 8601; "" for not yet."""

    agreement: str
    member: str
    digest: str
    read_at: str = ""
    consented_at: str = ""
    place: int = -1
    name: str = ""
    office: str = ""

    @property
    def undone(self) -> str:
        """The first step that is not done."""
        done = {"read": self.read_at, "consent": self.consented_at, "name": self.name}
        return next((step for step in STEPS if not done.get(step)), "sign")


@rooms.route("/agreements/<uuid:agreement_id>/signing/<member>/sign", methods=["GET", "POST"])
@policy(Permission.SIGN)
def sign(agreement_id: UUID, member: str) -> Response:
    """Sign for one's organisation, step by step."""
    told = party_of(agreement_id, member)
    seat = ceremony.seat_of(told.seats(member), str(reader().person_id))
    waits = seat is not None and seat.waits_for_witness and not seat.lapsed(told.now)
    if waits and not told.case.terms.in_ink:
        return redirect(_to("signing.witness", told, member))
    if request.method == "POST" and part_under(ActForm().act_key):
        # The button was pressed twice: it is done, once.
        return redirect(_to("signing.start", told, member))
    if (why := _why_not(told, member)) is not None:
        answer = shown("signing/not_now.html", why)
        answer.status_code = 422 if request.method == "POST" else 200
        return answer
    progress = _progress(told, member)
    step = request.args.get("step", "read")
    if step not in STEPS[: STEPS.index(progress.undone) + 1]:
        return redirect(_to("signing.sign", told, member, step=progress.undone))
    if request.method == "POST" and request.form.get("digest") != told.case.digest:
        _keep(None)
        notice(CHANGED)
        return redirect(_to("signing.sign", told, member))
    return _STEPS[step](told, member, progress)


def _read(told: Ceremony, member: str, progress: Progress) -> Response:
    """Step 1: the text, all of it."""
    assert told.circulated is not None
    document = version_document(told.circulated.version.id)
    form = ReadForm(digest=told.case.digest)
    form.read.choices = list(parts_to_read(document))
    if form.validate_on_submit():
        return _go_on(told, member, replace(progress, read_at=_moment()), "consent")
    page = replace(_step_page(told, member, form, "read"), size=size_of(document))
    return shown("signing/sign_read.html", page, form)


def _consent(told: Ceremony, member: str, progress: Progress) -> Response:
    """Step 2: consent to sign electronically, and what else there is."""
    form = ConsentForm(digest=told.case.digest)
    if form.validate_on_submit():
        return _go_on(told, member, replace(progress, consented_at=_moment()), "name")
    return shown("signing/sign_consent.html", _step_page(told, member, form, "consent"), form)


def _name(told: Ceremony, member: str, progress: Progress) -> Response:
    """Step 3: who signs, as what, under which authority."""
    seats = _open_seats(told, member)
    office = next((one.office for one in told.signatories(member) if one.person_id == reader().person_id), "")
    first = seats[0].place.number
    form = NameForm(
        digest=told.case.digest,
        place=progress.place if progress.place >= 0 else first,
        name=progress.name,
        office=progress.office or office,
    )
    by_role = {seat.place.role: seat.place.number for seat in reversed(seats)}
    form.place.choices = [
        (number, role) for role, number in sorted(by_role.items(), key=lambda each: each[1])
    ]
    if form.validate_on_submit() and _is_own_name(form):
        named = replace(progress, place=form.place.data, name=form.name.data, office=form.office.data)
        return _go_on(told, member, named, "sign")
    return shown("signing/sign_name.html", _step_page(told, member, form, "name"), form)


def _sign(told: Ceremony, member: str, progress: Progress) -> Response:
    """Step 4: the fresh code, and the signature itself: one button that does nothing else."""
    form = SignForm(digest=told.case.digest)
    if not form.asks_for_code() and form.validate_on_submit():
        try:
            form.confirm(reader().person_id)
            part = PartTold(
                progress.place, progress.name, progress.office, browser(), _circumstances(told, progress)
            )
            seen = Seen(told.case.version, form.digest.data)
            ceremony_services.give_part(
                told.agreement.id, member, part, seen, reader().confirmed, form.act_key
            )
        except Refused as no:
            tell(form, no, WORDS)
        else:
            _keep(None)
            witnessed = _witnessed(told, member, progress)
            return redirect(_to("signing.witness" if witnessed else "signing.start", told, member))
    page = replace(
        _step_page(told, member, form, "sign"),
        name=progress.name,
        office=progress.office,
        statement=ceremony_services.statement(told, member, _role(told, member, progress.place)),
        witnessed=_witnessed(told, member, progress),
    )
    return shown("signing/sign_sign.html", page, form)


_STEPS: Mapping[str, Callable[[Ceremony, str, Progress], Response]] = {
    "read": _read,
    "consent": _consent,
    "name": _name,
    "sign": _sign,
}


@rooms.route("/agreements/<uuid:agreement_id>/signing/<member>/witness", methods=["GET", "POST"])
@policy(Permission.SIGN)
def witness(agreement_id: UUID, member: str) -> Response:
    """The witness's own part, on the device where the signatory just signed."""
    told = party_of(agreement_id, member)
    seat = ceremony.seat_of(told.seats(member), str(reader().person_id))
    if seat is None or seat.signed is None or not seat.waits_for_witness or told.case.terms.in_ink:
        return redirect(_to("signing.start", told, member))
    form = WitnessForm(digest=told.case.digest)
    form.present.label.text = ceremony.PRESENCE.format(signatory=seat.signed.name)
    if form.validate_on_submit():
        seen = Seen(told.case.version, form.digest.data)
        try:
            ceremony_services.witness_part(
                agreement_id, member, _witness_told(form), seen, reader().actor, form.act_key
            )
        except Refused as no:
            tell(form, no, WORDS)
        else:
            notice("Thank you. The witness’s part is recorded.")
            return redirect(_to("signing.start", told, member))
    page = WitnessPage(
        form,
        founded(told).title,
        told.party(member).name,
        seat.signed.name,
        max(1, (seat.signed.at + ceremony.WITNESS_WITHIN - told.now) // timedelta(minutes=1)),
        seat.lapsed(told.now),
        _to("signing.sign", told, member),
        _to("signing.start", told, member),
    )
    return shown("signing/witness.html", page, form)


@rooms.route("/agreements/<uuid:agreement_id>/signing/<member>/decline", methods=["GET", "POST"])
@policy(Permission.SIGN)
def decline(agreement_id: UUID, member: str) -> Response:
    """Say no to signing, with the reason."""
    told = party_of(agreement_id, member)
    form = ReasonForm(digest=told.case.digest)
    if form.validate_on_submit():
        seen = Seen(told.case.version, form.digest.data)
        try:
            services.decline(agreement_id, (member,), seen, form.reason.data, reader().actor, form.act_key)
        except Refused as no:
            tell(form, no, WORDS)
        else:
            notice("You declined. The others see that, and your reason. You can still sign later.")
            return redirect(_to("signing.start", told, member))
    return shown("signing/decline.html", _reason_page(told, member, form), form)


@rooms.route("/agreements/<uuid:agreement_id>/signing/<member>/withdraw", methods=["GET", "POST"])
@policy(Permission.SIGN)
def withdraw(agreement_id: UUID, member: str) -> Response:
    """Take a signature back, while it is held."""
    told = party_of(agreement_id, member)
    form = ReasonForm(digest=told.case.digest)
    if form.validate_on_submit():
        seen = Seen(told.case.version, form.digest.data)
        try:
            ceremony_services.take_back(
                agreement_id, member, form.reason.data, seen, reader().actor, form.act_key
            )
        except Refused as no:
            tell(form, no, WORDS)
        else:
            notice("The signature is taken back. It binds nobody.")
            return redirect(_to("signing.start", told, member))
    return shown("signing/withdraw.html", _reason_page(told, member, form), form)


def browser() -> str:
    """The mark of this browser's sign-in: a witness signs where the signatory did."""
    return hashlib.sha256(f"signing at {current_user.session_id}".encode()).hexdigest()


def _to(endpoint: str, told: Ceremony, member: str, step: str | None = None) -> str:
    here = {} if endpoint == "signing.start" else {"member": member, "step": step}
    return url_for(endpoint, agreement_id=told.agreement.id, **here)  # type: ignore[arg-type]


def _why_not(told: Ceremony, member: str) -> NotNowPage | None:
    """Why this person cannot sign now; None where they can."""
    seen = Seen(told.case.version, told.case.digest)
    try:
        ceremony_services.admit(told, member, seen, told.now)
        if told.case.terms.in_ink:
            raise Refused("in_ink", version=told.case.version)
        mine = ceremony.seat_of(told.seats(member), str(reader().person_id))
        if not _open_seats(told, member):
            raise Refused("part_done_already" if mine is not None else "place_taken")
    except Refused as no:
        link = {
            "on_paper_only": ("Plan how it signs", _to("signing.plan", told, member)),
            "method_not_open": ("Plan how it signs", _to("signing.plan", told, member)),
            "in_ink": read_version(told),
        }.get(no.code, ("", ""))
        words = WORDS.get(no.code, OTHERWISE).words.format_map(no.facts)
        back = _to("signing.start", told, member)
        return NotNowPage(founded(told).title, told.party(member).name, words, link, back)
    return None


def _open_seats(told: Ceremony, member: str) -> tuple[Seat, ...]:
    return ceremony.open_seats(told.seats(member), str(reader().person_id), told.now)


def _role(told: Ceremony, member: str, place: int) -> str:
    return next((seat.place.role for seat in told.seats(member) if seat.place.number == place), "")


def _witnessed(told: Ceremony, member: str, progress: Progress) -> bool:
    return any(seat.place.witnessed for seat in told.seats(member) if seat.place.number == progress.place)


def _progress(told: Ceremony, member: str) -> Progress:
    """How far this person has come with this text; the beginning where they were at another."""
    new = Progress(str(told.agreement.id), member, told.case.digest)
    kept = session.get(_CEREMONY)
    if not isinstance(kept, dict):
        return new
    found = Progress(**kept)
    here = (found.agreement, found.member, found.digest) == (new.agreement, new.member, new.digest)
    return found if here else new


def _keep(progress: Progress | None) -> None:
    if progress is None:
        session.pop(_CEREMONY, None)
    else:
        session[_CEREMONY] = asdict(progress)


def _go_on(told: Ceremony, member: str, progress: Progress, step: str) -> Response:
    _keep(progress)
    return redirect(_to("signing.sign", told, member, step=step))


def _moment() -> str:
    return now().isoformat(timespec="seconds")


def _circumstances(told: Ceremony, progress: Progress) -> Json:
    """What was read when, and where from: kept with the signature, in case anybody asks."""
    return {
        "read": "the agreement and every schedule",
        "read_at": progress.read_at,
        "consented_at": progress.consented_at,
        **_place(),
    }


def _place() -> dict[str, Json]:
    return {"address": request.remote_addr or "", "device": (request.user_agent.string or "")[:300]}


def _is_own_name(form: NameForm) -> bool:
    try:
        ceremony.must_be_own_name(form.name.data, reader().name)
    except Refused as no:
        tell(form, no, WORDS)
        return False
    return True


def _witness_told(form: WitnessForm) -> WitnessTold:
    return WitnessTold(
        form.name.data,
        form.occupation.data,
        form.address.data,
        form.email.data or "",
        browser(),
        _place(),
    )


def _step_page(told: Ceremony, member: str, form: FlaskForm, step: str) -> StepPage:
    at = STEPS.index(step)
    before = (
        _to("signing.sign", told, member, step=STEPS[at - 1]) if at else _to("signing.start", told, member)
    )
    party = told.party(member).name
    return StepPage(
        form=form,
        consortium=founded(told).title,
        party=party,
        version=told.case.version,
        digest=groups(told.case.digest),
        step=at + 1,
        of=len(STEPS),
        here_url=_to("signing.sign", told, member, step=step),
        before_url=before,
        text_url=url_for("agreements.version", agreement_id=told.agreement.id, name=told.case.version),
        size="",
        consent=ceremony.consent(party),
        statement="",
        authority=authority(told, member),
        roles=told.block(member).words,
        name="",
        office="",
        witnessed=any(seat.place.witnessed for seat in told.seats(member)),
        email_hint=email_hint(reader().person_id) if step == "sign" else "",
        helpers=helpers(told, member),
        decline_url=_to("signing.decline", told, member),
        back_url=_to("signing.start", told, member),
    )


def _reason_page(told: Ceremony, member: str, form: FlaskForm) -> ReasonPage:
    mine = reader().person_id
    others = tuple(
        part.name for part in told.live(member) if part.person_id is not None and part.person_id != mine
    )
    return ReasonPage(
        form,
        founded(told).title,
        told.party(member).name,
        others,
        helpers(told, member),
        _to("signing.start", told, member),
    )

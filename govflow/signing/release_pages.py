"""What release needs and what keeps it waiting, in words; the pages of the conditions precedent and of the release.

In: a ``Ceremony``. Out: needs, lines and frozen pages: everything decided, so that templates only set it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_wtf import FlaskForm

from govflow.catalogue.loader import load
from govflow.core.approval import Closing
from govflow.core.precedents import ALL_BOARDS, MEET_THEMSELVES, Waiver
from govflow.core.signature import SignatureStatus
from govflow.core.state_words import APPROVAL_WORDS
from govflow.core.terms import Dating
from govflow.core.words import capital, day, number_of
from govflow.signing.ceremony_queries import Ceremony
from govflow.signing.forms import IN_INK
from govflow.signing.queries import Closed
from govflow.web.links import Link


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that release needs: whether it is there, what it is, and what would bring it about."""

    ok: bool
    what: str
    mend: str = ""
    link: Link = ("", "")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with a state."""

    title: str
    hint: str
    status: str
    tone: str
    url: str = ""


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
    """Everything that must be true, and then the release itself. ``dated``: which date the agreement asks for.

    ``in_ink``: as `in_ink` says.
    """

    form: FlaskForm | None
    consortium: str
    in_ink: str
    version: str
    dated: str
    needs: tuple[Need, ...]
    absent: tuple[Line, ...]
    absent_words: str
    email_hint: str
    back_url: str


DATED: Mapping[Dating, str] = {
    Dating.ON_LAST_SIGNATURE: "The agreement says so: it is dated with the day on which the last party signed.",
    Dating.BY_CHAIR: "Usually today. Not before the last party signed.",
    Dating.FIXED: "The agreement says: the date that the parties have fixed in writing. Not before the last party "
    "signed.",
}
"""Which date an agreement asks for, beside the field of the date."""


def precedent_codes() -> tuple[str, ...]:
    """Every condition precedent that an agreement can name."""
    return tuple(load().questions["cps"].options)


def precedent_words(code: str) -> str:
    """What a condition precedent says."""
    return load().questions["cps"].options.get(code, code)


def in_ink(told: Ceremony) -> str:
    """That the agreement asks for ink, and what to do about it; "" where it does not, or nothing can be done now."""
    case = told.case
    if not case.terms.in_ink or not case.version or case.released_on is not None:
        return ""
    return IN_INK.format(version=case.version)


def read_version(told: Ceremony) -> Link:
    """Where the version put to the boards is read, and printed from."""
    return f"Read version {told.case.version}", address(told, "agreements.version", name=told.case.version)


def address(told: Ceremony, endpoint: str, **more: Any) -> str:
    return url_for(endpoint, agreement_id=told.agreement.id, **more)


def staged(steps: tuple[tuple[str, str, bool], ...]) -> Iterator[tuple[str, str, str]]:
    """Done; then what is going on now; the rest later. Signing and the conditions may run side by side."""
    now = next((title for title, _, done in steps if not done), "")
    for title, words, done in steps:
        yield title, words, "done" if done else "now" if title == now else "later"


def needs(told: Ceremony) -> tuple[Need, ...]:
    """Everything that release needs, in the order the procedure asks."""
    return tuple(_needs(told))


def _needs(told: Ceremony) -> Iterator[Need]:
    case, terms = told.case, told.case.terms
    boards = ("See the boards", address(told, "approvals.boards"))
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


def waits_for(told: Ceremony) -> Iterator[tuple[str, Link]]:
    """What keeps the agreement from being released and what would unblock it, in a few sentences."""
    case, nothing = told.case, ("", "")
    if case.terms.passed(case.today):
        yield (
            "The last day for signing has passed. A new version with a later one revives the agreement.",
            nothing,
        )
    if not case.approved:
        yield (
            f"The boards: {approvals_in_words(told)} {_still_to_approve(told)}",
            ("See the boards", address(told, "approvals.boards")),
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
    if left and case.terms.in_ink:
        yield "Signatures: everyone signs on paper, outside this service.", nothing
        left = []
    if asked := [one for one in left if told.awaited(one)]:
        yield f"Signatures: {'; '.join(_who_signs(told, one) for one in asked)}.", nothing
    if nobody := [told.party(one).name for one in left if not told.awaited(one)]:
        yield (
            f"Nobody may sign yet for {one_of(tuple(nobody))}. A chief officer gives somebody the role of "
            "signatory.",
            nothing,
        )
    if (count := len([one for one in case.open_precedents if one not in MEET_THEMSELVES])) and case.version:
        words = number_of(count, "condition is open", "conditions are open")
        yield f"{words}. The chair records each when it is met.", nothing


def _who_signs(told: Ceremony, party: str) -> str:
    names = tuple(dict.fromkeys(one.name for one in told.awaited(party)))
    return f"{told.party(party).name} ({one_of(names)})"


def approvals_in_words(told: Ceremony) -> str:
    """How many boards have approved, and whose approval is needed."""
    case, terms = told.case, told.case.terms
    lead = ", the lead body’s among them" if terms.lead else ""
    awaited = terms.vehicle and not case.is_effective(terms.vehicle)
    vehicle = " The vehicle’s own board must approve too." if awaited else ""
    count = number_of(len(case.effective), "approval counts", "approvals count")
    return f"{count}, {number_of(terms.required, 'is needed', 'are needed')}{lead}.{vehicle}"


def _still_to_approve(told: Ceremony) -> str:
    if told.draft is None:
        return "No version was put to the boards yet. The drafters circulate one."
    waiting = [told.party(one).name for one in told.case.terms.asked if not told.case.is_effective(one)]
    return f"Not yet: {', '.join(waiting)}."


def _still_to_sign(told: Ceremony, party: str) -> str:
    if told.case.signature_status_of(party) is SignatureStatus.DECLINED:
        return f"It declined: “{told.case.signature_of(party).reason}” It may still sign, or be left out."
    if told.case.terms.in_ink:
        return "It signs on paper, outside this service."
    people = tuple(dict.fromkeys(one.name for one in told.awaited(party)))
    if not people:
        return "Nobody may sign for it yet: its chief officer gives somebody the role of signatory."
    return f"It waits for {one_of(people)}."


def _still_to_meet(code: str) -> str:
    if code in MEET_THEMSELVES:
        return "It is met by itself once the boards have approved."
    return "The chair records it when it is met."


def one_of(names: tuple[str, ...]) -> str:
    return " or ".join(", ".join(names).rsplit(", ", 1))


def absent(told: Ceremony) -> tuple[Line, ...]:
    """The parties the text names that would not be bound by release: they may accede later."""
    if told.draft is None:
        return ()
    return tuple(
        Line(told.party(one).name, APPROVAL_WORDS[told.case.status_of(one)], "Not yet a party", "wait")
        for one in told.case.not_yet_parties
    )


def absent_words(told: Ceremony) -> str:
    """What it means for the release that some parties' approvals do not count."""
    case = told.case
    if case.released_on is not None:
        return "It was released without them, and they may join it later."
    now = "Their boards’ approvals do not count for this text now"
    if case.terms.passed(case.today):
        return f"{now}."
    if not case.approved:
        return f"{now}, and more approvals are needed before the agreement can be released."
    if ALL_BOARDS in case.open_precedents:
        return f"{now}, and the release waits for every board."
    return f"{now}. The agreement can be released without them, and they may join it later."


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


def closable_lines(told: Ceremony, closable: tuple[str, ...]) -> tuple[Line, ...]:
    """The conditions precedent, with where each open one is recorded."""
    lines = zip(told.case.terms.conditions, condition_lines(told), strict=True)
    return tuple(
        replace(line, url=address(told, "signing.precedents", condition=code)) if code in closable else line
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

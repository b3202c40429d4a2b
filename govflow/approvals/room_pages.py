"""What the pages of boards show: everything decided and in words, so that templates only set it.

In: a room or all boards, as queries tell them, and who reads. Out: one frozen page for each view. Then true: how
anybody voted is on a page only once the written decision is over, and only in the room of their own board; while
it is open nobody sees a count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from flask_wtf import FlaskForm

from govflow.accounts.queries import email_hint
from govflow.approvals.board_queries import Ballot, BallotState, Judged, Paper, PrintedPack
from govflow.approvals.for_us import Meaning, in_short, meanings
from govflow.approvals.room_queries import CARRIED, BoardLine, Boards, Room, Tabled
from govflow.approvals.wording import Resolved, resolution
from govflow.catalogue.loader import load
from govflow.core.approval import (
    LIVING,
    STANDING,
    Approval,
    ApprovalEvent,
    ApprovalSuperseded,
    ApprovalWithdrawn,
    BoardAsked,
    BoardNotAsked,
    Closing,
    Condition,
    ConditionClosed,
    Delegated,
    DelegationGiven,
    MemberLeftOut,
    MinorChangeAccepted,
    MinorChangeObjectedTo,
    MinorChangeOffered,
    ResolutionRecorded,
    Route,
    Status,
)
from govflow.core.counting import BoardRules, can_be_quorate
from govflow.core.permissions import Permission, Role
from govflow.core.procedure import Case
from govflow.core.redline import Fate, PartChange
from govflow.core.state_words import approval_in_words
from govflow.core.voting import Choice, Outcome
from govflow.members.pages import rules_in_words
from govflow.pdf.pages import day, moment
from govflow.web.access import Reader

Row = tuple[str, str, str, str]

TONES: Mapping[Status, str] = {
    Status.NOT_ASKED: "plain",
    Status.ASKED: "wait",
    Status.APPROVED: "good",
    Status.CONDITIONAL: "wait",
    Status.REJECTED: "bad",
    Status.INQUORATE: "bad",
    Status.MINOR_PENDING: "wait",
    Status.SUPERSEDED: "wait",
    Status.EXPIRED: "bad",
    Status.WITHDRAWN: "bad",
    Status.LEFT_OUT: "plain",
}
SHORT: Mapping[Status, str] = {
    Status.NOT_ASKED: "Not asked",
    Status.ASKED: "Not decided yet",
    Status.APPROVED: "Approved",
    Status.CONDITIONAL: "Approved on conditions",
    Status.REJECTED: "Rejected",
    Status.INQUORATE: "No quorum",
    Status.MINOR_PENDING: "Minor change waits",
    Status.SUPERSEDED: "To decide again",
    Status.EXPIRED: "Run out",
    Status.WITHDRAWN: "Withdrawn",
    Status.LEFT_OUT: "Left out",
}
ROUTES = {Route.MEETING: "at a meeting", Route.WRITTEN: "in writing", Route.PAPER: "on paper"}
CHOICES = {Choice.FOR: "For", Choice.AGAINST: "Against", Choice.ABSTAIN: "Abstained"}

_TO_DECIDE = frozenset(Status) - {*STANDING, Status.NOT_ASKED, Status.LEFT_OUT}


def place(room: Room, endpoint: str, **more: Any) -> str:
    """The address of a page of a board."""
    return url_for(f"approvals.{endpoint}", agreement_id=room.agreement_id, member=room.party.code, **more)


def sentence(words: str) -> str:
    """Words as a sentence: a capital, and a full stop."""
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}"


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do now. ``url`` "": nothing but to wait."""

    title: str
    text: str
    link_text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """A condition as the page shows it. ``url``: where it is met or waived, "" where it cannot be."""

    id: str
    text: str
    about: str
    status: str
    tone: str
    closed: str
    url: str


@dataclass(frozen=True, slots=True)
class InterestLine:
    """What somebody on the board declared. ``nature`` is shown to their own board."""

    name: str
    office: str
    words: str
    nature: str
    on: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened to the approval, newest first."""

    on: str
    words: str
    more: str


@dataclass(frozen=True, slots=True)
class BallotPart:
    """A written decision as its room shows it. ``votes``: once it is over; ``replied`` of ``voters`` before."""

    number: int
    open: bool
    words: str
    replied: int
    voters: int
    awaited: tuple[str, ...]
    votes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper that was sent in."""

    words: str
    status: str
    tone: str
    url: str
    file_url: str


@dataclass(frozen=True, slots=True)
class Head:
    """What every page of a board says at its top."""

    agreement_id: UUID
    consortium: str
    code: str
    name: str
    version: str
    digest: tuple[str, ...]

    @property
    def crumbs(self) -> tuple[tuple[str, str], ...]:
        """The way here."""
        return (
            ("Boards", url_for("approvals.boards", agreement_id=self.agreement_id)),
            (
                f"Board of {self.name}",
                url_for("approvals.room", agreement_id=self.agreement_id, member=self.code),
            ),
        )

    def url(self, endpoint: str, **more: Any) -> str:
        """The address of a page of this board."""
        return url_for(f"approvals.{endpoint}", agreement_id=self.agreement_id, member=self.code, **more)


def head_of(room: Room) -> Head:
    """The head of a board's pages."""
    circulated = room.circulation
    whole = "" if circulated is None else circulated.version.digest
    return Head(
        room.agreement_id,
        room.consortium.title,
        room.party.code,
        room.party.member.name,
        "" if circulated is None else circulated.version.name,
        tuple(whole[start : start + 8] for start in range(0, len(whole), 8)),
    )


@dataclass(frozen=True)
class BoardPack:
    """What a board reads before it decides. ``since``: the version it approved last, "" for none."""

    version_facts: tuple[Row, ...]
    why: str
    since: str
    changes: tuple[PartChange, ...]
    renumbered: int
    change_words: str
    in_short: tuple[str, ...]
    meanings: tuple[Meaning, ...]
    interests: tuple[InterestLine, ...]
    quorum: str
    quorum_is_possible: bool
    rules: tuple[Row, ...]
    resolution: tuple[str, ...]


def pack_of(room: Room, text: Tabled) -> BoardPack:
    """The pack of a board about the version before it."""
    changes = () if text.changes is None else tuple(_only_changed(part) for part in text.changes.changed)
    return BoardPack(
        version_facts=_version_facts(room, text),
        why=text.version.why,
        since=text.since,
        changes=changes,
        renumbered=0 if text.changes is None else len(text.changes.renumbered),
        change_words=_change_words(text, len(changes)),
        in_short=in_short(text.draft, load(), room.party.member),
        meanings=meanings(text.draft, text.document, load(), room.party.member),
        interests=tuple(_interests(room)),
        quorum=quorum_words(None if room.rules is None else room.rules.rules, len(room.step_back)),
        quorum_is_possible=room.rules is None or can_be_quorate(room.rules.rules, len(room.step_back)),
        rules=rules_in_words(room.rules),
        resolution=resolution(
            Resolved(
                party=room.party.member,
                consortium=room.consortium.title,
                version=text.version.name,
                digest=text.version.digest,
                rules=None if room.rules is None else room.rules.rules,
                steps_back=tuple(each.name for each in room.step_back),
                valid_months=room.case.terms.valid_months,
                delegation=room.approval.delegation(Delegated.MINOR_CHANGES),
                deadline=room.case.deadline,
            )
        ),
    )


def _only_changed(part: PartChange) -> PartChange:
    """The paragraphs that differ: a board reads the difference, and the whole text beside it where it wants to."""
    changed = tuple(para for para in part.paras if para.fate is not Fate.SAME)
    return replace(part, paras=changed or part.paras[:1])


def _version_facts(room: Room, text: Tabled) -> tuple[Row, ...]:
    assert room.circulation is not None
    circulated, change = room.circulation, text.version.change
    facts = [
        ("Version", text.version.name, "", ""),
        ("Put to the boards", moment(circulated.circulated_at), "", ""),
        ("Please decide by", day(circulated.deadline) if circulated.deadline else "No day is set", "", ""),
    ]
    if change is not None:
        said = f"{str(change.change_class).capitalize()}. {sentence(change.reason)}"
        if change.override:
            said = f"{said} A person set this class, and not the rules: {sentence(change.override)}"
        facts.append(("Class of the change", said, "", ""))
    return tuple(facts)


def _change_words(text: Tabled, count: int) -> str:
    if not text.since:
        return "Your board has not approved an earlier version: the whole text is new to it."
    if text.since == text.version.name:
        return "This is the very version your board approved."
    if not count:
        return f"No word has changed since version {text.since}, which your board approved."
    parts = "1 part has changed" if count == 1 else f"{count} parts have changed"
    return f"{parts} since version {text.since}, which your board approved. Only these are put to it."


def quorum_words(rules: BoardRules | None, step_back: int) -> str:
    """Whether a meeting can have a quorum at all, worked out before it is called."""
    if rules is None:
        return "The rules of this board are not recorded yet, so nothing can be worked out."
    left = rules.in_office - step_back
    who = (
        "Nobody steps back"
        if not step_back
        else f"{step_back} step back"
        if step_back > 1
        else "1 steps back"
    )
    said = f"{rules.in_office} are in office. {who}, so {left} can be counted. The quorum is {rules.quorum}."
    if not can_be_quorate(rules, step_back):
        return (
            f"{said} No meeting of this board can have a quorum on this. Look in your governing document: it may "
            "let you appoint others, or ask your members or your regulator."
        )
    return f"{said} At least {rules.quorum} of these {left} must take part."


def _interests(room: Room) -> Iterator[InterestLine]:
    for each in room.board:
        interest = room.interests.get(each.person_id)
        if interest is None:
            yield InterestLine(each.name, each.office, "Has not declared yet", "", "")
            continue
        told = interest.told
        words = "No interest"
        if told.interested:
            words = "An interest; steps back" if told.steps_back else "An interest; takes part"
        yield InterestLine(each.name, each.office, words, told.nature, day(interest.declared_at))


@dataclass(frozen=True)
class PackPage:
    """The pack on a page. ``printed``: its PDF, None until it is made; ``progress``: how far the making is."""

    head: Head
    pack: BoardPack
    printed: PrintedPack | None
    progress: str
    form: FlaskForm


@dataclass(frozen=True)
class RoomPage:
    """One board's room. ``pack``: None before a version is put to it; ``standing``: where its approval stands."""

    head: Head
    status: str
    tone: str
    standing: str
    arithmetic: str
    late: bool
    last_day: date | None
    step: NextStep
    pack: BoardPack | None
    ways: tuple[tuple[str, str, str, str, str], ...]
    conditions: tuple[ConditionLine, ...]
    ballots: tuple[BallotPart, ...]
    papers: tuple[PaperLine, ...]
    history: tuple[HistoryLine, ...]
    delegation: str
    may_declare: bool
    has_declared: bool
    may_delegate: bool
    may_object: bool
    may_withdraw: bool
    may_close_ballot: bool
    close_form: FlaskForm | None


def room_page(room: Room, text: Tabled | None, who: Reader, close_form: FlaskForm) -> RoomPage:
    """A board's room, as one of its people sees it."""
    records = who.may(Permission.RESOLUTION_RECORD, room.party.code)
    last = room.approval.last
    status, standing = _stands(room.case, room.status, room.approval, room.party.code)
    return RoomPage(
        head=head_of(room),
        status=status,
        tone=TONES[room.status],
        standing="" if room.status is Status.ASKED else standing,
        arithmetic=_arithmetic(room),
        late=last is not None and last.late and not _hidden(last),
        last_day=room.approval.last_day if room.status in LIVING else None,
        step=next_step(room, who),
        pack=None if text is None else pack_of(room, text),
        ways=tuple(_ways(room)) if records and room.status in _TO_DECIDE else (),
        conditions=tuple(_conditions(room, text, who)),
        ballots=tuple(_ballot(room, ballot, who) for ballot in reversed(room.ballots)),
        papers=tuple(_papers(room, who)),
        history=tuple(_history(room)),
        delegation=_delegation(room),
        may_declare=_is_on_board(room, who) and room.status not in STANDING,
        has_declared=who.person_id in room.interests,
        may_delegate=records and room.case.terms.may_delegate,
        may_object=records and room.case.change.minor and room.status in (*LIVING, Status.ASKED),
        may_withdraw=records and room.status in LIVING,
        may_close_ballot=records and room.open_ballot is not None,
        close_form=close_form,
    )


def _stands(case: Case, status: Status, approval: Approval, code: str) -> tuple[str, str]:
    """Where a board stands, in short and in a sentence; before the first version, that it will be asked."""
    if not case.version and code in case.terms.asked:
        return "Will be asked", "Decides once a version is put to it."
    return SHORT[status], sentence(approval_in_words(status, approval.by))


def _is_on_board(room: Room, who: Reader) -> bool:
    return any(each.person_id == who.person_id for each in room.board)


def _hidden(event: ResolutionRecorded) -> bool:
    """Whether a count must not be seen yet: replies so far would tell how the first of them voted."""
    return event.decision.outcome is Outcome.OPEN


def _arithmetic(room: Room) -> str:
    """The count behind where the approval stands; one of an earlier version says so."""
    last = room.approval.last
    if last is None or _hidden(last):
        return ""
    earlier = "" if last.version == room.case.version else f"On version {last.version}: "
    return f"{earlier}{sentence(last.decision.arithmetic)}"


def next_step(room: Room, who: Reader) -> NextStep:
    """The one thing this person can do now for this board."""
    if room.case.released_on is not None:
        return NextStep("The agreement is signed", "Nothing is left to decide.")
    if room.circulation is None:
        return NextStep(
            "Nothing is before your board yet",
            "When a version is put to the boards you get a message, and it is here.",
        )
    on_board, by_when = _is_on_board(room, who), _by_when(room)
    if on_board and (paper := _paper_for(room, who)):
        return NextStep(
            "Compare a paper with its figures",
            "A decision of your board was sent in on paper. It counts once a second person has compared it.",
            "Compare them",
            place(room, "confirm_paper", paper_id=paper),
        )
    if room.status not in _TO_DECIDE:
        return _after(room, who)
    ballot = room.open_ballot
    if on_board and who.person_id not in room.interests:
        return NextStep(
            "Say whether you have an interest",
            "Everybody on the board does this first, also who has none. It takes a minute.",
            "Declare an interest, or none",
            place(room, "interests"),
        )
    may_vote = ballot is not None and who.person_id in ballot.voters - {p.person_id for p in room.step_back}
    if ballot is not None and may_vote:
        voted = who.person_id in ballot.replies
        closes = f"It closes at the end of {day(ballot.closes_on)}."
        return NextStep(
            f"You voted: {CHOICES[ballot.replies[who.person_id].choice]}"
            if voted
            else "Read the pack, then vote",
            f"You can change it until your board has decided. {closes}" if voted else closes,
            "Change my vote" if voted else "Vote",
            place(room, "vote"),
        )
    if who.may(Permission.RESOLUTION_RECORD, room.party.code):
        return _for_secretary(room, by_when)
    return NextStep(
        "Your board has to decide", f"Read the pack. {by_when}", "Read the pack", place(room, "pack")
    )


def _by_when(room: Room) -> str:
    return f"Please decide by {day(room.case.deadline)}." if room.case.deadline else "No day is set."


def _for_secretary(room: Room, by_when: str) -> NextStep:
    if room.open_ballot is not None:
        replied, voters = len(room.open_ballot.replies), len(room.open_ballot.voters)
        return NextStep(
            "A written decision is open",
            f"{replied} of {voters} have replied. It closes at the end of {day(room.open_ballot.closes_on)}.",
            "See who is awaited",
            "#written",
        )
    return NextStep("Your board has to decide", f"Choose how. {by_when}", "Ways to decide", "#ways")


def _after(room: Room, who: Reader) -> NextStep:
    """Where there is nothing to decide."""
    if room.status is Status.CONDITIONAL:
        count = len(room.approval.open_conditions)
        open_ = "1 condition is open" if count == 1 else f"{count} conditions are open"
        return NextStep(
            f"{open_}",
            "The approval counts once each is met or waived by your board.",
            "See the conditions",
            "#conditions",
        )
    if room.status is Status.APPROVED:
        return NextStep("Your board has approved", "There is nothing to do here now. Signing comes next.")
    return NextStep("Your board is not asked", "Its approval is not required for this version.")


def _paper_for(room: Room, who: Reader) -> UUID | None:
    """A paper that waits for this person."""
    waiting = [paper.id for paper in room.waiting_papers if paper.sent_by != who.person_id]
    return waiting[0] if waiting and room.status in _TO_DECIDE else None


def _ways(room: Room) -> Iterator[tuple[str, str, str, str, str]]:
    """The ways to decide, for who records them."""
    yield ("Record a meeting", place(room, "meeting"), "Your board met and voted.", "", "")
    ballot = room.open_ballot
    if ballot is None:
        hint = "Everybody on the board votes here, by themselves, until a day you choose."
        yield ("Decide in writing", place(room, "open_ballot"), hint, "", "")
    else:
        until = f"Open until {day(ballot.closes_on)}"
        yield ("Decide in writing", "", "Everybody on the board votes here, by themselves.", until, "wait")
    waiting = "Waits for a second person" if room.waiting_papers else ""
    hint = "Your board decided on paper already: send in the scan, a second person compares it."
    yield ("Send in a paper", place(room, "paper"), hint, waiting, "wait" if waiting else "")


def _conditions(room: Room, text: Tabled | None, who: Reader) -> Iterator[ConditionLine]:
    clauses = {} if text is None else {part.id: part.label for part in text.document.parts}
    closes = who.may(Permission.CONDITION_DISCHARGE, room.party.code) and room.status in LIVING
    for condition in room.approval.conditions:
        url = place(room, "condition", condition=condition.id) if closes and condition.how is None else ""
        yield condition_line(condition, clauses, url, room.case.today)


def condition_line(condition: Condition, clauses: Mapping[str, str], url: str, today: date) -> ConditionLine:
    """A condition in words."""
    about = [
        *([f"About {clauses[condition.clause]}"] if condition.clause in clauses else []),
        *([f"seen to by {condition.owner}"] if condition.owner else []),
        *([f"by {day(condition.due)}"] if condition.due else []),
    ]
    status, tone = "Open", "wait"
    if condition.how is not None:
        status, tone = ("Met", "good") if condition.how is Closing.MET else ("Waived", "plain")
    elif condition.due is not None and today > condition.due:
        status, tone = "Late", "bad"
    closed = ""
    if condition.how is not None and condition.on is not None:
        late = ", after the day it was due" if condition.late else ""
        closed = f"{day(condition.on)}{late}: {condition.proof}"
    return ConditionLine(
        condition.id, condition.text, sentence("; ".join(about)) if about else "", status, tone, closed, url
    )


_BALLOT_WORDS = {
    BallotState.OPEN: "Open until the end of {closes}.",
    BallotState.DECIDED: "Over: the board has decided.",
    BallotState.SUPERSEDED: "Over: another version was put to the boards.",
    BallotState.CLOSED: "Closed by the secretary, without a decision.",
    BallotState.RAN_OUT: "It ran out on {closes} without a decision. Silence is not consent.",
}


def _ballot(room: Room, ballot: Ballot, who: Reader) -> BallotPart:
    """A written decision: who is awaited is for the secretary; how each voted, for the board once it is over."""
    state, names = room.ballot_state(ballot), room.names
    back = {each.person_id for each in room.step_back}
    is_open = state is BallotState.OPEN
    waiting = ballot.voters - ballot.replies.keys() - back
    sees = who.may(Permission.RESOLUTION_RECORD, room.party.code)
    votes = [
        (names.get(person_id, "Somebody who has left"), CHOICES[reply.choice])
        for person_id, reply in ballot.replies.items()
    ]
    return BallotPart(
        ballot.number,
        is_open,
        _BALLOT_WORDS[state].format(closes=day(ballot.closes_on)),
        len(ballot.replies.keys() - back),
        len(ballot.voters - back),
        tuple(sorted(names.get(each, "Somebody who has left") for each in waiting))
        if is_open and sees
        else (),
        () if is_open else tuple(sorted(votes)),
    )


def _papers(room: Room, who: Reader) -> Iterator[PaperLine]:
    names = room.names
    for paper in reversed(room.papers):
        sender = names.get(paper.sent_by, "somebody who has left")
        waits = paper in room.waiting_papers
        mine = paper.sent_by == who.person_id
        status, tone = _paper_status(paper.judged, waits, names)
        yield PaperLine(
            f"Decision of {day(paper.told.held_on)}, sent in by {sender} on {day(paper.sent_at)}",
            status,
            tone,
            place(room, "confirm_paper", paper_id=paper.id) if waits and not mine else "",
            place(room, "paper_file", paper_id=paper.id),
        )


def _paper_status(judged: Judged | None, waits: bool, names: Mapping[UUID, str]) -> tuple[str, str]:
    if judged is None:
        return ("Waits for a second person", "wait") if waits else ("Another version came", "plain")
    second = names.get(judged.by, "somebody who has left")
    return (
        (f"Confirmed by {second}", "good")
        if judged.confirmed
        else (f"Refused by {second}: {judged.reason}", "bad")
    )


def _delegation(room: Room) -> str:
    given = room.approval.delegation(Delegated.MINOR_CHANGES)
    if given is None:
        return ""
    names = room.names
    who = ", ".join(names.get(each, "somebody who has left") for each in room.delegates) or _people(
        given.people
    )
    until = f" until {day(given.until)}" if given.until else ""
    limits = (
        f", only about {', '.join(one.replace('_', ' ') for one in given.limits)}" if given.limits else ""
    )
    over = given.until is not None and room.case.today > given.until
    return (
        f"{who} may accept minor changes for the board{until}{limits}.{' This has run out.' if over else ''}"
    )


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _history(room: Room) -> Iterator[HistoryLine]:
    told = zip(reversed(room.history.events), reversed(room.history.moments), strict=True)
    for event, happened in told:
        if isinstance(event, ResolutionRecorded) and _hidden(event):
            continue
        words, more = _event_words(event)
        yield HistoryLine(moment(happened), words, more)


def _event_words(event: ApprovalEvent) -> tuple[str, str]:
    match event:
        case BoardAsked():
            return f"Version {event.version} was put to the board", ""
        case BoardNotAsked():
            return f"Version {event.version} went to the boards; this one is not asked", ""
        case ApprovalSuperseded():
            return f"Version {event.by_version} changed what the board had approved", "It decides again."
        case MinorChangeOffered():
            return f"Version {event.version} makes a minor change", "The board’s delegates may accept it."
        case ResolutionRecorded():
            return _decision_words(event)
        case ConditionClosed():
            how = "met" if event.how is Closing.MET else "waived"
            return f"Condition {event.id} was {how}", event.proof
        case DelegationGiven():
            until = f" until {day(event.delegation.until)}" if event.delegation.until else ""
            return f"The board delegated to {_people(event.delegation.people)}{until}", ""
        case MinorChangeAccepted():
            return f"Delegates accepted the minor change in version {event.version}", ""
        case MinorChangeObjectedTo():
            return f"The board objected: the change in version {event.version} is not minor", event.reason
        case ApprovalWithdrawn():
            return "The board took its approval back", event.reason
        case MemberLeftOut():
            return f"The agreement goes on without this member, from version {event.by_version}", event.reason


def _decision_words(event: ResolutionRecorded) -> tuple[str, str]:
    outcome = "did not decide"
    if event.decision.outcome in CARRIED:
        outcome = "approved on conditions" if event.conditions else "approved"
    elif event.decision.outcome is not Outcome.INQUORATE:
        outcome = "rejected"
    confirmed = f" Confirmed by {event.confirmed_by}." if event.confirmed_by else ""
    late = " After the deadline." if event.late else ""
    reason = f" {sentence(event.reason)}" if event.reason else ""
    return (
        f"The board {outcome} version {event.version} {ROUTES[event.route]}, on {day(event.on)}",
        f"{sentence(event.decision.arithmetic)}{late}{confirmed}{reason}",
    )


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One board in the list of all. ``url``: its room, "" where it is not the reader's own."""

    name: str
    status: str
    tone: str
    words: str
    count: str
    late: str
    conditions: tuple[ConditionLine, ...]
    url: str


@dataclass(frozen=True)
class BoardsPage:
    """Every board. ``step``: what to do now, for who can."""

    agreement_id: UUID
    consortium: str
    version: str
    facts: tuple[Row, ...]
    words: str
    effective: int
    required: int
    rows: tuple[BoardRow, ...]
    may_circulate: bool
    may_leave_out: tuple[tuple[str, str], ...]


def boards_page(boards: Boards, agreement_id: UUID, who: Reader) -> BoardsPage:
    """What everybody may see of every board."""
    case, circulated = boards.case, boards.circulation
    may_circulate = who.may(Permission.VERSION_CIRCULATE) and case.released_on is None
    stay = (case.terms.lead, case.terms.vehicle)
    can_go = [
        (line.party.code, line.party.member.name)
        for line in boards.lines
        if line.party.code in case.terms.parties and line.party.code not in stay
    ]
    facts: list[Row] = []
    if circulated is not None:
        facts = [
            ("Version before the boards", circulated.version.name, "", ""),
            ("Put to them", moment(circulated.circulated_at), "", ""),
            (
                "Please decide by",
                day(circulated.deadline) if circulated.deadline else "No day is set",
                "",
                "",
            ),
        ]
    return BoardsPage(
        agreement_id,
        boards.consortium.title,
        case.version,
        tuple(facts),
        _count_words(boards),
        len(case.effective),
        case.terms.required,
        tuple(_board_row(boards, line, agreement_id, who) for line in boards.lines),
        may_circulate,
        tuple(can_go) if may_circulate and circulated is not None else (),
    )


def _count_words(boards: Boards) -> str:
    terms = boards.case.terms
    share = f"{terms.min_pct.normalize():f} per cent of {len(terms.counting)}, rounded up"
    lead = next((line.party.member.name for line in boards.lines if line.party.code == terms.lead), "")
    more = f" The lead body, {lead}, must be among them." if lead else ""
    return f"{len(boards.case.effective)} boards have approved this version, and {terms.required} must ({share}).{more}"


def _board_row(boards: Boards, line: BoardLine, agreement_id: UUID, who: Reader) -> BoardRow:
    last, case, code = line.approval.last, boards.case, line.party.code
    counted = last is not None and last.decision.outcome is not Outcome.OPEN
    count = sentence(last.decision.arithmetic) if last is not None and counted else ""
    if last is not None and counted and last.version != case.version:
        count = f"On version {last.version}: {count}"
    late = ""
    if case.deadline is not None and line.asked:
        if last is not None and counted and last.late and line.status in STANDING:
            late = "Decided after the deadline"
        elif line.status in _TO_DECIDE and case.today > case.deadline:
            late = "Late"
    leads_to = "room" if who.may(Permission.BOARD_READ, code) else ""
    if not leads_to and line.status is Status.MINOR_PENDING and who.may(Permission.MINOR_CHANGE_ACCEPT, code):
        leads_to = "minor"
    status, standing = _stands(case, line.status, line.approval, code)
    return BoardRow(
        line.party.member.name,
        status,
        TONES[line.status],
        standing,
        count,
        late,
        tuple(condition_line(each, {}, "", case.today) for each in line.approval.conditions),
        url_for(f"approvals.{leads_to}", agreement_id=agreement_id, member=code) if leads_to else "",
    )


@dataclass(frozen=True)
class FormPage:
    """A page with one form about a board. ``about``: the id of what it is about, "" for the board itself."""

    head: Head
    form: FlaskForm
    about: str = ""
    facts: tuple[Row, ...] = ()
    words: tuple[str, ...] = ()
    preview: str = ""
    chair_casts: bool = False


def hint_of(who: Reader) -> str:
    """The reader's own address, as it may be shown over their shoulder."""
    return email_hint(who.person_id)


def delegate_choices(room: Room) -> tuple[tuple[str, str], ...]:
    """The people a board may delegate to: those with the role of a delegate there."""
    return tuple((str(each.person_id), each.name) for each in room.people if each.role is Role.DELEGATE)


def form_page(room: Room, form: FlaskForm, about: str = "", words: tuple[str, ...] = ()) -> FormPage:
    """A page with one form."""
    return FormPage(head_of(room), form, about, words=words)


def decision_page(room: Room, form: FlaskForm, preview: str) -> FormPage:
    """A page that asks for the figures of a decision, beside the rules they are counted by."""
    rules = None if room.rules is None else room.rules.rules
    declared = ", ".join(each.name for each in room.step_back)
    return FormPage(
        head_of(room),
        form,
        facts=rules_in_words(room.rules),
        words=(
            quorum_words(rules, len(room.step_back)),
            f"Declared that they step back: {declared}."
            if declared
            else "Nobody declared that they step back.",
        ),
        preview=sentence(preview) if preview else "",
        chair_casts=rules is not None and rules.chair_casting,
    )


@dataclass(frozen=True)
class VotePage:
    """Where a trustee votes. ``barred``: why this person cannot, "" where they can."""

    head: Head
    form: FlaskForm
    email_hint: str
    closes: str
    barred: str
    voted: str
    change_words: str
    in_short: tuple[str, ...]
    must_declare: bool
    to_ask: str


def vote_page(room: Room, text: Tabled | None, form: FlaskForm, who: Reader, hint: str) -> VotePage:
    """The page of a vote: what is decided, and what it means, in short."""
    ballot = room.open_ballot
    mine = None if ballot is None else ballot.replies.get(who.person_id)
    count = 0 if text is None or text.changes is None else len(text.changes.changed)
    return VotePage(
        head_of(room),
        form,
        hint,
        "" if ballot is None else day(ballot.closes_on),
        _barred(room, who),
        "" if mine is None else CHOICES[mine.choice],
        "" if text is None else _change_words(text, count),
        () if text is None else in_short(text.draft, load(), room.party.member),
        who.person_id not in room.interests,
        " or ".join(each.name for each in room.people if each.role is Role.BOARD_SECRETARY),
    )


def _barred(room: Room, who: Reader) -> str:
    ballot = room.open_ballot
    if ballot is None:
        return "No written decision is open for your board now."
    if who.person_id not in ballot.voters:
        return "You joined the board after this written decision was opened, so you are not on its roll."
    if any(each.person_id == who.person_id for each in room.step_back):
        return "You declared that you step back, so you do not vote on this."
    return ""


@dataclass(frozen=True)
class PaperPage:
    """A paper beside the figures that were typed. ``own``: the reader sent it in and cannot confirm it."""

    head: Head
    form: FlaskForm
    facts: tuple[Row, ...]
    conditions: tuple[ConditionLine, ...]
    file_url: str
    own: bool
    status: str
    paper_id: UUID


def paper_page(room: Room, paper: Paper, form: FlaskForm, who: Reader) -> PaperPage:
    """The page where a second person compares."""
    votes, waits = paper.told.votes, paper in room.waiting_papers
    months = paper.told.valid_months
    facts = [
        ("Day of the decision", day(paper.told.held_on)),
        ("Present", str(votes.present)),
        ("Stepped back", str(votes.conflicted)),
        ("For", str(votes.votes_for)),
        ("Against", str(votes.against)),
        ("Abstained", str(votes.abstain)),
        *([("Casting vote", CHOICES[votes.chair_voted])] if votes.chair_voted is not None else []),
        ("The approval is good for", f"{months} months" if months else "As the agreement says"),
        ("Reason or note", paper.told.reason or "None"),
    ]
    status = "" if waits else _paper_status(paper.judged, waits, room.names)[0]
    return PaperPage(
        head_of(room),
        form,
        tuple((key, value, "", "") for key, value in facts),
        tuple(condition_line(each, {}, "", room.case.today) for each in paper.told.conditions),
        place(room, "paper_file", paper_id=paper.id),
        paper.sent_by == who.person_id,
        status,
        paper.id,
    )


@dataclass(frozen=True)
class DelegationPage:
    """Who may accept minor changes. ``now``: the delegation that stands, "" for none."""

    head: Head
    form: FlaskForm
    now: str
    has_delegates: bool


def delegation_page(room: Room, form: FlaskForm) -> DelegationPage:
    """The page of a delegation."""
    return DelegationPage(head_of(room), form, _delegation(room), bool(delegate_choices(room)))


@dataclass(frozen=True)
class MinorPage:
    """A minor change and the answers open to the reader; no answers where there is nothing to answer."""

    head: Head
    form: FlaskForm
    reason: str
    override: str
    since: str
    changes: tuple[PartChange, ...]
    choices: tuple[tuple[str, str], ...]
    status: str


def minor_page(room: Room, text: Tabled, form: FlaskForm, who: Reader) -> MinorPage:
    """The page of a minor change."""
    change = text.version.change
    accepts = room.status is Status.MINOR_PENDING and who.person_id in room.delegates
    objects = room.case.change.minor and room.status in (*LIVING, Status.ASKED)
    choices = [
        *([("accept", "We accept it: what the board approved stands, with this change")] if accepts else []),
        *([("object", "We object: this is not minor, our board decides itself")] if objects else []),
    ]
    return MinorPage(
        head_of(room),
        form,
        "" if change is None else sentence(change.reason),
        "" if change is None else change.override,
        text.since,
        () if text.changes is None else tuple(_only_changed(part) for part in text.changes.changed),
        tuple(choices),
        sentence(approval_in_words(room.status, room.approval.by)),
    )

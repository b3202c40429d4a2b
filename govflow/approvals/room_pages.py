"""What the pages of boards show: everything decided and in words, so that templates only set it.

In: a room or all boards, as queries tell them, and who reads. Out: one frozen page for each view. Then true: how
anybody voted is on a page only once the written decision is over, and only in the room of their own board; while
it is open nobody sees a count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_wtf import FlaskForm

from govflow.approvals.board_queries import Ballot, BallotState, Paper
from govflow.approvals.next_step import NextStep, next_step
from govflow.approvals.pack_page import BoardPack, pack_on_page, since_asked
from govflow.approvals.room_head import (
    CHOICES,
    SHORT,
    TO_DECIDE,
    TONES,
    Head,
    head_of,
    is_on_board,
    people_in_words,
    place,
    sentence,
)
from govflow.approvals.room_history import HistoryLine, history
from govflow.approvals.room_queries import Room, Tabled
from govflow.core.approval import (
    LIVING,
    STANDING,
    Approval,
    Closing,
    Condition,
    Delegated,
    ResolutionRecorded,
    Status,
)
from govflow.core.permissions import Permission
from govflow.core.procedure import Case
from govflow.core.state_words import approval_in_words
from govflow.core.voting import Outcome
from govflow.core.words import day
from govflow.web.access import Reader


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


@dataclass(frozen=True)
class RoomPage:
    """One board's room. ``pack``: None before a version is put to it; ``standing``: where its approval stands.

    ``closed``: nothing is recorded any more.
    """

    head: Head
    status: str
    tone: str
    standing: str
    closed: bool
    arithmetic: str
    late: bool
    last_day: date | None
    step: NextStep
    pack: BoardPack | None
    since_asked: str
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
    close_form: FlaskForm


def room_page(room: Room, text: Tabled | None, who: Reader, close_form: FlaskForm) -> RoomPage:
    """A board's room, as one of its people sees it."""
    records = who.may(Permission.RESOLUTION_RECORD, room.party.code) and not room.closed
    counted = room.approval.counted
    return RoomPage(
        head=head_of(room),
        status=stands(room.case, room.status, room.approval, room.party.code)[0],
        tone=TONES[room.status],
        standing="" if room.status is Status.ASKED else standing_in(room),
        closed=room.closed,
        arithmetic=_arithmetic(room),
        late=counted is not None and counted.late,
        last_day=room.approval.last_day if room.status in LIVING and not room.closed else None,
        step=next_step(room, who),
        pack=None if text is None else pack_on_page(room, text),
        since_asked=since_asked(room, text),
        ways=tuple(_ways(room)) if records and room.status in TO_DECIDE else (),
        conditions=tuple(_conditions(room, text, who)),
        ballots=tuple(_ballot(room, ballot, who) for ballot in reversed(room.ballots)),
        papers=tuple(_papers(room, who)),
        history=tuple(history(room)),
        delegation=delegation_in_words(room),
        may_declare=is_on_board(room, who) and room.may_declare,
        has_declared=who.person_id in room.interests,
        may_delegate=records and room.case.terms.may_delegate,
        may_object=records and room.case.change.minor and room.status in (*LIVING, Status.ASKED),
        may_withdraw=records and room.status in LIVING,
        may_close_ballot=records and room.open_ballot is not None,
        close_form=close_form,
    )


def stands(case: Case, status: Status, approval: Approval, code: str) -> tuple[str, str]:
    """Where a board stands, in short and in a sentence; before the first version, that it will be asked."""
    if not case.version and code in case.terms.asked:
        return "Will be asked", "Decides once a version is put to it."
    return SHORT[status], sentence(approval_in_words(status, approval.by))


def standing_in(room: Room) -> str:
    """Where the board of a room stands, in a sentence; of a minor change, whether any delegate can accept it."""
    if room.status is Status.MINOR_PENDING and not room.delegates and not room.closed:
        return "Approved the version before; no delegate can accept the minor change, so the board decides."
    return stands(room.case, room.status, room.approval, room.party.code)[1]


def _arithmetic(room: Room) -> str:
    """The count behind where the approval stands; one of an earlier version says so."""
    counted = room.approval.counted
    if counted is None:
        return ""
    earlier = "" if counted.version == room.case.version else f"On version {counted.version}: "
    return f"{earlier}{sentence(counted.decision.arithmetic)}"


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
    may_close = who.may(Permission.CONDITION_DISCHARGE, room.party.code)
    closes = may_close and room.status in LIVING and not room.closed
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
    BallotState.CLOSED: "Closed without a decision.",
    BallotState.RAN_OUT: "It ran out on {closes} without a decision. Silence is not consent.",
}


def _ballot(room: Room, ballot: Ballot, who: Reader) -> BallotPart:
    """A written decision: who is awaited is for the secretary; how each voted, for the board once it is over."""
    state, names = room.ballot_state(ballot), room.names
    is_open = state is BallotState.OPEN
    waiting = ballot.voters - ballot.replies.keys() - room.back
    sees = who.may(Permission.RESOLUTION_RECORD, room.party.code)
    left_aside = _not_counted(room, ballot)
    votes = [
        (
            names.get(person_id, "Somebody who has left"),
            f"{CHOICES[reply.choice]}{' (stepped back, not counted)' if person_id in left_aside else ''}",
        )
        for person_id, reply in ballot.replies.items()
    ]
    return BallotPart(
        ballot.number,
        is_open,
        _BALLOT_WORDS[state].format(closes=day(ballot.closes_on)),
        len(ballot.replies.keys() - room.back),
        len(ballot.voters - room.back),
        tuple(sorted(names.get(each, "Somebody who has left") for each in waiting))
        if is_open and sees
        else (),
        () if is_open else tuple(sorted(votes)),
    )


def _not_counted(room: Room, ballot: Ballot) -> frozenset[UUID]:
    """Whose reply did not count: those who had said that they step back by the time the board decided."""
    happened = zip(room.history.events, room.history.moments, strict=True)
    decided = (
        moment
        for event, moment in happened
        if isinstance(event, ResolutionRecorded)
        and event.number > ballot.after
        and event.decision.outcome not in (Outcome.OPEN, Outcome.INQUORATE)
    )
    end = next(decided, None)
    return frozenset(each for each in room.back if end is None or room.interests[each].declared_at <= end)


def _papers(room: Room, who: Reader) -> Iterator[PaperLine]:
    names = room.names
    for paper in reversed(room.papers):
        sender = names.get(paper.sent_by, "somebody who has left")
        waits = paper in room.waiting_papers
        mine = paper.sent_by == who.person_id
        status, tone = paper_status(room, paper)
        yield PaperLine(
            f"Decision of {day(paper.told.held_on)}, sent in by {sender} on {day(paper.sent_at)}",
            status,
            tone,
            place(room, "confirm_paper", paper_id=paper.id) if waits and not mine else "",
            place(room, "paper_file", paper_id=paper.id),
        )


def paper_status(room: Room, paper: Paper) -> tuple[str, str]:
    """Where a paper stands, with its tone; of one that nobody compared, why nobody has to."""
    judged = paper.judged
    if judged is not None:
        second = room.names.get(judged.by, "somebody who has left")
        confirmed = (f"Confirmed by {second}", "good")
        return confirmed if judged.confirmed else (f"Refused by {second}: {judged.reason}", "bad")
    if paper in room.waiting_papers:
        return "Waits for a second person", "wait"
    if room.circulation is None or room.circulation.version.id != paper.version_id:
        return "Another version came", "plain"
    if room.closed and room.status not in STANDING:
        return "Nobody compared it in time", "plain"
    return "Your board decided without it", "plain"


def delegation_in_words(room: Room) -> str:
    """Who may accept minor changes; of people who are delegates no more, that they could."""
    given = room.approval.delegation(Delegated.MINOR_CHANGES)
    if given is None:
        return ""
    until = f" until {day(given.until)}" if given.until else ""
    limits = (
        f", only about {', '.join(one.replace('_', ' ') for one in given.limits)}" if given.limits else ""
    )
    if room.named and not room.still_delegates:
        gone = ", ".join(_gone(room.names.get(each)) for each in room.named)
        return f"The board let {gone} accept minor changes{until}{limits}. Nobody may now."
    who = ", ".join(room.names[each] for each in room.still_delegates) or people_in_words(given.people)
    over = given.until is not None and room.case.today > given.until
    return (
        f"{who} may accept minor changes for the board{until}{limits}.{' This has run out.' if over else ''}"
    )


def _gone(name: str | None) -> str:
    return "somebody who has left" if name is None else f"{name} (no longer a delegate)"

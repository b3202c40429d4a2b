"""The one thing that somebody can do now in a board's room.

In: the room, as queries tell it, and who reads. Out: a step in words, with the page where it is done.
"""

from dataclasses import dataclass
from uuid import UUID

from govflow.approvals.room_head import CHOICES, LAPSED, TO_DECIDE, is_on_board, place
from govflow.approvals.room_queries import Room
from govflow.core.approval import Status
from govflow.core.permissions import Permission
from govflow.core.words import day, number_of
from govflow.web.access import Reader


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do now. ``url`` "": nothing but to wait."""

    title: str
    text: str
    link_text: str = ""
    url: str = ""


def next_step(room: Room, who: Reader) -> NextStep:
    """The one thing this person can do now for this board."""
    if room.case.released_on is not None:
        return NextStep("The agreement is signed", "Nothing is left to decide.")
    if room.closed:
        return NextStep(*LAPSED)
    if room.circulation is None:
        return NextStep(
            "Nothing is before your board yet",
            "When a version is put to the boards you get a message, and it is here.",
        )
    on_board, by_when = is_on_board(room, who), _by_when(room)
    if on_board and (paper := _paper_for(room, who)):
        return NextStep(
            "Compare a paper with its figures",
            "A decision of your board was sent in on paper. It counts once a second person has compared it.",
            "Compare them",
            place(room, "confirm_paper", paper_id=paper),
        )
    if room.status not in TO_DECIDE:
        return _after(room, who)
    ballot = room.open_ballot
    if room.status in _AFTER_A_NO and ballot is None:
        return _after_a_no(room, who, by_when)
    voted = ballot is not None and who.person_id in ballot.replies
    if on_board and not voted and who.person_id not in room.interests:
        return NextStep(
            "Say whether you have an interest",
            "Everybody on the board does this first, also who has none. It takes a minute.",
            "Declare an interest, or none",
            place(room, "interests"),
        )
    may_vote = ballot is not None and who.person_id in ballot.voters - room.back
    if ballot is not None and may_vote:
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


_AFTER_A_NO = {
    Status.REJECTED: "Your board said no",
    Status.WITHDRAWN: "Your board took its approval back",
}


def _after_a_no(room: Room, who: Reader, by_when: str) -> NextStep:
    """A board may decide again; that nobody has to is said to all, until a paper that decides again is sent in."""
    title, text = _AFTER_A_NO[room.status], "It may decide again, or a changed text comes before it."
    if not who.may(Permission.RESOLUTION_RECORD, room.party.code):
        return NextStep(title, text)
    if room.waiting_papers:
        return _for_secretary(room, by_when)
    return NextStep(title, text, "Ways to decide", "#ways")


def _by_when(room: Room) -> str:
    return f"Please decide by {day(room.case.deadline)}." if room.case.deadline else "No day is set."


def _for_secretary(room: Room, by_when: str) -> NextStep:
    if room.open_ballot is not None:
        ballot = room.open_ballot
        replied, voters = len(ballot.replies.keys() - room.back), len(ballot.voters - room.back)
        return NextStep(
            "A written decision is open",
            f"{replied} of {voters} have replied. It closes at the end of {day(ballot.closes_on)}.",
            "See who is awaited",
            "#written",
        )
    if room.waiting_papers:
        return NextStep(
            "A second person compares the paper",
            "It counts once somebody of your board has held it beside its figures. We have written to them.",
            "See the paper",
            "#papers",
        )
    return NextStep("Your board has to decide", f"Choose how. {by_when}", "Ways to decide", "#ways")


def _after(room: Room, who: Reader) -> NextStep:
    """Where there is nothing to decide."""
    if room.status is Status.CONDITIONAL:
        count = len(room.approval.open_conditions)
        open_ = number_of(count, "condition is open", "conditions are open")
        return NextStep(
            open_,
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
    return waiting[0] if waiting and room.status in TO_DECIDE else None

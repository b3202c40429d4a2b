"""What a board's own people told: interests, written decisions with their replies, papers. Private to that board.

In: an agreement and a party. Out: frozen values. Whether a written decision is still open is read from what
happened since it was opened, and from the day; it is never written down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select

from govflow.approvals.models import (
    BallotRow,
    BallotVoterRow,
    InterestRow,
    PaperJudgedRow,
    PaperRow,
    PrintedPackRow,
    ReplyRow,
)
from govflow.core.approval import STANDING, Approval, Condition
from govflow.core.counting import BoardRules, Meeting, Replies
from govflow.core.record import read
from govflow.core.voting import Choice
from govflow.extensions import db


@dataclass(frozen=True, slots=True)
class InterestTold:
    """What somebody declares. ``nature``: of the interest; "" for none. ``steps_back``: neither counts nor votes."""

    interested: bool
    nature: str = ""
    steps_back: bool = False


@dataclass(frozen=True, slots=True)
class Interest:
    """A declaration, and when it was made."""

    told: InterestTold
    declared_at: datetime


def interests(agreement_id: UUID, member_id: UUID) -> Mapping[UUID, Interest]:
    """The newest declaration of each person of a board."""
    rows = select(InterestRow).where(
        InterestRow.agreement_id == agreement_id, InterestRow.member_id == member_id
    )
    return {
        row.person_id: Interest(read(InterestTold, row.told), row.declared_at)
        for row in db.session.scalars(rows.order_by(InterestRow.number))
    }


def stepping_back(declared: Mapping[UUID, Interest]) -> frozenset[UUID]:
    """Those who neither count nor vote."""
    return frozenset(person_id for person_id, interest in declared.items() if interest.told.steps_back)


class BallotState(StrEnum):
    """Where a written decision stands: open, or why it is not."""

    OPEN = "open"
    DECIDED = "decided"
    SUPERSEDED = "superseded"
    CLOSED = "closed"
    RAN_OUT = "ran_out"


@dataclass(frozen=True, slots=True)
class Reply:
    """Somebody's newest reply."""

    choice: Choice
    given_at: datetime


@dataclass(frozen=True)
class Ballot:
    """A written decision. ``voters``: the roll; ``replies``: of those who replied; ``last``: how it was opened."""

    id: UUID
    number: int
    version_id: UUID
    rules: BoardRules
    after: int
    closes_on: date
    opened_at: datetime
    closed_at: datetime | None
    voters: frozenset[UUID]
    replies: Mapping[UUID, Reply]

    def state(self, approval: Approval, version_id: UUID | None, today: date) -> BallotState:
        """Where it stands. ``version_id``: the version now put to the boards."""
        # A meeting without a quorum decided nothing: the replies go on being counted.
        if approval.decided > self.after:
            return BallotState.DECIDED
        if version_id != self.version_id:
            return BallotState.SUPERSEDED
        if self.closed_at is not None:
            return BallotState.CLOSED
        # Delegates who accept a minor change decide without a resolution.
        if approval.status_on(today) in STANDING:
            return BallotState.DECIDED
        return BallotState.RAN_OUT if today > self.closes_on else BallotState.OPEN

    def counted(self, back: frozenset[UUID]) -> Replies:
        """The replies so far, without those of people who step back."""
        choices = [
            reply.choice for person_id, reply in self.replies.items() if person_id not in back & self.voters
        ]
        return Replies(
            len(back & self.voters),
            choices.count(Choice.FOR),
            choices.count(Choice.AGAINST),
            choices.count(Choice.ABSTAIN),
        )


def ballots(agreement_id: UUID, member_id: UUID) -> tuple[Ballot, ...]:
    """The written decisions of a board, oldest first."""
    rows = db.session.scalars(
        select(BallotRow)
        .where(BallotRow.agreement_id == agreement_id, BallotRow.member_id == member_id)
        .order_by(BallotRow.number)
    ).all()
    ids = [row.id for row in rows]
    voters: dict[UUID, set[UUID]] = {}
    for voter in db.session.scalars(select(BallotVoterRow).where(BallotVoterRow.ballot_id.in_(ids))):
        voters.setdefault(voter.ballot_id, set()).add(voter.person_id)
    replies: dict[UUID, dict[UUID, Reply]] = {}
    given = select(ReplyRow).where(ReplyRow.ballot_id.in_(ids)).order_by(ReplyRow.number)
    for reply in db.session.scalars(given):
        found = Reply(Choice(reply.choice), reply.given_at)
        replies.setdefault(reply.ballot_id, {})[reply.person_id] = found
    return tuple(_ballot(row, frozenset(voters.get(row.id, ())), replies.get(row.id, {})) for row in rows)


def _ballot(row: BallotRow, voters: frozenset[UUID], replies: Mapping[UUID, Reply]) -> Ballot:
    return Ballot(
        row.id,
        row.number,
        row.version_id,
        read(BoardRules, row.rules),
        row.after,
        row.closes_on,
        row.opened_at,
        row.closed_at,
        voters,
        replies,
    )


def next_reply(ballot_id: UUID, person_id: UUID) -> int:
    """The number of somebody's next reply."""
    highest = select(func.coalesce(func.max(ReplyRow.number), 0)).where(
        ReplyRow.ballot_id == ballot_id, ReplyRow.person_id == person_id
    )
    return db.session.scalars(highest).one() + 1


def next_declaration(agreement_id: UUID, member_id: UUID, person_id: UUID) -> int:
    """The number of somebody's next declaration."""
    highest = select(func.coalesce(func.max(InterestRow.number), 0)).where(
        InterestRow.agreement_id == agreement_id,
        InterestRow.member_id == member_id,
        InterestRow.person_id == person_id,
    )
    return db.session.scalars(highest).one() + 1


class FileKind(StrEnum):
    """What a scan may be."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"


@dataclass(frozen=True, slots=True)
class PaperTold:
    """A decision on paper as it was typed: the figures of the meeting, and what it resolved."""

    votes: Meeting
    held_on: date
    conditions: tuple[Condition, ...] = ()
    valid_months: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A second person compared the paper with the figures. ``reason``: why they do not agree."""

    by: UUID
    confirmed: bool
    reason: str
    at: datetime


@dataclass(frozen=True)
class Paper:
    """A decision on paper that was sent in. ``sha256``: of its scan; ``judged``: None while it waits."""

    id: UUID
    version_id: UUID
    sent_by: UUID
    sha256: str
    kind: FileKind
    size: int
    told: PaperTold
    sent_at: datetime
    judged: Judged | None

    def waits(self, approval: Approval, version_id: UUID) -> bool:
        """Nobody has compared it, and it is no older than what the board did last. ``version_id``: the one now put
        to the boards.
        """
        in_time = approval.settled_on is None or self.told.held_on >= approval.settled_on
        return self.judged is None and self.version_id == version_id and in_time


def papers(agreement_id: UUID, member_id: UUID) -> tuple[Paper, ...]:
    """The papers of a board, oldest first."""
    rows = (
        select(PaperRow, PaperJudgedRow)
        .outerjoin(PaperJudgedRow, PaperJudgedRow.paper_id == PaperRow.id)
        .where(PaperRow.agreement_id == agreement_id, PaperRow.member_id == member_id)
        .order_by(PaperRow.sent_at, PaperRow.id)
    )
    return tuple(_paper(row, judged) for row, judged in db.session.execute(rows))


def _paper(row: PaperRow, judged: PaperJudgedRow | None) -> Paper:
    return Paper(
        row.id,
        row.version_id,
        row.sent_by,
        row.sha256,
        FileKind(row.kind),
        row.size,
        read(PaperTold, row.told),
        row.sent_at,
        None
        if judged is None
        else Judged(judged.judged_by, judged.confirmed, judged.reason, judged.judged_at),
    )


@dataclass(frozen=True, slots=True)
class PrintedPack:
    """A board pack on paper: the PDF's SHA-256, and how many pages."""

    sha256: str
    pages: int


def printed_pack(agreement_id: UUID, member_id: UUID, edition: str) -> PrintedPack | None:
    """The PDF of an edition of a board's pack, if it was made."""
    row = db.session.get(PrintedPackRow, (agreement_id, member_id, edition))
    return None if row is None else PrintedPack(row.sha256, row.pages)

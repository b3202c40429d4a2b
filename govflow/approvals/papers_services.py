"""A decision on paper: sent in by one person, compared by another, and only then counted.

In: the digest of a scan that is kept, and the figures typed from it. Then true: what was sent in changes nothing
yet; a second person of that board, never the one who sent it, says that paper and figures agree, and in that act
the board's decision is recorded.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from govflow.accounts.queries import person
from govflow.approvals import letters
from govflow.approvals.board_queries import FileKind, Paper, PaperTold, papers
from govflow.approvals.models import PaperJudgedRow, PaperRow
from govflow.approvals.queries import case_of, circulation
from govflow.approvals.services import (
    ResolutionTold,
    Seen,
    act_on,
    hold_members,
    member_ids,
    record,
    resolved,
)
from govflow.core import procedure
from govflow.core.approval import Route
from govflow.core.errors import Refused
from govflow.core.record import write
from govflow.journal.perform import Actor, Done, Mode

LARGEST_FILE = 10 * 2**20
"""In bytes: a few pages as a telephone takes them."""

# How each kind of file begins: ISO 32000-1 7.5.2, ISO 10918-1 (JPEG's start of image), PNG 3rd edition 5.2.
_BEGINNINGS = {
    FileKind.PDF: b"%PDF-",
    FileKind.JPEG: b"\xff\xd8\xff",
    FileKind.PNG: b"\x89PNG\r\n\x1a\n",
}


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that is kept: what it is, by what it begins with, and under which digest."""

    sha256: str
    kind: FileKind
    size: int


def kind_of_file(content: bytes) -> FileKind | None:
    """What a file is by what it begins with, whatever it is called; None for anything else."""
    return next((kind for kind, begins in _BEGINNINGS.items() if content.startswith(begins)), None)


def send_paper(
    agreement_id: UUID, member: str, told: PaperTold, scan: Scan, seen: Seen, by: Actor, key: UUID
) -> UUID:
    """Send in a board's decision on paper; its id. It counts once a second person has compared it.

    :raises Refused: as ``record_resolution``, but for what only the second person can settle.
    """
    identity = uuid.uuid5(key, "paper")

    def work(session: Session, moment: datetime) -> Done:
        hold_members(session, agreement_id, (member,))
        case = case_of(agreement_id, moment.date())
        # Judged now as it will be judged then: figures that do not add up are told to who has the paper in hand.
        resolved(agreement_id, member, case, _resolution(told, "a second person"), seen)
        circulated = circulation(agreement_id)
        assert circulated is not None
        session.add(
            PaperRow(
                id=identity,
                agreement_id=agreement_id,
                member_id=member_ids(agreement_id)[member],
                version_id=circulated.version.id,
                sent_by=by.person,
                sha256=scan.sha256,
                kind=str(scan.kind),
                size=scan.size,
                told=write(told),
                sent_at=moment,
                act_key=key,
            )
        )
        return Done(orders=letters.paper_to_confirm(agreement_id, member, identity, by.person, key))

    body = {"member": member, "version": seen.version, "paper": write(told), "sha256": scan.sha256}
    act_on("paper_sent_in", agreement_id, work, body, by, key, seen, Mode.ACT_UNDER)
    return identity


def confirm_paper(agreement_id: UUID, member: str, paper_id: UUID, seen: Seen, by: Actor, key: UUID) -> None:
    """Say that paper and figures agree: the board's decision is recorded.

    :raises Refused: ``own_paper``, ``nothing_to_act_on`` (it was judged already), and as ``record_resolution``.
    """

    def work(session: Session, moment: datetime) -> Done:
        hold_members(session, agreement_id, (member,))
        case = case_of(agreement_id, moment.date())
        procedure.admit(case, (member,), version=seen.named(case))
        paper = _waiting(agreement_id, member, paper_id, by)
        second = None if by.person is None else person(by.person)
        told = _resolution(paper.told, "" if second is None else second.name)
        events = resolved(agreement_id, member, case, told, seen)
        _judge(session, paper_id, True, "", by, moment, key)
        record(session, agreement_id, case, events, moment, key)
        return Done(orders=letters.decision_recorded(agreement_id, member, events, by.person, key))

    body = {"member": member, "paper": str(paper_id), "version": seen.version}
    act_on("paper_confirmed", agreement_id, work, body, by, key, seen, Mode.ACT_UNDER)


def refuse_paper(agreement_id: UUID, member: str, paper_id: UUID, reason: str, by: Actor, key: UUID) -> None:
    """Say that paper and figures do not agree, and why: it does not count.

    :raises Refused: ``already_released``, ``not_a_member``, ``long_stop_passed``, ``own_paper``,
        ``nothing_to_act_on``.
    """

    def work(session: Session, moment: datetime) -> Done:
        hold_members(session, agreement_id, (member,))
        procedure.admit(case_of(agreement_id, moment.date()), (member,))
        _waiting(agreement_id, member, paper_id, by)
        _judge(session, paper_id, False, reason, by, moment, key)
        return Done()

    body = {"member": member, "paper": str(paper_id), "reason": reason}
    act_on("paper_refused", agreement_id, work, body, by, key, mode=Mode.ACT_UNDER)


def _resolution(told: PaperTold, confirmed_by: str) -> ResolutionTold:
    return ResolutionTold(
        Route.PAPER, told.votes, told.conditions, told.valid_months, told.reason, confirmed_by, told.held_on
    )


def _waiting(agreement_id: UUID, member: str, paper_id: UUID, by: Actor) -> Paper:
    """The paper, which waits for this person.

    :raises Refused: ``nothing_to_act_on``, ``own_paper``, ``version_superseded``.
    """
    found = papers(agreement_id, member_ids(agreement_id)[member])
    paper = next((each for each in found if each.id == paper_id), None)
    if paper is None or paper.judged is not None:
        raise Refused("nothing_to_act_on", paper=paper_id)
    if by.person in (None, paper.sent_by):
        raise Refused("own_paper")
    circulated = circulation(agreement_id)
    if circulated is None or circulated.version.id != paper.version_id:
        raise Refused("version_superseded")
    return paper


def _judge(
    session: Session, paper_id: UUID, confirmed: bool, reason: str, by: Actor, moment: datetime, key: UUID
) -> None:
    session.add(
        PaperJudgedRow(
            paper_id=paper_id,
            judged_by=by.person,
            confirmed=confirmed,
            reason=reason,
            judged_at=moment,
            act_key=key,
        )
    )
    session.flush()

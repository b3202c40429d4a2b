"""What the people of one board do themselves: declare an interest, vote in a written decision, each for themselves.

Every reply is one act: it is written, all replies are counted, and what the procedure makes of them is written
in the same transaction, so the legal state never waits. The roll is fixed when the ballot opens, and so are the
rules it is counted by; who steps back is read when it is counted.
"""

import uuid
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from govflow.agreements.queries import the_agreement
from govflow.approvals import letters
from govflow.approvals.board_queries import (
    Ballot,
    BallotState,
    InterestTold,
    ballots,
    interests,
    next_declaration,
    next_reply,
    stepping_back,
)
from govflow.approvals.models import BallotRow, BallotVoterRow, InterestRow, ReplyRow
from govflow.approvals.queries import case_of, circulation
from govflow.approvals.services import (
    ResolutionTold,
    Seen,
    act_on,
    hold_members,
    member_ids,
    record,
    resolved,
    rules_of,
)
from govflow.core import procedure
from govflow.core.approval import STANDING, Route
from govflow.core.counting import Replies
from govflow.core.errors import Refused
from govflow.core.permissions import Role
from govflow.core.procedure import ApprovalEvents, Case
from govflow.core.record import write
from govflow.core.voting import Choice
from govflow.journal.perform import Actor, Done, Mode
from govflow.members.queries import role_holders


def declare_interest(agreement_id: UUID, member: str, told: InterestTold, by: Actor, key: UUID) -> None:
    """Record what a board member declares of their own interest; a later declaration takes its place.

    :raises Refused: ``already_released``, ``not_a_member``, ``long_stop_passed``, ``not_on_the_board``,
        ``already_decided``.
    """

    def work(session: Session, moment: datetime) -> Done:
        hold_members(session, agreement_id, (member,))
        case, person_id = case_of(agreement_id, moment.date()), _somebody(by)
        procedure.admit(case, (member,))
        member_id = member_ids(agreement_id)[member]
        if person_id not in board_members(agreement_id, member):
            raise Refused("not_on_the_board")
        if case.status_of(member) in STANDING:
            raise Refused("already_decided", approval=case.status_of(member))
        session.add(
            InterestRow(
                agreement_id=agreement_id,
                member_id=member_id,
                person_id=person_id,
                number=next_declaration(agreement_id, member_id, person_id),
                told=write(told),
                declared_at=moment,
                act_key=key,
            )
        )
        session.flush()
        events = _counted(session, agreement_id, member, case, moment, key)
        return Done(orders=letters.decision_recorded(agreement_id, member, events, None, key))

    body = {"member": member, "interest": write(told)}
    act_on("interest_declared", agreement_id, work, body, by, key, mode=Mode.ACT_UNDER)


def open_ballot(agreement_id: UUID, member: str, closes_on: date, seen: Seen, by: Actor, key: UUID) -> UUID:
    """Ask a board to decide in writing: everybody on it now, until the end of a day; the ballot's id.

    :raises Refused: ``already_released``, ``not_a_member``, ``long_stop_passed``, ``version_superseded``,
        ``already_decided``, ``route_not_open``, ``numbers_do_not_add_up``, ``nothing_to_act_on``,
        ``ballot_is_open``, ``date_does_not_fit`` (it would close before today), ``roll_is_not_the_board`` (more
        or fewer people are known here than are in office), ``nobody_to_reply`` (all of them step back).
    """
    identity = uuid.uuid5(key, "ballot")

    def work(session: Session, moment: datetime) -> Done:
        hold_members(session, agreement_id, (member,))
        case = case_of(agreement_id, moment.date())
        rules, roll = rules_of(agreement_id, member), board_members(agreement_id, member)
        member_id = member_ids(agreement_id).get(member)
        back = frozenset[UUID]() if member_id is None else stepping_back(interests(agreement_id, member_id))
        nobody_replied = Replies(len(back & roll), 0, 0, 0)
        resolved(agreement_id, member, case, ResolutionTold(Route.WRITTEN, nobody_replied), seen)
        assert member_id is not None  # the rules have just said that it is a member
        before = ballots(agreement_id, member_id)
        if before and _state(agreement_id, member, case, before[-1]) is BallotState.OPEN:
            raise Refused("ballot_is_open", closes_on=before[-1].closes_on)
        if closes_on < case.today:
            raise Refused("date_does_not_fit", first=case.today, last=case.terms.long_stop)
        if len(roll) != rules.in_office:
            raise Refused("roll_is_not_the_board", roll=len(roll), in_office=rules.in_office)
        if not roll - back:
            raise Refused("nobody_to_reply")
        circulated = circulation(agreement_id)
        assert circulated is not None
        session.add(
            BallotRow(
                id=identity,
                agreement_id=agreement_id,
                member_id=member_id,
                number=len(before) + 1,
                version_id=circulated.version.id,
                rules=write(rules),
                after=case.approval_of(member).recorded,
                closes_on=closes_on,
                opened_at=moment,
                closed_at=None,
                act_key=key,
            )
        )
        session.flush()
        session.add_all(BallotVoterRow(ballot_id=identity, person_id=person_id) for person_id in roll)
        orders = letters.vote_awaited(agreement_id, member, roll - back, closes_on, key)
        return Done({"voters": len(roll)}, orders=orders)

    body = {"member": member, "version": seen.version, "closes_on": closes_on.isoformat()}
    act_on("ballot_opened", agreement_id, work, body, by, key, seen, Mode.ACT_UNDER)
    return identity


def close_ballot(agreement_id: UUID, member: str, ballot_id: UUID, by: Actor, key: UUID) -> None:
    """End a written decision early, without a decision: the board stays asked.

    :raises Refused: ``already_released``, ``not_a_member``, ``long_stop_passed``, and as ``cast_vote`` for a
        ballot that is over.
    """

    def work(session: Session, moment: datetime) -> Done:
        hold_members(session, agreement_id, (member,))
        case = case_of(agreement_id, moment.date())
        procedure.admit(case, (member,))
        ballot = _open(agreement_id, member, case, ballot_id)
        session.get_one(BallotRow, ballot.id).closed_at = moment
        return Done(checkpoint=True)

    body = {"member": member, "ballot": str(ballot_id)}
    act_on("ballot_closed", agreement_id, work, body, by, key, mode=Mode.ACT_UNDER)


def cast_vote(
    agreement_id: UUID, member: str, ballot_id: UUID, choice: Choice, seen: Seen, by: Actor, key: UUID
) -> None:
    """Reply to a written decision, for oneself; a later reply takes the place of an earlier one.

    :raises Refused: ``already_released``, ``not_a_member``, ``long_stop_passed``, ``version_superseded``,
        ``already_decided``, ``ballot_closed``, ``not_on_the_roll``, ``stepped_back``.
    """

    def work(session: Session, moment: datetime) -> Done:
        hold_members(session, agreement_id, (member,))
        case, person_id = case_of(agreement_id, moment.date()), _somebody(by)
        procedure.admit(case, (member,), version=seen.named(case))
        ballot = _open(agreement_id, member, case, ballot_id)
        if person_id not in ballot.voters:
            raise Refused("not_on_the_roll")
        if person_id in stepping_back(interests(agreement_id, member_ids(agreement_id)[member])):
            raise Refused("stepped_back")
        session.add(
            ReplyRow(
                ballot_id=ballot.id,
                person_id=person_id,
                number=next_reply(ballot.id, person_id),
                choice=str(choice),
                given_at=moment,
                act_key=key,
            )
        )
        session.flush()
        events = _counted(session, agreement_id, member, case, moment, key)
        orders = letters.decision_recorded(agreement_id, member, events, None, key)
        return Done(orders=orders, checkpoint=bool(orders))

    body = {"member": member, "ballot": str(ballot_id), "version": seen.version, "choice": str(choice)}
    act_on("vote_cast", agreement_id, work, body, by, key, seen, Mode.ACT_UNDER)


def board_members(agreement_id: UUID, member: str) -> frozenset[UUID]:
    """The people on a party's board, as far as they are known here."""
    return frozenset(
        each.person_id
        for each in role_holders(the_agreement(agreement_id).consortium_id)
        if each.code == member and each.role is Role.BOARD_MEMBER
    )


def _somebody(by: Actor) -> UUID:
    """The person who acts: nobody votes or declares for another, and no machine does.

    :raises Refused: ``not_on_the_board``.
    """
    if by.person is None:
        raise Refused("not_on_the_board")
    return by.person


_OVER = {
    BallotState.DECIDED: "already_decided",
    BallotState.SUPERSEDED: "version_superseded",
    BallotState.CLOSED: "ballot_closed",
    BallotState.RAN_OUT: "ballot_closed",
}


def _open(agreement_id: UUID, member: str, case: Case, ballot_id: UUID) -> Ballot:
    """The ballot, which is open.

    :raises Refused: ``already_decided``, ``version_superseded``, ``ballot_closed``.
    """
    found = ballots(agreement_id, member_ids(agreement_id)[member])
    if not found or found[-1].id != ballot_id:
        raise Refused("ballot_closed")
    state = _state(agreement_id, member, case, found[-1])
    if state is not BallotState.OPEN:
        raise Refused(_OVER[state], closes_on=found[-1].closes_on)
    return found[-1]


def _state(agreement_id: UUID, member: str, case: Case, ballot: Ballot) -> BallotState:
    circulated = circulation(agreement_id)
    version_id = None if circulated is None else circulated.version.id
    return ballot.state(case.approval_of(member), version_id, case.today)


def _counted(
    session: Session, agreement_id: UUID, member: str, case: Case, moment: datetime, key: UUID
) -> ApprovalEvents:
    """Count the replies to an open ballot and write what follows; nothing while nobody's reply counts."""
    member_id = member_ids(agreement_id)[member]
    found = ballots(agreement_id, member_id)
    if not found or _state(agreement_id, member, case, found[-1]) is not BallotState.OPEN:
        return {member: ()}
    ballot = found[-1]
    replies = ballot.counted(stepping_back(interests(agreement_id, member_id)))
    # Where all who replied stepped back afterwards, nobody has decided anything.
    if replies.votes_for + replies.against + replies.abstain == 0:
        return {member: ()}
    told = ResolutionTold(Route.WRITTEN, replies)
    seen = Seen(case.version, case.digest)
    events = resolved(agreement_id, member, case, told, seen, ballot.rules)
    record(session, agreement_id, case, events, moment, key)
    return events

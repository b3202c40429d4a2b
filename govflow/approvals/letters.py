"""Letters that follow from acts of this room: who must do what by when, to those who have not done it.

In: within an act, what happened. Out: orders for the outbox. Then true: no letter holds a word of the agreement,
of a board's papers or of anybody's vote; it names the page where they are read.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from uuid import UUID

from govflow.agreements.queries import facts_for_letters, the_agreement
from govflow.approvals.queries import delegates_of_all, recorded_states
from govflow.core.approval import Delegated, ResolutionRecorded, Status
from govflow.core.permissions import Role
from govflow.core.procedure import ApprovalEvents
from govflow.core.words import day
from govflow.jobs.services import Order
from govflow.mail import Message, address
from govflow.mail.words import letter
from govflow.members.queries import RoleHolder, role_holders

BOARD = frozenset({Role.BOARD_MEMBER, Role.BOARD_SECRETARY})

_MUST_DECIDE = (Status.ASKED, Status.SUPERSEDED, Status.MINOR_PENDING)


def board_asked(agreement_id: UUID, version: str, deadline: date | None, key: UUID) -> tuple[Order, ...]:
    """A version is before the boards: to the people of each that must decide, and to delegates of a minor change.

    Where nobody is left of these, the board has to.
    """
    return tuple(_asked(agreement_id, version, deadline, key))


def _asked(agreement_id: UUID, version: str, deadline: date | None, key: UUID) -> Iterator[Order]:
    approvals, named = recorded_states(agreement_id), delegates_of_all(agreement_id, Delegated.MINOR_CHANGES)
    by_when = f"Please decide by {day(deadline)}." if deadline else "No deadline is set."
    for member, people in _boards(agreement_id).items():
        status, names = approvals.get(member, Status.NOT_ASKED), named.get(member, ())
        if status not in _MUST_DECIDE:
            continue
        told = [each for each in people if each.role is Role.DELEGATE and each.person_id in names]
        if status is Status.MINOR_PENDING and told:
            page, asked = "/minor", "has delegates who may accept the minor change in it"
        else:
            page, asked = "", "is asked to decide on it"
            told = [each for each in people if each.role in BOARD]
        facts = {"version": version, "asked": asked, "by_when": by_when, "page": page}
        yield from _to_each("board_asked", agreement_id, told, key, **facts)


def vote_awaited(
    agreement_id: UUID, member: str, voters: Collection[UUID], closes_on: date, key: UUID
) -> tuple[Order, ...]:
    """A written decision is open: to everybody who is to reply."""
    people = [each for each in _boards(agreement_id).get(member, ()) if each.person_id in voters]
    return tuple(_to_each("vote_awaited", agreement_id, people, key, page="/vote", closes_on=day(closes_on)))


def decision_recorded(
    agreement_id: UUID, member: str, events: ApprovalEvents, by: UUID | None, key: UUID
) -> tuple[Order, ...]:
    """A board's decision is on the record: to its own people, so that a mistake is seen; not to who recorded it."""
    decided = any(isinstance(event, ResolutionRecorded) and not event.is_open for event in events[member])
    people = [
        each
        for each in _boards(agreement_id).get(member, ())
        if decided and each.role in BOARD and each.person_id != by
    ]
    return tuple(_to_each("decision_recorded", agreement_id, people, key, page=""))


def paper_to_confirm(
    agreement_id: UUID, member: str, paper_id: UUID, by: UUID | None, key: UUID
) -> tuple[Order, ...]:
    """A paper decision waits for a second person: to everybody of that board but who sent it in."""
    people = [
        each for each in _boards(agreement_id).get(member, ()) if each.role in BOARD and each.person_id != by
    ]
    return tuple(_to_each("paper_to_confirm", agreement_id, people, key, page=f"/paper/{paper_id}"))


def _boards(agreement_id: UUID) -> dict[str, list[RoleHolder]]:
    """The people of each organisation."""
    found: dict[str, list[RoleHolder]] = {}
    for each in role_holders(the_agreement(agreement_id).consortium_id):
        found.setdefault(each.code, []).append(each)
    found.pop("", None)
    return found


def _to_each(
    name: str, agreement_id: UUID, people: Iterable[RoleHolder], key: UUID, page: str, **facts: str
) -> Iterator[Order]:
    """One letter a person, however many roles they hold there."""
    told = {each.person_id: each for each in people}
    about = {**facts_for_letters(agreement_id), **facts}
    for each in told.values():
        where = f"{address()}/agreements/{agreement_id}/boards/{each.code}{page}"
        subject, text = letter(name, organisation=each.organisation, address=where, **about)
        yield Message(each.email, subject, text).order(f"{name}:{key}:{each.code}:{each.person_id}")

"""A board at work: the six-member example before its boards, with people at one member and at another."""

import uuid
from dataclasses import dataclass
from uuid import UUID

from govflow.accounts.services import bring_in
from govflow.agreements.services import Amendment
from govflow.agreements.version_services import Freezing, Reasons
from govflow.approvals import ballots_services
from govflow.approvals.board_queries import ballots
from govflow.approvals.queries import member_codes
from govflow.approvals.services import Seen, set_board_rules
from govflow.clock import SetClock
from govflow.core.counting import BoardRules, WrittenRule
from govflow.core.permissions import Role
from govflow.core.voting import Choice
from govflow.journal.leaf import Actor
from govflow.overview.rehearsal import Rehearsal
from tests.stage import begin, circulated
from tests.web.people import joined

THREE = BoardRules(seats=3, in_office=3, quorum=2, chair_casting=True)
BY_MOST = BoardRules(seats=3, in_office=3, quorum=2, written=WrittenRule.MAJORITY)
MEMBER = "LB2"
OTHER = "LB3"


@dataclass(frozen=True)
class Board:
    """A member's board of three, its secretary, and the same of another member."""

    play: Rehearsal
    trustees: tuple[UUID, ...]
    secretary: UUID
    strangers: tuple[UUID, ...]

    @property
    def agreement_id(self) -> UUID:
        return self.play.agreement_id

    def page(self, place: str = "", member: str = MEMBER) -> str:
        """The address of a page of a board."""
        return f"/agreements/{self.agreement_id}/boards/{member}{place}"

    def actor(self, person_id: UUID, member: str = MEMBER) -> Actor:
        """Somebody who acts for a member."""
        ids = {code: identity for identity, code in member_codes(self.agreement_id).items()}
        return Actor(person_id, ids[member], "test")

    def seen(self, version: str = "0.9") -> Seen:
        """What somebody sees who has a version before them."""
        return self.play._seen(version)

    def lower_cap(self, version: str) -> tuple[Amendment, Freezing]:
        """A material change: what one is liable for."""
        return Amendment(answers={"cap_pct": 100}), Freezing(
            version, "A board asks for it", Reasons({}, "Not given")
        )

    def open_ballot(self, version: str = "0.9") -> UUID:
        """The secretary asks the board to decide in writing, until the end of the year."""
        closes = self.play.today.replace(month=12, day=31)
        by = self.actor(self.secretary)
        return ballots_services.open_ballot(
            self.agreement_id, MEMBER, closes, self.seen(version), by, uuid.uuid4()
        )

    def vote(self, person_id: UUID, choice: Choice, version: str = "0.9", key: UUID | None = None) -> None:
        """Somebody on the board votes."""
        found = ballots(self.agreement_id, self.actor(person_id).organisation or UUID(int=0))
        ballots_services.cast_vote(
            self.agreement_id,
            MEMBER,
            found[-1].id,
            choice,
            self.seen(version),
            self.actor(person_id),
            key or uuid.uuid4(),
        )


def board(clock: SetClock, rules: BoardRules = THREE, *, before: bool = False) -> Board:
    """The boards of two members with people; ``before``: nothing was put to them yet."""
    play = begin(clock) if before else circulated(clock)
    for member in (MEMBER, OTHER):
        set_board_rules(play.agreement_id, member, rules, Actor(None, None, "test"), uuid.uuid4())
    consortium_id = play.consortium_id
    names = ("Ada Fictional", "Bela Fictional", "Cleo Fictional")
    trustees = tuple(
        joined(
            consortium_id,
            MEMBER,
            Role.BOARD_MEMBER,
            name=name,
            email=f"{name.split()[0].lower()}@example.org",
        )
        for name in names
    )
    secretary = joined(
        consortium_id, MEMBER, Role.BOARD_SECRETARY, name="Sam Fictional", email="sam@example.org"
    )
    strangers = (
        joined(consortium_id, OTHER, Role.BOARD_MEMBER, name="Oli Fictional", email="oli@example.org"),
        joined(
            consortium_id,
            OTHER,
            Role.BOARD_SECRETARY,
            Role.CHIEF_OFFICER,
            name="Pat Fictional",
            email="pat@example.org",
        ),
    )
    bring_in((*trustees, secretary, *strangers))
    return Board(play, trustees, secretary, strangers)

"""Everything one board's room shows, and what everybody may see of every board.

In: an agreement, a party, a day. Out: frozen facts, read in a fixed number of queries whatever the number of
members. Then true: a `Room` is for its own board alone; a `BoardLine` holds nothing private.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from govflow.agreements.queries import (
    Version,
    consortium_for,
    the_agreement,
    version_document,
    version_draft,
    version_named,
)
from govflow.approvals.board_queries import (
    Ballot,
    BallotState,
    Interest,
    Paper,
    ballots,
    interests,
    papers,
    stepping_back,
)
from govflow.approvals.queries import (
    NOTHING_HAPPENED,
    ApprovalHistory,
    Circulation,
    case_of,
    circulation,
    delegates_of_all,
    histories,
)
from govflow.core.approval import (
    STANDING,
    Approval,
    BoardAsked,
    Delegated,
    MinorChangeAccepted,
    ResolutionRecorded,
    Status,
)
from govflow.core.document import Document
from govflow.core.draft import Draft
from govflow.core.permissions import Role
from govflow.core.procedure import AgreementState, Case
from govflow.core.redline import Redline, redline
from govflow.core.voting import Outcome
from govflow.members.queries import (
    Consortium,
    Party,
    RecordedRules,
    RoleHolder,
    parties,
    recorded_rules,
    roles_given,
)

CARRIED = (Outcome.CARRIED, Outcome.CARRIED_ON_CASTING_VOTE)


@dataclass(frozen=True)
class Room:
    """One board at work. ``people``: everybody with a role at this organisation; ``board``: those on the board;
    ``given``: with those whose invitation ran out, who can do nothing and are still called by name.

    ``ballot``: the newest written decision and where it stands. ``named``: whom the board let accept minor changes.
    """

    agreement_id: UUID
    consortium: Consortium
    party: Party
    rules: RecordedRules | None
    case: Case
    circulation: Circulation | None
    history: ApprovalHistory
    given: tuple[RoleHolder, ...]
    interests: Mapping[UUID, Interest]
    ballots: tuple[Ballot, ...]
    papers: tuple[Paper, ...]
    named: tuple[UUID, ...]

    @property
    def approval(self) -> Approval:
        """Where its approval stands."""
        return self.case.approval_of(self.party.code)

    @property
    def status(self) -> Status:
        """The state word of its approval."""
        return self.case.status_of(self.party.code)

    @property
    def closed(self) -> bool:
        """Nothing is recorded any more: the agreement is released, or its long-stop date has passed."""
        return is_closed(self.case)

    @property
    def people(self) -> tuple[RoleHolder, ...]:
        """Those who can act here."""
        return tuple(each for each in self.given if not each.ran_out)

    @property
    def board(self) -> tuple[RoleHolder, ...]:
        """The people on the board, by name."""
        found = (each for each in self.people if each.role is Role.BOARD_MEMBER)
        return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.person_id)))

    @property
    def delegates(self) -> tuple[UUID, ...]:
        """Who may accept a minor change today: nobody, once the delegation has run out or does not reach it."""
        may = self.approval.delegates_may(self.approval.offered, self.case.today)
        return self.still_delegates if may else ()

    @property
    def still_delegates(self) -> tuple[UUID, ...]:
        """Those the board named to accept minor changes who are delegates still."""
        still = {each.person_id for each in self.people if each.role is Role.DELEGATE}
        return tuple(each for each in self.named if each in still)

    @property
    def names(self) -> Mapping[UUID, str]:
        """What each of its people is called."""
        return {each.person_id: each.name for each in self.given}

    @property
    def back(self) -> frozenset[UUID]:
        """Those who declared that they step back, also where they have left the board since."""
        return stepping_back(self.interests)

    @property
    def step_back(self) -> tuple[RoleHolder, ...]:
        """Those on the board who declared that they step back."""
        return tuple(each for each in self.board if each.person_id in self.back)

    @property
    def ballot(self) -> Ballot | None:
        """The newest written decision."""
        return self.ballots[-1] if self.ballots else None

    def ballot_state(self, ballot: Ballot) -> BallotState:
        """Where a written decision stands; one that another followed, or that can decide nothing, is over."""
        version_id = None if self.circulation is None else self.circulation.version.id
        state = ballot.state(self.approval, version_id, self.case.today)
        is_over = ballot != self.ballot or self.closed
        return BallotState.CLOSED if state is BallotState.OPEN and is_over else state

    @property
    def open_ballot(self) -> Ballot | None:
        """The written decision that is open."""
        found = self.ballot
        return found if found and self.ballot_state(found) is BallotState.OPEN else None

    @property
    def waiting_papers(self) -> tuple[Paper, ...]:
        """The papers about the version now put to the board that a second person can still make count."""
        if self.circulation is None or self.closed or self.status in STANDING:
            return ()
        now = self.circulation.version.id
        return tuple(each for each in self.papers if each.waits(self.approval, now))

    @property
    def approved_version(self) -> str:
        """The name of the version the board, or its delegates, approved last; "" for none."""
        approved = [
            event.version
            for event in self.history.events
            if (isinstance(event, ResolutionRecorded) and event.decision.outcome in CARRIED)
            or isinstance(event, MinorChangeAccepted)
        ]
        return approved[-1] if approved else ""

    @property
    def asked_before(self) -> str:
        """The name of the version the board was asked about before the one it has now; "" for none."""
        now = "" if self.circulation is None else self.circulation.version.name
        asked = [each.version for each in self.history.events if isinstance(each, BoardAsked)]
        earlier = [name for name in asked if name != now]
        return earlier[-1] if earlier else ""

    @property
    def may_declare(self) -> bool:
        """Whether the people on the board can still say if they have an interest."""
        return self.status not in STANDING and not self.closed


def is_closed(case: Case) -> bool:
    """Whether nothing is recorded on an agreement any more."""
    return case.state in (AgreementState.EXECUTED, AgreementState.LAPSED)


def board_room(agreement_id: UUID, code: str, today: date) -> Room | None:
    """The room of a party's board; None where there is no such party."""
    consortium_id = the_agreement(agreement_id).consortium_id
    founded = consortium_for(agreement_id)
    party = next((each for each in parties(consortium_id) if each.code == code), None)
    if party is None:
        return None
    return Room(
        agreement_id=agreement_id,
        consortium=founded,
        party=party,
        rules=recorded_rules(consortium_id).get(party.id),
        case=case_of(agreement_id, today),
        circulation=circulation(agreement_id),
        history=histories(agreement_id).get(code, NOTHING_HAPPENED),
        given=tuple(each for each in roles_given(consortium_id) if each.code == code),
        interests=interests(agreement_id, party.id),
        ballots=ballots(agreement_id, party.id),
        papers=papers(agreement_id, party.id),
        named=delegates_of_all(agreement_id, Delegated.MINOR_CHANGES).get(code, ()),
    )


@dataclass(frozen=True)
class Tabled:
    """The text before a board. ``since``: the version it approved last; ``changes``: None where there is none, or
    it is the same; ``asked``: where it approved none, the one it was asked about before.
    """

    version: Version
    draft: Draft
    document: Document
    since: str
    changes: Redline | None
    asked: str


def tabled(room: Room) -> Tabled | None:
    """The text before a board, and what changed since its own last approval; None before any."""
    if room.circulation is None:
        return None
    now = room.circulation.version
    document, since = version_document(now.id), room.approved_version
    before = version_named(room.agreement_id, since) if since and since != now.name else None
    return Tabled(
        now,
        version_draft(now.id),
        document,
        since,
        None if before is None else redline(version_document(before.id), document),
        "" if since else room.asked_before,
    )


@dataclass(frozen=True)
class BoardLine:
    """What everybody may see of a board: no name, no vote, no paper. ``asked``: its approval is required."""

    party: Party
    approval: Approval
    status: Status
    asked: bool
    counts: bool
    effective: bool


@dataclass(frozen=True)
class Boards:
    """Every board at once."""

    consortium: Consortium
    case: Case
    circulation: Circulation | None
    lines: tuple[BoardLine, ...]


def every_board(agreement_id: UUID, today: date) -> Boards:
    """Where every board stands, in the consortium's order."""
    consortium_id = the_agreement(agreement_id).consortium_id
    founded, case = consortium_for(agreement_id), case_of(agreement_id, today)
    return Boards(
        founded,
        case,
        circulation(agreement_id),
        tuple(
            BoardLine(
                party,
                case.approval_of(party.code),
                case.status_of(party.code),
                party.code in case.terms.asked,
                party.code in case.terms.counting,
                case.is_effective(party.code),
            )
            for party in parties(consortium_id)
            if founded.vehicle_is_party or not party.is_vehicle
        ),
    )

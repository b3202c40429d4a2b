"""The facts that "What needs you", the consortium's page and reminders are read from.

In: what the rooms below tell about one agreement on one day. Out: frozen values, and every organisation's part
in them. Then true: nothing here says how a person voted, nor a word of the agreement's text; what is private to
a board (its open ballot, its paper decision) is for that board's own people only, and never shown to others.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from govflow.core.approval import Status
from govflow.core.catalogue import AGREEMENT
from govflow.core.permissions import Role
from govflow.core.procedure import AgreementState
from govflow.core.signature import SignatureStatus

SIGNING = (AgreementState.READY_TO_SIGN, AgreementState.SIGNING)
UNDER_WAY = (AgreementState.APPROVING, *SIGNING)
"""Before the boards or the parties: neither drafted only, nor at its end."""


@dataclass(frozen=True, slots=True)
class OpenCondition:
    """A condition that its board has neither met nor waived. ``due``: None where it set no day."""

    id: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class WaitingPaper:
    """A paper decision that waits for a second person; ``recorded_by``: the first."""

    id: UUID
    recorded_by: UUID


@dataclass(frozen=True, slots=True)
class OpenBallot:
    """A decision asked in writing. ``silent``: who may vote and has not; ``closes``: None where no day was set."""

    silent: frozenset[UUID] = frozenset()
    closes: date | None = None


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """What only an organisation's own people are told of it.

    ``declared``: who made a declaration of interests; ``delegates``: who may accept a minor change; ``may_sign``:
    who may sign now and has not; ``needs_witness``: whose signature waits for a witness.
    """

    declared: frozenset[UUID] = frozenset()
    ballot: OpenBallot | None = None
    papers: tuple[WaitingPaper, ...] = ()
    delegates: frozenset[UUID] = frozenset()
    may_sign: frozenset[UUID] = frozenset()
    needs_witness: frozenset[UUID] = frozenset()


NOTHING_OWN = OwnFacts()


@dataclass(frozen=True, slots=True)
class Clash:
    """An answer about a party that does not fit. ``others``: the names of those whose answers it does not fit with,
    none where it does not fit the term; ``question``: where it is answered, ``row``: of the table, from 1, 0 for none.
    """

    question: str
    row: int
    message: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """One organisation's part. ``asked``: its board's approval is needed; ``version``: the one it decided on.

    ``questions``: those about itself that it has not answered; ``clashes``: answers about it that do not fit;
    ``roles``: those that anybody holds for it;
    ``last_day``: of its approval; ``own``: nothing where the reader is not of it.
    """

    code: str
    name: str
    asked: bool = True
    approval: Status = Status.NOT_ASKED
    effective: bool = False
    version: str = ""
    decided_before: bool = False
    last_day: date | None = None
    signature: SignatureStatus = SignatureStatus.NONE
    conditions: tuple[OpenCondition, ...] = ()
    questions: int = 0
    clashes: tuple[Clash, ...] = ()
    has_rules: bool = True
    roles: frozenset[Role] = frozenset()
    own: OwnFacts = NOTHING_OWN

    @property
    def condition_due(self) -> date | None:
        """The earliest day that an open condition is due."""
        return min((each.due for each in self.conditions if each.due is not None), default=None)


@dataclass(frozen=True, slots=True)
class UnsureFacts:
    """A question that somebody is not sure of. ``asks``: as the catalogue words it; ``label``: what it is about.

    ``to``: the person it was given to; ``code``: of the organisation whose own answer it is, "" for all of them.
    """

    question: str
    asks: str
    label: str
    to: UUID
    due: date
    code: str = ""


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """One agreement on one day. ``version``: the one put to the boards, "" before any.

    ``questions``: those of the consortium without an answer; ``errors``: what is wrong with the working draft;
    ``changed``: the working draft is not the version put to the boards; ``to_meet``: conditions precedent that
    somebody must say are met; ``wants_every_board``: one that only the boards can meet is open; ``required``,
    ``effective``: boards; ``to_sign``, ``held``: parties; ``in_ink``: nobody may sign here; ``instrument``: which
    document it is; ``unsure``: the questions that somebody is not sure of.
    """

    consortium_id: UUID
    consortium: str
    agreement_id: UUID
    today: date
    state: AgreementState = AgreementState.DRAFTING
    version: str = ""
    deadline: date | None = None
    long_stop: date | None = None
    dated: date | None = None
    questions: int = 0
    errors: int = 0
    changed: bool = False
    required: int = 0
    effective: int = 0
    to_sign: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    in_ink: bool = False
    to_meet: tuple[str, ...] = ()
    wants_every_board: bool = False
    sealed: bool = False
    instrument: str = AGREEMENT
    parties: tuple[PartyFacts, ...] = ()
    unsure: tuple[UnsureFacts, ...] = ()

    def party(self, code: str) -> PartyFacts | None:
        """One organisation's part, None where it has none."""
        return next((each for each in self.parties if each.code == code), None)

    @property
    def asked(self) -> tuple[PartyFacts, ...]:
        """The organisations whose boards are asked."""
        return tuple(each for each in self.parties if each.asked)

    @property
    def everybody_signed(self) -> bool:
        """Every party whose board has approved has signed."""
        return bool(self.to_sign) and set(self.to_sign) <= set(self.held)

    @property
    def is_over(self) -> bool:
        """Nothing changes any more."""
        return self.state is AgreementState.EXECUTED

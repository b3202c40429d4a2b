"""Which acts of the journal somebody is told of: the redaction, as one rule.

In: what somebody acts as in a consortium. Out: a slice: kinds of act, of everybody's, of their organisation's and
of their own. Then true: the auditor is told of every act, and of nobody's text; the facilitator of what is the
consortium's; a member of what is its own; nobody but a board of what it does among itself; and a board's votes
are told to who cast them alone.

Source: docs/architecture.md; the permissions are those of `core.permissions`.
"""

from dataclasses import dataclass
from uuid import UUID

from govflow.core.permissions import Capacity, Permission, Role, may_as
from govflow.overview.act_words import ACTS, Open, kinds_open_to


@dataclass(frozen=True, slots=True)
class Slice:
    """``of_all``: kinds told whoever did them; ``of_own``: where done for ``organisation``; ``of_self``: by ``person``.

    ``named``: whose names are told: everybody's (the auditor), else those of one's own organisation and of people
    who act for no single one.
    """

    person: UUID
    organisation: UUID | None
    of_all: frozenset[str]
    of_own: frozenset[str]
    of_self: frozenset[str]
    names_everybody: bool = False

    @property
    def is_empty(self) -> bool:
        """There is nothing that could be told."""
        return not (self.of_all or self.of_own or self.of_self)

    def names(self, organisation: UUID | None) -> bool:
        """Whether the name of somebody who acted for this organisation is told."""
        return self.names_everybody or organisation is None or organisation == self.organisation

    def may_prove(self, person: UUID | None, kind: str) -> bool:
        """Whether the receipt of an act is the reader's to have: of one's own, and of what the server did for all."""
        of_nobody = person is None and kind in self.of_all
        return of_nobody or self.names_everybody or person == self.person


EVERY_KIND = frozenset(ACTS)
NONE: frozenset[str] = frozenset()
OF_THE_CONSORTIUM = kinds_open_to(Open.CONSORTIUM)


def activity_of(person_id: UUID, capacity: Capacity) -> Slice:
    """The acts told on the page of the latest activity: the consortium's, and one's own organisation's."""
    if may_as(person_id, capacity, Permission.JOURNAL_READ):
        return _everything(person_id)
    own = _own_kinds(person_id, capacity)
    return Slice(person_id, capacity.member_id, OF_THE_CONSORTIUM, own, EVERY_KIND)


def journal_of(person_id: UUID, capacity: Capacity) -> Slice:
    """The acts told on the page of the journal."""
    if may_as(person_id, capacity, Permission.JOURNAL_READ):
        return _everything(person_id)
    if capacity.roles <= {Role.OBSERVER}:
        return Slice(person_id, None, NONE, NONE, NONE)
    of_all = OF_THE_CONSORTIUM if Role.FACILITATOR in capacity.roles else NONE
    may_own = may_as(person_id, capacity, Permission.JOURNAL_OWN_READ)
    own = _own_kinds(person_id, capacity) | OF_THE_CONSORTIUM if may_own else NONE
    return Slice(person_id, capacity.member_id, of_all, own, EVERY_KIND)


def _everything(person_id: UUID) -> Slice:
    return Slice(person_id, None, EVERY_KIND, NONE, NONE, names_everybody=True)


def _own_kinds(person_id: UUID, capacity: Capacity) -> frozenset[str]:
    """What is told of one's own organisation: its board's acts to its board alone."""
    if capacity.member_id is None:
        return NONE
    of_board = may_as(person_id, capacity, Permission.BOARD_READ)
    return kinds_open_to(Open.ORGANISATION, *((Open.BOARD,) if of_board else ()))

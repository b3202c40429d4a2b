"""Who is told of which acts: the redaction of the journal, role by role."""

from uuid import UUID

import pytest

from govflow.core.permissions import Capacity, Role
from govflow.overview.act_words import ACTS, Open, kinds_open_to
from govflow.overview.slices import Slice, activity_of, journal_of

ME, OURS, THEIRS = UUID(int=1), UUID(int=2), UUID(int=3)
SHARED = kinds_open_to(Open.CONSORTIUM)
PRIVATE = kinds_open_to(Open.ORGANISATION, Open.BOARD, Open.SELF)
OF_BOARD = kinds_open_to(Open.BOARD)
OF_CONSORTIUM = (Role.FACILITATOR, Role.DRAFTER, Role.CONSORTIUM_CHAIR)
OF_BOARDS = (Role.BOARD_MEMBER, Role.BOARD_SECRETARY)


def acting(role: Role, granted: bool = False) -> Capacity:
    at_none = role in (*OF_CONSORTIUM, Role.AUDITOR, Role.OBSERVER)
    member = None if at_none else OURS
    return Capacity(UUID(int=9), "Hollin", member, "" if at_none else "LB1", "", frozenset({role}), granted)


def told(of: Slice, kind: str, by: UUID, organisation: UUID | None) -> bool:
    """Whether a slice holds an act."""
    return (
        kind in of.of_all
        or (kind in of.of_own and organisation is not None and organisation == of.organisation)
        or (kind in of.of_self and by == of.person)
    )


@pytest.mark.parametrize("kind", sorted(ACTS))
@pytest.mark.parametrize("role", list(Role))
def test_activity_is_told_as_the_table_says(role: Role, kind: str) -> None:
    of, stranger = activity_of(ME, acting(role)), UUID(int=4)
    level = ACTS[kind].open
    everything = role is Role.AUDITOR
    assert told(of, kind, ME, OURS)
    assert told(of, kind, stranger, THEIRS) == (everything or level is Open.CONSORTIUM)
    is_ours = acting(role).member_id == OURS
    allowed = {
        Open.CONSORTIUM: True,
        Open.ORGANISATION: is_ours,
        Open.BOARD: role in OF_BOARDS,
        Open.SELF: False,
    }
    assert told(of, kind, stranger, OURS) == (everything or allowed[level])


@pytest.mark.parametrize("kind", sorted(PRIVATE))
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_what_is_private_to_another_organisation_is_in_nobodys_journal(role: Role, kind: str) -> None:
    assert not told(journal_of(ME, acting(role)), kind, UUID(int=4), THEIRS)


def test_the_auditor_reads_every_act_with_names() -> None:
    of = journal_of(ME, acting(Role.AUDITOR))
    assert of.of_all == frozenset(ACTS)
    assert of.names(THEIRS)


def test_the_facilitator_reads_what_is_the_consortiums_and_no_names_of_members_people() -> None:
    of = journal_of(ME, acting(Role.FACILITATOR))
    assert of.of_all == SHARED
    assert not of.names(THEIRS)
    assert of.names(None)


@pytest.mark.parametrize("role", [Role.CHIEF_OFFICER, Role.EDITOR])
def test_an_organisations_officers_read_its_own_acts_but_not_its_boards(role: Role) -> None:
    of = journal_of(ME, acting(role))
    assert of.of_all == frozenset()
    assert of.of_own >= SHARED
    assert not of.of_own & OF_BOARD


@pytest.mark.parametrize("role", OF_BOARDS)
def test_a_board_reads_its_own_acts(role: Role) -> None:
    of = journal_of(ME, acting(role))
    assert of.of_own >= SHARED | OF_BOARD
    assert "vote_cast" not in of.of_own


@pytest.mark.parametrize("role", [Role.SIGNATORY, Role.DELEGATE, Role.DRAFTER, Role.CONSORTIUM_CHAIR])
def test_others_read_their_own_acts(role: Role) -> None:
    of = journal_of(ME, acting(role))
    assert (of.of_all, of.of_own, of.of_self) == (frozenset(), frozenset(), frozenset(ACTS))


@pytest.mark.parametrize("granted", [False, True])
def test_an_observer_has_no_journal(granted: bool) -> None:
    assert journal_of(ME, acting(Role.OBSERVER, granted)).is_empty


@pytest.mark.parametrize("role", [Role.CHIEF_OFFICER, Role.BOARD_MEMBER, Role.SIGNATORY])
def test_people_of_ones_own_organisation_are_named_and_of_others_not(role: Role) -> None:
    of = activity_of(ME, acting(role))
    assert of.names(OURS)
    assert not of.names(THEIRS)


@pytest.mark.parametrize("role", list(Role))
def test_a_receipt_is_had_of_ones_own_acts_and_of_what_the_server_did_for_all(role: Role) -> None:
    of, stranger = activity_of(ME, acting(role)), UUID(int=4)
    assert {kind for kind in ACTS if of.may_prove(ME, kind)} == set(ACTS)
    everything = set(ACTS) if role is Role.AUDITOR else set()
    assert {kind for kind in ACTS if of.may_prove(stranger, kind)} == everything
    assert {kind for kind in ACTS if of.may_prove(None, kind)} == everything | SHARED

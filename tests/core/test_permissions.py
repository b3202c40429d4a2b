"""One table says who may do what; every cell of it is asserted."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.core.permissions import (
    CONSORTIUM_ROLES,
    TABLE,
    Actor,
    Capacity,
    Denied,
    Permission,
    Reach,
    Role,
    Thing,
    denial,
    may,
    may_as,
    roles_to_give,
)

OWN = Thing("c", organisation="org", person="me", granted=frozenset({"me"}))
OTHERS = Thing("c", organisation="other", person="them")
ELSEWHERE = Thing("d", organisation="org", person="me", granted=frozenset({"me"}))


def actor(*roles: Role) -> Actor:
    return Actor("me", "c", "org", frozenset(roles))


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_every_role_may_exactly_what_the_table_says(permission: Permission, role: Role) -> None:
    reach = TABLE[permission].get(role)
    assert may(actor(role), permission, OWN) is (reach is not None)
    assert may(actor(role), permission, OTHERS) is (reach is Reach.SHARED)
    assert not may(actor(role), permission, ELSEWHERE)


def test_the_table_has_a_row_for_every_permission() -> None:
    assert set(TABLE) == set(Permission)
    assert all(TABLE.values())


def test_a_reason_comes_with_every_denial() -> None:
    assert denial(actor(Role.SIGNATORY), Permission.SIGN, ELSEWHERE) is Denied.ELSEWHERE
    assert denial(actor(Role.SIGNATORY), Permission.VOTE, OWN) is Denied.NO_ROLE
    assert denial(actor(Role.SIGNATORY), Permission.SIGN, OTHERS) is Denied.OUT_OF_REACH
    paper = Thing("c", organisation="org", barred=frozenset({"me"}))
    assert denial(actor(Role.BOARD_SECRETARY), Permission.RESOLUTION_CONFIRM, paper) is Denied.SEPARATION


@pytest.mark.parametrize(
    ("role", "permission"), [(Role.SIGNATORY, Permission.SIGN), (Role.BOARD_MEMBER, Permission.VOTE)]
)
def test_nobody_votes_or_signs_for_an_organisation_they_do_not_act_for(
    role: Role, permission: Permission
) -> None:
    elsewhere = Thing("c", organisation="other", person="me")
    assert denial(actor(role), permission, elsewhere) is Denied.OUT_OF_REACH
    assert may(actor(role), permission, OWN)


def test_what_belongs_to_nobody_is_nobodys_own() -> None:
    shared = Thing("c")
    assert not may(Actor("", "c", "", frozenset({Role.SIGNATORY})), Permission.SIGN, shared)
    assert not may(Actor("", "c", "", frozenset({Role.EDITOR})), Permission.COMMENT_OWN_READ, shared)


def test_the_facilitator_neither_votes_nor_signs_nor_sees_a_board() -> None:
    roles = actor(Role.FACILITATOR)
    for permission in (Permission.VOTE, Permission.SIGN, Permission.BOARD_READ, Permission.RESOLUTION_RECORD):
        assert not may(roles, permission, OWN)


@given(st.sets(st.sampled_from(Role)), st.sampled_from(Permission), st.sampled_from([OWN, OTHERS]))
def test_another_role_never_takes_a_permission_away(
    roles: set[Role], permission: Permission, thing: Thing
) -> None:
    for role in roles:
        if may(actor(role), permission, thing):
            assert may(actor(*roles), permission, thing)


HERE = UUID("c0000000-0000-4000-8000-000000000001")
ME = UUID("a11ce000-0000-4000-8000-000000000001")


def capacity(*roles: Role, code: str = "LB1", granted: bool = False) -> Capacity:
    member_id = HERE if code else None
    return Capacity(
        HERE, "Hollin Partnership", member_id, code, "Hollin Bank Trust", frozenset(roles), granted
    )


def test_one_acts_for_the_organisation_that_one_holds_the_role_in() -> None:
    secretary = capacity(Role.BOARD_SECRETARY)
    assert may_as(ME, secretary, Permission.RESOLUTION_RECORD)
    assert may_as(ME, secretary, Permission.RESOLUTION_RECORD, "LB1")
    assert not may_as(ME, secretary, Permission.RESOLUTION_RECORD, "LB2")
    assert may_as(ME, capacity(Role.FACILITATOR, code=""), Permission.CONSORTIUM_WRITE, "LB2")


def test_an_observer_reads_what_was_granted_by_name() -> None:
    assert not may_as(ME, capacity(Role.OBSERVER), Permission.AGREEMENT_READ)
    assert may_as(ME, capacity(Role.OBSERVER, granted=True), Permission.AGREEMENT_READ)


def test_each_organisation_gives_roles_to_its_own_people() -> None:
    officer = capacity(Role.CHIEF_OFFICER)
    assert roles_to_give(ME, officer, "LB1") == frozenset(Role) - CONSORTIUM_ROLES
    assert roles_to_give(ME, officer, "LB1", led=True) == frozenset(Role) - CONSORTIUM_ROLES
    assert roles_to_give(ME, officer, "LB2") == frozenset()
    assert roles_to_give(ME, officer) == frozenset()


def test_the_facilitator_opens_the_door_to_each_organisation_and_no_further() -> None:
    facilitator = capacity(Role.FACILITATOR, code="")
    assert roles_to_give(ME, facilitator) == CONSORTIUM_ROLES
    assert roles_to_give(ME, facilitator, "LB2") == CONSORTIUM_ROLES | {Role.CHIEF_OFFICER}
    assert roles_to_give(ME, facilitator, "LB2", led=True) == CONSORTIUM_ROLES


def test_others_give_no_roles() -> None:
    assert (
        roles_to_give(ME, capacity(*(set(Role) - {Role.FACILITATOR, Role.CHIEF_OFFICER})), "LB1")
        == frozenset()
    )

"""One table says who may do what; every cell of it is asserted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.core.permissions import TABLE, Actor, Denied, Permission, Reach, Role, Thing, denial, may

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

"""Roles: given, taken up, ended; and who may give which."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from govflow.clock import SetClock
from govflow.core.errors import Refused
from govflow.core.permissions import Role
from govflow.extensions import db
from govflow.members.models import RoleRow
from govflow.members.queries import capacities, party, role_holders, roles_given
from govflow.members.services import Post, end_role, give_roles, invite
from tests.cast import ALICE, found
from tests.faults import FailEverywhere
from tests.web.people import also, joined, mailed, person, signed_in


def test_somebody_acts_for_each_organisation_they_hold_a_role_in(app: Flask) -> None:
    hollin, other = found(), found(title="Another Partnership")
    bob = joined(hollin, "LB2", Role.EDITOR, Role.SIGNATORY)
    also(bob, hollin, "LB1", Role.BOARD_MEMBER)
    also(bob, other, "", Role.OBSERVER, granted=True)
    held = capacities(bob)
    assert [(each.consortium, each.organisation, each.granted) for each in held] == [
        ("Another Partnership", "", True),
        ("Hollin Partnership", "Hollin Bank Trust", False),
        ("Hollin Partnership", "Careful Steps CIO", False),
    ]
    assert held[2].roles == {Role.EDITOR, Role.SIGNATORY}
    assert capacities(person()) == ()


def test_an_ended_role_counts_no_more_and_ends_once(app: Flask) -> None:
    hollin = found()
    bob = joined(hollin, "LB2", Role.EDITOR)
    (holder,) = role_holders(hollin)
    end_role(hollin, holder.role_id, ALICE, uuid.uuid4())
    assert capacities(bob) == () and role_holders(hollin) == ()
    with pytest.raises(Refused, match="nothing_to_act_on"):
        end_role(hollin, holder.role_id, ALICE, uuid.uuid4())


def test_a_role_of_another_consortium_is_not_ended_here(app: Flask) -> None:
    hollin, other = found(), found(title="Another Partnership")
    joined(other, "LB2", Role.EDITOR)
    (holder,) = role_holders(other)
    with pytest.raises(Refused, match="nothing_to_act_on"):
        end_role(hollin, holder.role_id, ALICE, uuid.uuid4())


def test_nobody_is_left_without_somebody_who_looks_after_them(app: Flask) -> None:
    hollin = found()
    joined(hollin, "LB2", Role.CHIEF_OFFICER)
    joined(hollin, "LB1", Role.CHIEF_OFFICER)
    first, second = role_holders(hollin)
    for holder in (first, second):
        with pytest.raises(Refused, match="last_of_its_kind"):
            end_role(hollin, holder.role_id, ALICE, uuid.uuid4())
    joined(hollin, "LB2", Role.CHIEF_OFFICER)
    end_role(hollin, second.role_id, ALICE, uuid.uuid4())
    assert len(role_holders(hollin)) == 2


def test_a_role_held_already_is_not_given_twice(app: Flask) -> None:
    hollin = found()
    bob = joined(hollin, "LB2", Role.EDITOR)
    also(bob, hollin, "LB2", Role.EDITOR, Role.SIGNATORY)
    assert [each.role for each in role_holders(hollin)] == [Role.EDITOR, Role.SIGNATORY]


def test_who_is_invited_is_told_by_mail_and_invited_again_is_one_person(app: Flask) -> None:
    hollin = found()
    place = party(hollin, "LB2")
    assert place is not None
    post = Post(hollin, place.id, "Trustee")
    first = invite(post, "Bob Fictional", "bob@example.org", [Role.BOARD_MEMBER], ALICE, uuid.uuid4())
    second = invite(post, "Robert", "BOB@example.org", [Role.SIGNATORY], ALICE, uuid.uuid4())
    assert first == second
    assert [(each.name, each.role, each.office) for each in role_holders(hollin)] == [
        ("Bob Fictional", Role.BOARD_MEMBER, "Trustee"),
        ("Bob Fictional", Role.SIGNATORY, "Trustee"),
    ]
    letters = mailed(app, "bob@example.org")
    assert len(letters) == 1 and "Hollin Partnership" in letters[0] and "/sign-in" in letters[0]


def test_nobody_is_invited_to_nothing(app: Flask) -> None:
    with pytest.raises(Refused, match="no_role_given"):
        invite(Post(found()), "Bob", "bob@example.org", [], ALICE, uuid.uuid4())


def test_roles_are_given_whole_or_not_at_all(app: Flask, fail_at_every_statement: FailEverywhere) -> None:
    hollin, bob, key = found(), person(), uuid.uuid4()
    fail_at_every_statement(lambda: give_roles(Post(hollin), bob, [Role.DRAFTER, Role.AUDITOR], ALICE, key))
    assert len(role_holders(hollin)) == 2


def test_an_invitation_that_ran_out_is_no_role_whoever_comes_or_not(app: Flask, clock: SetClock) -> None:
    hollin = found()
    late, never, came = (joined(hollin, "LB2", Role.BOARD_MEMBER) for _ in range(3))
    signed_in(app, came)
    clock.moment += timedelta(days=14)
    assert len(role_holders(hollin)) == 3
    clock.moment += timedelta(seconds=1)
    signed_in(app, late)
    assert [each.person_id for each in role_holders(hollin)] == [came]
    assert {each.person_id for each in roles_given(hollin) if each.ran_out} == {late, never}
    for person_id in (late, never, came):
        held = {each.person_id for each in role_holders(hollin)}
        assert bool(capacities(person_id)) == (person_id in held)


def test_who_came_too_late_is_invited_again_and_is_in(app: Flask, clock: SetClock) -> None:
    hollin = found()
    late, never = (joined(hollin, "LB2", Role.BOARD_MEMBER) for _ in range(2))
    clock.moment += timedelta(days=15)
    signed_in(app, late)
    for each in (late, never):
        also(each, hollin, "LB2", Role.BOARD_MEMBER)
    clock.moment += timedelta(days=14)
    signed_in(app, never)
    assert {each.person_id for each in role_holders(hollin)} == {late, never}
    assert len(roles_given(hollin)) == 2
    assert capacities(late) and capacities(never)


def test_who_has_not_come_yet_and_is_invited_again_has_all_the_days_of_the_second_letter(
    app: Flask, clock: SetClock
) -> None:
    hollin = found()
    bob = joined(hollin, "LB2", Role.EDITOR)
    clock.moment += timedelta(days=10)
    also(bob, hollin, "LB2", Role.EDITOR)
    clock.moment += timedelta(days=14)
    signed_in(app, bob)
    assert capacities(bob) and len(roles_given(hollin)) == 1


@pytest.mark.parametrize("came", [False, True])
@pytest.mark.parametrize("before", [False, True])
def test_whether_an_observer_reads_is_for_the_newest_invitation_and_an_office_stays(
    app: Flask, came: bool, before: bool
) -> None:
    hollin = found()
    bob, lb2 = person(), party(hollin, "LB2")
    assert lb2 is not None
    auditor = Post(hollin, lb2.id, "Auditor")
    give_roles(auditor, bob, (Role.OBSERVER, Role.SIGNATORY), ALICE, uuid.uuid4(), granted=before)
    if came:
        signed_in(app, bob)
    give_roles(replace(auditor, office=""), bob, (Role.OBSERVER,), ALICE, uuid.uuid4(), granted=not before)
    signed_in(app, bob)
    (held,) = capacities(bob)
    assert held.roles == {Role.OBSERVER, Role.SIGNATORY} and held.granted is not before
    assert [each.office for each in roles_given(hollin)] == ["Auditor", "Auditor"]


def test_who_holds_a_role_is_called_there_as_they_are_told_last(app: Flask) -> None:
    hollin = found()
    bob, lb2 = person(), party(hollin, "LB2")
    assert lb2 is not None
    signed_in(app, bob)
    for office in ("Trustee", "Treasurer", "Treasurer", ""):
        give_roles(Post(hollin, lb2.id, office), bob, (Role.BOARD_MEMBER,), ALICE, uuid.uuid4())
    (given,) = roles_given(hollin)
    assert given.office == "Treasurer"
    assert db.session.scalar(select(func.count()).select_from(RoleRow)) == 2


def test_who_never_came_in_time_does_not_look_after_anybody(app: Flask, clock: SetClock) -> None:
    hollin = found()
    chief = joined(hollin, "LB2", Role.CHIEF_OFFICER)
    signed_in(app, chief)
    joined(hollin, "LB2", Role.CHIEF_OFFICER)
    clock.moment += timedelta(days=15)
    own, other = sorted(roles_given(hollin), key=lambda each: each.ran_out)
    assert own.person_id == chief
    with pytest.raises(Refused, match="last_of_its_kind"):
        end_role(hollin, own.role_id, ALICE, uuid.uuid4())
    end_role(hollin, other.role_id, ALICE, uuid.uuid4())
    assert [each.person_id for each in roles_given(hollin)] == [chief]


def test_of_an_organisation_that_lost_its_only_chief_officer_the_invitation_may_be_ended(
    app: Flask, clock: SetClock
) -> None:
    hollin = found()
    joined(hollin, "LB2", Role.CHIEF_OFFICER)
    clock.moment += timedelta(days=15)
    (holder,) = roles_given(hollin)
    end_role(hollin, holder.role_id, ALICE, uuid.uuid4())
    assert roles_given(hollin) == ()

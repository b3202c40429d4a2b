"""Consortia, their parties, and how each one's board decides."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from govflow.core.counting import BoardRules, WrittenRule
from govflow.core.draft import Member
from govflow.core.errors import Refused
from govflow.core.voting import Basis, RuleCode
from govflow.extensions import db
from govflow.journal import queries as journal
from govflow.members.queries import board_rules, consortium, parties, party
from govflow.members.services import NewParty, add_member, found_consortium, set_board_rules
from tests.cast import ALICE, BOARD, CAREFUL_CHARITY, HURRIED_CIC, LEAD_BODY, found
from tests.faults import FailEverywhere

VEHICLE = Member("SPV", legal_name="Hollin Joint CIC", legal_form="cic_clg")


def test_a_consortium_is_founded_with_its_parties_in_order(app: Flask) -> None:
    identity = found()
    told = consortium(identity)
    assert told is not None
    assert (told.title, told.type, told.vehicle_is_party) == ("Hollin Partnership", "LB", False)
    assert [each.member for each in parties(identity)] == [LEAD_BODY, CAREFUL_CHARITY, HURRIED_CIC]
    assert [each.code for each in parties(identity)] == ["LB1", "LB2", "LB3"]
    assert parties(uuid.uuid4()) == ()
    assert consortium(uuid.uuid4()) is None


def test_a_vehicle_is_a_party_with_a_board_of_its_own(app: Flask) -> None:
    new = [NewParty(LEAD_BODY), NewParty(VEHICLE, is_vehicle=True, board=BOARD)]
    identity = found_consortium("SPV", "Hollin", True, new, ALICE, uuid.uuid4())
    vehicle = party(identity, "SPV")
    assert vehicle is not None and vehicle.is_vehicle
    assert board_rules(identity) == {vehicle.id: BOARD}
    assert party(identity, "LB9") is None


def test_pounds_and_pence_come_back_exactly(app: Flask) -> None:
    member = replace(LEAD_BODY, annual_income=Decimal("1250000.37"))
    identity = found_consortium("LB", "Hollin", False, [NewParty(member)], ALICE, uuid.uuid4())
    assert parties(identity)[0].member.annual_income == Decimal("1250000.37")


def test_the_newest_rules_of_a_board_count_and_the_older_ones_stay(app: Flask) -> None:
    identity = found()
    member = parties(identity)[1]
    newer = BoardRules(8, 7, 4, RuleCode.TWO_THIRDS, Basis.PRESENT, False, WrittenRule.MAJORITY)
    set_board_rules(identity, member.id, newer, ALICE, uuid.uuid4())
    assert board_rules(identity)[member.id] == newer
    assert board_rules(identity)[parties(identity)[0].id] == BOARD
    with pytest.raises(DatabaseError, match="kept as written"):
        db.session.execute(text("UPDATE board_rules SET quorum = 1"))
    db.session.rollback()
    assert journal.size() == 2


@pytest.mark.parametrize("rules", [BoardRules(5, 6, 2), BoardRules(5, -1, 2), BoardRules(5, 5, -1)])
def test_rules_that_do_not_add_up_are_refused(app: Flask, rules: BoardRules) -> None:
    identity = found()
    with pytest.raises(Refused) as refused:
        set_board_rules(identity, parties(identity)[0].id, rules, ALICE, uuid.uuid4())
    assert refused.value.code == "numbers_do_not_add_up"


def test_a_member_joins_the_roll_once(app: Flask) -> None:
    identity = found()
    add_member(identity, NewParty(replace(HURRIED_CIC, member_id="LB4")), ALICE, uuid.uuid4())
    assert [each.code for each in parties(identity)] == ["LB1", "LB2", "LB3", "LB4"]
    with pytest.raises(Refused) as refused:
        add_member(identity, NewParty(HURRIED_CIC), ALICE, uuid.uuid4())
    assert refused.value.code == "member_twice"


def test_the_database_holds_what_the_services_hold(app: Flask) -> None:
    identity = found()
    for change in (
        "UPDATE member SET code = 'LB1' WHERE code = 'LB2'",
        "UPDATE member SET annual_income_pence = -1",
    ):
        with pytest.raises(IntegrityError):
            db.session.execute(text(change))
        db.session.rollback()
    assert len(parties(identity)) == 3


@pytest.fixture
def a_consortium(app: Flask) -> Iterator[uuid.UUID]:
    yield found()


def test_joining_fails_whole(a_consortium: uuid.UUID, fail_at_every_statement: FailEverywhere) -> None:
    key, new = uuid.uuid4(), NewParty(replace(HURRIED_CIC, member_id="LB4"), board=BOARD)
    assert fail_at_every_statement(lambda: add_member(a_consortium, new, ALICE, key)) > 8


def test_new_rules_of_a_board_fail_whole(
    a_consortium: uuid.UUID, fail_at_every_statement: FailEverywhere
) -> None:
    key, member = uuid.uuid4(), parties(a_consortium)[0].id
    db.session.rollback()
    assert fail_at_every_statement(lambda: set_board_rules(a_consortium, member, BOARD, ALICE, key)) > 8

"""Parts of signatures under faults and in haste: whole or not at all, and one held signature whoever was quicker."""

import threading
import uuid

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from govflow.approvals.services import Seen
from govflow.clock import SetClock
from govflow.core.errors import Refused
from govflow.core.permissions import Role
from govflow.core.signature import SignatureStatus
from govflow.extensions import db
from govflow.journal.perform import Actor
from govflow.journal.queries import entries
from govflow.overview.queries import standing
from govflow.signing import ceremony_services, services
from govflow.signing.ceremony_queries import ceremony_of, parts
from govflow.signing.ceremony_services import PartTold, WitnessTold
from tests.cast import ALICE
from tests.faults import fail_everywhere
from tests.signing.parties import Signing, ready
from tests.web.people import joined, mailed


@pytest.fixture
def signing(app: Flask, clock: SetClock) -> Signing:
    return ready(app, clock)


def seen(signing: Signing) -> Seen:
    digest = standing(signing.play.agreement_id, signing.play.today).agreement.digest
    assert digest is not None
    return Seen("0.9", digest)


def signatory(signing: Signing, member: str, name: str) -> Actor:
    who = joined(signing.play.consortium_id, member, Role.SIGNATORY, name=name, email=email_of(name))
    return Actor(who, signing.play.ids[member], "fresh_email_code")


def email_of(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.org"


def part(name: str, place: int = 0) -> PartTold:
    return PartTold(place, name, "Director", "browser", {"read": "everything"})


WITNESS = WitnessTold("Wyn Neighbour", "Teacher", "5 Fictional Row", "", "browser", {})


def status(signing: Signing, member: str) -> SignatureStatus:
    db.session.rollback()
    return standing(signing.play.agreement_id, signing.play.today).parties[member].signature


def test_a_fault_at_any_statement_of_the_last_part_leaves_before_or_after(signing: Signing) -> None:
    signing.plan("LB1", "director_and_witness")
    text_seen, maria = seen(signing), signatory(signing, "LB1", "Maria Hughes")
    joined(signing.play.consortium_id, "", Role.CONSORTIUM_CHAIR, name="Carol Chair")
    signing.sign_the_rest("LB1")
    agreement_id, first, last = signing.play.agreement_id, uuid.uuid4(), uuid.uuid4()
    points = fail_everywhere(
        lambda: ceremony_services.give_part(
            agreement_id, "LB1", part("Maria Hughes"), text_seen, maria, first
        ),
        2,
    )
    assert points > 3
    points = fail_everywhere(
        lambda: ceremony_services.witness_part(agreement_id, "LB1", WITNESS, text_seen, maria, last), 2
    )
    assert points > 6
    assert status(signing, "LB1") is SignatureStatus.HELD
    kinds = [entry.kind for entry in entries(signing.play.consortium_id)][-3:]
    assert kinds == ["signature_part_given", "signature_witnessed", "signature_held"]


def test_two_who_sign_at_the_same_instant_hold_one_signature(app: Flask, signing: Signing) -> None:
    text_seen = seen(signing)
    both = [signatory(signing, "LB2", name) for name in ("Ann Bell", "Ben Ash")]
    start, refused = threading.Barrier(2), list[BaseException]()
    agreement_id = signing.play.agreement_id
    db.session.rollback()

    def sign(by: Actor, name: str) -> None:
        with app.app_context():
            start.wait()
            try:
                ceremony_services.give_part(agreement_id, "LB2", part(name), text_seen, by, uuid.uuid4())
            except BaseException as error:  # noqa: BLE001 (told to the test)
                refused.append(error)

    threads = [
        threading.Thread(target=sign, args=each) for each in zip(both, ("Ann Bell", "Ben Ash"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == []
    assert status(signing, "LB2") is SignatureStatus.HELD
    assert {one.place for one in parts(agreement_id)["LB2"]} == {0, 1}
    held = [entry for entry in entries(signing.play.consortium_id) if entry.kind == "signature_held"]
    assert len(held) == 1


def test_parts_are_kept_as_written(signing: Signing) -> None:
    maria = signatory(signing, "LB1", "Maria Hughes")
    ceremony_services.give_part(
        signing.play.agreement_id, "LB1", part("Maria Hughes"), seen(signing), maria, uuid.uuid4()
    )
    for change in ("DELETE FROM signature_part", "UPDATE signature_part SET role = 'Nobody'"):
        with pytest.raises(DBAPIError, match="is kept as written"):
            db.session.execute(text(change))
        db.session.rollback()


def test_whose_role_ended_does_not_sign(signing: Signing) -> None:
    stranger = Actor(uuid.uuid4(), signing.play.ids["LB1"], "fresh_email_code")
    with pytest.RaisesExc(Refused, check=lambda no: no.code == "no_authority"):
        ceremony_services.give_part(
            signing.play.agreement_id, "LB1", part("Maria Hughes"), seen(signing), stranger, uuid.uuid4()
        )


def test_no_part_stands_on_another_text(signing: Signing) -> None:
    maria = signatory(signing, "LB1", "Maria Hughes")
    with pytest.RaisesExc(Refused, check=lambda no: no.code == "version_superseded"):
        ceremony_services.give_part(
            signing.play.agreement_id, "LB1", part("Maria Hughes"), Seen("0.9", "0" * 64), maria, uuid.uuid4()
        )
    assert parts(signing.play.agreement_id) == {}


def test_the_chair_releases_only_the_text_they_saw(signing: Signing) -> None:
    signing.sign_the_rest()
    chair = Actor(None, None, "fresh_email_code")
    today = signing.play.today
    with pytest.RaisesExc(Refused, check=lambda no: no.code == "version_superseded"):
        services.release(signing.play.agreement_id, today, chair, uuid.uuid4(), Seen("0.9", "0" * 64))
    services.release(signing.play.agreement_id, today, chair, uuid.uuid4(), seen(signing))


def test_what_was_planned_and_why_outlives_a_part_that_is_taken_back(signing: Signing) -> None:
    agreement_id, why = signing.play.agreement_id, "Our solicitor, in a letter of 3 March"
    ceremony_services.plan_way(agreement_id, "LB1", "two_authorised", why, ALICE, uuid.uuid4())
    maria, text_seen = signatory(signing, "LB1", "Maria Hughes"), seen(signing)
    ceremony_services.give_part(agreement_id, "LB1", part("Maria Hughes"), text_seen, maria, uuid.uuid4())
    ceremony_services.take_back(agreement_id, "LB1", "I signed too early", text_seen, maria, uuid.uuid4())
    told = ceremony_of(agreement_id)
    planned = told.case.signature_of("LB1")
    assert (planned.planned, planned.planned_because, told.live("LB1")) == ("two_authorised", why, ())


def test_a_part_that_was_taken_back_counts_no_more_when_others_complete_the_signature(
    signing: Signing,
) -> None:
    agreement_id, text_seen = signing.play.agreement_id, seen(signing)
    people = [(signatory(signing, "LB2", name), name) for name in ("Ann Bell", "Ben Ash", "Cy Dow")]
    counted = []
    for by, name in people:
        ceremony_services.give_part(agreement_id, "LB2", part(name), text_seen, by, uuid.uuid4())
        counted.append([one.name for one in ceremony_of(agreement_id).counting("LB2")])
        if name == "Ann Bell":
            ceremony_services.take_back(agreement_id, "LB2", "Too early", text_seen, by, uuid.uuid4())
    assert counted == [["Ann Bell"], ["Ben Ash"], ["Ben Ash", "Cy Dow"]]
    assert status(signing, "LB2") is SignatureStatus.HELD
    assert [len(mailed(signing.app, email_of(name))) for _, name in people] == [0, 1, 1]

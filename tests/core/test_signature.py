"""One party's signature: bound to one version, held until release."""

from datetime import UTC, datetime

import pytest

from govflow.core.errors import Refused
from govflow.core.signature import (
    UNSIGNED,
    DeclineToSign,
    PlanMethod,
    ReleaseSignature,
    Sign,
    Signature,
    SignatureCommand,
    SignatureStatus,
    Signer,
    WithdrawSignature,
    decide,
    evolve,
    fold,
)

NOON = datetime(2027, 2, 22, 12, tzinfo=UTC)
WAYS = ("two_trustees", "authorised_person")
PEOPLE = (Signer("Charity trustee", "Ada Marsh"), Signer("Charity trustee", "Ben Holt"))


def sign(version: str = "0.11", ready: bool = True, usual: str = "two_trustees") -> Sign:
    return Sign(version, "d" * 64, ready, usual, WAYS, PEOPLE, NOON)


def after(*commands: SignatureCommand, start: Signature = UNSIGNED) -> Signature:
    state = start
    for command in commands:
        for event in decide(state, command):
            state = evolve(state, event)
    return state


def refused(state: Signature, command: SignatureCommand) -> str:
    with pytest.raises(Refused) as caught:
        decide(state, command)
    return caught.value.code


HELD = after(sign())


def test_a_signature_is_held_with_the_people_the_method_and_the_digest() -> None:
    assert HELD.status_for("0.11") is SignatureStatus.HELD
    assert HELD.signed is not None
    assert (HELD.signed.method, HELD.signed.people, HELD.signed.digest) == ("two_trustees", PEOPLE, "d" * 64)


def test_a_held_signature_is_void_for_any_other_version() -> None:
    assert HELD.status_for("0.12") is SignatureStatus.VOID


def test_a_party_signs_by_the_method_it_planned_else_by_its_usual_one() -> None:
    planned = after(PlanMethod("authorised_person", WAYS), sign())
    assert planned.signed is not None
    assert planned.signed.method == "authorised_person"
    assert UNSIGNED.method("two_trustees") == "two_trustees"


def test_a_method_that_is_not_open_to_the_party_is_neither_planned_nor_signed_by() -> None:
    assert refused(UNSIGNED, PlanMethod("director_and_witness", WAYS)) == "method_not_open"
    assert refused(UNSIGNED, sign(usual="director_and_witness")) == "method_not_open"
    assert refused(UNSIGNED, sign(usual="")) == "method_not_open"


def test_nobody_signs_twice_and_nobody_signs_before_it_is_time() -> None:
    assert refused(HELD, sign()) == "already_decided"
    assert refused(UNSIGNED, sign(ready=False)) == "not_ready_to_sign"
    assert refused(UNSIGNED, sign(ready=False, usual="")) == "not_ready_to_sign"


def test_who_signed_a_version_that_was_superseded_signs_the_next() -> None:
    assert after(sign("0.12"), start=HELD).status_for("0.12") is SignatureStatus.HELD


def test_a_held_signature_can_be_taken_back_and_given_again() -> None:
    withdrawn = after(WithdrawSignature("0.11", "Second thoughts"), start=HELD)
    assert (withdrawn.status_for("0.11"), withdrawn.reason) == (SignatureStatus.WITHDRAWN, "Second thoughts")
    again = after(sign(), start=withdrawn)
    assert (again.status_for("0.11"), again.reason) == (SignatureStatus.HELD, "")


def test_only_a_held_signature_of_this_version_can_be_taken_back() -> None:
    assert refused(UNSIGNED, WithdrawSignature("0.11", "")) == "nothing_to_act_on"
    assert refused(HELD, WithdrawSignature("0.12", "")) == "nothing_to_act_on"


def test_who_declined_may_still_sign() -> None:
    declined = after(DeclineToSign("0.11", True, "Not yet"))
    assert declined.status_for("0.11") is SignatureStatus.DECLINED
    assert after(sign(), start=declined).status_for("0.11") is SignatureStatus.HELD


def test_who_signed_or_declined_has_answered_for_that_version() -> None:
    decline = DeclineToSign("0.11", True, "")
    assert refused(HELD, decline) == "already_decided"
    assert refused(after(decline), decline) == "already_decided"
    assert after(DeclineToSign("0.12", True, ""), start=after(decline)).version == "0.12"


def test_nobody_declines_before_signing_is_open() -> None:
    assert refused(UNSIGNED, DeclineToSign("0.11", False, "")) == "not_ready_to_sign"


def test_release_makes_a_held_signature_final_and_touches_no_other() -> None:
    released = after(ReleaseSignature("0.11"), start=HELD)
    assert released.status_for("0.11") is SignatureStatus.RELEASED
    assert decide(HELD, ReleaseSignature("0.12")) == ()
    assert decide(UNSIGNED, ReleaseSignature("0.11")) == ()


def test_the_state_is_the_fold_of_what_happened() -> None:
    events = decide(UNSIGNED, PlanMethod("two_trustees", WAYS)) + decide(UNSIGNED, sign())
    assert fold(events) == after(PlanMethod("two_trustees", WAYS), sign())

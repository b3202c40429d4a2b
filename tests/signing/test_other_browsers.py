"""Signing in two browsers at once: what was done in one of them counts in no other, even one person's own."""

import pytest
from flask import Flask

from govflow.clock import SetClock
from govflow.extensions import db
from govflow.signing.ceremony_queries import ceremony_of
from tests.signing.parties import Signing, Somebody, ready
from tests.web.people import signed_in


@pytest.fixture
def ada(app: Flask, clock: SetClock) -> Somebody:
    """A signatory who signs before a witness."""
    signing = ready(app, clock)
    signing.plan("LB1", "director_and_witness")
    return signing.signatory("LB1", "Ada Fictional")


def elsewhere(ada: Somebody) -> Somebody:
    """The same person at another browser."""
    return Somebody(ada.signing, ada.member, ada.id, signed_in(ada.signing.app, ada.id))


def parts(signing: Signing) -> int:
    """How many parts of the party's signature count."""
    db.session.rollback()
    return len(ceremony_of(signing.play.agreement_id).live("LB1"))


def test_nobody_skips_a_step_by_its_address(ada: Somebody) -> None:
    last, other = ada.comes_to_sign(), elsewhere(ada)
    for step in ("consent", "name", "sign"):
        led = other.browser.get(f"{ada.signing.of('LB1', 'sign')}?step={step}")
        assert led.status_code == 302 and led.location.endswith("step=read")
    asked = ada.presses(last, button="send_code")
    assert ada.sends(asked, last, {"code": "000000"}).status_code == 422
    assert parts(ada.signing) == 0


def test_a_code_is_good_in_the_browser_that_asked_for_it(ada: Somebody) -> None:
    other = elsewhere(ada)
    here, there = ada.comes_to_sign(), other.comes_to_sign()
    assert ada.presses(here, button="send_code").status_code == 200
    code = ada.code()
    refused = other.presses(there, {"code": code})
    assert refused.status_code == 422 and "in another browser" in refused.text
    assert parts(ada.signing) == 0
    assert ada.presses(here, {"code": code}).status_code == 302
    assert parts(ada.signing) == 1


def test_a_witness_signs_where_the_signatory_did(ada: Somebody) -> None:
    ada.signs()
    refused = elsewhere(ada).lets_witness()
    assert refused.status_code == 422 and "on the same device" in refused.text
    assert ada.lets_witness(name="Ada  fictional").status_code == 422
    assert parts(ada.signing) == 1
    assert ada.lets_witness().status_code == 302
    db.session.rollback()
    assert "LB1" in ceremony_of(ada.signing.play.agreement_id).case.held

"""Registered numbers: a slip is noticed, and nothing that could be right is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.core.legal_forms import FORMS
from govflow.core.register_numbers import is_charity, looks_odd


@pytest.mark.parametrize(
    ("form", "number"),
    [
        ("clg", "01234567"),
        ("clg", "1234567"),
        ("clg", "SC123456"),
        ("cls", "NI 012345"),
        ("cic_clg", "ni012345"),
        ("clg_charity", "R0000123"),
        ("llp", "OC301234"),
        ("cio", "1123456"),
        ("cio", "CE012345"),
        ("charitable_trust", "210183"),
        ("unincorporated_association", "210183-1"),
        ("unincorporated_association", "NIC100123"),
        ("unincorporated_association", "100123"),
        ("scio", "SC012345"),
        ("coop_society", "30123R"),
        ("cbs", "IP12345R"),
        ("cbs", "RS007123"),
        ("housing_association", "L4172"),
        ("local_authority", "whatever they say"),
        ("clg", ""),
        ("", "12345"),
        ("a form of its own", "12345"),
    ],
)
def test_what_may_be_right_is_not_remarked_on(form: str, number: str) -> None:
    assert looks_odd(form, number) == ""


@pytest.mark.parametrize(
    ("form", "number", "told"),
    [
        ("clg", "123456789", "eight figures"),
        ("clg", "O1234567", "eight figures"),
        ("cio", "12345", "six or seven figures"),
        ("scio", "1123456", "SC and six figures"),
        ("llp", "12345678", "two letters and six figures"),
        ("coop_society", "in the post", "figures"),
    ],
)
def test_a_slip_is_told_by_what_such_a_number_looks_like(form: str, number: str, told: str) -> None:
    assert told in looks_odd(form, number)


@given(st.sampled_from(list(FORMS)), st.text(max_size=80))
def test_it_takes_whatever_is_typed(form: str, number: str) -> None:
    words = looks_odd(form, number)
    assert words == "" or words.endswith(".")


def test_a_charity_is_known_by_its_form_or_by_a_charity_number() -> None:
    assert is_charity("cio", "") and is_charity("clg_charity", "01234567")
    assert is_charity("unincorporated_association", "210183")
    assert not is_charity("unincorporated_association", " ")
    assert not is_charity("clg", "01234567") and not is_charity("", "210183")

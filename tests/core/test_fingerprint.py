"""One spelling of plain data, and the machine-readable agreement."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.core.assembly import assemble
from govflow.core.document import PartKind
from govflow.core.draft import read_draft
from govflow.core.fingerprint import agreement_json, canonical_json, digest, digest_of, groups
from tests.core.small_pack import PACK, member
from tests.core.test_assembly import ANSWERED

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
)


@given(PLAIN)
def test_canonical_bytes_are_json_and_read_back(plain: object) -> None:
    assert json.loads(canonical_json(plain)) == plain
    assert digest_of(plain) == digest(canonical_json(plain))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_numbers_keep_their_exact_value_whatever_their_spelling(number: Decimal) -> None:
    spelt = canonical_json(number)
    assert Decimal(spelt.decode()) == number
    assert canonical_json(number.normalize()) == spelt
    assert b"E" not in spelt


def test_keys_are_sorted_dates_are_iso_and_nothing_else_has_a_form() -> None:
    assert (
        canonical_json({"b": (1, Decimal("2.50")), "a": date(2027, 4, 1)})
        == b'{"a":"2027-04-01","b":[1,2.5]}'
    )
    assert canonical_json(PartKind.CLAUSE) == b'"clause"'
    assert canonical_json(Decimal("0.00")) == b"0"
    for odd in (1.5, object(), {1, 2}):
        with pytest.raises(TypeError):
            canonical_json(odd)


def test_a_digest_is_sha256() -> None:
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_digest_is_shown_in_groups_of_which_none_is_lost() -> None:
    shown = groups(digest(b"govflow"))
    assert {len(group) for group in shown} == {8} and "".join(shown) == digest(b"govflow")
    assert groups("") == ()


def test_the_agreement_can_be_made_again_from_its_machine_readable_form() -> None:
    source = ANSWERED.with_reworded({"work": "Other words."})
    document = assemble(PACK, source).document
    told = json.loads(canonical_json(agreement_json(source, document)), parse_float=Decimal)
    again = read_draft(told, PACK)
    assert again.problems == ()
    assert again.draft == source
    assert assemble(PACK, again.draft).document == document
    assert told["document"]["digest"] == document.digest


def test_the_vehicle_is_told_too() -> None:
    from dataclasses import replace

    source = replace(ANSWERED, vehicle=member("SPV"), vehicle_is_party=True)
    told = json.loads(
        canonical_json(agreement_json(source, assemble(PACK, source).document)), parse_float=Decimal
    )
    assert read_draft(told, PACK).draft == source

"""Leaves and their canonical form."""

import hashlib
import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.journal.leaf import (
    SYSTEM,
    Actor,
    build_leaf,
    canonical,
    commitment,
    normal,
    read_leaf,
    read_moment,
    spelled,
)

MOMENT = datetime(2026, 11, 22, 8, 30, 5, 999_000, tzinfo=timezone(timedelta(hours=1)))
PERSON, ORGANISATION = uuid.UUID(int=1), uuid.UUID(int=2)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def test_a_leaf_tells_who_did_what_when_and_not_the_body() -> None:
    commit = commitment(b"s" * 32, {"ballot": "for"})
    actor = Actor(PERSON, ORGANISATION, "link")
    leaf = build_leaf(
        "resolution_recorded", MOMENT, actor, uuid.UUID(int=3), uuid.UUID(int=4), "ab", "cd", commit
    )
    assert leaf == (
        b'{"actor":"00000000-0000-0000-0000-000000000001","auth":{"method":"link"},'
        b'"body_commit":"' + commit.encode() + b'","consortium":"00000000-0000-0000-0000-000000000003",'
        b'"doc_sha256":"cd","object":"00000000-0000-0000-0000-000000000004",'
        b'"org":"00000000-0000-0000-0000-000000000002","seen":"ab","t":"2026-11-22T07:30:05Z",'
        b'"type":"resolution_recorded","v":1}'
    )
    assert read_leaf(leaf)["type"] == "resolution_recorded"


def test_what_does_not_apply_is_left_out() -> None:
    facts = read_leaf(build_leaf("noted", MOMENT, SYSTEM, None, None, None, None, "ab"))
    assert sorted(facts) == ["auth", "body_commit", "t", "type", "v"]


def test_a_commitment_is_domain_separated_and_salted() -> None:
    expected = hashlib.sha256(b"\x02" + b"s" * 32 + b'{"a":1}').hexdigest()
    assert commitment(b"s" * 32, {"a": 1}) == expected
    assert commitment(b"t" * 32, {"a": 1}) != expected


def test_keys_stand_in_the_order_of_utf_16() -> None:
    # RFC 8785 section 3.2.3: an emoji sorts before U+FF5E, though its code point is greater.
    assert canonical({"\uff5e": 1, "\U0001f600": 2, "a": 3}) == '{"a":3,"\U0001f600":2,"\uff5e":1}'.encode()


def test_text_is_kept_in_nfc() -> None:
    assert canonical({"e\u0301": "e\u0301"}) == canonical({"é": "é"})


@given(json_values)
def test_the_canonical_form_is_a_fixed_point(value: object) -> None:
    kept = normal(value)  # type: ignore[arg-type]
    assert normal(kept) == kept
    assert canonical(kept) == canonical(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [1.5, {"a": 1.5}, [object()], {"a": {1}}])
def test_what_has_no_one_spelling_is_no_json_of_ours(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "leaf",
    [
        b"",
        b"[]",
        b"{",
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1.5}',
        b'{"a":NaN}',
        b"\xff",
        b'{"a":' * 20_000,
        b'{"a":' + b"9" * 5000 + b"}",
    ],
)
def test_bytes_that_are_no_canonical_leaf_are_refused(leaf: bytes) -> None:
    with pytest.raises(ValueError):
        read_leaf(leaf)


def test_moments_are_spelled_in_utc_to_the_second() -> None:
    assert spelled(MOMENT) == "2026-11-22T07:30:05Z"
    assert read_moment("2026-11-22T07:30:05Z") == datetime(2026, 11, 22, 7, 30, 5, tzinfo=UTC)

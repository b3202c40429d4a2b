"""When something applies: a small total language."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.core.applies import ConditionError, Facts, parse_condition

FACTS = Facts(
    {
        "kind": "quarterly",
        "months": 6,
        "share": Decimal("12.5"),
        "used": True,
        "unused": False,
        "types": ("withholding", "reallocation"),
        "name": "Board",
        "empty": (),
    },
    frozenset({"quorum"}),
)


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ("", True),
        ("kind is quarterly", True),
        ("kind is monthly|quarterly", True),
        ("kind is monthly", False),
        ("missing is monthly", False),
        ("not missing is monthly", True),
        ("types has withholding", True),
        ("types has suspension|reallocation", True),
        ("types has suspension", False),
        ("name has Board", False),
        ("months over 5", True),
        ("months over 6", False),
        ("months under 7", True),
        ("months at least 6", True),
        ("months at most 5", False),
        ("share over 12.4", True),
        ("used over 0", False),
        ("missing over 0", False),
        ("missing at most 9", False),
        ("used", True),
        ("unused", False),
        ("unused is answered", True),
        ("empty", False),
        ("empty is answered", False),
        ("missing is answered", False),
        ("name", True),
        ("clause quorum", True),
        ("clause leaving", False),
        ("not clause leaving and used", True),
        ("unused or used and unused", False),
        ("(unused or used) and used", True),
        ("not (used and unused)", True),
        ("not not used", True),
    ],
)
def test_a_condition_holds_or_does_not(words: str, holds: bool) -> None:
    assert parse_condition(words)(FACTS) is holds


@pytest.mark.parametrize(
    "words",
    [
        "kind is",
        "and used",
        "used and",
        "(used",
        "used)",
        "months over",
        "months over many",
        "months at 6",
        "months at all 6",
        "Kind is x",
        "clause",
        "not",
        "used used",
        "(used used)",
        "5",
        "(" * 5000 + "used" + ")" * 5000,
        "not " * 5000 + "used",
    ],
)
def test_words_outside_the_language_are_refused_with_their_place(words: str) -> None:
    with pytest.raises(ConditionError) as refused:
        parse_condition(words)
    assert str(refused.value)


def test_a_condition_knows_what_it_looks_at() -> None:
    read = parse_condition("kind is a|b and (months over 2 or clause quorum)")
    assert read.reads == {"kind", "months"}
    assert read.clauses == {"quorum"}


@given(st.text(alphabet="abc ()|0.andorotishs", max_size=40))
def test_reading_any_words_ends_in_a_condition_or_a_refusal(words: str) -> None:
    try:
        read = parse_condition(words)
    except ConditionError:
        return
    assert read(FACTS) in (True, False)

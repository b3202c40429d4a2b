"""Answers: read by kind, kept when outside limits, absent when of the wrong kind, said in words."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.core.answers import (
    Column,
    FaultKind,
    Kind,
    Limits,
    Question,
    Read,
    Roll,
    in_words,
    is_absent,
    number_or_none,
    read_answer,
)

ROLL = Roll(("A", "B"), vehicle=True)
OPTIONS = MappingProxyType({"one": "the first", "two": "the second"})


NO_LIMITS = Limits()


def read(kind: Kind, raw: object, limits: Limits = NO_LIMITS, options: Mapping[str, str] = OPTIONS) -> Read:
    return read_answer(Question("x", "c", kind, "the answer", "?", limits=limits, options=options), raw, ROLL)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Kind.TEXT, "words", "words"),
        (Kind.LONGTEXT, "more words", "more words"),
        (Kind.INT, 3, 3),
        (Kind.INT, Decimal("3.0"), 3),
        (Kind.DECIMAL, Decimal("2.5"), Decimal("2.5")),
        (Kind.PERCENT, 8, 8),
        (Kind.MONEY, Decimal("640800.0"), Decimal("640800.0")),
        (Kind.DATE, "2028-02-29", date(2028, 2, 29)),
        (Kind.BOOL, False, False),
        (Kind.ENUM, "two", "two"),
        (Kind.MULTI, ["one", "two"], ("one", "two")),
        (Kind.PARTY, "SPV", "SPV"),
        (Kind.PARTIES, ["A", "B"], ("A", "B")),
    ],
)
def test_each_kind_reads_its_values(kind: Kind, raw: object, value: object) -> None:
    assert read(kind, raw) == Read(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.TABLE])
@pytest.mark.parametrize("raw", [None, "", "  "])
def test_blank_of_any_kind_is_absent_and_no_fault(kind: Kind, raw: object) -> None:
    assert read(kind, raw) == Read(None)


@pytest.mark.parametrize("kind", [Kind.MULTI, Kind.LIST, Kind.PARTIES])
def test_a_list_without_entries_is_given(kind: Kind) -> None:
    assert read(kind, []) == Read(())


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.INT, Kind.DATE, Kind.BOOL, Kind.ENUM, Kind.PARTY])
def test_a_list_without_entries_is_of_the_wrong_kind_where_one_value_is_asked(kind: Kind) -> None:
    assert [fault.kind for fault in read(kind, []).faults] == [FaultKind.WRONG_KIND]


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (Kind.TEXT, 5),
        (Kind.INT, "5"),
        (Kind.INT, True),
        (Kind.INT, Decimal("2.5")),
        (Kind.MONEY, "£5"),
        (Kind.DATE, "1 April"),
        (Kind.DATE, "2027-02-30"),
        (Kind.DATE, "20270201"),
        (Kind.DATE, "2027-W01-1"),
        (Kind.DATE, 2027),
        (Kind.BOOL, "yes"),
        (Kind.BOOL, 1),
        (Kind.ENUM, 1),
        (Kind.MULTI, "one"),
        (Kind.PARTY, 1),
        (Kind.PARTIES, "A"),
    ],
)
def test_the_wrong_kind_is_a_fault_and_absent(kind: Kind, raw: object) -> None:
    found = read(kind, raw)
    assert found.value is None
    (fault,) = found.faults
    assert (fault.kind, fault.field) == (FaultKind.WRONG_KIND, "x")
    assert fault.mend


@pytest.mark.parametrize(
    ("kind", "raw", "limits"),
    [
        (Kind.INT, 0, Limits(least=Decimal(1))),
        (Kind.PERCENT, Decimal("100.1"), Limits(most=Decimal(100))),
        (Kind.TEXT, "too long", Limits(most_characters=3)),
        (Kind.LONGTEXT, "one two", Limits(least_words=3)),
        (Kind.LONGTEXT, "one two", Limits(most_words=1)),
        (Kind.ENUM, "three", Limits()),
        (Kind.PARTY, "Z", Limits()),
    ],
)
def test_a_value_outside_its_limits_is_a_fault_and_kept(kind: Kind, raw: object, limits: Limits) -> None:
    found = read(kind, raw, limits)
    assert found.value == raw
    assert [fault.kind for fault in found.faults] == [FaultKind.OUT_OF_LIMITS]


def test_limits_themselves_are_allowed() -> None:
    limits = Limits(least=Decimal(1), most=Decimal(3))
    assert read(Kind.INT, 1, limits).faults == read(Kind.INT, 3, limits).faults == ()
    words = Limits(least_words=2, most_words=2, most_characters=7)
    assert read(Kind.TEXT, "one two", words).faults == ()
    assert read(Kind.TEXT, "one", words).faults[0].message == "The answer has 1 word."


def test_each_entry_of_a_list_has_its_own_place() -> None:
    found = read(Kind.MULTI, ["one", "three", 4, ""])
    assert found.value == ("one", "three")
    assert [(fault.kind, fault.field) for fault in found.faults] == [
        (FaultKind.OUT_OF_LIMITS, "x[1]"),
        (FaultKind.WRONG_KIND, "x[2]"),
    ]
    free = read(Kind.LIST, ["words", 12, True], options=MappingProxyType({}))
    assert free.value == ("words", 12)
    assert [fault.field for fault in free.faults] == ["x[2]"]
    assert read(Kind.PARTIES, ["A", "Z"]).faults[0].field == "x[1]"


def test_where_nobody_is_a_party_yet_none_of_them_can_be_chosen() -> None:
    question = Question("x", "c", Kind.PARTY, "the answer", "?")
    for raw in ("A", 1):
        (fault,) = read_answer(question, raw, Roll((), vehicle=False)).faults
        assert fault.mend == "Add the members first, then name one of them."
    (fault,) = read(Kind.PARTY, "C").faults
    assert fault.mend == "Give one of: A, B, SPV."


def test_all_is_said_only_where_the_question_lets_one() -> None:
    everybody = read(Kind.PARTIES, "all", options=MappingProxyType({"all": "all members"}))
    assert everybody == Read(("all",))
    assert [fault.kind for fault in read(Kind.PARTIES, "all").faults] == [FaultKind.WRONG_KIND]


def test_a_list_may_be_too_short_or_too_long() -> None:
    short = read(Kind.LIST, ["a"], Limits(least_items=2, most_items=3), MappingProxyType({}))
    long = read(Kind.LIST, ["a", "b", "c", "d"], Limits(least_items=2, most_items=3), MappingProxyType({}))
    assert [fault.kind for fault in short.faults + long.faults] == [FaultKind.OUT_OF_LIMITS] * 2


TABLE = Question(
    "kpis",
    "c",
    Kind.TABLE,
    "measures",
    "?",
    columns=(
        Column("name", "Name", Kind.TEXT),
        Column("weight", "Weight", Kind.INT, Limits(most=Decimal(100))),
        Column("way", "Way", Kind.ENUM, options=MappingProxyType({"up": "Higher"})),
    ),
)


def test_a_table_is_rows_and_an_absent_table_has_none() -> None:
    found = read_answer(TABLE, [{"name": "K1", "weight": 40, "way": "up"}, {"name": ""}], ROLL)
    assert found == Read((MappingProxyType({"name": "K1", "weight": 40, "way": "up"}), MappingProxyType({})))
    assert read_answer(TABLE, None, ROLL) == Read(None)
    assert read_answer(TABLE, [], ROLL) == Read(None)


def test_a_table_names_row_and_column_of_what_is_wrong() -> None:
    found = read_answer(TABLE, [{"weight": 101}, "row", {"weight": "x", "colour": 1, "way": "left"}], ROLL)
    assert [(fault.kind, fault.field) for fault in found.faults] == [
        (FaultKind.OUT_OF_LIMITS, "kpis[0].weight"),
        (FaultKind.WRONG_KIND, "kpis[1]"),
        (FaultKind.WRONG_KIND, "kpis[2].weight"),
        (FaultKind.UNKNOWN, "kpis[2].colour"),
        (FaultKind.OUT_OF_LIMITS, "kpis[2].way"),
    ]
    assert "row 3" in found.faults[3].message
    assert read_answer(TABLE, {"name": "K1"}, ROLL).faults[0].field == "kpis"


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.decimals(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    ),
    st.sampled_from(Kind),
)
def test_reading_never_raises(raw: object, kind: Kind) -> None:
    columns = TABLE.columns
    found = read_answer(Question("x", "c", kind, "x", "?", options=OPTIONS, columns=columns), raw, ROLL)
    assert found.value is not None or found.faults or is_absent(raw) or isinstance(raw, list)


@pytest.mark.parametrize(
    ("value", "kind", "unit", "words"),
    [
        (6, Kind.INT, "months", "6 months"),
        (1, Kind.INT, "months", "1 month"),
        (1, Kind.INT, "people", "1 person"),
        (1, Kind.INT, "meetings", "1 meeting"),
        (2, Kind.INT, "periods in a row", "2 periods"),
        (4, Kind.INT, "per year", "4"),
        (30, Kind.INT, "0-100", "30"),
        (Decimal("2.50"), Kind.DECIMAL, "days/month", "2.5 days"),
        (Decimal("66.7"), Kind.PERCENT, "% of voting members", "66.7%"),
        (24000, Kind.MONEY, "GBP", "£24,000"),
        (Decimal("6.5"), Kind.MONEY, "GBP", "£6.50"),
        (Decimal("640800.0"), Kind.MONEY, "GBP/year", "£640,800"),
        (Decimal("1000.5"), Kind.MONEY, "GBP", "£1,000.50"),
        (Decimal("0.025"), Kind.MONEY, "GBP", "£0.025"),
        (9007199254740993, Kind.INT, "", "9,007,199,254,740,993"),
        (10**399 + 1, Kind.MONEY, "GBP", f"£{10**399 + 1:,}"),
        (date(2027, 4, 1), Kind.DATE, "", "1 April 2027"),
        (True, Kind.BOOL, "", "yes"),
        (False, Kind.BOOL, "", "no"),
        ("one", Kind.ENUM, "", "the first"),
        ("free", Kind.TEXT, "", "free"),
        (("one", "two"), Kind.MULTI, "", "the first and the second"),
        ((12, 24, "end"), Kind.LIST, "", "12, 24 and end"),
        (4200, Kind.DECIMAL, "", "4,200"),
    ],
)
def test_an_answer_is_said_as_a_reader_would(value: object, kind: Kind, unit: str, words: str) -> None:
    assert in_words(value, kind, unit, OPTIONS) == words  # type: ignore[arg-type]


def test_a_row_is_not_said_in_a_sentence() -> None:
    with pytest.raises(TypeError):
        in_words(MappingProxyType({}), Kind.TABLE)


def test_a_typed_number_is_exact_or_none() -> None:
    assert number_or_none(" 1,200.50 ") == Decimal("1200.50")
    assert [number_or_none(text) for text in ("", "ten", "NaN", "Infinity")] == [None] * 4


def test_the_usual_choice_depends_on_the_type() -> None:
    asked = Question("x", "c", Kind.INT, "x", "?", usual=6, usual_for=MappingProxyType({"AL": 3}))
    assert [asked.usual_choice(code) for code in ("LB", "AL")] == [6, 3]

"""What people type and paste, as plain data."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.catalogue.loader import load
from govflow.core.answers import Column, Kind, Limits, Question, Roll, in_words, read_answer
from govflow.core.asking import plain_rows
from govflow.core.fingerprint import plain
from govflow.core.typed import (
    TypedRow,
    block_of,
    bounded,
    mend_of,
    plain_of,
    read_block,
    told_twice,
    typed_of,
)
from govflow.core.words import join_words
from tests.agreements.begun import example
from tests.catalogue.random_answers import answer

PARTIES = {"LB1": "Hollin Bank Trust", "LB2": "Careful Steps’ CIO", "SPV": "Common Ground CIC"}
OPTIONS = {"fixed_shares": "fixed shares", "by_area": "by area"}


def asked(kind: Kind, **more: object) -> Question:
    return Question("it", "clause", kind, "it", "What?", **more)  # type: ignore[arg-type]


UNITS = {
    Kind.MONEY: "GBP/year",
    Kind.PERCENT: "% of votes",
    Kind.INT: "months",
    Kind.DECIMAL: "days/month",
}


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        (Kind.MONEY, " £1,250.50 ", Decimal("1250.50")),
        (Kind.MONEY, "1250", 1250),
        (Kind.MONEY, "£ 2 400 000 a year", 2_400_000),
        (Kind.MONEY, "1250 pounds", 1250),
        (Kind.MONEY, "-5", -5),
        (Kind.MONEY, "+5.00", 5),
        (Kind.MONEY, "1,250 a year", 1250),
        (Kind.MONEY, "5 days", "5 days"),
        (Kind.MONEY, "50 pounds a day", "50 pounds a day"),
        (Kind.MONEY, "5%", "5%"),
        (Kind.PERCENT, "£8", "£8"),
        (Kind.PERCENT, "8 pounds", "8 pounds"),
        (Kind.INT, "3 years", "3 years"),
        (Kind.INT, "2 WEEKS", "2 WEEKS"),
        (Kind.INT, "1 Month", 1),
        (Kind.INT, "3%", "3%"),
        (Kind.INT, "6 months a year", "6 months a year"),
        (Kind.INT, "5 members", "5 members"),
        (Kind.MONEY, "£1,200,000 per annum", 1_200_000),
        (Kind.MONEY, "£5 days", "£5 days"),
        (Kind.PERCENT, "3 seats", "3 seats"),
        (Kind.MONEY, "12,5", "12,5"),
        (Kind.MONEY, "1.5m", "1.5m"),
        (Kind.MONEY, "5 or more", "5 or more"),
        (Kind.MONEY, "about 5", "about 5"),
        (Kind.PERCENT, "8%", 8),
        (Kind.PERCENT, "8.25 per cent", Decimal("8.25")),
        (Kind.INT, "6 months", 6),
        (Kind.DECIMAL, "2.5 days a month", Decimal("2.5")),
        (Kind.DATE, "2027-04-01", "2027-04-01"),
        (Kind.DATE, "1 April 2027", "2027-04-01"),
        (Kind.DATE, "1st Apr 2027", "2027-04-01"),
        (Kind.DATE, "1/4/2027", "2027-04-01"),
        (Kind.DATE, "31.12.2027", "2027-12-31"),
        (Kind.DATE, "31 Februar 2027", "31 Februar 2027"),
        (Kind.DATE, "30/2/2027", "30/2/2027"),
        (Kind.DATE, "soon", "soon"),
        (Kind.BOOL, "Yes", True),
        (Kind.BOOL, "n", False),
        (Kind.BOOL, "perhaps", "perhaps"),
        (Kind.TEXT, "  two words\r\nthree ", "two words\nthree"),
        (Kind.TEXT, "  ", None),
        (Kind.PARTY, "LB2", "LB2"),
        (Kind.PARTY, "hollin  bank trust", "LB1"),
        (Kind.PARTY, "Careful Steps' CIO", "LB2"),
        (Kind.PARTY, "nobody", "nobody"),
        (Kind.PARTIES, ["LB1", "LB2"], ["LB1", "LB2"]),
        (Kind.PARTIES, [], None),
        (Kind.LIST, "Northfold\n\n Eastmarsh, and more\n", ["Northfold", "Eastmarsh, and more"]),
        (Kind.LIST, "2027\n1.50\n1.10\n12\n1,200\nend", ["2027", "1.50", "1.10", "12", "1,200", "end"]),
        (Kind.TEXT, [], None),
    ],
)
def test_what_is_typed_becomes_plain_data(kind: Kind, text: str | list[str], wanted: object) -> None:
    assert plain_of(asked(kind, unit=UNITS.get(kind, "")), text, PARTIES) == wanted


def test_only_a_list_that_is_meant_to_hold_numbers_reads_them_and_changes_none() -> None:
    of_numbers = asked(Kind.LIST, usual=(12, "end"))
    told = "12\n1,200\n2.5\n0\nend\n012\n2027\n1.10\n12,5\n1e3\n1_000\n-0"
    wanted = [12, 1200, Decimal("2.5"), 0, "end", "012", "2027", "1.10", "12,5", "1e3", "1_000", "-0"]
    assert plain_of(of_numbers, told, {}) == wanted
    assert typed_of(of_numbers, wanted) == told
    assert plain_of(asked(Kind.LIST, usual=("the Chair", "the Treasurer")), "12", {}) == ["12"]


def test_measures_are_named_as_they_are_called() -> None:
    questions = load().questions
    measures, objectives = questions["kpis"], questions["objectives"]
    assert plain_of(measures, [{"kpi_id": "1.10"}], {}) == [{"kpi_id": "1.10"}]
    assert plain_of(objectives, [{"kpi_ids": "1.10; 1"}], {}) == [{"kpi_ids": ["1.10", "1"]}]
    assert plain_of(questions["evaluation_points"], "12\nend", {}) == [12, "end"]


@given(entries=st.lists(st.from_regex(r"[0-9.,]{1,8}", fullmatch=True), min_size=1), number=st.booleans())
def test_an_entry_of_a_list_is_said_again_as_it_was_typed(entries: list[str], number: bool) -> None:
    question = asked(Kind.LIST, usual=(12,) if number else None)
    found = read_answer(question, plain_of(question, "\n".join(entries), {}), Roll((), False)).value
    assert found is not None and in_words(found, Kind.LIST) == join_words(entries)


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        (Kind.MONEY, "9" * 15, ""),
        (Kind.MONEY, "9" * 15 + ".5", "over the most allowed"),
        (Kind.DECIMAL, "1" + "0" * 15, "Give 999,999,999,999,999 or less."),
        (Kind.DECIMAL, "-1" + "0" * 15, "Give -999,999,999,999,999 or more."),
        (Kind.DECIMAL, "0." + "1" * 15, ""),
        (Kind.DECIMAL, "0." + "1" * 16, "is not a number"),
        (Kind.DECIMAL, "1" * 31, "is not a number"),
        (Kind.DATE, "1990-01-01", ""),
        (Kind.DATE, "2200-12-31", ""),
        (Kind.DATE, "0001-01-01", "is too long ago. Give 1 January 1990 or a later day."),
        (Kind.DATE, "9999-12-31", "is too far away. Give 31 December 2200 or an earlier day."),
        (Kind.TEXT, "x" * 10_000, ""),
        (Kind.TEXT, "x" * 10_001, "Use at most 10000 characters."),
        (Kind.LONGTEXT, "x " * 10_000, "Use at most 10000 characters."),
        (Kind.LIST, "x\n" * 10_000, ""),
        (Kind.LIST, "xx\n" * 5_001, "Use at most 10000 characters."),
    ],
)
def test_a_field_holds_no_more_than_somebody_types(kind: Kind, text: str, told: str) -> None:
    for question in (asked(kind), asked(Kind.TABLE, columns=(Column("it", "It", kind),))):
        typed = [{"it": text.replace("\n", ";")}] if question.columns else text
        faults = read_answer(bounded(question), plain_of(question, typed, {}), Roll((), False)).faults
        assert [told in f"{fault.message} {fault.mend}" for fault in faults] == ([True] if told else [])


@pytest.mark.parametrize(
    ("question", "typed", "told"),
    [
        (asked(Kind.LIST, options=OPTIONS), ["by_area", "fixed_shares"], []),
        (asked(Kind.LIST, options=OPTIONS), ["by_area", "fixed_shares", "by_area", "by_area"], ["“by area”"]),
        (asked(Kind.LIST), "Ashby\nNorthfold\n ashby\nNorth  fold", ["“Ashby”"]),
        (asked(Kind.LIST), "Ashby\nStonelow\nAshby\nStonelow", ["“Ashby”", "“Stonelow”"]),
        (asked(Kind.LIST, usual=(12,)), "12\n24\n12", ["“12”"]),
        (asked(Kind.LIST), "", []),
        (asked(Kind.TEXT), "Ashby", []),
    ],
)
def test_what_stands_in_a_list_twice_is_a_slip(
    question: Question, typed: str | list[str], told: list[str]
) -> None:
    faults = told_twice(question, plain_of(question, typed, {}))
    assert [f"{each.message} {each.mend}" for each in faults] == [
        f"{entry} is in the list more than once. Keep it once." for entry in told
    ]


def test_no_usual_choice_says_anything_twice() -> None:
    for question in load().questions.values():
        for kind in ("LB", "SPV", "AL", "COOP", "NET"):
            usual = question.usual_choice(kind)
            assert usual is None or told_twice(question, plain(usual)) == (), question.name


def test_what_a_question_says_of_its_limits_stands() -> None:
    limits = Limits(least=Decimal(0), most=Decimal(100), most_characters=120)
    for kind in (Kind.PERCENT, Kind.TEXT, Kind.BOOL):
        assert bounded(asked(kind, limits=limits)).limits == limits


@pytest.mark.parametrize(
    ("kind", "raw", "told"),
    [
        (Kind.ENUM, "nowhere", "Choose one of: by area, fixed shares."),
        (Kind.INT, "six", "Give a whole number, like 30, and in no unit but the one asked for."),
        (Kind.INT, Decimal("30.5"), "Give a whole number, like 30"),
        (Kind.DECIMAL, "six", "Type it in figures, like 1250 or 12.5, and in no unit"),
        (Kind.DATE, "soon", "Give the day, the month and the year, like 1 April 2027."),
        (Kind.INT, 1, "Give 2 or more."),
    ],
)
def test_a_page_says_how_to_mend_what_was_typed(kind: Kind, raw: object, told: str) -> None:
    options = {"by_area": "by area", "fixed_shares": "fixed shares"}
    question = asked(kind, options=options, limits=Limits(least=Decimal(2)))
    (fault,) = read_answer(question, raw, Roll((), False)).faults
    assert mend_of(fault, kind, options).startswith(told)


def test_choices_with_a_comma_are_told_apart() -> None:
    (fault,) = read_answer(asked(Kind.ENUM, options=OPTIONS), "nowhere", Roll((), False)).faults
    assert mend_of(fault, Kind.ENUM, {"a": "For", "b": "Present, abstains"}).endswith(
        "For; Present, abstains."
    )


def test_a_choice_is_known_by_its_code_and_by_its_words() -> None:
    question = asked(Kind.ENUM, options=OPTIONS)
    assert [plain_of(question, text, {}) for text in ("by_area", "Fixed shares", "BY_AREA", "else")] == [
        "by_area",
        "fixed_shares",
        "by_area",
        "else",
    ]
    offered = asked(Kind.TEXT, options=OPTIONS)
    assert [plain_of(offered, text, {}) for text in ("Fixed shares", "else")] == ["fixed_shares", "else"]
    several = asked(Kind.MULTI, options=OPTIONS)
    assert plain_of(several, ["by_area", "fixed shares"], {}) == ["by_area", "fixed_shares"]


def test_all_members_is_one_answer() -> None:
    question = asked(Kind.PARTIES, options={"all": "all members"})
    assert plain_of(question, ["LB1", "All members"], PARTIES) == "all"
    assert typed_of(question, "all") == ["all"]


TABLE = asked(
    Kind.TABLE,
    columns=(
        Column("member_id", "Member", Kind.PARTY),
        Column("share_pct", "Share", Kind.PERCENT),
        Column("kpi_ids", "Measures", Kind.LIST),
        Column("users", "Users", Kind.PARTIES),
        Column("what", "What", Kind.TEXT),
    ),
)


def test_a_table_is_read_row_by_row_without_those_nobody_filled_in() -> None:
    rows: list[TypedRow] = [
        {"member_id": "Hollin Bank Trust", "share_pct": "60%", "kpi_ids": "K1, K2", "users": ["LB1"]},
        {"member_id": " ", "share_pct": "", "users": []},
        {"member_id": "LB2", "kpi_ids": "one, two; three", "users": "LB1; SPV", "what": "Help"},
    ]
    assert plain_of(TABLE, rows, PARTIES) == [
        {"member_id": "LB1", "share_pct": 60, "kpi_ids": ["K1", "K2"], "users": ["LB1"]},
        {"member_id": "LB2", "kpi_ids": ["one, two", "three"], "users": ["LB1", "SPV"], "what": "Help"},
    ]
    assert plain_of(TABLE, [{"what": ""}], PARTIES) is None
    assert plain_of(TABLE, "no rows", PARTIES) is None


@pytest.mark.parametrize("name", ["lead_body_6", "spv_30", "alliance_19", "coop_9", "network_14"])
def test_what_the_fields_hold_reads_as_the_same_answer_again(name: str) -> None:
    source = example(name)
    answers, members = source["answers"], source["members"]
    assert isinstance(answers, dict) and isinstance(members, list)
    parties = {member["member_id"]: member["legal_name"] for member in members} | {"SPV": "Vehicle"}
    for question_name, answered in answers.items():
        question = load().questions[question_name]
        wanted = _without_blanks(answered)
        assert plain_of(question, typed_of(question, answered), parties) == wanted, question_name


def _without_blanks(given: object) -> object:
    """As a form holds it: a cell in which nothing stands is left out, and a table without rows is none."""
    if isinstance(given, list) and given and isinstance(given[0], dict):
        return [{name: cell for name, cell in row.items() if cell not in ("", [], None)} for row in given]
    return None if given == [] else given


def test_the_usual_choices_read_as_themselves() -> None:
    for question in load().questions.values():
        for usual in {question.usual_choice(kind) for kind in ("LB", "SPV", "AL", "COOP", "NET")} - {
            None,
            (),
        }:
            told = plain(usual)  # type: ignore[arg-type]
            assert plain_of(question, typed_of(question, told), PARTIES) == told, question.name


def test_an_answer_that_is_none_of_its_kind_is_shown_as_it_is() -> None:
    assert typed_of(asked(Kind.DATE), "soon") == "soon"
    assert typed_of(asked(Kind.DATE), None) == ""
    assert typed_of(asked(Kind.MULTI, options=OPTIONS), "by_area") == ["by_area"]
    assert typed_of(asked(Kind.MULTI, options=OPTIONS), None) == []
    assert typed_of(TABLE, "no rows") == []
    assert typed_of(TABLE, [{"kpi_ids": ["one, two"]}, "no row"]) == [
        {"member_id": "", "share_pct": "", "kpi_ids": "one, two;", "users": [], "what": ""}
    ]


COLUMNS = TABLE.columns[:2]


def test_a_block_of_a_spreadsheet_is_read_in_the_order_of_the_columns() -> None:
    found = read_block(COLUMNS, "LB1\t60\n\nLB2\t40\t\n")
    assert found.rows == ({"member_id": "LB1", "share_pct": "60"}, {"member_id": "LB2", "share_pct": "40"})
    assert (found.faults, found.numbers) == ((), (1, 3))


def test_a_block_with_headings_is_read_by_them() -> None:
    block = 'Share,"MEMBER"\n60%,"Hollin\n Bank Trust"\n'
    assert read_block(COLUMNS, block).rows == ({"share_pct": "60%", "member_id": "Hollin Bank Trust"},)


def test_a_heading_may_be_told_in_part() -> None:
    columns = (Column("a", "Delivery share", Kind.PERCENT), Column("b", "Value a year", Kind.MONEY))
    assert read_block(columns, "value,share\n5,60").rows == ({"b": "5", "a": "60"},)
    twins = (Column("a", "From day", Kind.DATE), Column("b", "To day", Kind.DATE))
    assert read_block(twins, "day,from\nx,y").rows == ({"a": "day", "b": "from"}, {"a": "x", "b": "y"})


def test_several_choices_go_out_by_their_words_and_come_back() -> None:
    columns = (
        Column("who", "Who", Kind.PARTIES),
        Column("how", "How", Kind.MULTI, options={"fixed": "fixed; for good", "area": "by area"}),
    )
    row = {"who": ["LB1", "LB2"], "how": ["fixed", "area"]}
    file = block_of(columns, [row], PARTIES)
    # A choice whose words would be cut in two goes out by its code.
    assert file == "Who,How\r\nHollin Bank Trust; Careful Steps’ CIO,fixed; area\r\n"
    assert read_block(columns, file).faults == ()


def test_a_tab_in_a_cell_of_a_file_with_headings_cuts_nothing() -> None:
    columns = (Column("type", "Insurance", Kind.TEXT), Column("who", "Who", Kind.PARTY))
    file = block_of(columns, [{"type": "tab\there, too", "who": "LB1"}], PARTIES)
    wanted = ({"type": "tab here, too", "who": "Hollin Bank Trust"},)
    assert read_block(columns, file).rows == wanted
    assert read_block(columns, "Insurance\tWho\ntab here, too\tHollin Bank Trust").rows == wanted


def test_what_cannot_be_read_of_a_block_is_told_with_its_row() -> None:
    assert read_block(COLUMNS, "LB1\t60\nLB2\t40\tmore\t\n").faults == (
        "Row 2 has 4 cells, but there are 2 columns.",
    )
    assert read_block(COLUMNS, "Member,Share,Colour\nLB1,60,red\n").faults == (
        "Row 1: no column is called “Colour”.",
    )
    assert read_block(COLUMNS, "x" * 200_000).faults == (
        "This is no block of rows: a cell in it is too long.",
    )
    assert read_block(COLUMNS, "").rows == ()
    assert read_block(COLUMNS[1:], "Share\n60").rows == ({"share_pct": "60"},)


# Files


def tables() -> list[Question]:
    return [question for question in load().questions.values() if question.kind is Kind.TABLE]


NAMES = {
    "LB1": "Hollin Bank Trust",
    "LB2": "Smith, Jones; and Co",
    "LB3": "LB1",
    "LB4": "Twin",
    "LB5": "Twin",
}
HARD = st.sampled_from(["=1+1", "'=1", "-5", "a; b", "x, y", "one\ntwo", '"quoted"', "'", "LB1", "@home"])


@given(data=st.data(), question=st.sampled_from(tables()))
def test_rows_of_every_table_come_back_from_a_file_as_they_were(
    data: st.DataObject, question: Question
) -> None:
    drawn = data.draw(answer(question, list(NAMES)))
    texts = [column.name for column in question.columns if column.kind is Kind.TEXT]
    rows = [dict(row) for row in plain_rows(plain(drawn))]
    for row in rows:
        row |= {name: data.draw(HARD) for name in texts if data.draw(st.booleans())}
    there = plain_of(question, typed_of(question, rows), NAMES)
    file = block_of(question.columns, typed_of(question, there), NAMES)  # type: ignore[arg-type]
    found = read_block(question.columns, file)
    assert found.faults == ()
    assert plain_of(question, found.rows, NAMES) == there


def test_a_file_says_choices_and_parties_in_words_and_no_formula() -> None:
    question = load().questions["delivery_shares"]
    rows = [{"member_id": "LB1", "share_pct": "60", "service": "=1+1"}]
    file = block_of(question.columns, rows, NAMES)
    assert file.splitlines()[0].startswith("Member")
    assert "Hollin Bank Trust" in file and "LB1" not in file and ",=1" not in file


def test_a_file_with_semicolons_is_read_by_its_headings_or_names_of_columns() -> None:
    wanted = ({"member_id": "a, b", "share_pct": "60"}, {"member_id": "LB2", "share_pct": "40"})
    assert read_block(COLUMNS, "Member;Share\r\na, b;60\r\nLB2;40\r\n").rows == wanted
    assert read_block(COLUMNS, "share_pct;member_id\n60;a, b\n40;LB2\n").rows == wanted
    assert read_block(COLUMNS, 'Member,Share\n"a, b",60\nLB2,40\n').rows == wanted


@pytest.mark.parametrize(
    ("unit", "text", "wanted"),
    [
        ("per year", "6 meetings a year", 6),
        ("per person", "2 per member", 2),
        ("people", "4 members", 4),
        ("periods in a row", "2 periods", 2),
        ("periods in a row", "2 periods in a row", 2),
        ("% sample", "8% Sample", 8),
        ("0-100", "80-100", "80-100"),
        ("members", "3 weeks", "3 weeks"),
        ("people", "£3", "£3"),
    ],
)
def test_what_is_counted_may_be_named_as_people_call_it(unit: str, text: str, wanted: object) -> None:
    assert plain_of(asked(Kind.INT, unit=unit), text, {}) == wanted


def test_a_cell_may_name_the_unit_of_its_heading_and_no_other() -> None:
    table = asked(Kind.TABLE, columns=(Column("value", "Value a year", Kind.MONEY),))
    cells = ("£5,000 a year", "£5,000", "£5,000 a month", "5,000 people")
    assert plain_of(table, [{"value": cell} for cell in cells], {}) == [
        {"value": 5000},
        {"value": 5000},
        {"value": "£5,000 a month"},
        {"value": "5,000 people"},
    ]


@pytest.mark.parametrize(
    ("unit", "cells", "wanted"),
    [
        ("%", {"target": "95%", "price": "£12"}, {"target": 95, "price": 12}),
        ("hour", {"target": "1,200 hours", "price": "£12 an hour"}, {"target": 1200, "price": 12}),
        ("day", {"price": "£50 a day", "share": "5%"}, {"price": 50, "share": 5}),
        ("days", {"target": "3 weeks", "share": "2 days"}, {"target": "3 weeks", "share": "2 days"}),
        ("week", {"price": "£50 a day"}, {"price": "£50 a day"}),
        ("", {"target": "95%", "value": "£5 a month"}, {"target": "95%", "value": "£5 a month"}),
        ("per cent", {"target": "95%"}, {"target": 95}),
        ("Percentage of visits", {"target": "95 per cent"}, {"target": 95}),
        ("percent", {"target": "95%", "price": "5%"}, {"target": 95, "price": "5%"}),
        ("%", {"target": "95 percent", "price": "5%"}, {"target": 95, "price": "5%"}),
        ("GBP", {"target": "£5,000"}, {"target": 5000}),
        ("£", {"target": "5,000 pounds"}, {"target": 5000}),
        ("£ a week", {"target": "£50 a week"}, {"target": 50}),
        ("£/week", {"target": "£50 a day"}, {"target": "£50 a day"}),
        ("£000", {"target": "£5,000"}, {"target": "£5,000"}),
        ("minutes", {"target": "20 minutes"}, {"target": 20}),
        ("minutes", {"target": "2 hours"}, {"target": "2 hours"}),
        ("visits", {"target": "1 visit"}, {"target": 1}),
        ("thousand visits", {"target": "40 visits"}, {"target": "40 visits"}),
        ("'000 visits", {"target": "40 visits"}, {"target": "40 visits"}),
        ("visits", {"target": "40+ visits"}, {"target": "40+ visits"}),
        ("days", {"target": "£5 days"}, {"target": "£5 days"}),
        ("days", {"target": "5 members"}, {"target": "5 members"}),
        ("working days", {"target": "5 working days"}, {"target": 5}),
        ("hours per day", {"target": "5 days"}, {"target": "5 days"}),
        ("hours per day", {"target": "5 hours a day"}, {"target": 5}),
        ("hours/week", {"target": "5 hours / week"}, {"target": 5}),
        ("hours a week", {"target": "5 a day"}, {"target": "5 a day"}),
        ("days", {"target": "6 days a year"}, {"target": "6 days a year"}),
    ],
)
def test_a_cell_may_name_the_unit_of_its_row_and_no_other(
    unit: str, cells: dict[str, str], wanted: dict[str, object]
) -> None:
    columns = (
        Column("unit", "Unit", Kind.TEXT),
        Column("target", "Target", Kind.DECIMAL),
        Column("share", "Tolerance", Kind.PERCENT),
        Column("price", "Price", Kind.MONEY),
        Column("value", "Value a year", Kind.MONEY),
    )
    told = {"unit": unit} if unit else {}
    assert plain_of(asked(Kind.TABLE, columns=columns), [{**cells, **told}], {}) == [{**wanted, **told}]

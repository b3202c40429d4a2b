"""A draft is read from plain data, or refused with the place."""

from decimal import Decimal

import pytest

from govflow.core.answers import Kind
from govflow.core.draft import DraftUnreadable, read_draft, roll_of, rows, sort_problems
from govflow.core.errors import Problem, Severity
from tests.core.small_pack import PACK, catalogue, clause, draft, member, question


def source(**more: object) -> dict[str, object]:
    return {"type": "LB", "members": [{"member_id": "A"}, {"member_id": "B"}], "answers": {}, **more}


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ([], "top level"),
        (source(type="XX"), "type"),
        (source(type=["LB"]), "type"),
        ({"members": [], "answers": {}}, "type"),
        (source(members=None), "members"),
        (source(members={"A": {}}), "members"),
        (source(members=["A"]), "members[0]"),
        (source(members=[{"member_id": "A"}, {"legal_name": "B"}]), "members[1]"),
        (source(members=[{"member_id": " "}]), "members[0]"),
        (source(answers=[]), "answers"),
        (source(answers=None), "answers"),
    ],
)
def test_what_is_no_draft_is_refused_with_its_place(given: object, place: str) -> None:
    with pytest.raises(DraftUnreadable) as refused:
        read_draft(given, PACK)
    assert refused.value.place == place
    assert refused.value.reason


def test_members_and_answers_are_read_and_further_fields_are_free() -> None:
    given = source(
        members=[
            {
                "member_id": "A",
                "legal_name": " A Ltd ",
                "class": "full",
                "is_charity": True,
                "annual_income": Decimal("10.50"),
                "colour": 5,
            },
            {"member_id": "B", "class": "associate", "jurisdiction": "scotland"},
        ],
        answers={"notice_months": 3, "leave_point": None, "duties": []},
        reworded={"leaving": "Words."},
        note="anything",
    )
    read = read_draft(given, PACK)
    assert read.problems == ()
    assert read.draft.answers == {"notice_months": 3, "duties": ()}
    assert read.draft.reworded == {"leaving": "Words."}
    assert [m.member_id for m in read.draft.full_members] == ["A"]
    assert read.draft.members[0].name == "A Ltd"
    assert read.draft.members[0].annual_income == Decimal("10.50")
    assert read.draft.members[1].name == "B"


def test_a_vehicle_of_the_wrong_kind_is_a_problem() -> None:
    read = read_draft(source(vehicle="SPV", vehicle_is_party="yes"), PACK)
    assert [(problem.rule, problem.field) for problem in read.problems] == [
        ("AN-02", "vehicle"),
        ("AN-02", "vehicle_is_party"),
    ]
    assert (read.draft.vehicle, read.draft.vehicle_is_party) == (None, False)


def test_the_vehicle_is_a_party_only_where_it_signs() -> None:
    vehicle = {"legal_name": "V CIC", "legal_form": "cic_clg"}
    signs = read_draft(source(vehicle=vehicle, vehicle_is_party=True), PACK).draft
    watches = read_draft(source(vehicle=vehicle), PACK).draft
    assert [p.member_id for p in signs.parties] == ["A", "B", "SPV"]
    assert [p.member_id for p in watches.parties] == ["A", "B"]
    assert signs.parties_by_id["SPV"].name == "V CIC"
    assert roll_of(signs).parties == ("A", "B", "SPV")
    assert roll_of(draft()).parties == ("A", "B", "C")


def test_wrong_answers_are_problems_side_by_side() -> None:
    given = source(
        members=[
            {
                "member_id": "A",
                "legal_name": 5,
                "class": "boss",
                "annual_income": "lots",
                "is_charity": "yes",
            },
            {"member_id": "B", "annual_income": True},
        ],
        answers={
            "nobody": 1,
            "parties": [],
            "notice_months": "six",
            "leave_point": "never",
            "lead_body": "Z",
        },
    )
    found = read_draft(given, PACK).problems
    assert [(p.rule, p.field, p.clause) for p in sort_problems(found)] == [
        ("AN-01", "nobody", ""),
        ("AN-01", "parties", ""),
        ("AN-02", "members[0].annual_income", "parties-background"),
        ("AN-02", "members[0].is_charity", "parties-background"),
        ("AN-02", "members[0].legal_name", "parties-background"),
        ("AN-02", "members[1].annual_income", "parties-background"),
        ("AN-02", "notice_months", "leaving"),
        ("AN-03", "lead_body", "leaving"),
        ("AN-03", "leave_point", "leaving"),
        ("AN-03", "members[0].class", "parties-background"),
    ]
    assert {p.severity for p in found} == {Severity.ERROR}


def test_the_type_must_agree_with_its_answer() -> None:
    options = {"lead_body": "lead body", "spv": "vehicle"}
    pack = catalogue(
        clause(
            "parties-background",
            "",
            [question("consortium_type", Kind.ENUM, "parties-background", options=options)],
        )
    )
    differs = read_draft(source(answers={"consortium_type": "spv"}), pack)
    assert [p.rule for p in differs.problems] == ["AN-04"]
    assert read_draft(source(answers={"consortium_type": "lead_body"}), pack).problems == ()


def test_an_absent_table_has_no_rows() -> None:
    table = ({"member_id": "A"}, {"member_id": "B"})
    assert rows(draft({"matrix": table}), "matrix") == table
    assert rows(draft(), "matrix") == ()
    assert rows(draft({"matrix": "text"}), "matrix") == ()


def test_a_changed_draft_is_another_draft() -> None:
    first = draft({"notice_months": 3, "leave_point": "any_time"})
    second = first.with_answers({"notice_months": 4, "leave_point": None}).with_reworded({"work": "Words."})
    assert first.answers == {"notice_months": 3, "leave_point": "any_time"}
    assert second.answers == {"notice_months": 4}
    assert second.reworded == {"work": "Words."}
    assert second.members == first.members == (member("A"), member("B"), member("C"))


def test_problems_are_sorted_by_rule_then_place() -> None:
    problems = [
        Problem(rule, Severity.ERROR, "", place, "", "")
        for rule, place in (("CR-02", "b"), ("AN-01", "z"), ("CR-02", "a"))
    ]
    assert [(p.rule, p.field) for p in sort_problems(problems)] == [
        ("AN-01", "z"),
        ("CR-02", "a"),
        ("CR-02", "b"),
    ]

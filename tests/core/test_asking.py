"""Which questions are asked, of whom, and what a party says of itself."""

from types import MappingProxyType

import pytest
from hypothesis import given, settings

from govflow.catalogue.loader import load
from govflow.core.answers import Value
from govflow.core.asking import (
    CONSORTIUM,
    FACILITATOR,
    Need,
    each_for_itself,
    has_own_rows,
    own_rows,
    parties_asked,
    plain_rows,
    put_to,
    questions_of,
    with_own_rows,
)
from govflow.core.draft import Draft, Member, read_draft
from tests.agreements.begun import example
from tests.catalogue.random_answers import drafts

MEMBERS = (Member("LB1", "Hollin Bank Trust"), Member("LB2", "Careful Steps CIO"))
VEHICLE = Member("SPV", "Common Ground CIC")


def draft(kind: str = "LB", vehicle: Member | None = None, party: bool = False, **answers: Value) -> Draft:
    return Draft(kind, MEMBERS, vehicle, party, MappingProxyType(answers))


def needs(found: Draft) -> dict[str, Need]:
    return {name: one.need for name, one in questions_of(load(), found).items()}


def test_a_question_is_needed_or_left_to_the_usual_choice_as_the_pack_says() -> None:
    found = needs(draft())
    assert found["leave_notice_months"] is Need.NEEDED
    assert found["consortium_type"] is Need.USUAL
    assert found["extra_definitions"] is Need.FREE
    assert "parties" not in found


def test_a_question_is_asked_only_where_other_answers_call_for_it() -> None:
    assert needs(draft())["setup_split"] is not Need.NOT_ASKED
    free = questions_of(load(), draft(setup_budget=0, setup_split="equal"))["setup_split"]
    assert (free.need, free.answered, free.is_asked, free.is_missing, free.is_open) == (
        Need.NOT_ASKED,
        True,
        False,
        False,
        False,
    )


def test_a_clause_that_its_type_cannot_have_asks_nothing() -> None:
    assert needs(draft("AL"))["spv_form"] is Need.NOT_ASKED
    assert needs(draft("SPV"))["spv_form"] is Need.NEEDED


def test_the_first_answer_brings_an_optional_clause_in() -> None:
    before = questions_of(load(), draft("NET"))
    optional = next(
        one for one in before.values() if one.need is Need.OFFERED and not one.question.asked_when
    )
    clause = [one.name for one in load().clauses[optional.question.clause].questions]
    after = needs(draft("NET").with_answers({optional.question.name: "something"}))
    assert before[optional.question.name].is_open is False
    assert all(after[name] is not Need.OFFERED for name in clause)


@pytest.mark.parametrize("name", ["lead_body_6", "spv_30", "alliance_19", "coop_9", "network_14"])
def test_a_finished_example_lacks_nothing(name: str) -> None:
    found = questions_of(load(), read_draft(example(name), load()).draft)
    assert [one.question.name for one in found.values() if one.is_missing] == []
    assert any(one.is_open for one in found.values())


def test_who_is_asked() -> None:
    questions = load().questions
    for_all, of_each, of_lead = (
        questions[name] for name in ("leave_notice_months", "notice_addresses", "contact_point")
    )
    assert parties_asked(for_all, draft()) == ()
    assert parties_asked(questions["broker_use"], draft()) == ()
    assert parties_asked(of_each, draft()) == ("LB1", "LB2")
    assert parties_asked(of_each, draft("SPV", VEHICLE, True)) == ("LB1", "LB2", "SPV")
    for of_members in ("expected_gains", "time_plan", "background_list"):
        assert parties_asked(questions[of_members], draft("SPV", VEHICLE, True)) == ("LB1", "LB2")
    assert parties_asked(of_lead, draft()) == ()
    assert parties_asked(of_lead, draft(lead_body="LB2")) == ("LB2",)
    assert parties_asked(of_lead, draft(lead_body="nobody")) == ()
    assert parties_asked(of_lead, draft("SPV", VEHICLE)) == ("SPV",)
    assert each_for_itself(of_each) and not each_for_itself(of_lead)


@pytest.mark.parametrize("name", ["lead_body_6", "spv_30", "coop_9"])
def test_in_an_example_nothing_is_left_for_anybody(name: str) -> None:
    found = read_draft(example(name), load()).draft
    put = put_to(questions_of(load(), found), found)
    assert {
        (code, one.question.name) for code, given in put.items() for one in given if one.is_missing
    } == set()


def test_each_question_is_put_to_those_who_are_asked_and_stands_for_each_as_it_said_itself() -> None:
    row: Value = MappingProxyType({"member_id": "LB2", "gain": "Reach"})
    found = draft(expected_gains=(row,), lead_body="LB1")
    put = put_to(questions_of(load(), found), found)
    assert list(put) == [CONSORTIUM, FACILITATOR, "LB1", "LB2"]
    lacking = {code: {one.question.name for one in given if one.is_missing} for code, given in put.items()}
    assert "leave_notice_months" in lacking[CONSORTIUM] and "approval_deadline" in lacking[FACILITATOR]
    assert "expected_gains" in lacking["LB1"] and "contact_point" in lacking["LB1"]
    assert "expected_gains" not in lacking["LB2"] and "signatories" in lacking["LB2"]


def test_a_vehicle_that_is_no_party_is_asked_what_the_vehicle_is_asked() -> None:
    found = draft("SPV", VEHICLE)
    put = put_to(questions_of(load(), found), found)
    assert "contact_point" in {one.question.name for one in put["SPV"]}
    assert "signatories" not in {one.question.name for one in put["SPV"]}


@settings(max_examples=60, deadline=None)
@given(drafts(load()))
def test_what_is_open_for_everybody_together_is_what_is_open_as_a_whole(found: Draft) -> None:
    asked = questions_of(load(), found)
    put = put_to(asked, found)
    for name, one in asked.items():
        places = [(code, each) for code, given in put.items() for each in given if each.question.name == name]
        assert len(places) == (len(parties_asked(one.question, found)) or 1), name
        assert all(each.need is one.need for _, each in places)
        if not each_for_itself(one.question):
            assert places[0][1] == one
        elif one.need is Need.NEEDED:
            silent = [code for code, _ in places if not has_own_rows(found, one.question, code)]
            assert [code for code, each in places if each.is_missing] == silent


def test_every_table_that_each_party_fills_in_says_whose_row_it_is() -> None:
    for question in load().questions.values():
        if each_for_itself(question) and question.name != "parties":
            assert "member_id" in {column.name for column in question.columns}, question.name


def test_a_party_has_rows_of_its_own() -> None:
    row: Value = MappingProxyType({"member_id": "LB2", "gain": "Reach"})
    question = load().questions["expected_gains"]
    found = draft(expected_gains=(row,))
    assert (has_own_rows(found, question, "LB2"), has_own_rows(found, question, "LB1")) == (True, False)


def test_own_rows_are_replaced_where_they_stood() -> None:
    a, b, c = ({"member_id": code, "gain": code} for code in "abc")
    b2 = {"member_id": "b", "gain": "more"}
    assert with_own_rows([a, b, c, b2], "b", [b2, b]) == [a, b2, b, c]
    assert with_own_rows([a, c], "b", [b]) == [a, c, b]
    assert with_own_rows([a, b, c], "b", []) == [a, c]
    assert own_rows([a, b, c, b2], "b") == (b, b2)


def test_whatever_was_given_for_a_table_has_rows() -> None:
    assert plain_rows("soon") == plain_rows(None) == plain_rows(["no row"]) == ()
    assert plain_rows([{"gain": "x"}]) == ({"gain": "x"},)

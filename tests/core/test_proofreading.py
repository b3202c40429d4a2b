"""People's own words are read for slips; the model text has none, however it is set."""

import re
from types import MappingProxyType

import pytest

from govflow.catalogue.loader import load
from govflow.core.assembly import Assembled, assemble
from govflow.core.catalogue import TYPES
from govflow.core.draft import Draft, read_draft
from govflow.core.errors import Problem, Severity
from govflow.core.proofreading import slips
from tests.core.test_consistency import NAMES, example

CLAUSE = "deadlock-and-veto"
OF_TERMS = ("TX-11", "TX-12")


def set_(draft: Draft) -> Assembled:
    return assemble(load(), draft)


def found(words: str, clause: str = CLAUSE, name: str = "lead_body_6") -> list[Problem]:
    assembled = set_(example(name).with_reworded({clause: words}))
    return [problem for problem in assembled.problems if problem.rule > "TX-10"]


def told(words: str, clause: str = CLAUSE) -> list[tuple[str, str]]:
    """The rule and the words in quotes of each slip."""
    return [(one.rule, re.findall("“(.*?)”", one.message)[0]) for one in found(words, clause)]


MODEL = {
    clause.id: re.sub(r"(?m)^(?!\?|\[|$)(.*)$", r"\1 so it is", clause.source)
    for clause in load().clauses.values()
    if clause.source
}
"""The whole clause pack as people's own words: no paragraph stands as the model text has it."""

BLANK = [{"type": kind, "members": [{"member_id": "A"}, {"member_id": "B"}], "answers": {}} for kind in TYPES]


@pytest.mark.parametrize("name", NAMES)
def test_no_word_of_the_clause_pack_is_taken_for_a_slip(name: str) -> None:
    assembled = set_(example(name).with_reworded(MODEL))
    assert [one.message for one in assembled.problems if one.rule in OF_TERMS] == []


@pytest.mark.parametrize("source", BLANK, ids=lambda source: source["type"])
def test_nor_in_the_text_of_a_blank_consortium(source: object) -> None:
    assembled = set_(read_draft(source, load()).draft.with_reworded(MODEL))
    assert [one.message for one in assembled.problems if one.rule in OF_TERMS] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_stands_as_the_model_text_has_it_is_not_read(name: str) -> None:
    model = {clause.id: clause.source for clause in load().clauses.values() if clause.source}
    assert [one for one in set_(example(name).with_reworded(model)).problems if one.rule > "TX-10"] == []


@pytest.mark.parametrize("nothing", ["schedule-parties", "no-such-clause"])
def test_words_for_what_is_no_clause_are_not_read(nothing: str) -> None:
    assert found("The Gizmo is ours.", nothing) == []


def test_a_capitalised_word_that_nothing_defines_is_told_with_the_nearest_term() -> None:
    [problem] = found("They meet, and each Partner speaks.")
    assert (problem.rule, problem.severity, problem.clause, problem.field) == (
        "TX-11",
        Severity.WARNING,
        CLAUSE,
        f"{CLAUSE}.1",
    )
    assert "“Partner”" in problem.message
    [problem] = found("They meet, and each Main Contractor speaks.")
    assert "Use the defined term “Main Contract”" in problem.mend
    assert told("They ask the Steering Group, and the Steering Group again.") == [("TX-11", "Steering Group")]


@pytest.mark.parametrize(
    "words",
    [
        "Partner is the first word. “Partner” and so on: Partner. (Partner.)",
        "It ends in May, on a Monday in March, at Easter or on Good Friday.",
        "It follows Schedule 2, Article V, the Companies Act 2006 and the Contracts (Rights of Third Parties) Act.",
        "Ask the Charity Commission, Companies House, TUPE, VAT and KPIs.",
        "Tamebrook Wellbeing Trust speaks for Tamebrook and for Quillmere.",
        "An Act binds them.",
    ],
)
def test_names_and_the_beginnings_of_sentences_are_no_terms(words: str) -> None:
    assert found(words) == []


def test_the_second_word_of_a_sentence_may_be_one() -> None:
    assert told("Delivery Partner agrees.") == [("TX-11", "Partner")]


def test_a_defined_term_without_its_token_is_told() -> None:
    assert told("They ask the Consortium and the Members.") == [("TX-12", "Consortium"), ("TX-12", "Members")]


OWN = (
    MappingProxyType({"term": "care hub", "meaning": "the office of the Care hub, which a Partner keeps."}),
    MappingProxyType({"term": "Desk", "meaning": "the table in the care hub."}),
)


def test_own_words_are_looked_for_as_they_are_written() -> None:
    draft = example("lead_body_6").with_answers({"extra_definitions": OWN})
    assembled = set_(draft.with_reworded({CLAUSE: "The care hubs have a {term:desk} each."}))
    read = list(
        slips(
            load(),
            draft.with_reworded({CLAUSE: "The care hubs have a {term:desk} each."}),
            assembled.terms,
            assembled.document,
        )
    )
    assert [(slip.problem.rule, slip.problem.field, slip.token) for slip in read] == [
        ("TX-12", f"{CLAUSE}.1", "{term:care-hubs}"),
        ("TX-11", "extra_definitions[0].meaning", ""),
        ("TX-12", "extra_definitions[1].meaning", "{term:care-hub}"),
    ]


def test_words_about_votes_that_are_not_what_is_counted_are_told_with_both() -> None:
    [problem] = found("It is made by a majority of two-thirds of the votes.", "reserved-matters")
    assert problem.rule == "TX-13"
    assert "“two-thirds”" in problem.message and "three-quarters majority" in problem.message
    assert found("It is made by three quarters of the votes.", "reserved-matters") == []
    assert found("Two-thirds of the year is enough.", "reserved-matters") == []
    assert (
        found(
            "It is made by {answer:reserved_rule}; two-thirds of the votes are not enough.",
            "reserved-matters",
        )
        == []
    )
    assert [
        one.rule for one in found("A vote of 66.7 per cent, or a unanimous one.", "reserved-matters")
    ] == ["TX-13"] * 2


def test_a_rule_whose_own_words_name_another_says_both() -> None:
    words = "An everyday decision needs a simple majority of the votes; a big one, two-thirds of the votes."
    assert found(words, "decision-rules", "alliance_19") == []


def test_nothing_is_counted_where_no_rule_was_chosen() -> None:
    draft = example("lead_body_6").with_answers({"reserved_rule": None})
    assembled = set_(draft.with_reworded({"reserved-matters": "It is made by two-thirds of the votes."}))
    assert [one.rule for one in assembled.problems if one.rule == "TX-13"] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("The quorum is six.", "6, but it is counted by your answer: 5"),
        ("The quorum of the board must be at least 4.", "4, but"),
        ("A quorum is 50% of them.", "50%, but it is counted by your answer: 66.7%"),
        ("The quorum is five.", ""),
        ("The quorum is 66.7 per cent.", ""),
        ("The quorum is at least two days before.", ""),
        ("The quorum is {answer:quorum_board_count}, and the quorum is six.", ""),
    ],
)
def test_a_quorum_in_words_is_held_against_the_answer(words: str, told: str) -> None:
    problems = [one for one in found(words, "quorum") if one.rule == "TX-13"]
    assert bool(problems) is bool(told)
    assert all(told in one.message for one in problems)


def test_a_total_in_words_is_held_against_the_amounts() -> None:
    draft = example("lead_body_6")
    items = draft.answers["setup_items"]
    assert isinstance(items, tuple)
    whole = sum(row["amount"] for row in items)  # type: ignore[call-overload,index,misc]
    [problem] = found("The costs are £1 in total.", "set-up-costs")
    assert problem.rule == "TX-14" and f"£{whole:,}" in problem.message
    assert found(f"The costs total £{whole:,}.", "set-up-costs") == []
    assert found("Each pays £1. The total is open.", "set-up-costs") == []
    assert found("The costs are £1 in total.", CLAUSE) == []


def test_shares_that_are_printed_make_up_the_whole() -> None:
    draft = example("lead_body_6")
    table = draft.answers["delivery_shares"]
    assert isinstance(table, tuple)
    by_head = {"vote_basis": "one_member_one_vote", "allocation_method": "by_capacity", "deficit_rule": None}
    less = draft.with_answers({**by_head, "delivery_shares": table[1:]})
    printed = {para.table.subject for para in set_(less).document.paragraphs() if para.table is not None}
    problems = [one for one in set_(less).problems if one.rule == "TX-14"]
    assert [one.field for one in problems] == ["delivery_shares"] * ("delivery_shares" in printed)
    by_share = less.with_answers({"vote_basis": "by_share"})
    assert [one for one in set_(by_share).problems if one.rule == "TX-14"] == []

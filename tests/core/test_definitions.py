"""Defined terms: which are printed, and what is wrong with them."""

from govflow.core.applies import Facts
from govflow.core.definitions import Glossary, glossary, problems_of, to_print
from tests.core.small_pack import catalogue, term

LB = Facts({"type": "LB"}, frozenset())
SPV = Facts({"type": "SPV"}, frozenset())
TERMS = (
    term("Member", "means a party to the {term:agreement}."),
    term("Agreement", "means this paper."),
    term("Vehicle", "means the company.", "type is SPV"),
    term("Body", "means the lead.", "type is LB"),
    term("Body", "means the company.", "type is SPV"),
    term("Loop", "means what a {term:ring} is."),
    term("Ring", "means what a {term:loop} is, of {term:nobody}."),
)


def known(facts: Facts = LB, *own: tuple[str, str]) -> Glossary:
    return glossary(catalogue(terms=TERMS), facts, own)


def test_a_term_applies_by_its_condition_and_the_first_that_does_counts() -> None:
    assert "vehicle" not in known(LB).words
    assert known(SPV).words["vehicles"] == "Vehicles"
    assert [entry.meaning[0].text for entry in to_print(known(SPV), ["body"])] == ["means the company."]


def test_only_used_terms_are_printed_with_those_their_meanings_need() -> None:
    assert [entry.id for entry in to_print(known(), ["members", "nobody"])] == ["agreement", "member"]


def test_own_words_are_printed_and_an_unused_one_is_a_problem() -> None:
    terms = known(LB, ("Hub", "the office in Northfold"), ("Idle", "nothing"))
    printed = to_print(terms, ["hub"])
    assert [entry.term for entry in printed] == ["Hub"]
    assert terms.words["hubs"] == "Hubs"
    assert [(p.rule, p.field) for p in problems_of(terms, printed)] == [("TX-09", "extra_definitions")]


def test_a_word_defined_twice_is_a_problem_and_the_members_own_is_used() -> None:
    terms = known(LB, ("Member", "means us."))
    printed = to_print(terms, ["member"])
    assert [entry.meaning[0].text for entry in printed] == ["means us."]
    assert [(p.rule, p.field) for p in problems_of(terms, printed)] == [
        ("TX-06", "extra_definitions[0].term")
    ]


def test_a_meaning_that_leads_back_to_itself_is_a_problem() -> None:
    terms = known()
    found = list(problems_of(terms, to_print(terms, ["ring"])))
    assert [(p.rule, p.field) for p in found] == [
        ("TX-07", "definitions-interpretation.loop"),
        ("TX-07", "definitions-interpretation.ring"),
    ]

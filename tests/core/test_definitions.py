"""Defined terms: which are printed, and what is wrong with them."""

import pytest

from govflow.core.applies import Facts
from govflow.core.definitions import Glossary, glossary, idle, problems_of, to_print
from govflow.core.text import plain
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


def found(terms: Glossary, *used: str) -> list[tuple[str, str, str]]:
    """What is wrong with the definitions of a text with these term ids."""
    problems = problems_of(terms, to_print(terms, used))
    return [(problem.rule, problem.field, problem.message) for problem in problems]


def unused(terms: Glossary, *used: str, text: str = "") -> list[str]:
    """The own words that are told to be used by nothing."""
    problems = list(idle(terms, used, ["Gizmo Trust"], lambda: [text]))
    assert {(problem.rule, problem.field) for problem in problems} <= {("TX-09", "extra_definitions")}
    return [problem.message.split("”")[0].split("“")[1] for problem in problems]


def test_own_words_are_printed_and_an_unused_one_is_a_problem() -> None:
    terms = known(LB, ("Hub", "the office in Northfold"), ("Idle", "nothing"))
    assert [entry.term for entry in to_print(terms, ["hub"])] == ["Hub", "Idle"]
    assert terms.words["hubs"] == "Hubs"
    assert unused(terms, "hub") == ["Idle"]
    assert unused(terms, "hub", "idle") == []


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Gizmo", "People who own a Gizmo."),
        ("Gizmo", "The Gizmo’s keepers."),
        ("Gizmo", "Gizmos and Gizmoes."),
        ("Locality", "All Localities have one."),
        ("care hub", "Care hubs open early."),
        ("Lead's desk", "At the Lead’s desk."),
    ],
)
def test_a_word_that_is_printed_plainly_is_used(word: str, text: str) -> None:
    assert unused(known(LB, (word, "a thing")), text=text) == []


@pytest.mark.parametrize(
    "text", ["", "A gizmo.", "A Gizmology.", "A Mega-Gizmo.", "A Gizmo-keeper.", "The Gizmo Trust leads."]
)
def test_another_word_is_not_the_defined_one(text: str) -> None:
    assert unused(known(LB, ("Gizmo", "a thing")), text=text) == ["Gizmo"]


@pytest.mark.parametrize("meaning", ["what a {term:gizmo} needs", "what Gizmos need"])
def test_a_word_that_another_own_meaning_uses_is_used(meaning: str) -> None:
    assert unused(known(LB, ("Gizmo", "a thing"), ("Tool", meaning))) == ["Tool"]
    assert unused(known(LB, ("Gizmo", "a thing"), ("Tool", meaning)), "tool") == []


def test_a_word_that_only_its_own_meaning_uses_is_not() -> None:
    assert unused(known(LB, ("Gizmo", "a {term:gizmo}"))) == ["Gizmo"]


def test_a_word_defined_twice_is_a_problem_and_the_members_own_is_used() -> None:
    terms = known(LB, ("Member", "means us."))
    assert [entry.meaning[0].text for entry in to_print(terms, ["member"])] == ["means us."]
    told = "“Member” is defined twice: by you and by the model text. Yours is used."
    assert found(terms) == [("TX-06", "extra_definitions[0].term", told)]


def test_a_word_that_the_members_defined_twice_is_told_so_at_its_own_row() -> None:
    terms = known(LB, ("", ""), ("Gizmo", "one"), ("gizmo", "two"))
    assert found(terms) == [("TX-06", "extra_definitions[2].term", "You defined “gizmo” twice.")]
    assert [problem.mend for problem in terms.problems] == ["Keep one."]
    assert [plain(entry.meaning) for entry in to_print(terms, [])] == ["one", "two"]


def test_two_own_words_that_signs_alone_tell_apart_both_stand_and_are_told() -> None:
    terms = known(LB, ("C", "one"), ("C++", "two"))
    assert [message for _, _, message in found(terms)] == ["“C” and “C++” are told apart by signs alone."]
    assert [entry.term for entry in to_print(terms, [])] == ["C", "C++"]


def test_a_plural_or_singular_of_a_model_word_takes_nothing_over_and_is_told() -> None:
    for word in ("Members", "members"):
        terms = known(LB, (word, "means us."))
        (told,) = found(terms)
        assert told[2].startswith(
            f"The model text defines “Member” already, and “{word}” reads as the same word."
        )
        printed = to_print(terms, ["members"])
        assert [(entry.term, entry.own) for entry in printed if entry.id != "agreement"] == [
            ("Member", False),
            (word, True),
        ]
        assert terms.words["members"] == "Members"
    several = (term("Results", "means what comes of it."),)
    terms = glossary(catalogue(terms=several), LB, [("Result", "one of them")])
    assert [entry.term for entry in to_print(terms, ["results"])] == ["Result", "Results"]
    assert [rule for rule, _, _ in found(terms)] == ["TX-06"]


@pytest.mark.parametrize("pair", [("Gizmos", "Gizmo"), ("Gizmo", "Gizmos")])
def test_own_words_that_number_alone_tells_apart_both_stand_and_are_told(pair: tuple[str, str]) -> None:
    terms = known(LB, (pair[0], "first"), (pair[1], "second"))
    message = f"“{pair[0]}” and “{pair[1]}” are the same word, for one or for several."
    assert found(terms) == [("TX-06", "extra_definitions[1].term", message)]
    assert sorted(plain(entry.meaning) for entry in to_print(terms, [])) == ["first", "second"]


def test_words_of_signs_alone_are_no_other_word() -> None:
    assert found(known(LB, ("++", "signs"), ("Gizmo", "thing"))) == []


def test_a_word_without_a_meaning_and_a_meaning_without_a_word_are_still_to_be_agreed() -> None:
    terms = known(LB, ("Gizmo", ""), ("", "a thing"))
    assert [(entry.term, entry.meaning) for entry in to_print(terms, [])] == [("Gizmo", ())]
    assert [(rule, field) for rule, field, _ in found(terms)] == [
        ("TX-08", "extra_definitions[0].meaning"),
        ("TX-08", "extra_definitions[1].term"),
    ]


def test_a_meaning_that_leads_back_to_itself_is_a_problem() -> None:
    terms = known()
    assert [(rule, field) for rule, field, _ in found(terms, "ring")] == [
        ("TX-07", "definitions-interpretation.loop"),
        ("TX-07", "definitions-interpretation.ring"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("what a {term:beta} is", "what an {term:alpha} is"), ("what a Beta is", "what Alphas are")],
)
def test_own_words_that_lead_to_each_other_are_told_though_no_clause_uses_them(one: str, other: str) -> None:
    terms = known(LB, ("Alpha", one), ("Beta", other))
    assert [(rule, field) for rule, field, _ in found(terms)] == [
        ("TX-07", "definitions-interpretation.alpha"),
        ("TX-07", "definitions-interpretation.beta"),
    ]
    assert unused(terms) == []


def test_a_longer_name_that_holds_the_word_is_no_circle() -> None:
    assert found(known(LB, ("Board", "the Consortium Board"))) == []

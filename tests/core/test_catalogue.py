"""The catalogue checks itself, and knows which clauses are in an agreement."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from govflow.core.answers import Column, Kind
from govflow.core.applies import parse_condition
from govflow.core.catalogue import Catalogue, Clause, Schedule, Status, Variant, faults, slug
from tests.core.small_pack import PACK, catalogue, clause, question, term


def test_a_sound_pack_has_no_faults() -> None:
    assert list(faults(PACK)) == []


def in_pack(*clauses: Clause) -> list[str]:
    return list(faults(catalogue(*clauses)))


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("{bad:x}", "clause c: “{bad:x}” is not a token"),
        ("{term:nobody}", "clause c: the term nobody is not defined"),
        ("{answer:nobody}", "clause c: no question is called nobody"),
        ("{ref:nobody}", "clause c: no clause is called nobody"),
        ("{ref:schedule-nobody}", "clause c: no schedule is called nobody"),
        ("{ref:c.nobody}", "clause c: clause c has no block called @nobody"),
        (
            "? nobody is x\nWords.",
            "clause c: the condition “(nobody is x)” asks about nobody, which is no question",
        ),
        ("? clause nobody\nWords.", "clause c: the condition “(clause nobody)” names no clause: nobody"),
        ("[table nobody]", "clause c: [table nobody] names no question"),
        ("@a One.\n\n@a Two.", "clause c: two blocks are called @a"),
    ],
)
def test_a_clause_that_names_what_is_not_there_is_a_fault(source: str, told: str) -> None:
    assert in_pack(clause("c", source)) == [told]


def test_a_condition_may_ask_for_a_clause_there_is() -> None:
    assert in_pack(clause("c", "? clause d\nWords."), clause("d", "Words.")) == []


def test_a_condition_that_cannot_be_read_is_a_fault() -> None:
    (told,) = in_pack(clause("c", "? type is\nWords."))
    assert told.startswith("clause c: ")


def test_a_question_needs_what_its_kind_needs() -> None:
    asked = [
        question("e", Kind.ENUM, "c"),
        question("t", Kind.TABLE, "c"),
        question("w", Kind.TEXT, "c", asked_when="nobody"),
    ]
    assert in_pack(clause("c", "", asked)) == [
        "question e: it has no options",
        "question t: it has no columns",
        "question w: the condition “nobody” asks about nobody, which is no question",
    ]


def test_a_table_prints_only_columns_it_has() -> None:
    table = question("t", Kind.TABLE, "c", columns=(Column("a", "A", Kind.TEXT),))
    assert in_pack(clause("c", "[table t: a, b]", [table])) == ["clause c: t has no column b"]


def test_a_question_is_asked_once() -> None:
    asked = question("x", Kind.TEXT, "c")
    assert in_pack(clause("c", "", [asked]), clause("d", "", [asked])) == [
        "question x is asked by two clauses"
    ]


def test_section_status_and_variants_are_checked() -> None:
    odd = replace(
        clause("c", ""),
        section=9,
        status=MappingProxyType({"LB": Status.MANDATORY}),
        variants=(Variant("v", parse_condition("nobody")),),
    )
    assert in_pack(odd) == [
        "clause c: there is no section 9",
        "clause c: a status is needed for each of LB, SPV, AL, COOP, NET",
        "clause c, variant v: the condition “nobody” asks about nobody, which is no question",
    ]


def test_a_clause_says_why_it_is_there_and_what_to_ask_a_solicitor() -> None:
    mute = replace(clause("c", "Words."), notes="", solicitor=())
    assert in_pack(mute) == [
        "clause c: no note says why it is there",
        "clause c: nothing says what to ask a solicitor",
    ]


def test_schedules_and_terms_are_checked() -> None:
    schedule = Schedule("s", "S", "nobody", parse_condition("nobody"), "{ref:nobody}")
    pack = catalogue(schedules=[schedule], terms=[term("Member", "means {term:nobody}.", "nobody")])
    assert list(faults(pack)) == [
        "schedule s: no clause is called nobody",
        "schedule s: the condition “nobody” asks about nobody, which is no question",
        "schedule s: no clause is called nobody",
        "term member: the term nobody is not defined",
        "term member: the condition “nobody” asks about nobody, which is no question",
    ]


def test_a_reference_into_a_clause_not_yet_written_is_no_fault() -> None:
    assert in_pack(clause("c", "{ref:d.notice}"), clause("d", "")) == []


def of_status(status: Status, source: str = "Words.") -> Catalogue:
    return catalogue(clause("c", source, [question("x", Kind.TEXT, "c")], status=status))


def test_a_clause_is_in_when_mandatory_or_answered_and_written() -> None:
    def ids(pack: Catalogue, *answered: str) -> list[str]:
        return [one.id for one in pack.clauses_in("LB", frozenset(answered))]

    assert ids(of_status(Status.MANDATORY)) == ["c"]
    assert ids(of_status(Status.MANDATORY, source="")) == []
    assert ids(of_status(Status.OPTIONAL)) == []
    assert ids(of_status(Status.RECOMMENDED), "x") == ["c"]
    assert ids(of_status(Status.NOT_APPLICABLE), "x") == []


def test_a_term_is_found_by_its_plural_and_however_it_is_spelt() -> None:
    pack = catalogue(terms=[term("Member", "means a party."), term("Member", "means a body.", "type is SPV")])
    assert {key: len(found) for key, found in pack.terms_by_id.items()} == {"member": 2, "members": 2}
    assert slug("Annual  Allocation (each year)") == "annual-allocation-each-year"

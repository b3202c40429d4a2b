"""Assembly: catalogue and draft in, the agreement as it reads out."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from govflow.catalogue.loader import catalogue_of, draft_in
from govflow.core.answers import Column, IfAbsent, Kind, Value
from govflow.core.applies import parse_condition
from govflow.core.assembly import Assembled, as_deed, assemble, signed_as
from govflow.core.catalogue import Clause, Schedule, Status
from govflow.core.document import Document, PartKind, RunKind
from govflow.core.draft import Draft
from govflow.core.errors import Severity
from govflow.core.fingerprint import document_plain
from tests.core.small_pack import (
    HOME_CLAUSE,
    LEAVING,
    PACK,
    RULE_OPTIONS,
    TERMS,
    catalogue,
    clause,
    draft,
    member,
    question,
    term,
)
from tests.core.test_consistency import kept

ANSWERED = draft(
    {
        "notice_months": 3,
        "leave_point": "quarter_end",
        "duties": ("tell", "hand_over"),
        "lead_body": "A",
        "matrix": (
            MappingProxyType({"member_id": "A", "value": 1200, "who": ("all",), "start": date(2027, 4, 1)}),
            MappingProxyType({"member_id": "B", "who": ("A", "C")}),
        ),
    }
)


def lines(document: Document, part_id: str) -> list[str]:
    part = document.part(part_id)
    assert part is not None
    return [f"{para.number} {para.text}".strip() for para in part.paras]


def codes(assembled: Assembled) -> list[tuple[str, str]]:
    return [(problem.rule, problem.field) for problem in assembled.problems]


def test_answers_terms_parties_and_references_are_filled_in() -> None:
    assembled = assemble(PACK, ANSWERED)
    assert lines(assembled.document, "leaving") == [
        "2.1 A Member may leave by giving 3 months of notice to A Limited.",
        "2.2 The notice ends with a Quarter.",
        "2.3 On leaving, under clause 2.1, the Members must:",
        "(a) tell the others; and",
        "(b) hand work over.",
        "These duties are set out in Schedule 1.",
    ]
    assert lines(assembled.document, "work") == ["3.1 Members do the work in Schedule 1, see clause 2."]
    assert assembled.problems == ()
    assert assembled.document.blanks == ()


def test_a_table_prints_the_columns_asked_for_in_the_order_asked_for() -> None:
    schedule = assemble(PACK, ANSWERED).document.part("schedule-work")
    assert schedule is not None
    table = schedule.paras[1].table
    assert table is not None
    assert table.headings == ("Value a year", "Member")
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["£1,200", "A Limited"],
        ["–", "B Limited"],
    ]
    assert table.rows[0][0].numeric


def test_a_table_may_print_all_its_columns() -> None:
    pack = catalogue(
        HOME_CLAUSE,
        LEAVING,
        replace(PACK.clauses["work"], source="[table matrix]"),
        schedules=PACK.schedules,
        terms=TERMS,
    )
    table = assemble(pack, ANSWERED).document.clauses[-1].paras[0].table
    assert table is not None
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["A Limited", "£1,200", "all members", "1 April 2027"],
        ["B Limited", "–", "A Limited and C Limited", "–"],
    ]


def test_an_unanswered_place_is_a_marked_blank_and_never_a_silent_hole() -> None:
    assembled = assemble(PACK, draft())
    text = lines(assembled.document, "leaving")
    assert (
        text[0]
        == "2.1 A Member may leave by giving [notice months: to be agreed] of notice to [lead body: to be agreed]."
    )
    assert text[2:4] == ["(a) tell the others; and", "(b) pay what is owed."]
    assert text[-1] == "2.3 Still to be agreed: [leave point: to be agreed]."
    assert lines(assembled.document, "schedule-work")[1] == "[matrix: to be agreed]"
    assert assembled.document.blanks == ("notice months", "lead body", "leave point", "matrix")
    assert {rule for rule, _ in codes(assembled)} == {"TX-08"}
    assert assembled.document.title == "[name of the consortium: to be agreed]"


def test_a_usual_choice_that_stands_is_marked_as_such() -> None:
    leaving = assemble(PACK, draft()).document.part("leaving")
    assert leaving is not None
    kinds = {run.kind for para in leaving.paras for run in para.runs}
    assert RunKind.USUAL in kinds
    assert RunKind.ANSWER not in kinds


def test_a_question_that_is_not_asked_or_may_be_left_out_leaves_no_blank() -> None:
    quiet = clause(
        "leaving",
        "Words.",
        [
            question("a", Kind.TEXT, "leaving", asked_when="type is SPV"),
            question("b", Kind.TEXT, "leaving", if_absent=IfAbsent.OMIT),
        ],
    )
    assembled = assemble(catalogue(HOME_CLAUSE, quiet), draft())
    assert lines(assembled.document, "leaving") == ["2.1 Words."]
    assert assembled.document.blanks == ()


def test_a_condition_reaches_the_deeper_blocks_unless_it_stands_alone() -> None:
    source = "? yes_it_is\nOuter:\n- inner\n\n?? yes_it_is\nAlone:\n- stays\n\nLast."
    one = clause("one", source, [question("yes_it_is", Kind.BOOL, "one")])

    def shown(value: bool) -> list[str]:
        return lines(assemble(catalogue(HOME_CLAUSE, one), draft({"yes_it_is": value})).document, "one")

    assert shown(True) == ["2.1 Outer:", "(a) inner", "2.2 Alone:", "(a) stays", "2.3 Last."]
    assert shown(False) == ["(a) stays", "2.1 Last."]


def test_the_first_variant_that_holds_is_chosen() -> None:
    asked = [
        question("kind", Kind.ENUM, "one", options=MappingProxyType({"deed": "a deed", "plain": "plain"}))
    ]
    one = clause(
        "one",
        "? variant is deed\nThis is a deed.\n\n? variant is other\nIt is not.",
        asked,
        [("deed", "kind is deed"), ("other", "")],
    )
    pack = catalogue(HOME_CLAUSE, one)
    deed = assemble(pack, draft({"kind": "deed"})).document.part("one")
    other = assemble(pack, draft({"kind": "plain"})).document.part("one")
    assert deed is not None and other is not None
    assert (deed.variant, deed.paras[0].text) == ("deed", "This is a deed.")
    assert (other.variant, other.paras[0].text) == ("other", "It is not.")


def test_a_variant_of_several_words_is_asked_for_with_hyphens() -> None:
    one = clause("one", "? variant is with-head-contract\nYes.", variants=[("with head contract", "")])
    assert lines(assemble(catalogue(HOME_CLAUSE, one), draft()).document, "one") == ["2.1 Yes."]


@pytest.mark.parametrize(
    ("typed", "entries", "shown"),
    [
        ("At noon.", ("one.", "two,", "three;"), "2.1 Say At noon. Then At noon, and one, two and three."),
        ("etc", ("one",), "2.1 Say etc. Then etc, and one."),
        ("Why?", (), "2.1 Say Why?. Then Why?, and [words: to be agreed]."),
        ("...", ("...",), "2.1 Say .... Then ..., and ...."),
    ],
)
def test_an_answer_gives_up_its_own_stop_to_the_sentence(
    typed: str, entries: tuple[str, ...], shown: str
) -> None:
    asked = [question("when", Kind.TEXT, "one"), question("words", Kind.LIST, "one")]
    told = "Say {answer:when}. Then {answer:when}, and {answer:words}.\n\nIt ends: {answer:when}"
    pack = catalogue(HOME_CLAUSE, clause("one", told, asked))
    text = lines(assemble(pack, draft({"when": typed, "words": entries})).document, "one")
    assert text == [shown, f"2.2 It ends: {typed}"]


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ('Called "{answer:when}".', "Called “Noon”."),
        ('Called "{answer:when}"', "Called “Noon”"),
        ('"{answer:when}" ("{answer:when}") is {answer:when} "or so"', "“Noon” (“Noon”) is Noon “or so”"),
    ],
)
def test_a_quotation_of_an_answer_ends_after_it(told: str, shown: str) -> None:
    pack = catalogue(HOME_CLAUSE, clause("one", told, [question("when", Kind.TEXT, "one")]))
    assert lines(assemble(pack, draft({"when": "Noon"})).document, "one") == [f"2.1 {shown}"]


def test_a_question_in_a_list_keeps_its_own_mark() -> None:
    asked = [question("words", Kind.LIST, "one")]
    pack = catalogue(HOME_CLAUSE, clause("one", "We ask:\n\n[list words]", asked))
    shown = lines(assemble(pack, draft({"words": ("Why?", "How?")})).document, "one")
    assert shown[1:] == ["(a) Why?; and", "(b) How?"]


def test_conditions_know_the_type_the_members_and_the_vehicle() -> None:
    one = clause(
        "one", "? type is SPV and members over 2 and charities over 0 and vehicle\nYes.\n\n? not vehicle\nNo."
    )
    pack = catalogue(HOME_CLAUSE, one)
    spv = draft(
        type="SPV",
        members=(member("A"), member("B", is_charity=True), member("C")),
        vehicle=member("SPV"),
        vehicle_is_party=True,
    )
    assert lines(assemble(pack, spv).document, "one") == ["2.1 Yes."]
    assert lines(assemble(pack, draft()).document, "one") == ["2.1 No."]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A {bad:x} token.", "TX-01"),
        ("An {answer:notice months} token.", "TX-01"),
        ("? kind is\nA condition.", "TX-01"),
        ("[table Matrix!]", "TX-01"),
        ("See {ref:nobody}.", "TX-02"),
        ("A {term:nobody}.", "TX-03"),
        ("An {answer:nobody}.", "TX-04"),
        ("An {answer:matrix}.", "TX-04"),
        ("[table duties]", "TX-04"),
        ("[list matrix]", "TX-04"),
        ("For {party:nobody}.", "TX-05"),
    ],
)
def test_a_token_that_cannot_be_resolved_is_an_error_and_is_shown_as_typed(text: str, code: str) -> None:
    assembled = assemble(PACK, ANSWERED.with_reworded({"leaving": f"{text}\n\nEnd."}))
    errors = [problem for problem in assembled.problems if problem.severity == "error"]
    assert [(problem.rule, problem.clause) for problem in errors] == [(code, "leaving")]
    leaving = assembled.document.part("leaving")
    assert leaving is not None
    assert leaving.changed_from_model
    if not text.startswith("?"):
        broken = [run.text for para in leaving.paras for run in para.runs if run.kind is RunKind.BROKEN]
        assert len(broken) == 1 and broken[0].strip("{}[]") in text


def test_a_definition_that_refers_to_an_absent_clause_is_an_error() -> None:
    own = (MappingProxyType({"term": "Hub", "meaning": "means {ref:nobody} of {bad:x}."}),)
    source = ANSWERED.with_answers({"extra_definitions": own}).with_reworded({"leaving": "The {term:hub}."})
    assert codes(assemble(PACK, source)) == [
        ("TX-01", "definitions-interpretation.hub"),
        ("TX-02", "definitions-interpretation.hub"),
    ]


AIMS = clause(
    "aims",
    "We help {answer:whom} with these:\n\n[table goods]",
    [
        question("whom", Kind.TEXT, "aims"),
        question("goods", Kind.TABLE, "aims", columns=(Column("what", "What", Kind.TEXT),)),
    ],
)
LISTING = catalogue(
    *PACK.clauses.values(),
    replace(HOME_CLAUSE, source="Also:\n\n[table extra_definitions]"),
    AIMS,
    schedules=PACK.schedules,
    terms=TERMS,
)
"""A pack whose list of definitions is led by the consortium's own words, as the clause pack's is."""

FILLED = ANSWERED.with_answers({"whom": "all", "goods": (MappingProxyType({"what": "a thing"}),)})


def own_words(*rows: tuple[str, str], **answers: Value) -> Assembled:
    own = tuple(MappingProxyType({"term": word, "meaning": meaning}) for word, meaning in rows)
    return assemble(LISTING, FILLED.with_answers({"extra_definitions": own, **answers}))


def listed(assembled: Assembled) -> tuple[list[str], dict[str, str]]:
    """The own words in the table, and what each word of the list means."""
    [home] = [part for part in assembled.document.parts if part.id == "definitions-interpretation"]
    tables = [para.table for para in home.paras if para.table is not None]
    words = [cell.text for table in tables for row in table.rows for cell in row]
    return words, {entry.term: entry.text for entry in home.definitions}


def test_what_an_own_word_means_is_printed_once_with_its_tokens_as_words() -> None:
    assembled = own_words(("Hub", "the office of *each* {term:member}, see {ref:leaving}."))
    words, means = listed(assembled)
    assert words == ["Hub"]
    assert means["Hub"] == "the office of each Member, see clause 2."
    assert "{ref" not in (plain := str(document_plain(assembled.document))) and "{term" not in plain
    assert codes(assembled) == [("TX-09", "extra_definitions")]


def test_a_token_that_cannot_be_read_is_told_in_an_own_word_that_nothing_uses() -> None:
    assembled = own_words(("Hub", "of {term:nothing}, {party:ZZ}, {ref:nobody} and {bad"))
    assert [rule for rule, _ in codes(assembled)] == ["TX-03", "TX-05", "TX-01", "TX-02", "TX-09"]
    assert {field for rule, field in codes(assembled)[:-1]} == {"definitions-interpretation.hub"}


def test_an_own_word_is_looked_for_in_what_is_printed_and_not_in_the_names_of_parties() -> None:
    goods = (MappingProxyType({"what": "a Gizmo each"}),)
    assert codes(own_words(("Gizmo", "a thing"), whom="owners of Gizmos")) == []
    assert codes(own_words(("Gizmo", "a thing"), goods=goods)) == []
    assert codes(own_words(("Limited", "a thing"))) == [("TX-09", "extra_definitions")]


def test_an_own_word_without_a_meaning_is_a_marked_blank() -> None:
    assembled = own_words(("Hub", ""), ("", "a thing"))
    assert listed(assembled)[0] == ["Hub"]
    assert listed(assembled)[1]["Hub"] == "[meaning of Hub: to be agreed]"
    assert assembled.document.blanks == ("meaning of Hub",)
    assert codes(assembled)[:2] == [
        ("TX-08", "extra_definitions[0].meaning"),
        ("TX-08", "extra_definitions[1].term"),
    ]


def test_an_answer_that_names_no_party_is_a_marked_place() -> None:
    assembled = assemble(PACK, ANSWERED.with_answers({"lead_body": "NOPE"}))
    assert "notice to [lead body: “NOPE” is not a party]." in lines(assembled.document, "leaving")[0]
    assert "{party" not in str(document_plain(assembled.document))
    assert codes(assembled) == [("TX-05", "leaving.notice")]


def test_a_party_may_be_named_by_id_and_the_vehicle_as_spv() -> None:
    spv = replace(
        ANSWERED,
        vehicle=member("SPV", legal_name="V CIC"),
        reworded={"leaving": "{party:B} and {party:SPV}."},
    )
    assert lines(assemble(PACK, spv).document, "leaving")[0] == "2.1 B Limited and V CIC."


def test_a_list_of_one_ends_with_a_full_stop_and_an_absent_list_is_a_blank() -> None:
    asked = [question("words", Kind.LIST, "one"), question("who", Kind.PARTIES, "one")]
    pack = catalogue(HOME_CLAUSE, clause("one", "These:\n\n[list words]\n\n[list who]", asked))
    assert lines(assemble(pack, draft({"words": ("first.",), "who": ("B",)})).document, "one") == [
        "2.1 These:",
        "(a) first.",
        "(b) B Limited.",
    ]
    assert "(a) [words: to be agreed]" in lines(assemble(pack, draft()).document, "one")


def test_a_list_given_without_entries_is_a_marked_blank_too() -> None:
    columns = (Column("kpis", "Targets", Kind.LIST), Column("who", "Who", Kind.PARTIES))
    asked = [
        question("areas", Kind.LIST, "one"),
        question("steps", Kind.MULTI, "one"),
        question("services", Kind.TABLE, "one", columns=columns),
    ]
    text = "We work in {answer:areas}. The steps are:\n\n[list steps]\n\n[table services]"
    pack = catalogue(HOME_CLAUSE, clause("one", text, asked))
    empty = draft({"areas": (), "steps": (), "services": (MappingProxyType({"kpis": (), "who": ()}),)})
    assembled = assemble(pack, empty)
    assert lines(assembled.document, "one")[:2] == [
        "2.1 We work in [areas: to be agreed]. The steps are:",
        "(a) [steps: to be agreed]",
    ]
    assert codes(assembled) == [("TX-08", "one"), ("TX-08", "one")]
    table = assembled.document.clauses[1].paras[2].table
    assert table is not None
    assert [cell.text for cell in table.rows[0]] == ["–", "–"]


def test_the_rules_that_are_used_say_what_they_mean() -> None:
    asked = [
        question("ordinary_rule", Kind.ENUM, "one", options=RULE_OPTIONS),
        question("major_rule", Kind.ENUM, "one", options=RULE_OPTIONS),
    ]
    pack = catalogue(HOME_CLAUSE, clause("one", "Rules:\n\n[rules]", asked))
    shown = lines(
        assemble(pack, draft({"ordinary_rule": "simple_majority", "major_rule": "two_thirds"})).document,
        "one",
    )
    assert len(shown) == 3
    assert "more than half" in shown[1] and "two-thirds" in shown[2]


def test_an_equal_vote_is_left_open_while_the_vote_of_the_chair_is() -> None:
    home = clause("one", "[rules]", [question("ordinary_rule", Kind.ENUM, "one", options=RULE_OPTIONS)])
    chair = clause("independent-chair", "Words.")
    asked = {"ordinary_rule": "simple_majority"}

    def meaning(*clauses: Clause, **answers: str) -> str:
        document = assemble(catalogue(HOME_CLAUSE, *clauses), draft({**asked, **answers})).document
        return lines(document, "one")[0]

    assert "equal" not in meaning(home, chair)
    assert "the decision is not made" in meaning(home)
    assert "casting vote" in meaning(home, chair, chair_votes="casting_only")
    assert "casting vote" not in meaning(home, chair, chair_votes="no_vote")


def test_a_rule_whose_name_holds_a_comma_is_closed_by_one() -> None:
    home = clause("one", "[rules]", [question("ordinary_rule", Kind.ENUM, "one", options=RULE_OPTIONS)])
    shown = lines(
        assemble(catalogue(HOME_CLAUSE, home), draft({"ordinary_rule": "consensus_then_majority"})).document,
        "one",
    )
    assert "needs consensus, or failing that a simple majority, is made when" in shown[0]


def test_the_background_is_lettered_and_clauses_start_at_one() -> None:
    pack = catalogue(clause("parties-background", "They met.\n\nThey agreed."), HOME_CLAUSE)
    document = assemble(pack, draft()).document
    assert document.background is not None
    assert [para.number for para in document.background.paras] == ["(A)", "(B)"]
    assert [part.number for part in document.clauses] == ["1"]
    assert document.background.label == "the Background"
    assert document.clauses[0].label == "clause 1"


def test_a_schedule_is_printed_when_its_clause_is_in_and_its_condition_holds() -> None:
    schedules = [
        Schedule("a", "A", "leaving", parse_condition("type is LB"), "Words."),
        Schedule("b", "B", "leaving", parse_condition("type is SPV"), "Words."),
        Schedule("c", "C", "optional", parse_condition(""), "Words."),
    ]
    pack = catalogue(
        HOME_CLAUSE,
        clause("leaving", "Words."),
        clause("optional", "Words.", status=Status.OPTIONAL),
        schedules=schedules,
    )
    document = assemble(pack, draft()).document
    assert [(part.id, part.label) for part in document.schedules] == [("schedule-a", "Schedule 1")]
    assert len(list(document.paragraphs())) == 3
    assert document.part("nobody") is None


def test_the_parties_are_named_with_what_they_are() -> None:
    parties = (
        member(
            "A",
            legal_name="Ageing Well",
            legal_form="unincorporated_association",
            jurisdiction="scotland",
            reg_no="SC1",
            registered_office="1 Row",
        ),
        member("B", legal_form="guild", jurisdiction=""),
        member("C", legal_form="", jurisdiction=""),
    )
    told = [party.words for party in assemble(PACK, draft(members=parties)).document.parties]
    assert told[0].startswith("an unincorporated association")
    assert told[0].endswith("in Scotland, registered number SC1, of 1 Row")
    assert told[1:] == ["a guild", "a [legal form: to be agreed]"]


def test_the_parties_table_is_made_from_the_members() -> None:
    columns = ("legal_name", "legal_form", "jurisdiction", "reg_no", "role")
    asked = question(
        "parties",
        Kind.TABLE,
        "one",
        columns=tuple(Column(name, name, Kind.TEXT) for name in columns),
        if_absent=IfAbsent.OMIT,
    )
    pack = catalogue(HOME_CLAUSE, clause("one", "[table parties]", [asked]))
    spv = draft(
        vehicle=member("SPV", legal_form="guild", jurisdiction="mars"),
        vehicle_is_party=True,
        members=(member("A", role="Host"),),
    )
    table = assemble(pack, spv).document.clauses[1].paras[0].table
    assert table is not None
    assert [[cell.text for cell in row] for row in table.rows][1] == [
        "SPV Limited",
        "guild",
        "mars",
        "–",
        "The vehicle",
    ]
    assert table.rows[0][4].text == "Host"


def test_each_party_signs_by_its_row_or_by_its_usual_way() -> None:
    rows = (MappingProxyType({"member_id": "A", "method": "authorised_person"}),)
    blocks = assemble(PACK, ANSWERED.with_answers({"signatories": rows})).document.execution
    assert [block.method for block in blocks] == ["authorised_person", "two_authorised", "two_authorised"]
    deed = assemble(PACK, ANSWERED.with_answers({"sign_as": "deed"})).document.execution
    assert "deed" in deed[0].words and "deed" not in blocks[0].words
    binding = assemble(PACK, ANSWERED.with_answers({"legal_effect": "binding_deed"})).document.execution
    assert binding == deed


@pytest.mark.parametrize(
    ("effect", "answer", "signed"),
    [
        (None, None, "simple_contract"),
        (None, "deed", "deed"),
        ("binding_deed", None, "deed"),
        ("binding_deed", "simple_contract", "simple_contract"),
        ("mixed", "deed", "deed"),
        ("not_binding", None, "record_of_support"),
        ("not_binding", "simple_contract", "record_of_support"),
        ("not_binding", "deed", "record_of_support"),
    ],
)
def test_what_is_not_to_bind_is_never_signed_as_a_deed(
    effect: str | None, answer: str | None, signed: str
) -> None:
    given = ANSWERED.with_answers({"legal_effect": effect, "sign_as": answer})
    assert signed_as(given) == signed and as_deed(given) is (signed == "deed")
    # Forms that sign a deed otherwise than a contract: their blocks say which it is.
    blocks = assemble(PACK, given).document.execution
    assert any("deed" in block.words for block in blocks) is (signed == "deed")


def test_the_same_draft_gives_the_same_document() -> None:
    assert assemble(PACK, ANSWERED).document == assemble(PACK, ANSWERED).document


@pytest.mark.parametrize(
    "changed",
    [
        {"notice_months": 4},
        {"leave_point": "any_time"},
        {"leave_point": None},
        {"duties": ("pay",)},
        {"matrix": None},
        {"lead_body": "B"},
        {},
    ],
)
def test_reassembly_after_one_answer_equals_assembly_from_nothing(changed: dict[str, object]) -> None:
    after = ANSWERED.with_answers(changed)  # type: ignore[arg-type]
    fresh = assemble(PACK, after)
    again = assemble(PACK, after, assemble(PACK, ANSWERED))
    assert again.document == fresh.document
    assert again.problems == fresh.problems


def test_a_definition_that_shows_a_usual_choice_is_set_again_once_that_is_answered() -> None:
    days = question("days", Kind.INT, "leaving", unit="days", if_absent=IfAbsent.USUAL, usual=5)
    pack = catalogue(
        HOME_CLAUSE,
        clause("leaving", "Leave in a {term:week}.", [days]),
        terms=[term("Week", "means {answer:days}.")],
    )
    usual, answered = draft({}), draft({"days": 5})
    for before, after in ((usual, answered), (answered, usual)):
        again = assemble(pack, after, assemble(pack, before))
        assert again.document == assemble(pack, after).document


def test_reassembly_keeps_the_parts_that_did_not_change() -> None:
    before = assemble(PACK, ANSWERED)
    after = assemble(PACK, ANSWERED.with_answers({"notice_months": 9}), before)
    assert after.document.part("work") is before.document.part("work")
    assert after.document.part("leaving") is not before.document.part("leaving")


def other_order(source: Draft) -> Document:
    pack = catalogue(
        clause("new-first", "Words."),
        HOME_CLAUSE,
        LEAVING,
        PACK.clauses["work"],
        schedules=PACK.schedules,
        terms=TERMS,
    )
    return assemble(pack, source).document


def test_a_renumbering_changes_no_clause_digest_but_the_whole() -> None:
    first, second = assemble(PACK, ANSWERED).document, other_order(ANSWERED)
    for part in first.parts:
        moved = second.part(part.id)
        assert moved is not None
        assert moved.digest == part.digest
        assert part.kind is PartKind.SCHEDULE or moved.number != part.number
    assert first.digest != second.digest


@pytest.mark.parametrize(
    "changed",
    [
        {"notice_months": 4},
        {"matrix": None},
        {"extra_definitions": (MappingProxyType({"term": "Member", "meaning": "us"}),)},
    ],
)
def test_a_changed_answer_changes_the_whole_digest(changed: dict[str, object]) -> None:
    after = assemble(PACK, ANSWERED.with_answers(changed)).document  # type: ignore[arg-type]
    assert after.digest != assemble(PACK, ANSWERED).document.digest


def test_where_no_clause_lists_the_definitions_a_schedule_does() -> None:
    pack = catalogue(clause("one", "A {term:quarter}."), terms=TERMS)
    part = assemble(pack, draft()).document.part("schedule-words")
    assert part is not None
    assert [(entry.term, entry.text) for entry in part.definitions] == [("Quarter", "means three months.")]
    assert assemble(catalogue(clause("one", "Words.")), draft()).document.schedules == ()


def test_a_reference_that_begins_a_sentence_has_a_capital() -> None:
    source = ANSWERED.with_reworded(
        {"work": "{ref:leaving} counts. {ref:schedule-work} too, as {ref:leaving} says."}
    )
    assert lines(assemble(PACK, source).document, "work") == [
        "3.1 Clause 2 counts. Schedule 1 too, as clause 2 says."
    ]


@pytest.mark.parametrize(
    ("kind", "effect", "called"),
    [
        ("LB", "binding_contract", "Joint venture agreement"),
        ("SPV", "binding_deed", "Joint venture agreement"),
        ("COOP", None, "Joint venture agreement"),
        ("LB", "mixed", "Joint venture memorandum"),
        ("AL", "mixed", "Alliance memorandum"),
        ("AL", "binding_contract", "Alliance agreement"),
        ("NET", "not_binding", "Memorandum of understanding"),
        ("NET", "binding_contract", "Network agreement"),
    ],
)
def test_the_document_is_called_what_it_is(kind: str, effect: str | None, called: str) -> None:
    answers: dict[str, Value] = {} if effect is None else {"legal_effect": effect}
    assert assemble(PACK, draft(answers, type=kind)).document.subtitle == called


@pytest.mark.parametrize("name", ["lead_body_6", "nda_4", "heads_of_terms_5"])
def test_who_asks_for_ink_is_told_that_nobody_signs_in_ink_here(name: str) -> None:
    read = draft_in(kept(name))
    worked, pack = read.draft, catalogue_of(read.draft.instrument)
    (found,) = (
        one for one in assemble(pack, worked.with_answers({"e_sign": False})).problems if one.rule == "TX-17"
    )
    assert (found.clause, found.field, found.severity) == ("execution", "e_sign", Severity.WARNING)
    assert "sign in ink" in found.message and "on paper" in found.mend
    for other in (worked, worked.with_answers({"e_sign": None})):
        assert "TX-17" not in {one.rule for one in assemble(pack, other).problems}


def test_a_pack_that_does_not_ask_about_ink_says_nothing_of_it() -> None:
    assert "TX-17" not in dict(codes(assemble(PACK, ANSWERED.with_answers({"e_sign": False}))))

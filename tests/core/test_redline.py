"""What changed, in words and by kind, and what it means for the boards."""

from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.core.answers import Kind, Value
from govflow.core.assembly import assemble
from govflow.core.catalogue import Catalogue, ChangeClass, Clause, Status
from govflow.core.document import Document
from govflow.core.draft import Draft
from govflow.core.redline import (
    ChangeKind,
    Fate,
    Judge,
    Redline,
    Told,
    Verdict,
    classify,
    front_changes,
    part_redline,
    redline,
    words_changed,
)
from tests.core.small_pack import HOME_CLAUSE, LEAVING, PACK, TERMS, catalogue, clause, member, question
from tests.core.test_assembly import ANSWERED


def document(source: Draft = ANSWERED, pack: Catalogue = PACK) -> Document:
    return assemble(pack, source).document


def marked(old: str, new: str) -> str:
    signs = {"same": "{}", "inserted": "{{+{}+}}", "deleted": "[-{}-]"}
    return "".join(signs[piece.op].format(piece.text) for piece in words_changed(old, new))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("within 28 days of", "within 30 Working Days of", "within [-28 days-]{+30 Working Days+} of"),
        ("clause 14.2 applies", "clause 14.3 applies", "clause [-14.2-]{+14.3+} applies"),
        ("pay £250,000 in all", "pay £1,250,000 in all", "pay [-£250,000-]{+£1,250,000+} in all"),
        ("at least 66% of", "at least 75% of", "at least [-66%-]{+75%+} of"),
        ("must be", "must not be", "must {+not +}be"),
        ("same", "same", "same"),
        ("", "all new", "{+all new+}"),
    ],
)
def test_words_are_compared_as_a_lawyer_reads_them(old: str, new: str, shown: str) -> None:
    assert marked(old, new) == shown


@given(st.text(alphabet="ab £1.2%,'- ", max_size=40), st.text(alphabet="ab £1.2%,'- ", max_size=40))
def test_the_pieces_give_back_both_texts(old: str, new: str) -> None:
    pieces = words_changed(old, new)
    assert "".join(p.text for p in pieces if p.op != "inserted") == old
    assert "".join(p.text for p in pieces if p.op != "deleted") == new


def test_equal_versions_have_no_changes() -> None:
    found = redline(document(), document())
    assert found.changed == found.renumbered == ()
    assert all(para.pieces[0].op == "same" for part in found.parts for para in part.paras)


def by_id(found: Redline, part_id: str) -> str:
    (part,) = (part for part in found.parts if part.id == part_id)
    return part.fate


def ordered(*clauses: Clause) -> Document:
    return document(pack=catalogue(HOME_CLAUSE, *clauses, terms=TERMS))


ONE, TWO, THREE = (clause(name, f"Words of {name}.") for name in ("one", "two", "three"))


def test_a_new_clause_is_inserted_and_the_rest_only_renumbered() -> None:
    found = redline(ordered(TWO, THREE), ordered(ONE, TWO, THREE))
    assert [(part.id, part.fate) for part in found.changed] == [("one", Fate.INSERTED)]
    assert [part.id for part in found.renumbered] == ["two", "three"]
    assert found.changed[0].sentences == ("Clause 2 (“One”) is new.",)


def test_a_clause_taken_out_stands_where_it_stood() -> None:
    found = redline(ordered(ONE, TWO, THREE), ordered(ONE, THREE))
    assert [(part.id, part.fate) for part in found.parts] == [
        ("definitions-interpretation", Fate.SAME),
        ("one", Fate.SAME),
        ("two", Fate.DELETED),
        ("three", Fate.SAME),
    ]
    assert found.changed[0].sentences == ("“Two”, which was clause 3, is taken out.",)


def test_a_clause_that_stood_first_and_is_gone_is_shown_first() -> None:
    found = redline(document(pack=catalogue(ONE, TWO)), document(pack=catalogue(TWO)))
    assert [part.fate for part in found.parts] == [Fate.DELETED, Fate.SAME]


def test_a_moved_clause_is_a_move_and_not_a_deletion() -> None:
    found = redline(ordered(ONE, TWO, THREE), ordered(TWO, THREE, ONE))
    assert [(part.id, part.fate) for part in found.changed] == [("one", Fate.MOVED)]
    assert found.changed[0].sentences == ("Clause 4 (“One”) moved; it was clause 2.",)


def test_a_clause_may_be_moved_and_reworded() -> None:
    other = replace(ONE, source="Words of number one.")
    found = redline(ordered(ONE, TWO, THREE), ordered(TWO, THREE, other))
    assert by_id(found, "one") == Fate.MOVED_AND_REWORDED


def test_nothing_in_common_is_all_deleted_and_inserted() -> None:
    found = redline(document(pack=catalogue(ONE)), document(pack=catalogue(TWO)))
    assert [part.fate for part in found.parts] == [Fate.DELETED, Fate.INSERTED]


def reworded(old: str, new: str) -> Redline:
    return redline(
        document(ANSWERED.with_reworded({"leaving": old})), document(ANSWERED.with_reworded({"leaving": new}))
    )


def kinds(old: str, new: str) -> tuple[ChangeKind, ...]:
    (part,) = (part for part in reworded(old, new).changed if part.id == "leaving")
    return tuple(kind for para in part.paras for kind in para.kinds)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (
            "The lead is {party:A} for all of us here.",
            "The lead is {party:B} for all of us here.",
            ChangeKind.PARTY,
        ),
        ("They pay within 30 days of it all.", "They pay within 60 days of it all.", ChangeKind.FIGURE),
        ("It ends for us on 1 April 2027.", "It ends for us on 1 May 2027.", ChangeKind.DATE),
        ("A body must not leave before the end.", "A body may leave before the end.", ChangeKind.OBLIGATION),
        ("A {term:member} pays what it owes.", "A {term:quarter} pays what it owes.", ChangeKind.TERM),
        ("A body pays, what it owes.", "A body pays; what it owes.", ChangeKind.PUNCTUATION),
        ("A body pays what it owes.", "A body settles what it owes.", ChangeKind.WORDING),
    ],
)
def test_each_change_has_a_kind(old: str, new: str, kind: ChangeKind) -> None:
    assert kinds(old, new) == (kind,)


def test_changes_are_told_in_sentences_with_their_place() -> None:
    old = "A body must pay within 30 days of it.\n\n- the first item is like this\n\n> A tail that is to go away."
    new = "A body must pay within 60 days of it all.\n\n- the first is like this\n\nSomething different stands here."
    (part,) = (part for part in reworded(old, new).changed if part.id == "leaving")
    assert part.sentences == (
        "Clause 2.1: “30” replaced by “60”",
        "Clause 2.1: “all” added",
        "Clause 2, (a): “item” taken out",
        "Clause 2.2: new: “Something different stands here.”",
        "Clause 2: taken out: “A tail that is to go away.”",
    )


def test_a_paragraph_before_an_alike_one_is_taken_out_in_its_place() -> None:
    old = "First words that go.\n\nA body must pay what it owes to all."
    new = "A body must pay what it owes to some."
    (part,) = (part for part in reworded(old, new).changed if part.id == "leaving")
    assert [para.fate for para in part.paras] == [Fate.DELETED, Fate.REWORDED]


def test_a_renumbered_reference_is_no_change_but_another_target_is() -> None:
    source = clause("points", "As {ref:two} says.")
    moved = redline(ordered(source, ONE, TWO), ordered(source, TWO, ONE))
    assert by_id(moved, "points") == Fate.SAME
    assert moved.parts[1].paras[0].pieces[0].text == "As clause 3 says."
    other = redline(
        ordered(source, ONE, TWO), ordered(replace(source, source="As {ref:one} says."), ONE, TWO)
    )
    (change,) = other.changed
    assert [(p.op, p.text) for p in change.paras[0].pieces][1:3] == [
        ("deleted", "clause 4"),
        ("inserted", "clause 3"),
    ]


def test_a_change_in_a_table_names_its_row_and_parts_cells_by_commas() -> None:
    def told(*rows: dict[str, Value]) -> tuple[str, ...]:
        after = ANSWERED.with_answers({"matrix": tuple(map(MappingProxyType, rows))})
        return redline(document(), document(after)).changed[0].sentences

    assert told({"member_id": "B", "value": 1200}) == (
        "Schedule 1, “£1,200”: “A” replaced by “B”",
        "Schedule 1: taken out: “–, B Limited”",
    )
    assert "Schedule 1: taken out: “Value a year, Member”" in told()


def test_rows_of_a_table_and_definitions_are_compared_too() -> None:
    table = ANSWERED.answers["matrix"]
    assert isinstance(table, tuple)
    after = ANSWERED.with_answers({"matrix": (*table[:1], MappingProxyType({"member_id": "B", "value": 5}))})
    found = redline(document(), document(after))
    assert [part.id for part in found.changed] == ["schedule-work"]
    own = ANSWERED.with_answers(
        {"extra_definitions": (MappingProxyType({"term": "Member", "meaning": "means us."}),)}
    )
    assert [part.id for part in redline(document(), document(own)).changed] == ["definitions-interpretation"]


MATERIAL: dict[str, Value] = {"material_changes": ("exit", "parties")}


def classified(
    before: Draft, after: Draft, pack: Catalogue = PACK
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    found = classify(pack, before, after)
    assert found.reason
    return found.change_class, found.categories, found.clauses


LISTED = ANSWERED.with_answers(MATERIAL)
PACK_WITH_LIST = catalogue(
    clause("parties-background", "Words.", category="parties"),
    HOME_CLAUSE,
    LEAVING,
    PACK.clauses["work"],
    clause(
        "board-approval",
        "Words.",
        [question("material_changes", Kind.MULTI, "board-approval")],
        category="voting",
    ),
    schedules=PACK.schedules,
    terms=TERMS,
)


def test_a_listed_category_is_material_and_any_other_minor() -> None:
    exit_changed = LISTED.with_answers({"notice_months": 9})
    work_changed = LISTED.with_answers({"matrix": ()})
    assert classified(LISTED, exit_changed, PACK_WITH_LIST) == ("material", ("exit",), ("leaving",))
    assert classified(LISTED, work_changed, PACK_WITH_LIST) == ("minor", ("delivery_role",), ("work",))


def test_no_change_is_minor_and_touches_nothing() -> None:
    assert classified(LISTED, LISTED, PACK_WITH_LIST) == ("minor", (), ())


def test_rewording_is_material() -> None:
    after = LISTED.with_reworded({"work": "Other words."})
    assert classified(LISTED, after, PACK_WITH_LIST) == ("material", ("delivery_role",), ("work",))


def test_words_of_a_clause_that_is_not_in_the_agreement_sleep_and_are_no_rewording() -> None:
    optional = clause("talks", "They talk.", [question("talk", Kind.TEXT, "talks")], status=Status.OPTIONAL)
    pack = replace(PACK_WITH_LIST, clauses=MappingProxyType({**PACK_WITH_LIST.clauses, "talks": optional}))
    absent, words = LISTED, {"talks": "Own words."}
    present = LISTED.with_answers({"talk": "Often"})
    asleep, awake = absent.with_reworded(words), present.with_reworded(words)

    def told(before: Draft, after: Draft) -> bool:
        return "was reworded" in classify(pack, before, after).reason

    assert not told(awake, asleep) and not told(present, asleep) and not told(absent, asleep)
    # What comes back in its own words was not before the boards like that.
    assert told(asleep, awake) and told(absent, awake) and told(awake, present)


def test_other_parties_are_material() -> None:
    after = replace(LISTED, members=(member("A"),))
    assert classified(LISTED, after, PACK_WITH_LIST) == ("material", ("parties",), ("parties-background",))


def test_a_change_of_the_list_is_judged_by_both_lists() -> None:
    after = LISTED.with_answers({"material_changes": ("voting",)})
    assert classified(LISTED, after, PACK_WITH_LIST) == ("material", ("voting",), ("board-approval",))


def test_a_definition_is_material_when_a_material_clause_uses_it() -> None:
    def own(meaning: str, word: str) -> dict[str, Value | None]:
        return {"extra_definitions": (MappingProxyType({"term": word, "meaning": meaning}),)}

    used = LISTED.with_answers(own("means one.", "Member"))
    idle = LISTED.with_answers(own("means one.", "Idle"))
    assert classified(used, used.with_answers(own("means two.", "Member")), PACK_WITH_LIST)[0] == "material"
    assert classified(idle, idle.with_answers(own("means two.", "Idle")), PACK_WITH_LIST)[0] == "minor"


def test_a_clause_that_is_not_in_the_agreement_uses_no_definition() -> None:
    def own(meaning: str) -> Draft:
        return LISTED.with_answers(
            {"extra_definitions": (MappingProxyType({"term": "Voice", "meaning": meaning}),)}
        )

    def pack(status: Status) -> Catalogue:
        voices = clause("voices", "Each {term:voice} counts.", status=status, category="exit")
        return catalogue(*PACK_WITH_LIST.clauses.values(), voices, schedules=PACK.schedules, terms=TERMS)

    before, after = own("means one."), own("means two.")
    assert classified(before, after, pack(Status.MANDATORY))[0] == "material"
    assert classified(before, after, pack(Status.OPTIONAL))[0] == "minor"


def test_where_nobody_listed_anything_the_catalogue_says_what_is_material() -> None:
    exit_changed = ANSWERED.with_answers({"notice_months": 9})
    assert classified(ANSWERED, exit_changed)[0] == "material"
    own = (MappingProxyType({"term": "Idle", "meaning": "means one."}),)
    assert classified(ANSWERED, ANSWERED.with_answers({"extra_definitions": own}))[0] == "minor"


def verdicts(before: Draft, after: Draft, pack: Catalogue = PACK_WITH_LIST) -> dict[str, tuple[str, str]]:
    """What is said of each part that differs, and of the front ("") where it does."""
    old, new = document(before, pack), document(after, pack)
    judge = Judge(pack, before, after)
    found = {
        part.id: judge.verdict(old.part(part.id), new.part(part.id)) for part in redline(old, new).changed
    }
    if front_changes(old, new):
        found[""] = judge.parties()
    return {part: (verdict.change_class, verdict.reason) for part, verdict in found.items()}


def test_each_part_is_judged_by_itself() -> None:
    both = LISTED.with_answers({"notice_months": 9, "matrix": ()})
    found = verdicts(LISTED, both)
    assert found["leaving"] == ("material", "“Leaving” is a matter of exit.")
    assert found["schedule-work"] == ("minor", "Nothing in it is on the list of material changes.")


def test_a_reworded_part_is_material_for_that_reason() -> None:
    after = LISTED.with_reworded({"work": "Other words."})
    assert verdicts(LISTED, after)["work"] == ("material", "“Work” was reworded.")


def test_other_parties_are_a_change_of_the_front() -> None:
    after = replace(LISTED, members=(member("A"),))
    assert verdicts(LISTED, after)[""] == ("material", "The parties changed.")
    told = front_changes(document(LISTED, PACK_WITH_LIST), document(after, PACK_WITH_LIST))
    assert {(each.kind, each.sentence.endswith("taken out")) for each in told} == {(ChangeKind.PARTY, True)}


def test_a_changed_definition_is_judged_by_the_clauses_that_use_it() -> None:
    def own(meaning: str) -> Draft:
        row = MappingProxyType({"term": "Member", "meaning": meaning})
        return LISTED.with_answers({"extra_definitions": (row,)})

    found = verdicts(own("means one."), own("means two."))["definitions-interpretation"]
    assert found == ("material", "A changed definition is used in “Leaving”.")


@pytest.mark.parametrize(
    "after",
    [
        LISTED.with_answers({"notice_months": 9}),
        LISTED.with_answers({"matrix": ()}),
        LISTED.with_reworded({"work": "Other words."}),
        replace(LISTED, members=(member("A"),)),
    ],
    ids=["exit", "work", "reworded", "parties"],
)
def test_the_parts_are_judged_as_the_whole_is(after: Draft) -> None:
    found = {judged for judged, _ in verdicts(LISTED, after).values()}
    assert ("material" in found) is (classified(LISTED, after, PACK_WITH_LIST)[0] == "material")


def test_each_change_is_told_with_its_own_kind() -> None:
    old = "A body must pay within 30 days of it, and then it may leave us all."
    new = "A body must pay within 60 days of it, and then it must leave us all."
    (part,) = (part for part in reworded(old, new).changed if part.id == "leaving")
    assert [(told.kind, told.sentence) for told in part.told] == [
        (ChangeKind.FIGURE, "Clause 2.1: “30” replaced by “60”"),
        (ChangeKind.OBLIGATION, "Clause 2.1: “may” replaced by “must”"),
    ]


def test_a_clause_moved_and_reworded_tells_both() -> None:
    other = replace(ONE, source="Words of number one.")
    found = redline(ordered(ONE, TWO, THREE), ordered(TWO, THREE, other))
    (change,) = found.changed
    assert change.told[0] == Told("Clause 4 (“One”) moved; it was clause 2.")
    assert change.told[1].kind is ChangeKind.WORDING


def test_another_title_and_another_way_of_signing_are_told_of_the_front() -> None:
    before = document()
    block = before.execution[0]
    after = replace(
        before,
        title="Other Partnership",
        execution=(replace(block, words="Signed otherwise."), *before.execution[1:]),
    )
    told = [each.sentence for each in front_changes(before, after)]
    assert any(sentence.startswith("The title: ") for sentence in told)
    assert f"The execution page: {block.party} signs in another way." in told


def test_one_part_is_compared_wherever_it_stands() -> None:
    part = document().clauses[0]
    assert part_redline(part, part).fate is Fate.SAME
    assert part_redline(part, None).fate is Fate.DELETED


def test_a_change_of_the_front_without_other_parties_goes_by_its_questions() -> None:
    judge = Judge(PACK_WITH_LIST, LISTED, LISTED)
    assert judge.parties() == Verdict(ChangeClass.MINOR, "Nothing in it is on the list of material changes.")


def test_the_clause_of_the_parties_changes_with_them() -> None:
    parties = clause("parties-background", "The parties of this agreement.", category="parties")
    pack = catalogue(parties, *PACK_WITH_LIST.clauses.values(), schedules=PACK.schedules, terms=TERMS)
    after = replace(LISTED, members=(member("A"),))
    part = document(LISTED, pack).part("parties-background")
    verdict = Judge(pack, LISTED, after).verdict(part, part)
    assert verdict == Verdict(ChangeClass.MATERIAL, "The parties changed.")

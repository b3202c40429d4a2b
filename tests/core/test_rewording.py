"""A clause cut into blocks that people type in, and put together again."""

import json
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.catalogue.loader import load
from govflow.core.draft import Draft, read_draft
from govflow.core.rewording import Spelling, Typed, bare, begins_oddly, cut, join, merged, spelling, unread
from govflow.core.text import BlockKind, parse_blocks

EXAMPLES = Path(__file__).parents[1] / "examples"


@cache
def drafts() -> dict[str, Draft]:
    """The examples."""
    return {
        name: read_draft(
            json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"), parse_float=Decimal), load()
        ).draft
        for name in ("lead_body_6", "alliance_19", "spv_30", "coop_9", "network_14")
    }


@cache
def spelt() -> Spelling:
    return spelling(load(), drafts()["lead_body_6"])


@pytest.mark.parametrize("name", ["lead_body_6", "alliance_19", "spv_30", "coop_9", "network_14"])
def test_every_clause_of_the_pack_comes_back_as_it_was(name: str) -> None:
    spelling_here = spelling(load(), drafts()[name])
    for clause in load().clauses.values():
        blocks = cut(clause.source, spelling_here)
        again = join(blocks, spelling_here)
        assert parse_blocks(again) == clause.blocks, clause.id
        assert cut(again, spelling_here) == blocks, clause.id
        assert list(unread(blocks, spelling_here)) == [], clause.id
        assert [block.words for block in blocks if begins_oddly(block)] == [], clause.id


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("{term:board}", "{Board}"),
        ("{term:members-meeting}", "{Members' Meeting}"),
        ("{answer:quorum_board_count}", "{answer: quorum of the board}"),
        ("{ref:conflicts-of-interest}", "{clause: Conflicts of interest and loyalty}"),
        ("{ref:board-approval.later}", "{clause: Approval and re-approval by member boards, later}"),
        ("{ref:schedule-parties}", "{schedule: The parties}"),
        ("{party:lead_body}", "{party: lead body}"),
        ("{party:LB1}", "{party: Tamebrook Wellbeing Trust}"),
    ],
)
def test_names_are_spelt_for_people_and_read_again(kept: str, read: str) -> None:
    assert spelt().for_people(f"See {kept}.") == f"See {read}."
    assert spelt().exact(f"See {read}.") == f"See {kept}."


@pytest.mark.parametrize("typed", ["{board}", "{ Board }", "{BOARD}", "{term:board}", "{term: board}"])
def test_a_name_is_read_however_it_is_typed(typed: str) -> None:
    assert spelt().exact(typed) == "{term:board}"


def test_two_questions_with_one_label_keep_their_exact_names() -> None:
    labels = [question.label for question in load().questions.values()]
    twice = [q for q in load().questions.values() if labels.count(q.label) > 1]
    assert twice
    for question in twice:
        assert spelt().for_people(f"{{answer:{question.name}}}") == f"{{answer:{question.name}}}"


def test_what_nobody_knows_is_found_with_its_place_and_what_is_near() -> None:
    blocks = (Typed(1, "{Board} and {Bord}."), Typed(1, "[table x]", fixed=True), Typed(2, "{answer: all} {"))
    found = [(one.place, one.token, one.nearest) for one in unread(blocks, spelt())]
    assert found[0] == (0, "{Bord}", "{Board}")
    assert [(place, token) for place, token, _ in found[1:]] == [(2, "{answer: all}"), (2, "{")]


def test_empty_blocks_are_left_out_and_an_empty_line_begins_another() -> None:
    blocks = (
        Typed(2, "one\n\n two \nlines", label="first", when="type is LB"),
        Typed(1, "  \n"),
        Typed(0, "three", alone=True, when="members"),
    )
    assert join(blocks, spelt()) == (
        "? type is LB\n- @first one\n\n? type is LB\n- two lines\n\n?? members\n> three"
    )


def test_conditions_do_not_gather_brackets() -> None:
    source = "? type is LB or (members and vehicle)\nWords."
    for _ in range(3):
        source = join(cut(source, spelt()), spelt())
    assert source == "? type is LB or (members and vehicle)\nWords."
    assert cut("? (type is LB) or (members)\nWords.", spelt())[0].when == "(type is LB) or (members)"


def lines(*words: str) -> tuple[Typed, ...]:
    return tuple(Typed(1, each) for each in words)


BASE = lines("one", "two", "three", "four", "five")


@pytest.mark.parametrize(
    ("theirs", "yours", "both"),
    [
        (BASE, BASE, BASE),
        (lines("ONE", "two", "three", "four", "five"), BASE, lines("ONE", "two", "three", "four", "five")),
        (
            lines("ONE", "two", "three", "four", "five"),
            lines("one", "two", "three", "FOUR", "five"),
            lines("ONE", "two", "three", "FOUR", "five"),
        ),
        (
            lines("two", "three", "four", "five"),
            lines(*["one", "two", "three", "four", "five", "six"]),
            lines("two", "three", "four", "five", "six"),
        ),
        (lines("ONE", "two", "three", "four", "five"), lines("one", "TWO", "three", "four", "five"), None),
        (lines("28"), lines("60"), None),
        (
            lines("one", "x", *["two", "three", "four", "five"]),
            lines("one", "y", *["two", "three", "four", "five"]),
            None,
        ),
    ],
)
def test_two_rewordings_meet_or_do_not(
    theirs: tuple[Typed, ...], yours: tuple[Typed, ...], both: tuple[Typed, ...] | None
) -> None:
    assert merged(BASE, theirs, yours) == both
    assert merged(BASE, yours, theirs) == both


texts = st.lists(st.sampled_from("abcdefgh"), max_size=7).map(lambda words: lines(*words))


@given(texts, texts, texts)
def test_one_in_two_is_the_same_whoever_was_first(
    base: tuple[Typed, ...], theirs: tuple[Typed, ...], yours: tuple[Typed, ...]
) -> None:
    both = merged(base, theirs, yours)
    assert both == merged(base, yours, theirs)
    assert merged(base, theirs, base) == theirs
    assert merged(base, base, yours) == yours
    assert merged(base, yours, yours) == yours


typed = st.text(alphabet="ab {}:*-?@[]>\n'\"“é", max_size=30)


@given(st.lists(st.builds(Typed, st.sampled_from([0, 1, 2, 3]), typed), max_size=4))
def test_whatever_is_typed_is_some_text_and_reads_the_same_when_it_is_opened_again(
    blocks: list[Typed],
) -> None:
    source = join(blocks, spelt())
    again = join(cut(source, spelt()), spelt())
    assert parse_blocks(again) == parse_blocks(join(cut(again, spelt()), spelt()))
    list(unread(blocks, spelt()))


@pytest.mark.parametrize(
    ("words", "odd"),
    [
        ("One.\n\n? clause spv-ownership", [("?", "? clause spv-ownership")]),
        ("One.\n \n@members this is\nmore.", [("@members", "@members this is more.")]),
        ("One.\n\n[table nosuch]\n\n?? x", [("[table", "[table nosuch]"), ("??", "?? x")]),
        ("@members\nthis is a line", [("@members", "@members this is a line")]),
        ("- One.\n\n- Two.", [("-", "- One."), ("-", "- Two.")]),
        ("One.\n? a line of it\n\n(a) two?", []),
    ],
)
def test_no_paragraph_of_a_block_begins_with_a_sign(words: str, odd: list[tuple[str, str]]) -> None:
    assert list(begins_oddly(Typed(1, words))) == odd
    assert begins_oddly(Typed(1, words, fixed=True)) == ()


signs = st.sampled_from(
    ["? ", "?? ", "@a ", "@a", "-", "- ", "> ", "[list x]", "[", "\n", "\n\n", "a", "b c", "{"]
)


@given(st.lists(st.builds(Typed, st.sampled_from([0, 1, 2, 3]), st.lists(signs).map("".join)), max_size=4))
def test_no_paragraph_that_may_be_typed_becomes_anything_else(blocks: list[Typed]) -> None:
    kept = [block for block in blocks if block.words.strip() and not begins_oddly(block)]
    found = parse_blocks(join(kept, spelt()))
    assert [(one.kind, one.level, one.label, one.when) for one in found] == [
        (BlockKind.PARAGRAPH, block.level, "", "")
        for block in kept
        for _ in re.split(r"\n\s*\n", block.words.strip())
    ]


def test_terms_that_the_members_defined_themselves_are_typed_like_the_others() -> None:
    row = MappingProxyType({"term": "Hub", "meaning": "means the shared office."})
    own = spelling(load(), drafts()["lead_body_6"].with_answers({"extra_definitions": (row,)}))
    [block] = cut("The {term:hub} opens.", own)
    assert block.words == "The {Hub} opens."
    assert join([block], own) == "The {term:hub} opens."


def test_a_directive_that_cannot_be_read_is_shown_as_it_stands() -> None:
    blocks = cut("[table", spelt())
    assert [(block.words, block.fixed) for block in blocks] == [("[table", True)]


@pytest.mark.parametrize(
    ("when", "shown"),
    [("(a and b)", "a and b"), ("(a) and (b)", "(a) and (b)"), ("((a)", "((a)"), ("a", "a")],
)
def test_a_condition_is_shown_without_the_brackets_around_the_whole(when: str, shown: str) -> None:
    assert bare(when) == shown

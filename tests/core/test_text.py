"""Clause text: parse, print, canonical form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govflow.core.text import (
    BlockKind,
    Emphasis,
    Inline,
    InlineKind,
    canonical,
    parse_blocks,
    parse_inlines,
    plain,
    print_inlines,
    seen_only,
    typographic,
)

SNIPPETS = st.lists(
    st.sampled_from(
        [
            "A member",
            " ",
            "{term:member}",
            "{ref:quorum.board}",
            "{answer:x}",
            "{party:LB1}",
            "**",
            "*",
            "{",
            "}",
            "{bad:x}",
            "\n\n",
            "\n- ",
            "? a is b\n",
            "@x ",
            "[table kpis]",
            "“",
            "'",
            "\u202e",
        ]
    )
    | st.text(max_size=8),
    max_size=24,
).map("".join)


@settings(max_examples=400)
@given(SNIPPETS)
def test_any_text_is_some_blocks_and_nothing_is_lost(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once
    for block in parse_blocks(text):
        printed = print_inlines(block.inlines)
        assert block.kind is BlockKind.MALFORMED or parse_inlines(printed) == block.inlines
        assert not any(c in printed for c in "\u202e\u200b\ufeff")


@settings(max_examples=400)
@given(SNIPPETS)
def test_inlines_print_back_to_the_text_they_were_read_from(text: str) -> None:
    line = canonical(text).replace("\n", " ")
    assert print_inlines(parse_inlines(line)) == line


def test_each_kind_of_token_is_read() -> None:
    read = parse_inlines("A {term:member} of {party:LB1} has {answer:days}, see {ref:quorum.board}.")
    assert [(i.kind, i.text) for i in read if i.kind is not InlineKind.WORDS] == [
        (InlineKind.TERM, "member"),
        (InlineKind.PARTY, "LB1"),
        (InlineKind.ANSWER, "days"),
        (InlineKind.REF, "quorum.board"),
    ]


@pytest.mark.parametrize("broken", ["{term:}", "{foo:bar}", "{", "}", "{term member}", "{answer:a b}"])
def test_a_brace_that_is_no_token_is_malformed_and_kept(broken: str) -> None:
    (before, *found, after) = parse_inlines(f"x {broken} y")
    assert {i.kind for i in found} == {InlineKind.MALFORMED}
    assert "".join(i.text for i in found) == broken
    assert (before.text, after.text) == ("x ", " y")


def test_stress_may_hold_tokens_and_unpaired_stars_are_words() -> None:
    assert parse_inlines("**Notice to {term:member}** and *soon*") == (
        Inline(InlineKind.WORDS, "Notice to ", Emphasis.STRONG),
        Inline(InlineKind.TERM, "member", Emphasis.STRONG),
        Inline(InlineKind.WORDS, " and "),
        Inline(InlineKind.WORDS, "soon", Emphasis.EMPHASIS),
    )
    assert parse_inlines("2 * 3 ** 4") == (Inline(InlineKind.WORDS, "2 * 3 ** 4"),)


def test_neighbouring_stresses_print_back() -> None:
    text = "**a***b* c"
    assert print_inlines(parse_inlines(text)) == text


def test_canonical_text_has_one_spelling() -> None:
    assert (
        canonical("\r\nDon’t\u00a0say “hello”\t twice \n\n\n\nCafe\u0301\u200b ")
        == 'Don\'t say "hello" twice\n\nCafé'
    )


def test_blocks_know_their_level_label_and_condition() -> None:
    blocks = parse_blocks(
        """? origin is contract_led
@why The members won
a contract.
- first
-- under first
> not numbered
?? public_contract
? members over 2
- both conditions
"""
    )
    assert [(b.level, b.label, b.when, plain(b.inlines)) for b in blocks] == [
        (1, "why", "(origin is contract_led)", "The members won a contract."),
        (2, "", "", "first"),
        (3, "", "", "under first"),
        (0, "", "", "not numbered"),
        (2, "", "(public_contract) and (members over 2)", "both conditions"),
    ]


def test_a_condition_may_hold_for_one_block_alone() -> None:
    alone, reaching = parse_blocks("?? a\nOne.\n\n? a\nTwo.")
    assert (alone.alone, reaching.alone) == (True, False)


def test_directives_print_answers() -> None:
    table, listed, rules = parse_blocks("[table kpis: kpi_id, name]\n\n- [list duties]\n\n@rules [rules]")
    assert (table.kind, table.subject, table.columns) == (BlockKind.TABLE, "kpis", ("kpi_id", "name"))
    assert (listed.kind, listed.subject, listed.level) == (BlockKind.LIST, "duties", 2)
    assert (rules.kind, rules.label) == (BlockKind.RULES, "rules")


def test_a_directive_that_cannot_be_read_is_malformed_and_other_brackets_are_words() -> None:
    broken, words = parse_blocks("[table Kpis!]\n\n[sic] it said")
    assert (broken.kind, broken.inlines[0].kind) == (BlockKind.MALFORMED, InlineKind.MALFORMED)
    assert (words.kind, plain(words.inlines)) == (BlockKind.PARAGRAPH, "[sic] it said")


def test_readers_see_curly_quotes_and_canonical_undoes_them() -> None:
    shown = typographic("the members' \"duty\" ('care') isn't new")
    assert shown == "the members’ “duty” (‘care’) isn’t new"
    assert canonical(shown) == "the members' \"duty\" ('care') isn't new"


def test_an_apostrophe_after_a_token_is_no_opening_quote() -> None:
    assert [typographic(words) for words in ("'s duty", "' duty", "'So' they said", "'twas")] == [
        "’s duty",
        "’ duty",
        "‘So’ they said",
        "‘twas",
    ]


def test_what_nobody_sees_is_left_out_of_what_is_typed() -> None:
    assert seen_only("One\r\ntwo\rthree\u202e four\x07") == "One\ntwo\nthree four"
    assert seen_only("\x85a\x9fb\ufdd0c\ufffed\uffff") == "abcd", "no page, and no file of words, takes these"
    assert seen_only("ŵ é £ “quoted”") == "ŵ é £ “quoted”"

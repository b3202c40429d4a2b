"""Numbers are dense, and a reference reads what the list reads."""

from hypothesis import given
from hypothesis import strategies as st

from govflow.core.document import PartKind
from govflow.core.numbering import Outline, letter, number, roman

PARAS = st.lists(st.tuples(st.integers(0, 3), st.just("")), max_size=12).map(tuple)
OUTLINES = st.lists(st.tuples(st.sampled_from(PartKind), PARAS), max_size=8).map(
    lambda parts: [Outline(f"p{n}", kind, paras) for n, (kind, paras) in enumerate(parts)]
)


@given(OUTLINES)
def test_parts_and_paragraphs_are_numbered_without_gaps(outlines: list[Outline]) -> None:
    numbered = number(outlines)
    for kind in (PartKind.CLAUSE, PartKind.SCHEDULE):
        shown = [numbered.parts[o.id] for o in outlines if o.kind is kind]
        assert shown == [str(n) for n in range(1, len(shown) + 1)]
    for outline in outlines:
        firsts = [
            shown
            for (level, _), shown in zip(outline.paras, numbered.paras[outline.id], strict=True)
            if level == 1
        ]
        part = numbered.parts[outline.id]
        wanted = {
            PartKind.CLAUSE: [f"{part}.{n}" for n in range(1, len(firsts) + 1)],
            PartKind.SCHEDULE: [str(n) for n in range(1, len(firsts) + 1)],
            PartKind.BACKGROUND: [f"({letter(n).upper()})" for n in range(1, len(firsts) + 1)],
        }[outline.kind]
        assert firsts == wanted


def test_items_start_again_under_each_paragraph() -> None:
    levels = ((1, ""), (2, ""), (3, ""), (3, ""), (2, ""), (0, ""), (1, ""), (2, ""))
    numbered = number([Outline("c", PartKind.CLAUSE, levels)])
    assert numbered.paras["c"] == ("1.1", "(a)", "(i)", "(ii)", "(b)", "", "1.2", "(a)")


def test_a_reference_is_called_by_where_it_stands() -> None:
    paras = ((2, "lone"), (1, "first"), (2, "item"), (3, "sub"), (0, "tail"), (3, "deep"))
    names = number(
        [
            Outline("back", PartKind.BACKGROUND, paras),
            Outline("c", PartKind.CLAUSE, paras),
            Outline("s", PartKind.SCHEDULE, paras),
        ]
    ).names
    assert names == {
        "back": "the Background",
        "back.lone": "the Background (a)",
        "back.first": "the Background (A)",
        "back.item": "the Background (A)(a)",
        "back.sub": "the Background (A)(a)(i)",
        "back.tail": "the Background",
        "back.deep": "the Background (A)(a)(ii)",
        "c": "clause 1",
        "c.lone": "clause 1(a)",
        "c.first": "clause 1.1",
        "c.item": "clause 1.1(a)",
        "c.sub": "clause 1.1(a)(i)",
        "c.tail": "clause 1",
        "c.deep": "clause 1.1(a)(ii)",
        "s": "Schedule 1",
        "s.lone": "paragraph (a) of Schedule 1",
        "s.first": "paragraph 1 of Schedule 1",
        "s.item": "paragraph 1(a) of Schedule 1",
        "s.sub": "paragraph 1(a)(i) of Schedule 1",
        "s.tail": "Schedule 1",
        "s.deep": "paragraph 1(a)(ii) of Schedule 1",
    }


def test_letters_and_roman_numbers_go_on() -> None:
    assert [letter(n) for n in (1, 26, 27, 52, 53)] == ["a", "z", "aa", "az", "ba"]
    assert [roman(n) for n in (1, 4, 9, 14, 40, 49, 50)] == ["i", "iv", "ix", "xiv", "xl", "xlix", "l"]

"""The pack stays readable: every clause, schedule, definition, note and question within its floor."""

import re

import pytest

from govflow.catalogue.proof import main
from govflow.catalogue.readability import by_kind, measure, readings, sentences, syllables
from tests.catalogue.drafts_to_read import CATALOGUE
from tests.house.tracked import ROOT

FOUND = tuple(readings(CATALOGUE))
DOC = (ROOT / "docs/readability.md").read_text("utf-8")
FLOORS = {
    kind: tuple(int(cell) for cell in cells.split(" | "))
    for kind, cells in re.findall(r"^\| (\w+) \| ([0-9 |]+) \|$", DOC, re.MULTILINE)
}
"""By kind: the most words in a sentence, the longest sentence, the least reading ease."""

THE_LAWS_OWN_NAMES = {"constitution"}
"""Definitions whose words are those of the statutes: articles of association, registered rules."""


@pytest.mark.parametrize("kind", ["clause", "schedule", "definition", "note", "question"])
def test_each_piece_of_the_pack_is_within_its_floor(kind: str) -> None:
    mean, longest, ease = FLOORS[kind]
    hard = [
        f"{each.id}: {each.measure.mean:.1f} {each.measure.most} {each.measure.ease:.0f} {each.measure.longest}"
        for each in FOUND
        if each.kind == kind and each.id.partition(" ")[0] not in THE_LAWS_OWN_NAMES
        if each.measure.mean > mean or each.measure.most > longest or each.measure.ease < ease
    ]
    assert hard == []


def test_the_pack_as_a_whole_reads_as_plain_english() -> None:
    whole = by_kind(FOUND)
    assert set(whole) == set(FLOORS)
    for kind, together in whole.items():
        assert together.mean <= 18, kind
        assert together.ease >= 60, kind
    assert whole["clause"].long_share < 1


def test_the_figures_in_the_documentation_are_those_measured() -> None:
    told = re.findall(r"^\| (\w+)s \| (\d+) \| (\d+) \| (\d+)% \| (\d+) \|$", DOC, re.MULTILINE)
    assert [kind for kind, *_ in told] == list(by_kind(FOUND))
    for kind, mean, most, share, ease in told:
        found = by_kind(FOUND)[kind]
        # A word more or less need not be written down again.
        assert found.mean == pytest.approx(int(mean), abs=1)
        assert found.most == pytest.approx(int(most), abs=3)
        assert found.long_share == pytest.approx(int(share), abs=2)
        assert found.ease == pytest.approx(int(ease), abs=2)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1),
        ("made", 1),
        ("table", 2),
        ("agreement", 3),
        ("ended", 2),
        ("leaves", 1),
        ("30%", 1),
        ("VAT", 1),
    ],
)
def test_syllables_are_groups_of_vowels(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_sentence_ends_where_a_reader_thinks_it_does() -> None:
    assert sentences("It may. “It must.” £5.20 is due? Yes (if so).") == [
        "It may.",
        "“It must.",
        "£5.20 is due?",
        "Yes (if so).",
    ]
    assert sentences("It means (a) this; or (b) that.") == ["It means", "this", "that."]
    assert sentences(" … ") == []


def test_reading_ease_is_that_of_flesch() -> None:
    found = measure(["The cat sat on the mat."])
    assert (found.sentences, found.words, found.syllables) == (1, 6, 6)
    assert found.ease == pytest.approx(206.835 - 1.015 * 6 - 84.6)


def test_the_proof_prints_the_figures_and_a_clause_that_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--readability", "quorum"]) == 0
    printed = capsys.readouterr().out
    assert "| clauses |" in printed
    assert re.search(r"^clause quorum: \d+ \| ", printed, re.MULTILINE)

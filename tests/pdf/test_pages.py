"""Pages: the same words in every form, and a draft that cannot be taken for more."""

import re
from datetime import datetime, timedelta, timezone

import html5lib
import pytest

from govflow.core.document import Cell, DocTable, Para
from govflow.pdf import pages
from govflow.pdf.pages import (
    COLUMNS,
    Front,
    columns,
    front,
    in_pieces,
    leads,
    one_page_html,
    paged_html,
    sections,
    unbroken,
)
from govflow.pdf.plain_text import WIDTH, plain_text
from tests.pdf import sample


def table(*rows: tuple[str, ...]) -> DocTable:
    """A table of words under the headings of the first row."""
    return DocTable("t", rows[0], tuple(tuple(Cell(text) for text in row) for row in rows[1:]))


def test_a_column_is_as_wide_as_its_words_need() -> None:
    number, words = columns(
        table(("No", "What is to be done"), ("1", "Tell every member what was decided, and why."))
    )
    assert number.width < 6
    assert number.width + words.width == COLUMNS


def test_a_long_word_is_not_broken_for_the_sake_of_its_neighbours() -> None:
    rows = (
        tuple(
            Cell(text) for text in ("D1", "A service", "A member", "Accountable", "What is done there " * 4)
        ),
    )
    role = columns(DocTable("delivery_matrix", ("Row", "Service", "Member", "Role", "What"), rows))[3]
    assert role.width * 4.5 >= len("Accountable")


@pytest.mark.parametrize("count", range(1, 30))
def test_columns_fill_the_page_however_many_they_are(count: int) -> None:
    widths = [column.width for column in columns(table(tuple(f"h{place}" for place in range(count))))]
    assert min(widths) >= 1
    assert sum(widths) == (COLUMNS if count <= COLUMNS // 2 else count)


def test_a_column_with_one_figure_is_set_as_figures() -> None:
    rows = ((Cell("a"), Cell("–")), (Cell("b"), Cell("12.50", numeric=True)))
    assert [column.numeric for column in columns(DocTable("t", ("Name", "Sum"), rows))] == [False, True]


def test_an_address_is_broken_at_its_marks_and_copied_whole() -> None:
    set_ = in_pieces("Ask chair@eden-trust.example.org & wait")
    pieces = re.findall('<span class="piece">(.*?)</span>', set_)
    assert pieces == ["chair@", "eden-trust", ".example", ".org"]
    assert set_.striptags() == "Ask chair@eden-trust.example.org & wait"


def test_a_title_is_not_broken_within_a_word() -> None:
    assert unbroken("A Co-operative & more") == 'A <span class="whole">Co-operative</span> &amp; more'


def test_what_announces_a_list_or_a_table_stays_with_it() -> None:
    announces = Para("1", "1.1", 1, ())
    assert leads(announces, Para("2", "(a)", 2, ()))
    assert leads(announces, Para("2", "", 0, (), table(("h",))))
    assert not leads(announces, Para("2", "1.2", 1, ()))
    assert not leads(announces, None)


def test_clauses_stand_under_the_section_they_belong_to() -> None:
    found = sections(sample.agreement())
    assert [section.title for section in found][:2] == ["Foundations", "Governance"]
    assert [part.number for section in found for part in section.parts] == [str(n) for n in range(1, 14)]


def test_metadata_tell_a_moment_in_utc_whatever_its_zone() -> None:
    local = datetime(2027, 3, 10, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert pages.w3c(local) == "2027-03-09T23:30:00Z"


@pytest.mark.parametrize("made", [paged_html, one_page_html])
def test_every_page_is_proper_html_and_needs_nothing_beside_it(made: object, draft_page: Front) -> None:
    assert callable(made)
    text = made(draft_page)
    html5lib.HTMLParser(strict=True).parse(text)
    assert text.count("<h1") == 1
    for outside in ("http://", "https://", "file:", "<script", "<link", "@import"):
        assert outside not in text.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("made", [paged_html, one_page_html, plain_text])
def test_a_draft_says_so_and_that_a_solicitor_should_read_it(made: object, draft_page: Front) -> None:
    assert callable(made)
    text = made(draft_page)
    assert "Draft, version 0.9" in text
    assert pages.DRAFT_FOOT in text


def test_what_people_typed_is_words_and_never_markup() -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=y> {{7*7}} &amp;"
    for text in (
        paged_html(front(sample.with_words(hostile))),
        one_page_html(front(sample.with_words(hostile))),
    ):
        assert "<script" not in text
        assert "<img" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert "{{7*7}} &amp;amp;" in text


def test_an_executed_page_shows_who_signed_and_who_is_not_yet_a_party(executed_page: Front) -> None:
    text = paged_html(executed_page)
    assert "Dated 10 March 2027, version 0.12" in text
    assert "A. Director of LB1" in text
    assert text.count("Not yet a party.") == 2
    assert "It does not say that the agreement is valid in law." in text
    assert "Draft" not in text


def test_a_condition_names_the_clause_by_its_number(executed_page: Front) -> None:
    assert "clause 10" in executed_page.names.values()
    assert "Liability cap confirmed by our insurer (liability-cap)" in " ".join(
        paged_html(executed_page).split()
    )


def test_links_are_named_for_who_hears_them(draft_page: Front) -> None:
    named = pages.labels(draft_page.document)
    assert named["clause-5"] == "clause 5"
    assert named["clause-5.second"] == "clause 5.2"
    assert named["clause-5.a"] == "clause 5, (a)"
    assert named["schedule-1.open"] == "Schedule 1, 1"


def test_plain_text_keeps_every_word_and_fits_its_lines(draft_page: Front) -> None:
    text = plain_text(draft_page)
    assert max(len(line) for line in text.splitlines()) <= WIDTH
    flat = " ".join(text.split())
    for para in draft_page.document.paragraphs():
        assert " ".join(f"{para.number} {para.text}".split()) in flat
    for part in draft_page.document.parts:
        for entry in part.definitions:
            assert f"{entry.term}: {entry.text}" in flat
    assert "Share: 17.50%" in flat
    assert f"(SHA-256): {sample.DIGEST}" in flat


def test_sentences_of_the_certificate_stand_apart(executed_page: Front) -> None:
    body = html5lib.parse(paged_html(executed_page), namespaceHTMLElements=False).find("body")
    assert body is not None
    [certificate] = body.findall("section[@class='certificate']")
    for cell in certificate.iter("td"):
        told = " ".join("".join(cell.itertext()).split())
        assert not re.search(r"[a-z0-9)][.;:][A-Z]", told), told
        assert " ." not in told, told
        assert " ," not in told, told

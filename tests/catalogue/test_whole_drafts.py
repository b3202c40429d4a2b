"""Every draft is whole, in every form: the five worked examples, and a blank consortium of each type.

No silent hole, no reference that leads nowhere, no term used that is not defined, none defined that is not used.
"""

import json
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from govflow.core.answers import Kind
from govflow.core.assembly import Assembled, assemble
from govflow.core.catalogue import TYPES
from govflow.core.document import Document, PartKind, RunKind
from govflow.core.draft import Draft
from govflow.core.text import BlockKind, InlineKind
from govflow.pdf.draft_forms import FORMATS, Drafted
from govflow.pdf.pages import front
from tests.catalogue.drafts_to_read import CATALOGUE, WORKED, blank, worked
from tests.conftest import SOAK

DRAFTS = (*WORKED, *TYPES)

HOLES = re.compile(r"[{}]|\[\]|\(\)|“”|\bmappingproxy\b|\bDecimal\(|\s,|\.\.|,,| \.\s| ;")
"""What is left where an answer was forgotten: a brace, an empty bracket, a comma after nothing."""


@cache
def read(name: str) -> tuple[Draft, Assembled]:
    draft = worked(name) if name in WORKED else blank(name)
    return draft, assemble(CATALOGUE, draft)


def runs_of(document: Document) -> list[tuple[RunKind, str, str]]:
    runs = [run for para in document.paragraphs() for run in para.runs]
    runs += [run for part in document.parts for entry in part.definitions for run in entry.runs]
    return [(run.kind, run.text, run.target) for run in runs]


@pytest.mark.parametrize("name", DRAFTS)
def test_a_draft_has_no_hole_that_is_not_marked(name: str) -> None:
    document = read(name)[1].document
    for para in document.paragraphs():
        assert not HOLES.search(para.text), para
        assert para.table is not None or para.text.strip(), para
    for kind, text, target in runs_of(document):
        assert text.strip() or kind is RunKind.WORDS, target
        if kind is RunKind.BLANK:
            assert re.fullmatch(r"\[.+: to be agreed\]", text), text
    assert (document.blanks == ()) == (name in WORKED)


@pytest.mark.parametrize("name", DRAFTS)
def test_every_numbered_paragraph_ends_as_a_sentence_does(name: str) -> None:
    for para in read(name)[1].document.paragraphs():
        if para.level == 1:
            assert para.text.endswith((".", "?", ":", "]")), para


@pytest.mark.parametrize("name", DRAFTS)
def test_every_reference_leads_to_something(name: str) -> None:
    document = read(name)[1].document
    places = {part.id for part in document.parts} | {para.id for para in document.paragraphs()}
    for kind, text, target in runs_of(document):
        assert kind is not RunKind.BROKEN, text
        if kind is RunKind.REF:
            assert target in places or target.partition(".")[0] in places, target


@pytest.mark.parametrize("name", DRAFTS)
def test_every_term_used_is_defined_once_and_every_one_defined_is_used(name: str) -> None:
    document = read(name)[1].document
    defined = [entry.id for part in document.parts for entry in part.definitions]
    used = {target for kind, _, target in runs_of(document) if kind is RunKind.TERM}
    assert len(set(defined)) == len(defined)
    assert used == set(defined)


@pytest.mark.parametrize("name", DRAFTS)
def test_a_draft_says_why_the_parties_came_together_and_how_each_signs(name: str) -> None:
    assembled = read(name)[1]
    background = assembled.document.background
    assert background is not None
    assert len(background.paras) >= 2
    parties = [line.member_id for line in assembled.document.parties]
    assert [block.member_id for block in assembled.document.execution] == parties
    assert all(block.lines and block.words.endswith(".") for block in assembled.document.execution)


@pytest.mark.parametrize("name", WORKED)
def test_who_joins_later_is_not_expected_to_sign_the_agreement_itself(name: str) -> None:
    said = "\n".join(para.text for para in read(name)[1].document.paragraphs())
    assert ("named in another class joins later" in said) == (
        "expected to sign its Accession Document" in said
    )


BETWEEN_HEAD_AND_FOOT = ("-x", "0", "-y", "55", "-W", "842", "-H", "735")
"""What of a page is its text, in points: what goes on over the page is read in one."""


def said_in(form: str, content: bytes, folder: Path) -> str:
    """What a reader finds in one form of an agreement."""
    if form != "pdf":
        return re.sub(r"<[^>]*>", " ", content.decode())
    file = folder / "agreement.pdf"
    file.write_bytes(content)
    command = ["pdftotext", *BETWEEN_HEAD_AND_FOOT, str(file), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "pdf"])
@pytest.mark.parametrize("name", DRAFTS)
def test_every_form_of_a_draft_holds_all_of_it(name: str, form: str, tmp_path: Path) -> None:
    said = holds_all_of_it(name, form, tmp_path)
    assert form != "json" or json.loads(said)["status"] == "draft"


@pytest.mark.soak
@pytest.mark.parametrize("name", DRAFTS if SOAK else ("network_14", "LB"))
def test_the_paper_of_a_draft_holds_all_of_it(name: str, tmp_path: Path) -> None:
    """Each takes about twenty seconds to print, so all of them are printed in a soak."""
    holds_all_of_it(name, "pdf", tmp_path)


def holds_all_of_it(name: str, form: str, folder: Path) -> str:
    draft, assembled = read(name)
    said = said_in(form, FORMATS[form](Drafted(draft, front(assembled.document))), folder)
    assert not re.search(r"\{(ref|term|answer|party):", said), form
    squeezed = squeeze(said)
    missing = [part.title for part in assembled.document.parts if squeeze(part.title) not in squeezed]
    missing += [label for label in assembled.document.blanks if squeeze(label) not in squeezed]
    assert missing == [], form
    return said


def squeeze(words: str) -> str:
    """Letters and figures alone, whatever a form makes of spaces, quotes and lines."""
    plain = words.replace("&#39;", "").replace("&amp;", "&").replace("&#x27;", "")
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\\u[0-9a-f]{4}", "", plain.casefold()))


def test_every_table_that_is_asked_for_is_printed_by_a_schedule_or_a_clause() -> None:
    blocks = [block for clause in CATALOGUE.clauses.values() for block in clause.blocks]
    blocks += [block for schedule in CATALOGUE.schedules for block in schedule.blocks]
    printed = {block.subject for block in blocks if block.kind is BlockKind.TABLE}
    tables = {question.name for question in CATALOGUE.questions.values() if question.kind is Kind.TABLE}
    assert tables - printed == set()


def test_every_defined_term_of_the_pack_is_used_by_it() -> None:
    blocks = [block for clause in CATALOGUE.clauses.values() for block in clause.blocks]
    blocks += [block for schedule in CATALOGUE.schedules for block in schedule.blocks]
    inlines = [inline for block in blocks for inline in block.inlines]
    inlines += [inline for term in CATALOGUE.terms for inline in term.meaning]
    used = {
        term.id
        for inline in inlines
        if inline.kind is InlineKind.TERM
        for term in CATALOGUE.terms_by_id[inline.text]
    }
    assert [term.id for term in CATALOGUE.terms if term.id not in used] == []


def test_schedules_stand_in_the_order_of_their_clauses() -> None:
    for name in DRAFTS:
        document = read(name)[1].document
        kinds = [part.kind for part in document.parts]
        assert kinds == sorted(kinds, key=[PartKind.BACKGROUND, PartKind.CLAUSE, PartKind.SCHEDULE].index)

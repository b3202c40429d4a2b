"""The shipped clause pack: sound, whole, and readable in every consortium its own limits allow."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from govflow.catalogue.loader import PackUnreadable, load
from govflow.core.assembly import Assembled, assemble
from govflow.core.catalogue import TYPES, Status, faults
from govflow.core.document import Document, PartKind, RunKind
from govflow.core.draft import Draft
from govflow.core.execution import METHOD_WORDS
from govflow.core.typed import NUMBERS
from tests.catalogue.drafts_to_read import CATALOGUE, WORKED, blank, worked
from tests.catalogue.random_answers import drafts


def test_the_pack_contradicts_itself_nowhere() -> None:
    assert list(faults(CATALOGUE)) == []


def test_the_pack_asks_every_question_of_the_catalogue() -> None:
    assert len(CATALOGUE.clauses) == 83
    assert len(CATALOGUE.questions) == 373
    assert len(CATALOGUE.sections) == 20


@pytest.mark.parametrize("clause_id", CATALOGUE.clauses)
def test_a_clause_says_what_is_usual_and_what_to_ask(clause_id: str) -> None:
    clause = CATALOGUE.clauses[clause_id]
    assert "usual" in clause.notes
    assert len(clause.notes.split()) >= 25
    assert len(clause.solicitor) in (1, 2)
    assert all(question.endswith("?") and len(question.split()) >= 5 for question in clause.solicitor)
    assert clause.does
    assert clause.serves
    assert set(clause.serves) <= set(CATALOGUE.statements)


def test_what_a_nought_stands_for_is_said_where_one_may_be_given() -> None:
    named = [one for one in CATALOGUE.questions.values() if one.zero]
    assert CATALOGUE.questions["max_members"].zero == "no limit" and len(named) > 20
    assert [one.name for one in named if one.kind not in NUMBERS or one.limits.least != 0] == []


def test_no_two_clauses_ask_a_solicitor_the_same() -> None:
    asked = [question for clause in CATALOGUE.clauses.values() for question in clause.solicitor]
    assert len(set(asked)) == len(asked)


def test_every_clause_a_lead_body_must_have_is_written() -> None:
    unwritten = [
        c.id for c in CATALOGUE.clauses.values() if c.status["LB"] is Status.MANDATORY and not c.source
    ]
    assert unwritten == []
    further = [
        "liability-cap",
        "payment-withholding",
        "liquidated-damages",
        "deadlock-and-veto",
        "spv-ownership",
        "spv-directors",
        "intellectual-property",
        "brand-use",
        "communications-incidents",
        "joint-positions",
        "representation",
    ]
    assert [clause_id for clause_id in further if not CATALOGUE.clauses[clause_id].source] == []


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_example_reads_without_a_blank_or_a_problem(name: str) -> None:
    assembled = assemble(CATALOGUE, worked(name))
    assert assembled.problems == ()
    assert assembled.document.blanks == ()


@pytest.mark.parametrize("code", TYPES)
def test_a_blank_consortium_reads_with_marked_blanks_and_no_error(code: str) -> None:
    assembled = assemble(CATALOGUE, blank(code))
    assert [p for p in assembled.problems if p.severity == "error"] == []
    assert assembled.document.blanks
    sound(assembled)


def sound(assembled: Assembled) -> None:
    """Numbers dense, references resolved, no braces left, no paragraph empty, every term defined."""
    document = assembled.document
    for kind in (PartKind.CLAUSE, PartKind.SCHEDULE):
        shown = [part.number for part in document.parts if part.kind is kind]
        assert shown == [str(n) for n in range(1, len(shown) + 1)]
    for part in document.parts:
        firsts = [para.number for para in part.paras if para.level == 1]
        if part.kind is PartKind.CLAUSE:
            assert firsts == [f"{part.number}.{n}" for n in range(1, len(firsts) + 1)]
        assert len({para.id for para in part.paras}) == len(part.paras)
        assert part.paras, part.id
    resolved(document)


def resolved(document: Document) -> None:
    named = {part.id for part in document.parts}
    defined = {entry.id for part in document.parts for entry in part.definitions}
    runs = [run for para in document.paragraphs() for run in para.runs]
    runs += [run for part in document.parts for entry in part.definitions for run in entry.runs]
    for run in runs:
        assert run.kind is not RunKind.BROKEN, run
        assert run.text, run
        if run.kind is RunKind.REF:
            assert run.target.partition(".")[0] in named, run
            assert re.search(r"\d|Background", run.text), run
        if run.kind is RunKind.TERM:
            assert run.target in defined, run


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink a whole agreement takes minutes
    deadline=None,
)
@given(drafts(CATALOGUE))
def test_any_allowed_answers_assemble_number_and_resolve_alike_twice(draft: Draft) -> None:
    once, again = assemble(CATALOGUE, draft), assemble(CATALOGUE, draft)
    assert once.document == again.document
    assert [p for p in once.problems if p.severity == "error"] == []
    sound(once)


def test_a_file_that_is_no_clause_is_refused_by_its_name(tmp_path: Path) -> None:
    for folder in ("clauses", "schedules", "definitions"):
        (tmp_path / folder).mkdir()
    (tmp_path / "pack.toml").write_text('name = "x"\nversion = "1"\nsections = []\n[statements]\n', "utf-8")
    assert load(tmp_path).clauses == {}
    (tmp_path / "clauses" / "01-x.md").write_text("no front matter", "utf-8")
    load.cache_clear()
    with pytest.raises(PackUnreadable, match=r"01-x\.md"):
        load(tmp_path)
    (tmp_path / "clauses" / "01-x.md").write_text('+++\nid = "x"\n+++\nText.', "utf-8")
    with pytest.raises(PackUnreadable, match=r"01-x\.md.*title"):
        load(tmp_path)
    load.cache_clear()


def test_each_way_of_signing_is_offered_in_words() -> None:
    (method,) = (each for each in CATALOGUE.questions["signatories"].columns if each.name == "method")
    assert method.options == METHOD_WORDS

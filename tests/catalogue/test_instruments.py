"""The shorter instruments of the pack: sound, whole, and readable for every type, like the agreement itself."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from govflow.catalogue.loader import catalogue_of, draft_in, instruments, load
from govflow.core.assembly import assemble
from govflow.core.catalogue import AGREEMENT, TYPES, faults
from govflow.core.consistency import check
from govflow.core.draft import Draft, DraftUnreadable, read_draft
from govflow.core.fingerprint import draft_plain
from tests.catalogue.random_answers import drafts
from tests.catalogue.test_pack import sound

EXAMPLES = Path(__file__).parent.parent / "examples"
SHORT = ("nda", "heads_of_terms")
WORKED = {"nda": "nda_4", "heads_of_terms": "heads_of_terms_5"}
short = pytest.mark.parametrize("code", SHORT)


def blank(instrument: str, code: str) -> Draft:
    members = [{"member_id": f"M{n}", "legal_name": f"Member {n}", "class": "full"} for n in (1, 2, 3)]
    return read_draft({"type": code, "members": members, "answers": {}}, catalogue_of(instrument)).draft


def worked(name: str) -> Draft:
    read = draft_in(json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"), parse_float=Decimal))
    assert read.problems == ()
    return read.draft


def test_a_consortium_comes_to_its_instruments_in_this_order() -> None:
    assert [each.code for each in instruments()] == [*SHORT, AGREEMENT]
    assert [each.title for each in instruments()] == [
        "Mutual non-disclosure agreement",
        "Heads of terms",
        "Joint venture agreement",
    ]
    assert catalogue_of() is load()


@short
def test_an_instrument_contradicts_itself_nowhere(code: str) -> None:
    assert list(faults(catalogue_of(code))) == []


@short
def test_each_own_clause_says_what_it_does_why_and_for_which_statement(code: str) -> None:
    catalogue = catalogue_of(code)
    own = [each for each in catalogue.clauses.values() if load().clauses.get(each.id) is None]
    assert len(own) > 9
    for clause in catalogue.clauses.values():
        assert clause.does and clause.notes and clause.sources, clause.id
        assert clause.serves and set(clause.serves) <= set(catalogue.statements), clause.id
        assert clause.source, clause.id
    assert any("E6" in clause.serves for clause in own)


@short
def test_a_question_that_is_shared_with_the_agreement_is_of_the_same_kind(code: str) -> None:
    shared = [each for each in catalogue_of(code).questions.values() if each.name in load().questions]
    assert len(shared) > 10
    for question in shared:
        whole = load().questions[question.name]
        assert (question.kind, question.unit, question.columns) == (whole.kind, whole.unit, whole.columns)
        assert set(question.options) <= set(whole.options)


@short
@pytest.mark.parametrize("type_", TYPES)
def test_a_blank_instrument_reads_with_marked_blanks_and_no_error(code: str, type_: str) -> None:
    assembled = assemble(catalogue_of(code), blank(code, type_))
    assert [p for p in assembled.problems if p.severity == "error"] == []
    assert assembled.document.blanks
    assert assembled.document.subtitle == catalogue_of(code).instrument.title
    sound(assembled)


@short
def test_a_worked_example_reads_without_a_blank_or_a_problem(code: str) -> None:
    draft, catalogue = worked(WORKED[code]), catalogue_of(code)
    assembled = assemble(catalogue, draft)
    assert assembled.problems == ()
    assert assembled.document.blanks == ()
    assert check(draft, of=catalogue).problems == ()
    sound(assembled)


@short
@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
)
@given(data=st.data())
def test_any_allowed_answers_assemble_number_and_resolve(code: str, data: st.DataObject) -> None:
    catalogue = catalogue_of(code)
    drawn = data.draw(drafts(catalogue))
    draft = replace(drawn, instrument=code, vehicle=None, vehicle_is_party=False)
    assembled = assemble(catalogue, draft)
    assert assembled.document == assemble(catalogue, draft).document
    assert [p for p in assembled.problems if p.severity == "error"] == []
    sound(assembled)


def test_a_file_of_no_known_instrument_is_refused() -> None:
    source = {"instrument": "treaty", "type": "LB", "members": [], "answers": {}}
    with pytest.raises(DraftUnreadable, match="instrument: one of nda, heads_of_terms, agreement"):
        draft_in(source)
    named = {**source, "instrument": "agreement"}
    assert draft_in(named).draft == draft_in({**source, "instrument": AGREEMENT}).draft


@short
def test_an_instrument_is_named_in_its_draft_and_read_back(code: str) -> None:
    draft = worked(WORKED[code])
    assert draft_plain(draft)["instrument"] == code
    assert draft_in(draft_plain(draft)).draft == draft
    assert "instrument" not in draft_plain(replace(draft, instrument=AGREEMENT))

"""The usual choices of a first draft: all there are, none that was answered, and a text without a hole."""

from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govflow.catalogue.loader import load
from govflow.core.answers import Value, is_absent, read_answer
from govflow.core.asking import Need, questions_of
from govflow.core.assembly import assemble
from govflow.core.catalogue import TYPES, Status
from govflow.core.document import RunKind
from govflow.core.draft import Draft, Member, roll_of
from govflow.core.fingerprint import plain
from govflow.core.usual import usual_answers


def blank(kind: str, members: int = 3, **answers: Value) -> Draft:
    roll = tuple(Member(f"{kind}{number}", f"Organisation {number}") for number in range(1, members + 1))
    return Draft(kind, roll, None, False, MappingProxyType(answers))


def first_draft(draft: Draft) -> Draft:
    return draft.with_answers(usual_answers(load(), draft))


@pytest.mark.parametrize("kind", TYPES)
def test_a_first_draft_has_every_clause_that_a_usual_choice_can_bring_in(kind: str) -> None:
    draft = first_draft(blank(kind))
    asked = questions_of(load(), draft)
    present = {clause.id for clause in load().clauses_in(kind, frozenset(draft.answers))}
    for clause in load().clauses.values():
        if clause.status[kind] is Status.MANDATORY:
            assert clause.id in present
        elif clause.status[kind] is Status.RECOMMENDED and clause.id not in present:
            choices = [one.usual_choice(kind) for one in clause.questions if asked[one.name].is_asked]
            assert choices and set(choices) == {None}, clause.id
        elif clause.status[kind] is Status.OPTIONAL:
            assert clause.id not in present


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("members", [2, 30])
def test_its_text_resolves_and_what_is_left_open_is_marked(kind: str, members: int) -> None:
    before, after = (
        assemble(load(), each) for each in (blank(kind, members), first_draft(blank(kind, members)))
    )
    runs = [run for para in after.document.paragraphs() for run in para.runs]
    assert not [run for run in runs if run.kind is RunKind.BROKEN]
    assert 0 < len(after.document.blanks) < min(35, len(before.document.blanks) + 1)
    assert not [each for each in after.problems if each.rule in ("TX-01", "TX-02", "TX-03", "TX-04", "TX-05")]


@given(st.sampled_from(list(TYPES)), st.integers(2, 9))
@settings(max_examples=15, deadline=None)
def test_each_is_asked_allowed_and_the_last_word(kind: str, members: int) -> None:
    draft = blank(kind, members)
    found = usual_answers(load(), draft)
    begun = draft.with_answers(found)
    assert dict(usual_answers(load(), begun)) == {}
    asked = questions_of(load(), begun, frozenset(found))
    for name, value in found.items():
        assert (asked[name].need, asked[name].answered, asked[name].is_open) == (Need.USUAL, False, True)
        assert not asked[name].is_missing
        assert read_answer(load().questions[name], plain(value), roll_of(begun)).faults == ()
        assert not is_absent(value)


def test_what_somebody_answered_stands() -> None:
    draft = blank("LB", leave_notice_months=3, initial_term_months=60)
    found = usual_answers(load(), draft)
    assert "leave_notice_months" not in found and "initial_term_months" not in found
    assert first_draft(draft).answers["initial_term_months"] == 60


def test_a_usual_choice_counts_as_answered_once_somebody_confirmed_it() -> None:
    draft = first_draft(blank("LB"))
    assert questions_of(load(), draft)["leave_notice_months"].answered
    assert questions_of(load(), draft)["leave_notice_months"].need is Need.NEEDED

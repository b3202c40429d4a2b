"""The usual choices of a first draft: all there are, none that was answered, and a text without a hole."""

from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govflow.catalogue.loader import load
from govflow.core.answers import IfAbsent, Kind, Value, is_absent, read_answer
from govflow.core.asking import Need, questions_of
from govflow.core.assembly import assemble
from govflow.core.catalogue import TYPES, Status
from govflow.core.document import RunKind
from govflow.core.draft import Draft, Member, roll_of
from govflow.core.fingerprint import plain
from govflow.core.usual import digest_of_choices, to_confirm, usual_answers
from tests.core import small_pack


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


@pytest.mark.parametrize("kind", TYPES)
def test_what_nobody_confirmed_waits_in_its_section(kind: str) -> None:
    found = usual_answers(load(), blank(kind))
    draft = first_draft(blank(kind))
    asked = questions_of(load(), draft, frozenset(found))
    waiting = to_confirm(load(), draft, asked)
    assert {name: choice for choices in waiting.values() for name, choice in choices.items()} == dict(found)
    for section, choices in waiting.items():
        assert {load().clauses[load().questions[name].clause].section for name in choices} == {section}
    # What was answered is gone from the list, and so is what somebody is not sure of.
    one, other, *_ = found
    some = to_confirm(load(), draft, questions_of(load(), draft, frozenset(found) - {one}), {other})
    left = {name for choices in some.values() for name in choices}
    assert left == found.keys() - {one, other}


def test_a_usual_choice_that_was_never_written_down_waits_too_unless_it_cannot_stand() -> None:
    draft = blank("LB")
    waiting = to_confirm(load(), draft, questions_of(load(), draft))
    choices = {name: choice for choices in waiting.values() for name, choice in choices.items()}
    assert choices
    for name, choice in choices.items():
        assert choice == load().questions[name].usual_choice("LB") and not is_absent(choice)
    host = small_pack.question("host", Kind.PARTY, "one", if_absent=IfAbsent.USUAL, usual="SPV")
    pack = small_pack.catalogue(small_pack.clause("one", "It is here.", [host]))
    assert to_confirm(pack, draft, questions_of(pack, draft)) == {}


def test_lists_of_choices_are_told_apart_by_each_of_their_values() -> None:
    seen: dict[str, Value] = {"leave_notice_months": 6, "law": "scotland"}
    assert digest_of_choices(seen) == digest_of_choices(dict(reversed(seen.items())))
    for other in ({**seen, "law": "england_wales"}, {"law": "scotland"}, {**seen, "cap_pct": Decimal(100)}):
        assert digest_of_choices(seen) != digest_of_choices(other)

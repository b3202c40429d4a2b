"""Which kind fits: every kind for somebody, none that an answer rules out, and the same for the same answers."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.core.catalogue import TYPES
from govflow.core.choosing import KINDS, LIGHTEST_FIRST, NOT_SURE, OUT, QUESTIONS, choose

ANSWERS = st.fixed_dictionaries(
    {}, optional={one.name: st.sampled_from([each.code for each in one.options]) for one in QUESTIONS}
)
TYPICAL = {
    "LB": {"work": "deliver", "contract": "soon", "risk": "one", "bound": "firm", "start": "months"},
    "SPV": {"work": "deliver", "contract": "years", "risk": "own", "votes": "weighed", "start": "year"},
    "AL": {"work": "voice", "contract": "no", "risk": "none", "bound": "part"},
    "COOP": {"work": "share", "risk": "own", "votes": "equal", "bound": "firm", "start": "year"},
    "NET": {"work": "meet", "contract": "no", "risk": "none", "bound": "loose", "start": "weeks"},
}


@pytest.mark.parametrize("kind", TYPES)
def test_the_typical_consortium_of_a_kind_is_recommended_it(kind: str) -> None:
    found = choose(TYPICAL[kind]).recommended
    assert found is not None and found.kind.code == kind
    assert found.in_favour and not found.ruled_out


def test_there_are_six_questions_of_two_to_four_choices_each_and_one_may_be_unsure() -> None:
    assert len(QUESTIONS) == 6
    for question in QUESTIONS:
        assert 2 <= len([one for one in question.options if one.says]) <= 4
        assert question.options[-1].code == NOT_SURE and not question.options[-1].says


def test_the_table_speaks_of_the_five_kinds_and_no_others() -> None:
    said = [says for one in QUESTIONS for option in one.options for says in option.says]
    assert set(KINDS) == set(LIGHTEST_FIRST) == set(TYPES) == {says.kind for says in said}
    assert all(says.weight and says.because.endswith(".") for says in said)
    ordinary = sum(abs(says.weight) for says in said if says.weight != OUT)
    assert ordinary < -OUT


def test_without_an_answer_nothing_is_recommended_and_everything_is_missing() -> None:
    for nothing in ({}, {"work": "nonsense", "unasked": "yes"}):
        choice = choose(nothing)
        assert choice.recommended is None and choice.runner_up is None and choice.tips == ()
        assert choice.missing == QUESTIONS


def test_to_be_unsure_is_an_answer_that_says_nothing() -> None:
    unsure = choose({one.name: NOT_SURE for one in QUESTIONS})
    assert unsure.recommended is None and unsure.missing == ()
    some = choose({"work": "voice", "contract": NOT_SURE})
    assert some.standings == choose({"work": "voice"}).standings
    assert [one.name for one in some.missing] == ["risk", "votes", "bound", "start"]


@given(ANSWERS)
def test_what_an_answer_rules_out_comes_last_and_is_never_recommended(answers: dict[str, str]) -> None:
    choice = choose(answers)
    out = [bool(one.ruled_out) for one in choice.standings]
    assert out == sorted(out) and not out[0]
    assert choice.runner_up is None or not choice.runner_up.ruled_out
    for one in choice.standings:
        assert bool(one.ruled_out) == (one.score < OUT // 2)


@given(ANSWERS)
def test_the_same_answers_in_any_order_give_the_same(answers: dict[str, str]) -> None:
    assert choose(answers) == choose(dict(reversed(answers.items())))


@given(ANSWERS)
def test_a_tip_leads_where_it_says(answers: dict[str, str]) -> None:
    choice = choose(answers)
    for tip in choice.tips:
        then = choose({**answers, tip.question.name: tip.option.code}).recommended
        assert then is not None and then.kind is tip.kind
        assert choice.recommended is not None and tip.kind is not choice.recommended.kind


def test_every_kind_is_recommended_to_a_fair_share_of_all_who_answer_everything() -> None:
    every = [
        dict(zip([one.name for one in QUESTIONS], codes, strict=True))
        for codes in product(*([each.code for each in one.options if each.says] for one in QUESTIONS))
    ]
    found = [choice.recommended.kind.code for each in every if (choice := choose(each)).recommended]
    assert len(found) == len(every) == 4 * 3 * 3 * 2 * 3 * 3
    for kind in TYPES:
        assert found.count(kind) > len(every) / 20, kind


def test_of_two_that_fit_as_well_the_lighter_goes_before_and_it_is_said_to_be_close() -> None:
    close = choose({"bound": "firm"})
    assert close.is_close and close.recommended is not None and close.recommended.kind.code == "LB"
    assert not choose(TYPICAL["AL"]).is_close


def test_where_only_one_kind_is_left_there_is_none_after_it() -> None:
    only = choose({"contract": "years", "risk": "own", "votes": "weighed"})
    left = [one.kind.code for one in only.standings if not one.ruled_out]
    assert left == ["SPV", "AL"]
    assert only.runner_up is not None and only.runner_up.kind.code == "AL"

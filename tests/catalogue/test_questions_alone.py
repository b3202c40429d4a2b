"""Each question can be understood where nothing stands beside it: in a list of what is missing, or in a letter."""

from collections import Counter

import pytest

from govflow.catalogue.loader import load

QUESTIONS = load().questions
MOST_WORDS = 14


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_short_and_whole(name: str) -> None:
    ask = QUESTIONS[name].ask
    words = ask.split()
    assert ask[0].isupper() and ask.endswith("?")
    assert 4 <= len(words) <= MOST_WORDS, ask
    assert words[0] not in {"And", "Or", "Any"}, ask


def test_no_two_questions_read_alike() -> None:
    asked = Counter(question.ask.casefold() for question in QUESTIONS.values())
    assert [ask for ask, times in asked.items() if times > 1] == []


def test_a_condition_is_told_where_there_is_no_clause() -> None:
    """Signing pages and the certificate tell the conditions too."""
    assert [told for told in QUESTIONS["cps"].options.values() if "clause" in told] == []

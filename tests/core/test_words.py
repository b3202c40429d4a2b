"""How numbers of things, lists and days are said."""

from datetime import date, datetime, timedelta, timezone

import pytest

from govflow.core.words import capital, day, first_of, join_words, moment, number_of


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 boards"), (1, "1 board"), (2, "2 boards"), (12, "12 boards")]
)
def test_one_is_told_from_several(count: int, words: str) -> None:
    assert number_of(count, "board") == words


def test_several_that_take_no_s_have_their_own_word() -> None:
    assert [number_of(count, "party", "parties") for count in (1, 2)] == ["1 party", "2 parties"]


def test_a_sentence_begins_with_a_capital_and_its_names_stay_as_they_are() -> None:
    assert capital("the UK body") == "The UK body"
    assert capital("") == ""


@pytest.mark.parametrize(
    ("words", "joined"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_list_is_joined_as_a_sentence_has_it(words: list[str], joined: str) -> None:
    assert join_words(words) == joined
    assert join_words(words, "or") == joined.replace(" and ", " or ")


def test_a_day_has_no_nought_before_it() -> None:
    assert day(date(2027, 3, 1)) == "1 March 2027"


def test_a_moment_is_told_in_utc_wherever_it_was_taken() -> None:
    summer = timezone(timedelta(hours=1))
    assert moment(datetime(2027, 7, 1, 0, 5, tzinfo=summer)) == "30 June 2027, 23:05 UTC"


def test_the_first_are_named_and_the_rest_are_counted() -> None:
    assert first_of(["Ash CIO", "Birch CIC"]) == "Ash CIO and Birch CIC"
    assert first_of(["Ash CIO", "Birch CIC", "Cedar"], 2) == "Ash CIO, Birch CIC and 1 more"
    assert first_of([]) == ""

"""Cells of files for spreadsheets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.core.cells import FORMULA, inert, told_by


@pytest.mark.parametrize("sign", FORMULA)
def test_what_could_be_a_formula_is_guarded(sign: str) -> None:
    assert inert(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("cell", ["", "care", "'", "it's", "'tis", "5-3"])
def test_other_words_stay_as_they_are(cell: str) -> None:
    assert inert(cell) == cell == told_by(cell)


@given(st.text("='+-@a\t\r "))
def test_what_was_guarded_is_read_as_it_was(text: str) -> None:
    assert told_by(inert(text)) == text
    assert not inert(text).startswith(FORMULA)

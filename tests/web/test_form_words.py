"""What a form says of bad input: our words, not those of the library that reads it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import wtforms
from flask import Flask
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    DecimalField,
    Field,
    Form,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired, Length, NumberRange

from govflow.web.forms import LIBRARY_WORDS, TypedForm, WholeNumberField, Worded
from tests.conftest import one_engine

SOURCES = tuple(Path(wtforms.__file__).parent.rglob("*.py"))
CHOICES = ("for", "against")


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        (StringField(validators=[Length(max=5)]), "x" * 1234, "Use at most 5 characters. These are 1234."),
        (DecimalField(), "lots", "Enter a number in figures, like 1250.50."),
        (DateField(), "31/02/2027", "Enter a day that exists, with its month and its year in four figures."),
        (RadioField(choices=CHOICES), "🙂", "Choose one of those on the page."),
        (RadioField(choices=(1, 2), coerce=int), "one", "Choose one of those on the page."),
        (SelectMultipleField(choices=CHOICES), "sideways", "Choose from those on the page."),
    ],
)
def test_bad_input_is_answered_in_our_words(field: Field, typed: str, told: str) -> None:
    class Asked(Worded, Form):  # type: ignore[misc]  # the library is untyped
        answer = field

    asked = Asked(MultiDict({"answer": typed}))
    assert not asked.validate()
    assert asked.answer.errors[-1] == told


def test_each_of_these_words_stands_for_one_that_the_library_still_says() -> None:
    said = "".join(source.read_text(encoding="utf-8") for source in SOURCES)
    assert [words for words in LIBRARY_WORDS if words not in said] == []


def every_form(of: type[FlaskForm]) -> Iterator[type[FlaskForm]]:
    yield of
    for each in of.__subclasses__():
        yield from every_form(each)


def is_typed_in(of: object) -> bool:
    kind = of.field_class if isinstance(of, UnboundField) else type(None)
    return issubclass(kind, StringField | TextAreaField) and not issubclass(kind, HiddenField)


@one_engine
def test_every_form_in_which_somebody_types_leaves_out_what_nobody_sees(app: Flask) -> None:
    typed_in = [each for each in every_form(FlaskForm) if any(map(is_typed_in, vars(each).values()))]
    assert len(typed_in) > 10
    assert [each.__qualname__ for each in typed_in if not issubclass(each, TypedForm)] == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("two", "People: enter a whole number in figures, like 12."),
        ("9" * 40, "People: enter a whole number, in a few figures."),
        ("", "How many people?"),
        ("1000", "At most 999 people."),
    ],
)
def test_what_is_wrong_with_a_number_is_told_once(typed: str, told: str) -> None:
    class Counted(Worded, Form):  # type: ignore[misc]  # the library is untyped
        people = WholeNumberField(
            "People", [InputRequired("How many people?"), NumberRange(0, 999, "At most 999 people.")]
        )

    counted = Counted(MultiDict({"people": typed}))
    assert not counted.validate()
    assert counted.people.errors == [told]

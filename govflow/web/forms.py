"""What every form that does an act shares.

In: what somebody typed. Out: a key that makes the act happen once however often the button is pressed; and a
refusal's words beside the field they are about, with everything that was typed still there.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask import current_app, make_response, render_template
from flask_wtf import FlaskForm
from werkzeug import Response
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import Field, FileField, HiddenField, IntegerField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from govflow.core.dates import LAST_DAY
from govflow.core.errors import Refused
from govflow.core.text import seen_only
from govflow.core.words import day
from govflow.journal.queries import actors_of
from govflow.web.access import reader


@dataclass(frozen=True, slots=True)
class Said:
    """What a refusal says, and at which field; ``field`` "": on the form. ``words`` may name the facts."""

    field: str
    words: str


MOST_FIGURES = 9
"""Of a whole number that somebody types or a form sends back."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
"""What a field of ours may be called. The library takes other figures than 0 to 9 for the number of a row too."""


LIBRARY_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "Field cannot be longer than %(max)d character.": "Use at most %(max)d characters. These are %(length)d.",
        "Not a valid decimal value.": "Enter a number in figures, like 1250.50.",
        "Not a valid date value.": "Enter a day that exists, with its month and its year in four figures.",
        "Not a valid choice.": "Choose one of those on the page.",
        "Invalid Choice: could not coerce.": "Choose one of those on the page.",
        "'%(value)s' is not a valid choice for this field.": "Choose from those on the page.",
    }
)
"""What the library says of bad input that no field of ours has words for -> what we say."""


class _Words:
    """Our words, where the library asks for a translation of its own."""

    def gettext(self, words: str) -> str:
        """The words for one thing."""
        return LIBRARY_WORDS.get(words, words)

    def ngettext(self, one: str, several: str, count: int) -> str:
        """The words for a number of things: ours are the same for one and several."""
        return LIBRARY_WORDS.get(one, one if count == 1 else several)


class Worded:
    """A form that says in our words what is wrong with it."""

    class Meta:
        """Where the library looks for words."""

        def get_translations(self, form: BaseForm) -> _Words:
            """Our words."""
            return _Words()


class TooManyFields(RequestEntityTooLarge):
    """A form that was read, and has more fields than any of ours."""


class TypedForm(Worded, FlaskForm):  # type: ignore[misc]  # the library is untyped
    """A form in which somebody types: what nobody sees in it is left out before any field reads it."""

    class Meta(Worded.Meta, FlaskForm.Meta):  # type: ignore[misc]  # the library is untyped
        """How what was sent is read."""

        def wrap_formdata(self, form: BaseForm, formdata: object) -> MultiDict[str, Any] | None:
            """What was sent; None where nothing was. A file is left out where a text is asked for."""
            sent = super().wrap_formdata(form, formdata)
            if sent is None:
                return None
            fields = [(name, value) for name, values in sent.lists() for value in values]
            if len(fields) > current_app.config["MAX_FORM_PARTS"]:
                # A row is made of every number that a field of a list bears: they must not be without end.
                raise TooManyFields
            for_files = {field.name for field in form if isinstance(field, FileField)}
            return MultiDict(
                (name, seen_only(value) if isinstance(value, str) else value)
                for name, value in fields
                if _NAME.fullmatch(name) and (isinstance(value, str) or name in for_files)
            )


class ActForm(TypedForm):
    """A form that does an act. The key is made when the form is shown and kept when it is shown again."""

    key = HiddenField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if _as_key(self.key.data) is None:
            self.key.data = str(uuid.uuid4())

    def use_new_key(self) -> None:
        """Begin anew: what was refused under the old key may be pressed again."""
        self.key.data = str(uuid.uuid4())

    @property
    def act_key(self) -> UUID:
        """The key of the act that this form does."""
        return _as_key(self.key.data) or uuid.uuid4()


def is_done(form: ActForm) -> bool:
    """Whether the reader did an act under this form's key already: the button was pressed twice."""
    return form.is_submitted() and actors_of((form.act_key,)).get(form.act_key) == reader().person_id


class WholeNumberField(IntegerField):  # type: ignore[misc]  # the library is untyped
    """A whole number of no more figures than any of ours has: what compares it cannot read one without end."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; of a field that was left empty, its own rules speak."""
        typed = "".join(valuelist[:1]).strip()
        if not typed:
            return
        if len(typed) > MOST_FIGURES:
            raise ValueError(f"{self.label.text}: enter a whole number, in a few figures.")
        try:
            super().process_formdata([typed])
        except ValueError:
            raise ValueError(f"{self.label.text}: enter a whole number in figures, like 12.") from None

    def pre_validate(self, form: BaseForm) -> None:
        """What is no number is told once."""
        one_fault(self)


TOO_FAR = f"That is too far away. Choose {day(LAST_DAY)} or an earlier day."
"""Said of a day that nobody plans with."""


def one_fault(field: Field) -> None:
    """Leave it at that where something typed could not be read: no rule has anything to look at then."""
    if field.process_errors:
        raise StopValidation()


def whole_number(text: object) -> int | None:
    """A number that a form sends back; None where somebody sent something else."""
    told = str(text)
    return int(told) if told.isdecimal() and len(told) <= MOST_FIGURES else None


def _as_key(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def one_line(text: str | None) -> str:
    """What is typed in a field of one line. No browser sends more there: in a letter, a second would pass for ours."""
    return " ".join((text or "").split())


UNREAD = "Press “Read these rows” first, or empty the box."
"""Said of a pasted block when somebody saves what stands beside it."""

OTHERWISE = Said("", "That cannot be done now. Go back, look how things stand, and try again.")
"""Said of a refusal that a page has no words for."""


def tell(form: FlaskForm, no: Refused, words: Mapping[str, Said]) -> None:
    """Put the words of a refusal on a form."""
    said = words.get(no.code, OTHERWISE)
    told = said.words.format_map(no.facts)
    if said.field:
        field = form[said.field]
        field.errors = (*field.errors, told)
    else:
        form.form_errors.append(told)


def shown(template: str, page: object, form: FlaskForm | None = None) -> Response:
    """A page; 422 where its form has errors, so that nobody takes it for done (RFC 9110 15.5.21)."""
    faulty = form is not None and bool(form.errors)
    return make_response(render_template(template, page=page), 422 if faulty else 200)

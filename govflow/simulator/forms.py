"""What is entered to play with: boxes filled from the agreement, and what was typed in them.

In: boxes, and the address as it was asked. Out: a form with everything typed still in it, the values it stands for,
and each fault at its field. Only ``core.typed`` and ``core.answers`` say what a text means. A form is sent in the
address and does no act, so it bears no token and no key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, SelectField, StringField

from govflow.core.answers import (
    FaultKind,
    Kind,
    Limits,
    Question,
    Roll,
    Value,
    in_words,
    plain_number,
    read_answer,
)
from govflow.core.dates import FIRST_DAY, LAST_DAY, is_in_reach
from govflow.core.text import seen_only, typographic
from govflow.core.typed import MOST_FIGURES, NUMBERS, mend_of, plain_of, typed_of

MOST_POUNDS = Decimal(1_000_000_000_000)
LONGEST = 100
"""Characters that anybody types in a box."""

LIMITS: Mapping[Kind, Limits] = {
    Kind.MONEY: Limits(Decimal(0), MOST_POUNDS),
    Kind.PERCENT: Limits(Decimal(0), Decimal(100)),
    Kind.INT: Limits(Decimal(0), Decimal(600)),
    Kind.DECIMAL: Limits(Decimal(0), Decimal(1_000_000)),
}
"""What a box takes that says nothing else."""

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Box:
    """One thing to enter. ``start``: what stands in it at first, an example unless the agreement says it.

    ``optional``: it may be left empty.
    """

    name: str
    label: str
    kind: Kind
    start: Value | None
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=lambda: _NONE)
    limits: Limits | None = None
    optional: bool = False
    unit: str = ""

    @property
    def question(self) -> Question:
        """The box as the core reads it."""
        limits = self.limits or LIMITS.get(self.kind, Limits())
        return Question(self.name, "", self.kind, self.label, "", limits=limits, options=self.options)

    @property
    def typed(self) -> str:
        """What stands in it at first, as somebody would type it."""
        if isinstance(self.start, date):
            return in_words(self.start, Kind.DATE)
        if self.kind is Kind.MONEY and isinstance(self.start, int | Decimal):
            return in_words(self.start, Kind.MONEY).removeprefix("£")
        return str(typed_of(self.question, self.start))

    @property
    def prefix(self) -> str:
        """What stands before the field."""
        return "£" if self.kind is Kind.MONEY else ""

    @property
    def suffix(self) -> str:
        """What stands after it."""
        return "%" if self.kind is Kind.PERCENT else self.unit

    @property
    def width(self) -> str:
        """How many characters it has room for."""
        return {Kind.MONEY: "15", Kind.PERCENT: "6", Kind.INT: "5", Kind.DECIMAL: "8", Kind.DATE: "20"}.get(
            self.kind, ""
        )


@dataclass(frozen=True)
class Entered:
    """A form, and the values it stands for; none of them where something in it is wrong."""

    form: Form
    values: Mapping[str, Value | None]

    @property
    def faulty(self) -> bool:
        """Whether something has to be mended."""
        return bool(self.form.errors)

    def faults(self) -> tuple[str, ...]:
        """What has to be mended, in sentences."""
        return tuple(
            str(each)
            for errors in self.form.errors.values()
            for each in (errors if isinstance(errors, Sequence) else ())
        )


def enter(boxes: Sequence[Box], sent: MultiDict[str, str]) -> Entered:
    """The form of these boxes with what was sent in it; a box that was not sent holds its start."""
    typed = {box.name: seen_only(sent.get(box.name, box.typed)).strip() for box in boxes}
    form = type("PlayForm", (Form,), {box.name: _field(box) for box in boxes})(None, data=typed)
    values: dict[str, Value | None] = {}
    for box in boxes:
        values[box.name], fault = read_box(box, typed[box.name])
        if fault:
            form[box.name].errors = (typographic(fault),)
    return Entered(form, {} if form.errors else values)


def _field(box: Box) -> Field:
    if box.kind is Kind.ENUM:
        return SelectField(box.label, choices=dict(box.options))
    given = {"inputmode": "decimal"} if box.kind in NUMBERS else {}
    return StringField(box.label, render_kw={**given, "autocomplete": "off"})


def read_box(box: Box, text: str) -> tuple[Value | None, str]:
    """What a text in a box stands for, and what is wrong with it; "" where nothing is."""
    if not text:
        return None, "" if box.optional else f"Enter something for “{box.label}”."
    if len(text) > LONGEST:
        return None, _out_of_range(box) or f"“{box.label}” is too long: use at most {LONGEST} characters."
    question = box.question
    read = read_answer(question, plain_of(question, text, {}), Roll((), False))
    if read.faults:
        told = " ".join(f"{fault.message} {mend_of(fault, box.kind, box.options)}" for fault in read.faults)
        outside = any(fault.kind is FaultKind.OUT_OF_LIMITS for fault in read.faults)
        many = sum(sign.isdigit() for sign in text) > MOST_FIGURES
        return None, (_out_of_range(box) if outside or many else "") or told
    if isinstance(read.value, date) and not is_in_reach(read.value):
        return None, f"“{box.label}” is out of reach: give a day from {FIRST_DAY.year} to {LAST_DAY.year}."
    return read.value, ""


def _out_of_range(box: Box) -> str:
    """What is said of a number that its box cannot work with; "" for other boxes."""
    limits = box.question.limits
    if box.kind not in NUMBERS or limits.least is None or limits.most is None:
        return ""
    which = "a whole number" if box.kind is Kind.INT else "one"
    within = f"{plain_number(limits.least)} to {plain_number(limits.most)}"
    return f"“{box.label}” is too large or too small: give {which} from {within}."


def refuse(entered: Entered, words: str) -> Entered:
    """The same form with something wrong in it as a whole."""
    entered.form.form_errors.append(words)
    return Entered(entered.form, {})


Number = int | Decimal


def number_of(values: Mapping[str, Value | None], name: str) -> Number:
    """A number that was entered."""
    found = values[name]
    assert isinstance(found, int | Decimal) and not isinstance(found, bool)
    return found


def optional_number_of(values: Mapping[str, Value | None], name: str) -> Number | None:
    """A number that was entered, None where the box was left empty."""
    return None if values[name] is None else number_of(values, name)


def day_of(values: Mapping[str, Value | None], name: str) -> date | None:
    """A day that was entered, None where the box was left empty."""
    found = values[name]
    return found if isinstance(found, date) else None


def text_of(values: Mapping[str, Value | None], name: str) -> str:
    """A text or a choice that was entered; "" where the box was left empty."""
    found = values[name]
    return found if isinstance(found, str) else ""

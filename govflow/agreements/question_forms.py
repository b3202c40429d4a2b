"""The form of one question, made from its kind; and what a refusal or a wrong answer is told in.

In: a question, the names of the parties, and what somebody typed. Out: fields of the kind, everything typed still in
them, and each fault at its field. Only ``core.typed`` and ``core.answers`` say what a text means.
"""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass

from flask import current_app
from flask_wtf.file import FileField
from wtforms import (
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from govflow.core.answers import Column, Fault, Kind, Limits, Question, Roll, read_answer
from govflow.core.asking import OWN
from govflow.core.text import seen_only, typographic
from govflow.core.typed import (
    SEVERAL,
    Text,
    Typed,
    TypedRow,
    bounded,
    mend_of,
    plain_of,
    read_block,
    told_twice,
    typed_of,
)
from govflow.core.words import capital
from govflow.web.forms import UNREAD, ActForm, Said, whole_number

SOMEONE_ELSE = "someone_else_answered"

WORDS: Mapping[str, Said] = {
    SOMEONE_ELSE: Said(
        "",
        "Somebody else answered this while you were typing. Their answer is below. Yours is still in the form and is "
        "not saved: save again to put it in place of theirs.",
    ),
    "already_released": Said(
        "",
        "The agreement is signed and dated: its answers cannot change any more. Yours is still in the form and is "
        "not saved.",
    ),
    "not_an_answer": Said("answer", "That is not an answer to this question. Look at what it asks for."),
    "key_reused": Said("", "This page was used before for something else. Open the question again."),
    "not_asked": Said(
        "",
        "Nobody is asked this any more: another answer made it needless while you were typing. Nothing was saved.",
    ),
}
"""What each refusal says."""

NOTHING = "Give an answer, or skip this question for now."

NO_ROWS = "Paste the rows first: copy them in your spreadsheet."
EMPTY_FILE = "There are no rows in this file. Save the sheet with your rows as CSV, and choose it again."
TOO_LARGE = "This file is larger than 250 kB. Save only the sheet with your rows, as CSV."
NO_TEXT = "This is no CSV file. In your spreadsheet, save the sheet as “CSV UTF-8”, and choose that file."
UNREAD_FILE = "Choose the file again, and press “Read these rows” first."
ROOM_FOR_FIELDS = 20
"""Fields of a form beside its rows."""

YES_NO = {"yes": "Yes", "no": "No"}
UNCHOSEN = {"": "Choose one"}
TAKE_AWAY = "Take your organisation’s answer away?"


class AgainForm(ActForm):
    """Earlier answers to choose from. ``seen``: the revision of the draft when they were shown."""

    seen = HiddenField()

    @property
    def seen_revision(self) -> int:
        """The revision; 0, which nothing is, where somebody sent no number."""
        return whole_number(self.seen.data) or 0


class AskForm(AgainForm):
    """A question, shown at a revision of the draft too."""

    pasted = TextAreaField("Rows from a spreadsheet", render_kw={"rows": 6})
    file = FileField("A CSV file")


@dataclass(frozen=True)
class Shape:
    """What the fields of a question are made from. ``own``: the party whose own rows are filled in, "" for all rows.

    ``choices``: the codes of the question's options that are offered, all of them if none are named.
    """

    question: Question
    parties: Mapping[str, str]
    own: str = ""
    choices: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns to fill in: not the one that says whose row it is, where that is settled."""
        return tuple(one for one in self.question.columns if not (self.own and one.name == OWN))

    @property
    def in_rows(self) -> bool:
        """Whether it is filled in row by row: a table, or choices whose order counts."""
        return self.question.kind is Kind.TABLE or self.is_ordered

    @property
    def is_ordered(self) -> bool:
        """Whether it is a list of given choices, in an order."""
        return self.question.kind is Kind.LIST and bool(self.question.options)

    @property
    def roll(self) -> Roll:
        """The parties that an answer may name."""
        return Roll(tuple(code for code in self.parties if code != "SPV"), "SPV" in self.parties)

    def plain(self, typed: Typed) -> object:
        """What was typed, as plain data; rows of a party's own without the column of the party."""
        return plain_of(self.question, typed, self.parties)

    def faults(self, plain: object) -> tuple[Fault, ...]:
        """What is wrong with plain data."""
        faults = read_answer(bounded(self.question), plain, self.roll).faults
        return faults + told_twice(self.question, plain)


def make_form(shape: Shape, typed: Typed, seen: int, key: str = "", pasted: str = "") -> AskForm:
    """The form with this typed in it. ``pasted``: what is pasted and not read yet."""
    data: dict[str, object] = {"answer": _data(shape, typed), "seen": str(seen), "pasted": pasted}
    # The library reads what was sent by itself unless it is told not to.
    return _form_class(shape)(None, data={**data, "key": key} if key else data)  # type: ignore[no-any-return]


def sent_form(shape: Shape) -> AskForm:
    """The form as it was sent."""
    return _form_class(shape)()  # type: ignore[no-any-return]


def _form_class(shape: Shape) -> type:
    return type("QuestionForm", (AskForm,), {"answer": _field(shape)})


def _data(shape: Shape, typed: Typed) -> object:
    if shape.in_rows:
        blank: Sequence[object] = [""] if shape.is_ordered else [{}]
        return [_row_data(shape, row) for row in typed] or blank
    return typed


def _row_data(shape: Shape, row: str | TypedRow) -> object:
    if isinstance(row, str):
        return row
    return {cell_name(column): row.get(column.name, "") for column in shape.columns}


def cell_name(column: Column) -> str:
    """What the field of a column is called: a form has names of its own ("data"), which a column may bear too."""
    return f"cell_{column.name}"


def _field(shape: Shape) -> Field:
    question = shape.question
    if question.kind is Kind.TABLE:
        cells = {cell_name(column): _cell(column, shape.parties) for column in shape.columns}
        return FieldList(FormField(type("RowForm", (Form,), cells)), label=typographic(question.ask))
    if shape.is_ordered:
        choices = {**UNCHOSEN, **question.options}
        return FieldList(
            SelectField("Choice", choices=choices, validate_choice=False), label=typographic(question.ask)
        )
    offered = {code: words for code, words in question.options.items() if code in shape.choices}
    return _one(typographic(question.ask), question.kind, offered or question.options, shape.parties)


def _one(label: str, kind: Kind, options: Mapping[str, str], parties: Mapping[str, str]) -> Field:
    match kind:
        case Kind.BOOL:
            return RadioField(label, choices=YES_NO, validate_choice=False)
        case Kind.ENUM:
            choices = {code: capital(words) for code, words in options.items()}
            return RadioField(label, choices=choices, validate_choice=False)
        case Kind.MULTI:
            choices = {code: capital(words) for code, words in options.items()}
            return SelectMultipleField(label, choices=choices, validate_choice=False)
        case Kind.PARTY:
            choices = {**UNCHOSEN, **parties}
            return SelectField(label, choices=choices, validate_choice=False)
        case Kind.PARTIES:
            choices = {**{code: capital(words) for code, words in options.items()}, **parties}
            return SelectMultipleField(label, choices=choices, validate_choice=False)
        case Kind.LONGTEXT:
            return TextAreaField(label, render_kw={"rows": 6})
        case Kind.LIST:
            return TextAreaField(label, render_kw={"rows": 6})
        case Kind.DATE:
            return StringField(label, render_kw={"type": "date", "autocomplete": "off"})
        case Kind.INT | Kind.DECIMAL | Kind.PERCENT | Kind.MONEY:
            mode = "numeric" if kind is Kind.INT else "decimal"
            return StringField(label, render_kw={"inputmode": mode, "autocomplete": "off"})
        case _:
            return StringField(label, render_kw={"autocomplete": "off"})


def _cell(column: Column, parties: Mapping[str, str]) -> Field:
    match column.kind:
        case Kind.BOOL | Kind.ENUM:
            choices = {**UNCHOSEN, **(YES_NO if column.kind is Kind.BOOL else column.options)}
            return SelectField(column.heading, choices=choices, validate_choice=False)
        case Kind.TEXT if column.options:
            return SelectField(column.heading, choices={**UNCHOSEN, **column.options}, validate_choice=False)
        case Kind.TEXT:
            return TextAreaField(column.heading, render_kw={"rows": 1})
        case Kind.LIST:
            return StringField(column.heading)
        case _:
            return _one(column.heading, column.kind, column.options, parties)


def typed_in(shape: Shape, form: AskForm) -> Typed:
    """What is typed in a form."""
    field = form["answer"]
    if shape.question.kind is Kind.TABLE:
        return [
            {column.name: _cell_in(entry.form[cell_name(column)]) for column in shape.columns}
            for entry in field
        ]
    if shape.is_ordered:
        return [str(entry.data or "") for entry in field]
    return list(field.data or []) if isinstance(field, SelectMultipleField) else str(field.data or "")


def _cell_in(field: Field) -> Text:
    if isinstance(field, SelectMultipleField):
        return [str(entry) for entry in field.data or []]
    return str(field.data or "")


def tell_full(shape: Shape, form: AskForm, typed: Typed) -> bool:
    """Whether a page holds no more rows than are typed already; the form says so: more could not be sent back."""
    most = _most_rows(shape)
    if full := len(typed) >= most:
        told = f"One page holds {most} rows. Take away those that are not needed before you add another."
        form["answer"].errors = [told]
    return full


_ROW = re.compile(r"(up|down|remove)-(\d{1,4})")


def with_rows(typed: Typed, told: str) -> Typed:
    """Rows after one was added, moved or removed; ``told``: add, or what happens to which row (``up-2``)."""
    rows: list[str | TypedRow] = list(typed)
    if told == "add":
        return [*rows, "" if rows and isinstance(rows[0], str) else {}]  # type: ignore[return-value]
    found = _ROW.fullmatch(told)
    if found is None or int(found[2]) >= len(rows):
        return typed
    at = int(found[2])
    row = rows.pop(at)
    if found[1] != "remove":
        rows.insert(max(at - 1, 0) if found[1] == "up" else at + 1, row)
    return rows  # type: ignore[return-value]


MARKS_OF_UTF_16 = (BOM_UTF16_LE, BOM_UTF16_BE)
"""How the "Unicode text" of a spreadsheet begins."""
LARGEST_CSV = 256 * 1024
"""Bytes of a file with rows: far more than any page of rows holds."""


def read_pasted(shape: Shape, form: AskForm) -> Typed | None:
    """The rows of the file, or the pasted ones; None where they cannot be read, and the form says why."""
    field, block = form.pasted, str(form.pasted.data or "")
    if form.file.data:
        field, block = form.file, _text_of(form.file)
    found = read_block(shape.columns, block)
    faults = list(found.faults)
    if not found.rows and not faults:
        faults = [EMPTY_FILE if field is form.file else NO_ROWS]
    most = _most_rows(shape)
    if len(found.rows) > most:
        faults = [f"There are {len(found.rows)} rows, and one page holds {most}. Take fewer."]
    field.errors = [*field.errors, *faults] if not field.errors else field.errors
    # Through plain data and back: a choice or a party that was pasted in words is then chosen.
    return None if field.errors else typed_of(shape.question, shape.plain(found.rows))


def tell_unread(form: AskForm) -> bool:
    """Whether rows are pasted, or in a file that was chosen, and nobody has read them; the form says so."""
    if str(form.pasted.data or "").strip():
        form.pasted.errors = [UNREAD]
    if form.file.data:
        form.file.errors = [UNREAD_FILE]
    return bool(form.pasted.errors or form.file.errors)


def _most_rows(shape: Shape) -> int:
    """So many rows can be sent back: a choice of several parties may take a field for each."""
    widest = [len(shape.parties) + 1 if one.kind in SEVERAL else 1 for one in shape.columns]
    # Choices in an order have no columns: each is one field.
    return int((current_app.config["MAX_FORM_PARTS"] - ROOM_FOR_FIELDS) / (sum(widest) or 1))


def _text_of(field: FileField) -> str:
    """The text of a file that was sent; "" where it is none, and the field says why."""
    with closing(field.data.stream) as file:
        content: bytes = file.read(LARGEST_CSV + 1)
    if len(content) > LARGEST_CSV:
        field.errors = [TOO_LARGE]
        return ""
    # Without a mark of Unicode it may be in the older spelling of spreadsheets in this country.
    spellings = ("utf-16",) if content.startswith(MARKS_OF_UTF_16) else ("utf-8-sig", "cp1252")
    for spelling in spellings:
        with suppress(UnicodeDecodeError):
            return seen_only(content.decode(spelling))
    field.errors = [NO_TEXT]
    return ""


def tell_faults(shape: Shape, form: AskForm, faults: Sequence[Fault]) -> None:
    """Put each fault at the field it is about."""
    for fault in faults:
        field, kind, options = _place(shape, form, fault.field)
        told = f"{fault.message} {mend_of(fault, kind, options or shape.parties)}"
        field.errors = [*field.errors, told]
        if field is not form["answer"]:
            # The list of rows is told that something under it is wrong; the words stand at the cell.
            form["answer"].errors = [*form["answer"].errors, {}]


_FIELD = re.compile(r"[a-z0-9_]+\[(\d+)\](?:\.([a-z0-9_]+))?(?:\[\d+\])?")


def _place(shape: Shape, form: AskForm, field: str) -> tuple[Field, Kind, Mapping[str, str]]:
    """The form's field for a place like ``kpis[2].owner``, its kind and its options."""
    question, found = shape.question, _FIELD.fullmatch(field)
    if found is not None and found[2] and question.kind is Kind.TABLE:
        column = next(one for one in question.columns if one.name == found[2])
        return form["answer"][int(found[1])].form[cell_name(column)], column.kind, column.options
    return form["answer"], question.kind, question.options


def limits_in_words(kind: Kind, limits: Limits) -> str:
    """What an answer may be, as a hint says it; "" where there is no limit."""
    return " ".join(_limits(kind, limits))


def _limits(kind: Kind, limits: Limits) -> Iterator[str]:
    if kind is Kind.INT or (limits.least or limits.most) is not None:
        what = "A whole number" if kind is Kind.INT else "A number"
        if limits.most is not None:
            yield f"{what} from {limits.least or 0:,} to {limits.most:,}."
        elif limits.least:
            yield f"{what}, {limits.least:,} or more."
    if limits.most_characters is not None:
        yield f"At most {limits.most_characters} characters."
    if limits.least_words is not None or limits.most_words is not None:
        yield f"{limits.least_words or 0} to {limits.most_words} words."
    if limits.least_items is not None and limits.most_items is not None:
        yield f"{limits.least_items} to {limits.most_items} of them."

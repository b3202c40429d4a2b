"""What a founder types: the organisations of a new consortium, all on one page.

In: rows as they were typed, or pasted from a spreadsheet. Out: members of the core, with what is usual filled in (a
full member, the nation of the first, a charity where form or number says so); and each slip told at its row.
Blank rows are passed over. Nothing is looked up, and no number is refused for its shape once somebody stands by it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from wtforms import BooleanField, FieldList, Form, FormField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from govflow.core.answers import Column, Kind, Question
from govflow.core.draft import CLASSES, JURISDICTIONS, Member
from govflow.core.legal_forms import FORMS
from govflow.core.register_numbers import is_charity, looks_odd
from govflow.core.typed import TypedRow, is_blank, plain_of, read_block
from govflow.core.words import capital, join_words
from govflow.members.forms import same_name
from govflow.web.forms import UNREAD, ActForm, Said, Worded, one_line

WORDS: Mapping[str, Said] = {
    "member_twice": Said(
        "", "Somebody added an organisation a moment ago. Look through your rows, and save again."
    )
}

USUAL_NATION = next(iter(JURISDICTIONS))
FEWEST, MOST_AT_ONCE, ROWS_AT_FIRST = 2, 60, 3

FORM_WORDS: Mapping[str, str] = MappingProxyType({code: capital(form.label) for code, form in FORMS.items()})
_UNTOLD = {"": "We will tell later"}
_AS_FIRST = {"": "The same as the first"}

_PASTED = Question(
    "members",
    "",
    Kind.TABLE,
    "organisations",
    "",
    columns=(
        Column("legal_name", "Legal name", Kind.TEXT),
        Column("legal_form", "Legal form", Kind.ENUM, options=FORM_WORDS),
        Column("reg_no", "Registered number", Kind.TEXT),
        Column("jurisdiction", "Nation", Kind.ENUM, options=JURISDICTIONS),
    ),
)
SHORT_NAMES: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "legal_form": {
            "charity": ("clg_charity", "cio", "scio", "charitable_trust", "unincorporated_association"),
            "charitable company": ("clg_charity",),
            "cic": ("cic_clg", "cic_cls"),
            "community interest company": ("cic_clg", "cic_cls"),
            "company": ("clg", "cls", "clg_charity"),
            "limited company": ("clg", "cls", "clg_charity"),
            "ltd": ("clg", "cls", "clg_charity"),
            "limited by guarantee": ("clg", "clg_charity", "cic_clg"),
            "co-op": ("coop_society",),
            "co-operative": ("coop_society",),
            "council": ("local_authority",),
            "nhs": ("nhs_body",),
            "nhs body": ("nhs_body",),
            "nhs trust": ("nhs_body",),
            "nhs foundation trust": ("nhs_body",),
            "society": ("coop_society", "cbs"),
            "trust": ("charitable_trust", "clg_charity", "nhs_body"),
        },
        "jurisdiction": {
            "england": ("england_wales",),
            "wales": ("england_wales",),
            "england & wales": ("england_wales",),
            "ni": ("northern_ireland",),
            "n ireland": ("northern_ireland",),
            "n. ireland": ("northern_ireland",),
        },
    }
)
"""What people write for a choice, by column -> what it can mean: one, or several of which they must name one."""

PASTED_HEADINGS = tuple(column.heading for column in _PASTED.columns)


class RowForm(Worded, Form):  # type: ignore[misc]  # the library is untyped
    """One organisation."""

    legal_name = StringField("Legal name", [Length(max=300)], filters=[one_line])
    legal_form = SelectField("Legal form", choices={**_UNTOLD, **FORM_WORDS})
    reg_no = StringField("Registered number", [Length(max=60)], filters=[one_line])
    jurisdiction = SelectField("Nation", choices={**_AS_FIRST, **JURISDICTIONS})

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed: to choose a nation is to type nothing."""
        return not (self.legal_name.data or self.legal_form.data or self.reg_no.data)


class MembersForm(ActForm):
    """The organisations of a consortium, one a row."""

    rows = FieldList(FormField(RowForm), label="The organisations")
    pasted = TextAreaField("Rows from a spreadsheet", render_kw={"rows": 6})
    numbers_right = BooleanField("The numbers are right as they stand")

    @property
    def filled(self) -> list[RowForm]:
        """The rows in which something was typed."""
        return [entry.form for entry in self.rows if not entry.form.is_blank]

    def members(self, codes: Iterable[str]) -> list[Member]:
        """The organisations as they were typed."""
        filled = self.filled
        first = next((row.jurisdiction.data for row in filled if row.jurisdiction.data), "")
        return [_member(code, row, first) for code, row in zip(codes, filled, strict=False)]


def _member(code: str, row: RowForm, first: str) -> Member:
    return Member(
        member_id=code,
        legal_name=row.legal_name.data,
        legal_form=row.legal_form.data,
        is_charity=is_charity(row.legal_form.data, row.reg_no.data),
        reg_no=row.reg_no.data,
        jurisdiction=row.jurisdiction.data or first,
        member_class=CLASSES[0],
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to mend. ``row``: the row it is in, None for all of them; ``field``: of that row."""

    row: int | None
    field: str
    words: str


def form_of(rows: Sequence[Mapping[str, object]], key: str = "", pasted: str = "") -> MembersForm:
    """The form with these rows in it, and blank ones after them where there are few; ``pasted``: not read yet."""
    blank = [
        {"jurisdiction": "" if place or rows else USUAL_NATION} for place in range(ROWS_AT_FIRST - len(rows))
    ]
    data: dict[str, object] = {"rows": [*rows, *blank], "pasted": pasted}
    # The library reads what was sent by itself unless it is told not to.
    return MembersForm(None, data={**data, "key": key} if key else data)


def with_another(form: MembersForm) -> MembersForm | None:
    """The form with a blank row after all others; None where it has as many as are sent at once, and it says so."""
    if len(form.rows) >= MOST_AT_ONCE:
        form.form_errors.append(_TOO_MANY)
        return None
    rows = [*(entry.data for entry in form.rows), {}]
    return form_of(rows, str(form.key.data), str(form.pasted.data or ""))


def with_pasted(form: MembersForm) -> MembersForm | None:
    """The form with pasted rows after those that were filled in; None where they cannot be read, and it says why."""
    kept = [row.data for row in form.filled]
    rows, form.pasted.errors = read_pasted(str(form.pasted.data or ""), MOST_AT_ONCE - len(kept))
    return None if form.pasted.errors else form_of([*kept, *rows], str(form.key.data))


def read_pasted(block: str, room: int) -> tuple[list[Mapping[str, object]], list[str]]:
    """The rows of a pasted block, and what is to be mended before they can be read. ``room``: for so many."""
    if not block.strip():
        return [], ["Paste the rows first: copy them in your spreadsheet."]
    found = read_block(_PASTED.columns, block)
    rows = [(number, row) for number, row in zip(found.numbers, found.rows, strict=True) if not is_blank(row)]
    if len(rows) > room:
        return [], [*found.faults, _TOO_MANY]
    read = [(number, _plain(row)) for number, row in rows]
    faults = [*found.faults, *(fault for number, row in read for fault in _unknown(number, row))]
    return ([] if faults else [row for _, row in read]), faults


def _plain(row: TypedRow) -> Mapping[str, object]:
    """A pasted row, its choices by their codes wherever what is told means one of them alone."""
    # A table that is not blank has rows.
    plain = dict(plain_of(_PASTED, [row], {})[0])  # type: ignore[index]
    for column, named in SHORT_NAMES.items():
        meant = named.get(same_name(str(plain.get(column, ""))), ())
        if len(meant) == 1:
            plain[column] = meant[0]
    return plain


def _unknown(number: int, row: Mapping[str, object]) -> Iterator[str]:
    """What is told of each cell of a row that is none of the choices."""
    for column in _PASTED.columns:
        told = str(row.get(column.name, ""))
        if not told or not column.options or told in column.options:
            continue
        meant = SHORT_NAMES[column.name].get(same_name(told), ())
        problem = "may be more than one" if meant else "is no"
        yield f"Row {number}: “{told[:_LONG]}” {problem} {column.heading.lower()} here; {_mend(column, told, meant)}"


def _mend(column: Column, told: str, meant: Sequence[str]) -> str:
    words = [column.options[code] for code in meant] or list(column.options.values())
    if not meant and len(words) > _FEW:
        words = get_close_matches(told.capitalize(), words)
    if not words:
        return "leave the cell empty, and choose one in the row afterwards."
    return f"use {join_words(words, 'or')}."


_LONG = 80
"""Characters of a cell that are quoted."""
_FEW = 5
"""Choices that are named in a sentence; of more, those alone that come near to what was told."""

_TOO_MANY = f"Send at most {MOST_AT_ONCE} organisations at once. You can add others afterwards."


def are_there(form: MembersForm, on_roll: Sequence[str]) -> bool:
    """Whether the names of all that were typed are on the roll."""
    names = {same_name(row.legal_name.data) for row in form.filled}
    return bool(names) and names <= {same_name(name) for name in on_roll}


def tell_faults(form: MembersForm, on_roll: Sequence[str]) -> bool:
    """Say at each row what is to be mended in it; whether anything is. ``on_roll``: names that are there already."""
    faults = list(_faults(form, on_roll))
    if str(form.pasted.data or "").strip():
        form.pasted.errors = [UNREAD]
    for fault in faults:
        if fault.row is None:
            form.form_errors.append(fault.words)
        else:
            field = form.rows[fault.row].form[fault.field]
            field.errors = [*field.errors, fault.words]
            # The list of rows is told that something under it is wrong; the words stand at the field.
            form.rows.errors = [*form.rows.errors, {}]
    return bool(faults or form.pasted.errors)


def _faults(form: MembersForm, on_roll: Sequence[str]) -> Iterator[Fault]:
    rows = [(place, entry.form) for place, entry in enumerate(form.rows) if not entry.form.is_blank]
    wanted = max(FEWEST - len(on_roll), 1)
    if len(rows) < wanted:
        yield Fault(None, "", "Enter two organisations or more." if wanted > 1 else "Enter an organisation.")
    if len(rows) > MOST_AT_ONCE:
        yield Fault(None, "", _TOO_MANY)
    yield from _names(rows, {same_name(name) for name in on_roll})
    if not form.numbers_right.data:
        for place, row in rows:
            if words := looks_odd(row.legal_form.data or "", row.reg_no.data or ""):
                yield Fault(place, "reg_no", f"{words} Mend it, or say below that it is right.")


def _names(rows: Sequence[tuple[int, RowForm]], seen: set[str]) -> Iterator[Fault]:
    for place, row in rows:
        name = row.legal_name.data
        if not name:
            yield Fault(place, "legal_name", "Enter the name as it stands in its register.")
        elif same_name(name) in seen:
            yield Fault(place, "legal_name", "This organisation is there already. Take one of the two away.")
        seen.add(same_name(name))


def has_odd_numbers(form: MembersForm) -> bool:
    """Whether a number looks otherwise than its register's: then somebody may stand by it."""
    return any(looks_odd(row.legal_form.data or "", row.reg_no.data or "") for row in form.filled)

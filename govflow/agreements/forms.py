"""The forms about the agreement's text: a clause in its blocks, and the way back to the model text.

In: what somebody typed, block by block. Out: the blocks as the core reads them, every one still there when the form
is shown again.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from govflow.core.rewording import Typed
from govflow.web.forms import ActForm, Said, whole_number

LEVELS = (
    SelectChoice(1, "Numbered: 1.1"),
    SelectChoice(2, "Item: (a)"),
    SelectChoice(3, "Sub-item: (i)"),
    SelectChoice(0, "No number"),
)
MOST_BLOCKS = 200
"""More than three times the blocks of the longest clause of the pack."""
FULL = f"A clause holds {MOST_BLOCKS} paragraphs. Take some out before you add another."
MOST_SENT = 280
"""Those taken out travel with the form until it is saved, and a form has no more fields than MAX_FORM_PARTS."""
SAVE_FIRST = "Save first, then add another paragraph: until then, those you took out still take up room."
LONGEST_REASON = 1000
"""Characters."""

WORDS: Mapping[str, Said] = MappingProxyType(
    {
        "already_released": Said(
            "", "The agreement is signed and dated: its text no longer changes. Your words are kept below."
        ),
        "not_an_answer": Said(
            "", "This clause is not in the clause pack any more. Go back to the agreement."
        ),
        "odd_words": Said("", "A clause needs some words, and at most {most} characters of them."),
        "key_reused": Said("", "This was saved already. Open the clause again to change it once more."),
    }
)
"""What a refusal says here."""


class BlockForm(Form):  # type: ignore[misc]  # the library is untyped
    """One block. What is not typed travels with it: its name, its condition, and whether it was taken out."""

    level = SelectField("How it is numbered", choices=LEVELS, coerce=int, default=1)
    words = TextAreaField("Words")
    label = HiddenField()
    when = HiddenField()
    alone = HiddenField()
    fixed = HiddenField()
    gone = HiddenField()


class RewordForm(ActForm):
    """A clause in its blocks. ``seen``: the draft's revision the person had before them; ``base``: when they began."""

    seen = HiddenField()
    base = HiddenField()
    blocks = FieldList(FormField(BlockForm))
    reason = TextAreaField(
        "Why you change it",
        [Length(max=LONGEST_REASON, message=f"Keep it under {LONGEST_REASON} characters.")],
        render_kw={"rows": 2},
    )

    def typed(self) -> tuple[Typed, ...]:
        """The blocks as they stand, those taken out left out."""
        return tuple(as_typed(entry.form) for entry in self.blocks if not entry.form.gone.data)

    def kept(self) -> tuple[int, ...]:
        """Where each of the ``typed`` blocks stands in the form."""
        return tuple(place for place, entry in enumerate(self.blocks) if not entry.form.gone.data)

    def revision(self) -> int:
        """The draft's revision the person had before them."""
        return _whole(self.seen.data)

    def began(self) -> int:
        """The draft's revision when the person began to type."""
        return _whole(self.base.data)


class ModelTextForm(ActForm):
    """The button that goes back to the model text."""

    seen = HiddenField()

    def revision(self) -> int:
        """The draft's revision the person had before them."""
        return _whole(self.seen.data)


class OrderForm(FlaskForm):  # type: ignore[misc]  # the library is untyped
    """A button that orders something and does no act of the consortium."""


def _whole(text: object) -> int:
    return whole_number(text) or 0


def as_typed(block: Form) -> Typed:
    """A block of the form as the core reads it."""
    return Typed(
        level=block.level.data if block.level.data in (0, 1, 2, 3) else 1,
        words=block.words.data or "",
        label=block.label.data or "",
        when=" ".join((block.when.data or "").split()),
        alone=bool(block.alone.data),
        fixed=bool(block.fixed.data),
    )


def blame(form: RewordForm, block: int, words: str) -> None:
    """Say what has to be mended: at one of the ``typed`` blocks, or on the form where ``block`` is -1."""
    if block < 0:
        form.form_errors.append(words)
        return
    field = form.blocks[form.kept()[block]].form.words
    field.errors = (*field.errors, words)
    form.blocks.errors = [entry.errors for entry in form.blocks]


def filled(
    blocks: Sequence[Typed], seen: int, base: int, reason: str = "", key: str = "", gone: Sequence[bool] = ()
) -> RewordForm:
    """The form with these blocks in it, whatever was sent."""
    return RewordForm(
        formdata=None,
        data={
            "key": key,
            "seen": str(seen),
            "base": str(base),
            "reason": reason,
            "blocks": list(_entries(blocks, gone or (False,) * len(blocks))),
        },
    )


def _entries(blocks: Sequence[Typed], gone: Sequence[bool]) -> Iterator[dict[str, object]]:
    for block, out in zip(blocks, gone, strict=True):
        yield {
            "level": block.level,
            "words": block.words,
            "label": block.label,
            "when": block.when,
            "alone": "1" if block.alone else "",
            "fixed": "1" if block.fixed else "",
            "gone": "1" if out else "",
        }


def rearranged(form: RewordForm, do: str) -> RewordForm:
    """The form after a button of a block was pressed: up, down, out, back or add, with the block's place.

    To one that is full nothing is added, and it says so.
    """
    what, _, number = do.partition("-")
    no_room = _no_room(form) if what == "add" else ""
    place = _whole(number)
    blocks = [(as_typed(entry.form), bool(entry.form.gone.data)) for entry in form.blocks]
    if place < len(blocks) and not no_room:
        _MOVES.get(what, lambda _, __: None)(blocks, place)
    moved = filled(
        [block for block, _ in blocks],
        form.revision(),
        form.began(),
        form.reason.data or "",
        form.key.data,
        [gone for _, gone in blocks],
    )
    if no_room:
        blame(moved, -1, no_room)
    return moved


def _no_room(form: RewordForm) -> str:
    """Why no block can be added; "" where one can."""
    if len(form.kept()) >= MOST_BLOCKS:
        return FULL
    return SAVE_FIRST if len(form.blocks) >= MOST_SENT else ""


_Blocks = list[tuple[Typed, bool]]


def _up(blocks: _Blocks, place: int) -> None:
    blocks.insert(max(place - 1, 0), blocks.pop(place))


def _down(blocks: _Blocks, place: int) -> None:
    blocks.insert(place + 1, blocks.pop(place))


def _out(blocks: _Blocks, place: int) -> None:
    blocks[place] = (blocks[place][0], True)


def _back(blocks: _Blocks, place: int) -> None:
    blocks[place] = (blocks[place][0], False)


def _add(blocks: _Blocks, place: int) -> None:
    blocks.insert(place + 1, (Typed(blocks[place][0].level, ""), False))


_MOVES = {"up": _up, "down": _down, "out": _out, "back": _back, "add": _add}

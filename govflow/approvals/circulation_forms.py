"""What drafters fill in when they put a version to the boards, or go on without a member.

In: what was typed. Out: how the version is to be frozen; and words beside the field for what the rules refuse.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from wtforms import DateField, Field, HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from govflow.agreements.comparing import DRAFT, MODEL
from govflow.agreements.version_services import Override, Reasons
from govflow.approvals.forms import last_day_fault, long_text
from govflow.approvals.refusal_words import WORDS
from govflow.clock import now
from govflow.core.catalogue import ChangeClass
from govflow.web.forms import ActForm, Said, one_line, whole_number

CIRCULATE_WORDS: Mapping[str, Said] = {
    **WORDS,
    "version_superseded": Said(
        "version_name", "“{version}” is the name of an earlier version. Choose another name."
    ),
    "errors_in_draft": Said("", "The draft does not stand like this. Mend the errors that are listed first."),
}

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .-]*")
_ALIKE = str.maketrans("oil", "011")
"""Letters that a reader takes for figures."""


class CirculateForm(ActForm):
    """What a version is called, why it is made, and what a person makes of its warnings and its class."""

    revision = HiddenField()
    version_name = StringField(
        "Name of the version",
        [DataRequired("Give the version a name."), Length(max=40)],
        filters=[one_line],
    )
    deadline = DateField("Last day for the boards", [Optional()])
    why = long_text(
        "Why this version?", DataRequired("Say in a sentence or two why it is put to the boards now.")
    )
    change_class = RadioField(
        "Class of the change",
        choices={
            "": "As the rules say",
            str(ChangeClass.MATERIAL): "Material",
            str(ChangeClass.MINOR): "Minor",
        },
        default="",
    )
    override = long_text("Why another class than the rules say?")

    standing: date | None = None
    """The deadline that counts where none is given."""

    long_stop: date | None = None

    earlier: tuple[str, ...] = ()
    """The names of the versions there are."""

    undone: str = ""
    """What to put this text to the boards would undo though no word has changed."""

    def validate_version_name(self, field: Field) -> None:
        """A name can stand in an address, is printed on every page, and means one text alone."""
        if field.data and not _NAME.fullmatch(field.data):
            raise ValidationError("Use letters, figures, spaces, points and dashes, like 1.0 or 2027-03.")
        if field.data.casefold() in (DRAFT, MODEL):
            raise ValidationError(f"“{field.data}” means another text here. Choose another name, like 1.0.")
        alike = {_seen(name): name for name in self.earlier}.get(_seen(field.data), field.data)
        if alike != field.data:
            raise ValidationError(
                f"There is a version “{alike}”. Choose a name that nobody can mistake for it."
            )

    def validate_override(self, field: Field) -> None:
        """Another class needs a reason that every board can read."""
        if "change_class" in self and self.change_class.data and not field.data:
            raise ValidationError("Say why. Every board reads this reason.")

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        """Boards are asked to decide by a day that they can meet; without one here, the one that stands counts."""
        good = bool(super().validate(extra_validators))
        if self.undone:
            self.form_errors.append(self.undone)
            return False
        if self.deadline.errors:
            return good
        last_day = self.deadline.data or self.standing
        if last_day is not None and (fault := last_day_fault(last_day, now().date(), self.long_stop)):
            self.deadline.errors = (fault,)
            return False
        return good

    def reasons(self) -> Reasons:
        """Why warnings are left, by rule."""
        fields = {name.removeprefix("why_"): field for name, field in self._fields.items() if _of_rule(name)}
        return Reasons({rule.replace("_", "-"): field.data for rule, field in fields.items()})

    def chosen_class(self) -> Override | None:
        """The class a person set, with the reason."""
        if "change_class" not in self or not self.change_class.data:
            return None
        return Override(ChangeClass(self.change_class.data), self.override.data)

    @property
    def seen_revision(self) -> int | None:
        """The draft's revision when the page was shown."""
        told = whole_number(self.revision.data)
        return -1 if told is None else told


def _seen(name: str) -> str:
    """A version's name as a reader may take it."""
    return name.casefold().translate(_ALIKE)


def _of_rule(name: str) -> bool:
    return name.startswith("why_")


def reason_name(rule: str) -> str:
    """The name of the field for the reason of a rule's warnings."""
    return f"why_{rule.replace('-', '_')}"


def circulate_form(rules: Iterable[str]) -> type[CirculateForm]:
    """The form with a reason for each rule that warns."""
    needed = "Say why you leave this warning, or mend what it is about."
    fields = {reason_name(rule): long_text("Why do you leave it?", DataRequired(needed)) for rule in rules}
    return type("CirculateForm", (CirculateForm,), fields)

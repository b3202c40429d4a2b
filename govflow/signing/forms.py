"""What people fill in about signing, and what they read when a rule says no.

In: what was typed. Out: plain values; and words beside the field for what the rules refuse.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from govflow.accounts.forms import CODE_WORDS, ConfirmForm
from govflow.core import ceremony
from govflow.core.approval import Closing
from govflow.core.words import day
from govflow.web.forms import ActForm, Said, TypedForm, one_line

LONGEST_LINE = 200
LONGEST_TEXT = 2000

CHANGED = "The text has changed since this page was shown. Read the new version before you sign."

IN_INK = (
    "This agreement asks everyone to sign in ink. A signature recorded here is not what it asks for. Print version "
    "{version} and sign it on paper, outside this service. Or let the drafters change the answer about electronic "
    "signing and put the changed text to the boards."
)

WORDS: Mapping[str, Said] = {
    **CODE_WORDS,
    "in_ink": Said("", IN_INK),
    "already_released": Said("", "The agreement was released. Nothing about signing changes any more."),
    "long_stop_passed": Said("", "The last day for signing has passed. The drafters can set a later one."),
    "version_superseded": Said("", CHANGED),
    "already_decided": Said("", "This was done already: the signature is held, or it was declined."),
    "not_ready_to_sign": Said(
        "", "Signing is not open: the boards’ approvals do not count yet, or one was taken back."
    ),
    "method_not_open": Said("way", "This legal form cannot sign in this way. Choose another."),
    "reason_missing": Said(
        "reason", "Say why this way is right, for instance who advised you. No source says so for certain."
    ),
    "nothing_to_act_on": Said("", "There is nothing to do here any more: somebody did it a moment ago."),
    "no_authority": Said("", "You may not do this: your role ended, or the agreement does not let you."),
    "part_done_already": Said("", "You have signed already. Nobody signs in two places."),
    "place_taken": Said("", "Somebody else signed in this place a moment ago. Look at what is left to sign."),
    "name_is_not_yours": Said(
        "name", "Type your own name: you are signed in as {name}. If that is not you, do not sign."
    ),
    "on_paper_only": Said("", "A common seal is put on paper. Plan another way to sign here."),
    "people_in_office_unknown": Said(
        "", "All of you sign, and nobody has recorded how many are in office. Your board secretary can."
    ),
    "nobody_to_witness": Said("", "There is no signature here that waits for a witness."),
    "witness_too_late": Said(
        "", "More than 15 minutes have passed. The signatory signs again, with the witness watching."
    ),
    "witness_elsewhere": Said(
        "", "The witness signs on the same device, in the browser where the signatory just signed."
    ),
    "witness_is_signatory": Said(
        "name", "The witness must be somebody else than a signatory. Type the witness’s own name."
    ),
    "witness_takes_part": Said(
        "name",
        "Somebody of this name or e-mail address takes part for {where}, and cannot be a witness. If it only is "
        "the same name, add a middle name.",
    ),
    "approvals_missing": Said("", "The boards’ approvals do not count any more. Look at what is missing."),
    "signatures_missing": Said("", "A signature is missing. Look at what is missing."),
    "precedents_open": Said("", "A condition is open again. Look at what is missing."),
}
"""Words for what the rules of signing refuse."""


def _needed(words: str) -> list[object]:
    return [InputRequired(words)]


def _line(label: str, words: str, **more: str) -> StringField:
    limits = [DataRequired(words), Length(max=LONGEST_LINE)]
    return StringField(label, limits, filters=[one_line], render_kw=more or None)


def _text(label: str, words: str, rows: int = 4) -> TextAreaField:
    limits = [DataRequired(words), Length(max=LONGEST_TEXT)]
    return TextAreaField(label, limits, filters=[_stripped], render_kw={"rows": rows})


def _stripped(text: str | None) -> str:
    # A browser sends two signs for the end of a line.
    return (text or "").replace("\r\n", "\n").strip()


class PlanForm(ActForm):
    """How a party will sign."""

    way = RadioField("How will it sign?", [InputRequired("Choose how it will sign.")])
    reason = TextAreaField(
        "Why this way is right",
        [Length(max=LONGEST_TEXT)],
        filters=[_stripped],
        render_kw={"rows": 3},
    )


class TextForm(TypedForm):
    """A step of the ceremony: which text the person had before them."""

    digest = HiddenField()


class ReadForm(TextForm):
    """What was read."""

    read = SelectMultipleField("I have read")

    def validate_read(self, field: SelectMultipleField) -> None:
        """Every part, not most of them."""
        if set(field.data or ()) != {value for value, _ in field.choices}:
            raise ValidationError("Read every part, and tick each of them. To stop here, close the page.")


class ConsentForm(TextForm):
    """Consent to sign electronically."""

    consent = BooleanField("I agree", _needed("Tick the box to sign electronically, or sign on paper."))


class NameForm(TextForm):
    """Who signs, and as what."""

    place = RadioField("You sign as", coerce=int)
    name = _line(
        "Your full name", "Type your full name, as you sign.", autocomplete="name", spellcheck="false"
    )
    office = _line(
        "Your office", "Type what you are there, for instance “Director”.", autocomplete="organization-title"
    )


class SignForm(ConfirmForm):
    """The signature itself."""

    digest = HiddenField()


class WitnessForm(ActForm):
    """Who saw somebody sign."""

    digest = HiddenField()
    name = _line("Your full name", "Type the witness’s full name.", autocomplete="off", spellcheck="false")
    address = TextAreaField(
        "Your address",
        [DataRequired("Type the witness’s postal address."), Length(max=LONGEST_TEXT)],
        filters=[_stripped],
        render_kw={"rows": 4, "autocomplete": "off"},
    )
    occupation = _line("Your occupation", "Type the witness’s occupation.", autocomplete="off")
    email = EmailField(
        "Your e-mail address", [Optional(), Length(max=254)], render_kw={"autocomplete": "off"}
    )
    present = BooleanField(validators=_needed("The witness ticks this box, or cannot be a witness."))
    adult = BooleanField(ceremony.ADULT, _needed("The witness ticks this box, or cannot be a witness."))


class ReasonForm(ActForm):
    """A no, or a second thought, with its reason."""

    digest = HiddenField()
    reason = _text("Your reason", "Say why in a few words. The other parties will read it.")


class PrecedentForm(ActForm):
    """A condition precedent that is met or waived."""

    condition = HiddenField()
    how = RadioField("What happened?", [InputRequired("Choose what happened.")])
    proof = _text("How do you know?", "Say what shows it, for instance a letter and its date.")
    who = SelectMultipleField("Who waives it?")

    @property
    def waives(self) -> bool:
        """Whether it is waived."""
        return bool(self.how.data == Closing.WAIVED)

    def validate_who(self, field: SelectMultipleField) -> None:
        """Somebody waives."""
        if self.waives and not field.data:
            raise ValidationError("Tick who waives it.")


class ReleaseForm(ConfirmForm):
    """Release, and the date of the agreement."""

    digest = HiddenField()
    dated = DateField("Date of the agreement", [InputRequired("Give the agreement its date.")])
    sure = BooleanField(
        "I release every signature. I know that this binds all parties and cannot be undone.",
        _needed("Tick the box to release the agreement."),
    )

    earliest: date
    latest: date
    on_last_signature = False

    def validate_dated(self, field: DateField) -> None:
        """Not before the last signature, not in the future: an agreement bears the date it was made on."""
        if self.on_last_signature and field.data != self.earliest:
            # Nobody can type in this field: the day that is right stands there again.
            field.data, field.raw_data = self.earliest, None
            raise ValidationError(
                "By its own words the agreement is dated with the day on which the last party signed, "
                f"{day(self.earliest)}. Release it with that day."
            )
        if field.data is not None and not self.earliest <= field.data <= self.latest:
            raise ValidationError(
                f"Choose a date from {day(self.earliest)}, when the last party signed, to today."
            )


class AgainForm(ActForm):
    """Have it printed once more."""


class VerifyForm(FlaskForm):  # type: ignore[misc]  # the library is untyped
    """A file that somebody wants judged."""

    pdf = FileField("The agreement (PDF)", [FileRequired("Choose the PDF to be verified.")])
    proof = FileField("Its proof (.tlog-proof)")


def choices(field: RadioField | SelectMultipleField, rows: Iterable[tuple[object, str]]) -> None:
    """Give a field its choices."""
    field.choices = list(rows)

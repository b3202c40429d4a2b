"""What is asked of people about themselves: their address, a code; and what our refusals say."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from flask_login import current_user
from wtforms import EmailField, Field, StringField, SubmitField
from wtforms.validators import InputRequired, Length, Regexp

from govflow.accounts import confirm
from govflow.accounts.code_services import as_typed
from govflow.core.errors import Refused
from govflow.web.forms import ActForm, Said, TypedForm, tell

CODE_WORDS: Mapping[str, Said] = {
    "code_wrong": Said("code", "That is not the code. Look at our newest message and type it again."),
    "code_used": Said("code", "That code was used already. Ask for a new one."),
    "code_expired": Said(
        "code", "That code is too old, or you asked for it in another browser. Ask for a new one."
    ),
    "too_many_tries": Said("code", "That was the fifth try with this code. Ask for a new one."),
    "too_many_codes": Said(
        "code", "We sent you several codes already. Use the newest, or ask again in {wait}."
    ),
}
"""Words for what can be wrong with a code."""

ADDRESS_WORDS: Mapping[str, Said] = {
    "email_not_an_address": Said("email", "Type a whole e-mail address, like name@example.org."),
    "too_many_codes": Said("email", "Several codes were asked for already. Ask again in {wait}."),
}

_CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}


def code_field(label: str) -> StringField:
    """A field for a code."""
    six = Regexp(r"[0-9]{6}\Z", message="Type the 6 digits of the code, as they stand in our message.")
    return StringField(label, [six], filters=[as_typed], render_kw=_CODE)


class AddressForm(TypedForm):
    """Who wants to sign in."""

    email = EmailField(
        "Your e-mail address",
        [InputRequired("Type your e-mail address."), Length(max=254, message="That address is too long.")],
    )


class CodeForm(TypedForm):
    """The code that was mailed."""

    code = code_field("The 6-digit code")


class ConfirmForm(ActForm):
    """A form of an act that asks for a fresh code: a vote, a signature."""

    code = code_field("The 6-digit code we mailed you")
    send_code = SubmitField("Send me a code")

    sent = False
    """Whether a code was sent just now."""

    def __iter__(self) -> Iterator[Field]:
        """The fields as they stand on the page, so that what is wrong is told in that order: the code comes last."""
        return iter(sorted(super().__iter__(), key=lambda each: each in (self.code, self.send_code)))

    def asks_for_code(self) -> bool:
        """Whether the person asks for a code; then one was sent, or the form says why not."""
        if not (self.is_submitted() and self.send_code.data):
            return False
        try:
            confirm.send_code(current_user.person_id)
            self.sent = True
            # Where they go on, also without a script: the page is drawn anew from its top.
            self.code.render_kw = {**_CODE, "autofocus": True}
        except Refused as no:
            tell(self, no, CODE_WORDS)
        return True

    def confirm(self, person_id: UUID) -> None:
        """Check the code that was typed, for this form's act.

        :raises Refused: one of `CODE_WORDS`.
        """
        confirm.check_code(person_id, str(self.code.data), self.act_key)

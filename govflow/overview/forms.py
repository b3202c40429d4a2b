"""What the journal is searched by. The form asks and changes nothing: it is sent by GET and needs no token."""

from collections.abc import Mapping, Sequence

from flask_wtf import FlaskForm
from wtforms import SelectField

EVERYTHING = ("", "Every kind")
EVERYBODY = ("", "Every organisation")


class FilterForm(FlaskForm):  # type: ignore[misc]  # the library is untyped
    """Which acts to show."""

    class Meta:
        """Sent by GET."""

        csrf = False

    kind = SelectField("Kind of act")
    organisation = SelectField("Organisation")

    def offer(self, kinds: Sequence[tuple[str, str]], organisations: Mapping[str, str]) -> None:
        """Say what can be chosen; what nobody offered is as if nothing was chosen."""
        self.kind.choices = [EVERYTHING, *kinds]
        self.organisation.choices = [EVERYBODY, *organisations.items()]
        for field in (self.kind, self.organisation):
            if field.data not in {value for value, _ in field.choices}:
                field.data = ""

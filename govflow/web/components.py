"""The page that shows every component with an example and the call that makes it: for whoever makes pages.

In: examples, made up here. Out: one page, without the database, and only where a demo is served.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, Flask, request, url_for
from werkzeug import Response
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    EmailField,
    FieldList,
    FileField,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from govflow.core.redline import Fate, ParaChange, PartChange, Piece
from govflow.web.access import ANYBODY, policy
from govflow.web.forms import ActForm, shown
from govflow.web.pictures import Event, Tally, Timeline, tally, timeline

rooms = Blueprint("components", __name__)

FORMS = (
    SelectChoice("cio", "Charitable incorporated organisation"),
    SelectChoice("cic", "Community interest company"),
)
ANSWERS = (SelectChoice("for", "For"), SelectChoice("against", "Against"), SelectChoice("abstain", "Abstain"))
HELP = (SelectChoice("minutes", "Taking minutes"), SelectChoice("chair", "Chairing"))


class ShareForm(Form):  # type: ignore[misc]  # the library is untyped
    """A row of a table that is filled in."""

    service = StringField("Service")
    share = DecimalField("Share")


class ExampleForm(ActForm):
    """A field of every kind."""

    name = StringField(
        "Your full name", [DataRequired("Enter your full name")], render_kw={"autocomplete": "name"}
    )
    email = EmailField("Your e-mail address")
    cap = DecimalField(
        "Most that each member can owe", [DataRequired("Enter an amount in pounds, like 250,000")]
    )
    days = IntegerField("Notice to leave")
    starts = DateField("When the agreement starts")
    form = SelectField("Legal form", choices=FORMS)
    vote = RadioField("How do you vote?", [DataRequired("Choose how you vote")], choices=ANSWERS)
    tasks = SelectMultipleField("What can you help with?", choices=HELP)
    agrees = BooleanField("I have read the agreement", [DataRequired("Say that you have read the agreement")])
    why = TextAreaField("Why?")
    paper = FileField("The signed decision")
    shares = FieldList(FormField(ShareForm), min_entries=2)


@dataclass(frozen=True, slots=True)
class Apart:
    """A form whose button stands elsewhere."""

    form: ActForm
    id: str
    url: str


@dataclass(frozen=True, slots=True)
class ComponentsPage:
    """One example of each."""

    form: Any
    apart: Apart
    timeline: Timeline
    tally: Tally
    change: PartChange
    day: date
    moment: datetime


@rooms.route("/components", methods=["GET", "POST"])
@policy(ANYBODY)
def show() -> Response:
    """Every component; sent, the form says what a form says."""
    form = ExampleForm()
    if "more" in request.form:
        form.shares.append_entry()
    elif "preview" not in request.form:
        form.validate_on_submit()
    moment = datetime(2027, 3, 14, 10, 30, tzinfo=UTC)
    dates, votes = timeline(EVENTS, date(2027, 2, 20)), tally(VOTES, of=9, needed=5)
    apart = Apart(ActForm(formdata=None), "apart", url_for("components.show"))
    page = ComponentsPage(form, apart, dates, votes, CHANGE, moment.date(), moment)
    return shown("components/show.html", page, form)


EVENTS = (
    Event(date(2026, 11, 2), "Version 1 circulated", "good"),
    Event(date(2027, 1, 12), "Stonelow Carers approved", "good"),
    Event(date(2027, 1, 19), "Eastmarsh Together approved with a condition", "good"),
    Event(date(2027, 2, 9), "Version 2 circulated", "good"),
    Event(date(2027, 2, 24), "Fenwick Advice decides", "wait"),
    Event(date(2027, 3, 3), "Tamebrook Wellbeing Trust decides", "wait"),
    Event(date(2027, 3, 3), "Millrace Arts decides", "wait"),
    Event(date(2027, 3, 14), "Earliest day on which every board has decided", "new"),
    Event(date(2027, 5, 31), "Long-stop date", "bad"),
)
"""Invented: none of these organisations exists."""

VOTES = (("For", 4, "good"), ("Against", 1, "bad"), ("Abstained", 1, "plain"))

CHANGE = PartChange(
    "quorum",
    Fate.MOVED_AND_REWORDED,
    "Board and quorum",
    "6",
    "7",
    (
        ParaChange("a", Fate.SAME, "6.1", 1, (Piece("same", "Each Member appoints one Representative."),)),
        ParaChange(
            "b",
            Fate.REWORDED,
            "6.2",
            1,
            (
                Piece("same", "The quorum for a meeting of the Board is "),
                Piece("deleted", "five"),
                Piece("inserted", "seven"),
                Piece("same", " Representatives."),
            ),
        ),
        ParaChange("c", Fate.MOVED, "6.3", 1, (Piece("same", "A Representative may attend by telephone."),)),
        ParaChange("d", Fate.INSERTED, "6.4", 1, (Piece("inserted", "The Chair has no second vote."),)),
        ParaChange("e", Fate.DELETED, "", 1, (Piece("deleted", "The Lead Body keeps the minutes."),)),
    ),
    (),
)


def use_components(app: Flask) -> None:
    """Show the page where a demo is served."""
    if app.config.get("GOVFLOW_DEMO"):
        app.register_blueprint(rooms)

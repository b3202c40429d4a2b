"""What people fill in for a board: interests, figures of a meeting, votes, papers, conditions.

In: what was typed. Out: values of the core and of the services.
"""

from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import date

from flask import request
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import (
    AnyOf,
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from govflow.accounts.forms import ConfirmForm
from govflow.approvals.board_queries import FileKind, InterestTold
from govflow.approvals.papers_services import LARGEST_FILE, kind_of_file
from govflow.approvals.services import Seen
from govflow.clock import now
from govflow.core.approval import Closing, Condition
from govflow.core.counting import Meeting
from govflow.core.dates import LAST_DAY
from govflow.core.voting import Choice
from govflow.core.words import day
from govflow.web.forms import TOO_FAR, ActForm, WholeNumberField, Worded

MOST_PEOPLE = 999
MOST_WORDS = 4000
MOST_CONDITIONS = 12


def last_day_fault(chosen: date, today: date, long_stop: date | None = None) -> str:
    """What is wrong with a last day, and how to mend it; "" for nothing."""
    if chosen < today:
        return f"{day(chosen)} has passed. Choose today or a later day."
    if long_stop is not None and today <= long_stop < chosen:
        return f"Choose {day(long_stop)} or an earlier day. That is the agreement’s long-stop date."
    if chosen > LAST_DAY:
        return TOO_FAR
    return ""


def _people(label: str) -> WholeNumberField:
    limits = NumberRange(0, MOST_PEOPLE, f"{label}: enter a whole number of people, 0 or more.")
    needed = InputRequired(f"{label}: enter a whole number, 0 where there was nobody.")
    return WholeNumberField(label, [needed, limits])


def long_text(label: str, *validators: object) -> TextAreaField:
    """A box for sentences; what is kept has no space around it."""
    limits = [*validators, Length(max=MOST_WORDS)]
    return TextAreaField(label, limits, filters=[lambda text: (text or "").strip()])


class SeenForm(ActForm):
    """A form about a version: it carries which one the person had before them."""

    version = HiddenField()
    digest = HiddenField()

    def see(self, version: str, digest: str) -> None:
        """Remember the version that is shown, unless one was shown before."""
        if not request.form:
            self.version.data, self.digest.data = version, digest

    @property
    def seen(self) -> Seen:
        """The version the person had before them."""
        return Seen(str(self.version.data), str(self.digest.data))


class InterestForm(ActForm):
    """A board member's own interest."""

    interested = RadioField(
        "Do you have an interest in this agreement?",
        [InputRequired("Say whether you have an interest.")],
        choices={"no": "No, none", "yes": "Yes"},
    )
    nature = long_text("What is it?")
    steps_back = RadioField(
        "Do you step back?",
        [Optional()],
        choices={
            "yes": "Yes, I leave while it is discussed, I am not counted and I do not vote",
            "no": "No, my board knows of it and I take part",
        },
    )

    def validate_nature(self, field: Field) -> None:
        """An interest says what it is."""
        if self.interested.data == "yes" and not field.data:
            raise ValidationError("Say in a few words what the interest is.")
        if self.interested.data == "no" and field.data:
            raise ValidationError(
                "You chose none, but wrote something here. Choose yes, or leave this empty."
            )

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        """Who has an interest says whether they step back; who has none does not step back."""
        good = bool(super().validate(extra_validators))
        if self.interested.data == "no" and self.steps_back.data == "yes":
            self.steps_back.errors = (
                "You chose no interest. To step back, choose yes above, and say what it is.",
            )
            return False
        if self.interested.data == "yes" and self.steps_back.data not in ("yes", "no"):
            self.steps_back.errors = ("Say whether you step back.",)
            return False
        return good

    def told(self) -> InterestTold:
        """What was declared."""
        has = self.interested.data == "yes"
        return InterestTold(has, self.nature.data if has else "", has and self.steps_back.data == "yes")


class ConditionRow(Worded, Form):  # type: ignore[misc]  # the library is untyped
    """One condition; an empty row is none."""

    text = StringField("What must happen", [Length(max=1000)])
    clause = SelectField("Clause", choices={})
    owner = StringField("Who sees to it", [Length(max=200)])
    due = DateField("By", [Optional()])

    decided_on: date | None = None

    def validate_text(self, field: Field) -> None:
        """A row with anything in it says what must happen."""
        about = (self.clause.data, (self.owner.data or "").strip(), self.due.data)
        if any(about) and not (field.data or "").strip():
            raise ValidationError("Say what must happen, or empty the rest of this condition.")

    def validate_due(self, field: Field) -> None:
        """Nothing can be due before it was asked for."""
        if field.data and self.decided_on and field.data < self.decided_on:
            raise ValidationError("Enter the day of the decision, or a later one.")
        if field.data and field.data > LAST_DAY:
            raise ValidationError(TOO_FAR)


class DecisionForm(SeenForm):
    """The figures of a meeting, and what it resolved."""

    held_on = DateField("Day of the decision", [InputRequired("Enter the day your board decided.")])
    present = _people("Present")
    conflicted = _people("Stepped back")
    votes_for = _people("For")
    against = _people("Against")
    abstain = _people("Abstained")
    chair_voted = RadioField(
        "Votes were equal: how did the chair decide?",
        choices={
            "": "Votes were not equal, or the chair did not decide",
            "for": "For",
            "against": "Against",
        },
        default="",
    )
    chair_conflicted = BooleanField("The chair is one of those who stepped back")
    conditions = FieldList(FormField(ConditionRow), min_entries=1, max_entries=MOST_CONDITIONS)
    valid_months = WholeNumberField(
        "The approval is good for",
        [Optional(), NumberRange(1, 120, "Enter a number of months from 1 to 120, or leave it empty.")],
    )
    reason = long_text("Reason or note")
    more = SubmitField("Add another condition")
    preview = SubmitField("Work out the result")

    def offer(self, clauses: Iterable[tuple[str, str]], chair_casts: bool) -> None:
        """Offer the clauses a condition may be about; ask about the chair only where the chair decides."""
        choices = {"": "None in particular", **dict(clauses)}
        for row in self.conditions:
            row.form.clause.choices = choices
        if not chair_casts:
            del self.chair_voted, self.chair_conflicted

    def asks_for_more(self) -> bool:
        """Whether another row is wanted: everything typed is kept, nothing is done."""
        if not (self.is_submitted() and self.more.data):
            return False
        if len(self.conditions) < MOST_CONDITIONS:
            row = self.conditions.append_entry()
            row.form.clause.choices = self.conditions[0].form.clause.choices
        return True

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        """Tell each condition the day of the decision, then look at everything."""
        for row in self.conditions:
            row.form.decided_on = self.held_on.data
        return bool(super().validate(extra_validators))

    def validate_chair_voted(self, field: Field) -> None:
        """A casting vote decides between votes that are equal, and is of a chair who was there."""
        votes = (self.votes_for.data, self.against.data)
        if not field.data or None in votes:
            return
        if self.chair_conflicted.data:
            raise ValidationError(
                "A chair who stepped back has no casting vote. Choose that the chair did not decide, or take the "
                "tick away below."
            )
        if votes[0] != votes[1]:
            raise ValidationError(
                f"{votes[0]} for and {votes[1]} against are not equal, so the chair did not decide. Choose that, or "
                "correct the figures."
            )
        if votes[0] == 0:
            raise ValidationError(
                "Nobody voted for it, so the chair could not carry it. Choose that the chair did not decide, or "
                "correct the figures."
            )

    def validate_chair_conflicted(self, field: Field) -> None:
        """A chair who stepped back is one of those who did."""
        if field.data and self.conflicted.data == 0:
            raise ValidationError(
                "Nobody stepped back by your figures. Count the chair under “Stepped back”, or take this tick away."
            )

    def meeting(self) -> Meeting:
        """The meeting as it was told."""
        voted = self.chair_voted.data if "chair_voted" in self else ""
        return Meeting(
            self.present.data,
            self.conflicted.data,
            self.votes_for.data,
            self.against.data,
            self.abstain.data,
            Choice(voted) if voted else None,
            bool(self.chair_conflicted.data) if "chair_conflicted" in self else False,
        )

    def resolved_conditions(self) -> tuple[Condition, ...]:
        """The conditions, which get their numbers in the act."""
        told = [row.form for row in self.conditions if (row.form.text.data or "").strip()]
        return tuple(
            Condition(
                "",
                " ".join(row.text.data.split()),
                row.clause.data or "",
                (row.owner.data or "").strip(),
                row.due.data,
            )
            for row in told
        )


class PaperForm(DecisionForm):
    """A decision on paper: a scan, and the figures it shows."""

    scan = FileField("The signed paper")

    content = b""
    kind: FileKind | None = None

    def validate_scan(self, field: Field) -> None:
        """A PDF or a picture, by what it begins with, and not too large."""
        if field.data:
            with closing(field.data.stream) as file:
                self.content = file.read(LARGEST_FILE + 1)
        self.kind = kind_of_file(self.content)
        if not self.content:
            raise ValidationError("Choose the file of the signed paper.")
        if len(self.content) > LARGEST_FILE:
            raise ValidationError(
                "That file is larger than 10 MB. Scan it in grey, or photograph fewer pages."
            )
        if self.kind is None:
            raise ValidationError(
                "That is not a PDF, a JPEG or a PNG. Scan the paper, or take a photograph of it."
            )


class JudgePaperForm(SeenForm):
    """A second person's comparison."""

    verdict = RadioField(
        "Do the paper and the figures agree?",
        [InputRequired("Say whether they agree.")],
        choices={
            "yes": "Yes, I compared them, and every figure and condition is as on the paper",
            "no": "No, or I cannot tell",
        },
    )
    reason = long_text("What does not agree?")

    def validate_reason(self, field: Field) -> None:
        """Who refuses says why."""
        if self.verdict.data == "no" and not field.data:
            raise ValidationError("Say what does not agree, so that it can be put right.")


class OpenBallotForm(SeenForm):
    """A written decision is opened."""

    closes_on = DateField("Last day to reply", [InputRequired("Choose the last day to reply.")])

    long_stop: date | None = None

    def validate_closes_on(self, field: Field) -> None:
        """Nobody can reply on a day that has passed, nor after the agreement has lapsed."""
        if field.data and (fault := last_day_fault(field.data, now().date(), self.long_stop)):
            raise ValidationError(fault)


class CloseBallotForm(ActForm):
    """A written decision is ended early: the one that was shown."""

    ballot = HiddenField()


class VoteForm(ConfirmForm):
    """One person's reply to a written decision, confirmed by a fresh code."""

    version = HiddenField()
    digest = HiddenField()
    ballot = HiddenField()
    choice = RadioField(
        "Your vote",
        [InputRequired("Choose for, against or abstain.")],
        choices={"for": "For", "against": "Against", "abstain": "I abstain"},
    )

    def see(self, version: str, digest: str, ballot: str) -> None:
        """Remember what is shown, unless it was shown before."""
        if not request.form:
            self.version.data, self.digest.data, self.ballot.data = version, digest, ballot

    @property
    def seen(self) -> Seen:
        """The version the person had before them."""
        return Seen(str(self.version.data), str(self.digest.data))


class ConditionForm(ActForm):
    """A condition is met or waived."""

    how = RadioField(
        "What became of it?",
        [InputRequired("Say whether it is met or waived.")],
        choices={str(Closing.MET): "It is met", str(Closing.WAIVED): "The board waives it"},
    )
    proof = long_text(
        "How can that be seen, or why is it waived?", DataRequired("Give the evidence, or the reason.")
    )


class DelegationForm(ActForm):
    """The board lets people accept minor changes for it."""

    people = SelectMultipleField("Who may accept", choices={})
    until = DateField("Until", [Optional()])
    limits = SelectMultipleField("Only changes about", choices={})

    def validate_people(self, field: Field) -> None:
        """A delegation names somebody."""
        if not field.data:
            raise ValidationError("Choose at least one person.")

    def validate_until(self, field: Field) -> None:
        """Nobody can accept a change on a day that has passed."""
        if field.data and (fault := last_day_fault(field.data, now().date())):
            raise ValidationError(fault)


class MinorForm(SeenForm):
    """A minor change is accepted, or objected to."""

    answer = RadioField(
        "Your answer",
        [
            InputRequired("Accept it, or object."),
            AnyOf(("accept", "object"), "Choose one of those on the page."),
        ],
        choices={},
        # Whether it can be given now is for the rules to say: the page may be older than what they look at.
        validate_choice=False,
    )
    reason = long_text("Why do you object?")

    def validate_reason(self, field: Field) -> None:
        """Who objects says why."""
        if self.answer.data == "object" and not field.data:
            raise ValidationError("Say why this is more than a minor change.")


class WithdrawForm(ActForm):
    """The board takes its approval back."""

    reason = long_text("Why?", DataRequired("Say why, in a sentence. Every board can read it."))

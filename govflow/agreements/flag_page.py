"""Not sure: whom a question may be given to, the form for it, and how a flag is told.

In: a question as a reader finds it, and who is what in the consortium. Out: choices, a page, and words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for
from wtforms import DateField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from govflow.agreements.flag_queries import Flag
from govflow.agreements.flag_services import LONGEST_NOTE
from govflow.agreements.question_asking import Asking, label_of
from govflow.core.answers import Question
from govflow.core.asking import each_for_itself, parties_asked
from govflow.core.dates import LAST_DAY
from govflow.core.permissions import TABLE, Permission, Role
from govflow.core.text import typographic
from govflow.core.words import day
from govflow.members.queries import RoleHolder
from govflow.web.forms import TOO_FAR, ActForm, Said
from govflow.web.links import Link

USUAL_TIME = timedelta(days=7)
"""The day that the form suggests, from today."""

WORDS: Mapping[str, Said] = {
    "already_released": Said("", "The agreement is signed and dated: its answers cannot change any more."),
    "nobody_to_ask": Said("to", "This person is no longer in the consortium. Choose somebody else."),
    "day_is_over": Said("due", "Choose today or a later day."),
    "key_reused": Said("", "This page was used before for something else. Open the question again."),
}
"""What each refusal says."""


class UnsureForm(ActForm):
    """Whom a question is given to, by when, and what is unclear."""

    to = SelectField("Who should settle it?", [InputRequired("Choose who should settle it.")])
    due = DateField("By when?", [InputRequired("Choose the day by which you need it.")])
    note = TextAreaField(
        "What are you not sure about?",
        [Length(max=LONGEST_NOTE, message=f"Keep it under {LONGEST_NOTE} characters.")],
        render_kw={"rows": 3},
    )

    def validate_due(self, due: DateField) -> None:
        """A year with a figure too many is a slip."""
        if due.data and due.data > LAST_DAY:
            raise ValidationError(TOO_FAR)


def unsure_form(people: Mapping[str, str], today: date) -> UnsureForm:
    """The form, with the usual choices in it."""
    form = UnsureForm(data={"to": next(iter(people), ""), "due": today + USUAL_TIME})
    form.to.choices = list(people.items())
    return form


def people_to_ask(asking: Asking, question: Question, holders: Iterable[RoleHolder]) -> Mapping[str, str]:
    """Whom a question may be given to: who may answer it, whose organisation is asked, and one's own board.

    By the person's id, the likeliest first: those who draft, then the organisation that is asked, the board, oneself.
    """
    found: dict[str, str] = {}
    me = str(asking.reader.person_id)
    for words, holder in sorted(_choices(asking, question, holders), key=lambda each: each[0][0]):
        found.setdefault(str(holder.person_id), words[1])
    mine = {me: "Yourself"} if me in found else {}
    return {person: typographic(words) for person, words in found.items() if person != me} | mine


def _choices(
    asking: Asking, question: Question, holders: Iterable[RoleHolder]
) -> Iterator[tuple[tuple[int, str], RoleHolder]]:
    others = () if each_for_itself(question) else parties_asked(question, asking.draft)
    asked = {asking.code, *others} - {""}
    for holder in holders:
        if holder.role in TABLE[Permission.QUESTION_ANSWER]:
            yield (0, f"{holder.name}, {holder.role}"), holder
        elif holder.code in asked and holder.role in TABLE[Permission.OWN_QUESTION_ANSWER]:
            yield (1, f"{holder.name}, {holder.organisation}"), holder
        elif holder.code and holder.code == asking.code and holder.role is Role.BOARD_SECRETARY:
            yield (2, f"Our board: {holder.name}, its secretary"), holder


@dataclass(frozen=True, slots=True)
class Unsure:
    """A flag in words. ``who``: who is not sure; ``note`` "": nothing was said."""

    who: str
    given: str
    note: str
    overdue: bool


def tell_flag(asking: Asking, flag: Flag, today: date) -> Unsure:
    """A flag as a page tells it."""
    mine = flag.to == asking.reader.person_id
    whom = "you" if mine else flag.to_name or "somebody"
    about = f" about {asking.parties[flag.party]}" if flag.party in asking.parties else ""
    who = f"{flag.by or 'Somebody'}{f' ({flag.organisation})' if flag.organisation else ''}"
    return Unsure(
        who=typographic(f"{who} is not sure{about}."),
        given=typographic(f"Given to {whom}, by {day(flag.due)}"),
        note=typographic(flag.note),
        overdue=flag.is_overdue(today),
    )


def flags_of(asking: Asking, question: Question) -> tuple[Flag, ...]:
    """The flags that concern who reads a question: about their own rows, or about anybody's for who has none."""
    own = asking.answering(question).own
    return tuple(one for one in asking.flags if one.question == question.name and own in ("", one.party))


def own_flag(asking: Asking, question: Question) -> Flag | None:
    """The flag that a reader may pass on or take back: about what they would answer, or what was given to them."""
    own = asking.answering(question)
    for one in flags_of(asking, question):
        if (own.may and one.party == own.own) or one.to == asking.reader.person_id:
            return one
    return None


def may_flag(asking: Asking, question: Question) -> bool:
    """Whether the reader may say that they are not sure: who answers a question, and whom it was given to."""
    if asking.closed or not asking.asked[question.name].is_asked:
        return False
    return asking.answering(question).may or own_flag(asking, question) is not None


@dataclass(frozen=True)
class FlagPage:
    """To give a question to somebody. ``flag``: the one that stands, None for none."""

    title: str
    question: str
    crumbs: tuple[Link, ...]
    form: UnsureForm
    flag: Unsure | None
    address: str
    back_url: str


def flag_page(asking: Asking, question: Question, form: UnsureForm, today: date) -> FlagPage:
    """The page on which somebody says that they are not sure."""
    flag = own_flag(asking, question)
    return FlagPage(
        title="Not sure?",
        question=typographic(question.ask),
        crumbs=(asking.crumb, (label_of(question), asking.url(question.name))),
        form=form,
        flag=None if flag is None else tell_flag(asking, flag, today),
        address=url_for("unsure.flag", agreement_id=asking.agreement_id, question=question.name),
        back_url=asking.url(question.name),
    )

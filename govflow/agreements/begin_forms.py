"""The few answers that a first draft is begun with, on one page.

In: a draft without an answer, and what somebody typed. Out: which of them the draft's kind asks, a field for each, and
plain answers for those that were given; each fault at its field; and the vehicle, where one was named. What is left
out stays a marked blank, whatever another of the consortium's documents answers.
"""

from collections.abc import Mapping
from dataclasses import replace

from wtforms import Field, SelectField, StringField, TextAreaField

from govflow.catalogue.loader import load
from govflow.core.answers import Kind, Question, read_answer
from govflow.core.asking import Need, questions_of
from govflow.core.catalogue import TYPES
from govflow.core.draft import VEHICLE_ID, Draft, Member, roll_of
from govflow.core.typed import bounded, mend_of, plain_of, told_twice, typed_of
from govflow.core.usual import usual_answers
from govflow.members.forms import LONGEST_NAME, same_name
from govflow.web.forms import ActForm

VEHICLE_NAME = "spv_name"

ASKED_FIRST = (
    "consortium_name",
    "purpose_statement",
    "lead_body",
    VEHICLE_NAME,
    "territory",
    "start_date",
    "initial_term_months",
)
"""What makes a first draft read as one's own; each is asked where its kind of consortium has the question."""

CANNOT_DO_WITHOUT: Mapping[str, str] = {
    "consortium_name": "Enter a name. You can change it later.",
    "purpose_statement": "Say in a sentence what the consortium is for. You can change it later.",
    VEHICLE_NAME: "Enter a name for the company or society. A working name will do.",
}
"""What no draft makes sense without, and what is said where it is missing."""

HINTS: Mapping[str, str] = {
    "purpose_statement": "10 to 80 words. Begin like “To help people who …”.",
    "lead_body": "It holds the contract, or the grant, for all of you.",
    VEHICLE_NAME: "A working name will do. It is entered among the parties, and signs as one: if its name changes "
    "later, correct it there too.",
    "territory": "Put one on each line.",
    "start_date": "The day you plan with.",
}


class FirstForm(ActForm):
    """The answers of a first draft; its fields are made for a consortium (`first_form`)."""


def first_form(draft: Draft, title: str, given: Mapping[str, object]) -> FirstForm:
    """The form of a consortium: what its kind is asked, with its name and the usual length filled in.

    ``given``: plain answers of a shorter instrument before it, which go before both.
    """
    questions = asked_first(draft)
    fields = {one.name: _field(one, draft) for one in questions}
    usual = {one.name: one.usual_choice(draft.type) for one in questions}
    typed = {one.name: typed_of(one, given[one.name]) for one in questions if one.name in given}
    data = {name: str(choice) for name, choice in usual.items() if choice is not None}
    form: FirstForm = type("FirstForm", (FirstForm,), fields)(
        data={**data, "consortium_name": title, **typed}
    )
    return form


def asked_first(draft: Draft) -> tuple[Question, ...]:
    """The questions of the form, in order."""
    begun = draft.with_answers(usual_answers(load(), draft))
    asked = questions_of(load(), begun)
    return tuple(
        asked[name].question for name in ASKED_FIRST if asked[name].need not in (Need.NOT_ASKED, Need.OFFERED)
    )


def answers_of(form: FirstForm, draft: Draft) -> dict[str, object] | None:
    """What was answered, as plain data, None for what was left out; None for all of it where something is to be
    mended, and the form says what.
    """
    found: dict[str, object] = {"consortium_type": TYPES[draft.type]}
    for question in asked_first(draft):
        field = form[question.name]
        given = plain_of(question, str(field.data or ""), _names(draft))
        if given is None and question.name in CANNOT_DO_WITHOUT:
            field.errors = [CANNOT_DO_WITHOUT[question.name]]
        elif given is not None:
            field.errors = _faults(question, given, draft)
        found[question.name] = given
    return None if form.errors else found


def _faults(question: Question, given: object, draft: Draft) -> list[str]:
    """What is wrong with an answer, in words. The vehicle goes on the roll, where each name stands once."""
    asked, named = bounded(question), _names(draft)
    if question.name == VEHICLE_NAME:
        if same_name(str(given)) in {same_name(member.name) for member in draft.members}:
            return ["One of the members has this name. Give the company or society another one."]
        asked = replace(asked, limits=replace(asked.limits, most_characters=LONGEST_NAME))
    faults = read_answer(asked, given, roll_of(draft)).faults + told_twice(question, given)
    return [f"{each.message} {mend_of(each, question.kind, named)}" for each in faults]


def vehicle_named(answers: Mapping[str, object], draft: Draft) -> Member | None:
    """The vehicle as it goes on the roll, in its usual form and the nation of the first; None where it is there."""
    name = answers.get(VEHICLE_NAME)
    if name is None or draft.vehicle is not None:
        return None
    form = load().questions["spv_form"].usual_choice(draft.type)
    return Member(VEHICLE_ID, str(name), str(form), jurisdiction=draft.members[0].jurisdiction)


def _field(question: Question, draft: Draft) -> Field:
    match question.kind:
        case Kind.LONGTEXT | Kind.LIST:
            return TextAreaField(question.ask, render_kw={"rows": 3})
        case Kind.PARTY:
            choices = {"": "Not decided yet", **_names(draft)}
            return SelectField(question.ask, choices=choices, validate_choice=False)
        case Kind.DATE:
            return StringField(question.ask, render_kw={"type": "date"})
        case Kind.INT:
            return StringField(question.ask, render_kw={"inputmode": "numeric"})
        case _:
            return StringField(question.ask)


def _names(draft: Draft) -> dict[str, str]:
    return {code: party.name for code, party in draft.parties_by_id.items()}

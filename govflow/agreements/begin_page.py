"""The page on which a first draft is begun: what the usual choices are, and the few answers that are asked."""

from dataclasses import dataclass

from flask import url_for
from wtforms import Field

from govflow.agreements.begin_forms import CANNOT_DO_WITHOUT, HINTS, FirstForm, asked_first
from govflow.catalogue.loader import load
from govflow.core.draft import Draft
from govflow.core.setting import PARTIES
from govflow.core.usual import usual_answers
from govflow.members.queries import Consortium


@dataclass(frozen=True, slots=True)
class FirstField:
    """A field of the form. ``suffix``: its unit."""

    field: Field
    hint: str
    suffix: str
    optional: bool


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What the first draft is begun with. ``choices``, ``clauses``: how many usual choices, in how many clauses.

    ``taken``: how many answers to a shorter instrument before it go into it, "" where there are none.
    """

    title: str
    form: FirstForm
    fields: tuple[FirstField, ...]
    choices: int
    clauses: int
    taken: str
    action: str
    blank_action: str
    members_url: str


def first_page(founded: Consortium, draft: Draft, form: FirstForm, taken: int) -> FirstPage:
    """The page for a consortium. ``taken``: how many answers it takes over."""
    usual = usual_answers(load(), draft)
    begun = load().clauses_in(draft.type, frozenset(usual))
    return FirstPage(
        title=founded.title,
        form=form,
        fields=tuple(
            FirstField(
                form[question.name],
                HINTS.get(question.name, ""),
                question.unit,
                question.name not in CANNOT_DO_WITHOUT,
            )
            for question in asked_first(draft)
        ),
        choices=len(usual),
        clauses=sum(clause.id != PARTIES for clause in begun),
        taken=f"{taken} answer{'' if taken == 1 else 's'}" if taken else "",
        action=url_for("beginning.first", consortium_id=founded.id),
        blank_action=url_for("beginning.begin", consortium_id=founded.id),
        members_url=url_for("members.roll", consortium_id=founded.id),
    )

"""The usual choices of one section on a page: each in plain words, with its question to change it.

In: the questions as a reader finds them, and a section. Out: what stands there until somebody confirms it, what was
answered while the reader looked, and what somebody has to settle first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from wtforms import HiddenField

from govflow.agreements.question_asking import Asking, label_of
from govflow.agreements.question_words import Told, in_short, tell_value
from govflow.core.answers import Value
from govflow.core.permissions import Permission
from govflow.core.text import typographic
from govflow.core.usual import digest_of_choices, to_confirm
from govflow.core.words import number_of
from govflow.web.forms import ActForm
from govflow.web.links import Link

Row = tuple[str, str | tuple[str, ...], str, str]
"""What a question is about, its answer or the entries of a long one, what its link says, and where that leads."""

_LINE = 80
"""Characters: an answer of more is told entry by entry."""


class ConfirmForm(ActForm):
    """That they are right. ``seen``: the digest of the choices that were shown; ``shown``: their questions."""

    seen = HiddenField()
    shown = HiddenField()


@dataclass(frozen=True)
class UsualPage:
    """The usual choices of a section. ``changed``: what was on the list before and is no more.

    ``unsure``: what somebody is not sure of; ``digest``, ``names``: of the choices, as the form sends them back.
    """

    title: str
    caption: str
    crumbs: tuple[Link, ...]
    lede: str
    rows: tuple[Row, ...]
    changed: tuple[Row, ...]
    unsure: tuple[Row, ...]
    form: ConfirmForm
    action: str
    next_title: str
    next_url: str
    digest: str
    names: str


def usual_page(asking: Asking, section: int, form: ConfirmForm) -> UsualPage:
    """The usual choices of a section, for a reader who may answer."""
    unsure = {flag.question for flag in asking.flags}
    asked = {} if asking.closed else asking.asked
    here = to_confirm(asking.catalogue, asking.draft, asked).get(section, {})
    settled = to_confirm(asking.catalogue, asking.draft, asked, unsure)
    choices = settled.get(section, {})
    title = typographic(asking.catalogue.sections[section])
    following = _after(asking, section, settled)
    return UsualPage(
        title=title,
        caption="Usual choices",
        crumbs=(asking.crumb,),
        lede=_lede(len(choices)),
        rows=tuple(_row(asking, name, choice, "Change") for name, choice in choices.items()),
        changed=tuple(_changed(asking, str(form.shown.data or "").split(), here)),
        unsure=tuple(_row(asking, name, here[name], "Settle it") for name in here if name in unsure),
        form=form,
        action=_url(asking, section),
        next_title="" if following is None else typographic(asking.catalogue.sections[following]),
        next_url=asking.crumb[1] if following is None else _url(asking, following),
        digest=digest_of_choices(choices),
        names=" ".join(choices),
    )


def _lede(count: int) -> str:
    if not count:
        return "Nothing waits here to be confirmed."
    return (
        "This is what most consortia of your kind agree. It stands in the draft, and nobody has confirmed it yet. "
        "Change what is not right for you; what is left on this list you confirm together."
    )


def _row(asking: Asking, name: str, value: Value, does: str) -> Row:
    question = asking.catalogue.questions[name]
    told = tell_value(question, value, asking.parties)
    return label_of(question), _in_lines(told), does, asking.url(name)


def _in_lines(told: Told) -> str | tuple[str, ...]:
    short = in_short(told)
    return told.entries if told.entries and len(short) > _LINE else short


def _changed(asking: Asking, before: Sequence[str], here: Mapping[str, Value]) -> Iterator[Row]:
    """What is no usual choice any more: with the answer that somebody gave meanwhile."""
    for name in before:
        if name in asking.asked and name not in here:
            question = asking.catalogue.questions[name]
            told = _in_lines(asking.told(question)) or "No answer"
            yield label_of(question), told, "See", asking.url(name)


def _after(asking: Asking, section: int, waiting: Mapping[int, Mapping[str, Value]]) -> int | None:
    """The next section where something waits to be confirmed, from the first again after the last."""
    order = tuple(asking.catalogue.sections)
    at = order.index(section)
    return next((each for each in (*order[at + 1 :], *order[:at]) if each in waiting), None)


def _url(asking: Asking, section: int) -> str:
    return url_for("usual.confirm", agreement_id=asking.agreement_id, section=section)


def confirm_urls(asking: Asking) -> dict[int, Link]:
    """Where the usual choices of each section are confirmed, and in what words; for who may answer."""
    if asking.closed or not asking.reader.may(Permission.QUESTION_ANSWER):
        return {}
    waiting = to_confirm(asking.catalogue, asking.draft, asking.asked)
    return {
        section: (f"Look through {number_of(len(choices), 'usual choice')} at once", _url(asking, section))
        for section, choices in waiting.items()
    }

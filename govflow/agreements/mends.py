"""Mends as pages offer them: a button beside a problem, and what pressing it comes to.

In: an examined draft, and one of its problems. Out: the words of the button, and a name that stands for exactly this
problem and exactly this mend: whoever presses it gets what the button said, or nothing.
"""

from dataclasses import dataclass
from uuid import UUID

from flask import url_for
from wtforms import HiddenField

from govflow.agreements.queries import Examined
from govflow.catalogue.loader import question_named
from govflow.core.asking import each_for_itself
from govflow.core.errors import Problem
from govflow.core.fingerprint import canonical_json, digest, plain
from govflow.core.mending import Mend
from govflow.core.text import typographic
from govflow.web.forms import ActForm


class MendForm(ActForm):
    """The one form of all mends on a page. ``back``: the page it is on, a question by its name."""

    back = HiddenField()


@dataclass(frozen=True)
class Mending:
    """The form of a page's mends, whose buttons stand beside the problems, and where it is sent."""

    form: MendForm
    url: str
    id: str = "mend"


def mending(agreement_id: UUID, back: str) -> Mending:
    """The form for the mends on a page."""
    form = MendForm(formdata=None, data={"back": back})
    return Mending(form, url_for("mends.mend", agreement_id=agreement_id))


@dataclass(frozen=True, slots=True)
class Offer:
    """A mend on a button. ``id``: what the button sends."""

    id: str
    words: str
    problem: Problem
    mend: Mend

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions whose answers it changes."""
        return tuple(self.mend.answers)

    @property
    def for_everybody(self) -> bool:
        """Whether its answers are the consortium's, and not what each party says of itself."""
        asked = (question_named(name) for name in self.mend.answers)
        return not any(each is not None and each_for_itself(each) for each in asked)


def offer(examined: Examined, problem: Problem) -> Offer | None:
    """The mend of a problem, None where it has none."""
    mend = examined.mends.get(problem)
    if mend is None:
        return None
    answers = {name: plain(value) for name, value in mend.answers.items()}
    # Its answers may hold exact decimals.
    exact = canonical_json([problem.rule, problem.field, problem.message, answers, dict(mend.reworded)])
    return Offer(digest(exact)[:_LONG], typographic(mend.words), problem, mend)


def offered(examined: Examined, name: str) -> Offer | None:
    """The mend that a button named, as the draft stands now; None where its problem, or the mend, is another."""
    offers = (offer(examined, problem) for problem in examined.mends)
    return next((each for each in offers if each is not None and each.id == name), None)


_LONG = 32
"""So many signs of a digest name a mend of one draft."""

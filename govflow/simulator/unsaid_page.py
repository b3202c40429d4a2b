"""A decision of which the agreement does not say yet how it is made: nothing can be played."""

from dataclasses import dataclass

from govflow.catalogue.loader import load
from govflow.core.words import capital
from govflow.simulator.ground import Ground
from govflow.web.links import Link


@dataclass(frozen=True, slots=True)
class UnsaidPage:
    """What is not said yet, and where it is answered."""

    title: str
    caption: str
    crumbs: tuple[Link, ...]
    question_url: str


def unsaid_page(ground: Ground, rule: str) -> UnsaidPage:
    """The page of a decision without a rule."""
    label = load().questions[rule].label
    return UnsaidPage(capital(label), ground.caption, ground.crumbs, ground.question_url(rule))
